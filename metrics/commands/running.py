"""Run one command: find its store, open it or ask its owner, answer with texts; nothing is printed here."""

from __future__ import annotations

import argparse
import json
import secrets
import tempfile
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics.backup import back_up, restore
from metrics.calendar import SHANGHAI, today_in_shanghai
from metrics.commands.actor import actor_here
from metrics.commands.arguments import UsageEnds, parse
from metrics.errors import MetricsError, Refused, not_writable
from metrics.i18n import Translator, translator
from metrics.intake.begun import Begun
from metrics.intake.progress import Progress, silent
from metrics.owner import (
    Answer,
    Holder,
    ask_owner,
    demonstration_of,
    do_or_ask,
    has_store,
    opened_alone,
    store_folder,
)
from metrics.warehouse import Warehouse, require_folder

LOG = "errors.log"
# Commands by which a person decides something: of the store they are typed for, never of the demonstration instead.
JUDGING = ("review", "extend", "recheck")
DECIDING = ("confirm", "names", "columns", "scope", *JUDGING, "people", "reply", "decide-reply", "reply-window",
            "release", "answer", "withdraw", "issue", "papers")  # fmt: skip
# Commands that are never meant for the demonstration that stands in for a store.
OWN = ("import", "restore", "demo", "open-package", *DECIDING)
WRITING = ("brief", "words", "workbook", "public-list")
REGISTERING = ("issue", "papers")
REPLYING = ("reply", "replies", "decide-reply", "reply-window")


def run(
    arguments: Sequence[str], cwd: Path, progress: Progress = silent, begun: Begun | None = None
) -> Answer:
    """Run a command as it was typed in the folder ``cwd``, here or, if it owns the store, in the dashboard.

    ``progress`` is told how far it is when it runs here; the dashboard answers at the end. ``begun`` are the files of
    an import where reading them was begun before.
    """
    t = translator()
    try:
        asked = parse(arguments, t)
    except UsageEnds as end:
        return Answer(end.exit_code, end.stdout, end.stderr)
    asked.progress = progress
    folder = _folder(asked, cwd)
    note = ""
    if _is_question(asked) and folder != _base(asked, cwd):
        note = t("There is no store in {folder} yet: this is the demonstration.", folder=_base(asked, cwd)) + "\n"
    answer = _guarded(lambda: _here_or_there(asked, arguments, folder, cwd, begun, t), folder, t)
    return Answer(answer.exit, answer.stdout, note + answer.stderr)


def run_for(holder: Holder, arguments: Sequence[str], folder: Path, cwd: Path) -> Answer:
    """Run a command that another process sent to the owner of the store in ``folder``."""
    t = translator()
    try:
        asked = parse(arguments, t)
    except UsageEnds as end:
        return Answer(end.exit_code, end.stdout, end.stderr)
    asked.progress = silent

    def attempt() -> Answer:
        if asked.command == "demo":
            holder.rebuild_demonstration(folder)
            return _made(asked, folder, t)
        return _perform(holder.opened(folder), asked, cwd, t)

    return _guarded(attempt, folder, t)


def _base(asked: argparse.Namespace, cwd: Path) -> Path:
    return store_folder() if asked.store is None else (cwd / asked.store).resolve()


def _folder(asked: argparse.Namespace, cwd: Path) -> Path:
    folder = _base(asked, cwd)
    demonstration = demonstration_of(folder)
    if asked.command == "demo":
        return demonstration if asked.store is None else folder
    if asked.command == "check" and asked.package:
        return folder
    return demonstration if _is_question(asked) and not has_store(folder) and has_store(demonstration) else folder


def _is_question(asked: argparse.Namespace) -> bool:
    """Whether a command changes nothing: it may be answered by the demonstration as long as there is no store."""
    is_rewording = asked.command in ("brief", "words") and (asked.words or getattr(asked, "restore", ()))
    return asked.command not in OWN and not is_rewording


def _here_or_there(
    asked: argparse.Namespace, arguments: Sequence[str], folder: Path, cwd: Path, begun: Begun | None, t: Translator
) -> Answer:
    # Before a rehearsal, or the demonstration, answers in its stead.
    require_folder(_base(asked, cwd))
    return do_or_ask(lambda: _here(asked, folder, cwd, begun, t), lambda: ask_owner(folder, arguments, cwd))


def _here(asked: argparse.Namespace, folder: Path, cwd: Path, begun: Begun | None, t: Translator) -> Answer:
    if asked.command == "restore":
        archive = restore(cwd / asked.archive, folder, actor_here())
        document = {"store": str(folder), "kind": archive.kind, "files": len(archive.files)}
        return _said(asked, document, t("The store was restored into {folder}.", folder=folder) + "\n")
    if asked.command == "check" and asked.package:
        from metrics.commands import releasing

        return _checked(asked, *releasing.check_file(cwd / asked.package, t))
    if asked.command == "open-package" and not has_store(folder):
        from metrics.commands import releasing

        return _checked(asked, *releasing.open_file(cwd / asked.package, folder, _people_of(asked, cwd), t))
    if asked.command == "demo":
        from metrics.demonstration import build

        build(folder)
        return _made(asked, folder, t)
    if asked.command == "import":
        from metrics.commands import receiving

        if not has_store(folder) and receiving.is_rehearsal(asked, cwd):
            return _received(asked, receiving.rehearse(asked, cwd, begun), t)
        return _closing(receiving.opened_for_import(folder), asked, cwd, t, begun)
    return _closing(opened_alone(folder), asked, cwd, t)


def _closing(
    warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator, begun: Begun | None = None
) -> Answer:
    try:
        return _perform(warehouse, asked, cwd, t, begun)
    finally:
        warehouse.close()


def _perform(
    warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator, begun: Begun | None = None
) -> Answer:
    if asked.command == "import":
        from metrics.commands import receiving

        return _received(asked, receiving.import_files(warehouse, asked, cwd, begun), t)
    if asked.command in ("history", "withdraw"):
        from metrics.commands import looking_back

        look = looking_back.history if asked.command == "history" else looking_back.take_back
        return _said(asked, *look(warehouse, asked, t))
    if asked.command == "backup":
        archive = back_up(warehouse, cwd / asked.out if asked.out else None, actor_here())
        document = {"file": str(archive.path), "kind": archive.kind, "files": len(archive.files)}
        return _said(asked, document, t("The store was saved to {path}.", path=archive.path) + "\n")
    if asked.command in ("people", "audit"):
        from metrics.commands import administering

        if asked.command == "people":
            return _said(asked, *administering.administer_people(warehouse, asked, t))
        return _said(asked, *administering.audit(warehouse, asked, cwd, t))
    if asked.command in ("release", "check", "open-package"):
        from metrics.commands import releasing

        if asked.command == "release":
            return _said(asked, *releasing.release(warehouse, asked, cwd, t))
        if asked.command == "open-package":
            return _checked(asked, *releasing.open_file_again(warehouse, cwd / asked.package, t))
        return _checked(asked, *releasing.check(warehouse, asked, t))
    if asked.command in WRITING:
        # Papers need libraries that no other command should wait for.
        from metrics.commands import writing

        if asked.command == "brief" and asked.verify is not None:
            return _checked(asked, *writing.verify_file(warehouse, asked, cwd, t))
        return _said(asked, *writing.COMMANDS[asked.command](warehouse, asked, cwd, t))
    if asked.command in REGISTERING:
        from metrics.commands import registering

        return _said(asked, *registering.COMMANDS[asked.command](warehouse, asked, cwd, t))
    if asked.command == "templates":
        from metrics.intake.templates import write_templates

        files = [str(path) for path in write_templates(warehouse, cwd / asked.out, today_in_shanghai(), asked.unit)]
        return _said(asked, {"files": files}, "".join(f"{path}\n" for path in files))
    if asked.command in JUDGING:
        from metrics.commands import judging

        return _said(asked, *judging.judge(warehouse, asked, t))
    if asked.command == "duties":
        from metrics.commands import duties

        return _said(asked, *duties.list_duties(warehouse, asked, t))
    if asked.command == "answer":
        from metrics.commands import judging

        return _said(asked, *judging.answer(warehouse, asked, t))
    if asked.command == "confirm":
        from metrics.commands import confirming

        return _said(asked, *confirming.confirm(warehouse, asked, t))
    if asked.command in ("names", "columns", "scope"):
        from metrics.commands import deciding

        decided = {"names": deciding.names, "columns": deciding.columns, "scope": deciding.scope}[asked.command]
        return _said(asked, *decided(warehouse, asked, t))
    if asked.command in REPLYING:
        from metrics.commands import replying

        return _said(asked, *replying.COMMANDS[asked.command](warehouse, asked, cwd, t))
    return _said(asked, *_question(asked.command)(warehouse, asked, t))


def _question(command: str) -> Callable[[Warehouse, argparse.Namespace, Translator], tuple[dict[str, Any], str]]:
    from metrics.commands import moving, questions, recovering, weighing

    return {
        "score": questions.score,
        "explain": questions.explain,
        "inspections": questions.inspections,
        "movement": moving.movement,
        "recoverable": recovering.recover,
        "weigh": weighing.weigh,
    }[command]


def _people_of(asked: argparse.Namespace, cwd: Path) -> Any:
    """Return who has access to the store that was named, also while a dashboard owns it."""
    if asked.people_of is None:
        return ()
    from metrics.commands import releasing

    answer = run(["people", "list", "--json", "--store", str(cwd / asked.people_of)], cwd)
    if answer.exit:
        raise Refused("The people of {folder} cannot be read: {reason}", folder=str(asked.people_of),
                      reason=answer.stderr.strip())  # fmt: skip
    return releasing.people_in(answer.stdout)


def _received(asked: argparse.Namespace, receipt: Any, t: Translator) -> Answer:
    from metrics.commands import receiving

    answer = _said(asked, receiving.document_of(receipt, t), receiving.receipt_text(receipt, t))
    sentence = receiving.verdict(receipt, t)
    return Answer(0 if receipt.accepted else 1, answer.stdout, sentence + "\n" if sentence else "")


def _checked(asked: argparse.Namespace, document: dict[str, Any], text: str) -> Answer:
    holds = document["agrees"] if "agrees" in document else document["holds"]
    return Answer(0 if holds else 1, _said(asked, document, text).stdout)


def _made(asked: argparse.Namespace, folder: Path, t: Translator) -> Answer:
    sentence = t("The demonstration was made in {folder}: real units, invented figures.", folder=folder)
    return _said(asked, {"store": str(folder), "kind": "demo"}, sentence + "\n")


def _said(asked: argparse.Namespace, document: dict[str, Any], text: str) -> Answer:
    if asked.json:
        return Answer(0, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return Answer(0, text)


def _guarded(attempt: Callable[[], Answer], folder: Path, t: Translator) -> Answer:
    try:
        return attempt()
    except MetricsError as error:
        return Answer(1, "", t.error(error) + "\n")
    except Exception as error:
        if isinstance(error, OSError) and (refused := not_writable(error, str(folder))):
            return Answer(1, "", t.error(refused) + "\n")
        return Answer(1, "", _logged(traceback.format_exc(), folder, t) + "\n")


def _logged(details: str, folder: Path, t: Translator) -> str:
    """Keep the details of an unexpected error where the administrator finds them; return the reader's sentence."""
    moment = datetime.now(SHANGHAI)
    number = f"E{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    for place in (folder, Path(tempfile.gettempdir())):
        try:
            with (place / LOG).open("a", encoding="utf-8") as log:
                log.write(f"{number}\n{details}\n")
        except OSError:
            continue
        return t(
            "Something unexpected went wrong (number {number}); the details are in {log}.",
            number=number, log=place / LOG,
        )  # fmt: skip
    return t("Something unexpected went wrong (number {number}).", number=number)
