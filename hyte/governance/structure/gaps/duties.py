"""Duties that nobody carries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from hyte.core.areas.models import Area
from hyte.core.thread.gaps import Finding, GapKind, Verb
from hyte.governance.structure.gaps.bodies import COORDINATOR
from hyte.governance.structure.models import Duty

WITHOUT_BODY = GapKind(
    "duty_without_body",
    COORDINATOR,
    gettext_lazy("No body or unit is recorded to carry the duty."),
    ngettext_lazy("Carrier of %(count)s duty", "Carriers of %(count)s duties", "count"),
)


def duty_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Duties without a body or a unit; one that is split into smaller duties is carried by their carriers."""
    duties = Duty.objects.visible_to(user).live().of(area).at(day).filter(body__isnull=True, unit__isnull=True)
    parts = Duty.objects.live().at(day).filter(parent=OuterRef("pk"))
    for duty in duties.exclude(Exists(parts)).select_related("home", "provision"):
        why = ""
        if duty.organisation_id:
            why = _("Only the organisation is recorded, not which of its bodies or units carries the duty.")
        verb = Verb(
            _("Name the carrier"),
            reverse("structure:duty-act", args=[area, duty.key, "toteuttaja"]),
            "structure.edit_duty",
        )
        yield Finding(WITHOUT_BODY, duty, verb, why, law=0 if duty.provision_id else 1)
