"""The command line's grammar; light enough that ``--help`` answers at once (no store, no scoring imported)."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from metrics.calendar import Period, parse_date
from metrics.commands.judging_arguments import add_answer, add_extend, add_recheck, add_review
from metrics.commands.paper_arguments import (
    add_brief,
    add_issue,
    add_papers,
    add_public_list,
    add_words,
    add_workbook,
    check_brief,
    check_issue,
)
from metrics.i18n import Translator, translator

GROUPS = {
    "district": ("区县", "区县（含功能区）"),
    "department": ("部门", "市直部门"),
    "institution": ("公共企事业单位", "企事业单位"),
}

WEIGHT = re.compile(r"(\w+)=(\d{1,3}(?:\.\d{1,4})?)")

# What argparse says in English, and our sentence for it.
COMPLAINTS = (
    (r"the following arguments are required: (?P<names>.+)", "Missing: {names}."),
    (r"unrecognized arguments: (?P<names>.+)", "Not understood: {names}."),
    (r"argument (?P<name>\S+): invalid choice: (?P<value>.+) \(choose from (?P<known>.+)\)",
     "{name} cannot be {value}; possible: {known}."),
    (r"argument (?P<name>\S+): expected .*argument.*", "{name} needs a value."),
    (r"argument (?P<name>\S+): ignored explicit argument (?P<value>.+)",
     "{name} takes no value, but {value} was given."),
    (r"argument (?P<name>\S+): invalid int value: (?P<value>.+)", "{name} is a whole number, not {value}."),
    (r"argument (?P<name>\S+): not allowed with argument (?P<other>\S+)", "Either {name} or {other}, not both."),
    (r"one of the arguments (?P<names>.+) is required", "One of these is needed: {names}."),
    (r"argument (?P<name>\S+): (?P<reason>.+)", "{name}: {reason}"),
)  # fmt: skip


class UsageEnds(Exception):
    """The command line ends here: help was asked for (exit 0), or it cannot be understood (exit 2)."""

    def __init__(self, exit_code: int, stdout: str, stderr: str) -> None:
        super().__init__(stderr or stdout)
        self.exit_code, self.stdout, self.stderr = exit_code, stdout, stderr


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the reader's language and never ends the process."""

    t: Translator

    def __init__(self, *, t: Translator, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self.t = t
        self._positionals.title, self._optionals.title = t("Arguments"), t("Options")
        self.add_argument("-h", "--help", action="store_true", default=argparse.SUPPRESS, help=t("Show this help."))

    def error(self, message: str) -> NoReturn:
        """Refuse the command line with usage and reason."""
        sentence = message
        for pattern, code in COMPLAINTS:
            match = re.fullmatch(pattern, message, re.DOTALL)
            if match:
                sentence = self.t(code, **match.groupdict())
                break
        raise UsageEnds(2, "", f"{self.format_usage()}{sentence}\n")

    def format_usage(self) -> str:
        """Return the usage line."""
        return super().format_usage().replace("usage:", self.t("Usage:"), 1)

    def format_help(self) -> str:
        """Return the help page."""
        return super().format_help().replace("usage:", self.t("Usage:"), 1)

    def print_help(self, file: object = None) -> None:
        """End with the help page."""
        raise UsageEnds(0, self.format_help(), "")


def parse(arguments: Sequence[str], t: Translator | None = None) -> argparse.Namespace:
    """Return what was asked for; ``command`` names it. Raises UsageEnds for help and for what is not understood."""
    t = t or translator()
    parser, commands = _grammar(t)
    words = list(arguments)
    if any(word in ("-h", "--help") for word in words[: _end_of_options(words)]):
        chosen = next((commands[word] for word in words if word in commands), parser)
        chosen.print_help()
    asked = parser.parse_args(words)
    if asked.command == "brief":
        check_brief(commands["brief"], asked)
    if asked.command == "issue":
        check_issue(commands["issue"], asked)
    return asked


def _end_of_options(words: Sequence[str]) -> int:
    return words.index("--") if "--" in words else len(words)


def _grammar(t: Translator) -> tuple[Parser, dict[str, Parser]]:
    parser = Parser(t=t, prog="python -m metrics", description=t("Performance monitor of government openness work."))
    _add_everywhere(parser, t, is_outermost=True)
    added = parser.add_subparsers(
        dest="command", metavar=t("COMMAND"), required=True, title=t("Commands"), parser_class=Parser
    )
    commands: dict[str, Parser] = {}
    for name, describe in COMMANDS.items():
        sentence, add_arguments = describe
        commands[name] = added.add_parser(name, t=t, help=t(sentence), description=t(sentence))
        add_arguments(commands[name], t)
        _add_everywhere(commands[name], t, is_outermost=False)
    return parser, commands


def _add_everywhere(parser: Parser, t: Translator, is_outermost: bool) -> None:
    # Accepted before and after the command: the inner parser must not overwrite what the outer one has read.
    store, json = (None, False) if is_outermost else (argparse.SUPPRESS, argparse.SUPPRESS)
    parser.add_argument(
        "--store", metavar="DIR", type=_some_path(t), default=store,
        help=t("Folder of the store; else METRICS_STORE, else data/store beside the dashboard."),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", default=json, help=t("Print one JSON document."))


def _some_path(t: Translator) -> Any:
    def read(text: str) -> Path:
        if not text.strip():
            raise argparse.ArgumentTypeError(t("An empty text is not a path."))
        return Path(text)

    return read


def _period(t: Translator) -> Any:
    def read(text: str) -> Period:
        try:
            return Period.parse(text)
        except ValueError:
            sentence = t("“{text}” is not a period; write for example 2025Q2, 2025H1 or 2025.", text=text)
            raise argparse.ArgumentTypeError(sentence) from None

    return read


def _day(t: Translator) -> Any:
    def read(text: str) -> date:
        try:
            found = parse_date(text)
        except ValueError:
            found = None
        if found is None:
            sentence = t("“{text}” is not a date; write for example 2025-06-30.", text=text)
            raise argparse.ArgumentTypeError(sentence)
        return found

    return read


def _group(t: Translator) -> Any:
    def read(text: str) -> str:
        for code, names in GROUPS.items():
            if text == code or text in names:
                return code
        sentence = t("“{text}” is not a group; possible: {known}.", text=text, known="、".join(GROUPS))
        raise argparse.ArgumentTypeError(sentence)

    return read


def _weight(t: Translator) -> Any:
    def read(text: str) -> tuple[str, Decimal]:
        found = WEIGHT.fullmatch(text)
        if found is None:
            raise argparse.ArgumentTypeError(t("“{text}” is not a weight like tasks=30.", text=text))
        return found[1], Decimal(found[2])

    return read


def _add_period(parser: Parser, t: Translator, is_required: bool = True) -> None:
    parser.add_argument(
        "--period", required=is_required, type=_period(t), metavar="P", help=t("Period: 2025Q2, 2025H1 or 2025.")
    )
    parser.add_argument(
        "--as-of", type=_day(t), metavar="D", help=t("Last day whose facts count; else the period's last day or today.")
    )


def _import(parser: Parser, t: Translator) -> None:
    parser.add_argument("files", nargs="+", type=_some_path(t), metavar="FILE", help=t("Ledgers or the yearly notice."))
    parser.add_argument("--from", dest="speaker", metavar="UNIT", help=t("The unit that speaks; else the office."))
    parser.add_argument(
        "--full-coverage", type=_period(t), metavar="P",
        help=t("Declare that in this period every running channel was checked."),
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=t("Tell what would happen and change nothing."))
    parser.add_argument("--accept-valid", action="store_true", help=t("Keep the rows without faults of a faulty file."))
    parser.add_argument(
        "--annotate", type=_some_path(t), metavar="DIR", help=t("Write copies with the faulty cells coloured here.")
    )


def _history(parser: Parser, t: Translator) -> None:
    parser.add_argument("number", nargs="?", type=int, metavar="N", help=t("Tell the report of this import instead."))


def _withdraw(parser: Parser, t: Translator) -> None:
    parser.add_argument("number", type=int, metavar="N", help=t("Number of the import, as history lists it."))
    _add_actor(parser, t)


def _score(parser: Parser, t: Translator) -> None:
    _add_period(parser, t)
    parser.add_argument(
        "--group", type=_group(t), metavar="G", help=t("One group only: district, department or institution.")
    )


def _explain(parser: Parser, t: Translator) -> None:
    parser.add_argument("unit", metavar="UNIT", help=t("The unit, by any of its names."))
    _add_period(parser, t)


def _recoverable(parser: Parser, t: Translator) -> None:
    _explain(parser, t)
    parser.add_argument(
        "--done", type=int, nargs="+", default=[], metavar="N",
        help=t("Work out where the unit would stand with these items done, numbered as listed; nothing is kept."),
    )  # fmt: skip


def _weigh(parser: Parser, t: Translator) -> None:
    parser.add_argument(
        "weights", nargs="+", type=_weight(t), metavar="NAME=W",
        help=t("A dimension with its weight, as tasks=30; the others are the scheme's."),
    )  # fmt: skip
    _add_period(parser, t)
    parser.add_argument(
        "--group", required=True, type=_group(t), metavar="G", help=t("The group: district, department or institution.")
    )


def _movement(parser: Parser, t: Translator) -> None:
    _add_period(parser, t)
    parser.add_argument("--unit", metavar="UNIT", help=t("One unit only, by any of its names."))


def _brief(parser: Parser, t: Translator) -> None:
    _add_period(parser, t, is_required=False)
    add_brief(parser, t, _some_path(t))


def _backup(parser: Parser, t: Translator) -> None:
    parser.add_argument(
        "--out", type=_some_path(t), metavar="FILE",
        help=t("The archive to write; else a dated one in the folder of backups beside the store."),
    )  # fmt: skip


def _restore(parser: Parser, t: Translator) -> None:
    parser.add_argument("archive", type=_some_path(t), metavar="FILE", help=t("The archive that backup wrote."))


def _templates(parser: Parser, t: Translator) -> None:
    parser.add_argument(
        "--out", required=True, type=_some_path(t), metavar="DIR", help=t("The folder to write the ledgers into.")
    )
    parser.add_argument("--unit", metavar="UNIT", help=t("A unit's own ledgers: its rows, office columns locked."))


def _confirm(parser: Parser, t: Translator) -> None:
    parser.add_argument("--year", required=True, type=int, metavar="Y", help=t("Year of the plan."))
    parser.add_argument("--task", metavar="N", help=t("Number of the task."))
    parser.add_argument(
        "--phrase", metavar="TEXT", help=t("The words to be confirmed; not needed where a task has only one such.")
    )
    parser.add_argument("--units", metavar="A,B,C", help=t("The units it means, separated by commas; or a group."))
    parser.add_argument(
        "--areas", choices=("include", "leave-out"), help=t("Instead: whether 各区县政府 means the functional areas.")
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help=t("Why, kept with the decision."))


def _names(parser: Parser, t: Translator) -> None:
    parser.add_argument("--decide", metavar="NAME", help=t("Say what this name means; else the names are listed."))
    parser.add_argument("--unit", metavar="UNIT", help=t("It means this unit."))
    parser.add_argument("--channel", metavar="CHANNEL", help=t("It means this channel."))
    parser.add_argument("--of", metavar="UNIT", help=t("It is the name of a channel of this unit."))
    parser.add_argument("--awaited", action="store_true", help=t("It is new and still to be imported."))
    parser.add_argument("--nothing", action="store_true", help=t("It is none; its rows stay refused."))
    parser.add_argument("--change", action="store_true", help=t("Overrule the decision that is in force."))
    parser.add_argument("--reason", default="", metavar="TEXT", help=t("Why, kept with the decision."))
    parser.add_argument("--keep", action="store_true", help=t("Keep the held files that have no fault any more."))


def _columns(parser: Parser, t: Translator) -> None:
    parser.add_argument("--heading", metavar="TEXT", help=t("Say what this column holds; else columns are listed."))
    parser.add_argument("--import", dest="number", type=int, metavar="N", help=t("The file it stands in."))
    parser.add_argument("--field", metavar="HEADING", help=t("The known heading it stands for."))
    parser.add_argument("--ignore", action="store_true", help=t("It holds nothing that counts."))
    parser.add_argument("--forget", action="store_true", help=t("Take back what was said of it."))
    parser.add_argument("--change", action="store_true", help=t("Overrule the decision that is in force."))


def _scope(parser: Parser, t: Translator) -> None:
    parser.add_argument("--period", type=_period(t), metavar="P", help=t("The quarter whose scope leaves it out."))
    parser.add_argument("--unit", metavar="UNIT", help=t("The unit that runs the channel."))
    parser.add_argument("--channel", metavar="CHANNEL", help=t("The channel that was looked at."))
    parser.add_argument("--import", dest="number", type=int, metavar="N",
                        help=t("Instead: all channels that the findings of this held file need."))  # fmt: skip
    parser.add_argument("--source", required=True, metavar="TEXT", help=t("How it was looked at: 明察暗访 or 投诉."))


def _people(parser: Parser, t: Translator) -> None:
    parser.add_argument(
        "action", nargs="?", default="list", choices=("list", "add", "role", "bind", "end"), metavar="ACTION",
        help=t("list, add, role, bind (to units) or end."),
    )  # fmt: skip
    parser.add_argument("person", nargs="?", metavar="PERSON", help=t("As the sign-in names them: an e-mail address."))
    parser.add_argument("--role", metavar="R", help=t("office, unit, supervisor, leader or admin."))
    parser.add_argument("--units", metavar="A,B,C", help=t("The units a person of the role unit is bound to."))
    parser.add_argument("--name", default="", metavar="TEXT", help=t("The person's name."))


def _audit(parser: Parser, t: Translator) -> None:
    parser.add_argument("--actor", default="", metavar="PERSON", help=t("Only what this person did."))
    parser.add_argument("--what", default="", metavar="CODE", help=t("Only this kind of entry."))
    parser.add_argument("--text", default="", metavar="TEXT", help=t("Only entries that hold this text."))
    parser.add_argument("--since", type=_day(t), metavar="D", help=t("From this day on."))
    parser.add_argument("--until", type=_day(t), metavar="D", help=t("Up to and including this day."))
    parser.add_argument("--out", type=_some_path(t), metavar="FILE", help=t("Write it as a CSV file instead."))


def _reply(parser: Parser, t: Translator) -> None:
    parser.add_argument("--unit", required=True, metavar="UNIT", help=t("The unit whose mark it is."))
    parser.add_argument("--period", required=True, type=_period(t), metavar="P", help=t("Period of the scorecard."))
    parser.add_argument(
        "--mark", required=True, type=int, metavar="N", help=t("Number of the mark, as explain lists it.")
    )
    parser.add_argument("--text", required=True, metavar="TEXT", help=t("What the unit says of it."))
    parser.add_argument("--evidence", default="", metavar="TEXT", help=t("What proves it: words or an address."))
    parser.add_argument("--file", type=_some_path(t), metavar="FILE", help=t("A file that proves it, at most 20 MB."))
    _add_actor(parser, t)


def _replies(parser: Parser, t: Translator) -> None:
    parser.add_argument("--period", type=_period(t), metavar="P", help=t("One period only."))


def _decide_reply(parser: Parser, t: Translator) -> None:
    parser.add_argument("number", type=int, metavar="N", help=t("Number of the reply, as replies lists it."))
    answer = parser.add_mutually_exclusive_group(required=True)
    answer.add_argument("--accept", action="store_true", help=t("The unit is right."))
    answer.add_argument("--uphold", action="store_true", help=t("The mark stays."))
    parser.add_argument("--reason", required=True, metavar="TEXT", help=t("Why, kept with the decision."))
    parser.add_argument("--seen", metavar="STATE", help=t(
        "The state its finding had when it was looked at; refused when it is another, or without it one since the "
        "reply."
    ))  # fmt: skip
    _add_actor(parser, t)


def _reply_window(parser: Parser, t: Translator) -> None:
    parser.add_argument("--period", required=True, type=_period(t), metavar="P", help=t("Period of the scorecards."))
    parser.add_argument("--from", dest="opens_on", type=_day(t), metavar="D", help=t("First day of replies."))
    parser.add_argument("--until", dest="closes_on", type=_day(t), metavar="D", help=t("Last day of replies."))
    parser.add_argument("--close", action="store_true", help=t("Instead: take no more replies, before the last day."))
    parser.add_argument("--reason", default="", metavar="TEXT", help=t("Why, kept with the decision."))
    _add_actor(parser, t)


def _add_actor(parser: Parser, t: Translator) -> None:
    parser.add_argument("--by", default="", metavar="PERSON", help=t("Who does it; else who sits at this machine."))


def _release(parser: Parser, t: Translator) -> None:
    parser.add_argument("--period", required=True, type=_period(t), metavar="P", help=t("The period to be released."))
    parser.add_argument(
        "--step", choices=("consult", "final", "correct"), metavar="STEP",
        help=t("consult opens replies, final publishes (a second person), correct prepares a correction; "
               "without it the command tells where the period stands."),
    )  # fmt: skip
    parser.add_argument(
        "--actor", "--by", default="", metavar="PERSON", help=t("Who does it; else who sits at this machine.")
    )
    parser.add_argument(
        "--until", type=_day(t), metavar="D", help=t("Last day for replies; replies are taken from today on.")
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help=t("Why, or the text of the correction."))
    parser.add_argument("--package", type=_some_path(t), metavar="FILE", help=t("Write the sealed package here."))


def _check(parser: Parser, t: Translator) -> None:
    parser.add_argument("package", nargs="?", type=_some_path(t), metavar="FILE", help=t("A sealed package; else what "
                        "the store has released."))  # fmt: skip
    parser.add_argument("--period", type=_period(t), metavar="P", help=t("One period only."))


def _of_period(add: Callable[[Parser, Translator, Any], None]) -> Callable[[Parser, Translator], None]:
    """Return what adds a period and the options of ``add``, which is handed what reads a path."""

    def add_arguments(parser: Parser, t: Translator) -> None:
        _add_period(parser, t)
        add(parser, t, _some_path(t))

    return add_arguments


def _open_package(parser: Parser, t: Translator) -> None:
    parser.add_argument("package", type=_some_path(t), metavar="FILE", help=t("A sealed package."))
    parser.add_argument(
        "--people-of", type=_some_path(t), metavar="DIR",
        help=t("Let those read it who have access to the store in this folder, in the same roles."),
    )  # fmt: skip


def _review(parser: Parser, t: Translator) -> None:
    add_review(parser, t, _period(t))


def _extend(parser: Parser, t: Translator) -> None:
    add_extend(parser, t, _period(t), _day(t))


def _recheck(parser: Parser, t: Translator) -> None:
    add_recheck(parser, t, _period(t), _day(t))


def _answer(parser: Parser, t: Translator) -> None:
    add_answer(parser, t, _period(t))


def _duties(parser: Parser, t: Translator) -> None:
    parser.add_argument("--period", type=_period(t), metavar="P", help=t("Whose deadlines count; else the latest one."))
    parser.add_argument("--by", default="", metavar="PERSON", help=t("Whose list; else that of who sits here."))


def _issue(parser: Parser, t: Translator) -> None:
    _add_period(parser, t, is_required=False)
    add_issue(parser, t, _some_path(t))


def _papers(parser: Parser, t: Translator) -> None:
    add_papers(parser, t, _period(t), _day(t), _some_path(t))


def _nothing_more(parser: Parser, t: Translator) -> None:
    del parser, t


COMMANDS = {
    "import": ("Receive ledgers or the yearly notice.", _import),
    "history": ("List what was received, latest first.", _history),
    "withdraw": ("Take an import back as a whole; scores are what they were without it.", _withdraw),
    "score": ("Print the league tables of a period.", _score),
    "explain": ("Print why a unit has its score, mark by mark.", _explain),
    "recoverable": ("Print what a unit can win back, and where it would stand then.", _recoverable),
    "weigh": ("Print what other weights would make of a group's ranks; the scheme stays.", _weigh),
    "movement": ("Print how scores moved since the period before, and why.", _movement),
    "inspections": ("Print the pass rates of websites and accounts.", _add_period),
    "brief": ("Write official papers as Word documents.", _brief),
    "words": ("Print the drafted words of a paper, take them out, or write over them.", _of_period(add_words)),
    "issue": ("Issue papers under their official numbers; an issued paper never changes.", _issue),
    "papers": ("List the issued papers, note what became of one, or write its bytes.", _papers),
    "public-list": ("Write the list for publication: units in their order of administration, pass rates only.",
                    _of_period(add_public_list)),
    "workbook": ("Write a workbook that computes every score again, from the rows to the rank.",
                 _of_period(add_workbook)),
    "templates": ("Write blank ledgers, ready to fill, with what is known already.", _templates),
    "confirm": ("Say whom a responsibility phrase of the plan means.", _confirm),
    "names": ("List the names nobody knew, or say once what one means.", _names),
    "columns": ("List the columns nobody knew, or say once what one holds.", _columns),
    "scope": ("Add a channel looked at without a plan to a declared inspection scope.", _scope),
    "reply": ("Reply to one mark of a unit’s scorecard, within the days the office has set.", _reply),
    "replies": ("List the replies to marks with what was decided, and what waits for a decision.", _replies),
    "answer": ("Accept or decline what units’ files ask for; whoever handed the file in cannot.", _answer),
    "duties": ("List what waits for a person.", _duties),
    "decide-reply": ("Decide a reply; whoever made it cannot.", _decide_reply),
    "reply-window": ("Say from when to when units may reply to the marks of a period.", _reply_window),
    "release": ("Publish a period in steps, by two persons, or tell where it stands.", _release),
    "check": ("Recompute what was released, or a sealed package, and compare.", _check),
    "open-package": ("Open a sealed package for reading, in an empty folder, once it recomputes.", _open_package),
    "review": ("Judge findings, or list those that wait for a judgement.", _review),
    "extend": ("Extend the deadline of findings.", _extend),
    "recheck": ("Keep what the re-check of findings came to.", _recheck),
    "demo": ("Make the demonstration store (invented data).", _nothing_more),
    "people": ("List who has access, or give and take roles and units.", _people),
    "audit": ("List who did what, latest first.", _audit),
    "backup": ("Write the whole store into one archive, while it is in use.", _backup),
    "restore": ("Unpack an archive into an empty store folder.", _restore),
}
