"""Duties and the provisions they stand on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.structure.forms import duties as forms
from hyte.governance.structure.models import Duty, Provision
from hyte.governance.structure.queries.duties import (
    DutyFilter,
    carriers_of,
    children_of,
    duties_on,
    duties_with_carriers,
    duty_groups,
    lines_of,
    provisions_of,
)
from hyte.governance.structure.queries.named import freshest
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.corrections import CORRECT
from hyte.governance.structure.views.surroundings import surroundings

EDIT = "structure.edit_duty"
DUTY_ACTS = (
    CORRECT,
    RecordAct(
        "maaraaika",
        EDIT,
        forms.NextDueForm,
        _("Set when the duty is next due"),
        _("Save"),
        _("Saved."),
        _("A due day can be set only where the provision has been read in the law."),
    ),
    RecordAct(
        "toteuttaja",
        EDIT,
        forms.CarrierForm,
        _("Change who carries the duty"),
        _("Save"),
        _("Saved."),
        _("Choose a body, a unit or an organisation; several can carry it together."),
    ),
)
PROVISION_ACTS = (
    CORRECT,
    RecordAct(
        "luettu",
        EDIT,
        forms.ReadForm,
        _("Mark as read in the law"),
        _("Mark as read"),
        _("The provision is marked as read."),
        _("Do this when you have read the provision itself, not only what a source says of it."),
    ),
    RecordAct(
        "vahvistettu",
        EDIT,
        forms.ConfirmProvisionForm,
        _("Mark as confirmed"),
        _("Confirm"),
        _("The provision is marked as confirmed."),
        _("Someone whose task it is has said that the provision is understood right here."),
    ),
)


def show_duties(request: HttpRequest, area: Area) -> HttpResponse:
    """All duties of an area under their provisions."""
    day, user = day_of(request), request.user
    is_worker = area.pk in worker_areas(user)
    only = DutyFilter(
        carrier=request.GET.get("toteuttaja", ""),
        provision=request.GET.get("saannos", ""),
        without_evidence=is_worker and bool(request.GET.get("ilman-nayttoa")),
    )
    groups = duty_groups(area, user=user, day=day, only=only)
    context = {
        "groups": groups,
        "only": only,
        "day": day,
        "carriers": carriers_of(area, user=user, day=day),
        "provisions": provisions_of(area, user=user, day=day),
        "freshest": freshest(line.duty for group in groups for line in group.lines),
    }
    return render(request, _part(request, "structure/duties.html", "structure/duties_list.html"), context)


def _part(request: HttpRequest, whole: str, part: str) -> str:
    """Only the list when a filter asks for it from an open page."""
    htmx = getattr(request, "htmx", None)
    return part if htmx and not htmx.boosted else whole


def show_duty(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    day, user = day_of(request), request.user
    # A duty that is not in force on the day still has its page, read as of that day.
    duty = get_object_or_404(Duty.objects.visible_to(user).of(area).select_related("home"), key=key)
    read = duties_with_carriers(user, day=day).filter(pk=duty.pk).first()
    line = lines_of([read or duty], user=user, day=day)[0]
    context = {
        "duty": line.duty,
        "line": line,
        "is_in_force": read is not None,
        "children": children_of(duty, user=user, day=day),
        "acts": offered(request, DUTY_ACTS, duty),
        **surroundings(duty, user=user, day=day),
        "day": day,
    }
    return render(request, "structure/duty.html", context)


def act_on_duty(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    duty = get_object_or_404(
        Duty.objects.visible_to(request.user).of(area).select_related("home", "provision", "body", "unit"), key=key
    )
    return perform_act(request, _named(DUTY_ACTS, word), duty, back=duty.get_absolute_url())


def show_provisions(request: HttpRequest, area: Area) -> HttpResponse:
    day = day_of(request)
    provisions = provisions_of(area, user=request.user, day=day)
    context = {"provisions": provisions, "day": day, "freshest": freshest(provisions)}
    return render(request, "structure/provisions.html", context)


def show_provision(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    day, user = day_of(request), request.user
    provision = get_object_or_404(Provision.objects.visible_to(user).of(area).select_related("home"), key=key)
    context = {
        "provision": provision,
        "lines": duties_on(provision, user=user, day=day),
        "acts": offered(request, PROVISION_ACTS, provision),
        **surroundings(provision, user=user, day=day),
        "day": day,
    }
    return render(request, "structure/provision.html", context)


def act_on_provision(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    provision = get_object_or_404(Provision.objects.visible_to(request.user).of(area).select_related("home"), key=key)
    return perform_act(request, _named(PROVISION_ACTS, word), provision, back=provision.get_absolute_url())


def _named(acts: tuple[RecordAct, ...], word: str) -> RecordAct:
    for act in acts:
        if act.word == word:
            return act
    raise Http404
