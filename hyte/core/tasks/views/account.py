"""A person's own page: what they choose, where they work, their data, and the way out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hyte.core.accounts.forms import ProfileForm
from hyte.core.accounts.limits import name_limits
from hyte.core.accounts.operations import update_profile
from hyte.core.accounts.requests import Request
from hyte.core.audit.recording import Refused
from hyte.core.tasks.forms import EraseForm
from hyte.core.tasks.operations.personal_data import erase_person, export_personal_data


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Request) -> HttpResponse:
    user = request.user
    initial = {"name": user.name, "language": user.language, "digest_weekday": user.digest_weekday}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        update_profile(user, by=request.principal, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:account")
    memberships = name_limits(user.memberships.select_related("organisation__home").order_by("-valid_from"))
    context = {"form": form, "memberships": memberships}
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_POST
def export(request: Request) -> HttpResponse:
    """The person's own data as a file."""
    data = export_personal_data(request.user, by=request.principal)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="omat-tiedot.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: Request) -> HttpResponse:
    form = EraseForm(request.POST if request.method == "POST" else None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(request.user, by=request.principal, today=timezone.localdate())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            with override(request.LANGUAGE_CODE):
                logout(request)
                return render(request, "accounts/erased.html")
    return render(request, "accounts/erase.html", {"form": form}, status=422 if form.errors else 200)
