"""What every source gives: rows in the store's shape, and all that is known of where they come from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa

from hyte.knowledge.stats.choices import Flag, MissingReason, Polarity, Sex
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources.faults import Note
from hyte.knowledge.stats.store.areas import Division
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, FLAG_SEPARATOR, TOTAL

Texts = Mapping[str, str]  # language (fi, sv, en) → text; a language without a text is left out

OTHER_AREAS = _("Figures of areas that have no code here (%(areas)s) were left out: %(count)s.")
UNKNOWN_AREAS = _("Figures of areas that are not in the list of areas were left out: %(count)s (%(areas)s).")
NOT_IN_FORCE = _(
    "Figures of municipalities for periods in which they were not in force were left out: %(count)s (%(areas)s)."
)
_AREAS_NAMED = 12


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a source tells of an indicator. What it does not tell is empty or None; nothing is guessed."""

    key: str
    names: Texts
    definition: Texts = field(default_factory=dict)
    interpretation: Texts = field(default_factory=dict)
    limits: Texts = field(default_factory=dict)
    unit: Texts = field(default_factory=dict)
    unit_code: str = ""
    decimals: int | None = None
    polarity: Polarity | None = None  # sources do not judge; people do
    first_year: int | None = None
    last_year: int | None = None
    groups: tuple[str, ...] = ()
    updated: date | None = None
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A whole data set as it was fetched: `rows` are in `FILE_SCHEMA`, ready for `write_release`."""

    dataset: str
    rows: pa.Table
    source: str
    licence: str
    address: str
    published_at: datetime | None
    words: tuple[Words, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One row before it is a row. A value is there, or a reason why it is not."""

    indicator: str
    area: str
    period: tuple[date, date]
    value: float | None
    reason: MissingReason | None = None
    sex: str = str(Sex.TOTAL)
    age_group: str = TOTAL
    breakdown: str = TOTAL
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    flags: Collection[Flag] = ()


def table_of(observations: Iterable[Observation], *, dataset: str) -> pa.Table:
    """The observations as a table in `FILE_SCHEMA`."""
    columns: dict[str, list[object]] = {name: [] for name in FILE_SCHEMA.names}
    for one in observations:
        columns["dataset"].append(dataset)
        columns["period_start"].append(one.period[0])
        columns["period_end"].append(one.period[1])
        for name in ("indicator", "area", "sex", "age_group", "breakdown", *_NUMBERS):
            columns[name].append(getattr(one, name))
        columns["missing_reason"].append(str(one.reason) if one.reason else None)
        flags = [str(flag) for flag in Flag if flag in one.flags]
        columns["flags"].append(FLAG_SEPARATOR.join(flags) or None)
    return pa.table(columns, schema=FILE_SCHEMA)


_NUMBERS = ("value", "numerator", "denominator", "lower", "upper")


def drawn_by(
    observations: Iterable[Observation], division: Division | None
) -> tuple[list[Observation], tuple[Note, ...]]:
    """The observations of areas that the division knows, municipalities only while in force, and what was left out.

    Regions and counties are kept for earlier periods too: sources draw them back in time by the present division.
    Without a division all are kept.
    """
    if division is None:
        return list(observations), ()
    kept: list[Observation] = []
    unknown: dict[str, int] = {}
    outside: dict[str, int] = {}
    for one in observations:
        area = division.areas.get(one.area)
        if area is None:
            unknown[one.area] = unknown.get(one.area, 0) + 1
        elif one.area.startswith("KU") and not area.is_in_force(*one.period):
            outside[one.area] = outside.get(one.area, 0) + 1
        else:
            kept.append(one)
    return kept, tuple(
        left_out(text, counts) for text, counts in ((UNKNOWN_AREAS, unknown), (NOT_IN_FORCE, outside)) if counts
    )


def left_out(text: str, counts: Mapping[str, int]) -> Note:
    """A note of how many figures were left out, naming the first of what they were of."""
    names = sorted(counts)
    more = " …" if len(names) > _AREAS_NAMED else ""
    return Note(text, {"count": sum(counts.values()), "areas": ", ".join(names[:_AREAS_NAMED]) + more})
