from django.apps import AppConfig


class ThreadConfig(AppConfig):
    name = "hyte.core.thread"
    label = "thread"
