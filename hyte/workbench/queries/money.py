"""What the area's budget puts into the phenomena of its themes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from hyte.core.areas.models import Area
from hyte.governance.structure.models import Theme
from hyte.planning.budgets.choices import LineKind, Stage
from hyte.planning.budgets.models import Budget, Phenomenon
from hyte.planning.budgets.queries.parts import Gathered, gathered, grouped, money_of, spans_of
from hyte.planning.plans.models import Objective
from hyte.workbench.queries.promises import Promise


@dataclass(frozen=True)
class Spent:
    """What a phenomenon has of the budget's expenditure, by the stage that tells most, and what of it was spent."""

    phenomenon: Phenomenon
    stage: Stage
    euros: Decimal | None
    low: Decimal | None
    high: Decimal | None
    actual: Decimal | None
    unknown: int

    @property
    def is_estimated(self) -> bool:
        return self.low != self.high


@dataclass(frozen=True)
class ThemesMoney:
    """The area's newest budget up to a day, and what of it goes to the phenomena of each theme, in their order."""

    budget: Budget | None = None
    by_theme: Mapping[str, list[Spent]] = field(default_factory=dict)


def themes_money(
    area: Area,
    promises: Mapping[str, Sequence[Promise]],
    *,
    met_by: Mapping[str, Sequence[str]],
    user: Any,
    day: date,
) -> ThemesMoney:
    """Phenomena are a theme's by their own themes or by the objectives promised for it; they are never added up."""
    budgets = Budget.objects.visible_to(user).live().of(area).filter(year__lte=day.year)
    budget = budgets.select_related("home").order_by("-year").first()
    if budget is None:
        return ThemesMoney()
    rows = [one for one in gathered([budget.pk]) if one.kind == LineKind.EXPENDITURE]
    found = {pk: some for (pk,), some in grouped(rows, "phenomenon").items()}
    by_theme: dict[str, list[Spent]] = {key: [] for key in promises}
    for phenomenon in _phenomena(found, user):
        spent = _spent(phenomenon, found[phenomenon.pk])
        for key in _themes_of(phenomenon, promises, met_by):
            by_theme[key].append(spent)
    return ThemesMoney(budget, by_theme)


def _phenomena(ids: Collection[int], user: Any) -> list[Any]:
    rows = Phenomenon.objects.visible_to(user).live().filter(pk__in=list(ids)).select_related("home")
    ends = (Prefetch(name, model.objects.only("key"), to_attr=f"shown_{name}") for name, model in _ENDS)
    return list(rows.prefetch_related(*ends).order_by("order", "pk"))


_ENDS = (("themes", Theme), ("objectives", Objective))


def _themes_of(
    phenomenon: Any, promises: Mapping[str, Sequence[Promise]], met_by: Mapping[str, Sequence[str]]
) -> list[str]:
    own = {met for theme in phenomenon.shown_themes for met in met_by.get(theme.key, ())}
    objectives = {objective.key for objective in phenomenon.shown_objectives}
    return [key for key, rows in promises.items() if key in own or any(one.key in objectives for one in rows)]


def _spent(phenomenon: Phenomenon, found: list[Gathered]) -> Spent:
    """By the amended budget, unless more lines are known in the one first planned."""
    money = money_of(found)
    stage = Stage.PLANNED if money.planned.unknown < money.amended.unknown else Stage.AMENDED
    span = next(one for one in spans_of(found) if one.stage == stage)
    tally = money[stage.value]
    return Spent(
        phenomenon,
        stage,
        euros=_plain(tally.euros),
        low=_plain(span.low),
        high=_plain(span.high),
        actual=_plain(money.actual.euros),
        unknown=tally.unknown,
    )


def _plain(euros: Decimal | None) -> Decimal | None:
    """An amount with its cents only where it has some."""
    return euros.to_integral_value() if euros is not None and euros == euros.to_integral_value() else euros
