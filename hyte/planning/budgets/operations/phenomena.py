"""Phenomena, and what the steps of a marker count in an area."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.operations.keys import free_key
from hyte.planning.budgets.models import Budget, MarkerSetting, Phenomenon, Share
from hyte.planning.budgets.queries.markers import lines_beyond_the_whole, setting_of
from hyte.planning.budgets.rules import EDIT, SET_MARKERS
from hyte.planning.plans.operations.plans import split, tie_all

TIES = ("themes", "objectives", "actions")
NAMED_LINES = 3  # lines that a refusal names


@transaction.atomic
def add_phenomenon(area: Area, *, by: Principal, today: date, **values: Any) -> Phenomenon:
    """Name something that money of many units is looked at by."""
    require(by, EDIT, area)
    own, ties = split(values, TIES)
    phenomenon = Phenomenon(
        key=free_key(own["name_fi"], area=area, model=Phenomenon), home=area, confirmed_on=today, **own
    )
    with record(phenomenon, verb="phenomenon added", by=by) as recording:
        recording.add(phenomenon)
        tie_all(recording, phenomenon, ties)
    return phenomenon


@transaction.atomic
def describe_phenomenon(
    phenomenon: Phenomenon, *, version: int, by: Principal, today: date, **values: Any
) -> Phenomenon:
    """Change what a phenomenon says of itself and which objectives and actions it stands behind."""
    require(by, EDIT, phenomenon)
    phenomenon = lock(phenomenon, version=version)
    if phenomenon.withdrawn_on:
        raise Refused(_("The phenomenon has been withdrawn."))
    shares = Share.objects.filter(phenomenon=phenomenon)
    if values.get("mode", phenomenon.mode) != phenomenon.mode and shares.exists():
        raise Refused(_("Budget lines have been tagged with the phenomenon, so its mode stays as it is."))
    if not values.get("is_shared", phenomenon.is_shared) and shares.exclude(home=phenomenon.home_id).exists():
        raise Refused(_("Budgets of other areas have been tagged with the phenomenon, so it stays shared."))
    own, ties = split(values, TIES)
    with record(phenomenon, verb="phenomenon described", by=by) as recording:
        recording.change(phenomenon, **own, confirmed_on=today)
        tie_all(recording, phenomenon, ties)
    return phenomenon


@transaction.atomic
def withdraw_phenomenon(phenomenon: Phenomenon, *, version: int, reason: str, by: Principal, today: date) -> Phenomenon:
    """Take back a phenomenon that was recorded by mistake; shares of lines are taken off it first."""
    require(by, EDIT, phenomenon)
    phenomenon = lock(phenomenon, version=version)
    if phenomenon.withdrawn_on:
        raise Refused(_("The phenomenon has been withdrawn."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if Share.objects.filter(phenomenon=phenomenon).exists():
        raise Refused(_("Budget lines have been tagged with the phenomenon. Take the tags off first."))
    with record(phenomenon, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(phenomenon, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return phenomenon


@transaction.atomic
def set_markers(
    area: Area, *, version: int, principal: Decimal, significant: Decimal, none: Decimal, by: Principal
) -> MarkerSetting:
    """Set how many per cent of a line each step of a marker counts; every figure of the area follows at once."""
    require(by, SET_MARKERS, area)
    setting = setting_of(area)
    if setting.pk:
        setting = lock(setting, version=version)
    lock_budgets(area)
    percents = {"principal": principal, "significant": significant, "none": none}
    with record(setting, verb="markers set", by=by) as recording:
        if setting.pk:
            recording.change(setting, **percents)
        else:
            setting = recording.add(MarkerSetting(home=area, **percents))
        refuse_beyond_the_whole(area)
    return setting


def lock_budgets(area: Area | int) -> None:
    """Whoever tags a line locks its budget first, so no tag comes in between."""
    list(Budget.objects.select_for_update().filter(home=area).order_by("pk").values_list("pk"))


def refuse_beyond_the_whole(area: Area | int) -> None:
    """Shares of a line to exclusive phenomena stay within the line, whatever markers count and whatever is undone."""
    over = list(lines_beyond_the_whole(area))
    if over:
        names = "; ".join(str(line) for line in over[:NAMED_LINES])
        raise Refused(
            _("Then more than the whole of %(count)s lines would go to exclusive phenomena: %(names)s.")
            % {"count": len(over), "names": names}
        )
