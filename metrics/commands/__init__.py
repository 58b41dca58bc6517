"""What can be typed after ``python -m metrics``: arguments in, one ``Answer`` out (exit code and two texts).

The same functions answer a command typed in a shell and one sent to the dashboard that owns the store, so that
both print the same (design decision 1).
"""
