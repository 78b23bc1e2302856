from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "hyte.knowledge.indicators"
    label = "indicators"

    def ready(self) -> None:
        from hyte.knowledge.indicators import gaps, jobs, rules, searchable, spreadsheets, thread  # noqa: F401 - register with core
