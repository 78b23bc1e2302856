"""Beginning a budget, describing it, its states, and the ledger's totals that its lines are held against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.operations.keys import free_key
from hyte.planning.budgets.choices import NEXT, BudgetState
from hyte.planning.budgets.models import LEDGER, Budget
from hyte.planning.budgets.rules import EDIT


@transaction.atomic
def begin_budget(area: Area, *, name_fi: str, year: int, by: Principal, today: date, **values: Any) -> Budget:
    """Begin the budget of a year as a proposal; its lines come from a file."""
    require(by, EDIT, area)
    budget = Budget(
        key=free_key(name_fi, area=area, model=Budget),
        home=area,
        name_fi=name_fi,
        year=year,
        confirmed_on=today,
        **values,
    )
    with record(budget, verb="budget begun", by=by) as recording:
        recording.add(budget)
    return budget


@transaction.atomic
def describe_budget(budget: Budget, *, version: int, by: Principal, today: date, **values: Any) -> Budget:
    """Change the name, the year or the source of a budget."""
    require(by, EDIT, budget)
    budget = lock(budget, version=version)
    _refuse_withdrawn(budget)
    with record(budget, verb="budget described", by=by) as recording:
        recording.change(budget, **values, confirmed_on=today)
    return budget


@transaction.atomic
def move_budget(budget: Budget, *, version: int, state: str, by: Principal) -> Budget:
    """Take a budget on from proposal to approved and closed, or a step back."""
    require(by, EDIT, budget)
    budget = lock(budget, version=version)
    _refuse_withdrawn(budget)
    if state not in NEXT[BudgetState(budget.state)]:
        raise Refused(
            _("A budget that is %(now)s cannot become %(next)s.")
            % {"now": budget.get_state_display(), "next": BudgetState(state).label}
        )
    with record(budget, verb="budget moved", by=by) as recording:
        recording.change(budget, state=BudgetState(state))
    return budget


@transaction.atomic
def note_ledger(
    budget: Budget, *, version: int, totals: Mapping[str, Decimal | None], file_name: str = "", by: Principal
) -> Budget:
    """Note the ledger's totals, and the file that the lines come from; the page holds the lines against them to the cent."""
    require(by, EDIT, budget)
    budget = lock(budget, version=version)
    _refuse_withdrawn(budget)
    if unknown := totals.keys() - LEDGER.values():
        raise Refused(_("The ledger has no such total: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    named = {"file_name": file_name[:200]} if file_name else {}
    with record(budget, verb="ledger totals noted", by=by) as recording:
        recording.change(budget, **totals, **named)
    return budget


@transaction.atomic
def withdraw_budget(budget: Budget, *, version: int, reason: str, by: Principal, today: date) -> Budget:
    """Take back a budget that was recorded by mistake; its lines and their shares count nowhere then."""
    require(by, EDIT, budget)
    budget = lock(budget, version=version)
    _refuse_withdrawn(budget)
    if not reason.strip():
        raise Refused(_("Give the reason."))
    with record(budget, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(budget, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return budget


def _refuse_withdrawn(budget: Budget) -> None:
    if budget.withdrawn_on:
        raise Refused(_("The budget has been withdrawn."))
