"""Whether people sign in, as the server's own settings say: ``[auth]`` and ``[access]`` in secrets.toml.

Without ``[auth]`` the dashboard is local. A file that cannot be read is never taken for one without ``[auth]``:
then nobody is served.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from metrics.errors import Refused

HOURS = 10
"""A session ends after a working day unless the settings say otherwise."""
NEEDED = ("redirect_uri", "cookie_secret")


@dataclass(frozen=True)
class SharedMode:
    """What the settings say about sign-in."""

    administrators: frozenset[str]
    """Persons who are administrators whatever the store says: the first one, and the way back in."""
    claim: str
    """The field of the sign-in's answer that names a person."""
    hours: float
    """How long a sign-in is good for."""
    may_see_ranks_of_peers: bool
    """Whether a unit is told the ranks of the others."""
    contact: str
    """Whom to ask for access, in words."""


def shared_mode() -> SharedMode | None:
    """Return the settings of shared mode, None in local mode; Refused when a settings file is not understood."""
    return _read(tuple(str(path) for path in st.get_option("secrets.files")))


@lru_cache(maxsize=4)
def _read(files: tuple[str, ...]) -> SharedMode | None:
    # Read once: taking [auth] out of the file under a running server must not open it to everybody.
    said: dict[str, Any] = {}
    for path in map(Path, files):
        if path.exists():
            try:
                said |= tomllib.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise Refused("The sign-in settings cannot be read; nobody is served until they can.") from error
    if "auth" not in said:
        return None
    return _settings(said["auth"], said.get("access", {}))


def _settings(auth: Any, access: Any) -> SharedMode:
    if not isinstance(auth, Mapping) or not all(auth.get(name) for name in NEEDED) or not isinstance(access, Mapping):
        raise Refused("The sign-in settings are not complete; nobody is served until they are.")
    return SharedMode(
        frozenset(str(one).strip().lower() for one in access.get("administrators", ())),
        str(access.get("claim", "email")),
        float(access.get("hours", HOURS)),
        bool(access.get("units_see_ranks", True)),
        str(access.get("contact", "")),
    )
