"""What loads of screening must meet: the same that forms and operations ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import may
from hyte.core.areas.models import Area
from hyte.core.exchange.planning import chunks, home_of, value_after
from hyte.core.exchange.shapes import CREATED, Plan, Row, Sheet, sheet_of
from hyte.knowledge.screening import checks
from hyte.knowledge.screening.choices import SENSITIVE_KINDS
from hyte.knowledge.screening.models import Pilot, RuleLine, RuleSet, Site, SiteCount
from hyte.knowledge.screening.models.pilots import STEPS
from hyte.knowledge.screening.rules import LOAD

Fault = tuple[Row, str, str, str]
NUMBERS = ("screened", "at_or_above", "brief_interventions", "refused")


def check_programmes(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Programmes about alcohol or violence are sensitive."""
    sheet = sheet_of(rows, plan)
    for row in rows:
        kind, is_sensitive = (value_after(row, name, sheet) for name in ("kind", "is_sensitive"))
        if kind in SENSITIVE_KINDS and not is_sensitive:
            yield row, "is_sensitive", _("programmes about alcohol or violence are always sensitive"), _("yes")


def check_rule_sets(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Research is never the default, and a programme has one default at most."""
    sheet = sheet_of(rows, plan)
    defaults: dict[str, list[Row | None]] = {}
    named = {row.values.get("key") for row in rows}
    for rule_set in RuleSet.objects.live().filter(is_default=True).exclude(key__in=named).select_related("programme"):
        defaults.setdefault(rule_set.programme.key, []).append(None)
    for row in rows:
        if not value_after(row, "is_default", sheet):
            continue
        if value_after(row, "is_research", sheet):
            fault = _("limits of research are no advice for treatment, so they cannot be used by default")
            yield row, "is_default", fault, _("no, or no research")
        defaults.setdefault(row.value("programme"), []).append(row)
    for same in defaults.values():
        for second in same[1:]:
            if second is not None:
                fault = _("the programme already has a rule set that is used by default")
                yield second, "is_default", fault, _("one default for a programme")


def check_lines(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    sheet = sheet_of(rows, plan)
    for row in rows:
        low, high = (value_after(row, name, sheet) for name in ("age_from", "age_to"))
        if high is not None and low is not None and high < low:
            yield row, "age_to", _("the oldest age is below the youngest"), _("the youngest age or an older one")


def check_targets(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    for row in rows:
        if not 0 <= row.value("percent", 0) <= 100:
            yield row, "percent", _("the share is not between 0 and 100 per cent"), _("a number from 0 to 100")


def check_pilots(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A decision has its day and its reason."""
    sheet = sheet_of(rows, plan)
    for row in rows:
        decision, day, reason = (
            value_after(row, name, sheet) for name in ("decision", "decided_on", "decision_reason")
        )
        if bool(decision) != bool(day) or (decision and not reason):
            yield row, "decision", _("the decision, its day and its reason are not all given"), _("all three, or none")


# Counts belong where their site or pilot does, and the right is asked there.


@dataclass(frozen=True)
class Owner:
    """A site or pilot that a row names: its home, and what the right is asked of."""

    home_id: int | None
    asked: Any
    record: Any = None


def place_counts(rows: list[Row], plan: Plan) -> None:
    _place(rows, plan, Site, "site")


def place_pilot_counts(rows: list[Row], plan: Plan) -> None:
    _place(rows, plan, Pilot, "pilot")


def _place(rows: list[Row], plan: Plan, model: type[models.Model], name: str) -> None:
    owners = _owners(rows, plan, model, name)
    for row in rows:
        owner = owners.get(row.value(name))
        if owner is not None and (plan.by.is_system or may(plan.by, LOAD, owner.asked)):
            row.given = {"home_id": owner.home_id}
            row.asked = (LOAD, owner.asked)
        else:
            # Nothing of a record that the user may not load is compared: even “unchanged” would tell its numbers.
            row.obj, row.action, row.changed, row.before = None, CREATED, [], {}


def _owners(rows: list[Row], plan: Plan, model: type[models.Model], name: str) -> dict[str, Owner]:
    """The sites or pilots that rows name: those of the register, and those that the load itself brings."""
    keys = {row.value(name) for row in rows if row.value(name)}
    found: dict[str, Owner] = {}
    for some in chunks(sorted(keys)):
        for record in model._default_manager.filter(key__in=some, withdrawn_on__isnull=True):
            target = getattr(record, "limit_target", record)
            found[record.key] = Owner(record.home_id, target, record)  # type: ignore[attr-defined]
    for part in plan.sheets:
        if part.sheet.model is model:
            for row in part.rows:
                key = row.values["key"]
                if key in keys and key not in found:
                    home = home_of(row, plan)
                    found[key] = Owner(home, Area(pk=home))
    return found


def _unknown(rows: list[Row], plan: Plan, name: str, sheet: Sheet) -> Iterable[Fault]:
    """Of a site or pilot that the user may not load the same is told as of one that is nobody's."""
    for row in rows:
        key = row.value(name)
        model = sheet.column(name).references(key)[0][0] if key else None
        if key and row.asked is None and model is not None and key in plan.keys_of(model):
            yield row, name, _("“%(key)s” is not known") % {"key": key[:60]}, sheet.column(name).accepted()


@dataclass
class _Counts:
    """A row's values, as the shared checks read them."""

    sex: str
    age_group: str
    screened: int
    at_or_above: int
    brief_interventions: int | None
    refused: int | None


def check_counts(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Numbers that fit together, groups that the rule set has limits for, and nobody counted twice."""
    sheet = sheet_of(rows, plan)
    yield from _unknown(rows, plan, "site", sheet)
    placed = [row for row in rows if row.asked is not None]
    lines = _lines_of(placed, plan)
    for row in placed:
        counts = _Counts(row.value("sex"), row.value("age_group"), *(value_after(row, n, sheet) for n in NUMBERS))
        name, fault = checks.fault_of_numbers(counts)
        if fault:
            yield row, name, fault, _("a number that is not larger")
        # A set whose lines come in a later file of the same load is not known yet.
        if row.value("rule_set") in lines and (sentence := checks.fault_of_group(counts, lines[row.value("rule_set")])):
            yield row, "age_group", sentence, _("ages within the limits of the rule set")
        if row.value("last") < row.value("first"):
            yield row, "last", _("the end is before the start"), _("the first day or a later one")
        elif row.value("first") > plan.today:
            yield row, "first", _("the period is still to come"), _("today or an earlier day")
    yield from _strangers(placed, plan)
    yield from _doubles(placed, sheet)


def _lines_of(rows: list[Row], plan: Plan) -> dict[str, list[RuleLine]]:
    keys = {row.value("rule_set") for row in rows}
    found: dict[str, list[RuleLine]] = {}
    for line in RuleLine.objects.live().filter(rule_set__key__in=keys).select_related("rule_set"):
        found.setdefault(line.rule_set.key, []).append(line)
    known = RuleSet.objects.filter(key__in=keys).values_list("key", flat=True)
    return {key: found.get(key, []) for key in known}


def _strangers(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Sites that do not take part in the programme of the rule set that their counts were made by."""
    sites = {row.value("site") for row in rows}
    sets = {row.value("rule_set") for row in rows}
    programmes = dict(RuleSet.objects.filter(key__in=sets).values_list("key", "programme_id"))
    part: set[tuple[str, int]] = set()
    for some in chunks(sorted(sites)):
        part |= set(Site.programmes.through.objects.filter(site__key__in=some).values_list("site__key", "programme_id"))
    known = {key for key, _programme in part}
    for row in rows:
        programme = programmes.get(row.value("rule_set"))
        # A site that the load itself brings has its programmes in the same load.
        if programme is not None and row.value("site") in known and (row.value("site"), programme) not in part:
            fault = _("the site does not take part in the programme of this rule set")
            yield row, "rule_set", fault, _("a rule set of a programme of the site")


Period = tuple[date, date]


def _doubles(rows: list[Row], sheet: Sheet) -> Iterable[Fault]:
    """Periods of a site that share days, and groups of a period that share people; in the file and in the register."""
    taken: dict[tuple[str, str], dict[Period, list[tuple[str, str]]]] = {}
    sites = sorted({row.value("site") for row in rows})
    sets = {row.value("rule_set") for row in rows}
    for some in chunks(sites):
        kept = SiteCount.objects.filter(site__key__in=some, rule_set__key__in=sets)
        for site, rule_set, first, last, sex, ages in kept.values_list(
            "site__key", "rule_set__key", "first", "last", "sex", "age_group"
        ):
            taken.setdefault((site, rule_set), {}).setdefault((first, last), []).append((sex, ages))
    for row in rows:
        place = (row.value("site"), row.value("rule_set"))
        period, group = (row.value("first"), row.value("last")), (row.value("sex"), row.value("age_group"))
        periods = taken.setdefault(place, {})
        if any(checks.periods_clash(*period, *other) for other in periods):
            fault = _("the site has counts of another period that shares days with this one")
            yield row, "first", fault, _("periods that do not overlap")
        groups = periods.setdefault(period, [])
        if group in groups:
            continue  # the row changes what is there
        fault = checks.fault_of_breakdown([*groups, group])
        if fault:
            yield row, "sex", fault, _("either all together or by sex and age")
        groups.append(group)


def check_pilot_counts(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A later step never has more people than the one before it."""
    sheet = sheet_of(rows, plan)
    yield from _unknown(rows, plan, "pilot", sheet)
    for row in rows:
        if row.asked is None:
            continue
        if row.value("day") > plan.today:
            yield row, "day", _("the day is in the future"), _("today or an earlier day")
        for before, later in pairwise(STEPS):
            if value_after(row, later, sheet) > value_after(row, before, sheet):
                yield row, later, _("a later step has more people than the one before it"), _("a smaller number")
