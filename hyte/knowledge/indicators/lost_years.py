"""Lost years of life from counted deaths: the ways of counting, the figures, and what hides small counts among them.

Plain rows in, plain rows out. The methods are those of the statistics; here are the bands, the standards that fit them, and the
way of counting that stands with every value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext_lazy

from hyte.knowledge.stats.choices import Polarity, Verdict, Withheld
from hyte.knowledge.stats.engines import Engine, open_engine
from hyte.knowledge.stats.methods.comparison import compare
from hyte.knowledge.stats.methods.hiding_tables import Layout, TableRow, hide_table
from hyte.knowledge.stats.methods.lost_years import check_shares, deaths_by_cause, lost_years
from hyte.knowledge.stats.methods.trend import trend_of_values
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.standards import STANDARDS

ALL_CAUSES = "total"
HEADINGS = ("preventable", "treatable")
_CAUSES = {
    ALL_CAUSES: gettext_lazy("all causes"),
    "preventable": gettext_lazy("preventable deaths"),
    "treatable": gettext_lazy("treatable deaths"),
}
LIMITS, LOWER_AGES = (70, 75, 80), (0, 1, 15, 25)
# A range of codes or a name after one is a cause of its own: its deaths are not those of the first code.
_CODE = re.compile(r"[A-Z][0-9]{2}(\.?[0-9A-Z]{1,2})?")
Band = tuple[int, int | None]
Period = tuple[date, date]

_NO_BANDS = _("No band lies between the ages %(lower)s and %(limit)s.")
_EDGE = _("The bands of the table do not divide at the age %(age)s; choose another age limit or lower age.")
_STANDARD = _("The bands of the table do not fit the standard %(standard)s.")


def cause_words(cause: str) -> str:
    """A cause as a reader sees it."""
    return str(_CAUSES.get(cause, cause))


@dataclass(frozen=True)
class Way:
    """A way of counting: the age limit, the lower age and the standard. Figures of two ways are never one series."""

    limit: int = 75
    lower_age: int = 0
    standard: str = "esp2013-19"


@dataclass(frozen=True)
class Counted:
    """Deaths of a cause in one area, sex and age band of one period, and how many lived there."""

    area: str
    sex: str
    cause: str
    band: Band
    deaths: float
    population: float


@dataclass(frozen=True)
class Lost:
    """The lost years of one area, sex and cause; rates are per 100,000. Without numbers it says why."""

    area: str
    sex: str
    cause: str
    events: float | None = None
    years: float | None = None
    crude: float | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    method: str = ""
    withheld: str | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        return (self.area, self.sex, self.cause)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Judged:
    """A figure beside the reference area's figure of the same sex and cause."""

    lost: Lost
    reference: float | None
    verdict: str

    @property
    def value(self) -> float | None:
        return self.lost.value

    @property
    def stands_out(self) -> bool:
        return self.verdict in (Verdict.WORSE, Verdict.WORST)


def bands_between(bands: Iterable[Band], way: Way) -> list[Band]:
    """The bands that count, in order of age; refuses those that go over the limit or the lower age, and none at all."""
    ordered = sorted(set(bands), key=lambda band: band[0])
    found = []
    for first, last in ordered:
        for edge in (way.lower_age, way.limit):
            if first < edge and (last is None or last >= edge):
                raise InputRefused(_EDGE, age=edge)
        if way.lower_age <= first < way.limit:
            found.append((first, last))
    if not found or found[0][0] != way.lower_age or found[-1][1] != way.limit - 1:
        raise InputRefused(_NO_BANDS, lower=way.lower_age, limit=way.limit)
    for (_first, last), (following, _last) in pairwise(found):
        if last is None or following != last + 1:
            raise InputRefused(_EDGE, age=following)
    return found


def weights_of(bands: Sequence[Band], standard: str) -> dict[Band, float]:
    """The standard's weight of each band, added up where the standard divides it further."""
    own = STANDARDS[standard]
    places: list[tuple[int, int | None, float]] = []
    starts = [int(name.rstrip("+").partition("-")[0]) for name in own.bands]
    for place, start in enumerate(starts):
        end = starts[place + 1] - 1 if place + 1 < len(starts) else None
        places.append((start, end, own.weights[place]))
    found = {}
    for first, last in bands:
        inside = [
            one for one in places if last is not None and one[1] is not None and first <= one[0] <= one[1] <= last
        ]
        if not inside or inside[0][0] != first or inside[-1][1] != last:
            raise InputRefused(_STANDARD, standard=standard)
        found[(first, last)] = sum(weight for _start, _end, weight in inside)
    return found


def standards_for(bands: Iterable[Band], *, limit: int, lower_age: int) -> list[str]:
    """The standards whose bands fit a table's bands, by name."""
    known = set(bands)
    fitting = []
    for name in STANDARDS:
        try:
            weights_of(bands_between(known, Way(limit, lower_age, name)), name)
        except InputRefused:
            continue
        fitting.append(name)
    return fitting


def mean_age(band: Band) -> float:
    """The middle of a band, at which its deaths are taken to happen."""
    first, last = band
    assert last is not None
    return (first + last + 1) / 2


def lost_years_of(rows: Sequence[Counted], way: Way) -> list[Lost]:
    """The lost years of each area, sex and cause of one period, in the order of first appearance."""
    bands = bands_between((row.band for row in rows), way)
    weights = weights_of(bands, way.standard)
    groups: dict[tuple[str, str, str], dict[Band, Counted]] = {}
    for row in rows:
        if row.band in weights:
            groups.setdefault((row.area, row.sex, row.cause), {})[row.band] = row
    whole = {place: found for place, found in groups.items() if len(found) == len(bands)}
    lines = [
        {
            "area": row.area, "sex": row.sex, "cause": row.cause, "age": row.band[0], "mean_age": mean_age(row.band),
            "deaths": float(row.deaths), "population": float(row.population), "weight": float(weights[row.band]),
        }
        for found in whole.values()
        for row in found.values()
    ]  # fmt: skip
    figures = {figure.place: figure for figure in _figures(lines, way)} if lines else {}
    # An absent band is not a band without deaths.
    return [figures.get(place) or Lost(*place, withheld=str(Withheld.BAND_MISSING)) for place in groups]


def _figures(lines: list[dict[str, Any]], way: Way) -> list[Lost]:
    with open_engine(threads=1) as engine:
        expression = lost_years(
            engine.table(pa.Table.from_pylist(lines)),
            by=["area", "sex", "cause"],
            limit=way.limit,
            lower_age=way.lower_age,
            standard=way.standard,
        )
        found = engine.evaluate(expression).to_pylist()
    names = list(Lost.__dataclass_fields__)
    return [Lost(**{name: row[name] for name in names}) for row in found]


def with_avoidable(rows: Sequence[Counted], shares: Sequence[Mapping[str, Any]]) -> list[Counted]:
    """The rows with those of avoidable deaths after them, each cause counted by its share; only codes of ICD-10 are known."""
    check_shares(shares, headings=HEADINGS)
    coded = [row for row in rows if is_code(row.cause)]
    if not coded or not shares:
        return list(rows)
    populations = {(row.area, row.sex, row.band): row.population for row in coded}
    with open_engine(threads=1) as engine:
        found = {heading: _avoidable(coded, shares, heading, engine) for heading in HEADINGS}
    added = [
        Counted(area, sex, heading, band, found[heading].get((area, sex, band[0]), 0.0), population)
        for heading in HEADINGS
        for (area, sex, band), population in populations.items()
    ]
    return [*rows, *added]


def _avoidable(
    coded: Sequence[Counted], shares: Sequence[Mapping[str, Any]], heading: str, engine: Engine
) -> dict[tuple[str, str, int], float]:
    lines = [
        {"area": row.area, "sex": row.sex, "age": row.band[0], "code": row.cause, "deaths": float(row.deaths)}
        for row in coded
    ]
    told = [
        {"first": one["first"], "last": one["last"], "age_limit": one["age_limit"], heading: float(one[heading])}
        for one in shares
    ]
    expression = deaths_by_cause(
        engine.table(pa.Table.from_pylist(lines)),
        engine.table(pa.Table.from_pylist(told)),
        by=["area", "sex", "age"],
        heading=heading,
    )
    return {(row["area"], row["sex"], row["age"]): row["deaths"] for row in engine.evaluate(expression).to_pylist()}


def is_code(cause: str) -> bool:
    """Whether a cause is a code of ICD-10, such as I21 or I21.9."""
    return _CODE.fullmatch(cause) is not None


def judged(figures: Sequence[Lost], *, reference: str) -> list[Judged]:
    """Each figure against the reference area's of the same sex and cause; an area is no reference for itself."""
    levels = {(one.sex, one.cause): one.value for one in figures if one.area == reference}
    lines = [
        {
            "place": place, "value": one.value, "lower": one.lower, "upper": one.upper,
            "reference": None if one.area == reference else levels.get((one.sex, one.cause)),
        }
        for place, one in enumerate(figures)
    ]  # fmt: skip
    if not lines:
        return []
    kinds = [("place", pa.int64()), *((name, pa.float64()) for name in ("value", "lower", "upper", "reference"))]
    with open_engine(threads=1) as engine:
        rows = engine.table(pa.Table.from_pylist(lines, schema=pa.schema(kinds)))
        found = engine.evaluate(compare(rows, polarity=Polarity.LOW)).to_pylist()
    verdicts = {row["place"]: row["verdict"] for row in found}
    return [Judged(one, lines[place]["reference"], verdicts[place]) for place, one in enumerate(figures)]


def are_years(periods: Iterable[Period]) -> bool:
    """Whether all periods are single calendar years: only those are ever tested for a trend."""
    return all(start.year == end.year and (start.month, end.month) == (1, 12) for start, end in periods)


def do_overlap(periods: Iterable[Period]) -> bool:
    """Whether some periods share days, as rolling ones do."""
    return any(later[0] <= earlier[1] for earlier, later in pairwise(sorted(set(periods))))


def directions(by_year: Mapping[int, Sequence[Lost]]) -> dict[tuple[str, str, str], str]:
    """The recent trend of each area, sex and cause, from figures of single years counted in one way."""
    lines = [
        {"area": one.area, "sex": one.sex, "cause": one.cause, "year": year, "value": one.value, "lower": one.lower,
         "upper": one.upper}
        for year, figures in by_year.items()
        for one in figures
    ]  # fmt: skip
    if not lines:
        return {}
    with open_engine(threads=1) as engine:
        rows = engine.table(pa.Table.from_pylist(lines))
        found = engine.evaluate(trend_of_values(rows, by=["area", "sex", "cause"])).to_pylist()
    return {(row["area"], row["sex"], row["cause"]): row["direction"] for row in found}


def hidden_of(figures: Sequence[Lost], *, wholes: Mapping[str, Sequence[str]], threshold: int) -> list[Lost]:
    """The figures without those that a small count, or what would give it back, hides.

    `wholes` tells which of the areas are parts of which. Deaths below the threshold are hidden with all that was computed
    from them, and so is what sexes, causes and areas added together would give back. Raises InputRefused where parts are
    more than their whole.
    """
    known = [one for one in figures if one.events is not None and one.cause not in HEADINGS]
    causes = tuple(dict.fromkeys(one.cause for one in known if one.cause != ALL_CAUSES))
    rows = [TableRow((one.area, one.sex, _cause(one.cause)), round(one.events or 0)) for one in known]
    nested = [("area", whole, (*parts, "others")) for whole, parts in wholes.items() if parts]
    if causes:
        nested.append(("cause", "all", (*causes, "others")))
    layout = Layout(("area", "sex", "cause"), nested=tuple(nested))
    found = hide_table(rows, layout, threshold=threshold)
    hidden = {one.place for one, (is_hidden, _base) in zip(known, found, strict=True) if is_hidden}
    return [_bare(one) if _must_hide(one, hidden) else one for one in figures]


def _cause(cause: str) -> str:
    # “total” would be taken for the sum of the causes that are named, but there are always others.
    return "all" if cause == ALL_CAUSES else cause


def _must_hide(one: Lost, hidden: set[tuple[str, str, str]]) -> bool:
    """Avoidable deaths are sums of shares of causes: shown only where no cause of the area and sex is hidden."""
    if one.cause in HEADINGS:
        return one.events is not None and any(place[:2] == (one.area, one.sex) for place in hidden)
    return one.place in hidden


def _bare(one: Lost) -> Lost:
    return Lost(*one.place, method=one.method, withheld=str(Withheld.HIDDEN))
