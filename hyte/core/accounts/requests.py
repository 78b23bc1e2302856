from django.http import HttpRequest

from hyte.core.accounts.models import User
from hyte.core.accounts.rules import Principal


class Request(HttpRequest):
    """A request as views get it, for type checks: with its principal; `user` where someone is signed in."""

    principal: Principal
    user: User  # type: ignore[assignment]
