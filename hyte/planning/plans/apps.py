from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "hyte.planning.plans"
    label = "plans"

    def ready(self) -> None:
        from hyte.planning.plans import (  # noqa: F401 - register with core and with the governance wing
            digest,
            gaps,
            panels,
            rules,
            searchable,
            signed_links,
            spreadsheets,
            thread,
            undoing,
        )
