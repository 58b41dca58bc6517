"""Make the demonstration store, as a person would: import after import, each on its day."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime, time
from pathlib import Path

from metrics.demonstration.ledgers import Batch, ledgers
from metrics.errors import Refused
from metrics.i18n import translator
from metrics.intake.receive import create_store, receive
from metrics.warehouse import FILE_NAME, Warehouse

PLAN = Path(__file__).parents[2] / "data" / "samples" / "2025年济南市政务公开工作要点.txt"
PLAN_RECEIVED_ON = date(2025, 6, 6)
ACTOR = "demonstration"


def build(folder: Path) -> None:
    """Make a store of kind demo in ``folder``, in place of an earlier demonstration.

    Two builds of one release hold the same records and give the same scores. The store appears when it is
    complete: a build that is killed leaves none. Raises Refused when ``folder`` holds a real store, or when the
    intake finds an error in a ledger (the demonstration must not need forgiveness).
    """
    folder = Path(folder)
    if (folder / FILE_NAME).exists():
        Warehouse.open(folder, create="demo").close()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
        making = Path(place) / "store"
        receive_all(making, Path(place) / "ledgers")
        folder.mkdir(exist_ok=True)
        for part in sorted(making.iterdir(), key=lambda part: part.name == FILE_NAME):
            remove(folder / part.name)
            part.rename(folder / part.name)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def receive_all(store: Path, place: Path) -> None:
    """Receive the plan and every ledger, written into ``place``, into a new store."""
    warehouse = create_store(store, "demo")
    try:
        batches = [Batch(PLAN_RECEIVED_ON, (PLAN,)), *ledgers(place)]
        for batch in sorted(batches, key=lambda batch: batch.received_on):
            receive_batch(warehouse, batch)
    finally:
        warehouse.close()


def receive_batch(warehouse: Warehouse, batch: Batch) -> None:
    """Receive one import on its day; an error in it raises Refused with the sentence of the first fault."""
    now = datetime.combine(batch.received_on, time(9, 30))
    files = [(path, path.name.split(" ", 1)[-1]) for path in batch.files]
    receipt = receive(warehouse, files, batch.speaker, actor=ACTOR, now=now)
    for file in receipt.as_json(translator("en"))["files"]:
        for fault in file["faults"]:
            if fault["severity"] == "error":
                raise Refused("{file}: {message}", file=file["file"], message=f"{fault['cell']} {fault['message']}")
