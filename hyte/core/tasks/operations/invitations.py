"""Invite a person to act for an organisation; the invitation's token stands in the mail alone."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.models import Invitation, Membership, User, hash_token
from hyte.core.accounts.rules import Principal, require
from hyte.core.accounts.signed_links import end_of_day
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Organisation
from hyte.core.audit.recording import Refused, record
from hyte.core.tasks.operations.accesses import check_limit

DAYS = 14


@transaction.atomic
def invite(
    organisation: Organisation,
    *,
    email: str,
    role: str,
    by: Principal,
    today: date,
    valid_until: date | None = None,
    limit_model: str = "",
    limit_key: str = "",
    language: str = "",
) -> Invitation:
    """Invite an e-mail address; the mail leaves when the act has been saved."""
    require(by, "accounts.invite", organisation)
    email = email.strip().lower()
    _check_invitation(organisation, email, role, valid_until=valid_until, today=today)
    check_limit(organisation, limit_model, limit_key)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_hash=hash_token(token),
        email=email,
        organisation=organisation,
        role=role,
        valid_until=valid_until,
        limit_model=limit_model,
        limit_key=limit_key,
        created_by=by.user,
        expires_at=end_of_day(today + timedelta(days=DAYS)),
    )
    with record(invitation, verb="invited", by=by) as recording:
        recording.add(invitation)
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    transaction.on_commit(lambda: send_invitation(invitation, token, by=by, language=language))
    return invitation


def _check_invitation(
    organisation: Organisation, email: str, role: str, *, valid_until: date | None, today: date
) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("%(email)s is not an e-mail address.") % {"email": email}) from None
    if organisation.valid_until and organisation.valid_until < today:
        raise Refused(_("%(organisation)s has ended.") % {"organisation": organisation})
    if role == Role.ADMINISTRATOR and organisation.kind not in AUTHORITIES:
        raise Refused(_("Only a municipality or a wellbeing services county has administrators."))
    if role not in Role.values:
        raise Refused(_("There is no such role."))
    if valid_until is not None and valid_until < today:
        raise Refused(_("The last day is already past."))
    if _members(organisation, email, role, today).exists():
        raise Refused(
            _("%(email)s already has this role in %(organisation)s.") % {"email": email, "organisation": organisation}
        )
    waiting = Invitation.objects.filter(organisation=organisation, email__iexact=email, role=role, used_at__isnull=True)
    if waiting.filter(expires_at__date__gt=today).exists():
        raise Refused(_("%(email)s has already been invited; cancel the earlier invitation first.") % {"email": email})


def _members(organisation: Organisation, email: str, role: str, day: date) -> QuerySet[Membership]:
    return Membership.objects.at(day).filter(organisation=organisation, user__email__iexact=email, role=role)


def send_invitation(invitation: Invitation, token: str, *, by: Principal, language: str) -> None:
    """Mail the invitation's address."""
    with translation.override(language):
        address = settings.BASE_URL.rstrip("/") + reverse("accounts:invitation", args=[token])
        text = render_to_string(
            "accounts/invitation.txt", {"invitation": invitation, "address": address, "sender": by.user, "days": DAYS}
        )
        subject = _("Invitation to Hyte-työpöytä: %(organisation)s") % {"organisation": invitation.organisation}
        send_mail(" ".join(subject.split()), text, None, [invitation.email])


@transaction.atomic
def cancel_invitation(invitation: Invitation, *, by: Principal, now: datetime) -> Invitation:
    """Close an invitation that has not been accepted."""
    require(by, "accounts.invite", invitation.organisation)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.used_at:
        raise Refused(_("The invitation has already been accepted."))
    with record(invitation, verb="invitation cancelled", by=by) as recording:
        return recording.change(invitation, expires_at=now)


def why_unusable(invitation: Invitation, *, now: datetime) -> str:
    """Why an invitation cannot be accepted; empty when it can."""
    if invitation.used_at:
        return _("The invitation has already been accepted.")
    if invitation.expires_at <= now:
        return _("The invitation has expired or has been cancelled. Ask for a new one.")
    if invitation.valid_until and invitation.valid_until < now.date():
        return _("The access that was offered has already ended. Ask for a new invitation.")
    return ""


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Principal, today: date, now: datetime) -> Membership:
    """Join as the signed-in person, whose e-mail must be the invited one."""
    invitation = Invitation.objects.select_for_update().select_related("organisation").get(pk=invitation.pk)
    reason = why_unusable(invitation, now=now)
    if reason:
        raise Refused(reason)
    user = by.user
    if user is None or not has_address(user, invitation.email):
        raise Refused(_("The invitation was sent to another e-mail address. Sign in with that one."))
    if _members(invitation.organisation, user.email, invitation.role, today).exists():
        raise Refused(_("You already have this role in %(organisation)s.") % {"organisation": invitation.organisation})
    membership = Membership(
        user=user,
        organisation=invitation.organisation,
        role=invitation.role,
        valid_from=today,
        valid_until=invitation.valid_until,
        limit_model=invitation.limit_model,
        limit_key=invitation.limit_key,
        confirmed_on=today,
    )
    with record(membership, verb="invitation accepted", by=by) as recording:
        recording.add(membership)
    Invitation.objects.filter(pk=invitation.pk).update(used_at=now)
    return membership


def has_address(user: User, email: str) -> bool:
    """Whether the person has shown that the address is theirs."""
    if user.email.lower() == email.lower():
        return True
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


@transaction.atomic
def accept_as_new_person(
    invitation: Invitation, *, name: str, password: str, language: str, today: date, now: datetime
) -> User:
    """Make the invited person's account, whose address the mail has shown to be theirs, and join."""
    email = invitation.email.lower()
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(_("There is already an account with this e-mail. Sign in with it."))
    user = User.objects.create_user(email, password, name=name.strip(), language=language)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    accept_invitation(invitation, by=Principal(user=user), today=today, now=now)
    return user
