"""The grammar of the commands about issued papers; as light as ``arguments``."""

from __future__ import annotations

import argparse
from typing import Any

from metrics.i18n import Translator

STEPS = ("sent", "acknowledged", "answered", "void")
Reader = Any


def add_issue(parser: argparse.ArgumentParser, t: Translator, kinds: tuple[str, ...], path: Reader) -> None:
    """Add the arguments of ``issue`` but those of its period; ``path`` reads a path."""
    known = "、".join(kinds)
    parser.add_argument("kind", choices=kinds, metavar="KIND", help=t("Kind of paper: {known}.", known=known))
    parser.add_argument("--unit", metavar="UNIT", help=t("One unit only; else every unit that needs such a paper."))
    parser.add_argument("--unnamed", action="store_true", help=t("Name no unit and no channel."))
    parser.add_argument("--code", metavar="TEXT", help=t("机关代字 of the number; else that of the last such paper."))
    parser.add_argument("--out", type=path, metavar="DIR", help=t("Folder the issued papers are written into, too."))
    _add_actor(parser, t)


def add_papers(parser: argparse.ArgumentParser, t: Translator, period: Reader, day: Reader, path: Reader) -> None:
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


def _add_actor(parser: argparse.ArgumentParser, t: Translator) -> None:
    parser.add_argument("--by", default="", metavar="PERSON", help=t("Who does it; else who sits at this machine."))
