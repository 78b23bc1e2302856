"""What the weekly mail asks of whoever is in charge: where each open action stands, one link for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from hyte.core.accounts.models import User
from hyte.core.accounts.rules import SYSTEM
from hyte.core.tasks.digest import Ask, register_asks
from hyte.planning.plans.models import Action
from hyte.planning.plans.operations.progress import DAYS_OPEN, issue_progress_link
from hyte.planning.plans.queries.monitoring import heard_before


def progress_asks(user: User, *, day: date) -> Iterator[Ask]:
    """The person's begun and unfinished actions of which nothing was heard within a month."""
    holder = Q(post__holder__user=user) | Q(post__holder__email__iexact=user.email)
    rows = Action.objects.live().filter(holder, post__withdrawn_on__isnull=True).exclude(post__valid_until__lt=day)
    rows = rows.followed().unfinished().select_related("home", "post")
    for action in heard_before(rows, day - timedelta(days=DAYS_OPEN), day=day).order_by("ends", "pk"):
        address = issue_progress_link(action, email=user.email, by=SYSTEM, today=day)
        yield Ask(str(action), str(action.home), address)


register_asks(progress_asks)
