"""The README stays true: its files exist, its commands are ours, its terms are the code's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from metrics.commands.arguments import COMMANDS

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
# Made when the program runs; not part of what is delivered.
RUNTIME = ("data/store", "data/store/inbox", "data/store-demo", "monitor.duckdb")
NAMED = sorted(set(re.findall(r"(?:`|\()((?:metrics|pages|data|tests|\.ci|\.streamlit)/[\w./\-]*)(?:`|\))", README)))


@pytest.mark.parametrize("path", [name for name in NAMED if name not in RUNTIME])
def test_a_file_that_the_readme_names_exists(path):
    assert (PROJECT / path).exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_tells_every_command(name):
    assert f"| `{name} " in README or f"| `{name}`" in README or f", `{name} " in README


def test_the_two_commands_stand_on_one_line_each():
    setup = "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/"
    lines = README.splitlines()
    assert [line.removeprefix(setup) for line in lines if line.startswith(setup)] == [
        "streamlit run dashboard.py",
        "python -m pytest",
    ]


def test_every_direct_dependency_is_pinned_and_says_why():
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w-]+==[\w.]+ +# \S.+", line) for line in wanted)
