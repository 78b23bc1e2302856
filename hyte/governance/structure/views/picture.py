"""The structure picture, the organisation and the comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hyte.core.areas.choices import AreaKind
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.changes.words import by_type, new_places, slot_titles
from hyte.governance.structure.charts import Chart, structure_chart
from hyte.governance.structure.documents import SIZES, picture_pdf
from hyte.governance.structure.drafts import Draft, DraftFaulty, DraftNotFound, draft_named, drafts_of
from hyte.governance.structure.picture.arrangement import Arrangement, arrange, arrange_organs, arrange_units
from hyte.governance.structure.picture.rows import freshness_of
from hyte.governance.structure.queries.changes import changes_between, changes_since_draft
from hyte.governance.structure.queries.picture import county_of, draft_rows, organisation_rows, organs_of, picture_rows
from hyte.governance.structure.raster import picture_png


@dataclass(frozen=True)
class Shown:
    """What a picture page shows: the day or the draft, the arrangement and its words."""

    day: date
    draft: Draft | None
    arrangement: Arrangement
    title: str
    description: str

    @property
    def chart(self) -> Chart:
        return structure_chart(self.arrangement, title=self.title, description=self.description)


@require_safe
def show_picture(request: HttpRequest, area: Area) -> HttpResponse:
    """The picture and the same content as a list."""
    try:
        shown = _shown(request, area)
    except DraftFaulty as fault:
        return render(request, "structure/picture.html", {"faults": fault.errors, "day": timezone.localdate()})
    arrangement = shown.arrangement
    context = {
        "shown": shown,
        "day": shown.day,
        "drafts": _drafts(request, area),
        "arrangement": arrangement,
        "freshness": None if shown.draft else freshness_of(arrangement.rows()),
        "picture": "" if arrangement.is_empty else mark_safe(shown.chart.element),
        "has_uncertain": any(row.is_uncertain for row in arrangement.rows()),
        "county": county_of(area, shown.day),
    }
    return render(request, "structure/picture.html", context)


@require_safe
def download_svg(request: HttpRequest, area: Area) -> HttpResponse:
    """The picture as a file."""
    shown = _shown_or_missing(request, area)
    return _file(shown.chart.file.encode(), "image/svg+xml", f"{_file_name(area, shown)}.svg", shown)


@require_safe
def download_png(request: HttpRequest, area: Area) -> HttpResponse:
    """The picture as pixels, for slides."""
    shown = _shown_or_missing(request, area)
    return _file(picture_png(shown.chart), "image/png", f"{_file_name(area, shown)}.png", shown)


@require_safe
def download_pdf(request: HttpRequest, area: Area) -> HttpResponse:
    """The picture and its list as a PDF on A3, or on A4 with `?koko=a4`."""
    shown = _shown_or_missing(request, area)
    size = request.GET.get("koko", "a3").lower()
    context = {
        "shown": shown,
        "area": area,
        "arrangement": shown.arrangement,
        "has_uncertain": any(row.is_uncertain for row in shown.arrangement.rows()),
        "base": request.build_absolute_uri("/").rstrip("/"),
        "freshness": None if shown.draft else freshness_of(shown.arrangement.rows()),
        "today": timezone.localdate(),
    }
    content = picture_pdf(shown.chart, size=size if size in SIZES else "a3", context=context)
    return _file(content, "application/pdf", f"{_file_name(area, shown)}.pdf", shown)


@require_safe
def show_organisation(request: HttpRequest, area: Area) -> HttpResponse:
    """The organisation as a tree with its posts; organs beside it, groupings apart."""
    day = day_of(request)
    rows = organisation_rows(area, day=day, user=request.user)
    arrangement = arrange_units(rows)
    title = _("%(area)s: organisation on %(day)s") % {"area": area, "day": _day(day)}
    chart = structure_chart(arrangement, title=title, description=_("The same content is in the list on the page."))
    context = {
        "day": day,
        "arrangement": arrangement,
        "organs": arrange_organs(organs_of(area, day=day, user=request.user)),
        "freshness": freshness_of(rows),
        "picture": "" if arrangement.is_empty else mark_safe(chart.element),
        "has_uncertain": any(row.is_uncertain for row in rows),
    }
    return render(request, "structure/organisation.html", context)


@require_safe
def show_changes(request: HttpRequest, area: Area) -> HttpResponse:
    """What changed between two days, or between a draft and a day."""
    end = day_of(request, "loppu")
    context: dict[str, Any] = {"end": end, "drafts": _drafts(request, area)}
    try:
        draft = _draft(request, area)
        start = draft.day if draft else _start(request, end)
        if draft is None and end < start:
            messages.warning(request, _("The later day was before the earlier one; they have been exchanged."))
            start, end = end, start
        comparison = (
            changes_since_draft(area, draft=draft, end=end, user=request.user)
            if draft
            else changes_between(area, start=start, end=end, user=request.user)
        )
    except DraftFaulty as fault:
        return render(request, "structure/changes.html", {**context, "faults": fault.errors})
    titles = slot_titles()
    told_on = max((c.row.first_known for c in comparison.first_told if c.row.first_known), default=None)
    context |= {
        "draft": draft,
        "told_on": told_on,
        "ready": [other for other in context["drafts"] if told_on and other.day <= told_on],
        "start": start,
        "end": end,
        "comparison": comparison,
        "types": by_type(comparison),
        "new_places": new_places(comparison) if draft else [],
        "not_compared": [titles.get(slot, "") for slot, _rows in comparison.not_compared],
    }
    return render(request, "structure/changes.html", context)


def _shown(request: HttpRequest, area: Area) -> Shown:
    draft = _draft(request, area)
    day = draft.day if draft else day_of(request)
    rows = draft_rows(draft, area, user=request.user) if draft else picture_rows(area, day=day, user=request.user)
    arrangement = arrange(rows, is_municipal=area.kind == AreaKind.MUNICIPALITY)
    if draft:
        title = draft.title
    else:
        title = _("%(area)s: structure of the work for wellbeing and health on %(day)s")
        title %= {"area": area, "day": _day(day)}
    return Shown(day, draft, arrangement, title, _description(arrangement))


def _shown_or_missing(request: HttpRequest, area: Area) -> Shown:
    try:
        shown = _shown(request, area)
    except DraftFaulty as fault:
        raise Http404(str(fault)) from fault
    if shown.arrangement.is_empty:
        raise Http404(_("There is nothing to draw on this day."))
    return shown


def _description(arrangement: Arrangement) -> str:
    """The picture's parts in words; their content is in the list."""
    parts = [*arrangement.bands, *(s for column in arrangement.columns for s in column.sections), *arrangement.below]
    names = "; ".join(f"{part.title} {part.count}" for part in parts)
    return _("Parts of the picture: %(parts)s. The same content is in the list that follows.") % {"parts": names}


def _draft(request: HttpRequest, area: Area) -> Draft | None:
    name = request.GET.get("luonnos", "").strip()
    if not name:
        return None
    try:
        return draft_named(area.key, name)
    except DraftNotFound as error:
        raise Http404(str(error)) from error


def _drafts(request: HttpRequest, area: Area) -> list[Draft]:
    """The drafts to choose from; a faulty one is told of and hides none of the page."""
    try:
        return drafts_of(area.key)
    except DraftFaulty as fault:
        messages.warning(request, str(fault))
        return []


def _start(request: HttpRequest, end: date) -> date:
    if request.GET.get("alku", "").strip():
        return day_of(request, "alku")
    # Without a day asked for, a year's change is shown.
    return end.replace(year=end.year - 1, day=min(end.day, 28))


def _day(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")


def _file_name(area: Area, shown: Shown) -> str:
    picture = slugify(_("structure"))
    return f"{area.key}-{picture}-{shown.draft.name if shown.draft else shown.day.isoformat()}"


def _file(content: bytes, kind: str, name: str, shown: Shown) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["ETag"] = f'"{shown.chart.hash}"'
    patch_cache_control(response, private=True, no_cache=True)
    return response
