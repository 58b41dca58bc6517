"""Answers of the engine's questions, cached under the store's version, the reader, the period and the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from metrics import scores
from metrics.access import Reader
from metrics.calendar import Period
from metrics.warehouse import Warehouse
from pages.parts import session

Answer = TypeVar("Answer")


def ask(question: Callable[[Warehouse, Reader, Period, date | None], Answer], period: Period) -> Answer:
    """Return what ``question`` says of ``period``; an answer is immutable and shared by all sessions."""
    store = session.warehouse()
    key = (str(store.folder), id(store), store.version)
    name = f"{question.__module__}.{question.__qualname__}"
    answer: Answer = _ask(key, name, session.reader(), period, scores.day_of(period, None), question)
    return answer


@st.cache_resource(max_entries=64, show_spinner=False)
def _ask(
    key: tuple[str, int, int],
    name: str,
    who: Reader,
    period: Period,
    as_of: date,
    _question: Callable[[Warehouse, Reader, Period, date | None], Any],
) -> Any:
    # The question itself is not hashed: its name is.
    return _question(session.warehouse(), who, period, as_of)
