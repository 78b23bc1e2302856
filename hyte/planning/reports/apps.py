from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "hyte.planning.reports"
    label = "reports"

    def ready(self) -> None:
        from hyte.planning.reports import gaps, jobs, rules, searchable, spreadsheets, thread  # noqa: F401 - register with core
