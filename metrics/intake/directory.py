"""The units and channels the store knows at this moment, asked by what people type.

Reads the store's tables, also those of a transaction under way: a command that brings units, channels and
findings finds the channels of its own files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from metrics.intake.cleaning import BETWEEN_NAMES
from metrics.intake.likeness import Suggestion, suggestions
from metrics.intake.units import Match, UnitDirectory, decided_name, unit_words
from metrics.intake.words import vocabulary
from metrics.warehouse import Warehouse

# Channels of the city compared with one unknown name; beyond that its unit has to be named first.
MOST_COMPARED = 300
# What a person has said of a name that means nothing in the store → the fault of its rows.
JUDGED = {
    ("unit", "refused"): "not_a_unit",
    ("unit", "awaited"): "unit_awaited",
    ("channel", "refused"): "not_a_channel",
    ("channel", "awaited"): "channel_awaited",
}
# What a responsibility phrase may say of districts and functional areas (responsibility.py).
DISTRICT_PHRASES = ("district", "district_with_areas", "district_without_areas", "area")


class Unit(NamedTuple):
    """A unit as far as rows need it."""

    unit: int
    name: str
    group: str
    valid_from: date | None
    valid_until: date | None


class Channel(NamedTuple):
    """A channel as far as rows need it."""

    channel: int
    unit: int
    type: str
    name: str
    opened_on: date | None
    closed_on: date | None


class Trouble(NamedTuple):
    """Why a name was not found: a code of the catalogue and the values of its sentence."""

    code: str
    details: dict[str, Any]


def folded_name(name: object) -> str:
    """Return a channel's name as it is compared: width, case and blanks do not matter."""
    return decided_name(str(name))


class Directory:
    """Units by any of their names, channels by unit, type and name."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._compared = 0
        self.refresh_units()
        self.refresh_channels()

    def refresh_units(self) -> None:
        """Read the units again, after a 单位名录 was heard."""
        names: dict[int, list[str]] = defaultdict(list)
        for row in self._warehouse.rows("unit_names"):
            names[row["unit"]].append(row["name"])
        rows = self._warehouse.rows("units", order_by="sort_order, name")
        columns = ("unit", "name", "group_code", "valid_from", "valid_until")
        self.units = {row["unit"]: Unit(*(row[column] for column in columns)) for row in rows}
        self.names = {name: unit for unit, known in names.items() for name in known}
        self._identities = {row["key"]: row["identity"] for row in self._warehouse.rows("identities", kind="units")}
        decisions = self._warehouse.rows("name_decisions", what="unit")
        decided = {row["name_key"]: row["meant"] for row in decisions if row["meant"] in self.units}
        self._judged_units = {row["name_key"]: row for row in decisions if row["answer"] != "is"}
        self._finder = UnitDirectory([(one.unit, one.name, names[one.unit]) for one in self.units.values()], decided)
        self._found: dict[str, Match] = {}
        words = unit_words()["functional_areas"]
        self._areas = {
            one.unit
            for one in self.units.values()
            for name in (one.name, *names[one.unit])
            if one.group == "district"
            and (name.endswith(tuple(words["endings"])) or any(word in name for word in words["words"]))
        }

    def refresh_channels(self) -> None:
        """Read the channels again, after a 渠道台账 was heard."""
        columns = ("channel", "unit", "channel_type", "name", "opened_on", "closed_on")
        rows = self._warehouse.rows("channels")
        self.channels = {row["channel"]: Channel(*(row[column] for column in columns)) for row in rows}
        self._by_name: dict[str, list[Channel]] = defaultdict(list)
        self._by_unit: dict[int, list[Channel]] = defaultdict(list)
        for channel in self.channels.values():
            self._by_name[folded_name(channel.name)].append(channel)
            self._by_unit[channel.unit].append(channel)
        decisions = self._warehouse.rows("name_decisions", what="channel")
        keyed = {(row["unit"], row["name_key"]): row for row in decisions}
        self._decided_channels = {key: row["meant"] for key, row in keyed.items() if row["meant"] in self.channels}
        self._judged_channels = {key: row for key, row in keyed.items() if row["answer"] != "is"}

    def find_unit(self, text: str) -> Match:
        """Return the unit ``text`` names; nothing is guessed, suggestions come instead."""
        if text not in self._found:
            self._found[text] = self._finder.find(text)
        return self._found[text]

    def unit_or_trouble(self, text: str, typed: str = "") -> int | Trouble:
        """Return the unit ``text`` names, or the fault of a name that is unknown or shared.

        ``typed`` is the cell with its line breaks: in a name they mean nothing, between two names they part them.
        """
        match = self.find_unit(text)
        if match.unit_id is not None:
            return int(match.unit_id)
        if decided_name(text) in self._judged_units:
            return self._judged(self._judged_units[decided_name(text)])
        if self._names_several(text) or self._is_unit_in_each(typed.splitlines()):
            return Trouble("several_units", {})
        shared = any(one.reason == "ambiguous" for one in match.suggestions)
        return Trouble("ambiguous_unit" if shared else "unknown_unit", {"suggestions": match.suggestions})

    def _names_several(self, text: str) -> bool:
        """Whether a text that is no unit's name lists some: then it is no new name that a person could decide."""
        parts = [part.strip() for part in BETWEEN_NAMES.split(text) if part.strip()]
        return len(parts) > 1 and any(self.find_unit(part).unit_id is not None for part in parts)

    def _is_unit_in_each(self, lines: Sequence[str]) -> bool:
        """Whether each of several lines is a unit's name by itself."""
        parts = [line.strip() for line in lines if line.strip()]
        return len(parts) > 1 and all(self.find_unit(part).unit_id is not None for part in parts)

    def name_of(self, unit: int | None) -> str:
        """Return the official name of a unit; empty for none."""
        return self.units[unit].name if unit in self.units else ""

    def identity_of(self, unit: int | None) -> str:
        """Return the name under which the store keeps what is said of a unit: its first one; empty for none."""
        return self._identities.get(unit, "") if unit is not None else ""

    def members(self, group: str, year: int | None) -> list[int]:
        """Return the units of a group that were valid on some day of ``year``, in administrative order."""
        if not year:
            return []
        first, last = date(year, 1, 1), date(year, 12, 31)
        return [
            one.unit
            for one in self.units.values()
            if one.group == group
            and (one.valid_from is None or one.valid_from <= last)
            and (one.valid_until is None or one.valid_until > first)
        ]

    def members_of(self, phrase: str, year: int | None) -> list[tuple[int, bool]]:
        """Return whom a group's phrase means in ``year``; True for a functional area that 各区县政府 may include.

        ``phrase`` is the text of a ``Party``: a group, or one of the phrases about districts and functional areas.
        """
        if phrase not in DISTRICT_PHRASES:
            return [(unit, False) for unit in self.members(phrase, year)]
        units = self.members("district", year)
        areas = {unit for unit in units if self.is_area(unit)}
        if phrase == "area":
            return [(unit, False) for unit in units if unit in areas]
        if phrase == "district_without_areas":
            return [(unit, False) for unit in units if unit not in areas]
        return [(unit, phrase == "district" and unit in areas) for unit in units]

    def is_area(self, unit: int) -> bool:
        """Whether a unit of the districts' group is a functional area (功能区), by any of its names."""
        return unit in self._areas

    def channel_of(self, unit: int, channel_type: str, name: str) -> Channel | None:
        """Return the channel a 渠道台账 row speaks of: unit + type + name (scoring.md §9)."""
        same_name = self._by_name.get(folded_name(name), ())
        return next((one for one in same_name if (one.unit, one.type) == (unit, channel_type)), None)

    def find_channel(self, name: str, unit: int | None, channel_type: str | None) -> Channel | Trouble:
        """Return the channel that ``name`` means, or the fault of a name that fits none, several or another unit's.

        ``unit`` None asks all units (检查记录 need not say whose a channel is); a name unique there needs no type.
        """
        known = self._by_name.get(folded_name(name), [])
        typed = [one for one in known if channel_type in (None, one.type)]
        own = [one for one in typed if unit in (None, one.unit)]
        if len(own) == 1:
            return own[0]
        if own:
            return Trouble("ambiguous_channel", {"suggestions": tuple(self._words_with_type(one) for one in own)})
        decided = self.channels.get(self._decided_channels.get((unit, folded_name(name)), 0))
        if decided is not None and channel_type in (None, decided.type):
            return decided
        if unit is not None and typed:
            owners = tuple(dict.fromkeys(self.name_of(one.unit) for one in typed))
            return Trouble("channel_of_other_unit", {"unit": self.name_of(unit), "other": owners})
        if (unit, folded_name(name)) in self._judged_channels:
            return self._judged(self._judged_channels[unit, folded_name(name)])
        similar = self._similar(name, unit)
        if unit is None:
            return Trouble("unknown_channel_of_any_unit", {"suggestions": similar})
        return Trouble("unknown_channel", {"unit": self.name_of(unit), "suggestions": similar})

    def words(self, channel: Channel) -> str:
        """Return a channel as a sentence names it."""
        return f"{channel.name}（{self.name_of(channel.unit)}）"

    def _words_with_type(self, channel: Channel) -> str:
        """Return a channel as it is told from others of its name: by unit and by the word ledgers have for its type."""
        word = vocabulary().lists["channel_type"][channel.type][0]
        return f"{channel.name}（{self.name_of(channel.unit)}，{word}）"

    def channels_of(self, unit: int | None) -> list[Channel]:
        """Return the channels of a unit, of the whole city for None."""
        return self._by_unit.get(unit, []) if unit is not None else list(self.channels.values())

    def _similar(self, name: str, unit: int | None) -> tuple[Suggestion, ...]:
        self._compared += 1
        if self._compared > MOST_COMPARED:
            return ()
        pool = self.channels_of(unit)
        return suggestions(folded_name(name), [(folded_name(one.name), one.name, one.name) for one in pool])

    def _judged(self, decision: dict[str, Any]) -> Trouble:
        """Return the fault of a name of which a person has said that nothing in the store is meant by it (yet)."""
        day = decision["decided_at"].date().isoformat()
        details = {"actor": decision["actor"], "day": day, "unit": self.name_of(decision["unit"])}
        return Trouble(JUDGED[decision["what"], decision["answer"]], details)
