"""Which channels a quarter's inspection looked at, as declared so far (scoring.md §4 «Which channels were checked»)."""

from __future__ import annotations

from dataclasses import dataclass, field

from metrics.calendar import Period
from metrics.intake.directory import Channel
from metrics.warehouse import Warehouse


@dataclass
class Scope:
    """The declared scope of every quarter that has one; a quarter without one is 未登记."""

    checked: dict[int, set[int]] = field(default_factory=dict)
    """Quarter → channels with a row of their own that says they were checked."""
    unchecked: dict[int, set[int]] = field(default_factory=dict)
    """Quarter → channels whose own row says 未检查 or 无法检查."""
    covered: dict[int, set[str | None]] = field(default_factory=dict)
    """Quarter → channel types declared 全覆盖, None for all types."""

    @classmethod
    def read(cls, warehouse: Warehouse) -> Scope:
        """Return the scope the store declares; of several rows about one channel the last imported one says."""
        scope = cls()
        for row in warehouse.rows("inspection_scope", order_by="record"):
            quarter, channel = row["quarter"], row["channel"]
            if channel is None:
                scope.covered.setdefault(quarter, set()).add(row["channel_type"])
                continue
            said, unsaid = (scope.unchecked, scope.checked) if row["is_unchecked"] else (scope.checked, scope.unchecked)
            said.setdefault(quarter, set()).add(channel)
            unsaid.setdefault(quarter, set()).discard(channel)
        return scope

    def is_declared(self, quarter: int) -> bool:
        """Whether anything says which channels were checked in ``quarter``."""
        return bool(self.checked.get(quarter) or self.covered.get(quarter))

    def leaves_out(self, quarter: int, channel: Channel) -> bool:
        """Whether the quarter has a declared scope and the channel is not in it."""
        if not self.is_declared(quarter) or channel.channel in self.checked.get(quarter, ()):
            return False
        types = self.covered.get(quarter, set())
        is_covered = (None in types or channel.type in types) and runs_in(channel, Period.quarter(quarter))
        return not is_covered or channel.channel in self.unchecked.get(quarter, ())


def runs_in(channel: Channel, period: Period) -> bool:
    """Whether a channel ran on some day of a period, both ends inclusive."""
    opened, closed = channel.opened_on, channel.closed_on
    return (opened is None or opened <= period.last) and (closed is None or closed >= period.first)
