"""The grammar of the commands about papers, their words and workbooks; as light as ``arguments``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any

from metrics.i18n import Translator

PAPERS = ("notice", "order", "onepage", "unit-report")
CORRECTION = "correction"
STEPS = ("sent", "acknowledged", "answered", "void")
Reader = Any


def add_brief(parser: ArgumentParser, t: Translator, path: Reader) -> None:
    """Add the options of the command that writes papers, or checks one; ``path`` reads a path."""
    _add_paper(parser, t, (*PAPERS, CORRECTION), nargs="?")
    _add_corrected(parser, t)
    _add_tiers(parser, t)
    parser.add_argument("--words", type=path, metavar="FILE", help=t("Keep the words of this file first (see words)."))
    _add_actor(parser, t)
    parser.add_argument("--out", type=path, metavar="DIR", help=t("Folder the papers are written into."))
    parser.add_argument("--verify", type=path, metavar="FILE", help=t(
        "Instead: compare the figures printed in a paper with the store, and say whether it is as it was issued."
    ))  # fmt: skip


def check_brief(parser: ArgumentParser, asked: Namespace) -> None:
    """Refuse a paper without what it needs, and a file to check beside a paper to write."""
    given = {"KIND": asked.kind, **_wanted(asked), "--out": asked.out}
    if asked.verify is not None:
        for name in [name for name, value in (given | {"--words": asked.words}).items() if value is not None]:
            parser.error(f"argument --verify: not allowed with argument {name}")
    else:
        _require(parser, given)


def check_issue(parser: ArgumentParser, asked: Namespace) -> None:
    """Refuse a paper without what says which one is meant."""
    _require(parser, _wanted(asked))


def _wanted(asked: Namespace) -> dict[str, Any]:
    """Return what says which paper is meant: a period, of a correction the paper it corrects."""
    return {"--paper": asked.paper} if asked.kind == CORRECTION else {"--period": asked.period}


def _require(parser: ArgumentParser, given: dict[str, Any]) -> None:
    missing = [name for name, value in given.items() if value is None]
    if missing:
        parser.error("the following arguments are required: " + ", ".join(missing))


def add_words(parser: ArgumentParser, t: Translator, path: Reader) -> None:
    """Add the options of the command that tells and changes the words of papers."""
    _add_paper(parser, t)
    parser.add_argument("--words", type=path, metavar="FILE",
                        help=t("Keep the texts of this file (TOML or JSON: paragraph = text)."))  # fmt: skip
    parser.add_argument("--restore", nargs="+", default=[], metavar="PARAGRAPH", help=t("Take the draft back here."))
    _add_actor(parser, t)
    parser.add_argument("--out", type=path, metavar="FILE", help=t("Write the words into this file, to be changed."))


def add_issue(parser: ArgumentParser, t: Translator, path: Reader) -> None:
    """Add the options of the command that issues papers."""
    _add_paper(parser, t, (*PAPERS, CORRECTION))
    _add_corrected(parser, t)
    _add_tiers(parser, t)
    parser.add_argument("--code", metavar="TEXT", help=t("机关代字 of the number; else that of the last such paper."))
    parser.add_argument("--out", type=path, metavar="DIR", help=t("Folder the issued papers are written into, too."))
    _add_actor(parser, t)


def add_papers(parser: ArgumentParser, t: Translator, period: Reader, day: Reader, path: Reader) -> None:
    """Add the arguments of ``papers``."""
    parser.add_argument(
        "action", nargs="?", default="list", choices=("list", "mark", "get"), metavar="ACTION",
        help=t("list, mark (a step of a paper) or get (its bytes as they were issued)."),
    )  # fmt: skip
    parser.add_argument("number", nargs="?", type=int, metavar="N", help=t("The paper, as the list numbers it."))
    parser.add_argument("step", nargs="?", choices=STEPS, metavar="STEP",
                        help=t("The step: {known}; void needs a reason.", known="、".join(STEPS)))  # fmt: skip
    parser.add_argument("--on", type=day, metavar="D", help=t("The day of the step; else today."))
    parser.add_argument("--note", default="", metavar="TEXT", help=t("A remark, or why the paper is void."))
    parser.add_argument("--period", type=period, metavar="P", help=t("One period only."))
    parser.add_argument("--out", type=path, metavar="DIR", help=t("Folder the paper is written into."))
    _add_actor(parser, t)


def add_public_list(parser: ArgumentParser, t: Translator, path: Reader) -> None:
    """Add the options of the command that writes the list for publication."""
    parser.add_argument("--out", type=path, metavar="FILE", help=t("The .xlsx or .csv to write; else it is printed."))


def add_workbook(parser: ArgumentParser, t: Translator, path: Reader) -> None:
    """Add the options of the command that writes the re-computable workbook."""
    parser.add_argument("--unit", metavar="UNIT", help=t("One unit only: no other unit’s row or name is in the file."))
    parser.add_argument("--out", required=True, type=path, metavar="FILE", help=t("The workbook to write."))


def _add_corrected(parser: ArgumentParser, t: Translator) -> None:
    parser.add_argument("--paper", type=int, metavar="N", help=t("Of a correction: the paper, as papers numbers it."))


def _add_paper(parser: ArgumentParser, t: Translator, kinds: Sequence[str] = PAPERS, **number: Any) -> None:
    parser.add_argument("kind", choices=kinds, metavar="KIND", **number,
                        help=t("Kind of paper: {known}.", known="、".join(kinds)))  # fmt: skip
    parser.add_argument("--unit", metavar="UNIT", help=t("One unit only; else every unit that needs such a paper."))
    parser.add_argument("--unnamed", action="store_true", help=t("Name no unit and no channel."))


def _add_actor(parser: ArgumentParser, t: Translator) -> None:
    parser.add_argument("--by", default="", metavar="PERSON", help=t("Who does it; else who sits at this machine."))


def _add_tiers(parser: ArgumentParser, t: Translator) -> None:
    parser.add_argument("--tiers", action="store_true", help=t("Annex the units by grade, without ranks and scores."))
