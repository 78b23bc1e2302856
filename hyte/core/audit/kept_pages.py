"""Public pages are kept as they were answered until something is recorded: what nothing has changed is not made twice."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hyte.core.audit.kept import Shelf, state_of_records

KEPT_TYPES = ("text/html", "image/svg+xml", "application/json")
# Headers that htmx answers by; the rest of an address is in its path and query.
ASKED_BY = ("HX-Request", "HX-Boosted", "HX-Target")


def kept_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a visitor with the page as it was last made, if nothing has been recorded since.

    Only a visitor without a session is served, and only a page that has nothing of its reader in it is kept: a form
    with its token, a cookie, a message or a stream is always made anew.
    """
    shelf = Shelf()

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES or not settings.KEPT_PAGES:
            return get_response(request)
        asked = (request.get_host(), request.get_full_path(), *(request.headers.get(name) for name in ASKED_BY))
        # The state is read before the page is made: what is recorded meanwhile gives the next reader a new page.
        key = (*asked, timezone.localdate(), state_of_records())
        if (kept := shelf.find(key)) is not None:
            return _unpacked(*kept)
        with shelf.turn(key):
            if (kept := shelf.find(key)) is not None:
                return _unpacked(*kept)
            response = get_response(request)
            if is_everyones(request, response):
                packed = gzip.compress(response.content, compresslevel=1)
                shelf.keep(key, (packed, dict(response.headers)), most=settings.KEPT_PAGES)
            return response

    return middleware


def _unpacked(packed: bytes, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(gzip.decompress(packed), headers=headers)


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
