from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from hyte.core.areas.models import Area
from hyte.core.search.queries import around, search


def show_hits(request: HttpRequest, area: Area | None = None) -> HttpResponse:
    """The search page; as one types, only its list is sent again."""
    text = request.GET.get("q", "").strip()
    htmx = request.htmx
    is_partial = bool(htmx) and not htmx.boosted and not htmx.history_restore_request
    found = None
    if text:
        found = search(
            text,
            area=area,
            user=request.user,
            language=(translation.get_language() or "fi")[:2],
            within=around(area, day=timezone.localdate()) if area else (),
            typing=is_partial,
        )
    template = "search/hits.html" if is_partial else "search/search.html"
    response = render(request, template, {"text": text, "found": found})
    patch_vary_headers(response, ["HX-Request"])
    return response
