"""Documents whose period is over, and documents with a link that has a fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb
from hyte.governance.structure.models import SteeringDocument
from hyte.governance.structure.queries.documents import documents_read

EDIT = "structure.edit_document"
OWNER = gettext_lazy("owner of the document")
OUT_OF_PERIOD = GapKind("document_out_of_period", OWNER, law=1, is_seen=True)
LINK_FAULT = GapKind("document_link_fault", OWNER, is_seen=True)


def document_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Judged from the same rows and links that the document's own page shows on the day."""
    for document in documents_read(user, day=day).of(area).filter(superseded_by__isnull=True):
        ended = document.period_end
        if ended and ended < day:
            why = _("The document's period ended on %(day)s and no newer one is recorded here.")
            address = reverse("structure:document-act", args=[area, document.key, "korvaa"])
            verb = Verb(_("Name the newer one"), address, EDIT)
            yield Finding(OUT_OF_PERIOD, document, verb, why % {"day": shown_day(ended)}, due=ended)
        faults = [link for link in document.links_of_day if link.fault]
        if faults:
            why = "; ".join(f"{link.get_fault_display()}: {link}" for link in faults[:3])
            yield Finding(LINK_FAULT, document, _mend(document, faults), why)


def _mend(document: SteeringDocument, faults: list[Any]) -> Verb:
    """The faulty link's own form, or the document's page when there are several."""
    if len(faults) == 1:
        address = reverse("structure:link-act", args=[faults[0].home, faults[0].key, "muuta"])
        return Verb(_("Correct the link"), address, EDIT)
    return Verb(_("Correct the links"), f"{document.get_absolute_url()}#links", EDIT)
