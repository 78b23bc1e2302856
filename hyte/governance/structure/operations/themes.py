"""Map the themes of one set to those of another."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.choices import MappingKind
from hyte.governance.structure.models import Theme, ThemeMapping

MAP = "structure.map_themes"


@transaction.atomic
def map_theme(source: Theme, *, target: Theme, kind: str, note: str = "", by: Principal) -> ThemeMapping:
    """Say how a theme follows or corresponds to one of another set; saying it again changes the kind.

    The tie belongs to the area whose theme it begins from.
    """
    require(by, MAP, source)
    source = lock(source)
    _refuse_pair(source, target, MappingKind(kind))
    existing = ThemeMapping.objects.select_for_update().filter(source=source, target=target).first()
    with record(source, verb="theme mapped", by=by) as recording:
        if existing is not None:
            if (existing.kind, existing.note) == (kind, note):
                raise Refused(_("The themes are already mapped so."))
            return recording.change(existing, kind=kind, note=note, version=existing.version + 1)
        return recording.add(ThemeMapping(home_id=source.home_id, source=source, target=target, kind=kind, note=note))


def _refuse_pair(source: Theme, target: Theme, kind: MappingKind) -> None:
    if source.pk == target.pk:
        raise Refused(_("A theme cannot be mapped to itself."))
    if (source.home_id, source.set_name) == (target.home_id, target.set_name):
        raise Refused(_("Both themes belong to the same set; a mapping ties two sets."))
    if source.withdrawn_on or target.withdrawn_on:
        raise Refused(_("A withdrawn theme cannot be mapped."))
    if ThemeMapping.objects.filter(source=target, target=source).exists():
        raise Refused(_("The themes are already mapped the other way round."))
    begins, began = source.valid_from or source.attested_on, target.valid_from or target.attested_on
    if kind == MappingKind.SUCCEEDS and begins and began and begins <= began:
        raise Refused(
            _("%(source)s cannot follow %(target)s, which did not begin before it.")
            % {"source": source, "target": target}
        )


@transaction.atomic
def unmap_theme(mapping: ThemeMapping, *, version: int, by: Principal) -> None:
    """Take a mapping away; both themes stay."""
    require(by, MAP, mapping.source)
    mapping = lock(mapping, version=version)
    with record(mapping.source, verb="theme mapping removed", by=by) as recording:
        recording.remove(mapping)
