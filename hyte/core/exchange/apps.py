from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "hyte.core.exchange"
    label = "exchange"
