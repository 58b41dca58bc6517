"""Work of two kinds at a time: the next thing is made while the last one is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")


def ahead(things: Iterator[Thing], many: int = 1) -> Iterator[Thing]:
    """Yield the same things; the first ``many`` are made from now on, and so many while each is worked on.

    None of them is None.
    """
    beside = ThreadPoolExecutor(1)
    coming = deque(beside.submit(next, things, None) for _ in range(many))
    return _taken(things, beside, coming)


def _taken(things: Iterator[Thing], beside: ThreadPoolExecutor, coming: deque[Future[Thing | None]]) -> Iterator[Thing]:
    with beside:
        while (thing := coming.popleft().result()) is not None:
            coming.append(beside.submit(next, things, None))
            yield thing
