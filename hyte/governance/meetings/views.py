"""Pages of meetings, matters and decisions, and the forms on evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.links.models import Link
from hyte.core.links.operations import disconnect
from hyte.governance.meetings import forms
from hyte.governance.meetings.choices import NEXT, MatterState, MeetingState
from hyte.governance.meetings.models import Evidence, Matter, Meeting
from hyte.governance.meetings.operations import EDIT, EVIDENCE
from hyte.governance.meetings.queries import (
    MatterFilter,
    MeetingFilter,
    bodies_with,
    decisions_in,
    decisions_of_meeting,
    evidenced_record,
    listed_decisions,
    listed_matters,
    listed_meetings,
    open_matters_for,
)
from hyte.governance.meetings.ties import tied_record
from hyte.governance.structure.queries.named import freshest, live_body, named_body
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings

PAGE_SIZE = 50
PLAN = RecordAct(
    "uusi", EDIT, forms.PlanForm, _("Plan a meeting"), _("Plan the meeting"), _("The meeting was planned.")
)
OPEN = RecordAct(
    "uusi", EDIT, forms.OpenMatterForm, _("Open a matter"), _("Open the matter"), _("The matter was opened.")
)
HOLD = RecordAct(
    "pidetty", EDIT, forms.HoldForm, _("Mark as held"), _("Mark as held"), _("The meeting is marked as held.")
)
CANCEL = RecordAct(
    "peruttu",
    EDIT,
    forms.CancelForm,
    _("Cancel the meeting"),
    _("Cancel the meeting"),
    _("The meeting was cancelled."),
    is_grave=True,
)
REPLAN = RecordAct("siirra", EDIT, forms.ReplanForm, _("Change day or place"), _("Save"), _("Saved."))
DECIDE = RecordAct(
    "paata",
    EDIT,
    forms.DecideForm,
    _("Record a decision"),
    _("Record the decision"),
    _("The decision was recorded."),
    _("What a body decided in the matter in a meeting that has been held."),
)
CLOSE = RecordAct("sulje", EDIT, forms.CloseForm, _("Close the matter"), _("Close"), _("The matter was closed."))
REOPEN = RecordAct("avaa", EDIT, forms.ReopenForm, _("Open again"), _("Open again"), _("The matter is open again."))
RECORD = RecordAct(
    "uusi",
    EVIDENCE,
    forms.EvidenceForm,
    _("Record evidence"),
    _("Record the evidence"),
    _("The evidence was recorded."),
    _("What was done, on which day, and where it can be seen."),
)
TIE = RecordAct("sido", EDIT, forms.TieForm, _("Tie to another record"), _("Tie"), _("The records are tied."))
EVIDENCE_ACTS = {
    "julkaise": RecordAct(
        "julkaise",
        EVIDENCE,
        forms.PublishForm,
        _("Show the evidence to everyone"),
        _("Show to everyone"),
        _("The evidence is now public."),
    ),
    "piilota": RecordAct(
        "piilota",
        EVIDENCE,
        forms.HideForm,
        _("Show the evidence to workers only"),
        _("Show to workers only"),
        _("The evidence is now shown to the area's workers only."),
    ),
    "peru": RecordAct(
        "peru",
        EVIDENCE,
        forms.WithdrawEvidenceForm,
        _("Withdraw the evidence"),
        _("Withdraw"),
        _("The evidence was withdrawn. You can undo this in the history."),
        is_grave=True,
    ),
}


def _render_list(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    is_part = htmx and not htmx.boosted
    return render(request, f"meetings/{name}{'_list' if is_part else ''}.html", context)


def show_meetings(request: HttpRequest, area: Area) -> HttpResponse:
    day, user, get = day_of(request), request.user, request.GET.get
    only = MeetingFilter(body=get("toimielin", ""), state=get("tila", ""), time=get("aika", ""))
    page = Paginator(listed_meetings(area, user=user, day=day, only=only), PAGE_SIZE).get_page(get("page"))
    context = {
        "page": page,
        "only": only,
        "day": day,
        "bodies": bodies_with(Meeting, area, user=user, day=day),
        "states": MeetingState.choices,
        "may_plan": may(request.principal, EDIT, area),
    }
    return _render_list(request, "meetings", context)


def _meetings(request: HttpRequest, area: Area) -> Any:
    day = day_of(request)
    return Meeting.objects.visible_to(request.user).of(area).select_related("home").prefetch_related(named_body(day))


def show_meeting(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    meeting = get_object_or_404(_meetings(request, area), key=key)
    day, user = day_of(request), request.user
    acts = _meeting_acts(meeting)
    shown = offered(request, acts, meeting)
    context = {
        "meeting": meeting,
        "decisions": decisions_of_meeting(meeting, user=user, day=day),
        "matters": open_matters_for(meeting, user=user) if shown and meeting.state == MeetingState.HELD else [],
        "acts": shown,
        **surroundings(meeting, user=user, day=day),
        "day": day,
    }
    return render(request, "meetings/meeting.html", context)


def _meeting_acts(meeting: Meeting) -> tuple[RecordAct, ...]:
    """What can still be done with a meeting in its state."""
    steps = NEXT[MeetingState(meeting.state)]
    chosen = [(HOLD, MeetingState.HELD in steps), (REPLAN, meeting.state != MeetingState.HELD)]
    return tuple(act for act, fits in [*chosen, (CANCEL, MeetingState.CANCELLED in steps)] if fits)


def plan(request: HttpRequest, area: Area) -> HttpResponse:
    """Plan a meeting of one of the area's bodies."""
    body = request.GET.get("toimielin", "")
    return perform_act(request, PLAN, area, back=_address("meetings:meetings", area), body=body)


def act_on_meeting(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    meeting = get_object_or_404(_meetings(request, area), key=key)
    return perform_act(request, _named((HOLD, CANCEL, REPLAN), word), meeting, back=meeting.get_absolute_url())


def show_matters(request: HttpRequest, area: Area) -> HttpResponse:
    day, user, get = day_of(request), request.user, request.GET.get
    only = MatterFilter(body=get("toimielin", ""), state=get("tila", ""), text=get("q", "").strip()[:200])
    page = Paginator(listed_matters(area, user=user, day=day, only=only), PAGE_SIZE).get_page(get("page"))
    context = {
        "page": page,
        "only": only,
        "day": day,
        "bodies": bodies_with(Matter, area, user=user, day=day),
        "states": MatterState.choices,
        "may_open": may(request.principal, EDIT, area),
        "freshest": freshest(page),
    }
    return _render_list(request, "matters", context)


def _matters(request: HttpRequest, area: Area) -> Any:
    day = day_of(request)
    return Matter.objects.visible_to(request.user).of(area).select_related("home").prefetch_related(live_body(day))


def show_matter(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    matter = get_object_or_404(_matters(request, area), key=key)
    day, user = day_of(request), request.user
    acts = (DECIDE, CLOSE) if matter.state == MatterState.OPEN else (REOPEN,)
    context = {
        "matter": matter,
        "decisions": decisions_in(matter, user=user, day=day),
        "acts": offered(request, acts, matter),
        **surroundings(matter, user=user, day=day),
        "day": day,
    }
    return render(request, "meetings/matter.html", context)


def open_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Open a matter."""
    body = request.GET.get("toimielin", "")
    return perform_act(request, OPEN, area, back=_address("meetings:matters", area), body=body)


def act_on_matter(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    matter = get_object_or_404(_matters(request, area), key=key)
    return perform_act(request, _named((DECIDE, CLOSE, REOPEN), word), matter, back=matter.get_absolute_url())


def show_decisions(request: HttpRequest, area: Area) -> HttpResponse:
    day = day_of(request)
    page = Paginator(listed_decisions(area, user=request.user, day=day), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "meetings/decisions.html", {"page": page, "day": day})


def record_new(request: HttpRequest, area: Area, kind: str, key: str) -> HttpResponse:
    """Record evidence about a duty, body, document or matter."""
    record: Any = evidenced_record(kind, area, key, user=request.user)
    if record is None:
        raise Http404
    return perform_act(request, RECORD, record, back=record.get_absolute_url())


def act_on_evidence(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    act = EVIDENCE_ACTS.get(word)
    if act is None:
        raise Http404
    rows = Evidence.objects.visible_to(request.user).of(area).select_related("home", "file")
    evidence = get_object_or_404(rows, key=key)
    record: Any = evidence.record
    return perform_act(request, act, evidence, back=record.get_absolute_url())


def _named(acts: tuple[RecordAct, ...], word: str) -> RecordAct:
    for act in acts:
        if act.word == word:
            return act
    raise Http404


def _address(name: str, area: Area) -> str:
    return reverse(name, args=[area])


def tie(request: HttpRequest, area: Area, kind: str, key: str) -> HttpResponse:
    """Tie a record to another, found by words."""
    record = tied_record(kind, area, key, user=request.user)
    if record is None:
        raise Http404
    text = request.GET.get("q", "").strip()[:200]
    return perform_act(request, TIE, record, back=record.get_absolute_url(), text=text)


@login_required
@require_POST
def untie(request: HttpRequest, area: Area, number: int) -> HttpResponse:
    source: Any = disconnect(get_object_or_404(Link, pk=number, home=area), by=request.principal)
    messages.success(request, gettext("The tie was removed. You can undo this in the history."))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else source.get_absolute_url())
