"""The gap list, for workers."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import may, require
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.core.thread.gaps import first_screen, gap_list, gaps_of, with_verbs_of
from hyte.core.thread.models import GapAcceptance
from hyte.core.thread.operations import accept_gap, withdraw_acceptance


@login_required
def show_gaps(request: HttpRequest, area: Area) -> HttpResponse:
    """What is missing, and what is not known: at first at most ten of the missing."""
    require(request.principal, "thread.see_gaps", area)
    day = day_of(request)
    gaps = gap_list(area, day=day, user=request.user)
    shows_all = "kaikki" in request.GET
    context = {
        "day": day,
        "missing": with_verbs_of(gaps.missing if shows_all else first_screen(gaps.missing), by=request.principal),
        "missing_count": len(gaps.missing),
        "unknown": with_verbs_of(gaps.unknown, by=request.principal),
        "shows_all": shows_all,
        "accepted": gaps.accepted,
        "may_accept": may(request.principal, "thread.accept_gap", area),
        "latest": day.replace(year=day.year + 1, day=min(day.day, 28)),
    }
    return render(request, "thread/gaps.html", context)


@login_required
@require_POST
def accept(request: HttpRequest, area: Area) -> HttpResponse:
    """Accept a gap of this area's list with a reason until a day."""
    today = timezone.localdate()
    posted = (request.POST.get("kind", ""), request.POST.get("model", ""), request.POST.get("object_id", ""))
    known = {(gap.kind, gap.model, str(gap.object_id)) for gap in gaps_of(area, day=today, user=request.user)}
    try:
        if posted not in known:
            raise Refused(_("The gap is no longer on the list."))
        accept_gap(
            area,
            kind=posted[0],
            model=posted[1],
            object_id=int(posted[2]),
            reason=request.POST.get("reason", "")[:300],
            until=_day(request.POST.get("until", "")),
            by=request.principal,
            today=today,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The gap is accepted; it comes back on the list after its day."))
    return redirect("thread:gaps", area)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(_("Give the day until which the gap is accepted as 2023-09-01.")) from None


@login_required
@require_POST
def withdraw(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Show an accepted gap on the list again."""
    withdraw_acceptance(get_object_or_404(GapAcceptance, home=area, pk=pk), by=request.principal)
    messages.success(request, _("The gap is on the list again."))
    return redirect("thread:gaps", area)
