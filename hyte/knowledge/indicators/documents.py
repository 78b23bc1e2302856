"""An indicator's numbers as files: CSV, XLSX and JSON-stat 2.0. They fetch nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from hyte.knowledge.indicators.models import Indicator, Release
from hyte.knowledge.indicators.shown import shown_period
from hyte.knowledge.stats.store.reading import Observation
from hyte.knowledge.stats.store.shape import PARTS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Each kind of file with its suffix and its words.
FILES = {
    "csv": ("csv", _("CSV table")),
    "xlsx": ("xlsx", _("Excel table (XLSX)")),
    "json-stat": ("json", _("JSON-stat 2.0, for programs")),
}
_COLUMNS = (
    "indicator",
    "indicator_name",
    "unit",
    "area",
    "area_name",
    "period_start",
    "period_end",
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
    "release",
    "source",
    "licence",
)
_FORMULA = re.compile(r"[=+\-@\t\r]")


def figures_file(
    kind: str, rows: Sequence[Observation], *, indicator: Indicator, areas: Mapping[str, str], release: Release | None
) -> tuple[bytes, str]:
    """The rows as a file of a kind of `FILES`, and its media type; every row tells its unit, source and release."""
    if kind == "json-stat":
        told = json_stat(rows, indicator=indicator, areas=areas, release=release)
        return json.dumps(told, ensure_ascii=False, indent=1).encode(), "application/json"
    table = [_cells(row, indicator, areas, release) for row in rows]
    if kind == "xlsx":
        return _xlsx(table, title=indicator.key), XLSX
    return _csv(table), "text/csv; charset=utf-8"


def _cells(
    row: Observation, indicator: Indicator, areas: Mapping[str, str], release: Release | None
) -> list[str | float | None]:
    extra = {
        "indicator_name": indicator.name,
        "unit": indicator.unit,
        "area_name": areas.get(row.area, ""),
        "source": release.source if release else indicator.dataset.publisher,
        "licence": release.licence if release else indicator.dataset.licence,
    }
    cells = [extra[name] if name in extra else getattr(row, name) for name in _COLUMNS]
    return [cell.isoformat() if isinstance(cell, date) else cell for cell in cells]


def _csv(table: Sequence[Sequence[str | float | None]]) -> bytes:
    """What a spreadsheet program would run as a formula is made plain text; numbers stay numbers."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in table:
        writer.writerow("'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in row)
    return stream.getvalue().encode("utf-8-sig")


def _xlsx(table: Sequence[Sequence[str | float | None]], *, title: str) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(title[:31])
    page.write_row(0, 0, _COLUMNS, book.add_format({"bold": True, "bottom": 1}))
    for line, row in enumerate(table, start=1):
        for number, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(line, number, cell)
            elif cell is not None:
                page.write_number(line, number, cell)
    page.freeze_panes(1, 0)
    page.set_column(0, len(_COLUMNS) - 1, 16)
    book.close()
    return stream.getvalue()


def json_stat(
    rows: Sequence[Observation], *, indicator: Indicator, areas: Mapping[str, str], release: Release | None
) -> dict[str, Any]:
    """The rows as a JSON-stat 2.0 data set: the values by area, period, sex, age and breakdown; reasons as status."""
    periods = {_period(row): shown_period(row.period_start, row.period_end) for row in _by_period(rows)}
    labels: dict[str, dict[str, str]] = {
        "area": {code: areas.get(code, code) for code in dict.fromkeys(row.area for row in rows)},
        "period": periods,
        **{name: {one: one for one in dict.fromkeys(getattr(row, name) for row in rows)} for name in PARTS},
    }
    sizes = [len(label) for label in labels.values()]
    places = {name: {code: place for place, code in enumerate(label)} for name, label in labels.items()}
    value: dict[str, float] = {}
    status: dict[str, str] = {}
    for row in rows:
        codes = {"area": row.area, "period": _period(row), **{name: getattr(row, name) for name in PARTS}}
        place = 0
        for name, size in zip(labels, sizes, strict=True):
            place = place * size + places[name][codes[name]]
        if row.value is not None:
            value[str(place)] = row.value
        if row.missing_reason or row.flags:
            status[str(place)] = row.missing_reason or row.flags or ""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": indicator.name,
        "source": release.source if release else indicator.dataset.publisher,
        **({"updated": release.made_at.isoformat()} if release else {}),
        "id": list(labels),
        "size": sizes,
        "role": {"geo": ["area"], "time": ["period"]},
        "dimension": {name: {"category": {"index": list(label), "label": label}} for name, label in labels.items()},
        "value": value,
        "status": status,
        "extension": {
            "indicator": indicator.key,
            "unit": indicator.unit,
            "decimals": indicator.decimals,
            "licence": release.licence if release else indicator.dataset.licence,
            "release": release.hash if release else "",
        },
    }


def _by_period(rows: Sequence[Observation]) -> list[Observation]:
    return sorted(rows, key=lambda row: (row.period_end, row.period_start))


def _period(row: Observation) -> str:
    """A period's code: its first and last day."""
    return f"{row.period_start.isoformat()}/{row.period_end.isoformat()}"
