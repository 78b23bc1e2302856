"""Whether an approved report still says what its sources say: each figure computed again from the release it came from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from hyte.core.files.models import StoredFile
from hyte.knowledge.indicators.models import Indicator, Release
from hyte.knowledge.indicators.numbers import reading_of
from hyte.knowledge.indicators.queries.reading import newest_of_release
from hyte.knowledge.stats.choices import Polarity
from hyte.knowledge.stats.store.reading import Latest
from hyte.knowledge.stats.store.releases import ReleaseBroken
from hyte.planning.budgets.tallies import STAGES
from hyte.planning.reports.content import Amount, Figure, MoneyRow, MoneyTable, ReportContent
from hyte.planning.reports.models import ReportSnapshot
from hyte.planning.reports.queries.freezing import PublishingReader
from hyte.planning.reports.queries.money import money_tables
from hyte.planning.reports.shown_money import shown_money

TOLERANCE = 1e-9
# What is computed again, by its name in the figure and in the store.
COMPUTED = {
    "value": "value",
    "lower": "lower",
    "upper": "upper",
    "period_start": "period_start",
    "period_end": "period_end",
    "reference": "reference",
    "relation": "relation",
    "verdict": "verdict",
    "no_verdict": "no_verdict",
    "direction": "direction",
    "periods": "short_periods",
    "values": "short_values",
}


@dataclass(frozen=True)
class Difference:
    """What a figure of the report says and what its release says today."""

    section: str
    indicator: str
    area: str
    what: str
    approved: str
    computed: str


@dataclass
class Verification:
    """What was found of one approved report: how many figures and amounts were computed again, what differs, and what is broken.

    Figures are computed from the releases, which never change; amounts of money from the area's budgets as they are today.
    """

    report: str
    number: int
    sha256: str
    figures: int = 0
    amounts: int = 0
    differences: list[Difference] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.differences and not self.faults

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "is_sound": self.is_sound}


def verify_snapshot(snapshot: ReportSnapshot) -> Verification:
    """Compute every figure of an approved report again, and check the hashes of its content and of its PDF."""
    found = Verification(snapshot.report.key, snapshot.number, snapshot.sha256)
    found.faults += _content_faults(snapshot)
    found.faults += _file_faults(snapshot)
    content = snapshot.read()
    told = [(section.key, figure) for section in content.sections for figure in section.figures]
    by_release: dict[str, list[tuple[str, Figure]]] = {}
    for key, figure in told:
        by_release.setdefault(figure.release, []).append((key, figure))
    releases = {row.hash: row for row in Release.objects.filter(hash__in=by_release).select_related("dataset")}
    for name, rows in sorted(by_release.items()):
        release = releases.get(name)
        if release is None:
            names = {"release": name[:12], "count": len(rows)}
            found.faults.append(_("The release %(release)s of %(count)s figures is not in the register.") % names)
            continue
        try:
            found.differences += _differences(rows, release)
            found.figures += len(rows)
        except ReleaseBroken as fault:
            found.faults.append(fault.sentence(_))
    _compare_money(snapshot, content, found)
    return found


def _compare_money(snapshot: ReportSnapshot, content: ReportContent, found: Verification) -> None:
    """Hold the amounts against the budgets of the same years as they stand today."""
    held = [(section.key, section.money) for section in content.sections if section.money]
    if not held:
        return
    report = snapshot.report
    now = money_tables(report, user=PublishingReader(report.home))
    for key, tables in held:
        for table in tables:
            today = _same_table(table, now)
            rows = {_row_of(one): one for one in today.rows} if today else {}
            for row in table.rows:
                found.amounts += len(STAGES)
                found.differences += _of_amounts(key, table, row, rows.get(_row_of(row)))


def _same_table(table: MoneyTable, now: Iterable[MoneyTable]) -> MoneyTable | None:
    """The same table of today: of the budget of that name or, where it was named anew, of the only one of the year."""
    alike = [one for one in now if (one.year, one.kind, one.group) == (table.year, table.kind, table.group)]
    named = next((one for one in alike if one.budget == table.budget), None)
    return named or (alike[0] if len(alike) == 1 else None)


def _row_of(row: MoneyRow) -> tuple[str, str]:
    return row.part, row.phenomenon


def _of_amounts(section: str, table: MoneyTable, row: MoneyRow, now: MoneyRow | None) -> Iterable[Difference]:
    """Where an amount, or its range, is another today; a row that is not there any more has none."""
    told = shown_money(table)
    name = str(told.rows[table.rows.index(row)].name)
    for stage, head in zip(STAGES, told.heads, strict=True):
        approved, computed = getattr(row, stage), getattr(now, stage) if now else None
        if approved != computed:
            yield Difference(section, name, told.title, head, _sum(approved), _sum(computed))


def _sum(amount: Amount | None) -> str:
    if amount is None or amount.value is None:
        return ""
    return amount.value if amount.low is None else f"{amount.value} ({amount.low}–{amount.high})"


def _content_faults(snapshot: ReportSnapshot) -> Iterable[str]:
    if not snapshot.is_intact:
        yield _("The content is not what was approved: its SHA-256 differs.")
    elif snapshot.read().canonical != snapshot.content:
        yield _("The content was not written in the shape that reports are read in.")


def _file_faults(snapshot: ReportSnapshot) -> Iterable[str]:
    files = [file for file in (snapshot.pdf, snapshot.pdf_sv) if file is not None]
    if not files:
        yield _("The PDF has not been made yet.")
    for file in files:
        yield from _faults_of(file)


def _faults_of(file: StoredFile) -> Iterable[str]:
    if not default_storage.exists(file.path):
        yield _("The file %(name)s is missing.") % {"name": file.name}
    elif not file.is_intact():
        yield _("The file %(name)s is not what was stored: its SHA-256 differs.") % {"name": file.name}


def _differences(rows: list[tuple[str, Figure]], release: Release) -> list[Difference]:
    """What one release says of the figures that came from it; they are read and judged all at once."""
    indicators = {row.key: row for row in Indicator.objects.filter(key__in={figure.indicator for _key, figure in rows})}
    # Which values are good is read as it was when the report was approved.
    readings = {
        figure.indicator: replace(reading_of(indicators[figure.indicator]), polarity=Polarity(figure.polarity))
        for _key, figure in rows
        if figure.indicator in indicators
    }
    computed = newest_of_release(release, {figure.area for _key, figure in rows}, readings=readings)
    return [
        difference
        for key, figure in rows
        for difference in _of_figure(key, figure, computed.get((figure.indicator, figure.area)))
    ]


def _of_figure(section: str, figure: Figure, now: Latest | None) -> Iterable[Difference]:
    for name, stored in COMPUTED.items():
        approved = getattr(figure, name)
        computed = getattr(now, stored) if now is not None else None
        if not _is_same(approved, computed):
            yield Difference(section, figure.indicator, figure.area, name, _shown(approved), _shown(computed))


def _is_same(approved: Any, computed: Any) -> bool:
    if isinstance(approved, float) and isinstance(computed, int | float):
        return math.isclose(approved, computed, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(approved, list):
        others = list(computed or ())
        return len(approved) == len(others) and all(map(_is_same, approved, others))
    return _shown(approved) == _shown(computed)


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_shown(one) for one in value)
    return "" if value is None else str(value)
