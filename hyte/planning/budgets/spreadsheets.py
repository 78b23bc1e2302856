"""Sheets of budgets: classes of services, phenomena, budgets, their lines, and the shares that go to phenomena."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.exchange.columns import MOST, CellFault, Choice, Day, Number, Percent, Text, Whole, Words, YesNo
from hyte.core.exchange.references import Ref, Refs
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import CONFIRMED, HOME, KEY_COLUMN, SOURCE, register
from hyte.governance.structure.models import Theme
from hyte.planning.budgets import load_checks as checks
from hyte.planning.budgets import models
from hyte.planning.budgets.choices import Basis, BudgetState, LineKind, Mode, PhenomenonKind, Stage, Step
from hyte.planning.budgets.rules import EDIT, TAG
from hyte.planning.plans.load_checks import placed_by
from hyte.planning.plans.models import Action, Objective
from hyte.planning.plans.spreadsheets import NameOf, in_languages

KNOWN = (HOME, CONFIRMED, SOURCE)


def plain_amount(text: str) -> str:
    """An amount as ledgers print it, with its minus in front: they also write it behind, or brackets, and the sign of the euro."""
    text = re.sub(r"\s*(€|eur|euroa)$", "", text.strip(), flags=re.IGNORECASE)
    negative = re.fullmatch(r"\((.*\d)\)|(\d.*\d|\d)\s*[-\u2212]", text)
    return f"-{negative[1] or negative[2]}" if negative else text


def thousandfold(text: str) -> str:
    """Thousands of euros as euros; what is no amount stays as it was, to be told of."""
    try:
        number = Decimal(re.sub(r"\s", "", plain_amount(text)).replace(",", ".").replace("\u2212", "-"))
    except InvalidOperation:
        return text
    return format(number * 1000, "f") if number.is_finite() and abs(number) < MOST else text


class Euros(Number):
    """An amount to the cent; a third decimal is a fault, since a ledger has none and rounding would untie it."""

    def accepted(self) -> str:
        return gettext("euros with at most two decimals, for example 1234,50; empty where the amount is not known")

    def read(self, text: str) -> Decimal:
        plain = plain_amount(text)
        number = super().read(plain)
        decimals = re.search(r"[.,](\d+)$", plain)
        if decimals and len(decimals[1].rstrip("0")) > 2:
            raise CellFault(gettext("“%(text)s” is not to the cent") % {"text": text[:40]}, self.accepted())
        return number


AMOUNTS = tuple(Euros(stage.value) for stage in Stage)

register(
    Sheet(
        name="service_classes",
        title=_("Service classes of budgets"),
        model=models.ServiceClass,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Text("code", required=True),
            *in_languages("name", required=True),
            YesNo("is_in_report"),
            Words("accounts"),
            *KNOWN,
        ),
        check=checks.check_classes,
    ),
    Sheet(
        name="phenomena",
        title=_("Phenomena"),
        model=models.Phenomenon,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *in_languages("name", required=True),
            *in_languages("description"),
            Choice("kind", choices=PhenomenonKind, default=PhenomenonKind.OWN),
            Choice("mode", choices=Mode, required=True),
            *in_languages("principal_means"),
            *in_languages("significant_means"),
            Refs("themes", model=Theme),
            Refs("objectives", model=Objective),
            Refs("actions", model=Action),
            YesNo("is_shared"),
            Whole("order"),
            *KNOWN,
        ),
        check=checks.check_phenomena,
    ),
    Sheet(
        name="budgets",
        title=_("Budgets"),
        model=models.Budget,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *in_languages("name", required=True),
            Whole("year", required=True),
            Choice("state", choices=BudgetState, default=BudgetState.PROPOSAL),
            *(Euros(name) for name in models.LEDGER.values()),
            *KNOWN,
        ),
        check=checks.check_budgets,
    ),
    Sheet(
        name="budget_lines",
        title=_("Lines of budgets"),
        model=models.BudgetLine,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("budget", model=models.Budget, required=True),
            Text("code", required=True),
            Text("name", required=True),
            Choice("kind", choices=LineKind, required=True),
            Text("service_class"),
            Text("account"),
            Text("unit"),
            *AMOUNTS,
            YesNo("is_dropped"),
        ),
        place=placed_by("budget", models.Budget, EDIT),
        check=checks.check_lines,
    ),
    Sheet(
        name="budget_shares",
        title=_("Shares of budget lines"),
        model=models.Share,
        operation=TAG,
        identity=("line", "phenomenon"),
        columns=(
            Ref("line", model=models.BudgetLine, required=True),
            NameOf("line_name", label=_("name of the line"), attribute="line"),
            Ref("phenomenon", model=models.Phenomenon, required=True),
            Choice("basis", choices=Basis, required=True),
            Choice("step", choices=Step),
            Percent("percent"),
            Percent("low"),
            Percent("high"),
            SOURCE,
            Day("day", required=True),
        ),
        place=placed_by("line", models.BudgetLine, TAG),
        check=checks.check_shares,
        check_again=checks.check_shares_now,
    ),
)
