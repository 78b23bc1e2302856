from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "hyte.workbench"
    label = "workbench"

    def ready(self) -> None:
        from hyte.workbench import rules  # noqa: F401 - declares the operation
