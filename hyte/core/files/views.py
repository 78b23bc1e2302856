"""The area's files; bytes are served only here, after `visible_to`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hyte.core.accounts.requests import Request
from hyte.core.accounts.rules import may, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.core.files.forms import PublicityForm, ShareForm, UploadForm, WithdrawForm
from hyte.core.files.models import FileShare, Publicity, StoredFile
from hyte.core.files.operations import change_publicity, share_file, store_file, unshare_file, withdraw_file
from hyte.core.files.queries import files_of


@login_required
@require_GET
def files(request: Request, area: Area) -> HttpResponse:
    page = Paginator(files_of(area, request.user), 30).get_page(request.GET.get("page"))
    may_store = may(request.principal, "files.store", area)
    return render(request, "files/files.html", {"page": page, "may_store": may_store})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, area: Area) -> HttpResponse:
    require(request.principal, "files.store", area)
    today = timezone.localdate()
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        area=area,
        day=today,
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            stored = store_file(values.pop("file"), home=area, by=request.principal, today=today, **values)
        except Refused as refusal:
            lacks_ground = values["publicity"] == Publicity.SECRET and not values["secrecy_ground"]
            form.add_error("secrecy_ground" if lacks_ground else "file", str(refusal))
        else:
            messages.success(request, _("The file was stored."))
            return redirect(stored)
    return render(request, "files/upload.html", {"form": form}, status=422 if form.errors else 200)


def _get(request: Request, area: Area, key: str) -> StoredFile:
    rows = StoredFile.objects.visible_to(request.user).filter(home=area).select_related("home", "owner")
    return get_object_or_404(rows, key=key)


@require_GET
def file(request: Request, area: Area, key: str) -> HttpResponse:
    return _page(request, _get(request, area, key))


def _page(request: Request, stored: StoredFile, bound: forms.Form | None = None) -> HttpResponse:
    """The file's page with the verbs that the reader has."""
    may_change = may(request.principal, "files.change_publicity", stored)
    context: dict[str, Any] = {"file": stored, "may_change": may_change}
    if may_change:
        first = {"version": stored.version}
        context |= {
            "shares": stored.shares.select_related("organisation"),
            "publicity_form": PublicityForm(
                initial={**first, "publicity": stored.publicity, "secrecy_ground": stored.secrecy_ground},
                auto_id="publicity_%s",
            ),
            "share_form": ShareForm(initial=first, file=stored, day=timezone.localdate(), auto_id="share_%s"),
            "withdraw_form": WithdrawForm(initial=first, auto_id="withdraw_%s"),
        }
        names = {PublicityForm: "publicity_form", ShareForm: "share_form", WithdrawForm: "withdraw_form"}
        if bound is not None:
            context |= {names[type(bound)]: bound, "bound": bound}
    response = render(request, "files/file.html", context, status=422 if bound is not None else 200)
    if stored.publicity != Publicity.PUBLIC:
        response["X-Robots-Tag"] = "noindex"
    return response


@require_GET
def download(request: Request, area: Area, key: str) -> FileResponse:
    """The bytes as an attachment that no browser runs or guesses the type of."""
    stored = _get(request, area, key)
    try:
        content = stored.open()
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if stored.publicity != Publicity.PUBLIC:
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def publicity(request: Request, area: Area, key: str) -> HttpResponse:
    stored = _get(request, area, key)
    form = PublicityForm(request.POST, auto_id="publicity_%s")
    return _act(request, stored, form, lambda values: change_publicity(stored, by=request.principal, **values))


@login_required
@require_POST
def share(request: Request, area: Area, key: str) -> HttpResponse:
    stored, today = _get(request, area, key), timezone.localdate()
    form = ShareForm(request.POST, file=stored, day=today, auto_id="share_%s")
    return _act(request, stored, form, lambda values: share_file(stored, by=request.principal, today=today, **values))


@login_required
@require_POST
def unshare(request: Request, area: Area, key: str, pk: int) -> HttpResponse:
    stored = _get(request, area, key)
    given = get_object_or_404(FileShare.objects.select_related("file"), file=stored, pk=pk)
    unshare_file(given, version=stored.version, by=request.principal)
    return redirect(stored)


@login_required
@require_POST
def withdraw(request: Request, area: Area, key: str) -> HttpResponse:
    stored, today = _get(request, area, key), timezone.localdate()
    form = WithdrawForm(request.POST, auto_id="withdraw_%s")
    if form.is_valid():
        withdraw_file(stored, by=request.principal, today=today, **form.cleaned_data)
        messages.success(request, _("The file was withdrawn. It can be undone for a year on the history page."))
        return redirect("files:files", area)
    return _page(request, stored, form)


def _act(request: Request, stored: StoredFile, form: forms.Form, act: Any) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            if type(refusal) is not Refused:
                raise  # a conflict has a page of its own
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(stored)
    return _page(request, stored, form)
