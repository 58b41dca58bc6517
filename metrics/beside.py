"""Work of two kinds at a time: the next thing is made while the last one is used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")


def ahead(things: Iterator[Thing]) -> Iterator[Thing]:
    """Yield the same things; while one is worked on, the next is made beside it. None of them is None."""
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, things, None)
        while (thing := coming.result()) is not None:
            coming = beside.submit(next, things, None)
            yield thing
