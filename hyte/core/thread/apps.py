from django.apps import AppConfig


class ThreadConfig(AppConfig):
    name = "hyte.core.thread"
    label = "thread"

    def ready(self) -> None:
        from hyte.core.thread import rules  # noqa: F401 - declares the operations
