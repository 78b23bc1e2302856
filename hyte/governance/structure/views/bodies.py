"""Pages of bodies and networks: the list, one body, and the acts on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.search.queries import ids_matching
from hyte.core.thread.drawing import draw
from hyte.core.thread.facts import latest_evidence, panels_of
from hyte.core.thread.graph import walk
from hyte.governance.structure.forms import bodies as forms
from hyte.governance.structure.models import Body, Seat
from hyte.governance.structure.operations.bodies import confirm_bodies
from hyte.governance.structure.operations.questions import ask_chairs
from hyte.governance.structure.queries.bodies import (
    BodyFilter,
    bodies_of,
    body_of,
    children_of,
    filter_choices,
    listed_bodies,
    seats_of,
)

PAGE_SIZE = 50


def chosen_filter(request: HttpRequest) -> BodyFilter:
    """What the address asks the list to be narrowed by."""
    get = request.GET.get
    return BodyFilter(
        text=get("q", "").strip()[:200],
        kind=get("laji", ""),
        theme=get("karki", ""),
        focus_area=get("painopiste", ""),
        municipality=get("kunta", ""),
        owner=get("omistaja", ""),
        unconfirmed=bool(get("vahvistamatta")),
    )


def hits_of(request: HttpRequest, chosen: BodyFilter) -> list[int] | None:
    """The ids that the searched words hit; none given when no words were."""
    return ids_matching(chosen.text, model=Body, language=request.LANGUAGE_CODE) if chosen.text else None


def show_bodies(request: HttpRequest, area: Area) -> HttpResponse:
    """The list of bodies and networks, narrowed by words and filters, on a day."""
    day, chosen = day_of(request), chosen_filter(request)
    bodies = listed_bodies(area, user=request.user, day=day, chosen=chosen, ids=hits_of(request, chosen))
    page = Paginator(bodies, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "day": day,
        "chosen": chosen,
        "choices": filter_choices(area, user=request.user, day=day),
        "may_confirm": may(request.principal, "structure.confirm", area),
        "may_ask": chosen.unconfirmed and may(request.principal, "structure.ask_chair", area),
        "may_found": may(request.principal, "structure.found_body", area),
        "is_narrowed": chosen != BodyFilter(),
    }
    template = "structure/bodies_table.html" if request.htmx and not request.htmx.boosted else "structure/bodies.html"
    return render(request, template, context)


def show_body(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """One body: what it is, who sits in it, what it comes from and leads to."""
    body = get_object_or_404(body_of(area, key, user=request.user))
    if body.merged_into is not None:
        messages.info(request, _("%(body)s was merged into this body.") % {"body": body})
        return redirect(body.merged_into)
    day = day_of(request)
    user = request.user
    period = body.period_at(day)
    duties = list(
        body.duties.visible_to(user).live().at(day).select_related("home", "provision").order_by("order", "pk")
    )
    is_worker = area.pk in worker_areas(user)
    evidence = latest_evidence(user, "structure.duty", [duty.pk for duty in duties]) if is_worker else {}
    for duty in duties:
        duty.fact = evidence.get(duty.pk)
    thread = walk(body, user=user, steps=2)
    context = {
        "body": body,
        "period": period or body.period,
        "is_in_force": period is not None,
        "day": day,
        "periods": sorted(body.periods.all(), key=lambda p: (p.valid_from or p.attested_on, p.pk)),
        "seats": seats_of(body, user=user, day=day),
        "children": children_of(body, user=user, day=day),
        "steps": body.appointment_steps.select_related("by_body__home", "provision__home")
        .prefetch_related("by_body__periods")
        .order_by("order"),
        "documents": body.documents.visible_to(user).live().select_related("home").order_by("order"),
        "duties": duties,
        "thread": thread,
        "drawing": draw(thread) if thread else None,
        "panels": panels_of(body, user=user, day=day),
        "answers": body.confirmations.order_by("-day")[:5] if is_worker else [],
        "acts": [(act, reverse("structure:body-act", args=[area, key, act.word])) for act in acts_for(request, body)],
        "may_confirm": may(request.principal, "structure.confirm", body),
        "may_seat": may(request.principal, "structure.edit_seats", body),
    }
    return render(request, "structure/body.html", context)


@dataclass(frozen=True)
class Act:
    """An act on a body: its word in the address, its rule, its form, its words."""

    word: str
    operation: str
    form: type[forms.ActForm]
    title: Any
    lead: Any
    button: Any
    done: Any
    is_grave: bool = False


ACTS = {
    act.word: act
    for act in (
        Act(
            "muuta",
            "structure.change_body",
            forms.ChangeForm,
            gettext_lazy("Complete or change"),
            gettext_lazy("Mandate, owner and the rest as they hold from a day on. The earlier stays in the history."),
            gettext_lazy("Save"),
            gettext_lazy("Saved."),
        ),
        Act(
            "kuvaa",
            "structure.change_body",
            forms.DescribeForm,
            gettext_lazy("Names, themes and parties"),
            gettext_lazy("What does not depend on a day."),
            gettext_lazy("Save"),
            gettext_lazy("Saved."),
        ),
        Act(
            "nimea",
            "structure.change_body",
            forms.RenameForm,
            gettext_lazy("Rename"),
            gettext_lazy("The old name stays as another name, so the body is still found by it."),
            gettext_lazy("Rename"),
            gettext_lazy("The body has a new name."),
        ),
        Act(
            "nimita",
            "structure.edit_seats",
            forms.AppointForm,
            gettext_lazy("Appoint to a seat"),
            gettext_lazy("A seat without a person or a post is vacant and shows among the gaps."),
            gettext_lazy("Appoint"),
            gettext_lazy("The seat was recorded."),
        ),
        Act(
            "kysy",
            "structure.ask_chair",
            forms.AskForm,
            gettext_lazy("Ask the chair"),
            gettext_lazy("The chair gets a link by e-mail and answers without an account: lives, changed or ended."),
            gettext_lazy("Send the question"),
            gettext_lazy("The question was sent."),
        ),
        Act(
            "yhdista",
            "structure.merge_bodies",
            forms.MergeForm,
            gettext_lazy("Merge another body into this one"),
            gettext_lazy("Choose this when two rows are the same group."),
            gettext_lazy("Merge"),
            gettext_lazy("The bodies were merged. You can undo this in the history."),
            is_grave=True,
        ),
        Act(
            "jaa",
            "structure.merge_bodies",
            forms.SplitForm,
            gettext_lazy("Split into several bodies"),
            gettext_lazy("Choose this when one row names several groups."),
            gettext_lazy("Split"),
            gettext_lazy("The body was split."),
            is_grave=True,
        ),
        Act(
            "paata",
            "structure.change_body",
            forms.EndForm,
            gettext_lazy("End"),
            gettext_lazy("The body stays in the history. Its seats end on the same day."),
            gettext_lazy("End the body"),
            gettext_lazy("The body has ended."),
            is_grave=True,
        ),
        Act(
            "peru",
            "structure.change_body",
            forms.WithdrawForm,
            gettext_lazy("Withdraw a mistaken record"),
            gettext_lazy("Choose this only when there never was such a body."),
            gettext_lazy("Withdraw"),
            gettext_lazy("The record was withdrawn."),
            is_grave=True,
        ),
    )
}


def acts_for(request: HttpRequest, body: Body) -> list[Act]:
    """The acts that this user may do on the body."""
    allowed = {operation: may(request.principal, operation, body) for operation in {a.operation for a in ACTS.values()}}
    return [act for act in ACTS.values() if allowed[act.operation]]


@login_required
def act_on_body(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    """Show an act's form and perform it."""
    act = ACTS.get(word)
    if act is None:
        raise Http404
    body = get_object_or_404(body_of(area, key, user=request.user))
    if not may(request.principal, act.operation, body):
        raise NotAllowed(act.operation)
    form = act.form(request.POST or None, record=body, user=request.user)
    # A finding leads here with its answer in the address, such as the body to merge.
    form.initial.update(
        {name: value for name, value in request.GET.items() if name in form.fields and name != "version"}
    )
    return _perform(request, form, act, body, back=body.get_absolute_url())


def _perform(request: HttpRequest, form: Any, act: Act, record: Any, *, back: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            form.perform(by=request.principal)
        except Conflict:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, act.done)
            return redirect(back)
    status = 422 if form.is_bound else 200
    return render(
        request, "structure/act.html", {"form": form, "act": act, "record": record, "back": back}, status=status
    )


SEAT_ACTS = {
    "eroa": Act(
        "eroa",
        "structure.edit_seats",
        forms.ResignForm,
        gettext_lazy("End a member's time in the seat"),
        gettext_lazy("The place stays as a vacant seat unless you choose otherwise."),
        gettext_lazy("Save"),
        gettext_lazy("Saved."),
        is_grave=True,
    ),
    "vaihda": Act(
        "vaihda",
        "structure.edit_seats",
        forms.ReplaceForm,
        gettext_lazy("Fill or change the seat"),
        gettext_lazy("The earlier holder's time ends on the day before."),
        gettext_lazy("Save"),
        gettext_lazy("Saved."),
    ),
}


@login_required
def act_on_seat(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    """Resign from a seat or let someone else hold it."""
    act = SEAT_ACTS.get(word)
    if act is None:
        raise Http404
    seats = Seat.objects.visible_to(request.user).of(area).select_related("body__home", "home", "person", "term")
    seat = get_object_or_404(seats, key=key)
    if not may(request.principal, act.operation, seat):
        raise NotAllowed(act.operation)
    form = act.form(request.POST or None, record=seat, user=request.user)
    return _perform(request, form, act, seat, back=seat.body.get_absolute_url())


@login_required
def found(request: HttpRequest, area: Area) -> HttpResponse:
    """Found a new body."""
    if not may(request.principal, "structure.found_body", area):
        raise NotAllowed("structure.found_body")
    form = forms.FoundForm(request.POST or None, area=area, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            body = form.perform(by=request.principal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The body was founded. Complete its mandate and seats next."))
            return redirect(body)
    return render(request, "structure/found.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def confirm(request: HttpRequest, area: Area) -> HttpResponse:
    """Confirm one body or a list of them as one act."""
    keys = request.POST.getlist("body")
    today = timezone.localdate()
    bodies = list(bodies_of(area, user=request.user, day=today).filter(home=area, key__in=keys))
    try:
        count = confirm_bodies(bodies, day=today, by=request.principal)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            ngettext("%(count)s body confirmed.", "%(count)s bodies confirmed.", count) % {"count": count},
        )
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and not back.startswith("//") and "\\" not in back
    return redirect(back if is_ours else reverse("structure:bodies", args=[area]))


@login_required
@require_POST
def ask_all(request: HttpRequest, area: Area) -> HttpResponse:
    """Ask the chairs of all unconfirmed bodies at once."""
    try:
        asked = ask_chairs(area, by=request.principal, today=timezone.localdate())
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        text = ngettext("%(count)s chair was asked by e-mail.", "%(count)s chairs were asked by e-mail.", len(asked))
        messages.success(request, text % {"count": len(asked)})
    return redirect(reverse("structure:bodies", args=[area]) + "?vahvistamatta=1")
