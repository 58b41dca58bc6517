"""Every code of a name that a person has judged, and of a record that does not go together with what is known.

Same form as ``catalogue``; these are raised where statements are compared with the store and with each other.
"""

from __future__ import annotations

from metrics.intake.catalogue import FaultText

OF_CHECKS: dict[str, FaultText] = {
    # Names of which a person has said what they mean (names that nobody has judged: catalogue_of_records).
    "not_a_unit": FaultText(
        "Not a unit, as was decided",
        "“{value}” is no unit: {actor} decided so on {day}.",
        "Write the unit that is meant, or keep the valid rows only; the page 数据导入 shows the decision and "
        "changes it.",
    ),
    "unit_awaited": FaultText(
        "Unit still to be imported",
        "“{value}” is a new unit, as {actor} decided on {day}; the list of units does not have it yet.",
        "Import a 单位名录 with this unit; the file is then checked again by itself.",
    ),
    "not_a_channel": FaultText(
        "Not a channel, as was decided",
        "“{value}” is no channel: {actor} decided so on {day}.",
        "Write the channel that is meant, or keep the valid rows only; the page 数据导入 shows the decision and "
        "changes it.",
    ),
    "channel_awaited": FaultText(
        "Channel still to be imported",
        "“{value}” is a new channel, as {actor} decided on {day}; the channel ledger does not have it yet.",
        "Import a 渠道台账 with this channel; the file is then checked again by itself.",
    ),
    # Things that do not go together.
    "fix_before_finding": FaultText(
        "Fixed before it was found",
        "整改完成日期 is “{value}”, and the problem was found on {found}.",
        "One of the two days is wrong: correct 整改完成日期 or 发现日期.",
    ),
    "recheck_before_fix": FaultText(
        "Re-check before the fix",
        "The re-check of {rechecked} was passed, and the fix is dated {fixed}: after it.",
        "Check 复查日期 and 整改完成日期; until one is corrected the finding counts as closed on the earlier day.",
        "warning",
    ),
    "judgement_overruled": FaultText(
        "A decision is undone",
        "On {day} {by} decided “{was}” of this finding ({reason}); this row says “{value}”, and that holds from now "
        "on.",
        "If the decision is to stand, withdraw this file, correct 确认情况 here (or leave it empty) and import it "
        "again.",
        "warning",
    ),
    "duplicate_row": FaultText(
        "Row twice",
        "This row says the same as {other}; it counts once.",
        "Nothing to do if it is a copy; otherwise correct what should differ.",
        "warning",
    ),
    "problem_stated_twice": FaultText(
        "The same problem twice",
        "“{value}” stands with the same channel, indicator and page in {other} too (问题编号 {number}), and was not "
        "fixed in between: both cost points.",
        "If it is one problem, delete one row, or set 确认情况 of one to 误报; otherwise tell them apart in 问题描述.",
        "warning",
    ),
    "host_differs": FaultText(
        "主办单位 differs from the register",
        "The row says {unit} runs “{value}”; in the register a running channel of this name and type belongs to "
        "{other}.",
        "Correct 主办单位; or, if it changed hands, close it at {other} by 关停日期.",
        "warning",
    ),
    "result_contradicts": FaultText(
        "检查结果 contradicts the findings",
        "检查结果 of {channel} in {period} is “{stated}”; by its confirmed findings the verdict is “{verdict}”.",
        "Check 检查结果 and the findings of this channel; the verdict is computed from the findings.",
        "warning",
    ),
}
