from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "hyte.core.exchange"
    label = "exchange"

    def ready(self) -> None:
        from hyte.core.exchange import operations, rules, spreadsheets  # noqa: F401 - declare the operations and sheets
