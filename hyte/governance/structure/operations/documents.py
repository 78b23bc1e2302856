"""Add, correct, approve and supersede steering documents; keep their links."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.models import Body, DocumentLink, SteeringDocument
from hyte.governance.structure.operations.keys import free_key, part_key

EDIT = "structure.edit_document"


@transaction.atomic
def add_document(
    area: Area, *, name_fi: str, day: date, by: Principal, today: date, related: dict[str, Any], **values: Any
) -> SteeringDocument:
    """Add a document that is in use from `day` on; `related` gives its themes, focus areas and bodies."""
    require(by, EDIT, area)
    document = SteeringDocument(
        key=free_key(name_fi, area=area, model=SteeringDocument),
        home=area,
        name_fi=name_fi,
        valid_from=day,
        confirmed_on=today,
        **values,
    )
    _refuse_approval(document, today)
    with record(document, verb="document added", by=by) as recording:
        recording.add(document)
        for field, targets in related.items():
            recording.tie(document, field, targets)
    return document


@transaction.atomic
def change_document(
    document: SteeringDocument, *, version: int, by: Principal, today: date, related: dict[str, Any], **values: Any
) -> SteeringDocument:
    """Correct what is recorded of a document."""
    require(by, EDIT, document)
    document = lock(document, version=version)
    with record(document, verb="document corrected", by=by) as recording:
        recording.change(document, confirmed_on=today, **values)
        _refuse_approval(document, today)
        for field, targets in related.items():
            recording.tie(document, field, targets)
    return document


def _refuse_approval(document: SteeringDocument, today: date) -> None:
    """An approval has happened, by a body that was there."""
    day, body = document.approved_on, document.approved_by
    if day and day > today:
        raise Refused(_("The day of approval is in the future."))
    if body is not None and (document.is_example or body.is_example):
        raise Refused(_("An invented example cannot be part of an approval."))
    if body is not None and day and body.period_at(day) is None:
        raise Refused(_("%(body)s was not in force on that day.") % {"body": body})


@transaction.atomic
def approve_document(
    document: SteeringDocument, *, version: int, body: Body, day: date, by: Principal, today: date
) -> SteeringDocument:
    """Record that a body approved a document on a day."""
    require(by, EDIT, document)
    document = lock(document, version=version)
    if document.approved_on:
        raise Refused(
            _("The document was already approved on %(day)s.")
            % {"day": date_format(document.approved_on, "SHORT_DATE_FORMAT")}
        )
    if document.superseded_by_id:
        raise Refused(_("The document has been superseded and can no longer be approved."))
    if document.withdrawn_on or body.withdrawn_on or body.merged_into_id:
        raise Refused(_("A withdrawn or merged record cannot be part of an approval."))
    with record(document, verb="document approved", by=by) as recording:
        recording.change(document, approved_by=body, approved_by_name="", approved_on=day, confirmed_on=today)
        _refuse_approval(document, today)
    return document


@transaction.atomic
def supersede_document(
    old: SteeringDocument, *, version: int, new: SteeringDocument, day: date, by: Principal, today: date
) -> SteeringDocument:
    """Record that a newer document takes an older one's place from a day on; the older one ends the day before."""
    require(by, EDIT, old)
    require(by, EDIT, new)
    old = lock(old, version=version)
    _refuse_superseding(old, new, day)
    with record(old, verb="document superseded", by=by, also=[new]) as recording:
        recording.change(old, superseded_by=new, valid_until=day - timedelta(days=1))
    return old


def _refuse_superseding(old: SteeringDocument, new: SteeringDocument, day: date) -> None:
    if old.superseded_by_id:
        raise Refused(_("%(old)s has already been superseded by %(new)s.") % {"old": old, "new": old.superseded_by})
    if old.withdrawn_on or new.withdrawn_on:
        raise Refused(_("A withdrawn document cannot supersede or be superseded."))
    if new.is_example and not old.is_example:
        raise Refused(_("An invented example cannot supersede a real document."))
    later: SteeringDocument | None = new
    while later is not None:
        if later.pk == old.pk:
            raise Refused(_("This would lead in a circle: %(new)s is older than %(old)s.") % {"new": new, "old": old})
        later = later.superseded_by
    known_since = max((known for known in (old.valid_from, old.attested_on) if known), default=None)
    if known_since and day <= known_since:
        raise Refused(
            _("The older document was still in force on %(day)s.")
            % {"day": date_format(known_since, "SHORT_DATE_FORMAT")}
        )
    if new.valid_until and new.valid_until < day:
        raise Refused(
            _("The newer document ends before that day (%(day)s).")
            % {"day": date_format(new.valid_until, "SHORT_DATE_FORMAT")}
        )


@transaction.atomic
def add_link(
    document: SteeringDocument, *, version: int, url: str, text: str, language: str, by: Principal, today: date
) -> DocumentLink:
    """Add an address where a document can be read."""
    require(by, EDIT, document)
    document = lock(document, version=version)
    _refuse_address(document, url, today)
    link = DocumentLink(
        key=part_key(document.key, "linkki", document.links.count() + 1, model=DocumentLink),
        home_id=document.home_id,
        document=document,
        url=url,
        text=text,
        language=language,
        valid_from=today,
        is_example=document.is_example,
    )
    with record(document, verb="link added", by=by) as recording:
        recording.add(link)
    return link


@transaction.atomic
def change_link(
    link: DocumentLink, *, version: int, url: str, text: str, language: str, by: Principal, today: date
) -> DocumentLink:
    """Correct a link; what the checker found of the earlier address is forgotten."""
    require(by, EDIT, link)
    link = lock(link, version=version)
    _refuse_ended(link, today)
    _refuse_address(link.document, url, today, but=link)
    moved = {"fault": "", "fault_note": "", "checked_on": None} if url != link.url else {}
    with record(link.document, verb="link changed", by=by, also=[link]) as recording:
        recording.change(link, url=url, text=text, language=language, **moved)
    return link


@transaction.atomic
def end_link(link: DocumentLink, *, version: int, by: Principal, today: date) -> DocumentLink:
    """Stop showing a link; it stays in the history."""
    require(by, EDIT, link)
    link = lock(link, version=version)
    _refuse_ended(link, today)
    last = today - timedelta(days=1)
    if link.valid_from and link.valid_from > last:
        link.valid_from = last  # added and taken away on the same day
    with record(link.document, verb="link ended", by=by, also=[link]) as recording:
        recording.change(link, valid_from=link.valid_from, valid_until=last)
    return link


def _refuse_ended(link: DocumentLink, today: date) -> None:
    if link.withdrawn_on or (link.valid_until and link.valid_until < today):
        raise Refused(_("The link has already been taken away."))


def _refuse_address(document: SteeringDocument, url: str, today: date, *, but: DocumentLink | None = None) -> None:
    if not url.startswith(("https://", "http://")):
        raise Refused(_("The address has to begin with https:// or http://."))
    others = document.links.filter(url=url, withdrawn_on__isnull=True, valid_until__isnull=True)
    if others.exclude(pk=but.pk if but else None).exists():
        raise Refused(_("The document already has this address."))
