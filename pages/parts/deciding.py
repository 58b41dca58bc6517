"""What deciding about names and columns has in common: who decides, and what became of the files that waited."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.i18n import Translator
from metrics.intake.waiting import Held
from pages.parts import session
from pages.parts.news import tell


def actor() -> str:
    """Return who decides."""
    return session.actor()


def tell_files(t: Translator, files: Sequence[Held]) -> None:
    """Say what became of the held files that were checked again."""
    ready = [one.file for one in files if one.is_ready]
    others = [t("{file} ({n} errors left)", file=one.file, n=one.errors) for one in files if not one.is_ready]
    if ready:
        tell(t("Checked again and ready to be kept: {files}", files="、".join(ready)))
    if others:
        tell(t("Checked again, still held: {files}", files="、".join(others)))
