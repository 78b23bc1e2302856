"""Work of screening that takes longer than a second."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import SYSTEM, Principal
from hyte.core.tasks.duties import register_duty
from hyte.core.tasks.jobs import register_work
from hyte.knowledge.screening.models import Base, Programme, RuleSet
from hyte.knowledge.screening.operations.compilations import COMPILE_WORK, compile_figures
from hyte.knowledge.screening.operations.sums import RELEASE_WORK, release_sums


def compile_period(
    *, progress: Any, by: Principal, programme: int, rule_set: int, base: int | None, period: list[str]
) -> dict[str, Any]:
    """Compile a period; the job's page leads to the figures."""
    first, last = (date.fromisoformat(day) for day in period)
    found = compile_figures(
        Programme.objects.select_related("home").get(pk=programme),
        rule_set=RuleSet.objects.get(pk=rule_set),
        base=Base.objects.get(pk=base) if base else None,
        first=first,
        last=last,
        by=by,
        today=timezone.localdate(),
        progress=progress,
    )
    return {
        "summary": _("The figures were compiled."),
        "address": found.get_absolute_url(),
        "address_label": _("Look at the figures"),
    }


def release(*, progress: Any, by: Principal, programme: int) -> dict[str, Any]:
    """Renew what the store of numbers knows of a programme."""
    found = Programme.objects.select_related("home").get(pk=programme)
    release_sums(found, by=by, now=timezone.now())
    return {
        "summary": _("The published figures are in the store of numbers."),
        "address": found.get_absolute_url(),
        "address_label": str(found),
    }


def _release_when_different(day: date) -> int:
    """Renew the sums of programmes whose published figures have changed otherwise, such as by an undone act."""
    with_figures = Programme.objects.filter(compilations__isnull=False).distinct().select_related("home")
    for programme in with_figures:
        release_sums(programme, by=SYSTEM, now=timezone.now())
    return len(with_figures)


register_work(COMPILE_WORK, compile_period)
register_work(RELEASE_WORK, release)
register_duty("published sums of screening", _release_when_different)
