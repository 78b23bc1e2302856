"""What comes next: meetings, the days of actions, the ends of plans and terms, and numbers that are expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.governance.meetings.queries import MeetingFilter, listed_meetings
from hyte.governance.structure.models import Term
from hyte.planning.plans.models import Plan
from hyte.planning.reports.choices import ReportState
from hyte.planning.reports.models import Report
from hyte.workbench.queries.numbers import ThemeNumber
from hyte.workbench.queries.promises import Promise

MOST_OF_A_KIND = 2


@dataclass(frozen=True)
class Coming:
    """A day to come: what happens and to what."""

    day: date
    what: str
    name: str
    url: str = ""
    is_example: bool = False


def coming_days(
    area: Area,
    *,
    plans: Iterable[Plan],
    promises: Iterable[Promise],
    numbers: Iterable[ThemeNumber],
    user: Any,
    day: date,
) -> list[Coming]:
    """The nearest days of each kind, in their order."""
    found = [
        *_meetings(area, user, day),
        *_nearest(_actions(promises, day)),
        *_nearest(_ends_of(plans, day))[:1],
        *_terms(area, user, day),
        *_nearest(_expected(numbers, day))[:1],
    ]
    return sorted(found, key=lambda one: (one.day, one.name))


def _nearest(rows: Iterable[Coming]) -> list[Coming]:
    return sorted(rows, key=lambda one: (one.day, one.name))[:MOST_OF_A_KIND]


def _meetings(area: Area, user: Any, day: date) -> list[Coming]:
    rows = listed_meetings(area, user=user, day=day, only=MeetingFilter(state="planned", time="coming"))
    return [
        Coming(row.day, _("meeting"), str(row.body), row.get_absolute_url(), row.is_example)
        for row in rows[:MOST_OF_A_KIND]
    ]


def _actions(promises: Iterable[Promise], day: date) -> list[Coming]:
    actions = {action.key: action for promise in promises for action in promise.actions.values()}
    return [
        Coming(one.ends, _("action should be ready"), one.name, one.now.url, one.now.is_example)
        for one in actions.values()
        if one.is_open and one.ends is not None and one.ends >= day
    ]


def _ends_of(plans: Iterable[Plan], day: date) -> list[Coming]:
    return [
        Coming(plan.ends, _("period of the plan ends"), str(plan), plan.get_absolute_url(), plan.is_example)
        for plan in plans
        if plan.ends is not None
    ]


def _terms(area: Area, user: Any, day: date) -> list[Coming]:
    # A municipality's terms may be kept by its county: whose they are, their organisation tells.
    own = Q(organisation__home=area) | Q(organisation__isnull=True, home=area)
    rows = Term.objects.visible_to(user).live().at(day).filter(own, valid_until__isnull=False)
    return [
        Coming(row.valid_until, _("term of office ends"), str(row), "", row.is_example)
        for row in rows.order_by("valid_until", "pk")[:MOST_OF_A_KIND]
    ]


def _expected(numbers: Iterable[ThemeNumber], day: date) -> list[Coming]:
    datasets = {one.indicator.dataset.pk: one.indicator.dataset for one in numbers}
    return [
        Coming(row.next_due, _("next numbers are expected"), str(row), "", row.is_example)
        for row in datasets.values()
        if row.next_due is not None and row.next_due >= day
    ]


def newest_report(area: Area, *, user: Any) -> Report | None:
    """The area's approved wellbeing report that reaches furthest."""
    rows = Report.objects.visible_to(user).live().of(area).filter(state=ReportState.APPROVED).select_related("home")
    return rows.order_by("-last", "-approved_on", "pk").first()
