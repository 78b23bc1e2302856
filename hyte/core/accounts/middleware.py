from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hyte.core.accounts.rules import Principal


def principal(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request its principal: the signed-in user, or nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        request.principal = Principal(user=user)
        return get_response(request)

    return middleware
