"""Role × page × command × download: who is shown whose texts, told by the mark that every text of a unit carries.

Pages are opened as somebody who signed in, and every file a page offers is made as their click would make it. Files
that are asked for by a number or a name are asked for directly. Commands have no role: they are the operator's of the
machine. Who reads which question of the engine is the matrix of ``test_roles.py``, the same in a browser against a
real sign-in ``browser/test_sign_in.py``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest
import streamlit as st
from desks import Q2
from marked_city import OTHER, OWN, OWN_MARK, SECRET, build, marks_in, person
from starlette.requests import Request
from streamlit.elements.widgets import button
from streamlit.testing.v1 import AppTest

from metrics import published, releases, scores
from metrics.access import LOCAL, Reader
from metrics.audit import audit_entries
from metrics.briefs.paper_words import words_of_paper
from metrics.briefs.papers import Order, make_papers
from metrics.briefs.recomputable import recomputable_workbook
from metrics.commands.arguments import COMMANDS
from metrics.errors import AccessDenied, Refused
from metrics.i18n import translator
from metrics.intake.templates import build_templates
from metrics.owner import ROUTE, holder
from metrics.people import people, reader_of
from metrics.public_list import public_list
from metrics.register import content_of_paper, issued_papers
from metrics.replies import evidence_file, replies
from metrics.unit_requests import requests_of_units
from metrics.warehouse import Warehouse
from pages import CONTENTS
from pages.parts.serving import answer_command

PAGES = Path(__file__).parents[1] / "pages"
CHINESE = translator("zh_CN")
SETTINGS = """
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "a-secret-of-this-test-only"
[access]
administrators = ["admin@city.example"]
"""
TABS = {
    "scorecard": ("scorecard_parts", "Marks of the score", "Replies to marks", "Tasks", "Findings and rectification"),
    "tasks": ("task_parts", "Units and tasks", "Task by task", "Responsibilities to be confirmed",
              "Against the year before", "Observations"),
    "inspections": ("inspection_parts", "Websites", "Accounts", "To be judged", "Vetoes and findings to be confirmed",
                    "Classes of problems", "Repeated problems", "Opened and closed", "Observations"),
    "rectification": ("rectification_parts", "Open items", "Closed in the period", "Back again or perhaps",
                      "Extend and re-check"),
    "supervision": ("supervision_parts", "Papers to go out", "Register of issued papers",
                    "Verify a paper"),
    "system": ("system_parts", "Audit log", "People and roles", "Backup and restore", "Capacity"),
}  # fmt: skip


@dataclass
class Seen:
    """What somebody was shown: the marks on the page, those in each file it offers, the files that were refused."""

    marks: set[str]
    sentence: str
    files: dict[str, set[str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    headings: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The marked city in shared mode, shown by this process."""
    folder = tmp_path_factory.mktemp("marked")
    before, patch = st.get_option("secrets.files"), pytest.MonkeyPatch()
    secrets = folder / "secrets.toml"
    secrets.write_text(SETTINGS, encoding="utf-8")
    patch.setenv("METRICS_STORE", str(build(folder)))
    st.config.set_option("secrets.files", [str(secrets)])
    yield folder
    st.config.set_option("secrets.files", before)
    patch.undo()
    holder.release()


def shown(page: str, role: str | None, monkeypatch: pytest.MonkeyPatch, tab: str = "", unit: str = "") -> Seen:
    """What somebody of a role (nobody: signed in without one; None: not signed in) is shown, each file made."""
    seen = Seen(set(), "")
    hand_out = button.marshall_file

    def made(coordinates: str, data: Any, *others: Any, **more: Any) -> None:
        # The page only registers what makes a file; it is made here, in the reader's own run, as a click would.
        name = more.get("file_name") or others[2]
        try:
            content = data() if callable(data) else data
            seen.files[name] = marks_in(content if isinstance(content, bytes) else str(content).encode())
        except AccessDenied:
            seen.refused.add(name)
            content = b""
        hand_out(coordinates, content, *others, **more)

    monkeypatch.setattr(button, "marshall_file", made)
    test = AppTest.from_file(str(PAGES / "parts" / "frame.py"), default_timeout=120)
    test.switch_page(str(PAGES / f"{page}.py"))
    test.query_params["period"] = "2025Q2"
    if unit:
        test.query_params["unit"] = unit
    if tab:
        test.session_state[TABS[page][0]] = CHINESE(tab)
    if role:
        test.user = {"is_logged_in": True, "email": person(role), "email_verified": True, "iat": time.time()}
    test.run()
    assert not test.exception, test.exception
    protos = [node.proto.SerializeToString() for node in test._tree if getattr(node, "proto", None) is not None]
    seen.marks = set().union(*(marks_in(b" " + one) for one in protos))
    seen.sentence = " ".join(one.value for one in test.warning)
    seen.headings = [str(one.value) for one in test.subheader]
    return seen


READ_EVERYTHING = ("office", "admin", "supervisor", "leader")
ALL, OWN_ONLY, FIGURES, REFUSED = "every unit's texts", "its own texts", "figures without texts", "refused"
# Page → what whoever reads everything is shown, and what a unit's person is.
MATRIX = {
    "overview": (ALL, FIGURES),
    "league": (FIGURES, FIGURES),
    "scorecard": (ALL, OWN_ONLY),
    "tasks": (FIGURES, FIGURES),
    "inspections": (ALL, OWN_ONLY),
    "rectification": (ALL, OWN_ONLY),
    "supervision": (ALL, FIGURES),
    "intake": (ALL, OWN_ONLY),
    "rules": (FIGURES, FIGURES),
    "releases": (ALL, FIGURES),
    "system": (ALL, REFUSED),
}
# The log and what goes with it is the office's, not everybody's who reads scores.
REFUSED_TO = {"system": ("supervisor", "leader")}
OFFERED_TO_THE_OFFICE_ONLY = "2025Q2-1.zip"


def everything(seen: Seen) -> set[str]:
    """The marks on a page and in all of its files."""
    return seen.marks.union(*seen.files.values())


def test_the_matrix_has_every_page():
    assert list(MATRIX) == [entry.name for entry in CONTENTS]


@pytest.mark.parametrize("role", READ_EVERYTHING)
@pytest.mark.parametrize("page", MATRIX)
def test_who_reads_everything_is_shown_every_units_texts(city: Path, monkeypatch, page: str, role: str):
    seen = shown(page, role, monkeypatch, TABS.get(page, ("", ""))[1], unit=OTHER)
    if role in REFUSED_TO.get(page, ()):
        assert seen.sentence
        assert everything(seen) == set()
        return
    assert not seen.refused
    assert (SECRET in everything(seen)) == (MATRIX[page][0] == ALL)
    assert (OFFERED_TO_THE_OFFICE_ONLY in seen.files) == (page == "releases" and role in ("office", "admin"))


@pytest.mark.parametrize("page", MATRIX)
def test_a_units_person_is_shown_its_own_texts_and_no_others_on_any_tab_and_in_no_file(city: Path, monkeypatch, page):
    seen = [shown(page, "unit", monkeypatch, tab) for tab in TABS.get(page, ("", ""))[1:]]
    told = set().union(*(everything(one) for one in seen))
    assert SECRET not in told
    if MATRIX[page][1] == REFUSED:
        assert all(one.sentence and not one.files for one in seen)
    if MATRIX[page][1] == OWN_ONLY:
        assert OWN_MARK in told


@pytest.mark.parametrize("page", MATRIX)
def test_an_address_that_names_another_unit_shows_a_units_person_nothing_of_it(city: Path, monkeypatch, page: str):
    assert SECRET not in everything(shown(page, "unit", monkeypatch, unit=OTHER))


def test_what_changed_since_a_release_is_counted_for_whoever_reads_everything_and_called_its_own_to_a_unit(
    city: Path, monkeypatch
):
    assert "定稿后的差异（1个单位）" in shown("releases", "office", monkeypatch).headings
    assert "本单位定稿后的差异" in shown("releases", "unit", monkeypatch).headings


@pytest.mark.parametrize("role", ["nobody", None])
@pytest.mark.parametrize("page", MATRIX)
def test_whoever_has_no_role_or_has_not_signed_in_is_shown_nothing(city: Path, monkeypatch, page: str, role):
    seen = shown(page, role, monkeypatch, unit=OTHER)
    assert everything(seen) == set()
    assert seen.files == {}


Ask = Callable[[Warehouse, Reader], bytes]
OFFICE, ADMINISTRATOR = {"office", "admin"}, {"admin"}
READERS = {"office", "admin", "supervisor", "leader", "other"}
"""Those who read 乙区's texts: it is the unit of the person called ``other``."""
ISSUED = date(2025, 8, 1)


def _paper(kind: str, unit: str | None) -> Ask:
    wanted = Order(kind, Q2, ISSUED, unit=unit)
    return lambda store, reader: b"".join(one.content for one in make_papers(store, reader, wanted)[1])


def _text(ask: Callable[[Warehouse, Reader], object]) -> Ask:
    return lambda store, reader: repr(ask(store, reader)).encode()


def _record(store: Warehouse) -> int:
    """The row of a ledger behind a mark of the other unit."""
    marks = scores.scorecard(store, LOCAL, OTHER, Q2).marks
    return next(one.source.record for one in marks if one.source)


def _reply(store: Warehouse) -> int:
    return next(one.number for one in replies(store, LOCAL) if one.unit == OTHER)


def _issued_of(unit: str) -> Ask:
    """The bytes of the paper about a unit, or about the whole city, asked for by its number alone."""

    def ask(store: Warehouse, reader: Reader) -> bytes:
        (number,) = [one.paper for one in issued_papers(store, LOCAL) if one.unit == unit]
        try:
            return content_of_paper(store, reader, number)[1]
        except Refused as refused:
            # Whoever may not know of it is told that there is none.
            raise AccessDenied(refused.code, **refused.values) from refused

    return ask


# What is asked for by a number or a name, out of reach of any list → who is given it; all others are refused.
DOWNLOADS: dict[str, tuple[Ask, set[str]]] = {
    "row of an original": (_text(lambda store, reader: scores.original_row(store, reader, _record(store))), READERS),
    # What a file says cannot be masked: it is for the office and the unit.
    "file of a reply": (
        lambda store, reader: evidence_file(store, reader, _reply(store))[1], READERS - {"supervisor", "leader"}),
    "督办单": (_paper("order", OTHER), READERS),
    "得分单": (_paper("unit-report", OTHER), READERS),
    "workbook of the unit": (lambda store, reader: recomputable_workbook(store, reader, Q2, None, OTHER), READERS),
    "workbook of everybody": (lambda store, reader: recomputable_workbook(store, reader, Q2), READERS - {"other"}),
    "issued paper of the unit": (_issued_of(OTHER), READERS),
    "issued 通报": (_issued_of(""), READERS - {"other"}),
    "通报": (_paper("notice", None), READERS - {"other"}),
    "领导一页纸": (_paper("onepage", None), READERS - {"other"}),
    "words of the 通报": (
        _text(lambda store, reader: words_of_paper(store, reader, Order("notice", Q2, ISSUED))), READERS - {"other"}),
    "list for publication": (
        _text(lambda store, reader: public_list(store, reader, Q2)), READERS - {"other"}),
    "blank ledgers of the unit": (
        lambda store, reader: b"".join(build_templates(store, ISSUED, OTHER, reader).values()), READERS),
    "blank ledgers of the office": (
        lambda store, reader: b"".join(build_templates(store, ISSUED, None, reader).values()), READERS - {"other"}),
    "sealed package": (
        lambda store, reader: published.content_of(store, reader, releases.latest_of(store, Q2)), OFFICE),
    "audit log": (_text(audit_entries), OFFICE),
    "people": (_text(people), ADMINISTRATOR),
}  # fmt: skip


def reader(store: Warehouse, role: str) -> Reader:
    """The reader a role is: what the store says of the person, the two that it does not know beside them."""
    made = {"admin": Reader("admin"), "other": Reader("unit", frozenset({OTHER}))}
    found = made.get(role) or reader_of(store, person(role))
    assert found is not None
    return found


@pytest.mark.parametrize("role", ["office", "admin", "supervisor", "leader", "unit", "other"])
@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_file_is_given_to_these_roles_and_refused_to_the_others(city: Path, name: str, role: str):
    ask, given = DOWNLOADS[name]
    store = holder.warehouse()
    if role in given:
        assert ask(store, reader(store, role))
        return
    with pytest.raises(AccessDenied):
        ask(store, reader(store, role))


def test_somebody_without_a_role_is_no_reader_at_all(city: Path):
    assert reader_of(holder.warehouse(), person("nobody")) is None


def test_a_paper_of_a_unit_for_itself_and_what_changed_since_the_release_tell_of_no_other_unit(city: Path):
    store = holder.warehouse()
    own = reader(store, "unit")
    assert own.units == {OWN}
    edition = releases.latest_of(store, Q2)
    assert SECRET not in marks_in(_paper("unit-report", OWN)(store, own))
    assert SECRET not in repr(published.differences(store, own, edition))
    assert SECRET not in repr(published.released_league(store, own, edition))
    assert SECRET not in repr([scores.imports(store, own), requests_of_units(store, own), replies(store, own)])
    assert [one.unit for one in issued_papers(store, own)] == [OWN]


# Commands ask nobody who they are: whoever may read the store's folder could read its file. Beside a running
# dashboard they go through it, and it answers only who shows the token that lies in that folder (mode 600).


def sent(arguments: list[str], token: str, cookie: str = "") -> tuple[int, str]:
    """Send a command to the dashboard as another program would."""
    body = json.dumps({"arguments": arguments, "store": str(holder.warehouse().folder), "cwd": "/"}).encode()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"authorization", f"Bearer {token}".encode()), (b"cookie", cookie.encode())]
    scope = {"type": "http", "method": "POST", "path": ROUTE, "headers": headers, "query_string": b""}
    # A browser another test left open holds this thread's event loop: the request is answered in a thread of its own.
    with ThreadPoolExecutor(1) as aside:
        answer = aside.submit(anyio.run, answer_command, Request(scope, receive)).result()
    return answer.status_code, bytes(answer.body).decode()


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_is_answered_to_anybody_for_having_signed_in(city: Path, name: str):
    for role in ("office", "admin", "supervisor", "leader", "unit", "nobody"):
        assert sent([name], "", f"_streamlit_user={person(role)}") == (403, "")
        assert sent([name], "a guess") == (403, "")


def test_who_holds_the_token_is_the_operator_and_is_answered_everything(city: Path):
    code, text = sent(["explain", OTHER, "--period", "2025Q2", "--json"], holder.token)
    assert code == 200
    assert SECRET in text
