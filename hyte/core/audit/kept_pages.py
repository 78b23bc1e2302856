"""Public pages are kept as they were answered until something is recorded: what nothing has changed is not made twice."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hyte.core.audit.models import AuditEntry
from hyte.core.search.models import Entry

KEPT_TYPES = ("text/html", "image/svg+xml", "application/json")
WINDOW = 500  # acts among which one that was numbered early and committed late is still noticed
# Headers that htmx answers by; the rest of an address is in its path and query.
ASKED_BY = ("HX-Request", "HX-Boosted", "HX-Target")


def state_of_records() -> tuple[int | None, ...]:
    """What differs after every recorded act and every new search index; one question of the database."""
    newest = AuditEntry.objects.order_by("-pk").values("pk")[:WINDOW]
    indexed = Entry.objects.order_by().aggregate(indexed=Max("pk"))
    return (*newest.aggregate(Max("pk"), Sum("pk")).values(), *indexed.values())


class Shelf:
    """At most `size` answers, packed; the one unread for longest gives way. Each process has its own."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._answers: OrderedDict[tuple[object, ...], tuple[bytes, dict[str, str]]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: tuple[object, ...]) -> HttpResponse | None:
        with self._lock:
            kept = self._answers.get(key)
            if kept is None:
                return None
            self._answers.move_to_end(key)
        packed, headers = kept
        return HttpResponse(gzip.decompress(packed), headers=headers)

    def keep(self, key: tuple[object, ...], response: HttpResponse) -> None:
        packed = gzip.compress(response.content, compresslevel=1)
        with self._lock:
            self._answers[key] = packed, dict(response.headers)
            while len(self._answers) > self.size:
                self._answers.popitem(last=False)


def kept_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a visitor with the page as it was last made, if nothing has been recorded since.

    Only a visitor without a session is served, and only a page that has nothing of its reader in it is kept: a form
    with its token, a cookie, a message or a stream is always made anew.
    """
    shelf = Shelf(settings.KEPT_PAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES or not shelf.size:
            return get_response(request)
        asked = (request.get_host(), request.get_full_path(), *(request.headers.get(name) for name in ASKED_BY))
        # The state is read before the page is made: what is recorded meanwhile gives the next reader a new page.
        key = (*asked, timezone.localdate(), state_of_records())
        kept = shelf.find(key)
        if kept is not None:
            return kept
        response = get_response(request)
        if is_everyones(request, response):
            shelf.keep(key, response)
        return response

    return middleware


def is_everyones(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer would be the same for every visitor."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not request.session.modified
        and not get_messages(request).added_new
        and not response.has_header("Cache-Control")
        and response.get("Content-Type", "").split(";")[0] in KEPT_TYPES
    )
