"""Gaps of budgets: lines that do not come to the ledger's totals, and phenomena that stand behind nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_number
from hyte.core.thread.gaps import Finding, GapKind, Verb, register_gaps
from hyte.planning.budgets.models import Budget, Phenomenon
from hyte.planning.budgets.queries.summary import untied_budgets
from hyte.planning.budgets.rules import EDIT

COORDINATOR = gettext_lazy("wellbeing coordinator")
NOT_TIED = GapKind("budget_not_tied", COORDINATOR, is_seen=True)
NO_OBJECTIVE = GapKind(
    "phenomenon_without_objective",
    COORDINATOR,
    gettext_lazy("The phenomenon stands behind no objective and no action, so nobody can see what the money is for."),
    gettext_lazy("phenomena of which no objective is known (%(count)s)"),
)


def budget_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """What is missing in the area's budgets and phenomena."""
    for budget, check in untied_budgets(Budget.objects.visible_to(user).live().of(area)):
        why = _("The lines differ from the ledger by %(euros)s euros: %(kind)s, %(stage)s.") % {
            "euros": shown_number(check.difference),
            "kind": check.kind.label,
            "stage": check.stage.label,
        }
        address = reverse("budgets:budget-act", args=[area, budget.key, "rivit"])
        yield Finding(NOT_TIED, budget, Verb(_("Bring the lines again"), address, EDIT), why)
    bare = Phenomenon.objects.visible_to(user).live().of(area).filter(objectives=None, actions=None)
    for phenomenon in bare.order_by("pk"):
        address = reverse("budgets:phenomenon-act", args=[area, phenomenon.key, "muuta"])
        yield Finding(NO_OBJECTIVE, phenomenon, Verb(_("Name an objective"), address, EDIT))


register_gaps(budget_gaps)
