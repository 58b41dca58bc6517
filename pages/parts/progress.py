"""A progress bar on screen, for what takes longer than a second."""

from __future__ import annotations

import time
from typing import Any

from metrics.commands.progress_bar import PATIENCE, STAGES
from metrics.i18n import Translator
from metrics.intake.progress import Progress

# Which part of the whole a stage usually takes: from, to.
PARTS = {"working": (0.0, 0.0), "reading": (0.0, 0.45), "resolving": (0.45, 0.7), "writing": (0.7, 0.8)}
PARTS |= {"scoring": (0.8, 1.0)}


def shown_progress(t: Translator, place: Any) -> Progress:
    """Return what draws a bar in ``place`` when told how far a command is; a quick command draws none."""
    began = time.monotonic()

    def tell(stage: str, done: int, of: int) -> None:
        if time.monotonic() - began < PATIENCE:
            return
        first, last = PARTS[stage]
        share = first + (last - first) * (done / of if of else 0)
        place.progress(share, f"{t(STAGES[stage])} {done}/{of}" if of else t(STAGES[stage]))

    return tell
