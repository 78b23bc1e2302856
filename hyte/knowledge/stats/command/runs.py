"""Each method of the command: the rows of a file in, results out, in the order in which groups first appear."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow.json import ParseOptions, read_json

from hyte.knowledge.stats.choices import Polarity, SlopeKind
from hyte.knowledge.stats.command import checks
from hyte.knowledge.stats.command.files import Check, Column, Kind, Line, Need, RawTable, parse, read_raw
from hyte.knowledge.stats.engines import Engine
from hyte.knowledge.stats.lazily import ibis
from hyte.knowledge.stats.methods import comparison, inequality, life, lost_years, rates, standardised, trend
from hyte.knowledge.stats.refusals import ArgumentRefused, InputRefused, refuse
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
_NOT_ABOVE = checks.not_above("count", "denominator")


def rate(table: RawTable, options: Namespace, engine: Engine) -> Results:
    lines = _single_period(table, (GROUP, COUNT, POPULATION), key=("group",))
    rows = engine.table(_arrow(lines))
    return _collect(engine, rates.crude_rate(rows, per=options.per, confidence=options.confidence), lines)


def proportion(table: RawTable, options: Namespace, engine: Engine) -> Results:
    lines = _single_period(table, (GROUP, COUNT, DENOMINATOR), _NOT_ABOVE, key=("group",))
    return _collect(engine, rates.proportion(engine.table(_arrow(lines)), confidence=options.confidence), lines)


def dsr(table: RawTable, options: Namespace, engine: Engine) -> Results:
    standard = _standard(options.standard)
    columns = (GROUP, BAND, COUNT, POPULATION)
    lines = _single_period(table, columns, checks.bands_of(standard), key=("group", "band"))
    places = match_bands(standard, list(dict.fromkeys(line.text("band") for line in lines)))
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
    lines = parse(read_raw(name), (BAND, Column("weight", Kind.WEIGHT)), checks.once("band"))
    return own_standard(Path(name).name, {line.text("band"): line.real("weight") or 0.0 for line in lines})


def isr(table: RawTable, options: Namespace, engine: Engine) -> Results:
    reference = (Column("reference_count", Kind.AMOUNT), Column("reference_population", Kind.AMOUNT))
    columns = (GROUP, BAND, COUNT, POPULATION, *reference)
    lines = _single_period(table, columns, checks.even_bands("band"), key=("group", "band"))
    expression = standardised.indirectly_standardised_ratio(
        engine.table(_arrow(lines)), by=["group"], per=options.per, confidence=options.confidence
    )
    return _collect(engine, expression, lines)


def life_expectancy(table: RawTable, options: Namespace, engine: Engine) -> Results:
    columns = (GROUP, Column("age", Kind.AGE), Column("deaths", Kind.AMOUNT), POPULATION)
    lines = _single_period(table, columns, _bands_that_fit, key=("group", "age"))
    expected = life.expected_ages(sorted(_ages(lines)))
    wanted = list(dict.fromkeys(options.at or [0.0]))
    refuse(
        ArgumentRefused(
            _("No band starts at age %(age)g; accepted: %(ages)s."),
            age=age,
            ages=", ".join(f"{one:g}" for one in expected),
        )
        for age in wanted
        if age not in expected
    )
    expression = life.life_expectancy(
        engine.table(_arrow(lines)), by=["group"], bands=len(expected), confidence=options.confidence
    )
    return _at_ages(_collect(engine, expression, lines, extra=("age",)), wanted)


def _ages(lines: Sequence[Line]) -> set[float]:
    return {line.real("age") or 0.0 for line in lines}


def _bands_that_fit(lines: Sequence[Line]) -> Iterator[InputRefused]:
    """Bands are of even width. Nothing is said while a row's age cannot be read."""
    if not all(line.has("age") for line in lines):
        return
    for age in sorted(_ages(lines) - set(life.expected_ages(sorted(_ages(lines))))):
        yield InputRefused(
            _(
                "The band from age %(age)g does not fit the others; accepted are bands of even width, and 0 and 1–4 apart."
            ),
            age=age,
        )


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
    edges = _edges(limit=options.limit, lower_age=options.lower_age)
    lines = _single_period(table, columns, checks.even_bands("age"), edges, key=("group", "age"))
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


def _edges(*, limit: float, lower_age: float) -> Check:
    """No band goes over an edge, middles are inside their bands, and one standard serves every group."""

    def find(lines: Sequence[Line]) -> Iterator[InputRefused]:
        starts = sorted({line.real("age") or 0.0 for line in lines if line.has("age")})
        ends = dict(zip(starts, [*starts[1:], float("inf")], strict=True))
        if starts and not any(lower_age <= start < limit for start in starts):
            yield InputRefused(
                _("No band lies between the ages %(lower)g and %(limit)g."), lower=lower_age, limit=limit
            )
        weights: dict[float, float] = {}
        for line in lines:
            if line.has("age", "mean_age"):
                yield from _middle(line, ends=ends, limit=limit, lower_age=lower_age)
            if line.has("age", "weight"):
                age, weight = (line.real(name) or 0.0 for name in ("age", "weight"))
                if weight < 0 or weights.setdefault(age, weight) != weight:
                    yield InputRefused(
                        _(
                            "Row %(row)s, column weight: %(weight)g; accepted: 0 or more, and the same for a band in every "
                            "group."
                        ),
                        row=line.number,
                        weight=weight,
                    )

    return find


def _middle(line: Line, *, ends: Mapping[float, float], limit: float, lower_age: float) -> Iterator[InputRefused]:
    """The band lies on one side of each edge, and its middle is inside it."""
    age, mean_age = (line.real(name) or 0.0 for name in ("age", "mean_age"))
    is_used = lower_age <= age < limit
    goes_over = any(age < edge < ends[age] and ends[age] < float("inf") for edge in (lower_age, limit))
    if goes_over or (is_used and mean_age > limit):
        yield InputRefused(
            _("Row %(row)s: the band from %(age)g goes over the age %(limit)g; end a band there."),
            row=line.number,
            age=age,
            limit=limit if age < limit and (mean_age > limit or ends[age] > limit) else lower_age,
        )
    elif not age <= mean_age <= ends[age]:
        yield InputRefused(
            _("Row %(row)s, column mean_age: %(mean)g is outside the band from %(age)g to %(end)g."),
            row=line.number,
            mean=mean_age,
            age=age,
            end=ends[age],
        )


def sii(table: RawTable, options: Namespace, engine: Engine) -> Results:
    kind = SlopeKind(options.kind)
    is_logit = kind is SlopeKind.LOGIT
    needed = (COUNT, DENOMINATOR) if is_logit else (Column("value", Kind.NUMBER),)
    population = Column("population", Kind.AMOUNT, Need.OPTIONAL if is_logit else Need.REQUIRED)
    columns = (GROUP, Column("rank", Kind.RANK), population, *needed, Column("se", Kind.AMOUNT, Need.OPTIONAL))
    lines = _single_period(table, columns, *([_NOT_ABOVE] if is_logit else []), key=("group", "rank"))
    if is_logit and "population" not in table.header:
        lines = [Line(line.number, line.values | {"population": line.values["denominator"]}) for line in lines]
    found = inequality.slope_index(
        _arrow(lines), by=["group"], kind=kind, confidence=options.confidence, seed=options.seed, draws=options.draws
    )
    return _ordered(found.to_pylist(), lines)


def trend_test(table: RawTable, options: Namespace, engine: Engine) -> Results:
    year, yearly = Column("year", Kind.YEAR), checks.once("group", "year")
    if {"count", "denominator"} <= set(table.header):
        lines = parse(table, (GROUP, year, COUNT, DENOMINATOR), _NOT_ABOVE, yearly)
        test: Callable[..., ibis.Table] = trend.trend_of_shares
    else:
        limited = (Column(name, Kind.NUMBER) for name in ("value", "lower", "upper"))
        lines = parse(table, (GROUP, year, *limited), checks.limits_in_order, yearly)
        test = trend.trend_of_values
    rows = engine.table(_arrow(lines))
    found = test(rows, by=["group"], confidence=options.confidence)
    return _collect(engine, found, lines)


def compare(table: RawTable, options: Namespace, engine: Engine) -> Results:
    limits = tuple(Column(name, Kind.NUMBER, Need.OPTIONAL) for name in ("lower", "upper"))
    columns = (GROUP, Column("value", Kind.NUMBER), *limits, Column("reference", Kind.NUMBER))
    lines = _single_period(table, columns, checks.limits_in_order, key=("group",))
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


def _single_period(table: RawTable, columns: Sequence[Column], *own: Check, key: Sequence[str]) -> list[Line]:
    return parse(table, columns, checks.one_period(table), checks.once(*key), *own)


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
