from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "hyte.core.tasks"
    label = "tasks"
