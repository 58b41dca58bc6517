"""The re-computable workbook: every score of a period as live formulas, from the rows of the files to the rank."""

from metrics.briefs.recomputable.book import recomputable_workbook, write_recomputable_workbook

__all__ = ["recomputable_workbook", "write_recomputable_workbook"]
