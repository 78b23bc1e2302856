from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hyte.core.areas.days import DayUnreadable
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.audit.versions import versions_of


class refusals:  # noqa: N801 - named in settings like the other middleware
    """Turn an operation's refusal, or a day that is none, into a page with its sentence, where the view did not show it itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Conflict):
            versions = versions_of(exception.current, request.POST, user=request.user)
            context = {"current": exception.current, "error": exception, "versions": versions}
            return render(request, "audit/conflict.html", context, status=409)
        if isinstance(exception, Refused):
            return render(request, "audit/refused.html", {"error": exception}, status=422)
        if isinstance(exception, DayUnreadable):
            return render(request, "audit/unreadable.html", {"error": exception}, status=400)
        return None
