"""Every code a record may earn when it meets the store, the scheme and the other records of its import.

Same form as ``catalogue``; split off because the two are raised on different sides of the store.
"""

from __future__ import annotations

from metrics.intake.catalogue import FaultText

OF_RECORDS: dict[str, FaultText] = {
    # Names that have to be found (raised where records meet the store).
    "unknown_unit": FaultText(
        "Unknown unit",
        "“{value}” is no unit of the list of units. Similar: {suggestions}.",
        "Correct the name; or say once on the page 数据导入 (or by the command names) what it means; or import it "
        "with a 单位名录.",
        bare="“{value}” is no unit of the list of units.",
    ),
    "ambiguous_unit": FaultText(
        "Several units of this name",
        "“{value}” fits several units: {suggestions}.",
        "Write the full name of the one that is meant.",
    ),
    "several_units": FaultText(
        "Several units in one row",
        "“{value}” names several units; a row speaks of one unit only.",
        "Write a row of its own for every unit.",
    ),
    "unit_not_valid": FaultText(
        "Unit did not exist",
        "“{value}” did not exist at the time of this finding ({day}), as the list of units says.",
        "Name the unit that had its duties then, or correct 生效日期 and 失效日期 in the 单位名录.",
        "warning",
    ),
    "name_taken": FaultText(
        "Name already taken",
        "“{value}” is already a name of {other}.",
        "Use another short name, or remove it from {other} first.",
    ),
    "unknown_indicator": FaultText(
        "Unknown indicator",
        "“{value}” is neither an indicator nor a problem class of the scheme in force. Similar: {suggestions}.",
        "Write the indicator's name as the page 考核规则 lists it.",
        bare="“{value}” is neither an indicator nor a problem class of the scheme in force.",
    ),
    "unknown_observation": FaultText(
        "Unknown indicator of data",
        "“{value}” is no observed indicator of the scheme in force. Similar: {suggestions}.",
        "Write the indicator's name as the page 考核规则 lists it.",
        bare="“{value}” is no observed indicator of the scheme in force.",
    ),
    "missing_price": FaultText(
        "No points, and no price",
        "扣分 is empty and the scheme has no price for “{indicator}”.",
        "Write the points under 扣分.",
    ),
    "points_not_counted": FaultText(
        "Points that do not count",
        "“{indicator}” is {nature}: points typed on it are not deducted (first of the file: {value}).",
        "Leave 扣分 empty if that is meant; otherwise write under 指标 an indicator that costs points, and 扣分 "
        "under 性质.",
        "warning",
    ),
    "kind_does_not_fit": FaultText(
        "Kind does not fit the indicator",
        "性质 is “{value}”, but “{indicator}” is {wanted}.",
        "Say which is meant: correct 性质 or 指标.",
    ),
    "indicator_not_for_channel": FaultText(
        "Indicator of another channel type",
        "“{indicator}” is not checked on a channel of type {type}.",
        "Correct 指标 or 渠道名称.",
    ),
    "unknown_channel": FaultText(
        "Unknown channel",
        "{unit} has no channel “{value}”. Similar: {suggestions}.",
        "Correct the name; or say once on the page 数据导入 (or by the command names) what it means; or import it "
        "with a 渠道台账.",
        bare="{unit} has no channel “{value}”.",
    ),
    "unknown_channel_of_any_unit": FaultText(
        "Unknown channel, no unit named",
        "No unit has a channel “{value}”. Similar: {suggestions}.",
        "Correct the name; or say once on the page 数据导入 (or by the command names) what it means; or import it "
        "with a 渠道台账.",
        bare="No unit has a channel “{value}”.",
    ),
    "channel_of_other_unit": FaultText(
        "Another unit's channel",
        "“{value}” is run by {other}, not by {unit}.",
        "Correct 责任单位 or 渠道名称.",
    ),
    "ambiguous_channel": FaultText(
        "Several channels of this name",
        "“{value}” fits several channels: {suggestions}.",
        "Add 渠道类型 and 主办单位, so that one is left.",
    ),
    "channel_not_running": FaultText(
        "Channel was not running",
        "“{value}” was not running at that time ({period}), as the channel ledger says.",
        "Correct the time or the channel, or 开设日期 and 关停日期 in the 渠道台账.",
        "warning",
    ),
    "full_coverage_of_one_unit": FaultText(
        "Full coverage of one unit",
        "The row declares 全覆盖 and names “{value}” under 主办单位: whether only its channels are meant "
        "cannot be told.",
        "Leave 主办单位 empty to declare all running channels, or name the unit's channels one by one.",
    ),
    "scope_leaves_out": FaultText(
        "Findings outside the scope",
        "The inspection records of {period} leave out channels that already have findings: {seen}.",
        "Add inspection records of these channels, or withdraw the findings; until then they cost no points.",
        "warning",
    ),
    "inspection_added": FaultText(
        "Inspection record added",
        "The inspection records of {period} left out “{value}”; it was looked at without a plan and is added.",
        "Nothing to do.",
        "warning",
    ),
    "ratio_without_parts": FaultText(
        "Ratio without its parts",
        "“{indicator}” is a ratio; 分子 and 分母 are both needed.",
        "Fill in 分子 and 分母.",
    ),
    "cannot_be_opened": FaultText(
        "File cannot be opened",
        "The file “{value}” cannot be opened ({reason}).",
        "Check the path and that the file may be read.",
    ),
    "veto_without_channel": FaultText(
        "Veto without a channel",
        "“{indicator}” is a veto on one channel, and no channel is named.",
        "Write 渠道名称.",
    ),
    "finding_outside_scope": FaultText(
        "Channel was not inspected",
        "The inspection records of {period} leave out “{value}”, and this finding is on it.",
        "If it was looked at without a plan, add its inspection record in one step: the button 补录检查记录 on the "
        "page 数据导入, or the command scope --period {period} --unit {unit} --channel {value} --source 明察暗访 "
        "(or 投诉), or that word under 来源. Otherwise correct the channel.",
    ),
    "scope_not_declared": FaultText(
        "Which channels were checked?",
        "{period} has findings and no inspection records: nothing counts as checked and no rates are shown.",
        "Import 检查记录, or declare full coverage for the period.",
        "warning",
    ),
    # Rows against rows, and against the store.
    "conflicting_rows": FaultText(
        "Two rows disagree",
        "This row and {other} speak of the same {kind} on the same date and disagree on “{heading}”: "
        "“{value}” and “{other_value}”.",
        "Keep the one that is right; rows that are meant as different things each need a number of their own.",
    ),
    "reports_without_date": FaultText(
        "Two reports, no dates",
        "This row and {other} both report on the same assignment and 填报日期 is empty.",
        "Write 填报日期 in both rows, or keep one.",
    ),
    "number_reused": FaultText(
        "Number used for another task",
        "序号 {value} of {year} stands for “{other}” and, in this row, for “{title}”.",
        "Correct 序号, or the task's text; 一 and （一） are the number 1. A chapter's title (一、…) among tasks "
        "numbered 1, 2, … takes no unit: leave its 责任单位 empty.",
    ),
    "several_findings_fit": FaultText(
        "Several findings fit",
        "This row fits {count} findings: {others}.",
        "Write 问题编号, or complete 渠道名称, 指标 and 问题描述; where numbers begin anew every quarter, add a column "
        "检查期.",
    ),
    "no_finding_fits": FaultText(
        "No finding fits",
        "No finding fits this rectification: {seen}.",
        "Import the 问题台账 first, or correct 责任单位, 问题编号, 指标 or 问题描述.",
    ),
    "number_without_unit": FaultText(
        "Number without a unit",
        "问题编号 {value} stands without 责任单位: numbers repeat between units.",
        "Write 责任单位.",
    ),
    "unknown_number": FaultText(
        "Task unknown",
        "The plan of {year} has no task of 序号 {value}; the row is kept as a task of its own.",
        "Correct 序号 if a task of the plan is meant.",
        "warning",
    ),
    "office_column": FaultText(
        "Office column",
        "{unit} wrote “{value}” under “{heading}” (was “{old}”); it changes nothing and is listed as a request.",
        "The office decides on the request.",
        "warning",
    ),
    "already_imported": FaultText(
        "Already imported",
        "The same bytes were imported on {day} as {other} (import {number}); nothing changed.",
        "Nothing to do.",
        "warning",
    ),
    "row_missing": FaultText(
        "Row no longer there",
        "The last version of this ledger had {count} rows this one lacks; they are kept (rows {seen} there).",
        "Nothing to do if they still hold; otherwise withdraw the earlier import.",
        "warning",
    ),
    "checks_not_possible": FaultText(
        "Checks this format does not allow",
        "This format does not allow these checks: {checks}.",
        "Nothing to do if none of them matters here; otherwise save the file as .xlsx in WPS or Excel and send that.",
        "warning",
    ),
    # The yearly notice.
    "notice_not_recognised": FaultText(
        "No tasks found",
        "The text holds no numbered task with （责任单位：…）.",
        "Check that this is the yearly plan, with its text; who is responsible has to stand at the end of each "
        "numbered task in the form （责任单位：A、B）.",
    ),
    "notice_without_numbers": FaultText(
        "Tasks without numbers",
        "The text says {places} times who is responsible, but no such paragraph carries a number like （一） or 1.; "
        "ledgers name a task by its number.",
        "Number the tasks from the first to the last.",
    ),
    "notice_numbers_restart": FaultText(
        "Numbers start again",
        "The numbers start again in every chapter; the tasks are numbered 1 to {last} through the plan, "
        "“{value}” becomes {number}.",
        "Use the running numbers as 序号 in ledgers; 数据导入 hands out templates with them.",
        "warning",
    ),
    "notice_task_left_out": FaultText(
        "Numbered otherwise than the tasks",
        "“{value}” says who is responsible, but it is numbered otherwise than the tasks around it; it became no task.",
        "If it is a task, number it as the others are, and receive the plan again.",
        "warning",
    ),
    "plan_table_differs": FaultText(
        "Text and table name different units",
        "The table names “{value}” for task {number}, the plan's text names “{other}”.",
        "Make the two agree, and receive the plan again.",
    ),
    "plan_table_renumbered": FaultText(
        "Number of a table already used",
        "The table uses the number {value} that another task of this plan has; its task is numbered {number}.",
        "Use that number as 序号 in ledgers, or number the tasks of the plan from the first to the last.",
        "warning",
    ),
    "plan_table_reports": FaultText(
        "Progress in a plan",
        "The table also reports progress; of a plan only the tasks and who is responsible are read.",
        "Send the progress as a task ledger (任务台账, .xlsx).",
        "warning",
    ),
    "plan_table_left_out": FaultText(
        "Table not read",
        "The table is a ledger, but not of tasks; it was not read.",
        "Copy it into a workbook and send that.",
        "warning",
    ),
    "wrong_document": FaultText(
        "Not a text we read",
        "The content of this file is {seen}, whatever its name says; wanted is the plan as .docx or .txt.",
        "Save the plan as .docx in WPS or Word, or paste its text; send a ledger as the workbook it is (.xlsx). "
        "Renaming a file does not convert it.",
    ),
    "unreadable_document": FaultText(
        "Damaged document",
        "The document is damaged or was not completely transferred.",
        "Open it in WPS or Word, save it as .docx once more, or paste its text.",
    ),
    "plan_compared": FaultText(
        "Compared with the plan before",
        "Against the plan of {previous}, by titles: {matched} tasks go on, {new} are new, {dropped} are gone; "
        "units gain {gained} duties and lose {lost}.",
        "The page 任务落实 lists them; a match by similar titles is a suggestion.",
        "warning",
    ),
    "notice_without_year": FaultText(
        "No year",
        "No line before the first task is a title like 2025年××市政务公开工作要点; wanted is the year of the plan.",
        "Put the title with its year on a line of its own before the first task.",
    ),
    "notice_number_repeated": FaultText(
        "Task number used twice",
        "The tasks on lines {other} and {line} both have the number {value}; a ledger could not say which it means.",
        "Number the tasks from the first to the last without starting again.",
    ),
    "notice_number_missing": FaultText(
        "Task numbers missing",
        "No task has the number {value}, though a higher one is there.",
        "Check whether a paragraph lost its number or its （责任单位：…）.",
        "warning",
    ),
    "responsibility_unreadable": FaultText(
        "Responsibility cannot be read",
        "Task {number} on line {line}: “{value}” does not say who is responsible in the form （责任单位：A、B）.",
        "Write the units at the end of the paragraph in that form, separated by 、.",
    ),
    "responsibility_to_confirm": FaultText(
        "Responsibility to be confirmed",
        "Task {number} names “{value}”; it stays unscored until a person says which units are meant.",
        "Confirm the units on the page 任务落实.",
        "warning",
    ),
}
