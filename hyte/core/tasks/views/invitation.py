"""Accepting an invitation: opening the page changes nothing, the button does."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hyte.core.accounts.forms import NewPersonForm
from hyte.core.accounts.limits import name_limits
from hyte.core.accounts.models import Invitation, User, hash_token
from hyte.core.accounts.requests import Request
from hyte.core.audit.recording import Refused
from hyte.core.tasks.operations.invitations import accept_as_new_person, accept_invitation, has_address, why_unusable
from hyte.core.tasks.views.signed_link import keep_private

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
@keep_private
def invitation(request: Request, token: str) -> HttpResponse:
    rows = Invitation.objects.select_related("organisation__home", "created_by")
    row = next(iter(name_limits(rows.filter(token_hash=hash_token(token)))), None)
    if row is None:
        raise Http404
    problem = why_unusable(row, now=timezone.now())
    if problem:
        return render(request, "accounts/invitation.html", {"invitation": row, "problem": problem}, status=410)
    if request.user.is_authenticated:
        return _join(request, row)
    if User.objects.filter(email__iexact=row.email).exists():
        return render(request, "accounts/invitation.html", {"invitation": row, "must_sign_in": True})
    return _begin(request, row)


def _join(request: Request, row: Invitation) -> HttpResponse:
    """A signed-in person joins, if the invitation was sent to them."""
    if not has_address(request.user, row.email):
        return render(request, "accounts/invitation.html", {"invitation": row, "is_other_person": True})
    error = ""
    if request.method == "POST":
        try:
            accept_invitation(row, by=request.principal, today=timezone.localdate(), now=timezone.now())
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": row.organisation})
            return redirect("tasks:desk")
    context = {"invitation": row, "can_join": True, "error": error}
    return render(request, "accounts/invitation.html", context, status=422 if error else 200)


def _begin(request: Request, row: Invitation) -> HttpResponse:
    """A new person sets a name and a password, and is signed in."""
    form = NewPersonForm(request.POST if request.method == "POST" else None, email=row.email)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            user = accept_as_new_person(
                row,
                name=values["name"],
                password=values["password"],
                language=get_language() or "fi",
                today=timezone.localdate(),
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": row.organisation})
            return redirect("tasks:desk")
    context = {"invitation": row, "form": form}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)
