"""An area's own figures: hand in a file, look at what it would change, save all of it or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.core.exchange.reading import write_csv
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.forms.tables import KEEP, OwnTableForm
from hyte.knowledge.indicators.jobs import summary_of_table
from hyte.knowledge.indicators.models import Dataset, OwnTable
from hyte.knowledge.indicators.operations.loading import (
    apply_table,
    is_short,
    refuse_other_kinds,
    start_applying,
    take_table,
)
from hyte.knowledge.indicators.operations.releases import FETCH
from hyte.knowledge.indicators.queries.releases import named
from hyte.knowledge.indicators.tables import accepted, example_csv, example_xlsx, headers
from hyte.knowledge.stats.sources.local import COLUMNS
from hyte.knowledge.stats.store.changes import Difference

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _dataset(request: HttpRequest, area: Area, key: str) -> Dataset:
    """An own table of the area; whoever may not load it is refused."""
    rows = Dataset.objects.visible_to(request.user).live().filter(kind=SourceKind.LOCAL)
    dataset = get_object_or_404(rows.select_related("home"), key=key, home=area)
    if not may(request.principal, FETCH, dataset):
        raise NotAllowed(FETCH)
    return dataset


@login_required
def hand_in(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Hand in a file of figures; what it would change is shown before anything is saved."""
    dataset = _dataset(request, area, key)
    try:
        refuse_other_kinds(dataset)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(dataset)
    form = OwnTableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        keeps = form.cleaned_data["earlier"] == KEEP
        try:
            table = take_table(dataset, name=file.name, content=file.read(), keeps_earlier=keeps, by=request.principal)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(table)
    told = accepted()
    context = {
        "form": form,
        "dataset": dataset,
        "indicators": dataset.indicators.live().order_by("key"),  # type: ignore[attr-defined]
        "columns": [(finnish, column, told[column]) for column, finnish in zip(COLUMNS, headers(), strict=True)],
        "tables": OwnTable.objects.visible_to(request.user)
        .filter(dataset=dataset)
        .defer("content")
        .order_by("-pk")[:10],
    }
    return render(request, "indicators/own_table.html", context, status=422 if form.is_bound else 200)


@login_required
def preview(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """What the file would change, or what is wrong with it."""
    table = _table(request, area, pk)
    report = table.report
    if report is None and table.job_id is not None:
        return redirect("tasks:job", table.job_id)
    context = {"table": table, "dataset": table.dataset, "report": report}
    if report and not report["error_count"]:
        context["differences"] = named((_difference(line) for line in report["lines"]), user=request.user)
    return render(
        request, "indicators/own_table_preview.html", context, status=422 if report and report["error_count"] else 200
    )


@login_required
@require_POST
def apply(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Save the whole file, at once or as a job."""
    table = _table(request, area, pk)
    if not is_short(table):
        return redirect("tasks:job", start_applying(table, by=request.principal).pk)
    try:
        release, is_new = apply_table(table, by=request.principal, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(table)
    messages.success(request, summary_of_table(release, is_new=is_new))
    return redirect(table.dataset)


def example(request: HttpRequest, area: Area, key: str, kind: str) -> HttpResponse:
    """An example file: the columns with what each takes, and a row for each indicator of the data set."""
    rows = Dataset.objects.visible_to(request.user).live().filter(kind=SourceKind.LOCAL)
    dataset = get_object_or_404(rows.select_related("home"), key=key, home=area)
    if kind == "csv":
        response = HttpResponse(example_csv(dataset, write=write_csv), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(example_xlsx(dataset), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{dataset.key}-malli.{kind}"'
    return response


def _table(request: HttpRequest, area: Area, pk: int) -> OwnTable:
    rows = OwnTable.objects.visible_to(request.user).filter(home=area).select_related("dataset__home", "home", "job")
    return get_object_or_404(rows, pk=pk)


def _difference(line: dict[str, Any]) -> Difference:
    sex, age_group, breakdown = line["parts"]
    return Difference(
        line["kind"],
        line["indicator"],
        line["area"],
        date.fromisoformat(line["period_start"]),
        date.fromisoformat(line["period_end"]),
        sex,
        age_group,
        breakdown,
        line["before"],
        line["after"],
    )
