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
}
