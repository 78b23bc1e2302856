"""The administrator's pages: who may work in the area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hyte.core.accounts.models import Invitation, RightGrant, User
from hyte.core.accounts.requests import Request
from hyte.core.accounts.rules import require
from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.tasks.forms import EndAccessForm, InvitationForm, MembershipForm, RightForm
from hyte.core.tasks.models import Task
from hyte.core.tasks.operations.accesses import change_membership, confirm_accesses, end_access, end_right, give_right
from hyte.core.tasks.operations.invitations import cancel_invitation, invite
from hyte.core.tasks.queries import accesses_of, is_stale, memberships_in


@login_required
@require_GET
def accesses(request: Request, area: Area) -> HttpResponse:
    return _list(request, area)


def _list(request: Request, area: Area, error: str = "") -> HttpResponse:
    today = timezone.localdate()
    found = accesses_of(area, by=request.principal, day=today, now=timezone.now())
    stale = {row.pk for row in found.current if is_stale(row, today)}
    context = {"accesses": found, "stale": stale, "error": error}
    return render(request, "accounts/accesses.html", context, status=422 if error else 200)


@login_required
@require_POST
def confirm(request: Request, area: Area) -> HttpResponse:
    """Each ticked box carries the row's number and the version that was seen: `12:3`."""
    pairs = [value.partition(":") for value in request.POST.getlist("access")]
    versions = {int(pk): int(version) for pk, _colon, version in pairs if pk.isdecimal() and version.isdecimal()}
    try:
        rows = confirm_accesses(area, versions=versions, by=request.principal, today=timezone.localdate())
    except Conflict:
        raise
    except Refused as refusal:
        return _list(request, area, str(refusal))
    text = ngettext("%(count)s access confirmed.", "%(count)s accesses confirmed.", len(rows))
    messages.success(request, text % {"count": len(rows)})
    return redirect("accounts:accesses", area)


def _answer(
    request: Request,
    area: Area,
    form: forms.Form,
    act: Callable[..., Any],
    *,
    template: str,
    said: str,
    **context: Any,
) -> HttpResponse:
    """Show the form, or do the act and go back to the list; a refusal stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except Conflict:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("accounts:accesses", area)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_invitation(request: Request, area: Area) -> HttpResponse:
    require(request.principal, "accounts.invite", area)
    today = timezone.localdate()

    def act(*, organisation: Any, **values: Any) -> None:
        invite(organisation, by=request.principal, today=today, **values)

    form = InvitationForm(request.POST if request.method == "POST" else None, area=area, day=today)
    return _answer(request, area, form, act, template="accounts/invite.html", said=_("The invitation was sent."))


@login_required
@require_POST
def cancel(request: Request, area: Area, pk: int) -> HttpResponse:
    row = get_object_or_404(Invitation.objects.select_related("organisation__home"), organisation__home=area, pk=pk)
    cancel_invitation(row, by=request.principal, now=timezone.now())
    messages.success(request, _("The invitation was cancelled."))
    return redirect("accounts:accesses", area)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership(request: Request, area: Area, pk: int) -> HttpResponse:
    require(request.principal, "accounts.change_membership", area)
    row = get_object_or_404(memberships_in(area), pk=pk)

    def act(**values: Any) -> None:
        change_membership(row, by=request.principal, today=timezone.localdate(), **values)

    form = MembershipForm(request.POST if request.method == "POST" else None, membership=row)
    return _answer(
        request, area, form, act, template="accounts/membership.html", said=_("The access was changed."), membership=row
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, area: Area, pk: int) -> HttpResponse:
    require(request.principal, "accounts.end_access", area)
    today = timezone.localdate()
    person = get_object_or_404(User.objects.filter(memberships__organisation__home=area).distinct(), pk=pk)

    def act(**values: Any) -> None:
        end_access(person, area=area, by=request.principal, today=today, **values)

    form = EndAccessForm(request.POST if request.method == "POST" else None, area=area, person=person, day=today)
    context = {
        "person": person,
        "memberships": [row for row in memberships_in(area).filter(user=person) if not _is_over(row, today)],
        "tasks": Task.objects.filter(home=area, person=person, done_at__isnull=True).order_by("due"),
    }
    last_day = form.cleaned_data["last_day"] if form.is_bound and form.is_valid() else None
    said = _("The access of %(person)s has ended.") % {"person": person}
    if last_day and last_day >= today:
        said = _("The access of %(person)s ends on %(day)s.") % {"person": person, "day": shown_day(last_day)}
    return _answer(request, area, form, act, template="accounts/end_access.html", said=said, **context)


def _is_over(row: Any, today: Any) -> bool:
    return row.valid_until is not None and row.valid_until < today


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Request, area: Area) -> HttpResponse:
    require(request.principal, "accounts.give_right", area)
    today = timezone.localdate()

    def act(*, operation: str, **values: Any) -> None:
        give_right(operation, area=area, by=request.principal, today=today, **values)

    form = RightForm(request.POST if request.method == "POST" else None, area=area, day=today)
    return _answer(request, area, form, act, template="accounts/give_right.html", said=_("The right was given."))


@login_required
@require_POST
def end_given(request: Request, area: Area, pk: int) -> HttpResponse:
    grant = get_object_or_404(RightGrant.objects.select_related("area"), area=area, pk=pk)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() else grant.version
    end_right(grant, version=seen, by=request.principal, today=timezone.localdate())
    messages.success(request, _("The right was ended."))
    return redirect("accounts:accesses", area)
