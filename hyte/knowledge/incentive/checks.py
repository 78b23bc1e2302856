"""What loads of the incentive must meet: the same that forms and operations ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.core.exchange.planning import chunks, home_of, value_after
from hyte.core.exchange.shapes import Plan, Row, Sheet, sheet_of
from hyte.knowledge.incentive.choices import Part, Target
from hyte.knowledge.incentive.models import Answering, IncentiveSet, OfficialResult, Round, SetIndicator

Fault = tuple[Row, str, str, str]


def _after(row: Row, name: str, sheet: Sheet) -> Any:
    """A column's value once the row is applied; of another record its key."""
    value = value_after(row, name, sheet)
    return value.key if isinstance(value, models.Model) else value


def _facts(plan: Plan, model: type[models.Model], name: str, keys: Iterable[str], *, path: str = "") -> dict[str, Any]:
    """A column of the records with these keys, as this load leaves it or as it is in the register."""
    wanted = sorted({key for key in keys if key})
    found: dict[str, Any] = {}
    for some in chunks(wanted):
        rows = model._base_manager.filter(key__in=some)
        found.update(rows.values_list("key", path or name))
    for part in plan.sheets:
        if part.sheet.model is model:
            found.update({row.value("key"): _after(row, name, part.sheet) for row in part.rows})
    return found


def check_indicators(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    """An outcome says which change is good and how it becomes points; the area's own work is scored as it stands."""
    sheet = sheet_of(rows, plan)
    for row in rows:
        part, direction, low, high = (_after(row, name, sheet) for name in ("part", "direction", "low", "high"))
        given = [bool(direction), low is not None, high is not None]
        if part == Part.PROCESS and any(given):
            yield row, "direction", _("own work is scored as it stands, without a change"), _("empty cells")
        elif part == Part.OUTCOME and not all(given):
            fault = _("an outcome lacks the good direction or the changes that give 0 and 100 points")
            yield row, "direction", fault, _("direction, low and high")
        elif low is not None and high is not None and low >= high:
            yield row, "high", _("the limits are not in order"), _("a change larger than the one that gives 0 points")


def check_rounds(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    """Inhabitants have their source, and a list has one round in a year."""
    sheet = sheet_of(rows, plan)
    for row in rows:
        if _after(row, "population", sheet) is not None and not _after(row, "population_source", sheet):
            fault = _("the source of the inhabitants is missing")
            yield row, "population_source", fault, _("where the number is from, in words")
    fault = _("the list already has a round of this year")
    yield from _doubles(rows, plan, Round, ("of", "year"), fault, _("one round in a year"))


def check_populations(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    yield from _strange_areas(rows, plan)


def check_scores(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    """Figures of the round's own indicators and areas: points of own work, or an outcome before and now."""
    sheet = sheet_of(rows, plan)
    yield from _strange_areas(rows, plan)
    yield from _strange_indicators(rows, plan)
    parts = _facts(plan, SetIndicator, "part", (row.value("indicator") for row in rows))
    for row in rows:
        score, before, now = (_after(row, name, sheet) for name in ("score", "before", "now"))
        if parts.get(row.value("indicator")) == Part.PROCESS and (before, now) != (None, None):
            yield row, "now", _("own work has points, not a change"), _("an empty cell")
        elif parts.get(row.value("indicator")) == Part.OUTCOME and score is not None:
            yield row, "score", _("an outcome has its values before and now, not points"), _("an empty cell")
    yield from _others_figures(rows, plan)


def _others_figures(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    """An area enters its own figures; the keeper of a round those of every area."""
    keepers: dict[str, int | None] = dict(
        Round.objects.filter(key__in={row.value("round") for row in rows}).values_list("key", "home_id")
    )
    for part in plan.sheets:
        if part.sheet.model is Round:
            keepers.update({row.value("key"): home_of(row, plan) for row in part.rows})
    areas = plan.keys_of(Area)
    for row in rows:
        ours = {areas.get(row.value("area")), keepers.get(row.value("round"))}
        if home_of(row, plan) not in ours and not plan.by.is_system:
            yield row, "area", _("the figure is another area's"), _("the home area itself, or a round of its own")


def check_results(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    """A result says something, of an area that can have one, once a year."""
    sheet = sheet_of(rows, plan)
    kinds = dict(Area.objects.filter(key__in={row.value("area") for row in rows}).values_list("key", "kind"))
    for row in rows:
        if all(_after(row, name, sheet) is None for name in ("coefficient", "money", "per_inhabitant")):
            yield row, "coefficient", _("the row tells no figure"), _("the coefficient, the money or both")
        if kinds.get(row.value("area")) not in {None, *Target.values}:
            fault = _("the area is neither a municipality nor a wellbeing services county")
            yield row, "area", fault, _("the key of a municipality or county")
    fault = _("the area already has an official result of this year")
    yield from _doubles(rows, plan, OfficialResult, ("area", "year"), fault, _("one result in a year"))


def check_answerings(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    """Answers are followed of the round's own process indicators, each once."""
    sheet = sheet_of(rows, plan)
    yield from _strange_indicators(rows, plan)
    yield from _not_process(rows, plan, "indicator")
    for row in rows:
        if (_after(row, "step_on", sheet) or plan.today) > plan.today:
            yield row, "step_on", _("the day is in the future"), _("today or an earlier day")
    fault = _("the answer to this indicator is already followed in this round")
    yield from _doubles(rows, plan, Answering, ("round", "indicator"), fault, _("one row for each indicator"))


def check_acts(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    yield from _not_process(rows, plan, "indicators")


def _not_process(rows: list[Row], plan: Plan, name: str) -> Iterator[Fault]:
    """Outcomes are answered by nobody and made true by no act."""
    named = {row.number: _keys(row.value(name)) for row in rows}
    parts = _facts(plan, SetIndicator, "part", (key for keys in named.values() for key in keys))
    for row in rows:
        if any(parts.get(key) == Part.OUTCOME for key in named[row.number]):
            yield (
                row,
                name,
                _("an outcome is not answered; its number comes from statistics"),
                _("indicators of own work"),
            )


def _keys(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _strange_indicators(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    sheet = sheet_of(rows, plan)
    lists = _facts(plan, SetIndicator, "of", (_after(row, "indicator", sheet) for row in rows), path="of__key")
    rounds = _facts(plan, Round, "of", (_after(row, "round", sheet) for row in rows), path="of__key")
    for row in rows:
        own, wanted = lists.get(_after(row, "indicator", sheet)), rounds.get(_after(row, "round", sheet))
        if own and wanted and own != wanted:
            yield row, "indicator", _("the indicator is not in the round's list"), _("an indicator of the list")


def _strange_areas(rows: list[Row], plan: Plan) -> Iterator[Fault]:
    rounds = _facts(plan, Round, "of", (row.value("round") for row in rows), path="of__key")
    targets = _facts(plan, IncentiveSet, "target", rounds.values())
    kinds = dict(Area.objects.filter(key__in={row.value("area") for row in rows}).values_list("key", "kind"))
    for row in rows:
        kind, target = kinds.get(row.value("area")), targets.get(rounds.get(row.value("round"), ""))
        if kind and target and kind != target:
            fault = _("the list of the round is for other areas")
            yield row, "area", fault, str(Target(target).label)


def _doubles(
    rows: list[Row], plan: Plan, model: type[Any], names: tuple[str, str], fault: str, accepted: str
) -> Iterator[Fault]:
    """Rows with another key that would be a second one of the same thing in one home."""
    sheet = sheet_of(rows, plan)
    taken: dict[tuple[Any, ...], str] = {}
    columns = [f"{name}__key" if name != "year" else name for name in names]
    firsts = {_after(row, names[0], sheet) for row in rows}
    kept = model.objects.live().filter(**{f"{columns[0]}__in": firsts})
    for key, home, *values in kept.values_list("key", "home_id", *columns):
        taken[(home, *values)] = key
    for row in rows:
        place = (home_of(row, plan), *(_after(row, name, sheet) for name in names))
        if taken.setdefault(place, row.value("key")) != row.value("key"):
            yield row, names[1], fault, accepted
