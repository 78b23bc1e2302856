from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "hyte.core.links"
    label = "links"
