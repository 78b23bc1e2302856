from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hyte.core.accounts"
    label = "accounts"
