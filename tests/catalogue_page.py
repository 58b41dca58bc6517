"""The page that lists every fault: code, severity, what it says, what to do, a file that has it.

``python tests/catalogue_page.py`` writes it anew; test_catalogue.py compares.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from metrics.i18n import translator
from metrics.intake.catalogue import OF_READING
from metrics.intake.faults import CATALOGUE

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
PAGE = SAMPLES / "faults" / "README.md"
HEAD = """# 台账会有哪些错误 · What may be wrong with a ledger

每个错误一行：代码、级别、看到了什么和要求什么、怎么改，以及含有该错误的样例文件。〈〉内是随文件而变的内容。
“错误”使该行不能入库，“提示”不影响入库。本页由 `python tests/catalogue_page.py` 生成。
"""
PARTS = (
    ("读取文件时 · While a file is read", True),
    ("与库中已有内容和考核方案核对时 · When rows meet the store and the scheme", False),
)


def sample_of(code: str) -> Path | None:
    """Return the sample file that has the fault, None where no file of a bearable size can."""
    for folder in ("faults", "faults_of_records"):
        for path in sorted((SAMPLES / folder).glob(f"{code}.*")):
            if path.name.count(".") == 1:
                return path
    return None


def page() -> str:
    """Return the page as it should stand."""
    t = translator("zh_CN")
    words = {"error": t("Error"), "warning": t("Warning")}
    lines = [HEAD]
    for title, is_of_reading in PARTS:
        lines += [f"## {title}\n", "| 代码 | 级别 | 名称 | 问题 | 怎么改 | 样例 |", "|---|---|---|---|---|---|"]
        for code, text in CATALOGUE.items():
            if (code in OF_READING) is not is_of_reading:
                continue
            sample = sample_of(code)
            said = [t(text.title), _said(t(text.message)), _said(t(text.advice))]
            link = f"[{sample.name}](../{sample.parent.name}/{sample.name})" if sample else "—"
            lines.append(f"| `{code}` | {words[text.severity]} | {' | '.join(said)} | {link} |")
        lines.append("")
    return "\n".join(lines)


def _said(sentence: str) -> str:
    return re.sub(r"\{(\w+)\}", r"〈\1〉", sentence).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
