"""Bringing in a document of an earlier year: the file, where each part goes, and what was taken in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.structure.views.acts import RecordAct, perform_act
from hyte.planning.reports.forms import brought as forms
from hyte.planning.reports.models import DocumentImport
from hyte.planning.reports.queries.writing import imports_of
from hyte.planning.reports.rules import WRITE
from hyte.planning.reports.views.writing import find_report

STORE = "files.store"
BRING = RecordAct(
    "tuo",
    WRITE,
    forms.BringForm,
    _("Bring in a document of an earlier year"),
    _("Read the document"),
    _("The document was read. Look where each part goes; nothing has changed in the report yet."),
    _("Headings are matched to the sections of this report. You see where each part goes before anything is saved."),
    opens_made=True,
)
DROP = RecordAct(
    "hylkaa", WRITE, forms.DropForm, _("Do not take in"), _("Do not take in"), _("The document was put aside.")
)


def bring(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    report = find_report(request, area, key)
    if not report.is_open:
        raise Http404
    require(request.principal, STORE, report)
    return perform_act(request, BRING, report, back=report.writing_url)


def _document(request: HttpRequest, area: Area, key: str, document: str) -> DocumentImport:
    report = find_report(request, area, key)
    return get_object_or_404(imports_of(report, user=request.user), key=document)


def show_document(request: HttpRequest, area: Area, key: str, document: str) -> HttpResponse:
    """Where each part of a document goes, to be changed and then taken in; afterwards what went where."""
    found = _document(request, area, key, document)
    is_open = found.applied_on is None and found.report.is_open and may(request.principal, WRITE, found.report)
    if request.method == "POST":
        require(request.principal, WRITE, found.report)
        return _take_in(request, found)
    form = forms.TakeInForm(record=found, user=request.user)
    return _page(request, found, form, is_open=is_open)


def _take_in(request: HttpRequest, found: DocumentImport) -> HttpResponse:
    form = forms.TakeInForm(request.POST, record=found, user=request.user)
    if form.is_valid():
        try:
            address = form.perform(by=request.principal)
        except Conflict:
            raise  # the page on conflicts shows both versions
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The document was taken in. Read each section and change what has changed."))
            return redirect(address)
    return _page(request, found, form, is_open=True, status=422)


def _page(request: HttpRequest, found: DocumentImport, form: Any, *, is_open: bool, status: int = 200) -> HttpResponse:
    sections = {one.key: one for one in found.report.sections.live().select_related("report__home")}
    parts = form.parts()
    context = {
        "document": found,
        "report": found.report,
        "form": form,
        "is_open": is_open,
        "parts": [(part, sections.get(saved["section"])) for part, saved in zip(parts, found.parts, strict=True)],
        "without_place": sum(not saved["section"] for saved in found.parts),
        "drop": DROP if is_open else None,
    }
    return render(request, "reports/brought.html", context, status=status)


def drop(request: HttpRequest, area: Area, key: str, document: str) -> HttpResponse:
    found = _document(request, area, key, document)
    if found.applied_on:
        raise Http404
    return perform_act(request, DROP, found, back=found.report.writing_url)
