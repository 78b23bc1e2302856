"""Each method of the command: the rows of a file in, results out, in the order in which groups first appear."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow.json import ParseOptions, read_json

from hyte.knowledge.stats.choices import Polarity, SlopeKind
from hyte.knowledge.stats.command import checks
from hyte.knowledge.stats.command.files import Column, Kind, Line, Need, RawTable, parse, read_raw
from hyte.knowledge.stats.engines import Engine
from hyte.knowledge.stats.lazily import ibis
from hyte.knowledge.stats.methods import comparison, inequality, life, lost_years, rates, standardised, trend
from hyte.knowledge.stats.refusals import ArgumentRefused, InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.results import RESULT
from hyte.knowledge.stats.standards import STANDARDS, Standard, match_bands, own_standard

Results = list[dict[str, object]]
Run = Callable[[RawTable, Namespace, Engine], Results]

GROUP = Column("group", Kind.TEXT)
BAND = Column("band", Kind.TEXT)
COUNT = Column("count", Kind.COUNT)
POPULATION = Column("population", Kind.AMOUNT)
DENOMINATOR = Column("denominator", Kind.AMOUNT)


def rate(table: RawTable, options: Namespace, engine: Engine) -> Results:
    lines = _single_period(table, (GROUP, COUNT, POPULATION), key=("group",))
    rows = engine.table(_arrow(lines))
    return _collect(engine, rates.crude_rate(rows, per=options.per, confidence=options.confidence), lines)


def proportion(table: RawTable, options: Namespace, engine: Engine) -> Results:
    lines = _single_period(table, (GROUP, COUNT, DENOMINATOR), key=("group",))
    checks.refuse_above(lines, count="count", denominator="denominator")
    return _collect(engine, rates.proportion(engine.table(_arrow(lines)), confidence=options.confidence), lines)


def dsr(table: RawTable, options: Namespace, engine: Engine) -> Results:
    standard = _standard(options.standard)
    lines = _single_period(table, (GROUP, BAND, COUNT, POPULATION), key=("group", "band"))
    groups = checks.groups_of(lines)
    # The first group's bands are told against the standard before groups are told against each other.
    first = [line.text("band") for line in next(iter(groups.values()))]
    places = match_bands(standard, first)
    checks.refuse_uneven_bands(lines, band="band")
    weighed = [
        Line(line.number, line.values | {"weight": float(standard.weights[places[line.text("band")]])})
        for line in lines
    ]
    expression = standardised.directly_standardised_rate(
        engine.table(_arrow(weighed)),
        by=["group"],
        per=options.per,
        confidence=options.confidence,
    )
    return [result | {"standard": standard.name} for result in _collect(engine, expression, lines)]


def _standard(name: str) -> Standard:
    if name in STANDARDS:
        return STANDARDS[name]
    if not Path(name).is_file():
        raise ArgumentRefused(
            _("There is no standard %(name)s; accepted: %(names)s, or a CSV file with band and weight."),
            name=name,
            names=", ".join(STANDARDS),
        )
    lines = parse(read_raw(name), (BAND, Column("weight", Kind.AMOUNT)))
    checks.refuse_duplicates(lines, key=("band",))
    return own_standard(Path(name).name, {line.text("band"): line.real("weight") or 0.0 for line in lines})


def isr(table: RawTable, options: Namespace, engine: Engine) -> Results:
    reference = (Column("reference_count", Kind.AMOUNT), Column("reference_population", Kind.AMOUNT))
    lines = _single_period(table, (GROUP, BAND, COUNT, POPULATION, *reference), key=("group", "band"))
    checks.refuse_uneven_bands(lines, band="band")
    expression = standardised.indirectly_standardised_ratio(
        engine.table(_arrow(lines)), by=["group"], per=options.per, confidence=options.confidence
    )
    return _collect(engine, expression, lines)


def life_expectancy(table: RawTable, options: Namespace, engine: Engine) -> Results:
    columns = (GROUP, Column("age", Kind.AGE), Column("deaths", Kind.AMOUNT), POPULATION)
    lines = _single_period(table, columns, key=("group", "age"))
    ages = {line.real("age") or 0.0 for line in lines}
    expected = life.expected_ages(sorted(ages))
    extra = sorted(ages - set(expected))
    if extra:
        raise InputRefused(
            _(
                "The band from age %(age)g does not fit the others; accepted are bands of even width, and 0 and 1–4 apart."
            ),
            age=extra[0],
        )
    wanted = list(dict.fromkeys(options.at or [0.0]))
    strange = [age for age in wanted if age not in expected]
    if strange:
        raise ArgumentRefused(
            _("No band starts at age %(age)g; accepted: %(ages)s."),
            age=strange[0],
            ages=", ".join(f"{age:g}" for age in expected),
        )
    expression = life.life_expectancy(
        engine.table(_arrow(lines)), by=["group"], bands=len(expected), confidence=options.confidence
    )
    return _at_ages(_collect(engine, expression, lines, extra=("age",)), wanted)


def _at_ages(results: Results, wanted: Sequence[float]) -> Results:
    """One result for each group and age asked; a group that lacks the band has the reason of its other rows."""
    found = {(result["group"], result["age"]): result for result in results}
    groups = dict.fromkeys(result["group"] for result in results)
    blank: dict[object, dict[str, object]] = {result["group"]: result for result in results if result["withheld"]}
    chosen = [found.get((group, age)) or {**blank[group], "age": age} for group in groups for age in wanted]
    return [{("at" if name == "age" else name): value for name, value in result.items()} for result in chosen]


def pyll(table: RawTable, options: Namespace, engine: Engine) -> Results:
    columns = (
        GROUP,
        Column("age", Kind.AGE),
        Column("mean_age", Kind.RANK),
        Column("deaths", Kind.AMOUNT),
        POPULATION,
        Column("weight", Kind.RANK),
    )
    lines = _single_period(table, columns, key=("group", "age"))
    checks.refuse_uneven_bands(lines, band="age")
    _check_lost_years(lines, limit=options.limit, lower_age=options.lower_age)
    bands = _arrow(lines)
    expression = lost_years.lost_years(
        engine.table(bands),
        by=["group"],
        limit=options.limit,
        lower_age=options.lower_age,
        standard=Path(table.name).name,
        per=options.per,
        confidence=options.confidence,
    )
    found = engine.evaluate(expression)
    if options.simulate:
        found = lost_years.with_simulated_limits(
            found, bands, by=["group"], limit=options.limit, lower_age=options.lower_age, per=options.per,
            confidence=options.confidence, seed=options.seed, draws=options.draws,
        )  # fmt: skip
    return _ordered(found.to_pylist(), lines)


def _check_lost_years(lines: Sequence[Line], *, limit: float, lower_age: float) -> None:
    """No band goes over an edge, middles are inside their bands, and one standard serves every group."""
    starts = sorted({line.real("age") or 0.0 for line in lines})
    ends = dict(zip(starts, [*starts[1:], float("inf")], strict=True))
    if not any(lower_age <= start < limit for start in starts):
        raise InputRefused(_("No band lies between the ages %(lower)g and %(limit)g."), lower=lower_age, limit=limit)
    weights: dict[float, float] = {}
    for line in lines:
        age, mean_age, weight = (line.real(name) or 0.0 for name in ("age", "mean_age", "weight"))
        is_used = lower_age <= age < limit
        goes_over = any(age < edge < ends[age] and ends[age] < float("inf") for edge in (lower_age, limit))
        if goes_over or (is_used and mean_age > limit):
            raise InputRefused(
                _("Row %(row)s: the band from %(age)g goes over the age %(limit)g; end a band there."),
                row=line.number,
                age=age,
                limit=limit if age < limit and (mean_age > limit or ends[age] > limit) else lower_age,
            )
        if not age <= mean_age <= ends[age]:
            raise InputRefused(
                _("Row %(row)s, column mean_age: %(mean)g is outside the band from %(age)g to %(end)g."),
                row=line.number,
                mean=mean_age,
                age=age,
                end=ends[age],
            )
        if weight < 0 or weights.setdefault(age, weight) != weight:
            raise InputRefused(
                _(
                    "Row %(row)s, column weight: %(weight)g; accepted: 0 or more, and the same for a band in every group."
                ),
                row=line.number,
                weight=weight,
            )


def sii(table: RawTable, options: Namespace, engine: Engine) -> Results:
    kind = SlopeKind(options.kind)
    is_logit = kind is SlopeKind.LOGIT
    needed = (COUNT, DENOMINATOR) if is_logit else (Column("value", Kind.NUMBER),)
    population = Column("population", Kind.AMOUNT, Need.OPTIONAL if is_logit else Need.REQUIRED)
    columns = (GROUP, Column("rank", Kind.RANK), population, *needed, Column("se", Kind.AMOUNT, Need.OPTIONAL))
    lines = _single_period(table, columns, key=("group", "rank"))
    if is_logit:
        checks.refuse_above(lines, count="count", denominator="denominator")
        if "population" not in table.header:
            lines = [Line(line.number, line.values | {"population": line.values["denominator"]}) for line in lines]
    found = inequality.slope_index(
        _arrow(lines), by=["group"], kind=kind, confidence=options.confidence, seed=options.seed, draws=options.draws
    )
    return _ordered(found.to_pylist(), lines)


def trend_test(table: RawTable, options: Namespace, engine: Engine) -> Results:
    year = Column("year", Kind.YEAR)
    if {"count", "denominator"} <= set(table.header):
        lines = parse(table, (GROUP, year, COUNT, DENOMINATOR))
        checks.refuse_above(lines, count="count", denominator="denominator")
        test: Callable[..., ibis.Table] = trend.trend_of_shares
    else:
        lines = parse(table, (GROUP, year, *(Column(name, Kind.NUMBER) for name in ("value", "lower", "upper"))))
        checks.refuse_turned_limits(lines)
        test = trend.trend_of_values
    checks.refuse_duplicates(lines, key=("group", "year"))
    rows = engine.table(_arrow(lines))
    found = test(rows, by=["group"], confidence=options.confidence)
    return _collect(engine, found, lines)


def compare(table: RawTable, options: Namespace, engine: Engine) -> Results:
    limits = tuple(Column(name, Kind.NUMBER, Need.OPTIONAL) for name in ("lower", "upper"))
    columns = (GROUP, Column("value", Kind.NUMBER), *limits, Column("reference", Kind.NUMBER))
    lines = _single_period(table, columns, key=("group",))
    checks.refuse_turned_limits(lines)
    rows = engine.table(_arrow(lines, also=("lower", "upper")))
    expression = comparison.compare(rows, polarity=Polarity(options.polarity), confidence=options.confidence)
    return _collect(engine, expression, lines)


def quantiles(table: RawTable, options: Namespace, engine: Engine) -> Results:
    columns = (Column("region", Kind.TEXT), Column("area", Kind.TEXT), Column("value", Kind.NUMBER))
    lines = _single_period(table, columns, key=("region", "area"))
    rows = engine.table(_arrow(lines)).rename(group="region")
    expression = inequality.quantiles(rows, region=["group"], parts=options.n, polarity=Polarity(options.polarity))
    renamed = [Line(line.number, line.values | {"group": line.values["region"]}) for line in lines]
    return _collect(engine, expression, renamed, extra=("area",))


def _single_period(table: RawTable, columns: Sequence[Column], *, key: Sequence[str]) -> list[Line]:
    lines = parse(table, columns)
    checks.refuse_mixed_periods(table)
    checks.refuse_duplicates(lines, key=key)
    return lines


def _arrow(lines: Sequence[Line], *, also: Sequence[str] = ()) -> pa.Table:
    """The values as columns; a number is always a double, also where all are missing."""
    names = list(dict.fromkeys([*lines[0].values, *also]))
    texts = {name for name in names if any(isinstance(line.values.get(name), str) for line in lines)}
    schema = pa.schema([(name, pa.string() if name in texts else pa.float64()) for name in names])
    rows = "\n".join(json.dumps({name: line.values.get(name) for name in names}) for line in lines)
    # Read as JSON on purpose: making an array of Python values would load pandas, which takes longer than the whole method.
    return read_json(pa.BufferReader(rows.encode()), parse_options=ParseOptions(explicit_schema=schema))


def _collect(engine: Engine, expression: ibis.Table, lines: Sequence[Line], *, extra: Sequence[str] = ()) -> Results:
    return _ordered(engine.evaluate(expression).to_pylist(), lines, extra=extra)


def _ordered(rows: Results, lines: Sequence[Line], *, extra: Sequence[str] = ()) -> Results:
    """Results in the order of the file, keys in one order: group, the six of every result, then the method's own."""
    key = ("group", *extra)
    places: dict[tuple[object, ...], int] = {}
    for line in lines:
        places.setdefault(tuple(line.values[name] for name in key), len(places))
    rows = sorted(rows, key=lambda row: places[tuple(row[name] for name in key)])
    # What the file gave comes back only where it tells which result this is.
    given = set(lines[0].values) - {"group", *extra, *RESULT}
    kept = [name for name in rows[0] if name not in given and name not in ("group", *extra, *RESULT)]
    order = ("group", *extra, *RESULT, *kept)
    return [{name: row[name] for name in order} for row in rows]


RUNS: dict[str, Run] = {
    "rate": rate,
    "proportion": proportion,
    "dsr": dsr,
    "isr": isr,
    "life-expectancy": life_expectancy,
    "pyll": pyll,
    "sii": sii,
    "trend": trend_test,
    "compare": compare,
    "quantiles": quantiles,
}
