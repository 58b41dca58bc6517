"""What the dashboard's server does beside showing pages: own the store, answer commands, watch the inbox.

What stands at the door is ``doors.py``: it looks at every request before anything here does.
"""

from __future__ import annotations

import hmac
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st
from anyio import CapacityLimiter, to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from metrics.commands.running import run_for
from metrics.errors import MetricsError
from metrics.i18n import translator
from metrics.owner import ROUTE, Answer, demonstration_of, has_store, holder, store_folder
from metrics.watching import watcher
from pages.parts.doors import Door

# Commands have threads of their own: a long import must not keep pages from their files.
COMMANDS_AT_ONCE = 4


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Open the store (making the demonstration when there is none) before the first reader comes; give it back after.

    A store that cannot be opened does not keep the server from starting: every page says why, and tries again.
    """
    del app
    # Printed lines go to the terminal that the server was started in.
    t = translator()
    holder.announce(int(st.get_option("server.port")))
    if not (has_store(store_folder()) or has_store(demonstration_of(store_folder()))):
        print(t("Making the demonstration city; this takes half a minute, once."), file=sys.stderr)  # noqa: T201
    try:
        await to_thread.run_sync(holder.warehouse)
    except MetricsError as error:
        print(t.error(error), file=sys.stderr)  # noqa: T201
    watcher.start()
    try:
        yield
    finally:
        await to_thread.run_sync(watcher.stop)
        await to_thread.run_sync(holder.release)


async def answer_command(request: Request) -> Response:
    """Run a command for another process of this machine that has read the store's token."""
    sent = request.headers.get("authorization", "").encode()
    if not hmac.compare_digest(sent, f"Bearer {holder.token}".encode()):
        return Response(status_code=403)
    try:
        said = json.loads(await request.body())
        arguments, folder, cwd = [str(one) for one in said["arguments"]], Path(said["store"]), Path(said["cwd"])
    except (ValueError, KeyError, TypeError):
        return Response(status_code=400)
    if not holder.owns(folder):
        return Response(status_code=404)
    limiter = _limiter()
    answer: Answer = await to_thread.run_sync(run_for, holder, arguments, folder, cwd, limiter=limiter)
    return JSONResponse(asdict(answer))


_limiters: list[CapacityLimiter] = []


def _limiter() -> CapacityLimiter:
    # Made on first use: a limiter belongs to the event loop that runs.
    if not _limiters:
        _limiters.append(CapacityLimiter(COMMANDS_AT_ONCE))
    return _limiters[0]


ROUTES = [Route(ROUTE, answer_command, methods=["POST"])]
DOOR = [Middleware(Door)]
