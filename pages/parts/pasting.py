"""The yearly plan as pasted text: received like a file of that text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import streamlit as st

from metrics.i18n import Translator
from pages.parts import submission

NAME = "工作要点（粘贴文本）.txt"


@dataclass(frozen=True)
class PastedText:
    """What was pasted, with what an uploaded file is asked for."""

    text: str
    name: str = NAME

    @property
    def file_id(self) -> str:
        """What tells this text from another one."""
        return hashlib.sha256(self.getvalue()).hexdigest()

    def getvalue(self) -> bytes:
        """Return the text as the bytes of a text file."""
        return self.text.encode()


def ask_pasted_plan(t: Translator) -> list[PastedText]:
    """Ask for the plan's text; return it as one file, or nothing while the box is empty."""
    with st.expander(t("Or paste the text of the yearly plan"), icon=":material/content_paste:", key="pasting"):
        text = st.text_area(
            t("Text of the yearly plan, with its title and year"),
            key=f"pasted_{submission.batch()}",
            height=220,
            placeholder=t("Copy all of the plan, from its title to its last task; press Ctrl+Enter to check it."),
        )
    return [PastedText(text)] if text and text.strip() else []
