"""How much slower is each page in a browser than the barest Streamlit page with a table and a chart?

    python tests/benchmarks/pages.py [ROUNDS] [PAGE …]        (default: 5 rounds of every page)

Starts the dashboard on a demonstration store and a bare page with one dataframe, one Plotly chart and one filter. In
every round each page of the menu is measured right after the bare one, so that a busy machine slows both alike, in
Chromium: a first visit (a browser that has nothing cached) until the first table can be read, a reload, and a change
of a filter until the table has changed. Prints medians in seconds and their ratios, a line per page; "–" where no
filter changes what comes first. The first visit after the start, which also scores the period, is not counted.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

PROJECT = Path(__file__).parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

from conftest import BROWSERS  # noqa: E402 (the path has to be set first)
from dashboards import dashboard  # noqa: E402
from playwright.sync_api import Browser, Locator, Page, sync_playwright  # noqa: E402

from metrics.demonstration import build  # noqa: E402

BOUNDS = {"first table": 1.6, "warm reload": 2.2, "filter change": 2.0}
BARE = """
import pandas as pd
import plotly.express as px
import streamlit as st

group = st.segmented_control("Group", ["a", "b"], default="a", key="group")
rows = pd.DataFrame({"unit": [f"{group} {n}" for n in range(16)], "score": [90 - n for n in range(16)]})
st.dataframe(rows)
st.plotly_chart(px.bar(rows, x="unit", y="score"))
"""
BARE_PORT = 18655
# The grid draws on a canvas and keeps the same cells as an HTML table for screen readers.
TABLE = "document.querySelector('[data-testid=stDataFrame] canvas table tbody')?.textContent"
UPLOAD = "document.querySelector('[data-testid=stFileUploaderDropzone]')?.textContent"
REST = 1200
"""Milliseconds a page is left alone between two measurements, so that nothing of the last one is still at work."""

PATIENCE = 120_000
"""Milliseconds to wait for a page: a busy machine makes a slow figure, not an aborted run."""

Seconds = dict[str, float]
Filter = Callable[[Page], Locator]


def _button(number: int, page: Page) -> Locator:
    return page.get_by_test_id("stMain").get_by_test_id("stButtonGroup").first.get_by_role("radio").nth(number)


def _option(label: str, number: int, page: Page) -> Locator:
    page.get_by_test_id("stMain").get_by_role("combobox", name=label, exact=True).click()
    return page.get_by_role("option").nth(number)


@dataclass(frozen=True)
class Visit:
    """How a page is measured: its address, what is read first, and the choice that changes it."""

    name: str
    address: str
    change: Filter | None = None
    """Opens the filter and returns what to click; None where no filter changes what is read first."""
    first: str = TABLE


GROUP, EARLIER = partial(_button, 1), partial(_option, "考核期", 2)
VISITS = (
    Visit("overview", "overview?period=2025Q2", EARLIER),
    Visit("league", "league?period=2025Q2&group=district", GROUP),
    Visit("scorecard", "scorecard?period=2025Q2&unit=济阳区", partial(_option, "单位", 2)),
    Visit("tasks", "tasks?period=2025Q2&group=district", GROUP),
    Visit("inspections", "inspections?period=2025Q2", EARLIER),
    Visit("rectification", "rectification?period=2025Q2", partial(_option, "单位类别", 2)),
    Visit("supervision", "supervision?period=2025Q2", EARLIER),
    # Files are dropped here, nothing is filtered.
    Visit("intake", "intake", first=UPLOAD),
    # The invented city has one scheme: every period shows the same rules.
    Visit("rules", "rules?period=2025Q2"),
)
FLOOR = Visit("bare", "", GROUP)


@contextmanager
def bare_page(folder: Path) -> Iterator[str]:
    """Start the bare page on a port of its own and return its address."""
    script = folder / "bare.py"
    script.write_text(BARE, encoding="utf-8")
    options = ["--server.port", str(BARE_PORT), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    typed = [sys.executable, "-m", "streamlit", "run", str(script), *options, "--server.fileWatcherType", "none"]
    process = subprocess.Popen(typed, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(5)
        yield f"http://127.0.0.1:{BARE_PORT}"
    finally:
        process.terminate()
        process.wait()


def shown(page: Page, first: str, before: str = "") -> str:
    """Wait until what is read first is there and is not ``before``; return it."""
    page.wait_for_function(f"before => {{ const seen = {first}; return seen && seen !== before }}", arg=before)
    return str(page.evaluate(first))


def measure(browser: Browser, server: str, visit: Visit) -> Seconds:
    """Visit, reload and filter once with a browser that has nothing cached; return the seconds of each."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    seconds = {}
    began = time.perf_counter()
    page.goto(f"{server}/{visit.address}", wait_until="commit")
    shown(page, visit.first)
    seconds["first table"] = time.perf_counter() - began
    page.wait_for_timeout(REST)
    began = time.perf_counter()
    page.reload(wait_until="commit")
    before = shown(page, visit.first)
    seconds["warm reload"] = time.perf_counter() - began
    page.wait_for_timeout(REST)
    if visit.change is not None:
        choice = visit.change(page)
        choice.wait_for()
        # The table may have been drawn again meanwhile, without anything else in it.
        before = shown(page, visit.first)
        began = time.perf_counter()
        choice.click()
        shown(page, visit.first, before)
        seconds["filter change"] = time.perf_counter() - began
    context.close()
    return seconds


def compare(browser: Browser, ours: str, bare: str, rounds: int, visits: Sequence[Visit]) -> None:
    """Measure every page right after the bare one, again and again, and print what came out."""
    for visit in (FLOOR, *visits):
        measure(browser, bare if visit is FLOOR else ours, visit)
    found: dict[str, list[tuple[Seconds, Seconds]]] = {visit.name: [] for visit in visits}
    for _ in range(rounds):
        for visit in visits:
            found[visit.name].append((measure(browser, bare, FLOOR), measure(browser, ours, visit)))
    print(f"{'':>14}" + "".join(f"{f'{name} (≤ {bound:g}×)':>29}" for name, bound in BOUNDS.items()))
    for visit in visits:
        print(f"{visit.name:>14}" + "".join(f"{_cell(found[visit.name], name):>29}" for name in BOUNDS), flush=True)


def _cell(pairs: Sequence[tuple[Seconds, Seconds]], name: str) -> str:
    """Return both medians and their ratio, marked when it is above the bound."""
    if name not in pairs[0][1]:
        return "–"
    theirs, own = (statistics.median(pair[which][name] for pair in pairs) for which in (0, 1))
    mark = " !" if own / theirs > BOUNDS[name] else "  "
    return f"{own:.2f} : {theirs:.2f} s = {own / theirs:.2f}×{mark}"


def main() -> None:
    """Start both servers and the browser, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("rounds", type=int, nargs="?", default=5)
    asked.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(visit.name for visit in VISITS))
    options = asked.parse_args()
    visits = [visit for visit in VISITS if visit.name in options.pages or not options.pages]
    chromium = next(found for name in BROWSERS if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder / "store-demo")
        with (
            dashboard(folder / "store", shown=folder / "store-demo") as running,
            bare_page(folder) as bare,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            compare(browser, running.url, bare, options.rounds, visits)
            browser.close()


if __name__ == "__main__":
    main()
