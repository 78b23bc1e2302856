from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "hyte.planning.plans"
    label = "plans"

    def ready(self) -> None:
        from hyte.planning.plans import rules  # noqa: F401 - register with core
