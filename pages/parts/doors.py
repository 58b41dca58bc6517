"""Who gets as far as the server at all.

Local mode has no sign-in, so whoever reaches a page is everybody: a request that did not start on this machine, or
that came through a proxy, is refused before anything else looks at it. In shared mode pages go out to the network,
but files wait for a sign-in, commands stay on this machine, and who follows a link first signs in and then gets there.
"""

from __future__ import annotations

import ipaddress
import json
import time
from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from metrics.errors import MetricsError
from metrics.i18n import translator
from metrics.owner import ROUTE
from pages import CONTENTS
from pages.parts.shared_mode import SharedMode, shared_mode

# Headers that only a proxy adds; X-Forwarded-* has more members than anybody lists.
PROXY_HEADERS = (b"forwarded", b"via", b"x-real-ip")
PROXY_PREFIX = b"x-forwarded-"
REFUSAL = (
    "This dashboard has no sign-in and answers on its own machine only, not through a proxy or under another name."
    " Open http://127.0.0.1 with its port on that machine."
)
UNSIGNED = "Sign in first: this file is for people with a role."
# Where Streamlit keeps what pages hand out and take in.
FILES = ("/media/", "/_stcore/upload_file")
ASKED_FOR = "metrics_asked_for"
MINUTES_TO_SIGN_IN = 30


class Door:
    """Refuses what may not come in, and remembers what was asked for before a sign-in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, answer 403, or lead to the page that was asked for before the sign-in."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        try:
            answer, keep = _judge(scope)
        except MetricsError as error:
            answer, keep = PlainTextResponse(translator().error(error) + "\n", 403), None
        if answer is None:
            await self.app(scope, receive, _keeping(send, keep) if keep else send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(scope, receive, send)


def _judge(scope: Scope) -> tuple[Response | None, str | None]:
    """Return the answer that ends a request here, else None and the address to remember for after the sign-in."""
    settings = shared_mode()
    path = str(scope["path"])
    if settings is None or path == ROUTE:
        return (None, None) if is_local(scope) else (_refusal(REFUSAL), None)
    if scope["type"] == "websocket":
        return None, None
    connection = HTTPConnection(scope)
    is_known = is_signed_in(connection, settings)
    if path.startswith(FILES) and not is_known:
        return _refusal(UNSIGNED), None
    if path == "/" and is_known and (asked := _page(unquote(connection.cookies.get(ASKED_FOR, "")))):
        led = RedirectResponse(asked, 302)
        led.delete_cookie(ASKED_FOR)
        return led, None
    asked = _page(path + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""))
    return None, asked if scope["method"] == "GET" and not is_known else None


def _refusal(sentence: str) -> Response:
    return PlainTextResponse(translator()(sentence) + "\n", 403)


def _page(address: str) -> str | None:
    """Return an address of one of our pages; None for anything else, another site's among it."""
    path = address.partition("?")[0].strip("/")
    is_ours = address.startswith(f"/{path}?") or (path != "" and address == f"/{path}")
    is_ours = is_ours and path in {"", *(entry.name for entry in CONTENTS)}
    return address if is_ours and not any(sign in address for sign in "\\\r\n") else None


def _keeping(send: Send, address: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            age = MINUTES_TO_SIGN_IN * 60
            cookie = f"{ASKED_FOR}={quote(address, safe='')}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax"
            message = {**message, "headers": [*message["headers"], (b"set-cookie", cookie.encode("ascii"))]}
        await send(message)

    return sent


def is_signed_in(connection: HTTPConnection, settings: SharedMode) -> bool:
    """Whether a request carries the signed cookie of a sign-in that has not expired."""

    def one(name: str) -> bytes | None:
        value = connection.cookies.get(name)
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1")) if value else None

    try:
        said = json.loads(get_cookie_with_chunks(one, USER_COOKIE_NAME) or b"{}")
        return bool(said.get("is_logged_in")) and time.time() - float(said["iat"]) < settings.hours * 3600
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


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
