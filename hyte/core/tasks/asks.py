"""What higher apps ask of a person: on the desk with the page that answers, in the weekly mail with a link of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Ask:
    """A question to the person, the area it is of, and the address that answers it."""

    title: str
    area: str
    address: str


Asker = Callable[..., Iterable[Ask]]
_askers: list[tuple[Asker, Asker]] = []


def register_asks(*, on_desk: Asker, by_mail: Asker) -> None:
    """Add what an app asks: each is a function (user, day=…) → questions; the mailed ones need no account to answer."""
    _askers.append((on_desk, by_mail))


def asks_on_desk(user: Any, *, day: date) -> list[Ask]:
    return [ask for on_desk, _by_mail in _askers for ask in on_desk(user, day=day)]


def asks_by_mail(user: Any, *, day: date) -> list[Ask]:
    """The same for the mail; asking may make links, so this is called only when the mail is sent."""
    return [ask for _on_desk, by_mail in _askers for ask in by_mail(user, day=day)]
