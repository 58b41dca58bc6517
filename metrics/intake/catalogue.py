"""Every code a file may earn while it is read, with its sentences: what was seen and wanted, what to do.

Sentences are msgids (English); the reader's language is put in by ``faults.describe``. Official headings and
words stay Chinese in both languages, because that is what stands in the sheet. ``{value}`` is the text as typed.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class FaultText(NamedTuple):
    """The sentences of one code (English msgids)."""

    title: str
    """Name of the fault, for lists."""
    message: str
    """What was seen and what was wanted."""
    advice: str
    """What to do."""
    severity: Severity = "error"
    """``error`` keeps the row out; ``warning`` does not."""
    bare: str = ""
    """The message where a list that ``message`` would name is empty: nothing is similar, nothing comes near."""


OF_READING: dict[str, FaultText] = {
    # The file as a whole.
    "empty_file": FaultText(
        "Empty file",
        "The file holds nothing at all (or only blank sheets).",
        "Check that the right file was chosen and that it was saved before it was sent.",
    ),
    "wrong_format": FaultText(
        "Not a spreadsheet we read",
        "The content of this file is {seen}, whatever its name says; wanted is a workbook (.xlsx, .xls, .et, "
        ".ods, .xlsb) or a table as text (.csv, .tsv).",
        "Save a ledger as .xlsx in WPS or Excel, the yearly plan (工作要点) as .docx in WPS or Word; renaming a file "
        "does not convert it.",
    ),
    "password_protected": FaultText(
        "Password-protected workbook",
        "The workbook is encrypted and cannot be opened without its password.",
        "Remove the password (File, Protect, Encrypt with password: leave it blank), save and send it again.",
    ),
    "unreadable_workbook": FaultText(
        "Damaged workbook",
        "The workbook is damaged or cut short and cannot be read.",
        "Open it in WPS or Excel, save it as a new .xlsx and send that; if it does not open there either, "
        "ask the sender for it again.",
    ),
    "too_large": FaultText(
        "Workbook too large",
        "Unpacked, the file is larger than {most} MB.",
        "Delete unused rows, columns and pictures, or split the ledger into several files.",
    ),
    "too_many_cells": FaultText(
        "Too many cells",
        "The file holds more than {most} cells.",
        "Delete unused rows, columns and pictures, or split the ledger into several files.",
    ),
    "reading_took_too_long": FaultText(
        "Reading took too long",
        "The file was not read within {seconds} seconds and was given up.",
        "Copy the table into a new workbook (values only) and send that.",
    ),
    "reading_failed": FaultText(
        "Reading broke off",
        "The reader broke off at this file; nothing else was affected.",
        "Copy the table into a new workbook (values only) and send that.",
    ),
    "unknown_encoding": FaultText(
        "Unreadable characters",
        "The text of this .csv is neither UTF-8 nor GB18030: byte {position} does not fit.",
        "Open it in WPS or Excel and save it as .xlsx, or as .csv in UTF-8.",
    ),
    "unclosed_quote": FaultText(
        "Quotation mark never closed",
        "In row {row} a quotation mark opens the text “{value}” and never closes it: the rows below would become part "
        "of that text.",
        "Open the file in a text editor and close or delete that mark, or save the table as .xlsx where it comes from.",
    ),
    # A sheet and its headings.
    "unknown_kind": FaultText(
        "Unknown kind of table",
        "No kind of ledger is recognised by these headings: {seen}. Nearest: {nearest}, which still needs: "
        "{missing}.",
        "Use one of the ledgers {wanted}, with its headings in one row at the top; blank ones come from "
        "the command templates; or say once on the page 数据导入 (or by the command columns) what a column holds. "
        "A sheet that is no ledger (a list of telephone numbers) has to be deleted from the file.",
        bare="No kind of ledger is recognised by these headings: {seen}.",
    ),
    "text_without_table": FaultText(
        "Text without a table",
        "This sheet holds only text (“{value}” …) and no table; there is nothing to take in.",
        "Check that the right file was chosen and that the ledger is in it; blank ledgers come from the command "
        "templates.",
    ),
    "plan_in_cells": FaultText(
        "A plan's text in the cells of a table",
        "The cells of this sheet hold the text of a plan (工作要点): {count} paragraphs say who is responsible. A plan "
        "is read from a document, not from a table.",
        "Import the plan's own file (.docx or .txt); without it, copy these cells, paste them as text only into a new "
        "Word document and import that as .docx.",
    ),
    "hidden_sheet_read": FaultText(
        "Hidden sheet",
        "This sheet is hidden; it is a ledger and was read like the others.",
        "Nothing to do if it counts; if it is an old copy, delete the sheet.",
        "warning",
    ),
    "hidden_rows_read": FaultText(
        "Hidden rows",
        "{count} hidden rows were read like the others: {rows}.",
        "Nothing to do if they count; otherwise delete them (hiding or filtering a row does not take it out).",
        "warning",
    ),
    "hidden_columns_read": FaultText(
        "Hidden columns",
        "Hidden columns were read like the others: {columns}.",
        "Nothing to do if they count; otherwise delete them.",
        "warning",
    ),
    "column_without_heading": FaultText(
        "Column without a heading",
        "Column {column} has texts and no heading; it counts for nothing.",
        "Give the column a heading if it is meant; otherwise empty it.",
        "warning",
    ),
    "lead_by_bold": FaultText(
        "Lead units by bold type",
        "In “{value}” units in bold are taken as lead and the others as support, in {count} tasks.",
        "Nothing to do; if the bold type means something else, add a column 角色.",
        "warning",
    ),
    "bold_not_told": FaultText(
        "Bold type cannot be seen",
        "“{value}” says that bold type marks the lead units, and this file format does not tell bold type.",
        "Save the ledger as .xlsx, or add the columns 牵头单位 and 配合单位.",
    ),
    "sheet_ignored": FaultText(
        "Sheet not read",
        "This sheet is {seen} and was not read.",
        "Nothing to do if it holds no data; otherwise give it the headings of a ledger, in one row above the data.",
        "warning",
    ),
    "duplicate_heading": FaultText(
        "Heading twice",
        "The headings “{value}” and “{other}” (cell {other_cell}) mean the same column.",
        "Keep one of the two columns, or rename the one that means something else.",
    ),
    "heading_over_columns": FaultText(
        "One heading over several columns",
        "The heading “{value}” spans the columns {columns}, and more than one of them holds text (row {row}): nobody "
        "can tell which one it means.",
        "Undo the merged cell and give each column its own heading, or merge the cells below like the heading.",
    ),
    "unknown_column": FaultText(
        "Unknown column",
        "The column “{value}” is not known and counts for nothing; it is kept with the original row. Similar "
        "headings: {suggestions}.",
        "Nothing to do if it is a note of your own; otherwise rename it, or say once on the page 数据导入 (or by the "
        "command columns) what it holds.",
        "warning",
        "The column “{value}” is not known and counts for nothing; it is kept with the original row.",
    ),
    "no_rows": FaultText(
        "No rows",
        "The table has headings and no rows below them.",
        "Fill in the rows, or delete the sheet.",
        "warning",
    ),
    "missing_year": FaultText(
        "Year unknown",
        "Neither a column 年度 nor the title above the headings says which year these tasks belong to.",
        "Add a column 年度, or write the year into the title, for example 2025年政务公开任务台账.",
    ),
    "several_years": FaultText(
        "Several years in the title",
        "The title names several years; {value} is taken as the year of these rows. It also names: {others}.",
        "Nothing to do if that is right; otherwise write the year into a column 年度, or leave only the right year in "
        "the title.",
        "warning",
    ),
    "period_from_title": FaultText(
        "检查期 from the title",
        "No column says when; the title says {value}, and that is taken as the 检查期 of every row.",
        "Nothing to do if that is right; otherwise add a column 检查期 or 发现日期.",
        "warning",
    ),
    # Rows passed over.
    "total_row_skipped": FaultText(
        "Total row",
        "This row is a total (“{value}”) and was not read as data.",
        "Nothing to do.",
        "warning",
    ),
    "note_row_skipped": FaultText(
        "Note",
        "This row is a note (“{value}”) and was not read as data.",
        "Nothing to do.",
        "warning",
    ),
    "section_row_skipped": FaultText(
        "Chapter row",
        "This row is a chapter title (“{value}”) and was not read as data.",
        "Nothing to do; if it is data, undo its merged cells and fill in what every row needs.",
        "warning",
    ),
    # One cell.
    "missing_value": FaultText(
        "Missing value",
        "The cell under “{heading}” is empty; every row needs it.",
        "Fill in the cell, or delete the row if it is not meant.",
    ),
    "formula_without_value": FaultText(
        "Formula without a result",
        "The cell holds the formula {value} and no calculated result.",
        "Open the file in WPS or Excel, let it calculate, and save; or paste the value instead of the formula.",
    ),
    "error_value": FaultText(
        "Error in a formula",
        "The cell shows the error {value} instead of a value.",
        "Repair the formula, or type the value.",
    ),
    "nothing_above": FaultText(
        "Nothing to repeat",
        "“{value}” under “{heading}” repeats the cell above, and there is nothing in it.",
        "Write out what is meant.",
    ),
    "merged_amount": FaultText(
        "Number merged over several rows",
        "The cell with {value} under “{heading}” spans several rows: it may count once or for each of them.",
        "Undo the merged cells and write into every row what counts for it.",
    ),
    "impossible_date": FaultText(
        "Impossible date",
        "“{value}” under “{heading}” is not a day of the calendar.",
        "Write it like 2025-06-30, 2025.6.30, 2025/6/30 or 2025年6月30日.",
    ),
    "unknown_date": FaultText(
        "Not a date",
        "“{value}” under “{heading}” cannot be read as a date.",
        "Write it like 2025-06-30, 2025.6.30, 2025/6/30 or 2025年6月30日.",
    ),
    "ambiguous_date": FaultText(
        "Ambiguous date",
        "“{value}” under “{heading}” may be read as more than one day.",
        "Write it like 2025-06-30, 2025.6.30, 2025/6/30 or 2025年6月30日.",
    ),
    "wordy_deadline": FaultText(
        "Deadline in words",
        "“{value}” under “{heading}” names no day; it is kept as text and no due date is set.",
        "Nothing to do; write a date if there is one.",
        "warning",
    ),
    "presumed_deadline": FaultText(
        "Presumed deadline",
        "“{value}” under “{heading}” names no day; the deadline is presumed by the rules in force.",
        "Nothing to do; write a date if there is one.",
        "warning",
    ),
    "dates_reversed": FaultText(
        "Dates in the wrong order",
        "“{heading}” ({value}) lies before “{other}” ({other_value}).",
        "Correct the date that is wrong.",
    ),
    "not_a_number": FaultText(
        "Not a number",
        "“{value}” under “{heading}” is not a number.",
        "Write digits only, for example 1.75; no unit, no text.",
    ),
    "not_a_number_or_answer": FaultText(
        "Neither a number nor yes or no",
        "“{value}” under “{heading}” is no number and neither 是 nor 否.",
        "Write digits only, for example 1.75, or 是 or 否 where the indicator asks for that.",
    ),
    "ambiguous_number": FaultText(
        "Ambiguous number",
        "“{value}” under “{heading}”: the comma may be a decimal point or a thousands separator.",
        "Write the decimal point as a point and leave thousands unseparated, for example 12.5 or 1250.",
    ),
    "too_many_decimals": FaultText(
        "Too many decimals",
        "“{value}” under “{heading}” has more than {most} decimal places.",
        "Round it to {most} decimal places, as it is meant.",
    ),
    "number_out_of_range": FaultText(
        "Number out of range",
        "“{value}” under “{heading}” is not between {least} and {most}.",
        "Correct the number.",
    ),
    "not_whole": FaultText(
        "Not a whole number",
        "“{value}” under “{heading}” is not a whole number.",
        "Write a whole number.",
    ),
    "not_yes_or_no": FaultText(
        "Neither yes nor no",
        "“{value}” under “{heading}” is neither 是 nor 否.",
        "Write 是 or 否.",
    ),
    "unknown_word": FaultText(
        "Unknown word",
        "“{value}” under “{heading}” is none of: {wanted}.",
        "Choose one of: {wanted}.",
    ),
    "unknown_period": FaultText(
        "Unknown period",
        "“{value}” under “{heading}” is not a quarter, half-year or year.",
        "Write it like 2025年第二季度, 2025Q2, 2025年上半年 or 2025年.",
    ),
    # Cells of one row that do not go together.
    "reduced_without_points": FaultText(
        "Reduced to what?",
        "确认情况 is 核减 and 核减后扣分 is empty.",
        "Write the points that remain under 核减后扣分 (0 if none).",
    ),
    "reduced_above_points": FaultText(
        "Reduced to more",
        "核减后扣分 is {value}, more than the 扣分 of {other_value}.",
        "Write under 核减后扣分 the points that remain, at most the 扣分; correct 扣分 if that is what is wrong.",
    ),
    "points_without_reduction": FaultText(
        "Points not used",
        "核减后扣分 is {value}, but 确认情况 is not 核减; the number is not used.",
        "Set 确认情况 to 核减 if a reduction is meant.",
        "warning",
    ),
    "reduced_veto": FaultText(
        "A veto cannot be reduced",
        "A finding marked 单项否决 carries 确认情况 核减; a veto stands or falls as a whole.",
        "Choose 已确认, 误报 or 豁免, or change 性质.",
    ),
    "recheck_without_date": FaultText(
        "Re-check without a date",
        "复查结果 is “{said}” and 复查日期 is empty.",
        "Write the day of the re-check under 复查日期.",
    ),
    "date_without_recheck": FaultText(
        "Re-check without a result",
        "复查日期 is {said} and 复查结果 is empty: the re-check counts for nothing.",
        "Write 通过, 未通过, 反弹, 页面已下线 or 无法复查 under 复查结果.",
        "warning",
    ),
    "closed_without_date": FaultText(
        "Closed without a date",
        "运行状态 is “{said}” and 关停日期 is empty: until there is a date the channel counts as running.",
        "Write the day it was closed under 关停日期.",
    ),
    "finding_without_date": FaultText(
        "Finding without a time",
        "Neither 检查期 nor 发现日期 says when this was found.",
        "Fill in 检查期 or 发现日期.",
    ),
    "fixed_without_date": FaultText(
        "Fixed without a date",
        "整改情况 says “{said}” and 整改完成日期 is empty: the finding counts as open.",
        "Write the day it was fixed under 整改完成日期.",
        "warning",
    ),
    "completed_without_date": FaultText(
        "Completed without a date",
        "进展状态 is 已完成 and 完成日期 is empty: where the task has a due date it does not count as completed.",
        "Write the day it was completed under 完成日期.",
        "warning",
    ),
    "numerator_above_denominator": FaultText(
        "More than all",
        "分子 {value} is greater than 分母 {other_value}.",
        "Check both numbers.",
        "warning",
    ),
    "incomplete_ratio": FaultText(
        "Half a ratio",
        "“{heading}” is empty and “{other}” is {other_value}: a ratio needs both.",
        "Fill in both, or neither.",
    ),
    "no_responsible_unit": FaultText(
        "No responsible unit",
        "None of {wanted} names a unit.",
        "Fill in the unit that is responsible.",
    ),
    "full_coverage_unchecked": FaultText(
        "Everything, unchecked",
        "The row declares 全覆盖 and its result is “{value}”.",
        "Name the channels that were not checked one by one.",
    ),
}
