"""Data sets, their releases and how fresh they are: where each number comes from, and the button that fetches it anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.counted import counted_of, counted_rows
from hyte.knowledge.indicators.models import Dataset, Indicator, Release
from hyte.knowledge.indicators.numbers import stored
from hyte.knowledge.indicators.operations.due import start_fetch
from hyte.knowledge.indicators.operations.loading import maker_of
from hyte.knowledge.indicators.operations.releases import FETCH
from hyte.knowledge.indicators.queries.datasets import (
    datasets_seen,
    freshness,
    freshness_of,
    homes_of,
    in_force,
    newest_days,
    release_before,
    releases_of,
)
from hyte.knowledge.indicators.queries.releases import changes_of, csv_of, csv_of_rows, fault_of, named
from hyte.knowledge.indicators.rules import sees_numbers_of
from hyte.knowledge.indicators.views.dataset_acts import ADDITIONS
from hyte.knowledge.stats.store.releases import ReleaseBroken
from hyte.knowledge.stats.store.shape import DESCRIPTIONS, FILE_SCHEMA

EDIT, SEE_COUNTED = "indicators.edit", "indicators.see_small_counts"


def show_freshness(request: HttpRequest, area: Area) -> HttpResponse:
    """How fresh the numbers that the area keeps are, what needs something first."""
    today = timezone.localdate()
    lines = freshness(homes_of(area, today=today), user=request.user, today=today)
    counts = {
        "failing": sum(line.is_failing for line in lines),
        "stale": sum(line.is_stale for line in lines),
        "empty": sum(not line.has_numbers for line in lines),
        "in_order": sum(line.is_in_order for line in lines),
        "undated": sum(line.has_numbers and line.has_no_rhythm for line in lines),
    }
    context = {
        "lines": lines,
        "counts": counts,
        "may_edit": may(request.principal, EDIT, area),
        "additions": list(ADDITIONS.values()),
    }
    return render(request, "indicators/freshness.html", context)


def show_dataset(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """A data set: who fetches it and when, its releases, and what the newest one changed."""
    dataset = get_object_or_404(datasets_seen(request.user), key=key, home=area)
    releases = releases_of(dataset)
    newest = in_force(releases)
    indicators = Indicator.objects.visible_to(request.user).live().filter(dataset=dataset).order_by("name")
    context = {
        "dataset": dataset,
        "line": freshness_of(dataset, newest_days(), today=timezone.localdate()),
        "releases": releases,
        "in_force": newest,
        "indicators": indicators,
        "is_local": dataset.kind == SourceKind.LOCAL,
        "maker": maker_of(dataset),
        "may_fetch": may(request.principal, FETCH, dataset) and dataset.withdrawn_on is None,
        "may_edit": may(request.principal, EDIT, dataset) and dataset.withdrawn_on is None,
        **_changes(newest, request.user),
    }
    return render(request, "indicators/dataset.html", context)


def show_release(request: HttpRequest, area: Area, hash: str) -> HttpResponse:
    """A release: where it comes from, whether its file is still the one that was stored, and what it changed."""
    release = _release(request, area, hash)
    is_afresh = "tarkista" in request.GET
    fault = fault_of(release, afresh=is_afresh)
    sees_numbers = sees_numbers_of(request.principal, release)
    context = {
        "release": release,
        "dataset": release.dataset,
        "before": release_before(release),
        "has_counted": may(request.principal, SEE_COUNTED, release) and counted_of(release) is not None,
        "is_in_force": release == in_force(releases_of(release.dataset)),
        "sees_numbers": sees_numbers,
        "fault": fault,
        "is_afresh": is_afresh,
        "columns": [(name, _(DESCRIPTIONS[name])) for name in FILE_SCHEMA.names],
        **(_changes(release, request.user) if sees_numbers and not fault else {}),
    }
    return render(request, "indicators/release.html", context)


def download_release(request: HttpRequest, area: Area, hash: str, kind: str) -> HttpResponseBase:
    """The release's file as it is, or its rows as CSV; a broken one is told of instead."""
    release = _release(request, area, hash)
    if kind not in {"parquet", "csv"}:
        raise Http404
    if fault_of(release) or not sees_numbers_of(request.principal, release):
        return redirect("indicators:release", area, hash)
    name = f"{release.dataset.key}-{release.hash[:12]}.{kind}"
    if kind == "parquet":
        return FileResponse(stored(release).path.open("rb"), as_attachment=True, filename=name)
    response = StreamingHttpResponse(csv_of(release), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
def download_counted(request: HttpRequest, area: Area, hash: str) -> HttpResponse:
    """The release's rows with the small counts that it hides, for those who keep the area's figures."""
    release = _release(request, area, hash)
    if not may(request.principal, SEE_COUNTED, release):
        raise NotAllowed(SEE_COUNTED)
    if counted_of(release) is None:
        raise Http404
    try:
        rows = counted_rows(release)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("indicators:release", area, hash)
    response = HttpResponse(csv_of_rows(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{release.dataset.key}-{release.hash[:12]}-laskettuna.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def fetch(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Fetch the data set as a job, whose page tells how far it is and what came."""
    dataset = get_object_or_404(Dataset.objects.visible_to(request.user).live(), key=key, home=area)
    return redirect("tasks:job", start_fetch(dataset, by=request.principal).pk)


def _release(request: HttpRequest, area: Area, found: str) -> Release:
    datasets = Dataset.objects.visible_to(request.user).filter(home=area)
    rows = Release.objects.filter(dataset__in=datasets).select_related("dataset__home")
    release = rows.filter(hash=found).order_by("pk").first()
    if release is None:
        raise Http404
    return release


def _changes(release: Release | None, user: Any) -> dict[str, Any]:
    """What a release changed, with the names of what it is about; nothing where one of the files is broken."""
    try:
        changes = changes_of(release) if release else None
    except ReleaseBroken:
        return {"are_changes_unknown": True}
    if changes is None:
        return {}
    return {"changes": changes, "differences": named(changes.largest, user=user)}
