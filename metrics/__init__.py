"""政务公开效能监测: spreadsheets in, scores that can be defended line by line out.

Five hops, one way: a **workbook** is received; **intake** turns its rows into **records** that know
their cell, or into **faults** that know it too; the **warehouse** keeps records, append-only, beside
the **scheme**; **SQL** joins the two into **marks** and **scores**; pages, papers and the command line
ask ``metrics.scores`` and compute nothing themselves.
"""
