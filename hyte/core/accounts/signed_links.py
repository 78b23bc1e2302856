"""One question about one record to a person without an account: asked by e-mail, answered once, on a page of its own.

An upper app registers what a link is for; the page shows the question and changes nothing, the button answers it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.validators import validate_email
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.models import SignedLink, hash_token
from hyte.core.accounts.rules import Principal

QUESTION = "accounts/link_question.html"


class LinkNotUsable(Exception):
    """The link has been used, has expired, or what it was about is gone; the message is a sentence."""


@dataclass(frozen=True)
class Purpose:
    """What a link may be asked for.

    `act(record, by=…, today=…, **cleaned)` answers it as the link's principal, asking its own rule.
    """

    name: str
    title: Any
    form_class: type[forms.Form]
    act: Callable[..., Any]
    template: str = QUESTION


_purposes: dict[str, Purpose] = {}


def register_purpose(
    name: str, form_class: type[forms.Form], act: Callable[..., Any], template: str = QUESTION, *, title: Any = ""
) -> Purpose:
    """Declare a purpose; a template of its own extends `accounts/link_question.html`."""
    _purposes[name] = Purpose(name, title, form_class, act, template)
    return _purposes[name]


def purpose_of(link: SignedLink) -> Purpose | None:
    return _purposes.get(link.purpose)


def end_of_day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


@transaction.atomic
def issue_link(
    purpose: str, record: models.Model, *, email: str, asked_as: str, by: Principal, today: date, days: int = 30
) -> str:
    """Make a link and return its whole address, the only place where its token is; an unanswered older one ends.

    The caller has asked its own rule, records the asking and sends the mail.
    """
    if purpose not in _purposes:
        raise KeyError(purpose)
    validate_email(email)
    same = SignedLink.objects.filter(purpose=purpose, model=record._meta.label_lower, object_id=record.pk)
    same.filter(email__iexact=email, used_at__isnull=True, expires_at__gt=timezone.now()).update(
        expires_at=timezone.now()
    )
    token = secrets.token_urlsafe(32)
    SignedLink.objects.create(
        token_hash=hash_token(token),
        purpose=purpose,
        model=record._meta.label_lower,
        object_id=record.pk,
        home_id=record.home_id,  # type: ignore[attr-defined]
        email=email,
        asked_as=asked_as,
        created_by=by.user,
        expires_at=end_of_day(today + timedelta(days=days)),
    )
    return settings.BASE_URL.rstrip("/") + reverse("accounts:link", args=[token])


def open_link(token: str) -> SignedLink | None:
    """The link of a token in whatever state it is; none for an unknown token. Changes nothing."""
    return SignedLink.objects.select_related("home").filter(token_hash=hash_token(token)).first()


def record_of(link: SignedLink) -> models.Model | None:
    """The record asked about; none when it is gone or withdrawn."""
    record = apps.get_model(link.model)._base_manager.filter(pk=link.object_id).first()
    return None if record is None or getattr(record, "withdrawn_on", None) else record


def why_unusable(link: SignedLink, *, now: datetime) -> str:
    """Why the link opens no question; empty when it does."""
    if link.used_at:
        return _("This question has already been answered, so the link is closed. Thank you.")
    if link.expires_at <= now:
        return _("The link has expired. Ask whoever sent it for a new one.")
    if purpose_of(link) is None or record_of(link) is None:
        return _("What the link asked about is no longer in the register.")
    return ""


@transaction.atomic
def answer_link(link: SignedLink, *, answer: Mapping[str, Any], today: date, now: datetime) -> Any:
    """Do what the link was asked for, once, as its limited principal; a refusal leaves the link open."""
    link = SignedLink.objects.select_for_update().select_related("home").get(pk=link.pk)
    reason = why_unusable(link, now=now)
    if reason:
        raise LinkNotUsable(reason)
    purpose, record = purpose_of(link), record_of(link)
    assert purpose is not None  # why_unusable has just said so
    result = purpose.act(record, by=Principal(link=link, via="link"), today=today, **answer)
    SignedLink.objects.filter(pk=link.pk).update(used_at=now)
    return result
