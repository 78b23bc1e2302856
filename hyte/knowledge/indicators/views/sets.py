"""Sets of indicators: what belongs to each, what the area has a number for, and what it leaves out for a reason."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.queries.named import freshest
from hyte.governance.structure.views.acts import RecordAct, perform_act
from hyte.knowledge.indicators.forms.sets import LeaveOutForm, TakeBackForm
from hyte.knowledge.indicators.models import Omission
from hyte.knowledge.indicators.queries.sets import member_in_area, set_in_area, sets_in_area, versions_of

EDIT = "indicators.edit"
TABLES = (("set_versions", _("versions of the set")), ("set_members", _("indicators in the set")))
LEAVE_OUT = RecordAct(
    "jata-pois",
    EDIT,
    LeaveOutForm,
    _("Leave the indicator out"),
    _("Leave out"),
    _("The indicator was left out, with its reason."),
    _("The indicator stays in the set for others. Here it is shown as left out, with your reason."),
)
TAKE_BACK = RecordAct(
    "ota-takaisin",
    EDIT,
    TakeBackForm,
    _("Take the indicator back in"),
    _("Take back in"),
    _("The indicator is in the set again."),
)


def show_sets(request: HttpRequest, area: Area) -> HttpResponse:
    day = day_of(request)
    found = sets_in_area(area, user=request.user, day=day)
    context = {
        "sets": found,
        "freshest": freshest(one.set for one in found),
        "may_edit": may(request.principal, EDIT, area),
        "day": day,
    }
    return render(request, "indicators/sets.html", context)


def show_set(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    day, user = day_of(request), request.user
    found = set_in_area(area, key, user=user, day=day)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "versions": versions_of(found.set, user=user),
        "may_edit": may(request.principal, EDIT, area),
        "may_edit_set": may(request.principal, EDIT, found.set),
        "tables": TABLES,
        "day": day,
    }
    return render(request, "indicators/set.html", context)


def leave_out(request: HttpRequest, area: Area, key: str, number: int) -> HttpResponse:
    """Say why an indicator of a set does not concern the area."""
    row = member_in_area(area, key, number, user=request.user, day=day_of(request))
    if row is None:
        raise Http404
    back = reverse("indicators:set", args=[area, key])
    return perform_act(
        request, LEAVE_OUT, row.member, back=back, subject=area, list_title=row.member.set_version.of, area=area
    )


def take_back(request: HttpRequest, area: Area, key: str, omission: str) -> HttpResponse:
    """Have an indicator that was left out in the area's set again."""
    rows = Omission.objects.visible_to(request.user).live().of(area).filter(member__set_version__of__key=key)
    record = get_object_or_404(
        rows.select_related("home", "member__indicator", "member__set_version__of"), key=omission
    )
    back = reverse("indicators:set", args=[area, key])
    return perform_act(request, TAKE_BACK, record, back=back, list_title=record.member.set_version.of)
