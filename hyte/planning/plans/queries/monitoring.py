"""How the following of plans goes: late, silent, unmeasured, ownerless, without means. Each rule is said in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area
from hyte.planning.plans.choices import FOLLOWED, MeasureKind
from hyte.planning.plans.models import Action, Measure, Objective, PlanObjective

LATE, SILENT, UNMEASURED, OWNERLESS, WITHOUT_MEANS = "late", "silent", "unmeasured", "ownerless", "without_means"
RULES: dict[str, Any] = {
    LATE: _("Late: the day by which the action should be ready has passed, and it is neither done nor given up."),
    SILENT: _("Silent: an action that has begun has no progress report within the set number of days."),
    UNMEASURED: _("No measure: neither the objective nor any action under it has a measure."),
    OWNERLESS: _(
        "Nobody in charge: the objective names no body, or the action neither a post nor a unit that is there."
    ),
    WITHOUT_MEANS: _("No means: the action tells of no money, working time, grants or premises."),
}


def silent_days() -> int:
    """After how many days without a report an action is silent; a setting of the installation."""
    return settings.PLANS_SILENT_DAYS


def followed_actions(area: Area, *, user: Any) -> QuerySet[Action]:
    """Unfinished actions of the area's plans in force, with what their newest report says."""
    rows = Action.objects.visible_to(user).live().of(area).followed().unfinished()
    return rows.select_related("home", "objective__home", "post", "unit").order_by("ends", "pk")


def late_actions(area: Area, *, user: Any, day: date) -> QuerySet[Action]:
    return followed_actions(area, user=user).filter(_is_late(day))


def _is_late(day: date) -> Q:
    return Q(ends__lt=day)


def silent_actions(area: Area, *, user: Any, day: date) -> QuerySet[Action]:
    """Begun actions whose newest report, or whose beginning when there is none, is too long ago."""
    return heard_before(followed_actions(area, user=user), day - timedelta(days=silent_days()), day=day)


def heard_before(actions: QuerySet[Action], limit: date, *, day: date) -> QuerySet[Action]:
    """Of actions begun by a day those last heard of before the limit: `heard_on` is the report, the start or the record."""
    return actions.annotate(heard_on=HEARD_ON).filter(_is_silent(limit, day))


HEARD_ON = Coalesce(F("reported_on"), F("starts"), F("confirmed_on"))


def _is_silent(limit: date, day: date) -> Q:
    return Q(Q(starts__isnull=True) | Q(starts__lte=day), heard_on__lt=limit)


def actions_without_owner(area: Area, *, user: Any, day: date) -> QuerySet[Action]:
    """Actions with neither a post that is there on the day nor a unit."""
    return followed_actions(area, user=user).filter(_is_ownerless(day))


def _is_ownerless(day: date) -> Q:
    post_gone = Q(post__isnull=True) | Q(post__valid_until__lt=day) | Q(post__withdrawn_on__isnull=False)
    return Q(post_gone, unit__isnull=True)


IS_WITHOUT_MEANS = Q(money__isnull=True, work_months__isnull=True, grants="", premises="")


def actions_without_means(area: Area, *, user: Any) -> QuerySet[Action]:
    return followed_actions(area, user=user).filter(IS_WITHOUT_MEANS)


def followed_objectives(area: Area, *, user: Any) -> QuerySet[Objective]:
    """The area's own objectives that stand in a plan in force."""
    held = PlanObjective.objects.filter(
        objective=OuterRef("pk"), plan__state__in=FOLLOWED, plan__withdrawn_on__isnull=True
    )
    rows = Objective.objects.visible_to(user).live().of(area).filter(Exists(held))
    return rows.select_related("home").order_by("pk")


def objectives_without_owner(area: Area, *, user: Any) -> QuerySet[Objective]:
    return followed_objectives(area, user=user).filter(owner__isnull=True)


def objectives_without_measure(area: Area, *, user: Any) -> QuerySet[Objective]:
    return followed_objectives(area, user=user).filter(_is_unmeasured())


def _is_unmeasured() -> Q:
    own = Measure.objects.live().filter(objective=OuterRef("pk"))
    under = Measure.objects.live().filter(action__objective=OuterRef("pk"), action__withdrawn_on__isnull=True)
    return Q(~Exists(own), ~Exists(under))


def late_milestones(area: Area, *, user: Any, day: date) -> QuerySet[Measure]:
    """Milestones whose day has passed without being reached, of what is followed."""
    actions = followed_actions(area, user=user).values("pk")
    objectives = followed_objectives(area, user=user).values("pk")
    rows = Measure.objects.visible_to(user).live().of(area)
    rows = rows.filter(kind=MeasureKind.MILESTONE, due__lt=day, reached_on__isnull=True)
    rows = rows.filter(Q(action__in=actions) | Q(objective__in=objectives))
    return rows.select_related("home", "action__home", "objective__home", "indicator").order_by("due", "pk")


@dataclass(frozen=True)
class Watched:
    """What the rules say of an area's plans: the records that each rule finds."""

    rule: str
    words: Any
    records: list[Any]


def watched(area: Area, *, user: Any, day: date) -> list[Watched]:
    """Every rule with what it finds, also when it finds nothing."""
    found = _found(area, user=user, day=day)
    return [Watched(rule, words, list(chain.from_iterable(found[rule]))) for rule, words in RULES.items()]


def counted(area: Area, *, user: Any, day: date) -> dict[str, int]:
    """How many records each rule finds, for who does not name them: all the rules are asked of the actions at once."""
    limit = day - timedelta(days=silent_days())
    actions = followed_actions(area, user=user).annotate(heard_on=HEARD_ON)
    found = actions.order_by().aggregate(
        late=Count("pk", filter=_is_late(day)),
        silent=Count("pk", filter=_is_silent(limit, day)),
        ownerless=Count("pk", filter=_is_ownerless(day)),
        without_means=Count("pk", filter=IS_WITHOUT_MEANS),
    )
    objectives = followed_objectives(area, user=user).order_by()
    of_objectives = objectives.aggregate(
        unmeasured=Count("pk", filter=_is_unmeasured()), ownerless=Count("pk", filter=Q(owner__isnull=True))
    )
    return {
        LATE: found["late"] + late_milestones(area, user=user, day=day).count(),
        SILENT: found["silent"],
        UNMEASURED: of_objectives["unmeasured"],
        OWNERLESS: found["ownerless"] + of_objectives["ownerless"],
        WITHOUT_MEANS: found["without_means"],
    }


def _found(area: Area, *, user: Any, day: date) -> dict[str, tuple[QuerySet[Any], ...]]:
    return {
        LATE: (late_actions(area, user=user, day=day), late_milestones(area, user=user, day=day)),
        SILENT: (silent_actions(area, user=user, day=day),),
        UNMEASURED: (objectives_without_measure(area, user=user),),
        OWNERLESS: (
            objectives_without_owner(area, user=user),
            actions_without_owner(area, user=user, day=day),
        ),
        WITHOUT_MEANS: (actions_without_means(area, user=user),),
    }
