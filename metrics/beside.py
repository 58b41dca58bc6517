"""Work of two kinds at a time: the next thing is made while the last one is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")


def ahead(things: Iterator[Thing], many: int = 1) -> Iterator[Thing]:
    """Yield the same things; while one is worked on, the next ``many`` are made beside it. None of them is None."""
    with ThreadPoolExecutor(1) as beside:
        coming = deque(beside.submit(next, things, None) for _ in range(many))
        while (thing := coming.popleft().result()) is not None:
            coming.append(beside.submit(next, things, None))
            yield thing
