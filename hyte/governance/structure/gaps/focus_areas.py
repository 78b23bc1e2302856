"""Focus areas without a network or a counterpart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from hyte.core.areas.models import Area, in_force
from hyte.core.thread.gaps import Finding, GapKind, Verb
from hyte.governance.structure.gaps.bodies import COORDINATOR
from hyte.governance.structure.models import Body, Counterpart, FocusArea

WITHOUT_NETWORK = GapKind(
    "focus_without_network",
    COORDINATOR,
    gettext_lazy("No network works on the focus area."),
    ngettext_lazy("Networks of %(count)s focus area", "Networks of %(count)s focus areas", "count"),
)
WITHOUT_COUNTERPART = GapKind(
    "focus_without_counterpart",
    COORDINATOR,
    gettext_lazy("No municipality has a counterpart for the focus area."),
    ngettext_lazy("Counterparts of %(count)s focus area", "Counterparts of %(count)s focus areas", "count"),
)


def focus_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Focus areas in force on which no living network works, or for which no municipality has named anyone."""
    networks = Body.objects.live().at(day).filter(focus_areas=OuterRef("pk"))
    counterparts = Counterpart.objects.live().filter(in_force(day), focus_area=OuterRef("pk"))
    rows = FocusArea.objects.visible_to(user).live().of(area).at(day).select_related("home")
    for focus in rows.annotate(has_network=Exists(networks), has_counterpart=Exists(counterparts)):
        if not focus.has_network:
            yield Finding(WITHOUT_NETWORK, focus, Verb(_("Look at the focus area"), focus.get_absolute_url()))
        if not focus.has_counterpart:
            yield Finding(WITHOUT_COUNTERPART, focus, Verb(_("Name counterparts"), focus.get_absolute_url()))
