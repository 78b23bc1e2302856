from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "hyte.knowledge.screening"
    label = "screening"

    def ready(self) -> None:
        from hyte.knowledge.screening import (  # noqa: F401 - register with core
            gaps,
            jobs,
            limits,
            rules,
            searchable,
            spreadsheets,
            thread,
        )
