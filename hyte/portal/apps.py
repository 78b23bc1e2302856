from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hyte.portal"
    label = "portal"

    def ready(self) -> None:
        from hyte.portal import rules  # noqa: F401 - declares the operations
