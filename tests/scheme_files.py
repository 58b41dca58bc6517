"""Copies of the shipped scheme files that a test may break, one line at a time."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "data" / "schemes"
ASSUMED = 'since = 2025-01-01, source = "假定", assumed = true }'
NATIONAL = 'since = 2019-04-01, source = "x" }'


class SchemeFiles:
    """The shipped scheme and its standard, copied into ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in SHIPPED.glob("*.toml"):
            shutil.copy(path, folder)

    def edit(self, key: str, line: str | None, file: str = "default.toml") -> None:
        """Replace what stands behind a dotted key; None removes its line."""
        section, _, name = key.rpartition(".")
        text = self.read(file)
        start = re.search(rf"^\[{re.escape(section)}\].*\n", text, re.MULTILINE)
        assert start, section
        found = re.compile(rf"^{re.escape(name)}\s*=.*\n", re.MULTILINE).search(text, start.end())
        assert found, key
        new = "" if line is None else f"{name} = {line}\n"
        self.write(text[: found.start()] + new + text[found.end() :], file)

    def replace(self, old: str, new: str, file: str = "default.toml") -> None:
        """Replace the first ``old`` in a file."""
        text = self.read(file)
        assert old in text, old
        self.write(text.replace(old, new, 1), file)

    def cut(self, start: str, end: str, file: str = "default.toml") -> str:
        """Remove and return everything from ``start`` up to ``end``."""
        text = self.read(file)
        first, last = text.index(start), text.index(end)
        self.write(text[:first] + text[last:], file)
        return text[first:last]

    def append(self, addition: str, file: str = "default.toml") -> None:
        """Write ``addition`` at the end of a file."""
        self.write(f"{self.read(file)}\n{addition}\n", file)

    def read(self, file: str) -> str:
        """Return the text of a file."""
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, text: str, file: str = "default.toml") -> None:
        """Replace a whole file."""
        (self.folder / file).write_text(text, encoding="utf-8")
