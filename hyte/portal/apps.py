from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hyte.portal"
    label = "portal"
