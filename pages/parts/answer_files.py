"""The answer to a file with faults, to download: the file itself with marked cells and a list of what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from metrics.i18n import Translator
from metrics.intake.annotation import answer_name
from pages.parts.downloads import offer_file
from pages.parts.exports import XLSX


def offer_answer(t: Translator, name: str, make: Callable[[], bytes], *, key: str, place: Any = None) -> None:
    """Draw the button that hands out the annotated copy of the file ``name``; it is made when it is clicked."""
    offer_file(
        t("Download the file with marked cells"),
        make,
        answer_name(name),
        XLSX,
        place=place, key=key,
        icon=":material/download:",
        help=t("Bad cells are coloured and commented; correct them in that file and drop it here again."),
    )
