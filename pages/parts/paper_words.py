"""The words of a paper on 督查督办: each paragraph as drafted, to be written over, with what speaks against the words.

Nothing is sent from here: what is kept is in the Word file the next time somebody exports it.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from metrics.access import Reader
from metrics.briefs.narrative import Worded
from metrics.briefs.paper_words import PaperWords, keep_words, words_of_paper
from metrics.briefs.papers import WHOLE_CITY, Order
from metrics.briefs.words_of_rewording import word_warnings
from metrics.errors import MetricsError
from metrics.i18n import Translator
from metrics.releases import status
from metrics.wording import last_edit
from metrics.words import word_actor
from pages.parts import session
from pages.parts.clock import now
from pages.parts.news import refusable, tell
from pages.parts.words import plain, word_day

SCOPES = {"one": "This unit’s paper", "all": "Every unit’s paper"}
Key = tuple[object, ...]


def key_of_papers(wanted: Order) -> Key:
    """Return what the papers of a period rest on: while it is the same, papers made before are good."""
    # A step of a release or an edit changes what papers say, not the version of the data.
    store, stands = session.warehouse(), status(session.warehouse(), wanted.period)
    return str(store.folder), id(store), store.version, stands.code, len(stands.releases), last_edit(store)


def word_refusal(t: Translator, wanted: Order) -> str:
    """Return why a paper that names nobody cannot be exported with its words; empty when it can."""
    if wanted.is_named or not session.reader().reads_everything:
        return ""
    told = [one for one in _words(key_of_papers(wanted), session.reader(), wanted).narrative.edited if one.named]
    names = "、".join(dict.fromkeys(name for one in told for name in one.named))
    return t("The words of {paragraphs} name {names}, but this paper names nobody: it is not exported.",
             paragraphs="、".join(one.paragraph.code for one in told), names=names) if told else ""  # fmt: skip


def show_words(t: Translator, wanted: Order | None) -> None:
    """Draw, once it is opened, the words of the paper that was chosen."""
    if wanted is None or not session.reader().reads_everything:
        return
    box = st.expander(t("Words of the paper"), icon=":material/edit_note:", on_change="rerun", key="words_open")
    if not box.open:
        return
    with box:
        if wanted.kind not in WHOLE_CITY:
            wanted = _ask_scope(t, wanted)
        try:
            found = _words(key_of_papers(wanted), session.reader(), wanted)
        except MetricsError as error:
            st.warning(plain(t.error(error)), icon=":material/error:")
            return
        _show_form(t, wanted, found)


def _ask_scope(t: Translator, wanted: Order) -> Order:
    """Ask whether the words are of the chosen unit's paper or of every unit's, which has what all of them say alike."""
    scope = st.segmented_control(
        t("Words of"), list(SCOPES), format_func=lambda code: t(SCOPES[code]), default="one", required=True,
        key="words_scope",
    )  # fmt: skip
    return replace(wanted, unit=None) if scope == "all" else wanted


def _show_form(t: Translator, wanted: Order, found: PaperWords) -> None:
    is_office = session.reader().may_decide
    st.caption(t("Each text begins as drafted from the data. What you change is kept, is marked, and goes into the "
                 "Word file; an empty text strikes the paragraph out. Headings, tables and annexes follow the data."))
    if not found.narrative.paragraphs:
        st.caption(t("These papers have no paragraph that all of them say alike."))
        return
    with st.form(f"words_{found.title}", border=False):
        for one in found.narrative.paragraphs:
            _show_paragraph(t, wanted, found, one)
        st.form_submit_button(
            t("Keep the words"), type="primary", on_click=refusable(t, _keep), args=(t, wanted, found),
            disabled=not is_office,
        )  # fmt: skip
    for edit in found.narrative.without_place:
        gone = t("The words written here have no place in this paper any more; they are not used.")
        st.warning(plain(f"{edit.paragraph}：{gone} {edit.text}"), icon=":material/unknown_document:")
        if is_office and (edit.unit is None) == (found.about.unit is None):
            st.button(t("Give these words up"), key=f"give_up_{edit.number}", on_click=refusable(t, _save),
                      args=(t, wanted, found, {edit.paragraph: None}))  # fmt: skip


def _show_paragraph(t: Translator, wanted: Order, found: PaperWords, one: Worded) -> None:
    is_office, key = session.reader().may_decide, _key(found, one)
    st.text_area(plain(one.paragraph.code), one.text, height="content", key=key, disabled=not is_office)
    if one.edit is None:
        return
    whose = "" if one.edit.unit is not None or found.about.unit is None else t("for every unit’s paper")
    who = word_actor(t, one.edit.actor)
    said = " · ".join(filter(None, (who, word_day(t, one.edit.at.date()), whose)))
    st.markdown(f":blue-badge[{t('Edited')}] {plain(said)}")
    if one.is_overtaken:
        st.caption(plain(t("Draft when it was edited: {text}", text=one.replaced)))
        st.caption(plain(t("Draft now: {text}", text=one.paragraph.text)))
    else:
        st.caption(plain(t("Draft: {text}", text=one.paragraph.text)))
    for sentence in word_warnings(t, one):
        st.markdown(f":orange-badge[:material/warning: {t('Mind')}] {plain(sentence)}")
    if not is_office:
        return
    with st.container(horizontal=True):
        if not whose:
            st.form_submit_button(
                t("Back to the draft"), icon=":material/undo:", key=f"restore_{key}",
                on_click=refusable(t, _keep_one), args=(t, wanted, found, one, None),
            )  # fmt: skip
        if one.is_overtaken:
            st.form_submit_button(
                t("Keep these words on the new draft"), icon=":material/check:", key=f"stand_{key}",
                on_click=refusable(t, _keep_one), args=(t, wanted, found, one, one.text),
            )  # fmt: skip


def _key(found: PaperWords, one: Worded) -> str:
    # Another edit or another draft is another box: it begins with what is there now.
    number, text = one.edit.number if one.edit else 0, zlib.crc32(f"{one.text}|{one.paragraph.text}".encode())
    return f"words_{found.title}_{one.paragraph.code}_{number}_{text}"


def _keep(t: Translator, wanted: Order, found: PaperWords) -> None:
    """Keep every text that is another one than the page showed."""
    typed = {one.paragraph.code: (one, st.session_state.get(_key(found, one))) for one in found.narrative.paragraphs}
    _save(t, wanted, found, {
        code: text for code, (one, text) in typed.items() if text is not None and text.strip() != one.text
    })  # fmt: skip


def _keep_one(t: Translator, wanted: Order, found: PaperWords, one: Worded, text: str | None) -> None:
    _save(t, wanted, found, {one.paragraph.code: text})


def _save(t: Translator, wanted: Order, found: PaperWords, texts: dict[str, str | None]) -> None:
    if not texts:
        tell(t("No paragraph was changed."))
        return
    own = found.about.unit is None
    seen = {
        one.paragraph.code: one.edit.number
        for one in found.narrative.edited
        if one.edit is not None and (one.edit.unit is None) == own
    }
    keep_words(
        session.warehouse(), session.reader(), wanted, texts, actor=session.actor(), now=now(),
        seen={code: seen.get(code, 0) for code in texts},
    )  # fmt: skip
    tell(t("{n} paragraphs were changed; the Word file says so at its next export.", n=len(texts)))


@lru_cache(maxsize=16)
def _words(key: Key, who: Reader, wanted: Order) -> PaperWords:
    return words_of_paper(session.warehouse(), who, wanted)
