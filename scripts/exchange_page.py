"""Print docs/exchange.md: the sheets of the exchange format and what each column takes, as the code has them.

Run it after a change in any spreadsheets.py: .venv/bin/python scripts/exchange_page.py > docs/exchange.md
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent

INTRODUCTION = """# Exchange format

Made from the code by `scripts/exchange_page.py`; do not edit by hand.

A table is a CSV file (UTF-8, comma) or the first sheet of an XLSX file. The first row holds the headers: the column names
below, or the words that the pages use for them in Finnish, Swedish or English. Columns may stand in any order, and those
that are not required may be left out: what is left out is not changed. The same columns come out in *Taulukot* and go in
at *Tuo tiedosto*, and `hyte load FOLDER` reads a folder whose files are named after the sheets, such as `bodies.csv`.

- `key` tells which record a row is about. It is given once, is never reused and survives every renaming.
- An empty cell means “not known” or “none”; a cell that holds only spaces is empty.
- `valid_from` is the first day and `valid_until` the last day in force. Where the first day is not known, `attested_on`
  and `source` are required.
- `home` is the key of the area that the record belongs to; empty means the area whose page takes the file.
- Nothing is saved unless every row of every file passes. A load is one act in the history and is undone as one.
- A row with a new `valid_from` for a known `key` begins a new period of the same record (units and bodies).
- `example` goes out only: “Esimerkki” marks the rows of invented examples, in every language. What a file has in the
  column is not read, so a row becomes no example by it and ceases to be none.
- A row that is left out stays as it is in the register: a load never ends a record and never unties a tie.
"""


def page() -> str:
    """The whole page, in English."""
    from django.utils import translation

    from hyte.core.exchange.sheets import books, sheets

    with translation.override("en"):
        parts = [INTRODUCTION]
        for sheet in sheets().values():
            parts.append(_section(sheet))
        for book in books().values():
            parts.append(_book(book))
    return "\n".join(parts)


def _section(sheet: Any) -> str:
    lines = [
        f"## {sheet.name}",
        "",
        f"{sheet.title}. A row is told from others by {_joined(sheet)}.",
        "",
        "| column | required | what it holds | takes |",
        "| --- | --- | --- | --- |",
    ]
    for column in sheet.columns:
        required = "yes" if column.required else ""
        lines.append(f"| `{column.name}` | {required} | {_cell(column.label)} | {_cell(column.accepted())} |")
    return "\n".join([*lines, ""])


def _book(book: Any) -> str:
    pages = ", ".join(f"[`{part}`](#{part})" for part in book.parts)
    return f"""## {book.name}

{book.title}: an XLSX file with a page for each of these sheets, called by the sheet's name: {pages}.
A page that is not needed may be left out. The pages come in together or not at all, and a row of one page may name a row of another.
It goes out on the plan's own page and goes in at *Tuo tiedosto*.
"""


def _joined(sheet: Any) -> str:
    names = [f"`{name}`" for name in sheet.identity]
    if sheet.period_model is not None:
        names.append("`valid_from`")
    return " and ".join(names)


def _cell(text: Any) -> str:
    return str(text).replace("|", "\\|")


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hyte.settings")
    import django

    django.setup()
    print(page(), end="")
