"""The grammar of the commands by which the office judges findings; as light as ``arguments``."""

from __future__ import annotations

import argparse
from typing import Any

from metrics.i18n import Translator

VERDICTS = ("confirmed", "false_alarm", "reduced", "exempt")
RESULTS = ("passed", "failed", "relapsed", "page_gone", "impossible")
Reader = Any


def add_review(parser: argparse.ArgumentParser, t: Translator, period: Reader) -> None:
    """Add the arguments of ``review``; ``period`` reads a period."""
    parser.add_argument("--verdict", choices=VERDICTS, metavar="V",
                        help=t("{known}; without one, what waits is listed.", known="、".join(VERDICTS)))  # fmt: skip
    parser.add_argument("--points", metavar="N", help=t("To how many points a finding is reduced."))
    _add_findings(parser, t, period)


def add_extend(parser: argparse.ArgumentParser, t: Translator, period: Reader, day: Reader) -> None:
    """Add the arguments of ``extend``; ``day`` reads a date."""
    parser.add_argument("--until", required=True, type=day, metavar="D", help=t("The new deadline."))
    parser.add_argument("--approved", required=True, type=day, metavar="D", help=t("Day of the approval."))
    _add_findings(parser, t, period)


def add_recheck(parser: argparse.ArgumentParser, t: Translator, period: Reader, day: Reader) -> None:
    """Add the arguments of ``recheck``."""
    parser.add_argument("--on", required=True, type=day, metavar="D", help=t("Day of the re-check."))
    parser.add_argument("--result", required=True, choices=RESULTS, metavar="R",
                        help=t("Its result: {known}.", known="、".join(RESULTS)))  # fmt: skip
    _add_findings(parser, t, period)


def add_answer(parser: argparse.ArgumentParser, t: Translator, period: Reader) -> None:
    """Add the arguments of ``answer``."""
    parser.add_argument(
        "numbers", type=int, nargs="+", metavar="N", help=t("Numbers of the requests, as replies lists them.")
    )
    answer = parser.add_mutually_exclusive_group(required=True)
    answer.add_argument("--accept", action="store_true", help=t("The office says so, too, from now on."))
    answer.add_argument("--decline", action="store_true", help=t("Nothing changes; the request stays with the reason."))
    parser.add_argument("--period", type=period, metavar="P", help=t("Period: 2025Q2, 2025H1 or 2025."))
    _add_how(parser, t)


def _add_findings(parser: argparse.ArgumentParser, t: Translator, period: Reader) -> None:
    parser.add_argument("--finding", type=int, nargs="+", metavar="KEY", help=t("Findings by their keys in the store."))
    parser.add_argument("--unit", metavar="UNIT", help=t("Instead: the unit, with --number and --period."))
    parser.add_argument("--number", nargs="+", metavar="N", help=t("The numbers of its findings (问题编号)."))
    parser.add_argument("--period", type=period, metavar="P", help=t("Period: 2025Q2, 2025H1 or 2025."))
    _add_how(parser, t)


def _add_how(parser: argparse.ArgumentParser, t: Translator) -> None:
    parser.add_argument("--reason", default="", metavar="TEXT", help=t("Why, kept with the decision."))
    parser.add_argument("--by", default="", metavar="PERSON", help=t("Who does it; else who sits at this machine."))
    parser.add_argument(
        "--seen", nargs="+", metavar="STATE",
        help=t("The state each of them had when it was looked at; refused when it is another."),
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=t("Tell what would happen and change nothing."))
