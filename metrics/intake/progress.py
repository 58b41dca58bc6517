"""How far a long command is, told file by file and step by step to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with a stage (a key of ``progress_bar.STAGES``), how much of it is done, and of how much."""


def silent(stage: str, done: int, of: int) -> None:
    """Tell nobody."""
    del stage, done, of
