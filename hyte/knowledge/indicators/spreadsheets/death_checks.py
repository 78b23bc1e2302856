"""What a load of deaths and of avoidable causes must meet, besides what each cell must."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from hyte.core.accounts.rules import may
from hyte.core.areas.models import Area
from hyte.core.exchange.planning import chunks, home_of, value_after
from hyte.core.exchange.shapes import CREATED, Plan, Row, sheet_of
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.lost_years import HEADINGS
from hyte.knowledge.indicators.models import CauseShare, DeathCount, DeathTable, Indicator
from hyte.knowledge.stats.methods.lost_years import check_shares
from hyte.knowledge.stats.refusals import InputRefused

Fault = tuple[Row, str, str, str]
LOAD = "indicators.fetch"
GROUP = ("table", "area", "first_year", "last_year", "sex", "cause")


def place_deaths(rows: list[Row], plan: Plan) -> None:
    """Counts belong where their table does, and the right is asked there."""
    homes = _homes(rows, plan)
    for row in rows:
        home = homes.get(row.value("table"))
        if home is not None and (plan.by.is_system or may(plan.by, LOAD, Area(pk=home))):
            row.given = {"home_id": home}
            row.asked = (LOAD, Area(pk=home))
        else:
            # Nothing of a table that the user may not load is compared: even “unchanged” would tell its numbers.
            row.obj, row.action, row.changed, row.before = None, CREATED, [], {}


def _homes(rows: list[Row], plan: Plan) -> dict[str, int | None]:
    """The home of each table that rows name: those of the register, and those that the load itself brings."""
    keys = {row.value("table") for row in rows if row.value("table")}
    found: dict[str, int | None] = {}
    for some in chunks(sorted(keys)):
        found |= dict(DeathTable.objects.live().filter(key__in=some).values_list("key", "home_id"))
    for part in plan.sheets:
        if part.sheet.model is DeathTable:
            found |= {row.values["key"]: home_of(row, plan) for row in part.rows if row.values.get("key") not in found}
    return found


def check_death_tables(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A table's deaths come from the numbers of a source, or they are loaded; own figures are no source of deaths."""
    sheet = sheet_of(rows, plan)
    named = {row.number: value_after(row, "deaths", sheet) for row in rows}
    keys = {str(getattr(one, "key", one)) for one in named.values() if one}
    own = set(Indicator.objects.filter(key__in=keys, dataset__kind=SourceKind.LOCAL).values_list("key", flat=True))
    loaded = set(
        DeathCount.objects.filter(table__key__in=[row.value("key") for row in rows])
        .values_list("table__key", flat=True)
        .distinct()
    )
    for row in rows:
        deaths = named[row.number]
        if not deaths:
            if value_after(row, "people", sheet):
                yield row, "deaths", _("the people are told but not the deaths"), _("the indicator that counts deaths")
            continue
        if str(getattr(deaths, "key", deaths)) in own:
            fault = _("the indicator's numbers are an area's own figures, which everybody sees as they came")
            yield row, "deaths", fault, _("an indicator that is fetched from its source")
        if row.value("key") in loaded:
            yield row, "deaths", _("the table has loaded counts"), _("an empty cell, or another table")


def check_deaths(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Years in order, counts that fit their people, one population for all causes, and bands that follow one another."""
    sheet = sheet_of(rows, plan)
    for row in rows:
        if row.asked is None and row.value("table") in plan.keys_of(DeathTable):
            # Of a table that the user may not load the same is told as of one that is nobody's.
            fault = _("“%(key)s” is not known") % {"key": str(row.value("table"))[:60]}
            yield row, "table", fault, sheet.column("table").accepted()
    placed = [row for row in rows if row.asked is not None]
    yield from _of_sources(placed)
    for row in placed:
        if row.value("last_year") < row.value("first_year"):
            yield row, "last_year", _("the last year is before the first"), _("the first year or a later one")
        elif row.value("first_year") > plan.today:
            yield row, "first_year", _("the period is still to come"), _("this year or an earlier one")
        until = value_after(row, "age_until", sheet)
        if until is not None and until < row.value("age_from"):
            yield row, "age_until", _("the last age is below the first"), _("the first age or a higher one")
        if row.value("deaths") > row.value("population"):
            yield row, "deaths", _("there are more deaths than people"), _("at most the population of the row")
    yield from _uneven_populations(placed)
    yield from _uneven_bands(placed)


def _of_sources(rows: list[Row]) -> Iterable[Fault]:
    """Counts of tables that get theirs from a data set."""
    fetched: set[str] = set()
    for some in chunks(sorted({row.value("table") for row in rows})):
        tables = DeathTable.objects.filter(key__in=some, deaths__isnull=False)
        fetched.update(tables.values_list("key", flat=True))
    for row in rows:
        if row.value("table") in fetched:
            yield row, "table", _("the table gets its deaths from a data set"), _("a table whose counts are loaded")


def _uneven_populations(rows: list[Row]) -> Iterable[Fault]:
    """As many people live in a band whatever they die of."""
    told: dict[tuple[Any, ...], tuple[int, int]] = {}
    for row in rows:
        place = (*(row.value(name) for name in GROUP[:-1]), row.value("age_from"))
        population, number = told.setdefault(place, (row.value("population"), row.number))
        if population != row.value("population"):
            fault = _("the population is %(here)s, but on row %(row)s it is %(there)s for the same area, sex and ages")
            words = {"here": row.value("population"), "row": number, "there": population}
            yield row, "population", fault % words, _("one population for all causes")


def _uneven_bands(rows: list[Row]) -> Iterable[Fault]:
    """Bands of a group that overlap or leave ages out, in the file and the register together."""
    groups: dict[tuple[Any, ...], dict[int, tuple[int | None, Row | None]]] = {}
    for row in rows:
        group = groups.setdefault(tuple(row.value(name) for name in GROUP), {})
        group[row.value("age_from")] = (row.value("age_until"), row)
    for known in _known(rows):
        if known[:-2] in groups:
            groups[known[:-2]].setdefault(known[-2], (known[-1], None))
    for group in groups.values():
        for (_first, (last, before)), (following, (_end, after)) in pairwise(sorted(group.items())):
            told = after or before
            if told is not None and (last is None or following != last + 1):
                fault = _("the age bands overlap or leave ages out at %(age)s") % {"age": following}
                yield told, "age_from", fault, _("bands that follow one another, such as 0, 1–4, 5–9")


def _known(rows: list[Row]) -> Iterable[tuple[Any, ...]]:
    """The bands that the register has of the rows' tables, each after its group."""
    for some in chunks(sorted({row.value("table") for row in rows})):
        names = ("table__key", "area__key", "period_start", "period_end", "sex", "cause", "age_from", "age_until")
        yield from DeathCount.objects.filter(table__key__in=some).values_list(*names).iterator()


def check_shares_of_lists(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Shares of each list that add up to 1 at most for every code, the register's and the file's together."""
    lists: dict[str, dict[tuple[str, str], Any]] = {}
    latest: dict[str, Row] = {}
    for row in rows:
        ranges = lists.setdefault(row.value("list"), {})
        ranges[row.value("first"), row.value("last")] = row.values
        latest[row.value("list")] = row
    for share in CauseShare.objects.filter(of__key__in=lists).select_related("of"):
        told = {"first": share.first, "last": share.last, **{name: getattr(share, name) for name in HEADINGS}}
        lists[share.of.key].setdefault((share.first, share.last), told)
    for key, ranges in lists.items():
        try:
            check_shares(list(ranges.values()), headings=HEADINGS)
        except InputRefused as fault:
            yield latest[key], "preventable", fault.sentence(_), _("shares that add up to 1 at most for every code")
