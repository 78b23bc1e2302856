"""Budgets for tests: an approved budget with lines, phenomena, and shares of the lines."""

from decimal import Decimal

from hyte.planning.budgets.models import Budget, BudgetLine, Phenomenon, ServiceClass, Share
from tests.factories import DAY, AreaFactory


def budget_of(area=None, **values):
    number = Budget.objects.count()
    return Budget.objects.create(
        **{
            "key": f"talousarvio-{number}",
            "home": area or AreaFactory(),
            "name_fi": f"Talousarvio {number}",
            "year": 2026,
            "state": "approved",
            "confirmed_on": DAY,
            **values,
        }
    )


def line_of(budget, planned="1000000", **values):
    number = BudgetLine.objects.count()
    return BudgetLine.objects.create(
        **{
            "key": f"{budget.key}-{number}",
            "budget": budget,
            "home": budget.home,
            "code": f"{4000 + number}",
            "name": f"Rivi {number}",
            "kind": "expenditure",
            "planned": None if planned is None else Decimal(planned),
            **values,
        }
    )


def phenomenon_of(area=None, mode="exclusive", **values):
    number = Phenomenon.objects.count()
    return Phenomenon.objects.create(
        **{
            "key": f"ilmio-{number}",
            "home": area or AreaFactory(),
            "name_fi": f"Ilmiö {number}",
            "mode": mode,
            "confirmed_on": DAY,
            **values,
        }
    )


def share_of(line, phenomenon, basis="whole", **values):
    return Share.objects.create(line=line, phenomenon=phenomenon, home=line.home, basis=basis, **{"day": DAY, **values})


def class_of(area, code, **values):
    key = f"luokka-{ServiceClass.objects.count()}"
    return ServiceClass.objects.create(**{"key": key, "home": area, "code": code, "name_fi": code, **values})


def published_money(area, key, *, year=2026, themes=(), objectives=(), actions=()):
    """An approved budget whose line goes to a phenomenon, with everything that the open data tells of either."""
    phenomenon = phenomenon_of(area, key=key, principal_means_fi="Kun se on tarkoitus")
    for name, rows in (("themes", themes), ("objectives", objectives), ("actions", actions)):
        getattr(phenomenon, name).set(rows)
    budget = budget_of(area, key=key, year=year, expenditure_planned=Decimal("1000000.10"))
    line = line_of(budget, "1000000.10", key=f"{key}-rivi", service_class="3110", account="4000", unit="Sivistys")
    share_of(line, phenomenon, "measured", percent=Decimal("33.33"), source="Kävijälaskuri")
    return budget
