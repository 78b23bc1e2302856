"""Tables out and in."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.areas.models import Area, worker_areas
from hyte.core.audit.recording import Refused
from hyte.core.exchange.filters import filtered_ids
from hyte.core.exchange.models import Upload
from hyte.core.exchange.operations import ROWS_AT_ONCE, apply_upload, operations_of, start_applying, take_file
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv, write_xlsx
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import Book, book_named, books, sheet_named, sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    sheet = forms.ChoiceField(label=gettext_lazy("What the table is about"))
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("XLSX or CSV (UTF-8), with the columns of the example file.")
    )

    def __init__(self, *args: object, allowed: list[Sheet | Book], **values: object) -> None:
        super().__init__(*args, **values)  # type: ignore[arg-type]
        choices: object = [(sheet.name, sheet.title) for sheet in allowed]
        self.fields["sheet"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "ds-input"

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > settings.FILE_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": settings.FILE_LIMIT_MB})
        return file


def _allowed(request: HttpRequest, area: Area) -> list[Sheet | Book]:
    """What the reader may bring: sheets, and workbooks of which all sheets may be brought."""
    offered: list[Sheet | Book] = [*(sheet for sheet in sheets().values() if sheet.has_home), *books().values()]
    asked = {operation for one in offered for operation in operations_of(one)}
    rights = {operation for operation in asked if may(request.principal, operation, area)}
    return [one for one in offered if operations_of(one) <= rights]


@login_required
def upload(request: HttpRequest, area: Area) -> HttpResponse:
    """Hand in a table; what it would change is shown before anything is saved."""
    allowed = _allowed(request, area)
    if not allowed:
        raise NotAllowed("structure.edit")
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        allowed=allowed,
        initial={"sheet": request.GET.get("taulukko", "bodies")},
    )
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["sheet"]
        sheet = sheet_named(name) or book_named(name)
        assert sheet is not None
        file = form.cleaned_data["file"]
        try:
            taken = take_file(area, sheet=sheet, name=file.name, content=file.read(), by=request.principal)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("exchange:preview", area, taken.pk)
    uploads = Upload.objects.visible_to(request.user).filter(home=area).defer("content").order_by("-pk")[:10]
    context = {"form": form, "sheets": [one for one in allowed if isinstance(one, Sheet)], "uploads": uploads}
    return render(request, "exchange/upload.html", context, status=422 if form.is_bound else 200)


@login_required
def preview(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """What the file would change, or what is wrong with it."""
    found = Upload.objects.visible_to(request.user).filter(home=area).select_related("job").defer("content")
    taken = get_object_or_404(found, pk=pk)
    report = taken.report
    if report is None and taken.job is not None:
        return redirect("tasks:job", taken.job_id)
    context = {"upload": taken, "report": report, "sheet": sheet_named(taken.sheet) or book_named(taken.sheet)}
    return render(request, "exchange/preview.html", context, status=422 if report and report["error_count"] else 200)


@login_required
@require_POST
def apply(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Save the whole file, at once or as a job."""
    taken = get_object_or_404(Upload.objects.visible_to(request.user).filter(home=area), pk=pk)
    report = taken.report or {}
    if report.get("change_count", 0) > ROWS_AT_ONCE:
        return redirect("tasks:job", start_applying(taken, by=request.principal).pk)
    try:
        plan = apply_upload(taken, by=request.principal)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange:preview", area, taken.pk)
    messages.success(request, _("Loaded: %(created)s new, %(changed)s changed.") % plan.as_dict())
    return redirect("exchange:upload", area)


def download(request: HttpRequest, area: Area, name: str) -> HttpResponse:
    """The area's rows as XLSX or, with `?muoto=csv`, as CSV; what a list is narrowed to narrows the file too."""
    sheet = sheet_named(name)
    if sheet is None or not sheet.has_home:
        raise Http404
    if name in {"people", "evidence"} and area.pk not in worker_areas(request.user):
        raise Http404
    ids = filtered_ids(name, request, area)
    rows = rows_of(sheet, area, user=request.user, ids=ids)
    return _file(request, sheet, rows, title=f"{area.key}-{name}")


def example(request: HttpRequest, area: Area, name: str) -> HttpResponse:
    """An empty file with the sheet's columns, and one row that shows what each takes."""
    sheet = sheet_named(name)
    if sheet is None or not sheet.has_home:
        raise Http404
    row = [f"({column.accepted()})" if column.name != "key" else "" for column in sheet.columns]
    return _file(request, sheet, [row], title=f"{name}-malli")


def _file(request: HttpRequest, sheet: Sheet, rows: object, *, title: str) -> HttpResponse:
    cells: list[list[str]] = [list(row) for row in rows]  # type: ignore[attr-defined]
    if request.GET.get("muoto") == "csv":
        content = write_csv([column.name for column in sheet.columns], cells)
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        suffix = "csv"
    else:
        response = HttpResponse(write_xlsx(sheet, cells, title=str(sheet.title)), content_type=XLSX)
        suffix = "xlsx"
    response["Content-Disposition"] = f'attachment; filename="{title}.{suffix}"'
    return response
