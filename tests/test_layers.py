"""The house of design: imports point down only, libraries stay behind their fences, the top level is the client's."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
# From the top down; the longest name that fits a module decides. A module may import its own layer and lower ones.
LAYERS = {
    8: ("dashboard",),
    7: ("pages.*",),
    # The package itself is the table of contents: data, which the frame reads.
    6: ("pages.parts", "pages"),
    5: ("metrics.__main__", "metrics.commands"),
    4: ("metrics.briefs", "metrics.demonstration", "metrics.owner", "metrics.backup", "metrics.words",
        "metrics.words_of_replies", "metrics.words_of_audit", "metrics.words_of_duties",
        "metrics.words_of_items", "metrics.words_of_releases",
        "metrics.words_of_movement", "metrics.words_of_papers", "metrics.duties",
        "metrics.inbox", "metrics.inbox_files", "metrics.watching"),
    3: ("metrics.scores", "metrics.pass_rates", "metrics.breaks", "metrics.movement",
        "metrics.state", "metrics.task_state", "metrics.channels", "metrics.observed",
        "metrics.preview", "metrics.reviews", "metrics.rectification", "metrics.robustness", "metrics.releases",
        "metrics.published", "metrics.sealed", "metrics.opening", "metrics.footing",
        "metrics.plans", "metrics.capacity", "metrics.replies", "metrics.replying",
        "metrics.unit_requests", "metrics.answering", "metrics.register", "metrics.escalation",
        "metrics.supervision", "metrics.supervision_rules", "metrics.wording", "metrics.workings",
        "metrics.public_list", "metrics.tiers", "metrics.what_if", "metrics.reweighing"),
    2: ("metrics.intake", "metrics.judging", "metrics.judgements", "metrics.rechecks",
        "metrics.access", "metrics.masking", "metrics.audit", "metrics.people", "metrics.backup_folder",
        "metrics.warehouse", "metrics.changes", "metrics.scoring_run", "metrics.scheme_tables"),
    1: ("metrics.rulebook", "metrics.calendar", "metrics.history", "metrics.projection",
        "metrics.bulk", "metrics.columns", "metrics.statements"),
    0: ("metrics.errors", "metrics.i18n", "metrics.without_pandas", "metrics.beside", "metrics"),
}  # fmt: skip
WORKBOOKS = ("metrics.intake.workbook", "metrics.intake.sandbox")
# Library → modules that may import it, and where code that wants it belongs instead.
FENCES = {
    "duckdb": (("metrics.warehouse",), "ask metrics/warehouse.py"),
    "streamlit": (("dashboard", "pages"), "the engine shows nothing: return a value, let pages/ show it"),
    "starlette": (("pages.parts.serving", "pages.parts.doors"), "the server is serving.py, its door doors.py"),
    "plotly": (("pages.parts.charts", "pages.parts.charts_channels"), "charts are built in pages/parts/charts*.py"),
    "pandas": (("pages",), "importing it costs seconds: the engine and the command line use plain rows"),
    "fastexcel": (WORKBOOKS, "hostile workbooks are opened in the child process of metrics/intake/workbook.py only"),
    "xlrd": (("metrics.intake.xls",), "old workbooks are opened in the reading process only"),
    "openpyxl": ((*WORKBOOKS, "metrics.intake.xlsx", "metrics.demonstration", "metrics.briefs",
                  "metrics.intake.templates", "metrics.intake.annotator", "metrics.intake.answer_sheet",
                  "metrics.intake.cell_marks", "metrics.intake.formula_results"),
                 "workbooks are opened in child processes (workbook.py, annotation.py), written in metrics/briefs/"),
    "docx": (("metrics.briefs",), "papers are made in metrics/briefs/"),
    "docxtpl": (("metrics.briefs",), "papers are made in metrics/briefs/"),
    "pytest": ((), "tests live in tests/"),
    "chinese_calendar": ((), "holidays are data/reference/holidays.csv: an offline machine cannot upgrade a package"),
}  # fmt: skip
TODAY = {"today", "now", "utcnow"}
# The edges, where a person or a clock comes in; everywhere else the day is an argument.
MAY_ASK_THE_DAY = ("metrics.calendar", "metrics.commands", "metrics.backup", "metrics.intake.receive",
                   "metrics.intake.withdrawal", "metrics.intake.history_of_imports", "metrics.demonstration",
                   "metrics.watching", "metrics.owner", "pages")  # fmt: skip
TOP_LEVEL = {"dashboard.py", "pages", "metrics", "data", "tests", "requirements.txt", "README.md"}
SOURCES = sorted([PROJECT / "dashboard.py", *(PROJECT / "pages").rglob("*.py"), *(PROJECT / "metrics").rglob("*.py")])


def module_of(path: Path) -> str:
    """Return the dotted name of a source file."""
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in SOURCES}


def layer_of(module: str) -> int:
    """Return the layer of a module; KeyError with advice when nobody has decided it."""
    known = {name: layer for layer, names in LAYERS.items() for name in names}
    prefixes = [module, *(module.rsplit(".", cut)[0] for cut in range(1, module.count(".") + 1))]
    # A top package decides nothing for what is inside it, unless with a star: every module is put somewhere.
    for name in (prefix if prefix == module or "." in prefix else f"{prefix}.*" for prefix in prefixes):
        if name in known:
            return known[name]
    raise KeyError(f"{module} has no layer: give it one in tests/test_layers.py and in the README")


@cache
def imports_of(path: Path) -> tuple[tuple[str, int], ...]:
    """Return what a file imports, with line numbers; ``from a import b`` counts as a.b when that is a module."""
    return tuple(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.name, node.lineno) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                longer = f"{node.module}.{one.name}"
                yield (longer if longer in MODULES else node.module), node.lineno


def belongs(module: str, places: tuple[str, ...]) -> bool:
    """Whether a module is one of ``places`` or inside one."""
    return any(module == place or module.startswith(f"{place}.") for place in places)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    own = layer_of(module)
    wrong = [
        f"line {line}: {module} (layer {own}) imports {name} (layer {layer_of(name)}): "
        f"move what is shared into layer {own} or lower, or this code up into layer {layer_of(name)}"
        for name, line in imports_of(MODULES[module])
        if name.split(".")[0] in ("metrics", "pages", "dashboard") and layer_of(name) > own
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("module", MODULES)
def test_a_library_stays_behind_its_fence(module):
    wrong = [
        f"line {line}: {module} imports {name}: {FENCES[name.split('.')[0]][1]}"
        for name, line in imports_of(MODULES[module])
        if name.split(".")[0] in FENCES and not belongs(module, FENCES[name.split(".")[0]][0])
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("module", MODULES)
def test_only_the_edges_ask_what_day_it_is(module):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    asked = [call.lineno for call in calls if call.func.attr in TODAY and _names_a_clock(call.func.value)]
    assert not asked or belongs(module, MAY_ASK_THE_DAY), (
        f"{module}, lines {asked}: take the day as an argument (as_of, now); only the edges ask the clock"
    )


def _names_a_clock(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("date", "datetime")


@pytest.mark.parametrize("name", ["metrics.__main__", "metrics.commands.running", "metrics.commands.receiving"])
def test_the_command_line_never_loads_pandas_or_streamlit(name):
    loaded = f"import sys, {name}; print([one for one in ('pandas', 'streamlit', 'plotly') if one in sys.modules])"
    said = subprocess.run([sys.executable, "-c", loaded], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]", said.stdout


def test_the_reading_process_never_loads_pandas(tmp_path):
    ledger = PROJECT / "data" / "samples" / "formats" / "问题台账.xlsx"
    host, module, result = "metrics.intake.reading_host", "metrics.intake.sandbox", tmp_path / "result.arrow"
    command = [sys.executable, "-X", "importtime", "-m", host, module, ledger, result, "3000", "60", "100", "10000"]
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}
    assert "pyarrow" in loaded
    # The attempt to load it is listed, too; with it would come its parts.
    assert not [name for name in loaded if name.startswith("pandas.")]


def test_the_top_level_is_the_clients():
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False)
    # Without git (an unpacked archive) the folder itself is looked at.
    names = listed.stdout.splitlines() if listed.returncode == 0 else [path.name for path in PROJECT.iterdir()]
    visible = {name.split("/")[0] for name in names if not name.startswith((".", "__pycache__", '"'))}
    assert visible - TOP_LEVEL == set(), "only the client's entries and dot-files belong at the top"


def test_no_part_of_the_pages_hides_a_module_of_the_standard_library():
    # pages/parts becomes sys.path[0] of the dashboard: a calendar.py there would replace Python's own.
    hidden = [path.name for path in (PROJECT / "pages" / "parts").glob("*.py") if path.stem in sys.stdlib_module_names]
    assert not hidden, "rename them"


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_a_box_for_leftovers(module):
    assert module.rpartition(".")[2] not in {"utils", "helpers", "common", "core", "misc", "util"}
