from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hyte.core.audit"
    label = "audit"

    def ready(self) -> None:
        from hyte.core.audit import rules  # noqa: F401 - declares the operations
