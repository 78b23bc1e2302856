"""Budgets and their lines, classes of services, phenomena, and the shares of lines that go to phenomena."""

from hyte.planning.budgets.models.budgets import LEDGER, Budget, BudgetLine, ServiceClass
from hyte.planning.budgets.models.phenomena import DEFAULT_MARKERS, MarkerSetting, Phenomenon, Share

__all__ = [
    "DEFAULT_MARKERS",
    "LEDGER",
    "Budget",
    "BudgetLine",
    "MarkerSetting",
    "Phenomenon",
    "ServiceClass",
    "Share",
]
