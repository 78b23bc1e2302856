"""Overlaps for workers: pairs with their reasons, and what to do about each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import may, require
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.areas.text import register_language
from hyte.core.audit.recording import Refused
from hyte.governance.structure.models import Body, OverlapDecision
from hyte.governance.structure.operations.questions import keep_both
from hyte.governance.structure.overlap_words import kind_words, other_words, reason_markup
from hyte.governance.structure.queries.overlaps import overlaps_of


@login_required
def show_overlaps(request: HttpRequest, area: Area) -> HttpResponse:
    """Pairs that look alike, best first."""
    require(request.principal, "thread.see_gaps", area)
    day = day_of(request)
    found = overlaps_of(area, user=request.user, day=day)
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    keys = {key for overlap in page for key in (overlap.a_key, overlap.b_key)}
    bodies = {body.key: body for body in Body.objects.visible_to(request.user).filter(home=area, key__in=keys)}
    rows = [_row(overlap, bodies, area) for overlap in page]
    context = {
        "page": page,
        "rows": rows,
        "named_in": register_language(),
        "day": day,
        "kept": OverlapDecision.objects.filter(home=area).order_by("-day", "-pk"),
        "may_merge": may(request.principal, "structure.merge_bodies", area),
        "may_keep": may(request.principal, "structure.keep_both", area),
    }
    return render(request, "structure/overlaps.html", context)


def _row(overlap: Any, bodies: dict[str, Body], area: Area) -> dict[str, Any]:
    def address(key: str) -> str:
        return reverse("structure:body", args=[area, key]) if key in bodies else ""

    both = overlap.a_key in bodies and overlap.b_key in bodies
    return {
        "overlap": overlap,
        "b": other_words(overlap),
        "kind": kind_words(overlap.kind),
        "percent": round(overlap.score * 100),
        "reasons": [reason_markup(reason) for reason in overlap.reasons],
        "a_url": address(overlap.a_key),
        "b_url": address(overlap.b_key),
        "merge_url": reverse("structure:body-act", args=[area, overlap.a_key, "yhdista"])
        + f"?merged={bodies[overlap.b_key].pk}"
        if both and overlap.kind in {"same", "shared-field", "joined-row", "predecessor"}
        else "",
        "split_url": reverse("structure:body-act", args=[area, overlap.a_key, "jaa"])
        if overlap.kind == "joined-row" and overlap.a_key in bodies
        else "",
    }


@login_required
@require_POST
def keep(request: HttpRequest, area: Area) -> HttpResponse:
    """Decide to keep both of a pair, with the reason."""
    try:
        keep_both(
            area,
            a_key=request.POST.get("a", "")[:250],
            b_key=request.POST.get("b", "")[:250],
            names=request.POST.get("names", ""),
            reason=request.POST.get("reason", "")[:300],
            day=timezone.localdate(),
            by=request.principal,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Both are kept; the reason is recorded."))
    return redirect("structure:overlaps", area)
