"""The words of 复核: what a file is, and whether its figures agree."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.briefs.annexes import FigureDifference
from metrics.briefs.verifying import Verification
from metrics.i18n import Translator
from metrics.register import Issued
from metrics.words_of_papers import PAPER_KINDS

STANDINGS = {
    "issued": "Byte for byte the paper issued as {reference}.",
    "edited": "The file was changed since it was issued as {reference}.",
    "claimed": "The file bears a number that the register does not know.",
    "draft": "The file is a draft: no issued paper is the same.",
}


MOST_TOLD = 3


def word_outdated(t: Translator, one: Issued, differences: Sequence[FigureDifference]) -> str:
    """Return that figures of an issued paper have changed, with the first of them, old → new."""
    told = [f"{each.figure} {each.before} → {each.now}" for each in differences[:MOST_TOLD]]
    more = t("{figures} and others", figures=t("; ").join(told)) if len(differences) > MOST_TOLD else t("; ").join(told)
    return t("{n} figures of {reference} have changed: {figures}", n=len(differences), reference=one.reference,
             figures=more)  # fmt: skip


def word_verification(t: Translator, found: Verification) -> list[str]:
    """Return the answer line by line: what the file is about, what it is, and 一致 or every difference."""
    reference = found.issued.reference if found.issued else ""
    about = " · ".join(filter(None, (t(PAPER_KINDS[found.kind]), found.period, found.unit)))
    lines = [f"{found.file}: {about}", t(STANDINGS[found.code], reference=reference)]
    if found.issued and found.issued.is_void:
        lines.append(t("{reference} is void.", reference=reference))
    if found.agrees:
        return [*lines, t("The figures agree.")]
    lines.append(t("{n} figures differ:", n=len(found.differences)))
    return lines + [
        t("  {figure}: in the file {in_file}, now {now}", figure=one.figure, in_file=one.before, now=one.now)
        for one in found.differences
    ]
