"""Every sentence that readers may see has its Chinese, with the same placeholders; the compiled file has it, too."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import polib
import pytest

from metrics import errors, words
from metrics.commands.arguments import COMMANDS, COMPLAINTS
from metrics.i18n import translator
from metrics.intake.faults import CATALOGUE
from metrics.intake.headings import known_headings
from metrics.intake.hearing import CELL_OF, FOUND_BY, heading_of
from metrics.intake.likeness import REASONS
from metrics.rulebook.faults import CATALOGUE as SCHEME_CATALOGUE
from pages import CONTENTS
from pages.parts import words as words_of_pages

PROJECT = Path(__file__).parents[1]
CATALOGUE_FILE = PROJECT / "metrics" / "locale" / "zh_CN" / "LC_MESSAGES" / "metrics.po"
SOURCES = sorted([*(PROJECT / "metrics").rglob("*.py"), *(PROJECT / "pages").rglob("*.py")])
ERRORS = ("Refused", "StoreMissing", "StoreOwned", "StoreDamaged", "StoreSealed", "AccessDenied")


def messages_in(path: Path) -> set[str]:
    """Return the literal msgids that a source file hands to a translator or to an error."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ("t", "_", *ERRORS):
            found |= _literals(node.args[0])
    return found


def _literals(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _literals(node.body) | _literals(node.orelse)
    return set()


def messages_in_tables() -> set[str]:
    """Return the msgids that code reaches through tables of data."""
    found = {text for entry in CONTENTS for text in (entry.section, entry.title, entry.help)}
    found |= {sentence for sentence, _ in COMMANDS.values()} | {sentence for _, sentence in COMPLAINTS}
    found |= set(REASONS.values()) | set(errors.REASONS.values())
    for catalogue in (CATALOGUE, SCHEME_CATALOGUE):
        for text in catalogue.values():
            found |= {part for part in (text if isinstance(text, tuple) else (text,)) if " " in part}
    tables = [*vars(words).items(), *vars(words_of_pages).items()]
    worded = [text for name, table in tables if name.isupper() and isinstance(table, dict) for text in table.values()]
    return found | {text for text in (*worded, *words.QUARTERS, *words.HALVES) if isinstance(text, str)}


def placeholders(text: str) -> set[str]:
    """Return the names between braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


CHINESE = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE_FILE))}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_every_sentence_of_a_file_has_its_chinese(path):
    missing = sorted(message for message in messages_in(path) if message and not CHINESE.get(message))
    assert not missing, f"add these to {CATALOGUE_FILE.name} and compile it"


def test_no_sentence_has_its_chinese_twice():
    msgids = [entry.msgid for entry in polib.pofile(str(CATALOGUE_FILE))]
    assert sorted({one for one in msgids if msgids.count(one) > 1}) == []


def test_every_sentence_kept_in_a_table_has_its_chinese():
    assert sorted(message for message in messages_in_tables() if message and not CHINESE.get(message)) == []


def test_a_changed_column_is_called_as_the_ledger_of_its_kind_calls_it():
    """What is kept under several names (aliases) has no one column."""
    kinds = known_headings().kinds
    names = [(kind, name) for kind in kinds for name in (*kinds[kind], *CELL_OF, *FOUND_BY) if name != "aliases"]
    names += [("tasks", name) for name in ("number", "title", "text", "section", "responsibility", "to_confirm")]
    wanted = {(kind, name): heading_of(kind, name) for kind, name in names if heading_of(kind, name) != name}
    assert {one: words.word_field(translator("zh_CN"), *one) for one in wanted} == wanted


def test_a_translation_has_the_placeholders_of_its_sentence():
    assert [one for one, chinese in CHINESE.items() if placeholders(one) != placeholders(chinese)] == []


def test_the_compiled_catalogue_says_what_the_readable_one_says():
    compiled = polib.mofile(str(CATALOGUE_FILE.with_suffix(".mo")))
    assert {entry.msgid: entry.msgstr for entry in compiled} == CHINESE


def test_sentences_stand_side_by_side_as_their_language_has_it():
    assert translator("zh_CN").row("任务未报送2项。", "", "逾期1项。") == "任务未报送2项。逾期1项。"
    assert translator("en").row("2 tasks are silent.", "", "1 is late.") == "2 tasks are silent. 1 is late."
