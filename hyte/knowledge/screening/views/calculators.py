"""Calculators of points. Answers come by POST and go no further: not to an address, a log, a session or the database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from hyte.core.areas.models import Area, worker_areas
from hyte.knowledge.screening import scores
from hyte.knowledge.screening.choices import ProgrammeKind
from hyte.knowledge.screening.forms import calculators as forms
from hyte.knowledge.screening.queries.monitor import held_against


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def audit_c(request: HttpRequest, area: Area) -> HttpResponse:
    """Points of AUDIT-C and the published limits they are held against."""
    form = forms.AuditCForm(request.POST if request.method == "POST" else None)
    points = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        points = scores.audit_c([data["often"], data["units"], data["six"]])
    return _answer(request, area, form, points, kind=ProgrammeKind.AUDIT_C, name="AUDIT-C", most=12)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def frat(request: HttpRequest, area: Area) -> HttpResponse:
    """Points of FRAT; off until somebody has confirmed what the calculator is as a device."""
    if not settings.FRAT_CONFIRMED:
        _refuse_strangers(request, area)
        return render(request, "screening/calculator_off.html", {"name": "FRAT"})
    form = forms.FratForm(request.POST if request.method == "POST" else None)
    points = None
    if form.is_bound and form.is_valid():
        parts = ("falls", "medication", "mind", "cognition")
        points = scores.frat(**{part: form.cleaned_data[part] for part in parts})
    return _answer(
        request, area, form, points, kind=ProgrammeKind.FALL_RISK, name="FRAT", most=20, note=settings.FRAT_CONFIRMED
    )


def _refuse_strangers(request: HttpRequest, area: Area) -> None:
    """The calculators are a worker's tool: a visitor would read them as advice."""
    if area.pk not in worker_areas(request.user):
        raise Http404


@sensitive_variables()
def _answer(
    request: HttpRequest,
    area: Area,
    form: forms.PersonForm,
    points: int | None,
    *,
    kind: str,
    name: str,
    most: int,
    note: str = "",
) -> HttpResponse:
    _refuse_strangers(request, area)
    context: dict[str, Any] = {"form": form, "name": name, "points": points, "most": most, "note": note}
    if points is not None:
        data = form.cleaned_data
        context["answers"] = held_against(
            area,
            kind=kind,
            points=points,
            sex=data["sex"],
            age=data["age"],
            is_pregnant=data.get("is_pregnant", False),
            user=request.user,
            day=timezone.localdate(),
        )
    status = 422 if form.is_bound and points is None else 200
    return render(request, "screening/calculator.html", context, status=status)
