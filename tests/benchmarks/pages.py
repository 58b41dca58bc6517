"""How much slower is the league page in a browser than the barest Streamlit page with a table and a chart?

    python tests/benchmarks/pages.py [ROUNDS]        (default: 7)

Starts the dashboard on a demonstration store and a bare page with one dataframe, one Plotly chart and one filter, and
measures both in turns in Chromium: a first visit (a browser that has nothing cached) until the first table can be read,
a reload, and a change of the filter until the table has changed. Prints medians in seconds and their ratios. The first
visit of each freshly started server is printed apart: it also scores the period.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

from conftest import BROWSERS  # noqa: E402 (the path has to be set first)
from dashboards import dashboard  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from metrics.demonstration import build  # noqa: E402

WANTED = {"first table": 1.6, "warm reload": 2.2, "filter change": 2.0}
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
FIRST_CELL = "document.querySelector('[data-testid=stDataFrame] canvas td:nth-child(2)')?.textContent"


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


def shown(page: Page, before: str = "") -> str:
    """Wait until the first table shows a first cell other than ``before``; return it."""
    page.wait_for_function(f"before => {{ const cell = {FIRST_CELL}; return cell && cell !== before }}", arg=before)
    return str(page.evaluate(FIRST_CELL))


def measure(browser: Browser, url: str) -> dict[str, float]:
    """Visit, reload and filter once with a browser that has nothing cached; return the seconds of each."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    seconds = {}
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    cell = shown(page)
    seconds["first table"] = time.perf_counter() - began
    page.wait_for_timeout(1500)
    began = time.perf_counter()
    page.reload(wait_until="commit")
    shown(page)
    seconds["warm reload"] = time.perf_counter() - began
    page.wait_for_timeout(1500)
    group = page.get_by_test_id("stMain").locator("[data-testid=stButtonGroup] button").nth(1)
    began = time.perf_counter()
    group.click()
    shown(page, before=cell)
    seconds["filter change"] = time.perf_counter() - began
    context.close()
    return seconds


def compare(browser: Browser, ours: str, bare: str, rounds: int) -> None:
    """Measure both pages in turns and print what came out."""
    cold = [measure(browser, url)["first table"] for url in (bare, ours)]
    print(f"{'':>28} {'bare':>8} {'league':>8} {'ratio':>7}")
    _print("first visit after the start", *cold)
    found: list[tuple[Any, Any]] = [(measure(browser, bare), measure(browser, ours)) for _ in range(rounds)]
    for name, wanted in WANTED.items():
        theirs, own = (statistics.median(pair[which][name] for pair in found) for which in (0, 1))
        _print(name, theirs, own, f"   (wanted: at most {wanted:g})")


def _print(name: str, bare: float, ours: float, remark: str = "") -> None:
    print(f"{name:>28} {bare:>7.2f}s {ours:>7.2f}s {ours / bare:>6.2f}×{remark}", flush=True)


def main() -> None:
    """Start both servers and the browser, measure, print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
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
            compare(browser, f"{running.url}/league?period=2025Q2&group=district", bare, rounds)
            browser.close()


if __name__ == "__main__":
    main()
