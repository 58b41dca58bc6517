"""What reaches the server at all: local mode by this machine only; shared mode with files and commands behind it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from metrics.errors import Refused
from pages.parts.doors import _page, is_local, is_signed_in
from pages.parts.shared_mode import SharedMode, shared_mode

SETTINGS = """
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "a-secret-of-this-test-only"
"""


@pytest.fixture
def settings_file(tmp_path: Path):
    """A settings file of this test's own, which the server is told to read."""
    before = st.get_option("secrets.files")
    path = tmp_path / "secrets.toml"
    st.config.set_option("secrets.files", [str(path)])
    yield path
    st.config.set_option("secrets.files", before)


def request(host: str = "127.0.0.1:8501", client: str = "127.0.0.1", **headers: str) -> dict[str, object]:
    """A request as the server sees it."""
    sent = {"host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    pairs = [(name.encode(), value.encode()) for name, value in sent.items()]
    return {"type": "http", "client": (client, 5), "headers": pairs}


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "[::1]:8501"])
def test_this_machine_is_served(host: str):
    assert is_local(request(host))


@pytest.mark.parametrize(
    "asked",
    [
        request("monitor.example"),
        request(client="10.1.2.3"),
        request(x_forwarded_for="10.1.2.3"),
        request(x_forwarded_proto="https"),
        request(forwarded="for=10.1.2.3"),
        request(via="1.1 proxy"),
    ],
)
def test_another_name_another_machine_or_a_proxy_is_not(asked: dict[str, object]):
    assert not is_local(asked)


def test_without_settings_the_dashboard_is_local(settings_file: Path):
    assert shared_mode() is None


def test_settings_that_say_nothing_of_sign_in_leave_it_local(settings_file: Path):
    settings_file.write_text("[something]\nelse = 1\n", encoding="utf-8")
    assert shared_mode() is None


@pytest.mark.parametrize("text", ["[auth\n", "[auth]\nredirect_uri = ''\n", "auth = 1\n"])
def test_settings_that_cannot_be_understood_close_the_door(settings_file: Path, text: str):
    settings_file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused):
        shared_mode()


def test_taking_the_settings_away_from_a_running_server_opens_nothing(settings_file: Path):
    settings_file.write_text(SETTINGS, encoding="utf-8")
    assert shared_mode() is not None
    settings_file.unlink()
    assert shared_mode() is not None


def _with_cookie(settings: SharedMode, secret: str, issued: float) -> bool:
    said = json.dumps({"is_logged_in": True, "email": "li@city.example", "iat": issued})
    cookie = create_signed_value(secret, USER_COOKIE_NAME, said).decode()
    scope = request() | {"headers": [(b"cookie", f"{USER_COOKIE_NAME}={cookie}".encode())]}
    return is_signed_in(HTTPConnection(scope), settings)


def test_a_sign_in_is_known_by_its_signature_and_only_for_its_hours(settings_file: Path):
    settings_file.write_text(SETTINGS, encoding="utf-8")
    settings = shared_mode()
    assert settings is not None
    secret = get_cookie_secret()
    assert _with_cookie(settings, secret, time.time())
    assert not _with_cookie(settings, secret, time.time() - settings.hours * 3600 - 1)
    assert not _with_cookie(settings, "another secret", time.time())
    assert not is_signed_in(HTTPConnection(request()), settings)


@pytest.mark.parametrize("address", ["/scorecard?period=2025Q2&unit=%E5%8E%86", "/league", "/?period=2025Q1"])
def test_a_page_of_ours_is_remembered_for_after_the_sign_in(address: str):
    assert _page(address) == address


@pytest.mark.parametrize("address", ["//evil.example/league", "https://evil.example", "/\\evil", "/media/x", "/", ""])
def test_nothing_else_is(address: str):
    assert _page(address) is None
