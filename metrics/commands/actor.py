"""Who types a command, as the history and the audit log name them."""

from __future__ import annotations

import getpass


def actor_here() -> str:
    """Return who sits at this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "local"
