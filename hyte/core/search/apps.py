from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "hyte.core.search"
    label = "search"
