"""What was published, on screen: every edition with its league table, and what a correction changed and says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

import streamlit as st

from metrics import published
from metrics.access import Reader
from metrics.audit import write_down
from metrics.briefs.frozen import recheck_papers
from metrics.calendar import SHANGHAI
from metrics.i18n import Translator
from metrics.published import Difference, Release
from metrics.releases import Status
from metrics.scores import League
from metrics.words import GROUPS
from metrics.words_of_releases import word_deviation, word_edition, word_standing
from pages.parts import session
from pages.parts.downloads import offer_file
from pages.parts.exports import Shown, show_exported
from pages.parts.news import refusable, tell
from pages.parts.tables import ROW_HEIGHT, columns_of_league, list_league

MOST_ROWS = 12
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What a league table as published says of a unit here: the rest is on its pages and in the package.
OF_LEAGUE = ("place", "unit", "score", "grade")
Key = tuple[str, int]


def show_editions(t: Translator, found: Status) -> None:
    """Draw every published edition, the one that holds first: what it rests on, its correction, its league table."""
    for one in reversed(found.releases):
        _remember_look(one)
        with st.container(border=True):
            st.markdown(t("**Edition {edition}**, as of {as_of}, scheme {scheme} {version}, records up to {last}",
                          edition=one.edition, as_of=one.as_of.isoformat(), scheme=one.scheme_id,
                          version=one.scheme_version, last=one.last_record))  # fmt: skip
            st.caption(f"SHA-256 {one.sha256}")
            if one.edition > 1:
                _show_correction(t, found, one)
            _show_league(t, found, one)
            # What a check finds may name any unit.
            if session.reader().is_office:
                _show_package(t, one)
                _show_papers(t, one)


def _show_correction(t: Translator, found: Status, release: Release) -> None:
    text = published.correction_text(session.warehouse(), session.reader(), release)
    if text:
        st.markdown(f"**{t('Text of the correction')}**")
        st.text(text)
    if session.reader().is_read_only:
        st.markdown(t("What it changed is not told here: the edition before is a package of its own."))
        return
    changed = _changes(_key(), session.reader(), release)
    if not changed:
        st.markdown(t("This correction does not concern your units."))
        return
    title = t("What edition {edition} changed", edition=release.edition)
    before, now = (t("Edition {edition}", edition=number) for number in (release.edition - 1, release.edition))
    st.markdown(f"**{title}**")
    shown = Shown(found.period, release.as_of, status=word_edition(t, release))
    show_exported(t, title, columns_of_differences(t, before, now), list_differences(t, changed), shown,
                  key=f"changes_{release.release}", height=_height(len(changed)))  # fmt: skip


def _show_league(t: Translator, found: Status, release: Release) -> None:
    league = _league(_key(), session.reader(), release)
    with st.expander(t("League table as published")):
        lines = [{"group": t(GROUPS.get(unit.group, unit.group)), **line}
                 for unit, line in zip(league.units, list_league(t, league.units), strict=True)]  # fmt: skip
        columns = {"group": st.column_config.TextColumn(t("Group"), width=72)}
        columns |= {name: one for name, one in columns_of_league(t, league.units).items() if name in OF_LEAGUE}
        title = t("League table as published, edition {edition}", edition=release.edition)
        # A version that is no longer shipped is named above.
        is_known = (league.scheme.id, league.scheme.version) == (release.scheme_id, release.scheme_version)
        shown = Shown(found.period, release.as_of, league.scheme if is_known else None,
                      status=word_edition(t, release))  # fmt: skip
        show_exported(t, title, columns, lines, shown, key=f"published_{release.release}", height=_height(len(lines)))


def _show_package(t: Translator, release: Release) -> None:
    with st.container(horizontal=True):
        check = refusable(t, _check)
        st.button(t("Recompute"), key=f"check_{release.release}", on_click=check, args=(t, release))
        offer_file(
            t("Sealed package"), partial(_content, release),
            f"{release.period}-{release.edition}.zip", "application/zip",
            key=f"package_{release.release}",
        )  # fmt: skip


def _show_papers(t: Translator, release: Release) -> None:
    """Draw the papers that were frozen with an edition, each for download as it went out."""
    names = _names_of_papers(_key(), release)
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(t("Papers frozen in it ({n})", n=len(names)), names, key=f"paper_of_{release.release}",
                              width=360)  # fmt: skip
        offer_file(
            t("Download as it went out"), partial(_paper, release, chosen), chosen, DOCX,
            key=f"frozen_{release.release}",
        )  # fmt: skip


def columns_of_differences(t: Translator, before: str, now: str) -> dict[str, Any]:
    """Return the columns of what differs between two results, which have these headings."""
    words = st.column_config.TextColumn
    return {
        "unit": words(t("Unit"), width=190),
        "before": words(before, width=150),
        "now": words(now, width=150),
        "marks": words(t("Marks gone → come"), width=130),
    }


def list_differences(t: Translator, found: Sequence[Difference]) -> list[dict[str, Any]]:
    """Return one line per unit of what differs between two results."""
    return [
        {"unit": one.unit, "before": word_standing(t, one.before), "now": word_standing(t, one.now),
         "marks": f"{len(one.gone)} → {len(one.came)}"}
        for one in found
    ]  # fmt: skip


def _height(rows: int) -> Any:
    return "content" if rows <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1)


def _remember_look(release: Release) -> None:
    # Once per session: who looked at what was published. A sealed package keeps nothing of whoever reads it.
    if session.warehouse().is_read_only:
        return
    looked = st.session_state.setdefault("releases_looked_at", set())
    if release.release not in looked:
        looked.add(release.release)
        about = f"{release.period}-{release.edition}"
        now = datetime.now(SHANGHAI).replace(tzinfo=None)
        write_down(session.warehouse(), what="looked_at", about=about, actor=session.actor(), at=now)


def _key() -> Key:
    # An edition never changes: the store's version does not matter, but which store it is.
    store = session.warehouse()
    return str(store.folder), id(store)


@lru_cache(maxsize=16)
def _league(key: Key, who: Reader, release: Release) -> League:
    return published.released_league(session.warehouse(), who, release)


@lru_cache(maxsize=16)
def _changes(key: Key, who: Reader, release: Release) -> tuple[Difference, ...]:
    return published.changes_of(session.warehouse(), who, release)


@lru_cache(maxsize=16)
def _names_of_papers(key: Key, release: Release) -> tuple[str, ...]:
    return tuple(published.package_of(session.warehouse(), release).papers)


def _paper(release: Release, name: str) -> bytes:
    return published.paper_of(session.warehouse(), session.reader(), release, name)


def _content(release: Release) -> bytes:
    return published.content_of(session.warehouse(), session.reader(), release)


def _check(t: Translator, release: Release) -> None:
    wrong = published.check(session.warehouse(), release, recheck_papers)
    if not wrong:
        tell(t("{period}, edition {edition}: recomputed, every digit agrees.",
               period=release.period, edition=release.edition))  # fmt: skip
    for one in wrong[:10]:
        tell(word_deviation(t, one))
