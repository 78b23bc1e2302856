from django.apps import AppConfig


class StructureConfig(AppConfig):
    name = "hyte.governance.structure"
    label = "structure"
