from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "hyte.planning.budgets"
    label = "budgets"

    def ready(self) -> None:
        from hyte.planning.budgets import (  # noqa: F401 - register with core
            gaps,
            rules,
            searchable,
            spreadsheets,
            thread,
            undoing,
        )
