"""Gaps of plans: what is late, silent, unmeasured, ownerless or without means, and what a change of term left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb, register_gaps
from hyte.planning.plans.models import Action
from hyte.planning.plans.queries import monitoring
from hyte.planning.plans.queries.terms import orphans
from hyte.planning.plans.rules import CHANGE_TERM, EDIT, REPORT

WHO = gettext_lazy("whoever is in charge of the action")
COORDINATOR = gettext_lazy("wellbeing coordinator")
LATE = GapKind("action_late", WHO, is_seen=True)
MILESTONE = GapKind("milestone_late", WHO, is_seen=True)
SILENT = GapKind("action_silent", WHO, is_seen=True)
LEFT_BEHIND = GapKind("plan_left_behind", COORDINATOR, is_seen=True)
NO_MEASURE = GapKind(
    "objective_without_measure",
    COORDINATOR,
    gettext_lazy(
        "Neither the objective nor any action under it has a measure, so nobody can see whether it is reached."
    ),
    gettext_lazy("objectives of which no measure is known (%(count)s)"),
)
NO_OWNER = GapKind(
    "objective_without_owner",
    COORDINATOR,
    gettext_lazy("The objective names no body in charge of it."),
    gettext_lazy("objectives of which nobody in charge is known (%(count)s)"),
)
NO_DOER = GapKind(
    "action_without_owner",
    COORDINATOR,
    gettext_lazy("The action names neither a post nor a unit that is there."),
    gettext_lazy("actions of which nobody in charge is known (%(count)s)"),
)
NO_MEANS = GapKind(
    "action_without_means",
    COORDINATOR,
    gettext_lazy("The action tells of no money, working time, grants or premises."),
    gettext_lazy("actions of which no means are known (%(count)s)"),
)


def plan_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """What the rules of following find in the area's plans in force."""
    yield from _of_time(area, day, user)
    for objective in monitoring.objectives_without_measure(area, user=user):
        address = reverse("plans:objective-act", args=[area, objective.key, "mittari"])
        yield Finding(NO_MEASURE, objective, Verb(_("Add a measure"), address, EDIT))
    for objective in monitoring.objectives_without_owner(area, user=user):
        address = reverse("plans:objective-act", args=[area, objective.key, "muuta"])
        yield Finding(NO_OWNER, objective, Verb(_("Name the body"), address, EDIT))
    for action in monitoring.actions_without_owner(area, user=user, day=day):
        yield Finding(NO_DOER, action, Verb(_("Name who is in charge"), _change(area, action), EDIT))
    for action in monitoring.actions_without_means(area, user=user):
        yield Finding(NO_MEANS, action, Verb(_("Tell the means"), _change(area, action), EDIT))


def _of_time(area: Area, day: date, user: Any) -> Iterator[Finding]:
    for action in monitoring.late_actions(area, user=user, day=day):
        why = _("It should have been ready by %(day)s.") % {"day": shown_day(action.ends)}
        yield Finding(LATE, action, _report(area, action), why, due=action.ends)
    for measure in monitoring.late_milestones(area, user=user, day=day):
        why = _("It should have been reached by %(day)s.") % {"day": shown_day(measure.due)}
        address = reverse("plans:measure-act", args=[area, measure.key, "muuta"])
        yield Finding(MILESTONE, measure, Verb(_("Record it"), address, EDIT), why, due=measure.due)
    for action in monitoring.silent_actions(area, user=user, day=day):
        why = _("Nothing has been heard of it since %(day)s.") % {"day": shown_day(action.heard_on)}
        yield Finding(SILENT, action, _report(area, action), why)


def _change(area: Area, action: Action) -> str:
    return reverse("plans:action-act", args=[area, action.key, "muuta"])


def _report(area: Area, action: Action) -> Verb:
    return Verb(_("Report"), reverse("plans:action-act", args=[area, action.key, "raportoi"]), REPORT)


def term_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """What a change of term has left behind: this stays empty when terms are changed by the product."""
    for lost in orphans(area.pk):
        why = _("It stands in no plan that goes on, and nothing tells what became of it.")
        yield Finding(LEFT_BEHIND, lost, Verb(_("Look at it"), lost.get_absolute_url(), CHANGE_TERM), why)


register_gaps(plan_gaps)
register_gaps(term_gaps)
