"""What keeping the files looked at would do: scores and ranks per period, values, rows gone, open questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.intake.receipt import Missing
from metrics.preview import Effect, Preview
from metrics.scores import UnitScore, day_of, scheme_of
from metrics.words import GROUPS, KINDS, VERDICTS, word_field, word_period, word_value
from pages.parts import session
from pages.parts.exports import Shown, show_exported

MOST_LINES = 200
NO_PERIOD = Shown()


def show_consequences(t: Translator, seen: Preview) -> None:
    """Draw what keeping the files would do: to ranks, to values, to rows gone, and what is left for people to say."""
    receipt, words = seen.receipt, st.column_config.TextColumn
    for period in seen.periods:
        show_effects(t, period, [one for one in seen.effects if one.period == period])
    _show_missing(t, receipt.missing)
    if receipt.changes:
        with st.expander(t("Values that would change ({n})", n=len(receipt.changes))):
            lines = [
                {
                    "kind": t(KINDS.get(one.kind, one.kind)),
                    "item": one.item,
                    "field": word_field(t, one.kind, one.field),
                }
                | {"old": word_value(t, one.field, one.old), "new": word_value(t, one.field, one.new)}
                | {"place": t("{sheet}, row {row}", sheet=one.sheet, row=one.row)}
                for one in receipt.changes
            ]
            columns = {"kind": words(t("Rows"), width=100), "item": words(t("Item"), width=250)}
            columns |= {"field": words(t("Column"), width=110), "old": words(t("Before"), width=170)}
            columns |= {"new": words(t("After"), width=170), "place": words(t("Sheet and row"), width=140)}
            _show(t, t("Values that would change"), columns, lines, "changes_seen")
    if receipt.to_confirm:
        st.markdown(f"**{t('Responsibilities a person has to spell out (unscored until then)')}**")
        tasks = [{"number": one.number, "title": one.title, "phrase": one.phrase} for one in receipt.to_confirm]
        columns = {"number": words(t("No."), width=60, alignment="right"), "title": words(t("Task"), width=500)}
        columns |= {"phrase": words(t("As typed"), width=300)}
        show_exported(t, t("To be confirmed"), columns, tasks, Shown(), key="to_confirm_seen")
    if receipt.requests:
        st.markdown(f"**{t('Requests to the office: not the sender’s to say, nothing changes')}**")
        asked = [
            {
                "speaker": one.speaker,
                "unit": one.unit,
                "item": f"{t(KINDS[one.kind])} {one.thing}".strip(),
                "field": word_field(t, one.kind, one.field),
                "old": word_value(t, one.field, one.old),
            }
            | {"new": word_value(t, one.field, one.new), "place": f"{one.sheet} {one.cell}".strip()}
            for one in receipt.requests
        ]
        _show(t, t("Requests"), request_columns(t), asked, "requests_seen")


def show_effects(t: Translator, period: Period, effects: Sequence[Effect]) -> None:
    """Draw which units' scores and ranks of a period would change, now and then; say so when none would."""
    words, name = st.column_config.TextColumn, word_period(t, period)
    if not effects:
        st.caption(t("Scores and ranks of {period} would not change.", period=name))
        return
    with st.expander(t("Effect on scores and ranks of {period} ({n} units)", period=name, n=len(effects))):
        lines = [
            {"unit": one.unit, "group": t(GROUPS[one.group])}
            | {"score_before": _score(t, one.before), "score_after": _score(t, one.after)}
            | {"rank_before": _rank(one.before), "rank_after": _rank(one.after)}
            for one in effects
        ]
        columns = {"unit": words(t("Unit"), width=270), "group": words(t("Group of units"), width=150)}
        columns |= {
            "score_before": words(t("Score now"), width=130, alignment="right"),
            "score_after": words(t("Score then"), width=130, alignment="right"),
            "rank_before": words(t("Rank now"), width=110, alignment="right"),
            "rank_after": words(t("Rank then"), width=110, alignment="right"),
        }
        shown = Shown(period, day_of(period, None), scheme_of(session.warehouse(), period))
        _show(t, t("Effect on scores"), columns, lines, f"effects_seen_{period.code}", shown)


def _show_missing(t: Translator, missing: Sequence[Missing]) -> None:
    if not missing:
        return
    words = st.column_config.TextColumn
    with st.expander(t("Rows of the last version that are no longer there ({n}), all kept", n=len(missing))):
        lines = [
            {"kind": t(KINDS.get(one.kind, one.kind)), "item": one.item}
            | {"place": t("{sheet}, row {row}", sheet=one.sheet, row=one.row), "import": str(one.import_id)}
            for one in missing
        ]
        columns = {"kind": words(t("Rows"), width=100), "item": words(t("As typed"), width=600)}
        columns |= {"place": words(t("Sheet and row"), width=160)}
        columns |= {"import": words(t("Import"), width=62, alignment="right")}
        _show(t, t("Rows no longer there"), columns, lines, "missing_seen")


def _show(
    t: Translator, title: str, columns: dict[str, Any], lines: list[dict[str, str]], key: str, shown: Shown = NO_PERIOD
) -> None:
    height: Any = 400 if len(lines) > 12 else "content"
    show_exported(t, title, columns, lines, shown, key=key, most=MOST_LINES, height=height)


def _score(t: Translator, one: UnitScore | None) -> str:
    if one is None:
        return ""
    return one.score if one.score is not None else t(VERDICTS[one.verdict])


def _rank(one: UnitScore | None) -> str:
    return "" if one is None or one.rank is None else str(one.rank)


def request_columns(t: Translator) -> dict[str, Any]:
    """Return the columns of a list of requests."""
    words = st.column_config.TextColumn
    return {
        "speaker": words(t("From"), width=110),
        "unit": words(t("Unit"), width=110),
        "item": words(t("Item"), width=300),
        "field": words(t("Column"), width=110),
        "old": words(t("In the store"), width=150),
        "new": words(t("Asked for"), width=150),
        "place": words(t("Sheet and row"), width=160),
    }
