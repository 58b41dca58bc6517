"""The words of 复核: what a file is, and whether its figures agree."""

from __future__ import annotations

from metrics.briefs.verifying import Verification
from metrics.i18n import Translator
from metrics.words_of_papers import PAPER_KINDS

STANDINGS = {
    "issued": "Byte for byte the paper issued as {reference}.",
    "edited": "The file was changed since it was issued as {reference}.",
    "claimed": "The file bears a number that the register does not know.",
    "draft": "The file is a draft: no issued paper is the same.",
}


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
        t("  {figure}: in the file {in_file}, now {now}", figure=one.figure, in_file=one.in_file, now=one.now)
        for one in found.differences
    ]
