"""The page 网站检查: scope, pass rates with n, verdicts with the official arithmetic.

Points are texts as the engine printed them; the words only put them beside each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.channels import ChannelState, Verdict, channel_state
from metrics.i18n import Translator
from metrics.pass_rates import PassRate
from metrics.words import CHANNEL_TYPES, word_checks, word_nothing_checked, word_period
from pages.parts import session
from pages.parts.answers import ask
from pages.parts.channel_findings import MOST_ROWS, show_findings_on, shown_of
from pages.parts.exports import show_exported
from pages.parts.links import show_way
from pages.parts.tables import ROW_HEIGHT
from pages.parts.whose import of_city, of_own, reads_own_only, said_of_city
from pages.parts.words import coloured, plain

SCOPES = {"declared_full": "full coverage", "recorded": "registered", None: "scope not registered"}
VERDICTS = {"passed": "Passed", "failed": "Failed", "vetoed": "Failed (veto)"}
Line = dict[str, Any]


def word_basis(t: Translator, found: ChannelState) -> str:
    """Return on which declared scope the page rests, quarter by quarter."""
    several = len(found.scopes) > 1
    said = []
    for one in found.scopes:
        scope = t(SCOPES[one.basis])
        if one.basis is not None:
            numbers = {"checked": one.checked, "running": one.running}
            scope = t("{scope}, {checked} of {running} running channels checked", scope=scope, **numbers)
        said.append(t("{period}: {scope}", period=word_period(t, one.quarter), scope=scope) if several else scope)
    return said_of_city(t, t("; ").join(said))


def show_open_scope(t: Translator, found: ChannelState) -> None:
    """Name every quarter whose inspection scope nobody declared, with the way to do it."""
    for one in found.scopes:
        if one.basis is not None:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(t("Not registered"), color="orange")
            name = word_period(t, one.quarter)
            st.markdown(plain(t("{period}: inspection scope not registered, no pass rates.", period=name)))
            if session.reader().may_decide:
                show_way("intake", t("Register the scope"), ":material/upload_file:")


def show_figures(t: Translator, found: ChannelState) -> None:
    """Draw pass rates with n, channels that failed, confirmed problems, repeats and what waits for a judgement."""
    failed = [one for one in found.verdicts if one.verdict != "passed"]
    vetoed = [one for one in failed if one.verdict == "vetoed"]
    is_several = found.period.length > 1
    with st.container(horizontal=True):
        for is_website, label in ((True, t("Websites passed")), (False, t("Accounts passed"))):
            one = found.rates.websites if is_website else found.rates.accounts
            fraction = word_checks(t, is_website, one.passed, one.checked, one.channels if is_several else None)
            st.metric(f"{of_city(t, label)} {fraction}", _rate(t, one, fraction), border=True)
        told = t("Vetoed checks (of {n} failed)" if is_several else "Vetoed channels (of {n} failed)", n=len(failed))
        st.metric(of_own(t, told), coloured(len(vetoed), "red"), border=True)
        st.metric(of_own(t, t("Repeated problems")), len(found.repeats), border=True)
        suspected = [row for row in found.pending if row["kind"] == "veto"]
        st.metric(
            of_own(t, t("Undecided (suspected vetoes: {n})", n=len(suspected))),
            coloured(len(found.pending), "orange"),
            border=True,
        )


@st.fragment
def show_websites(t: Translator, period: Period) -> None:
    """Draw one line per checked website, the worst first, with the official arithmetic; a click lists its findings."""
    found = ask(channel_state, period)
    websites = [one for one in found.verdicts if one.channel_type == "website"]
    if not websites:
        none = t("No website is known to have been checked in this period.")
        none_of_own = t("No website of your own units is known to have been checked in this period.")
        st.markdown(none_of_own if reads_own_only() else none)
        return
    words = st.column_config.TextColumn
    columns = {
        "name": words(t("Website"), width=190),
        "unit": words(t("Unit"), width=186),
        "quarter": words(t("Quarter"), width=76),
        "verdict": words(t("Verdict"), width=112),
        "arithmetic": words(t("Base and deductions"), width=176, alignment="right"),
        "bonus": words(t("Bonus"), width=76, alignment="right"),
        "final": words(t("Final"), width=70, alignment="right"),
        "note": words(t("Remark"), width=176),
    }
    if period.length == 1:
        del columns["quarter"]
    rules = found.scheme.inspection
    st.caption(
        t(
            "Below {mark}: failed; exactly {mark} passes. The bonus counts above {gate} only; exactly {gate} gets none."
            " A veto: no score.",
            mark=_number(rules.pass_mark),
            gate=_number(rules.bonus_gate),
        )
    )
    for one in websites:
        if one.shadow is not None:
            st.caption(plain(_shadow(t, one)))
    lines = [_website(t, found, one) for one in websites]
    chosen = _show_verdicts(t, found, t("Websites"), columns, lines, "websites")
    show_findings_on(t, period, websites[chosen] if chosen is not None else None)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _website(t: Translator, found: ChannelState, one: Verdict) -> Line:
    is_vetoed = one.verdict == "vetoed"
    return {
        "name": one.name,
        "unit": one.unit,
        "quarter": one.quarter,
        "verdict": t(VERDICTS[one.verdict]),
        "arithmetic": "—" if is_vetoed else _arithmetic(found, one),
        "bonus": "—" if is_vetoed else _bonus(t, one),
        "final": one.final or "—",
        "note": _note(t, found, one),
    }


def _arithmetic(found: ChannelState, one: Verdict) -> str:
    difference = f"{one.base} − {one.deducted}"
    if not one.is_rescaled:
        return f"{difference} = {one.without_bonus}"
    numerator, denominator = found.scheme.inspection.rescale
    return f"({difference}) × {numerator}⁄{denominator} = {one.without_bonus}"


def _bonus(t: Translator, one: Verdict) -> str:
    if one.bonus_found == "0":
        return ""
    return t("{found}, not counted", found=one.bonus_found) if one.bonus == "0.00" else f"+{one.bonus}"


def _note(t: Translator, found: ChannelState, one: Verdict) -> str:
    if one.verdict == "vetoed":
        return t("Veto: {names}", names=one.veto_names)
    notes = []
    if one.is_rescaled:
        notes.append(t("No public-service function"))
    if one.is_above_full:
        notes.append(t("Counts as {full} in the unit's mean", full=_number(found.scheme.inspection.full_marks)))
    return t("; ").join(notes)


def _shadow(t: Translator, one: Verdict) -> str:
    return t(
        "{channel}: without the veto ({names}) {score}. For rectification only, not for ranking.",
        channel=one.name,
        names=one.veto_names,
        score=one.shadow,
    )


def _show_verdicts(
    t: Translator, found: ChannelState, title: str, columns: Mapping[str, Any], lines: Sequence[Line], key: str
) -> int | None:
    height: Any = "content" if len(lines) <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1)
    event = show_exported(
        t, title, columns, lines, shown_of(found), key=f"{key}_{found.period.code}",
        on_select="rerun", selection_mode="single-cell", height=height,
    )  # fmt: skip
    cells = event.selection.cells
    return cells[0][0] if cells else None


@st.fragment
def show_accounts(t: Translator, period: Period) -> None:
    """Draw pass rates by type of account with n, and every account that failed; a click lists its findings."""
    found = ask(channel_state, period)
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    is_several = found.period.length > 1
    columns = {
        "type": words(t("Type of account"), width=160),
        "checked": number(t("Checks of accounts") if is_several else t("Checked"), width=80),
        "channels": number(t("Accounts checked"), width=80),
        "passed": number(t("Checks of accounts passed") if is_several else t("Passed the check"), width=80),
        "rate": words(t("Pass rate"), width=140, alignment="right"),
    }
    if not is_several:
        # Every account is checked once.
        del columns["channels"]
    of_types = [(t(CHANNEL_TYPES[kind]), one) for kind, one in found.rates.by_type.items()]
    lines = [_checked(t, name, one, columns) for name, one in ((t("All accounts"), found.rates.accounts), *of_types)]
    about = t("Pass rates are the whole city's; accounts that failed are named of your own units only.")
    st.caption(t.row(about if reads_own_only() else "", _word_minimum(t, found, is_several)))
    show_exported(t, t("Pass rates of accounts"), columns, lines, shown_of(found), key="accounts_checked")
    failed = [one for one in found.verdicts if one.channel_type != "website" and one.verdict != "passed"]
    if not failed:
        st.markdown(_word_no_failure(t, found))
        return
    heading = t("Accounts that failed ({n} checks)" if is_several else "Accounts that failed ({n})", n=len(failed))
    st.markdown(f"**{plain(of_own(t, heading))}**")
    of_failed = {
        "name": words(t("Account"), width=220),
        "type": words(t("Type of account"), width=130),
        "unit": words(t("Unit"), width=200),
        "quarter": words(t("Quarter"), width=80),
        "verdict": words(t("Verdict"), width=120),
        "note": words(t("Veto item"), width=260),
    }
    lines = [_account(t, one) for one in failed]
    chosen = _show_verdicts(t, found, t("Accounts that failed"), of_failed, lines, "accounts_failed")
    show_findings_on(t, period, failed[chosen] if chosen is not None else None)


def _word_no_failure(t: Translator, found: ChannelState) -> str:
    if not reads_own_only():
        return t("No checked account failed.") if found.rates.accounts.checked else t("No account was checked.")
    has_any = any(one.channel_type != "website" for one in found.verdicts)
    none, passed = t("No account of your own units was checked."), t("Of your own units no checked account failed.")
    return passed if has_any else none


def _word_minimum(t: Translator, found: ChannelState, is_several: bool) -> str:
    minimum = found.scheme.rate_minimum_n
    if is_several:
        return t("Fewer than {n} different accounts: no percentage. National rules give accounts no points.", n=minimum)
    return t("Fewer than {n} checked: no percentage. National rules give accounts no points.", n=minimum)


def _checked(t: Translator, name: str, one: PassRate, columns: Mapping[str, Any]) -> Line:
    rate = _rate(t, one, f"{one.passed}/{one.checked}")
    line = {"type": name, "checked": one.checked, "channels": one.channels, "passed": one.passed, "rate": rate}
    return {key: line[key] for key in columns}


def _rate(t: Translator, one: PassRate, fraction: str) -> str:
    """Return the percentage; ``fraction`` where n is too small for one, a word where nothing was checked."""
    if not one.checked:
        return word_nothing_checked(t, one.is_applicable)
    return fraction if one.rate is None else f"{one.rate}%"


def _account(t: Translator, one: Verdict) -> Line:
    return {
        "name": one.name,
        "type": t(CHANNEL_TYPES[one.channel_type]),
        "unit": one.unit,
        "quarter": one.quarter,
        "verdict": t(VERDICTS[one.verdict]),
        "note": one.veto_names,
    }
