"""The only way to tie two records: against a declared table of what may be tied to what."""

from __future__ import annotations

from django.db import models, transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Recording, Refused, record
from hyte.core.links.declarations import declared
from hyte.core.links.models import Link, LinkKind


class LinkNotDeclared(Refused):
    """No app has declared this kind of link between these two kinds of record."""


def _operation(source: models.Model, kind: LinkKind, target: models.Model) -> str:
    try:
        return declared()[source._meta.label_lower, kind.value, target._meta.label_lower]
    except KeyError:
        raise LinkNotDeclared(
            _("%(source)s cannot be tied to %(target)s in this way.")
            % {"source": source._meta.verbose_name, "target": target._meta.verbose_name}
        ) from None


@transaction.atomic
def connect(
    source: models.Model,
    kind: LinkKind,
    target: models.Model,
    *,
    by: Principal,
    note: str = "",
    recording: Recording | None = None,
) -> Link:
    """Tie two records; a tie that exists stays as it is."""
    require(by, _operation(source, kind, target), source)
    ends = {
        "kind": kind.value,
        "from_model": source._meta.label_lower,
        "from_id": source.pk,
        "to_model": target._meta.label_lower,
        "to_id": target.pk,
    }
    if source == target:
        raise Refused(_("A record cannot be tied to itself."))
    existing = Link.objects.filter(**ends).first()
    if existing:
        return existing
    is_example = any(getattr(end, "is_example", False) for end in (source, target))
    link = Link(**ends, home_id=source.home_id, note=note, is_example=is_example)
    if recording is not None:
        return recording.add(link)
    with record(source, verb="connected", by=by, reason=str(target)[:300]) as own:
        return own.add(link)


@transaction.atomic
def disconnect(link: Link, *, by: Principal) -> models.Model:
    """Untie two records; gives back the one where the tie began."""
    from django.apps import apps

    source = apps.get_model(link.from_model)._base_manager.get(pk=link.from_id)
    target = apps.get_model(link.to_model)._base_manager.get(pk=link.to_id)
    require(by, _operation(source, LinkKind(link.kind), target), source)
    with record(source, verb="disconnected", by=by, reason=str(target)[:300]) as recording:
        recording.remove(link)
    return source
