"""The watcher of the inbox: a thread of the dashboard that looks into the folder every other second.

Looking is as good as being told here: a file is taken when looks find it unchanged for a while, which no notification
replaces; network folders send none; and a library for it would be one more package to carry to an offline machine.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from metrics.calendar import SHANGHAI
from metrics.errors import MetricsError
from metrics.inbox import Inbox
from metrics.owner import Holder, holder

SECONDS = 2.0


class Watcher:
    """Looks after the inbox of the store a dashboard shows, for as long as the dashboard owns it."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._inboxes: dict[Path, Inbox] = {}

    def inbox(self, store: Path) -> Inbox:
        """Return the inbox of a store; its folders exist from the first look on."""
        if store not in self._inboxes:
            found = Inbox(store)
            found.prepare()
            self._inboxes[store] = found
        return self._inboxes[store]

    def start(self) -> None:
        """Begin to look, in a thread of its own."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._watch, name="inbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the file in hand; called before the store is given back."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _watch(self) -> None:
        while not self._stopped.wait(SECONDS):
            # A store that is busy or damaged, a folder that cannot be made: the next look may find it better.
            with suppress(MetricsError, OSError):
                warehouse = self._holder.warehouse()
                # A sealed package takes no files: it has no inbox.
                if not warehouse.is_read_only:
                    self.inbox(warehouse.folder).look(warehouse, datetime.now(SHANGHAI))


watcher = Watcher(holder)
