"""A report as files: what was approved as PDF and JSON for everybody, and files that its workers have made."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hyte.core.accounts.requests import Request
from hyte.core.accounts.rules import require
from hyte.core.areas.models import Area
from hyte.core.files.models import StoredFile
from hyte.core.tasks.jobs import start_job
from hyte.planning.reports.operations.files import FILE_WORK, KINDS
from hyte.planning.reports.views.reading import find_readable, find_report


@require_GET
def show_pdf(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The PDF that was made when the report was approved."""
    snapshot = find_readable(request, area, key).snapshot
    return _stored(snapshot.pdf if snapshot else None)


@require_GET
def show_swedish_pdf(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The same in Swedish, of a report that is written in it."""
    snapshot = find_readable(request, area, key).snapshot
    return _stored(snapshot.pdf_sv if snapshot else None)


def _stored(file: StoredFile | None) -> HttpResponse:
    if file is None:
        raise Http404
    try:
        content = file.open()
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, filename=file.name, content_type=file.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{file.sha256}"'
    # A report may be taken from the net: nobody keeps it without asking.
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_GET
def show_json(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """What was approved, byte for byte as it was hashed."""
    snapshot = find_readable(request, area, key).snapshot
    if snapshot is None:
        raise Http404
    response = HttpResponse(snapshot.content, content_type="application/json; charset=utf-8")
    response["ETag"] = f'"{snapshot.sha256}"'
    response["Content-Disposition"] = f'inline; filename="{snapshot.report.key}.json"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


@login_required
@require_POST
def make_file(request: Request, area: Area, key: str) -> HttpResponse:
    """Have a file made of the report as it stands; a job does it, and its page leads to the file."""
    report, kind = find_report(request, area, key), request.POST.get("kind", "")
    require(request.principal, "files.store", report)
    if kind not in KINDS:
        raise Http404
    language = request.POST.get("language", "fi")
    title = _("%(kind)s of %(report)s") % {"kind": KINDS[kind], "report": report}
    job = start_job(
        FILE_WORK, title=title, by=request.principal, area=area, report=report.pk, kind=kind, language=language
    )
    return redirect("tasks:job", job.pk)
