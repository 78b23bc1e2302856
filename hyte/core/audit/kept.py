"""What is computed from the records is kept until something is recorded: nothing is made twice that nothing has changed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from hyte.core.areas.models import worker_areas
from hyte.core.audit.models import AuditEntry
from hyte.core.search.models import Entry

Made = TypeVar("Made")
WINDOW = 500  # acts among which one that was numbered early and committed late is still noticed
WAIT = 10  # seconds at most that one reader waits for what another is making


_others: list[Callable[[], Hashable]] = []


def register_state(read: Callable[[], Hashable]) -> None:
    """Have what is kept made anew also when something outside the records has changed: what `read` gives then differs."""
    _others.append(read)


def state_of_records() -> tuple[Hashable, ...]:
    """What differs after every recorded act, every new search index and every registered state."""
    # Every page asks this, so it is one statement, written once.
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return (*cursor.fetchone(), *(read() for read in _others))


_STATE = f"""
    SELECT MAX(recent.id), SUM(recent.id), SUM(recent.saves), (SELECT MAX(id) FROM {Entry._meta.db_table})
    FROM (SELECT id, saves FROM {AuditEntry._meta.db_table} ORDER BY id DESC LIMIT {WINDOW}) recent
"""  # noqa: S608 - names of the models' own tables


class Shelf:
    """Things under their keys, at most as many as asked; the one unread for longest gives way. Each process has its own."""

    def __init__(self) -> None:
        self._things: OrderedDict[Hashable, Any] = OrderedDict()
        self._made: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Any:
        """What is kept under the key, or None."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def keep(self, key: Hashable, thing: Any, *, most: int) -> None:
        with self._lock:
            self._things[key] = thing
            while len(self._things) > most:
                self._things.popitem(last=False)

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """The time to make what stands under the key: whoever asks meanwhile waits, and finds it made.

        If nothing was kept after all, those who waited make their own, at once and all of them.
        """
        with self._lock:
            is_first = key not in self._made
            made = self._made.setdefault(key, threading.Event())
        if not is_first:
            made.wait(WAIT)
            yield
            return
        try:
            yield
        finally:
            with self._lock:
                del self._made[key]
            made.set()

    def clear(self) -> None:
        with self._lock:
            self._things.clear()


computed = Shelf()


def kept(what: tuple[Hashable, ...], make: Callable[[], Made], *, user: Any) -> Made:
    """What `make` gives to this user in this language today: made anew only when something has been recorded since.

    `what` names the thing and all that it depends on besides the records and the user. Whoever gets it must not change it.
    """
    if not settings.KEPT_PAGES:
        return make()
    # The state is read before the thing is made: what is recorded meanwhile gives the next reader a new one.
    reader = (getattr(user, "pk", None), user.is_authenticated, worker_areas(user))
    key = (*what, reader, get_language(), timezone.localdate(), state_of_records())
    found = computed.find(key)
    if found is not None:
        return found  # type: ignore[no-any-return]
    with computed.turn(key):
        found = computed.find(key)
        if found is None:
            found = make()
            computed.keep(key, found, most=settings.KEPT_PAGES)
        return found  # type: ignore[no-any-return]
