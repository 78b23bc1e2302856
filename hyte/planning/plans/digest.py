"""What the desk and the weekly mail ask of whoever is in charge: where each open action stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from hyte.core.accounts.models import User
from hyte.core.accounts.rules import SYSTEM, Principal, may
from hyte.core.tasks.asks import Ask, register_asks
from hyte.planning.plans.models import Action
from hyte.planning.plans.operations.progress import DAYS_OPEN, issue_progress_link
from hyte.planning.plans.queries.monitoring import heard_before
from hyte.planning.plans.rules import REPORT


def waiting_actions(user: User, *, day: date) -> QuerySet[Action]:
    """The person's begun and unfinished actions of which nothing was heard within a month."""
    holder = Q(post__holder__user=user)
    if user.email:
        holder |= Q(post__holder__email__iexact=user.email)
    rows = Action.objects.live().filter(holder, post__withdrawn_on__isnull=True).exclude(post__valid_until__lt=day)
    rows = rows.followed().unfinished().select_related("home", "post")
    return heard_before(rows, day - timedelta(days=DAYS_OPEN), day=day).order_by("ends", "pk")


def ask_on_desk(user: User, *, day: date) -> Iterator[Ask]:
    """Each with the form on the action's own page, where the person may use it."""
    for action in waiting_actions(user, day=day):
        if may(Principal(user=user), REPORT, action):
            address = reverse("plans:action-act", args=[action.home, action.key, "raportoi"])
            yield Ask(str(action), str(action.home), address)


def ask_by_mail(user: User, *, day: date) -> Iterator[Ask]:
    """Each with a link of its own, which needs no account."""
    for action in waiting_actions(user, day=day):
        yield Ask(str(action), str(action.home), issue_progress_link(action, email=user.email, by=SYSTEM, today=day))


register_asks(on_desk=ask_on_desk, by_mail=ask_by_mail)
