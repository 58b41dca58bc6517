"""Who owns a store, and how a command reaches the owner (one file, one owning process).

A running dashboard owns its stores for as long as it lives. It says so in the store's folder: ``owner.json``
tells where it answers, ``token`` (mode 600) proves that who asks may read the folder. A command that finds the
store owned sends its arguments there and prints what comes back. Short commands own a store without saying so.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from metrics.audit import note_rules
from metrics.calendar import SHANGHAI
from metrics.errors import Refused, StoreOwned
from metrics.warehouse import FILE_NAME, Warehouse

DEFAULT_STORE = Path(__file__).parent.parent / "data" / "store"
ROUTE = "/commands"
PATIENCE = 30.0
"""Seconds a command waits for another short command to give the store back."""
PAGE_PATIENCE = 5.0
"""Seconds a page waits for one; a reader should see a sentence before waiting gets boring."""
PAUSE = 0.1
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What a command leaves: its exit code and what it says on each stream."""

    exit: int
    stdout: str = ""
    stderr: str = ""


def store_folder() -> Path:
    """Return the folder of the real store: METRICS_STORE, else data/store beside the dashboard."""
    return Path(os.environ.get("METRICS_STORE") or DEFAULT_STORE).resolve()


def demonstration_of(folder: Path) -> Path:
    """Return the folder of the demonstration that stands in for the store of ``folder``."""
    return folder.with_name(folder.name + "-demo")


def has_store(folder: Path) -> bool:
    """Whether there is a store in ``folder``, readable or not."""
    return (folder / FILE_NAME).exists()


def do_or_ask(attempt: Callable[[], T], ask: Callable[[], T | None], patience: float = PATIENCE) -> T:
    """Return what ``attempt`` returns, or what the store's owner answers; waits while a short command owns the store.

    ``attempt`` raises StoreOwned before it has changed anything, ``ask`` returns None when nobody answers.
    Raises StoreOwned when neither succeeded within ``patience`` seconds.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return attempt()
        except StoreOwned:
            answer = ask()
            if answer is not None:
                return answer
            if time.monotonic() >= until:
                raise
        time.sleep(PAUSE)


def opened_alone(folder: Path, how: Callable[[Path], Warehouse] = Warehouse.open) -> Warehouse:
    """Open a store for this process, and log it when the rules are others than the last time.

    What a dashboard that was killed left there about itself is removed.
    """
    warehouse = how(folder)
    _withdraw(folder)
    note_rules(warehouse, datetime.now(SHANGHAI))
    return warehouse


# The command's side ---------------------------------------------------------------------------------------


def ask_owner(folder: Path, arguments: Sequence[str], cwd: Path) -> Answer | None:
    """Send a command to the dashboard that owns ``folder``; None when no dashboard of ours answers there.

    Waits as long as the command takes. Raises Refused when the dashboard ends before it has answered.
    """
    try:
        said = json.loads((folder / "owner.json").read_text(encoding="utf-8"))
        token, port = (folder / "token").read_text(encoding="ascii").strip(), int(said["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # Loaded here: most commands have the store to themselves.
    import http.client

    request = json.dumps({"arguments": list(arguments), "cwd": str(cwd), "store": str(folder)})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.connect()
    except OSError:
        return None
    try:
        connection.sock.settimeout(None)
        connection.request("POST", ROUTE, body=request, headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        body = response.read()
        # Any other status is a program that got the port of a dashboard that was killed.
        return Answer(**json.loads(body)) if response.status == 200 else None
    except (OSError, http.client.HTTPException) as error:
        raise Refused(
            "The dashboard stopped before it had answered; look at the history of imports before repeating the command."
        ) from error
    except (ValueError, TypeError):
        return None
    finally:
        connection.close()


# The dashboard's side -------------------------------------------------------------------------------------


class Holder:
    """The stores a dashboard owns: the real one as soon as it exists, before that its demonstration."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._opened: dict[Path, tuple[int, Warehouse]] = {}
        self._port: int | None = None
        self.token = secrets.token_urlsafe(32)

    def warehouse(self) -> Warehouse:
        """Return the store to show now; a real store made a moment ago, by button or command, is picked up.

        Raises StoreOwned when another program keeps it for longer than PAGE_PATIENCE, and StoreDamaged.
        """
        folder = store_folder()
        if has_store(folder):
            return self.opened(folder)
        demonstration = demonstration_of(folder)
        with self._lock:
            if not has_store(demonstration):
                self.rebuild_demonstration(demonstration)
            return self.opened(demonstration)

    def opened(self, folder: Path) -> Warehouse:
        """Return the store of ``folder``, opening (and announcing) it when this process does not own it yet."""
        path = folder / FILE_NAME
        with self._lock:
            owned = self._opened.get(folder)
            if owned is not None and path.exists() and path.stat().st_ino == owned[0]:
                return owned[1]
            self.let_go(folder)
            found = do_or_ask(lambda: opened_alone(folder), lambda: None, PAGE_PATIENCE)
            self._opened[folder] = (path.stat().st_ino, found)
            self._announce(folder)
            return found

    def start_real_store(self) -> Warehouse:
        """Make an empty real store, and show it from now on."""
        from metrics.intake.receive import create_store

        folder = store_folder()
        # Whoever looks meanwhile (the inbox, another page) waits for the whole store.
        with self._lock:
            if not has_store(folder):
                create_store(folder, "real").close()
            return self.opened(folder)

    def close_package(self) -> None:
        """Remove the unpacked copy of the package that is shown; its file is untouched. Refused for any other store."""
        folder = store_folder()
        with self._lock:
            if not has_store(folder) or not self.opened(folder).is_read_only:
                raise Refused("No sealed package is open here.")
            self.let_go(folder)
            shutil.rmtree(folder)

    def rebuild_demonstration(self, folder: Path) -> None:
        """Make the demonstration of ``folder`` anew; pages see the new one at their next run."""
        from metrics.demonstration import build

        with self._lock:
            self.let_go(folder)
            build(folder)

    def owns(self, folder: Path) -> bool:
        """Whether this process owns the store of ``folder``."""
        return folder in self._opened

    def announce(self, port: int) -> None:
        """Say in the folder of every store owned, now and later, that commands are answered on ``port``."""
        with self._lock:
            self._port = port
            for folder in self._opened:
                self._announce(folder)

    def _announce(self, folder: Path) -> None:
        if self._port is not None:
            _write_private(folder / "token", self.token)
            _write_private(folder / "owner.json", json.dumps({"pid": os.getpid(), "port": self._port}))

    def let_go(self, folder: Path) -> None:
        """Close the store of ``folder`` and withdraw its announcement; nothing happens when it is not owned."""
        with self._lock:
            owned = self._opened.pop(folder, None)
            if owned is not None:
                _withdraw(folder)
                owned[1].close()

    def release(self) -> None:
        """Give all stores back."""
        with self._lock:
            self._port = None
            for folder in list(self._opened):
                self.let_go(folder)


holder = Holder()


def _write_private(path: Path, text: str) -> None:
    # Written whole and readable by its owner only from the first byte on.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def _withdraw(folder: Path) -> None:
    for name in ("owner.json", "token"):
        (folder / name).unlink(missing_ok=True)
