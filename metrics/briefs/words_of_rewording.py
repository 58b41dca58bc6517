"""The sentences on what somebody wrote over a paper's draft: what the figures say against it, whom it names."""

from __future__ import annotations

from metrics.briefs.narrative import Worded
from metrics.i18n import Translator


def word_warnings(t: Translator, one: Worded) -> list[str]:
    """Return what is to be told of a paragraph that was written over; nothing of a draft."""
    told = []
    if one.named:
        names = "、".join(one.named)
        told.append(t("Names {names}, but the paper names nobody: it cannot be exported like this.", names=names))
    if one.is_overtaken:
        told.append(t("Later data have changed the draft under these words; compare both, then keep or take back."))
    if one.foreign:
        numbers = "、".join(one.foreign)
        told.append(t("Typed by hand, none of the computed figures of this paper: {numbers}.", numbers=numbers))
    if one.dropped:
        numbers = "、".join(one.dropped)
        told.append(t("Figures of the draft that these words do not tell any more: {numbers}.", numbers=numbers))
    return told
