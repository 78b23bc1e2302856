from typing import Any

from django.apps import AppConfig
from django.core.checks import Info, register


class SearchConfig(AppConfig):
    name = "hyte.core.search"
    label = "search"

    def ready(self) -> None:
        register(tell_engine)


def tell_engine(**_kwargs: Any) -> list[Info]:
    """`hyte check` says when Finnish is searched without Voikko."""
    from hyte.core.search.language import engine

    if engine() == "voikko":
        return []
    return [
        Info(
            "Voikko is not installed, so Finnish words are analysed by simplemma, which knows fewer forms.",
            hint="On Debian: apt install libvoikko1 voikko-fi; then hyte reindex.",
            id="hyte.I001",
        )
    ]
