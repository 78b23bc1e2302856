"""What the areas of a region put together into one phenomenon: each area's own row, and what is not known apart from zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.planning.budgets.choices import Basis, LineKind
from hyte.planning.budgets.models import Budget, BudgetLine, Phenomenon, Share
from hyte.planning.budgets.queries.classes import class_names
from hyte.planning.budgets.queries.parts import Gathered, Span, gathered, grouped, money_of, spans_of, totals
from hyte.planning.budgets.queries.summary import percents_of
from hyte.planning.budgets.tallies import Money, sum_of


@dataclass(frozen=True)
class AreaRow:
    """What one area puts in: nothing known without a budget, nothing tagged without a share."""

    area: Area
    budget: Budget | None
    money: Money | None
    lines: int = 0
    percents: list[float | None] = field(default_factory=list)


@dataclass(frozen=True)
class NamedRow:
    """What goes through one class of services, or stands on one basis."""

    name: Any
    money: Money
    code: str = ""


@dataclass(frozen=True)
class Together:
    """One kind of lines of a phenomenon in a year."""

    kind: LineKind
    areas: list[AreaRow]
    total: Money
    classes: list[NamedRow]
    bases: list[NamedRow]
    spans: list[Span]

    @property
    def has_estimates(self) -> bool:
        return any(span.estimated is not None for span in self.spans)

    @property
    def known_areas(self) -> int:
        """Areas of which a budget is known."""
        return sum(row.budget is not None for row in self.areas)


def region_of(phenomenon: Phenomenon, day: date, *, user: Any) -> list[Area]:
    """The phenomenon's own area, a county's municipalities, and others whose lines the user sees tagged with it."""
    inside = Area.objects.within(phenomenon.home, day).values("pk")
    tagged = Share.objects.visible_to(user).live().filter(phenomenon=phenomenon).values("home")
    areas = Area.objects.filter(Q(pk__in=inside) | Q(pk__in=tagged))
    return sorted(areas, key=lambda area: (area.pk != phenomenon.home_id, finnish_key(str(area))))


def years_of(areas: Iterable[Area], *, user: Any) -> list[int]:
    """Years of which some area has a budget, the newest first."""
    rows = Budget.objects.visible_to(user).live().filter(home__in=list(areas))
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def put_together(phenomenon: Phenomenon, *, areas: list[Area], year: int, user: Any) -> list[Together]:
    """Expenditure and revenue, apart, of each area, class of services and basis, with the range of expert estimates."""
    rows = Budget.objects.visible_to(user).live().filter(home__in=areas, year=year).select_related("home")
    budgets = {budget.home_id: budget for budget in rows}
    found = gathered([budget.pk for budget in budgets.values()], phenomenon=phenomenon)
    wholes = totals(BudgetLine.objects.filter(budget__in=list(budgets.values())), "budget_id", "kind")
    names = class_names(areas[0])
    by_kind = grouped(found, "kind")
    return [
        _of_kind(kind, by_kind.get((kind.value,), []), areas=areas, budgets=budgets, wholes=wholes, names=names)
        for kind in LineKind
        if (kind.value,) in by_kind or kind == LineKind.EXPENDITURE
    ]


def _of_kind(
    kind: LineKind,
    found: list[Gathered],
    *,
    areas: list[Area],
    budgets: dict[int, Budget],
    wholes: dict[Any, Money],
    names: dict[str, str],
) -> Together:
    by_budget, by_basis = grouped(found, "budget"), grouped(found, "basis")
    rows = [_area_row(area, budgets.get(area.pk), by_budget, wholes, kind) for area in areas]
    classes = [
        NamedRow(names.get(code, ""), money_of(some), code)
        for (code,), some in sorted(grouped(found, "service_class").items())
    ]
    bases = [NamedRow(basis.label, money_of(by_basis[basis.value,])) for basis in Basis if (basis.value,) in by_basis]
    total = sum_of(row.money for row in rows if row.money is not None)
    return Together(kind, rows, total, classes, bases, spans_of(found))


def _area_row(
    area: Area,
    budget: Budget | None,
    by_budget: dict[Any, list[Gathered]],
    wholes: dict[Any, Money],
    kind: LineKind,
) -> AreaRow:
    if budget is None:
        return AreaRow(area, None, None)
    own = by_budget.get((budget.pk,))
    if own is None:
        return AreaRow(area, budget, None)
    money = money_of(own)
    return AreaRow(
        area, budget, money, sum(one.lines for one in own), percents_of(money, wholes[budget.pk, kind.value])
    )
