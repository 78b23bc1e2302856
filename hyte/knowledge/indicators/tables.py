"""Example files of own figures: the columns, what each takes, and a row for each indicator of a data set."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import date

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.stats.sources.local import COLUMNS, FINNISH, REQUIRED


def accepted() -> dict[str, str]:
    """What each column takes, in words."""
    return {
        "indicator": _("the key of an indicator of the data set"),
        "area": _("an official code with its type: KU398, HVA09, MK07 or FI"),
        "period": _(
            "a year (2023), a month (2023-06), a quarter (2023Q2), or first and last day (2023-01-01–2023-06-30)"
        ),
        "sex": _("total, female or male; nothing for all"),
        "age_group": _("ages such as 20-64, 65+ or 7; nothing for all"),
        "breakdown": _("any other part, by a name of your own; nothing for all"),
        "value": _("a number alone, without a unit; nothing where it is missing"),
        "numerator": _("events or persons behind the value"),
        "denominator": _("population or base behind the value"),
        "lower": _("lower limit of the 95 % interval"),
        "upper": _("upper limit of the 95 % interval"),
        "missing_reason": _("why there is no value, such as “not available”; nothing where there is one"),
        "flags": _("what must be known of the value, such as “preliminary”"),
    }


def example_rows(dataset: Dataset, *, today: date) -> list[list[str]]:
    """A row for each indicator of the data set, for last year, to be filled in."""
    keys = list(dataset.indicators.live().order_by("key").values_list("key", flat=True))  # type: ignore[attr-defined]
    filled = {"area": dataset.home.code, "period": str(today.year - 1)}
    return [[{"indicator": key, **filled}.get(column, "") for column in COLUMNS] for key in keys]


def headers() -> list[str]:
    """The columns as the file names them: in Finnish, which loading reads as well as the English ones."""
    finnish = {column: word for word, column in FINNISH.items()}
    return [finnish[column] for column in COLUMNS]


def example_csv(dataset: Dataset, *, write: Callable[[Iterable[str], Iterable[Iterable[str]]], bytes]) -> bytes:
    return write(headers(), example_rows(dataset, today=timezone.localdate()))


def example_xlsx(dataset: Dataset) -> bytes:
    """The example as XLSX, with what each column takes as a note on its header."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(_("figures")[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    told = accepted()
    for number, (column, header) in enumerate(zip(COLUMNS, headers(), strict=True)):
        page.write_string(0, number, f"{header}", bold)
        must = _("needed") if column in REQUIRED else _("may be empty")
        page.write_comment(0, number, f"{told[column]} ({must})", {"x_scale": 2})
        page.set_column(number, number, 30 if column == "indicator" else 16)
    page.freeze_panes(1, 1)
    for line, row in enumerate(example_rows(dataset, today=timezone.localdate()), start=1):
        for number, cell in enumerate(row):
            if cell:
                page.write_string(line, number, cell)
    book.close()
    return stream.getvalue()
