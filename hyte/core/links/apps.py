from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "hyte.core.links"
    label = "links"

    def ready(self) -> None:
        from hyte.core.links import history  # noqa: F401
