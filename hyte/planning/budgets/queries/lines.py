"""Lines of a budget as the page that tags them shows them: narrowed, the untagged first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.planning.budgets.models import Budget, BudgetLine, Phenomenon, Share
from hyte.planning.budgets.queries.classes import classes_read_by


@dataclass(frozen=True)
class Filters:
    """What narrows the lines: words, kind, class of services, unit, and whether they are tagged, with what."""

    words: str = ""
    kind: str = ""
    service_class: str = ""
    unit: str = ""
    tagged: str = ""
    phenomenon: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filters:
        names = {"q": "words", "laji": "kind", "luokka": "service_class", "yksikko": "unit"}
        names |= {"tila": "tagged", "ilmio": "phenomenon"}
        return cls(
            **{field: (given.get(name) or "").replace("\x00", "").strip()[:200] for name, field in names.items()}
        )


def lines_shown(budget: Budget, filters: Filters) -> QuerySet[BudgetLine]:
    """The lines that the filters leave, untagged ones first; tagged with the chosen phenomenon, when one is chosen."""
    shares = Share.objects.filter(line=OuterRef("pk"), phenomenon__withdrawn_on__isnull=True)
    if filters.phenomenon:
        shares = shares.filter(phenomenon__key=filters.phenomenon)
    rows = BudgetLine.objects.filter(budget=budget).annotate(is_tagged=Exists(shares))
    rows = rows.filter(is_dropped=filters.tagged == "poistuneet")
    if filters.words:
        rows = rows.filter(
            Q(code__icontains=filters.words) | Q(name__icontains=filters.words) | Q(account__icontains=filters.words)
        )
    for name in ("kind", "service_class", "unit"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.tagged in {"merkityt", "merkitsemattomat"}:
        rows = rows.filter(is_tagged=filters.tagged == "merkityt")
    return rows.order_by("is_tagged", "-kind", "code", "pk")


def with_shares(lines: QuerySet[BudgetLine]) -> QuerySet[BudgetLine]:
    """The lines with their shares and the shares' phenomena, read at once."""
    shares = Share.objects.filter(phenomenon__withdrawn_on__isnull=True).select_related("phenomenon__home", "author")
    return lines.prefetch_related(Prefetch("shares", queryset=shares.order_by("phenomenon__order", "phenomenon_id")))


def units_of(budget: Budget) -> list[str]:
    """Units that the budget's lines name."""
    units = BudgetLine.objects.filter(budget=budget).exclude(unit="").order_by().values_list("unit", flat=True)
    return sorted(set(units), key=finnish_key)


def classes_of(budget: Budget) -> list[tuple[str, str]]:
    """Classes that the budget's lines name, with their names where a list of classes has been loaded."""
    rows = BudgetLine.objects.filter(budget=budget).exclude(service_class="").order_by()
    names = {row.code: row.name for row in classes_read_by(budget.home)}
    codes = sorted(set(rows.values_list("service_class", flat=True)), key=finnish_key)
    return [(code, f"{code} {names[code]}" if code in names else code) for code in codes]


def phenomena_for(area: Area, *, user: Any) -> list[Phenomenon]:
    """Phenomena that lines of the area may be tagged with: its own, and those that others share with it."""
    rows = Phenomenon.objects.visible_to(user).live().filter(Q(home=area) | Q(is_shared=True)).select_related("home")
    return sorted(rows, key=lambda row: (row.home_id != area.pk, row.order, finnish_key(str(row))))


def budgets_in(area: Area, *, user: Any) -> QuerySet[Budget]:
    """The area's budgets, the newest year first."""
    return Budget.objects.visible_to(user).live().of(area).select_related("home").order_by("-year")
