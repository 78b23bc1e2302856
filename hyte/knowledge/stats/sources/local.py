"""An area's own figures from a table: each fault is told by row and column, and one fault refuses all rows."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from hyte.knowledge.stats.choices import MissingReason
from hyte.knowledge.stats.command.files import read_raw
from hyte.knowledge.stats.refusals import InputRefused, refuse
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources.cells import (
    CellFault,
    RowFault,
    age_group_in,
    area_in,
    breakdown_in,
    flags_in,
    key_in,
    number_in,
    period_in,
    reason_in,
    sex_in,
    text_of,
)
from hyte.knowledge.stats.sources.codes import Period
from hyte.knowledge.stats.sources.fetched import Fetched, Observation, Words, table_of
from hyte.knowledge.stats.store.areas import Division

COLUMNS = (
    "indicator",
    "area",
    "period",
    "sex",
    "age_group",
    "breakdown",
    "value",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "missing_reason",
    "flags",
)
REQUIRED = ("indicator", "area", "period", "value")
FINNISH: Mapping[str, str] = dict(
    zip(
        (
            "indikaattori",
            "alue",
            "jakso",
            "sukupuoli",
            "ikäryhmä",
            "jaottelu",
            "arvo",
            "osoittaja",
            "nimittäjä",
            "alaraja",
            "yläraja",
            "puuttumisen syy",
            "merkinnät",
        ),
        COLUMNS,
        strict=True,
    )
)
_BESIDE = ("numerator", "denominator", "lower", "upper")
_SHOWN = 10

_REFUSED = _("%(count)s faults; no row was taken. The first: %(first)s")
_REVEALING = (MissingReason.SECRET, MissingReason.HIDDEN)

T = TypeVar("T")


class RowsRefused(InputRefused):
    """The table cannot be taken. `faults` are all of them, by row."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(_REFUSED, count=len(faults), first=str(faults[0]))
        self.faults = tuple(faults)
        self.others = self.faults[:_SHOWN]


def read_local_csv(path: str, **given: Any) -> Fetched:
    """The figures in a CSV file; `given` is what `read_local` takes. Raises ArgumentRefused where it is no such file."""
    raw = read_raw(path)
    refuse(raw.faults)
    rows: list[Sequence[object]] = []
    for number, cells in raw.rows:
        rows += [()] * (number - 2 - len(rows))  # empty lines count as rows
        rows.append(cells)
    return read_local(raw.header, rows, **given)


def read_local(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    dataset: str,
    source: str,
    licence: str,
    address: str = "",
    published_at: datetime | None = None,
    indicators: Collection[str] | None = None,
    names: Mapping[str, Sequence[str]] | None = None,
    division: Division | None = None,
) -> Fetched:
    """The rows of a table, whose cells are text, numbers or days, as a data set. The header is row 1.

    `indicators` are the keys that are known (any, unless given), `names` areas' names and their codes, `division` the areas
    that are known and when. Raises RowsRefused with every fault.
    """
    places = _columns(header)
    spoken = {name.casefold(): tuple(codes) for name, codes in (names or {}).items()}
    read = [
        _Row(number, cells, places, header)
        for number, cells in enumerate(rows, start=2)
        if any(text_of(cell) for cell in cells)
    ]
    found = [(row, row.observation(indicators=indicators, names=spoken, division=division)) for row in read]
    _refuse_doubles(found)
    faults = [fault for row in read for fault in row.faults]
    if not read:
        faults = [RowFault(1, text_of(header[places["value"]]), CellFault(_("there are no rows"), _("at least one")))]
    if faults:
        raise RowsRefused(faults)
    observations = [one for _row, one in found if one is not None]
    return Fetched(
        dataset=dataset,
        rows=table_of(observations, dataset=dataset),
        source=source,
        licence=licence,
        address=address,
        published_at=published_at,
        words=tuple(Words(key=key, names={}) for key in sorted({one.indicator for one in observations})),
    )


def _refuse_doubles(found: Iterable[tuple["_Row", Observation | None]]) -> None:
    """Mark each row whose figure stands on an earlier one."""
    first: dict[tuple[object, ...], int] = {}
    for row, one in found:
        if one is None:
            continue
        key = (one.indicator, one.area, one.period, one.sex, one.age_group, one.breakdown)
        if first.setdefault(key, row.number) != row.number:
            fault = _("the same figure stands on row %(first)s")
            row.refuse("indicator", fault, _("each figure once"), first=first[key])


def _columns(header: Sequence[str]) -> dict[str, int]:
    """The place of each column by the store's name; raises RowsRefused for one that is unknown, double or missing."""
    places: dict[str, int] = {}
    faults = []
    accepted = ", ".join(COLUMNS)
    for place, cell in enumerate(header):
        text = " ".join(text_of(cell).casefold().replace("_", " ").split())
        name = FINNISH.get(text, text.replace(" ", "_"))
        if name in COLUMNS and name not in places:
            places[name] = place
        elif text:
            fault = _("the column stands there twice") if name in places else _("the column is not known")
            faults.append(RowFault(1, text_of(cell), CellFault(fault, "%(words)s", words=accepted)))
    for name in REQUIRED:
        if name not in places:
            faults.append(RowFault(1, name, CellFault(_("the column is missing"), "%(words)s", words=accepted)))
    if faults:
        raise RowsRefused(faults)
    return places


class _Row:
    """A row while it is read; its faults gather here, by the columns' names in the file."""

    def __init__(self, number: int, cells: Sequence[object], places: Mapping[str, int], header: Sequence[str]) -> None:
        self.number = number
        self.cells = {name: cells[place] for name, place in places.items() if place < len(cells)}
        self.called = {name: text_of(header[place]) for name, place in places.items()}
        self.faults: list[RowFault] = []

    def refuse(self, column: str, fault: str, accepted: str, **values: object) -> None:
        cell = CellFault(fault, accepted, **values)
        self.faults.append(RowFault(self.number, self.called.get(column, column), cell))

    def read(self, column: str, read: Callable[[object], T]) -> T | None:
        cell = self.cells.get(column)
        broken = getattr(cell, "fault", None)  # a cell that its file has spoilt tells why
        try:
            if broken is not None:
                raise CellFault(str(broken), _("a value"))
            return read(cell)
        except CellFault as fault:
            self.refuse(column, fault.fault, fault.accepted, **fault.values)
            return None

    def observation(
        self,
        *,
        indicators: Collection[str] | None,
        names: Mapping[str, tuple[str, ...]],
        division: Division | None,
    ) -> Observation | None:
        """The row's figure; None where there are faults."""
        indicator = self.read("indicator", key_in)
        area = self.read("area", lambda cell: area_in(cell, names))
        period = self.read("period", period_in)
        numbers = {name: self.read(name, number_in) for name in ("value", *_BESIDE)}
        reason = self.read("missing_reason", reason_in)
        flags = self.read("flags", flags_in)
        sex, age = self.read("sex", sex_in), self.read("age_group", age_group_in)
        breakdown = self.read("breakdown", breakdown_in)
        if indicator and indicators is not None and indicator not in indicators:
            accepted = _("the key of an indicator of the catalogue")
            self.refuse("indicator", _("“%(cell)s” is not in the catalogue"), accepted, cell=indicator)
        if area and period:
            self._check_area(area, period, division)
        if not self.faults:
            self._check_numbers(numbers, reason)
        if self.faults or not (indicator and area and period and sex and age and breakdown):
            return None
        return Observation(
            indicator=indicator,
            area=area,
            period=period,
            sex=sex,
            age_group=age,
            breakdown=breakdown,
            reason=reason,
            flags=flags or (),
            **numbers,
        )

    def _check_area(self, code: str, period: Period, division: Division | None) -> None:
        if division is None:
            return
        area = division.areas.get(code)
        if area is None:
            self.refuse("area", _("“%(cell)s” is not in the list of areas"), _("a code of the list"), cell=code)
        elif code.startswith("KU") and not area.is_in_force(*period):
            accepted = "%(codes)s" if area.succeeded_by else _("a municipality in force in the period")
            fault = _("%(cell)s is not in force in the whole period")
            self.refuse("area", fault, accepted, cell=code, codes=area.succeeded_by or "")

    def _check_numbers(self, numbers: Mapping[str, float | None], reason: MissingReason | None) -> None:
        value, lower, upper = numbers["value"], numbers["lower"], numbers["upper"]
        if value is None:
            if reason is None:
                fault = _("the value is missing without a reason")
                self.refuse("missing_reason", fault, "%(words)s", words=tuple(MissingReason))
            if lower is not None or upper is not None:
                self.refuse("lower", _("there are limits without a value"), _("nothing"))
            if reason in _REVEALING and numbers["numerator"] is not None:
                self.refuse("numerator", _("the value is hidden but its numerator is not"), _("nothing"))
        elif reason is not None:
            self.refuse("missing_reason", _("the value stands with a reason for being missing"), _("nothing"))
        elif (lower is not None and value < lower) or (upper is not None and value > upper):
            self.refuse("value", _("the value is not between its limits"), _("a value between lower and upper"))
        for name in ("numerator", "denominator"):
            number = numbers[name]
            if number is not None and number < 0:
                self.refuse(name, _("it is negative"), _("0 or more"))
