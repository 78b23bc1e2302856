from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hyte.core.files"
    label = "files"
