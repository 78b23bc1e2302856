"""A municipality's figures as the state publishes them (reporting package KTAS: budget and financial plan) as budget lines.

The package has figures, not a ledger's lines: operating expenses with two of their parts, operating income, and investments.
The parts become lines of their own and what is left of the operating expenses a line beside them, so that the lines come to the
published figure. Results and stocks, such as the annual margin, are neither expenditure nor revenue and are left out, which is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from hyte.core.exchange.columns import CellFault, cell_text
from hyte.core.exchange.reading import Table
from hyte.planning.budgets.choices import LineKind, Stage
from hyte.planning.budgets.spreadsheets import Euros

PACKAGE = "KTAS"
COLUMNS = (
    "y_tunnus",
    "raportointikokonaisuus",
    "arvon_vuosi",
    "suunnitteluvaihe",
    "mittari",
    "nimi_fi",
    "arvo",
    "yksikko",
)
STAGES = {"current_budget": Stage.PLANNED, "prior_year_amended_budget": Stage.AMENDED}
OPERATING = "operating_expenses_eur"
PARTS = ("personnel_expenses_eur", "service_purchases_eur")
KINDS = {
    OPERATING: LineKind.EXPENDITURE,
    **dict.fromkeys(PARTS, LineKind.EXPENDITURE),
    "gross_investment_expenditure_eur": LineKind.EXPENDITURE,
    "operating_income_eur": LineKind.REVENUE,
}
REST = "operating_expenses_rest_eur"


@dataclass
class Figures:
    """Figures of a budget by their code, what was left out, and what is wrong."""

    names: dict[str, str] = field(default_factory=dict)
    amounts: dict[str, dict[Stage, Decimal]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def is_ktas(table: Table) -> bool:
    """Whether the table has the columns of the package."""
    return set(COLUMNS) <= {header.casefold() for header in table.headers}


def figures_of(table: Table, *, year: int, business_id: str = "") -> Figures:
    """The figures of one organisation for a year: what was budgeted, and what the next year's report tells as amended."""
    found = Figures()
    rows = [
        (number, {name.casefold(): cell_text(cell) for name, cell in zip(table.headers, cells, strict=False)})
        for number, cells in enumerate(table.rows, start=2)
    ]
    rows = [(number, row) for number, row in rows if any(row.values())]
    _refuse_others(rows, found, business_id)
    for number, row in rows:
        if found.faults:
            break
        if row["arvon_vuosi"] == str(year) and business_id in {"", row["y_tunnus"]}:
            _take(number, row, found)
    if not found.faults and not found.amounts:
        found.faults.append(_("The file has no figures of the year %(year)s.") % {"year": year})
    return found


def _refuse_others(rows: Iterable[tuple[int, dict[str, str]]], found: Figures, business_id: str) -> None:
    """One organisation at a time, of this package."""
    rows = list(rows)
    packages = {row["raportointikokonaisuus"] for _number, row in rows} - {PACKAGE}
    if packages:
        found.faults.append(
            _("The file has the package %(names)s; a budget is in KTAS.") % {"names": ", ".join(sorted(packages))}
        )
    ids = {row["y_tunnus"] for _number, row in rows}
    if not business_id and len(ids) > 1:
        found.faults.append(_("The file has several organisations. Give the business id of yours."))
    if business_id and business_id not in ids:
        found.faults.append(_("The file has no figures of the business id %(id)s.") % {"id": business_id})


def _take(number: int, row: dict[str, str], found: Figures) -> None:
    code, stage = row["mittari"], STAGES.get(row["suunnitteluvaihe"])
    if code not in KINDS or stage is None:
        name = row["nimi_fi"] if stage is not None else f"{row['nimi_fi']} ({row['suunnitteluvaihe']})"
        found.left_out = list(dict.fromkeys([*found.left_out, name]))
        return
    place = _("row %(row)s") % {"row": number}
    if row["yksikko"] != "EUR":
        found.faults.append(_("%(place)s: the unit is %(unit)s, not EUR.") % {"place": place, "unit": row["yksikko"]})
        return
    try:
        amount = Euros("arvo").read(row["arvo"])
    except CellFault:
        fault = _("%(place)s: “%(text)s” is not an amount to the cent.")
        found.faults.append(fault % {"place": place, "text": row["arvo"][:40]})
        return
    if stage in found.amounts.setdefault(code, {}):
        found.faults.append(
            _("%(place)s: the figure %(name)s is there twice.") % {"place": place, "name": row["nimi_fi"]}
        )
    found.amounts[code][stage] = amount
    found.names[code] = row["nimi_fi"]


def lines_of(figures: Figures) -> list[dict[str, str]]:
    """The figures as rows of the sheet of lines, without counting any euro twice."""
    amounts, names = dict(figures.amounts), dict(figures.names)
    parts = [amounts[code] for code in PARTS if code in amounts]
    if OPERATING in amounts and parts:
        whole = amounts.pop(OPERATING)
        amounts[REST] = {
            stage: amount - sum(part[stage] for part in parts)
            for stage, amount in whole.items()
            if all(stage in part for part in parts)
        }
        names[REST] = _("%(name)s: the rest") % {"name": names[OPERATING]}
    return [
        {
            "code": code,
            "name": names[code],
            "kind": KINDS.get(code, LineKind.EXPENDITURE).value,
            **{stage.value: str(of.get(stage, "")) for stage in Stage},
        }
        for code, of in amounts.items()
    ]
