"""What a sentence quotes of a description: all of a short one, of a long one the beginning and where the rest is."""

from __future__ import annotations

from metrics.i18n import translator

t = translator("zh_CN")
LONGEST, SHORTEST = 60, 15
"""So many characters are quoted whole; of more, at least and at most so many."""
# The sentence goes on with a mark of its own.
ENDS = "。．.；;，,、：:！!？? \u3000\n"
# Where a quotation breaks off best: after a sentence, after a clause, anywhere.
BREAKS = ("。；;！!？?\n", "，,、：:", "")
PAIRS = (("（", "）"), ("(", ")"), ("“", "”"), ("‘", "’"), ("《", "》"), ("〔", "〕"), ("【", "】"), ("「", "」"))


def excerpt(text: str, annex: int) -> str:
    """Return what a sentence quotes of a text without a mark at its end; what is left out is in annex ``annex``."""
    text = text.strip().rstrip(ENDS)
    if len(text) <= LONGEST:
        return text
    return t("{beginning}… (in full in annex {annex})", beginning=text[: _break(text)].rstrip(ENDS + "…"), annex=annex)


def _break(text: str) -> int:
    """Return how many characters to quote, never half a bracket, number or address if it can be helped."""
    places = [place for place in range(SHORTEST, LONGEST + 1) if _may_break(text, place)]
    for marks in BREAKS:
        found = [place for place in places if not marks or text[place] in marks]
        if found:
            return found[-1]
    return LONGEST


def _may_break(text: str, place: int) -> bool:
    is_inside_word = all("!" <= one <= "~" for one in text[place - 1 : place + 1])
    return not is_inside_word and all(text.count(a, 0, place) == text.count(b, 0, place) for a, b in PAIRS)
