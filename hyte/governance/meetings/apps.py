from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "hyte.governance.meetings"
    label = "meetings"
