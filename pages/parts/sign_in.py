"""Who is looking, in shared mode: the person who signed in, their role, and the pages for whoever has none.

Asked at every question and not only by the frame: a part of a page that runs again by itself, a download that is
made when it is clicked, and a role that was taken away a moment ago meet the same gate.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, NamedTuple

import streamlit as st

from metrics.access import LOCAL, Reader
from metrics.errors import AccessDenied
from metrics.i18n import Translator
from metrics.owner import holder
from metrics.people import name_first_administrator, reader_of
from metrics.words import ROLES
from pages.parts.clock import now
from pages.parts.shared_mode import SharedMode, shared_mode

LOCAL_NAME = "local_name"


class Kept(NamedTuple):
    """Who was looking when something was put off until later."""

    user: dict[str, Any]
    """What the sign-in told of them; empty in local mode."""
    name: str
    """The name typed in local mode."""


_kept: ContextVar[Kept | None] = ContextVar("who_was_looking", default=None)


def as_who_is_looking(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return ``make`` for whoever is looking now, to be run later and where no session is known.

    It asks for their role when it runs: AccessDenied where that, or the sign-in, is over by then.
    """
    who = Kept(_user(), _typed_name())

    def run() -> bytes:
        before = _kept.set(who)
        try:
            return make()
        finally:
            _kept.reset(before)

    return run


def person() -> str | None:
    """Return what the sign-in calls who is looking; None before, after it has expired, and in local mode."""
    settings = shared_mode()
    return _signed_in(settings) if settings is not None else None


def actor() -> str:
    """Return the name under which the history keeps what is done here; in local mode the one that was typed."""
    if shared_mode() is None:
        return _typed_name() or "local"
    found = person()
    if found is None:
        raise AccessDenied("Sign in first.")
    return found


def reader() -> Reader:
    """Return who is asking; AccessDenied for whoever is not signed in or has no role."""
    settings = shared_mode()
    if settings is None:
        return LOCAL
    found = _reader(settings, _signed_in(settings))
    if found is None:
        raise AccessDenied("Sign in first, with a role that allows this.")
    return found


def _typed_name() -> str:
    kept = _kept.get()
    return str(st.session_state.get(LOCAL_NAME) or "").strip() if kept is None else kept.name


def _user() -> dict[str, Any]:
    """Return what the sign-in tells of whoever is looking; nothing in local mode."""
    kept = _kept.get()
    if kept is not None:
        return kept.user
    return dict(st.user.to_dict()) if shared_mode() is not None else {}


def _signed_in(settings: SharedMode) -> str | None:
    user = _user()
    name = str(user.get(settings.claim) or "").strip().lower()
    # An address that its provider has not verified is anybody's.
    is_doubtful = settings.claim == "email" and user.get("email_verified") is False
    issued = user.get("iat")
    if not user.get("is_logged_in") or not name or is_doubtful or not isinstance(issued, int | float):
        return None
    return name if time.time() - issued < settings.hours * 3600 else None


def _reader(settings: SharedMode, name: str | None) -> Reader | None:
    if name is None:
        return None
    store = holder.warehouse()
    if name in settings.administrators:
        if store.is_read_only:
            # It keeps nobody anew: here the settings alone say so.
            return Reader("admin")
        name_first_administrator(store, name, now=now())
    return reader_of(store, name, settings.may_see_ranks_of_peers)


def is_in() -> bool:
    """Whether who is looking may come in: everybody in local mode, in shared mode a person with a role."""
    settings = shared_mode()
    return settings is None or _reader(settings, _signed_in(settings)) is not None


def show_gate(t: Translator) -> None:
    """Draw the page of whoever may not come in: how to sign in, or whom to ask, and nothing else."""
    settings = shared_mode()
    if settings is None:
        return
    name = _signed_in(settings)
    st.title(t("Openness performance monitor"), anchor=False)
    with st.container(border=True, width=640):
        if name is None:
            was_here = bool(_user().get("is_logged_in"))
            st.markdown(t("Your sign-in has expired.") if was_here else t("Please sign in."))
            st.button(t("Sign in"), type="primary", icon=":material/login:", key="sign_in", on_click=st.login)
        else:
            st.markdown(t("You are signed in as {person}, but nobody has given you a role yet.", person=name))
            whom = settings.contact or "、".join(sorted(settings.administrators))
            st.markdown(t("Ask an administrator: {whom}", whom=whom or t("the municipal office")))
            st.button(t("Sign out"), icon=":material/logout:", key="sign_out", on_click=st.logout)


def show_person(t: Translator) -> None:
    """Draw in the side bar who is looking, with a way out; in local mode ask for the name that the history keeps."""
    settings = shared_mode()
    with st.sidebar:
        if settings is None:
            st.text_input(
                t("Your name"), key=LOCAL_NAME, placeholder=t("local"), help=t("Kept with everything you decide.")
            )
            return
        who = reader()
        st.caption(f"{person()} · {t(ROLES[who.role])}" + (f" · {'、'.join(sorted(who.units))}" if who.units else ""))
        st.button(t("Sign out"), icon=":material/logout:", key="sign_out", type="tertiary", on_click=st.logout)
