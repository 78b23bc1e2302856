from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hyte.core.files"
    label = "files"

    def ready(self) -> None:
        from hyte.core.files import rules  # noqa: F401 - declares the operations
