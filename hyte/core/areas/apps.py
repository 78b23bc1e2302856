from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.urls import register_converter


class AreasConfig(AppConfig):
    name = "hyte.core.areas"
    label = "areas"

    def ready(self) -> None:
        from hyte.core.areas.converters import AreaConverter
        from hyte.core.areas.text import add_collation

        register_converter(AreaConverter, "area")
        connection_created.connect(add_collation, dispatch_uid="finnish-collation")
