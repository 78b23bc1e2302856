from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "hyte.planning.budgets"
    label = "budgets"

    def ready(self) -> None:
        from hyte.planning.budgets import rules  # noqa: F401 - register with core
