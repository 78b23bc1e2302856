from django.apps import AppConfig


class StructureConfig(AppConfig):
    name = "hyte.governance.structure"
    label = "structure"

    def ready(self) -> None:
        from hyte.governance.structure import gaps, limits, rules, searchable, signed_links, spreadsheets, thread  # noqa: F401 - register with core
