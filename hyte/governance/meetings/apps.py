from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "hyte.governance.meetings"
    label = "meetings"

    def ready(self) -> None:
        from hyte.governance.meetings import gaps, panels, rules, searchable, spreadsheets, thread  # noqa: F401 - register with core
