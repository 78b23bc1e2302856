"""The open data of money by phenomenon: budgets and their lines with shares, phenomena, and what areas put into them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Path, Query
from pydantic import BaseModel

from hyte.core.areas.models import Record
from hyte.planning.budgets.choices import Basis, BudgetState, LineKind, Mode, PhenomenonKind, Step
from hyte.planning.budgets.documents import figures_as_json
from hyte.planning.budgets.models import LEDGER, Budget, BudgetLine, Phenomenon, Share
from hyte.planning.budgets.queries import together
from hyte.planning.plans.models import Action, Objective
from hyte.portal.api.addresses import answers_at
from hyte.portal.api.asking import KEY, NotFound, Paged, Spoken, key_filter, of_area, page_of, spoken
from hyte.portal.api.columns import said, told
from hyte.portal.api.rows import Named, RecordRow, pages_of
from hyte.portal.api.showing import Shower, named

Answer = dict[str, Any]
# A proposal is its own area's: here even its workers read what everyone may.
VISITOR = AnonymousUser()
EUROS = gettext_lazy("euros as text, so that no cent is lost in reading; null where the amount is not known")


class LedgerRow(BaseModel):
    planned: str | None = said(EUROS)
    amended: str | None = said(EUROS)
    actual: str | None = said(EUROS)


class BudgetRow(RecordRow):
    name: str = told(Budget, "name")
    year: int = told(Budget, "year")
    state: BudgetState = told(Budget, "state")
    state_name: str = said(gettext_lazy("state in words"))
    expenditure: LedgerRow = said(gettext_lazy("expenditure in the ledger"))
    revenue: LedgerRow = said(gettext_lazy("revenue in the ledger"))


class ShareRow(BaseModel):
    phenomenon: Named = told(Share, "phenomenon")
    basis: Basis = told(Share, "basis")
    step: Step | None = told(Share, "step")
    percent: float | None = told(Share, "percent")
    low: float | None = told(Share, "low")
    high: float | None = told(Share, "high")
    source: str = told(Share, "source")
    day: date = told(Share, "day")


class BudgetLineRow(BaseModel):
    key: str = told(BudgetLine, "key")
    budget: Named = told(BudgetLine, "budget")
    home: str = said(gettext_lazy("key of the home area"))
    address: str | None = said(gettext_lazy("address of the record's page"))
    code: str = told(BudgetLine, "code")
    name: str = told(BudgetLine, "name")
    kind: LineKind = told(BudgetLine, "kind")
    service_class: str = told(BudgetLine, "service_class")
    account: str = told(BudgetLine, "account")
    unit: str = told(BudgetLine, "unit")
    planned: str | None = said(EUROS)
    amended: str | None = said(EUROS)
    actual: str | None = said(EUROS)
    shares: list[ShareRow] = said(gettext_lazy("how much of the line goes to which phenomenon, and on what basis"))
    is_example: bool = told(Record, "is_example")
    licence: str = said(gettext_lazy("licence of the data"))


class PhenomenonRow(RecordRow):
    name: str = told(Phenomenon, "name")
    description: str = told(Phenomenon, "description")
    kind: PhenomenonKind = told(Phenomenon, "kind")
    kind_name: str = said(gettext_lazy("kind in words"))
    mode: Mode = told(Phenomenon, "mode")
    principal_means: str = told(Phenomenon, "principal_means")
    significant_means: str = told(Phenomenon, "significant_means")
    is_shared: bool = told(Phenomenon, "is_shared")
    themes: list[Named] = told(Phenomenon, "themes")
    objectives: list[Named] = told(Phenomenon, "objectives")
    actions: list[Named] = told(Phenomenon, "actions")


class PhenomenonPage(PhenomenonRow):
    figures: dict[str, Any] = said(
        gettext_lazy(
            "what areas put into it in a year: each area's own row, by basis and service class, and the range of estimates"
        )
    )


class OfArea(Paged):
    area: str | None = said(
        gettext_lazy("key of an area, such as paijat-hame"), default=None, pattern=KEY, max_length=80
    )


class AskBudgets(OfArea):
    year: int | None = said(gettext_lazy("year"), default=None, ge=1990, le=2100)


class AskBudgetLines(OfArea):
    budget: str | None = key_filter(gettext_lazy("key of a budget"))
    phenomenon: str | None = key_filter(gettext_lazy("key of a phenomenon that the line has a share of"))
    kind: LineKind | None = said(gettext_lazy("expenditure or revenue"), default=None)


class AskPhenomena(OfArea):
    kind: PhenomenonKind | None = said(gettext_lazy("kind of phenomenon"), default=None)


class AskPhenomenon(Spoken):
    year: int | None = said(
        gettext_lazy("year of the figures; the newest of which there is a budget without it"),
        default=None,
        ge=1990,
        le=2100,
    )


@answers_at("/budgets", pages_of(BudgetRow), gettext_lazy("Budgets"))
@spoken
def budgets(request: HttpRequest, asked: Query[AskBudgets]) -> Answer:
    """Approved budgets with the ledger's totals; expenditure and revenue, and planned, amended and actual, apart."""
    found = of_area(Budget.objects.visible_to(VISITOR).live(), asked.area)  # type: ignore[attr-defined]
    if asked.year:
        found = found.filter(year=asked.year)
    shower = Shower(request)
    return page_of(found.select_related("home").order_by("key"), asked, request, lambda one: _budget(one, shower))


@answers_at("/budget-lines", pages_of(BudgetLineRow), gettext_lazy("Lines of budgets"))
@spoken
def budget_lines(request: HttpRequest, asked: Query[AskBudgetLines]) -> Answer:
    """Lines of approved budgets, each with what of it goes to phenomena; those that left the newest file are not told."""
    found: Any = of_area(BudgetLine.objects.visible_to(VISITOR).live().counted(), asked.area)
    if asked.budget:
        found = found.filter(budget__key=asked.budget)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    shares = Share.objects.live().select_related("phenomenon").order_by("phenomenon__key")
    if asked.phenomenon:
        found = found.filter(pk__in=shares.filter(phenomenon__key=asked.phenomenon).values("line"))
    found = found.select_related("home", "budget__home").prefetch_related(
        Prefetch("shares", shares, to_attr="shown_shares")
    )
    shower = Shower(request)
    return page_of(found.order_by("key"), asked, request, lambda one: _line(one, shower))


@answers_at("/phenomena", pages_of(PhenomenonRow), gettext_lazy("Phenomena"))
@spoken
def phenomena(request: HttpRequest, asked: Query[AskPhenomena]) -> Answer:
    """What money of many units is looked at by, and which objectives and actions it stands behind."""
    found = of_area(_phenomena(), asked.area)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    shower = Shower(request)
    return page_of(found, asked, request, lambda one: _phenomenon(one, shower))


@answers_at("/phenomena/{key}", PhenomenonPage, gettext_lazy("One phenomenon with its figures"))
@spoken
def phenomenon(request: HttpRequest, key: Path[str], asked: Query[AskPhenomenon]) -> Answer:
    """What areas put into a phenomenon together, of approved budgets; what is not known is null, never zero."""
    found = _phenomena().filter(key=key.replace("\x00", "")[:200]).first()
    if found is None:
        raise NotFound(_("There is no published phenomenon with the key %(key)s.") % {"key": key[:120]})
    areas = together.region_of(found, timezone.localdate(), user=VISITOR)
    year = asked.year or next(iter(together.years_of(areas, user=VISITOR)), None)
    rows = together.put_together(found, areas=areas, year=year, user=VISITOR) if year else []
    figures = figures_as_json(found, year=year, together=rows, licence=settings.DATA_LICENCE)
    return _phenomenon(found, Shower(request)) | {"figures": figures}


def _phenomena() -> QuerySet[Phenomenon]:
    rows: Any = Phenomenon.objects
    found: QuerySet[Phenomenon] = rows.visible_to(VISITOR).live()
    shown = {
        "objectives": Objective.objects.visible_to(VISITOR).live().order_by("key"),
        "actions": Action.objects.visible_to(VISITOR).live().order_by("key"),
    }
    ties = [Prefetch(name, ties, to_attr=f"shown_{name}") for name, ties in shown.items()]
    return found.select_related("home").prefetch_related("themes", *ties).order_by("key")


def _budget(one: Budget, shower: Shower) -> Answer:
    totals: dict[str, Answer] = {kind.value: {} for kind in LineKind}
    for (kind, stage), name in LEDGER.items():
        totals[kind.value][stage.value] = _euros(getattr(one, name))
    return shower.record(one) | {
        "name": one.name,
        "year": one.year,
        "state": one.state,
        "state_name": one.get_state_display(),
        **totals,
    }


def _line(one: Any, shower: Shower) -> Answer:
    plain = ("key", "code", "name", "kind", "service_class", "account", "unit", "is_example")
    return {name: getattr(one, name) for name in plain} | {
        "budget": named(one.budget),
        "home": one.home.key,
        "address": shower.address(one),
        **{stage: _euros(getattr(one, stage)) for stage in ("planned", "amended", "actual")},
        "shares": [_share(share) for share in one.shown_shares],
        "licence": settings.DATA_LICENCE,
    }


def _share(one: Share) -> Answer:
    plain = {name: getattr(one, name) for name in ("basis", "percent", "low", "high", "source", "day")}
    return {"phenomenon": named(one.phenomenon), "step": one.step or None, **plain}


def _phenomenon(one: Any, shower: Shower) -> Answer:
    plain = ("name", "description", "kind", "mode", "principal_means", "significant_means", "is_shared")
    return (
        shower.record(one)
        | {name: getattr(one, name) for name in plain}
        | {
            "kind_name": one.get_kind_display(),
            "themes": _all_named(one.themes.all()),
            "objectives": _all_named(one.shown_objectives),
            "actions": _all_named(one.shown_actions),
        }
    )


def _all_named(rows: Any) -> list[Answer]:
    return [found for row in rows if (found := named(row))]


def _euros(value: Any) -> str | None:
    return None if value is None else f"{value:.2f}"
