"""Intake: from a received workbook to records in the warehouse, or to faults with their cell."""
