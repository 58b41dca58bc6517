"""The commands that publish a period, check what was published, and open it elsewhere: release, check, open-package."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics import opening, published, releases, sealed
from metrics.access import LOCAL
from metrics.briefs.frozen import papers_of_release, recheck_papers
from metrics.calendar import SHANGHAI
from metrics.commands.actor import actor_here
from metrics.commands.tables import table
from metrics.errors import Refused, reason_of
from metrics.i18n import Translator, translator
from metrics.people import Person
from metrics.replies import left_to_enter
from metrics.warehouse import Warehouse
from metrics.words import word_actor, word_period
from metrics.words_of_releases import (
    STEPS,
    word_correction,
    word_deviation,
    word_difference,
    word_left_to_enter,
    word_status,
    word_undecided,
)
from metrics.words_of_replies import word_window

Said = tuple[dict[str, Any], str]


def release(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Take one step, write the sealed package, or tell where the period stands and what differs since."""
    period = asked.period
    told: dict[str, Any] = {"actor": asked.actor or actor_here(), "now": datetime.now(SHANGHAI).replace(tzinfo=None)}
    if asked.step == releases.CONSULT:
        found = releases.consult(warehouse, LOCAL, period, closes_on=asked.until, note=asked.reason, **told)
    elif asked.step == releases.CORRECT:
        differing = published.differences(warehouse, LOCAL, releases.latest_of(warehouse, period))
        # A 更正说明 is a paper: Chinese whatever the reader's language.
        text = asked.reason or word_correction(translator("zh_CN"), period, differing)
        found = releases.prepare_correction(warehouse, LOCAL, period, text=text, **told)
    elif asked.step == releases.FINAL:
        found = releases.finalise(warehouse, LOCAL, period, note=asked.reason, papers=papers_of_release, **told)
    else:
        found = releases.status(warehouse, period)
    written = _written(warehouse, found, cwd / asked.package) if asked.package else None
    latest = found.latest
    differing = published.differences(warehouse, LOCAL, latest) if latest else ()
    left = left_to_enter(warehouse, period)
    document = {
        "period": period.code, "status": found.code, "steps": [one.as_json() for one in found.steps],
        "releases": [one.as_json() for one in found.releases], "differences": [one.as_json() for one in differing],
        "window": found.window and found.window.as_json(), "undecided_replies": list(found.undecided),
        "replies_to_enter": [one.number for one in left], "package": written,
    }  # fmt: skip
    rows = [
        [t(STEPS[one.what]), word_actor(t, one.actor), f"{one.at:%Y-%m-%d %H:%M}", one.closes_on, one.note]
        for one in found.course
    ]
    text = f"{word_period(t, period)} · {word_status(t, found)}\n"
    text += table([t("Step"), t("Who"), t("When"), t("Until"), t("Remark")], rows) if rows else ""
    text += word_window(t, found.window) + "\n" if found.window else ""
    text += word_undecided(t, found) + "\n" if found.undecided else ""
    text += word_left_to_enter(t, left) + "\n" if left else ""
    text += "".join(f"{word_difference(t, one)}\n" for one in differing)
    return document, text + (f"{written}\n" if written else "")


def _written(warehouse: Warehouse, found: releases.Status, path: Path) -> str:
    content = published.content_of(warehouse, LOCAL, releases.latest_of(warehouse, found.period))
    try:
        with path.open("xb") as out:
            out.write(content)
    except FileExistsError as error:
        raise Refused("{path} exists already and is not overwritten.", path=str(path)) from error
    except OSError as error:
        raise Refused("{path} cannot be written: {reason}", path=str(path), reason=reason_of(error)) from error
    return str(path)


def check(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Recompute every published edition, or those of one period, and tell what speaks against it."""
    wanted = [one for one in published.published(warehouse) if asked.period is None or asked.period.code == one.period]
    if not wanted:
        raise Refused("Nothing is released yet that could be checked.")
    checked = [(one, published.check(warehouse, one, recheck_papers)) for one in wanted]
    documents = [_document(one.period, one.edition, one.as_json(), wrong) for one, wrong in checked]
    text = "".join(_told(t, one.period, one.edition, wrong) for one, wrong in checked)
    return {"holds": not any(wrong for _, wrong in checked), "releases": documents}, text


def check_file(path: Path, t: Translator) -> Said:
    """Recompute a sealed package without any store; the file is only read."""
    package = sealed.opened(_content(path))
    wrong = sealed.recompute(package, recheck_papers)
    about = {name: package.manifest.get(name) for name in ("as_of", "scheme", "actor", "released_at", "last_record")}
    document = _document(package.period.code, package.edition, about, wrong) | {"sha256": package.sha256}
    told = _told(t, package.period.code, package.edition, wrong) + _word_sha256(t, package.sha256)
    return {"holds": not wrong, "releases": [document]}, told


def open_file(path: Path, folder: Path, people: Iterable[Person], t: Translator) -> Said:
    """Make the read-only store of a sealed package in an empty folder, once every digit agrees."""
    return _opened(opening.open_package(_content(path), folder, people, recheck_papers), folder, t)


def open_file_again(warehouse: Warehouse, path: Path, t: Translator) -> Said:
    """Recompute a package that is open in this store already."""
    return _opened(opening.open_again(warehouse, _content(path), recheck_papers), warehouse.folder, t)


def people_in(document: str) -> tuple[Person, ...]:
    """Return the people of another store, as the command ``people`` prints them."""
    return tuple(
        Person(one["person"], one["name"] or "", one["role"], tuple(one["units"]), one["ended"], one["actor"],
               datetime.fromisoformat(one["at"]))
        for one in json.loads(document)["people"]
    )  # fmt: skip


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("{path} cannot be read: {reason}", path=str(path), reason=reason_of(error)) from error


def _opened(found: opening.Opened, folder: Path, t: Translator) -> Said:
    text = _told(t, found.period, found.edition, found.deviations) + _word_sha256(t, found.sha256)
    if not found.holds:
        text += t("The package is not opened.") + "\n"
    elif found.is_new:
        text += t("The package is open in {folder}, for reading only. To see it, start the dashboard with "
                  "METRICS_STORE set to that folder.", folder=folder) + "\n"  # fmt: skip
    else:
        text += t("The package was open in {folder} already.", folder=folder) + "\n"
    return found.as_json() | {"store": str(folder) if found.holds else None}, text


def _word_sha256(t: Translator, digest: str) -> str:
    return t("The package carries no signature. SHA-256 of the file, to be compared with the one on the page of "
             "releases of whoever published it: {digest}", digest=digest) + "\n"  # fmt: skip


def _document(period: str, edition: int, about: dict[str, Any], wrong: tuple[sealed.Deviation, ...]) -> dict[str, Any]:
    found = [one.as_json() for one in wrong]
    return {**about, "period": period, "edition": edition, "holds": not wrong, "deviations": found}


def _told(t: Translator, period: str, edition: int, wrong: tuple[sealed.Deviation, ...]) -> str:
    if not wrong:
        return t("{period}, edition {edition}: recomputed, every digit agrees.", period=period, edition=edition) + "\n"
    head = t("{period}, edition {edition}: {n} places do not agree.", period=period, edition=edition, n=len(wrong))
    return "\n".join([head, *(f"  {word_deviation(t, one)}" for one in wrong)]) + "\n"
