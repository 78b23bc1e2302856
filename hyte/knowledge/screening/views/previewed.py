"""Acts whose effect is shown before they are done."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hyte.core.accounts.rules import NotAllowed, may
from hyte.governance.structure.views.acts import RecordAct, perform_act


def perform_previewed(
    request: HttpRequest, act: RecordAct, record: Any, *, back: str, list_title: Any = ""
) -> HttpResponse:
    """Show an act's form, then what it would do, and do it when that has been seen."""
    if request.method != "POST" or "tallenna" in request.POST:
        return perform_act(request, act, record, back=back, list_title=list_title)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not may(request.principal, act.operation, record):
        raise NotAllowed(act.operation)
    form = act.form(request.POST, record=record, user=request.user)
    context = {"form": form, "act": act, "record": record, "back": back, "list_title": list_title}
    if not form.is_valid():
        return render(request, "structure/act.html", context, status=422)
    if "muuta" in request.POST:
        return render(request, "structure/act.html", context)
    return render(request, "screening/preview.html", context | {"effects": form.effects()})
