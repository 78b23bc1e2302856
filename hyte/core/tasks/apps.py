from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "hyte.core.tasks"
    label = "tasks"

    def ready(self) -> None:
        from hyte.core.tasks import duties, rules  # noqa: F401 - declare the operations and the periodic duties
