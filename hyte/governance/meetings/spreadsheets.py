"""Sheets of meetings, matters and decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hyte.core.exchange.columns import Choice, Day, Text, Url
from hyte.core.exchange.references import AnyRef, Ref
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import COMMON, HOME, KEY_COLUMN, SOURCE, register
from hyte.core.links.models import Link, LinkKind
from hyte.governance.meetings.checks import check_ties, place_ties
from hyte.governance.meetings.choices import MatterState, MeetingState, Verb
from hyte.governance.meetings.models import Decision, Evidence, Matter, Meeting
from hyte.governance.structure.models import Body, Duty, SteeringDocument

# What a cell can name, by the word before the colon.
RECORDS = (("duty", Duty), ("body", Body), ("document", SteeringDocument))
TIED = (*RECORDS, ("decision", Decision))
# Upper apps add theirs.
EVIDENCE_ABOUT: list[tuple[str, type[models.Model]]] = [*RECORDS, ("matter", Matter)]

register(
    Sheet(
        name="matters",
        title=_("Matters"),
        model=Matter,
        operation="meetings.edit",
        columns=(
            KEY_COLUMN,
            Text("title", attribute="title_fi", required=True),
            Text("title_sv"),
            Ref("body", model=Body, stands_on=True),
            Day("opened"),
            Text("case_number"),
            Choice("state", choices=MatterState, default="open"),
            Text("description", attribute="description_fi"),
            Text("description_sv"),
            *COMMON,
        ),
    ),
    Sheet(
        name="meetings",
        title=_("Meetings"),
        model=Meeting,
        operation="meetings.edit",
        columns=(
            KEY_COLUMN,
            Ref("body", model=Body, required=True),
            Day("day", required=True),
            Choice("state", choices=MeetingState, default="planned"),
            Text("place"),
            HOME,
        ),
    ),
    Sheet(
        name="decisions",
        title=_("Decisions"),
        model=Decision,
        operation="meetings.edit",
        columns=(
            KEY_COLUMN,
            Ref("meeting", model=Meeting, required=True),
            Ref("matter", model=Matter, required=True),
            Choice("verb", choices=Verb, required=True),
            Text("text"),
            Day("day", required=True),
            HOME,
        ),
    ),
    Sheet(
        name="evidence",
        title=_("Evidence"),
        model=Evidence,
        operation="meetings.record_evidence",
        columns=(
            KEY_COLUMN,
            AnyRef(
                "record",
                _("record"),
                required=True,
                kinds=EVIDENCE_ABOUT,
            ),
            Day("day", required=True),
            Text("title", required=True),
            Url("link"),
            HOME,
        ),
    ),
    Sheet(
        name="links",
        title=_("Ties between records"),
        model=Link,
        operation="meetings.edit",
        identity=("from", "kind", "to"),
        columns=(
            AnyRef(
                "from",
                _("record where the tie begins"),
                required=True,
                kinds=TIED,
                held_in=("from_model", "from_id", "from_key"),
            ),
            Choice("kind", choices=LinkKind, required=True),
            AnyRef(
                "to",
                _("record where the tie leads"),
                required=True,
                kinds=TIED,
                held_in=("to_model", "to_id", "to_key"),
            ),
            Text("note"),
            SOURCE,
        ),
        place=place_ties,
        check=check_ties,
    ),
)
