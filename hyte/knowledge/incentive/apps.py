from django.apps import AppConfig


class IncentiveConfig(AppConfig):
    name = "hyte.knowledge.incentive"
    label = "incentive"

    def ready(self) -> None:
        from hyte.knowledge.incentive import (  # noqa: F401 - register with core
            duties,
            gaps,
            rules,
            searchable,
            spreadsheets,
            thread,
        )
