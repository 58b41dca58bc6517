"""Who has access, on screen: the list, and giving and taking roles and units."""

from __future__ import annotations

from typing import Any

import streamlit as st

from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.people import ROLES as CODES
from metrics.people import Person, add_person, end_access, give_role, people
from metrics.words import ROLES, word_actor
from pages.parts import session
from pages.parts.clock import now
from pages.parts.exports import Shown, show_exported
from pages.parts.news import refusable, tell
from pages.parts.shared_mode import shared_mode


def show_people(t: Translator) -> None:
    """Draw who has access and the form that gives, changes or ends it; AccessDenied for all but administrators."""
    found = people(session.warehouse(), session.reader())
    if shared_mode() is None:
        st.markdown(
            t("Nobody signs in on this machine: roles count once the server has sign-in settings (see README).")
        )
    if found:
        _show_list(t, found)
    else:
        st.markdown(t("Nobody has been given access yet."))
    with st.container(border=True):
        _ask(t, found)


def _show_list(t: Translator, found: tuple[Person, ...]) -> None:
    words = st.column_config.TextColumn
    columns = {
        "person": words(t("Person"), width=200), "name": words(t("Full name"), width=85),
        "role": words(t("Role"), width=85), "units": words(t("Bound units"), width=230),
        "state": words(t("Access"), width=65),
        "actor": words(t("Given by"), width=170), "at": words(t("Time"), width=140),
    }  # fmt: skip
    lines = [
        {
            "person": one.person, "name": one.name, "role": t(ROLES[one.role]), "units": "、".join(one.units),
            "state": t("ended") if one.is_ended else t("in force"), "actor": word_actor(t, one.actor),
            "at": one.at.isoformat(sep=" ", timespec="minutes"),
        }
        for one in found
    ]  # fmt: skip
    show_exported(t, t("People and roles"), columns, lines, Shown(), key="people")


def _ask(t: Translator, found: tuple[Person, ...]) -> None:
    line = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    line.text_input(t("Person (as signed in)"), key="person_asked", width=280, placeholder="name@example.cn")
    line.text_input(t("Full name"), key="person_name", width=140)
    role = line.selectbox(t("Role"), CODES, format_func=lambda one: t(ROLES[one]), key="person_role", width=140)
    if role == "unit":
        names = sorted(row["name"] for row in session.warehouse().rows("units"))
        line.multiselect(t("Bound units"), names, key="person_units", width=360, placeholder=t("Choose units"))
    buttons = st.container(horizontal=True, gap="small")
    buttons.button(t("Give access"), type="primary", key="add_person", on_click=refusable(t, _add), args=(t,))
    standing = {one.person for one in found if not one.is_ended}
    if standing:
        buttons.button(t("Change role"), key="change_person", on_click=refusable(t, _change), args=(t,))
        buttons.button(t("End access"), key="end_person", on_click=refusable(t, _end), args=(t,))


def _asked() -> dict[str, Any]:
    said = st.session_state
    if not str(said.get("person_asked") or "").strip():
        raise Refused("Name the person.")
    role = said["person_role"]
    units = said.get("person_units") if role == "unit" else None
    return {"person": said["person_asked"], "role": role, "units": units or ()}


def _told() -> dict[str, Any]:
    return {"actor": session.actor(), "now": now()}


def _add(t: Translator) -> None:
    name = str(st.session_state.get("person_name") or "").strip()
    kept = add_person(session.warehouse(), session.reader(), **_asked(), name=name, **_told())
    tell(t("{person} has the role {role} now.", person=kept.person, role=t(ROLES[kept.role])))


def _change(t: Translator) -> None:
    kept = give_role(session.warehouse(), session.reader(), **_asked(), **_told())
    tell(t("{person} has the role {role} now.", person=kept.person, role=t(ROLES[kept.role])))


def _end(t: Translator) -> None:
    kept = end_access(session.warehouse(), session.reader(), _asked()["person"], **_told())
    tell(t("{person} has no access any more.", person=kept.person))
