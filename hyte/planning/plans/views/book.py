"""A whole plan as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from hyte.core.areas.models import Area, worker_areas
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_book
from hyte.core.exchange.sheets import book_named
from hyte.core.exchange.views import XLSX
from hyte.planning.plans.queries.book import actions_of, ids_by_sheet
from hyte.planning.plans.spreadsheets import BOOK, to_report
from hyte.planning.plans.views.plans import find_plan


def download(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The plan with its objectives, actions, measures and progress, a page each; actions not reported on wait to be.

    For the area's workers, as it stands: what others are shown of a plan under revision is what was approved.
    """
    if area.pk not in worker_areas(request.user):
        raise Http404
    plan = find_plan(request, area, key)
    ids = ids_by_sheet(plan)
    silent = to_report(actions_of(plan).filter(progress__isnull=True).order_by("pk"))
    book = book_named(BOOK)
    assert book is not None
    pages = [
        (one, one.name, rows_of(one, area, user=request.user, ids=ids[one.name], to_fill=_to_fill(one.name, silent)))
        for one in book.sheets
    ]
    response = HttpResponse(write_book(pages), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{plan.key}.xlsx"'
    return response


def _to_fill(name: str, silent: list[dict[str, str]]) -> list[dict[str, str]]:
    return silent if name == "progress" else []
