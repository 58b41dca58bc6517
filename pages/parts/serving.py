"""What the dashboard's server does beside showing pages: own the store, answer commands, watch the inbox.

Local mode has no sign-in, so whoever reaches a page is everybody: a request that did not start on this machine,
or that came through a proxy, is refused before anything else looks at it.
"""

from __future__ import annotations

import hmac
import ipaddress
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
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from metrics.commands.running import run_for
from metrics.errors import MetricsError
from metrics.i18n import translator
from metrics.owner import ROUTE, Answer, demonstration_of, has_store, holder, store_folder
from metrics.watching import watcher

# Headers that only a proxy adds; X-Forwarded-* has more members than anybody lists.
PROXY_HEADERS = (b"forwarded", b"via", b"x-real-ip")
PROXY_PREFIX = b"x-forwarded-"
REFUSAL = (
    "This dashboard has no sign-in and answers on its own machine only, not through a proxy or under another name."
    " Open http://127.0.0.1 with its port on that machine."
)
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


class LocalOnly:
    """Refuses requests and web sockets that do not come straight from this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "lifespan" or is_local(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(translator()(REFUSAL) + "\n", 403)(scope, receive, send)


def is_local(scope: Scope) -> bool:
    """Whether a request was made on this machine, to this machine's own address, without a proxy between."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    names = {name.lower() for name, _ in headers}
    if names & set(PROXY_HEADERS) or any(name.startswith(PROXY_PREFIX) for name in names):
        return False
    hosts = [_host_of(value.decode("latin-1")) for name, value in headers if name.lower() == b"host"]
    client = scope.get("client")
    return len(hosts) == 1 and is_loopback(hosts[0]) and client is not None and is_loopback(client[0])


def _host_of(header: str) -> str:
    return header[1:].partition("]")[0] if header.startswith("[") else header.partition(":")[0]


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


ROUTES = [Route(ROUTE, answer_command, methods=["POST"])]
LOCAL_ONLY = [Middleware(LocalOnly)]
