"""The answer to a file with faults: a copy of it with the bad cells coloured and commented, and a list of them.

The copy is made in a process of its own (annotator.py): writing it means opening the sender's file with a library
that trusts what it opens. The copy can be corrected and sent again as it is.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from metrics.errors import Refused, reason_of
from metrics.i18n import Translator, translator
from metrics.intake.catalogue import FaultText
from metrics.intake.faults import CATALOGUE, Fault, describe
from metrics.intake.originals import sha256_of
from metrics.intake.unpacking import Limits, run_reader

ENDING = ".xlsx"
# In characters; a file system counts 255 bytes, and a sign may have four of them.
LONGEST_NAME = 55
# Papers and answers are Chinese only: they go to people who never open the dashboard.
t: Translator = translator("zh_CN")
# What Windows, macOS or a shell would trip over, and marks that turn the order of letters.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
_MARK = re.compile(r"（批注\d*）$")


def answer_name(name: str, number: int = 1) -> str:
    """Return what the answer to a file is called; the name is safe whatever the sender called the file."""
    # A browser may send a client's path; only its last part names the file.
    last = re.split(r"[\\/]", name)[-1]
    stem = _MARK.sub("", Path(_UNSAFE.sub("_", last)).stem).strip(" .")[:LONGEST_NAME]
    return f"{stem or t('Ledger')}（批注{'' if number < 2 else number}）{ENDING}"


def name_without_mark(name: str) -> str:
    """Return the name of a file without the mark an answer has; the file is the sender's again once corrected."""
    path = Path(name)
    return _MARK.sub("", path.stem) + path.suffix


def annotated_copy(path: Path, name: str, faults: Sequence[Fault], limits: Limits | None = None) -> bytes:
    """Return the answer to a file as a workbook: its own sheets, marked, and the sheet 问题清单.

    ``path`` holds the file as it was received. A file that cannot be opened (any more) gets the list alone.
    """
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="answer-") as folder:
        target = Path(folder) / "answer.xlsx"
        for is_list_alone in (False, True):
            job = {"name": name, "faults": [_told(one) for one in faults], "is_list_alone": is_list_alone}
            target.with_suffix(".json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
            # The second time nothing of the sender's file is opened.
            source = target.with_suffix(".json") if is_list_alone else path
            with suppress(OSError):
                if run_reader("metrics.intake.annotator", source, target, limits) is None:
                    return target.read_bytes()
        raise Refused("The answer to “{name}” could not be written.", name=name)


def write_answer(path: Path, name: str, faults: Sequence[Fault], folder: Path) -> Path | None:
    """Write the answer to a file into ``folder`` and return where; None for a file without faults.

    Nothing is ever overwritten, neither the sender's file nor an earlier answer somebody may be correcting.
    Raises Refused when the folder cannot be written to.
    """
    if not faults:
        return None
    content = annotated_copy(path, name, faults)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            target = folder / answer_name(name, number)
            with suppress(FileExistsError), target.open("xb") as file:
                file.write(content)
                return target
            number += 1
    except OSError as error:
        raise Refused(
            "The folder {folder} cannot be written to: {reason}.", folder=folder, reason=reason_of(error)
        ) from error


def source_of(archived: Path, sent: Path, sha256: str) -> Path:
    """Return where the bytes that were read still are: the archive, else the sent file if nobody changed it."""
    if archived.exists():
        return archived
    with suppress(OSError):
        if sha256_of(sent) == sha256:
            return sent
    return archived


def _told(one: Fault) -> dict[str, str]:
    text: FaultText = CATALOGUE[one.code]
    return {**describe(one, t), "title": t(text.title)}
