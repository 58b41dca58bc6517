"""What time it is where the store keeps its time."""

from __future__ import annotations

from datetime import datetime

from metrics.calendar import SHANGHAI


def now() -> datetime:
    """Return the time on the clock of the city, as the store keeps it."""
    return datetime.now(SHANGHAI).replace(tzinfo=None)
