"""Pages of bodies and networks: the list, one body, and the acts on it."""

from __future__ import annotations

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

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.core.audit.recording import Refused
from hyte.core.search.queries import ids_matching
from hyte.core.thread.facts import latest_evidence
from hyte.governance.structure.forms import bodies as forms
from hyte.governance.structure.models import Body, Seat
from hyte.governance.structure.operations.bodies import confirm_bodies
from hyte.governance.structure.operations.questions import ask_chairs
from hyte.governance.structure.queries.bodies import (
    BodyFilter,
    body_of,
    children_of,
    filter_choices,
    lines_of,
    listed_bodies,
    seats_of,
)
from hyte.governance.structure.queries.contacts import Contacts, contacts_of_body
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings

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
        "lines": lines_of(page.object_list, area=area),
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
    if body.merged_into is not None and body.period_at(day_of(request)) is None:
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
    seats = seats_of(body, user=user, day=day)
    periods = sorted(body.periods.all(), key=lambda p: (p.valid_from or p.attested_on, p.pk))
    context = {
        "body": body,
        "period": period or body.period,
        "is_in_force": period is not None,
        "day": day,
        "periods": periods,
        "last_day": period.valid_until if period and periods[-1].pk == period.pk else None,
        "seats": seats,
        "contacts": contacts_of_body(body, period, seats=seats, user=user, day=day) if period else Contacts(),
        "children": children_of(body, user=user, day=day),
        "steps": body.appointment_steps.live()
        .filter(by_body__in=Body.objects.visible_to(user).live())
        .select_related("by_body__home", "provision__home")
        .prefetch_related("by_body__periods")
        .order_by("order"),
        "documents": body.documents.visible_to(user).live().select_related("home").order_by("order"),
        "duties": duties,
        **surroundings(body, user=user, day=day),
        "answers": body.confirmations.order_by("-day")[:5] if is_worker else [],
        "acts": [
            (act, reverse("structure:body-act", args=[area, key, act.word]))
            for act in offered(request, tuple(ACTS.values()), body)
            if period is not None
        ],
        "may_confirm": period is not None and may(request.principal, "structure.confirm", body),
        "may_seat": may(request.principal, "structure.edit_seats", body),
    }
    return render(request, "structure/body.html", context)


ACTS = {
    act.word: act
    for act in (
        RecordAct(
            "muuta",
            "structure.change_body",
            forms.ChangeForm,
            title=gettext_lazy("Complete or change"),
            lead=gettext_lazy(
                "Mandate, owner and the rest as they hold from a day on. The earlier stays in the history."
            ),
            button=gettext_lazy("Save"),
            done=gettext_lazy("Saved."),
        ),
        RecordAct(
            "kuvaa",
            "structure.change_body",
            forms.DescribeForm,
            title=gettext_lazy("Names, themes and parties"),
            lead=gettext_lazy("What does not depend on a day."),
            button=gettext_lazy("Save"),
            done=gettext_lazy("Saved."),
        ),
        RecordAct(
            "nimea",
            "structure.change_body",
            forms.RenameForm,
            title=gettext_lazy("Rename"),
            lead=gettext_lazy("The old name stays as another name, so the body is still found by it."),
            button=gettext_lazy("Rename"),
            done=gettext_lazy("The body has a new name."),
        ),
        RecordAct(
            "nimita",
            "structure.edit_seats",
            forms.AppointForm,
            title=gettext_lazy("Appoint to a seat"),
            lead=gettext_lazy("A seat without a person or a post is vacant and shows among the gaps."),
            button=gettext_lazy("Appoint"),
            done=gettext_lazy("The seat was recorded."),
        ),
        RecordAct(
            "kysy",
            "structure.ask_chair",
            forms.AskForm,
            title=gettext_lazy("Ask the chair"),
            lead=gettext_lazy(
                "The chair gets a link by e-mail and answers without an account: lives, changed or ended."
            ),
            button=gettext_lazy("Send the question"),
            done=gettext_lazy("The question was sent."),
        ),
        RecordAct(
            "yhdista",
            "structure.merge_bodies",
            forms.MergeForm,
            title=gettext_lazy("Merge another body into this one"),
            lead=gettext_lazy("Choose this when two rows are the same group."),
            button=gettext_lazy("Merge"),
            done=gettext_lazy("The bodies were merged. You can undo this in the history."),
            is_grave=True,
        ),
        RecordAct(
            "jaa",
            "structure.merge_bodies",
            forms.SplitForm,
            title=gettext_lazy("Split into several bodies"),
            lead=gettext_lazy("Choose this when one row names several groups."),
            button=gettext_lazy("Split"),
            done=gettext_lazy("The body was split."),
            is_grave=True,
        ),
        RecordAct(
            "paata",
            "structure.change_body",
            forms.EndForm,
            title=gettext_lazy("End"),
            lead=gettext_lazy("The body stays in the history. Its seats end on the same day."),
            button=gettext_lazy("End the body"),
            done=gettext_lazy("The body has ended."),
            is_grave=True,
        ),
        RecordAct(
            "peru",
            "structure.change_body",
            forms.WithdrawForm,
            title=gettext_lazy("Withdraw a mistaken record"),
            lead=gettext_lazy("Choose this only when there never was such a body."),
            button=gettext_lazy("Withdraw"),
            done=gettext_lazy("The record was withdrawn."),
            is_grave=True,
        ),
    )
}


def act_on_body(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    """Show an act's form and perform it."""
    act = ACTS.get(word)
    if act is None:
        raise Http404
    body = get_object_or_404(body_of(area, key, user=request.user))
    # A link may choose for the user already, such as the pair of an overlap.
    chosen = {name: request.GET[name] for name in request.GET if name in act.form.base_fields and name != "version"}
    return perform_act(request, act, body, back=body.get_absolute_url(), initial=chosen)


SEAT_ACTS = {
    "eroa": RecordAct(
        "eroa",
        "structure.edit_seats",
        forms.ResignForm,
        title=gettext_lazy("End a member's time in the seat"),
        lead=gettext_lazy("The place stays as a vacant seat unless you choose otherwise."),
        button=gettext_lazy("Save"),
        done=gettext_lazy("Saved."),
        is_grave=True,
    ),
    "vaihda": RecordAct(
        "vaihda",
        "structure.edit_seats",
        forms.ReplaceForm,
        title=gettext_lazy("Fill or change the seat"),
        lead=gettext_lazy("The earlier holder's time ends on the day before."),
        button=gettext_lazy("Save"),
        done=gettext_lazy("Saved."),
    ),
}


def act_on_seat(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    """Resign from a seat or let someone else hold it."""
    act = SEAT_ACTS.get(word)
    if act is None:
        raise Http404
    seats = Seat.objects.visible_to(request.user).of(area).select_related("body__home", "home", "person", "term")
    seat = get_object_or_404(seats, key=key)
    return perform_act(request, act, seat, back=seat.body.get_absolute_url())


FOUND = RecordAct(
    "uusi",
    "structure.found_body",
    forms.FoundForm,
    title=gettext_lazy("Add a body or network"),
    lead=gettext_lazy(
        "Look first whether it is already on the list under another name. A name and a kind are enough to begin with."
    ),
    button=gettext_lazy("Add"),
    done=gettext_lazy("The body was founded. Complete its mandate and seats next."),
    opens_made=True,
)


def found(request: HttpRequest, area: Area) -> HttpResponse:
    """Found a new body."""
    back, title = reverse("structure:bodies", args=[area]), _("Bodies and networks")
    return perform_act(request, FOUND, area, back=back, list_title=title)


@login_required
@require_POST
def confirm(request: HttpRequest, area: Area) -> HttpResponse:
    """Confirm one body or a list of them as one act."""
    keys = request.POST.getlist("body")
    today = timezone.localdate()
    bodies = list(Body.objects.visible_to(request.user).of(area).filter(key__in=keys))
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
