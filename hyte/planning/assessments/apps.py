from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "hyte.planning.assessments"
    label = "assessments"

    def ready(self) -> None:
        from hyte.planning.assessments import (  # noqa: F401 - register with core and with the governance wing
            gaps,
            panels,
            rules,
            searchable,
            spreadsheets,
            thread,
            undoing,
        )
