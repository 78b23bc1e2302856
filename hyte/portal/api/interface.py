"""The interface itself: its description, its errors in words, and that any page may read it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import ValidationError

from hyte.portal.api import answers, assessments, changes, money, numbers, plans, reports  # noqa: F401 - each adds its addresses
from hyte.portal.api.addresses import router
from hyte.portal.api.asking import NotFound, Refused, fault_lines, language_of, spoken

DESCRIPTION = gettext_lazy(
    "What the register of wellbeing and health work holds for everyone, record by record: who is responsible, on which "
    "provision, in which body, since when. Records marked as invented examples are not facts."
)


class OpenData(NinjaAPI):
    """Ninja's interface with a description in the reader's language, readable from pages of other sites."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._descriptions: dict[str, Any] = {}

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, *args, **kwargs)
        # Without credentials only, so what other sites' pages read is what a visitor sees.
        response["Access-Control-Allow-Origin"] = "*"
        response["Content-Language"] = language_of(request)
        response["Vary"] = "Accept-Language"
        return response

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        """The description, made once for each language."""
        language = translation.get_language() or ""
        if language not in self._descriptions:
            self._descriptions[language] = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return self._descriptions[language]

    def get_openapi_operation_id(self, operation: Any) -> str:
        return operation.view_func.__name__


api = OpenData(
    title=gettext_lazy("Open data of Hyte-työpöytä"),  # type: ignore[arg-type]
    version="1",
    description=DESCRIPTION,  # type: ignore[arg-type]
    docs_url=None,
    docs_decorator=spoken,
    openapi_url="openapi.json",
    urls_namespace="api",
)
api.add_router("", router)


def _fault(request: HttpRequest, status: int, error: str, faults: list[dict[str, str]] | None = None) -> HttpResponse:
    return api.create_response(request, {"error": error, "faults": faults or []}, status=status)


@api.exception_handler(NotFound)
def say_not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
    return _fault(request, 404, str(error))


@api.exception_handler(Http404)
def say_nothing_here(request: HttpRequest, _error: Http404) -> HttpResponse:
    with translation.override(language_of(request)):
        return _fault(request, 404, _("There is nothing at this address."))


@api.exception_handler(Refused)
def say_refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return _fault(request, 422, error.fault, [{"parameter": error.parameter, "fault": error.fault}])


@api.exception_handler(ValidationError)
def say_unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    with translation.override(language_of(request)):
        lines = fault_lines(error.errors)
        sentence = _("The request cannot be read.")
        return _fault(
            request, 422, " ".join([sentence, *(f"{line['parameter']}: {line['fault']}" for line in lines)]), lines
        )
