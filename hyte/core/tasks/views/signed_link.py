"""The page of a signed link: opening it, as mail scanners do, changes nothing; only its button answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hyte.core.accounts.requests import Request
from hyte.core.accounts.rules import NotAllowed
from hyte.core.accounts.signed_links import LinkNotUsable, answer_link, open_link, purpose_of, record_of, why_unusable
from hyte.core.audit.recording import Refused


def keep_private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep an address that is itself a secret out of indexes, caches and referrers."""

    @wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        # Not no-referrer: with it browsers send "Origin: null" and the form would be taken for a forged one.
        response["Referrer-Policy"] = "same-origin"
        return response

    return never_cache(wrapped)


@require_http_methods(["GET", "HEAD", "POST"])
@keep_private
def link(request: Request, token: str) -> HttpResponse:
    found = open_link(token)
    if found is None:
        raise Http404
    problem = why_unusable(found, now=timezone.now())
    if problem:
        return _closed(request, problem)
    purpose, record = purpose_of(found), record_of(found)
    assert purpose is not None  # why_unusable has just said so
    form = purpose.form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_link(found, answer=form.cleaned_data, today=timezone.localdate(), now=timezone.now())
        except LinkNotUsable as error:
            return _closed(request, str(error))
        except (Refused, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "accounts/link_thanks.html", {"record": record, "purpose": purpose})
    context = {"link": found, "form": form, "record": record, "purpose": purpose}
    return render(request, purpose.template, context, status=422 if form.errors else 200)


def _closed(request: Request, problem: str) -> HttpResponse:
    return render(request, "accounts/link_closed.html", {"problem": problem}, status=410)
