"""What each row of the open data holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from hyte.core.areas.choices import AreaKind, OrganisationKind
from hyte.core.areas.models import Area, DatedRecord, Organisation, Record
from hyte.core.links.models import Link, LinkKind
from hyte.governance.meetings.choices import MatterState, MeetingState, Verb
from hyte.governance.meetings.models import Decision, Matter, Meeting
from hyte.governance.structure.choices import (
    BodyKind,
    DocumentKind,
    Frequency,
    MappingKind,
    Permanence,
    ProvisionKind,
    ProvisionStatus,
    SeatPublicity,
    SeatRole,
    UnitKind,
)
from hyte.governance.structure.models import (
    Body,
    BodyPeriod,
    DocumentLink,
    Duty,
    Post,
    Provision,
    Seat,
    SteeringDocument,
    Theme,
    ThemeMapping,
    Unit,
    UnitPeriod,
)
from hyte.portal.api.columns import said, told


class Named(BaseModel):
    """Another record: its key and its name."""

    key: str = told(Record, "key")
    name: str = said(_("name"))


class RecordRow(BaseModel):
    """What every record tells of itself."""

    key: str = told(Record, "key")
    home: str = said(_("key of the home area"))
    address: str | None = said(_("address of the record's page"))
    source: str = told(Record, "source")
    attested_on: date | None = told(Record, "attested_on")
    confirmed_on: date | None = told(Record, "confirmed_on")
    is_example: bool = told(Record, "is_example")
    licence: str = said(_("licence of the data"))


class DatedRow(RecordRow):
    valid_from: date | None = told(DatedRecord, "valid_from")
    valid_until: date | None = told(DatedRecord, "valid_until")


class AreaRow(BaseModel):
    key: str = told(Area, "key")
    kind: AreaKind = told(Area, "kind")
    kind_name: str = said(_("kind in words"))
    code: str = told(Area, "code")
    name: str = told(Area, "name")
    region: Named | None = said(_("region on the day"))
    county: Named | None = said(_("wellbeing services county on the day"))
    valid_from: date | None = told(Area, "valid_from")
    valid_until: date | None = told(Area, "valid_until")
    has_pages: bool = told(Area, "is_open")
    address: str | None = said(_("address of the area's page, if it has one here"))
    source: str = told(Area, "source")
    is_example: bool = told(Record, "is_example")
    licence: str = said(_("licence of the data"))


class OrganisationRow(DatedRow):
    name: str = told(Organisation, "name")
    kind: OrganisationKind = told(Organisation, "kind")
    kind_name: str = said(_("kind in words"))
    aliases: list[str] = told(Organisation, "aliases")
    website: str = told(Organisation, "website")
    hyte_page: str = told(Organisation, "hyte_page")


class BodyRow(DatedRow):
    name: str = told(BodyPeriod, "name")
    kind: BodyKind = told(BodyPeriod, "kind")
    kind_name: str = said(_("kind in words"))
    aliases: list[str] = told(Body, "aliases")
    heading: str = told(Body, "heading")
    wording: str = told(Body, "wording")
    is_plural: bool = told(Body, "is_plural")
    is_uncertain: bool = told(Body, "is_uncertain")
    uncertainty: str = told(Body, "uncertainty")
    parent: Named | None = said(_("the body above this one"))
    mandate: str = told(BodyPeriod, "mandate")
    provision: Named | None = said(_("the provision behind the mandate"))
    founding_act: str = told(BodyPeriod, "founding_act")
    aim: str = told(BodyPeriod, "aim")
    permanence: Permanence = told(BodyPeriod, "permanence")
    ends_on: date | None = told(BodyPeriod, "ends_on")
    owner: Named | None = said(_("the organisation that owns the body"))
    owner_unit: Named | None = said(_("the unit that owns the body"))
    presenter: Named | None = said(_("the presenting official's post"))
    meets: str = told(BodyPeriod, "meets")
    rules_url: str = told(BodyPeriod, "rules_url")
    areas: list[Named] = told(Body, "areas")
    parties: list[Named] = told(Body, "parties")
    party_names: list[str] = told(Body, "party_names")
    themes: list[Named] = told(Body, "themes")
    focus_areas: list[Named] = told(Body, "focus_areas")


class SeatRow(DatedRow):
    role: SeatRole = told(Seat, "role")
    role_name: str = said(_("role in words"))
    publicity: SeatPublicity = told(Seat, "publicity")
    is_vacant: bool = said(_("vacant"))
    holder: str | None = said(_("holder's name, only when it is public"))
    post: Named | None = said(_("the post that holds the seat"))
    represents: Named | None = said(_("the organisation represented"))
    deputy_of: str | None = said(_("key of the seat whose deputy this is"))
    term: str | None = said(_("term of office"))


class BodyPage(BodyRow):
    seats: list[SeatRow] = said(_("seats on the day, the chair first"))


class UnitRow(DatedRow):
    name: str = told(UnitPeriod, "name")
    kind: UnitKind = told(UnitPeriod, "kind")
    kind_name: str = said(_("kind in words"))
    organisation: Named | None = told(Unit, "organisation")
    parent: Named | None = said(_("the unit above this one"))
    website: str = told(Unit, "website")


class PostRow(DatedRow):
    title: str = told(Post, "title")
    organisation: Named | None = told(Post, "organisation")
    unit: Named | None = told(Post, "unit")
    is_fixed_term: bool = told(Post, "is_fixed_term")
    duties: str = told(Post, "duties")
    phone: str = told(Post, "phone")
    email: str = told(Post, "email")
    contact_page: str = told(Post, "contact_page")
    contact_confirmed_on: date | None = told(Post, "contact_confirmed_on")


class LinkRow(BaseModel):
    url: str = told(DocumentLink, "url")
    text: str = told(DocumentLink, "text")
    language: str = told(DocumentLink, "language")


class DocumentRow(DatedRow):
    name: str = told(SteeringDocument, "name")
    kind: DocumentKind = told(SteeringDocument, "kind")
    kind_name: str = said(_("kind in words"))
    aliases: list[str] = told(SteeringDocument, "aliases")
    owner: Named | None = said(_("the organisation that owns the document"))
    period_start: date | None = told(SteeringDocument, "period_start")
    period_end: date | None = told(SteeringDocument, "period_end")
    edition: str = told(SteeringDocument, "edition")
    approved_by: Named | None = said(_("the body that approved the document"))
    approved_by_name: str = told(SteeringDocument, "approved_by_name")
    approved_on: date | None = told(SteeringDocument, "approved_on")
    languages: list[str] = told(SteeringDocument, "languages")
    superseded_by: Named | None = said(_("the document that replaces this one"))
    themes: list[Named] = told(SteeringDocument, "themes")
    links: list[LinkRow] = said(_("where the document is on the net"))


class ProvisionRow(DatedRow):
    name: str = said(_("act, number and section together"))
    act: str = told(Provision, "act")
    number: str = told(Provision, "number")
    section: str = told(Provision, "section")
    kind: ProvisionKind = told(Provision, "kind")
    status: ProvisionStatus = told(Provision, "status")
    status_name: str = said(_("status in words"))
    status_on: date | None = told(Provision, "status_on")
    status_by: str = told(Provision, "status_by")
    link: str = told(Provision, "link")
    subject: str = told(Provision, "subject")


class DutyRow(DatedRow):
    title: str = told(Duty, "title")
    description: str = told(Duty, "description")
    provision: ProvisionRow | None = said(_("the provision that sets the duty"))
    parent: Named | None = said(_("the duty that this is a part of"))
    organisation: Named | None = said(_("the organisation that carries the duty"))
    body: Named | None = said(_("the body that carries the duty"))
    unit: Named | None = said(_("the unit that carries the duty"))
    frequency: Frequency = told(Duty, "frequency")
    frequency_name: str = said(_("how often, in words"))
    next_due: date | None = told(Duty, "next_due")


class CounterpartRow(DatedRow):
    municipality: Named = said(_("the municipality"))
    post: Named | None = said(_("the post of the municipality's contact"))
    person: str | None = said(_("contact's name, only when the reader may see it"))
    is_person_hidden: bool = said(_("whether the contact is a person whose name is not public"))


class InSetRow(DatedRow):
    name: str = told(Theme, "name")
    set_name: str = told(Theme, "set_name")
    description: str = told(Theme, "description")
    order: int = told(Theme, "order")


class ThemeRow(InSetRow):
    pass


class FocusAreaRow(InSetRow):
    succeeds: list[Named] = said(_("the earlier focus areas that this one follows"))
    counterparts: list[CounterpartRow] = said(_("the municipalities' contacts on the day"))


class MappingRow(BaseModel):
    source_theme: Named = said(_("a theme"))
    target_theme: Named = said(_("the theme that it is mapped to"))
    source_set: str = said(_("set of the first theme"))
    target_set: str = said(_("set of the second theme"))
    kind: MappingKind = told(ThemeMapping, "kind")
    kind_name: str = said(_("kind in words"))
    note: str = told(ThemeMapping, "note")
    home: str = said(_("key of the home area"))
    source: str = said(_("source of the first theme"))
    is_example: bool = told(Record, "is_example")
    licence: str = said(_("licence of the data"))


class MatterRow(DatedRow):
    title: str = told(Matter, "title")
    description: str = told(Matter, "description")
    body: Named | None = said(_("the body that handles the matter"))
    opened: date | None = told(Matter, "opened")
    closed: date | None = told(Matter, "closed")
    case_number: str = told(Matter, "case_number")
    state: MatterState = told(Matter, "state")
    state_name: str = said(_("state in words"))


class MeetingRow(RecordRow):
    body: Named | None = said(_("the body that meets"))
    day: date = told(Meeting, "day")
    state: MeetingState = told(Meeting, "state")
    state_name: str = said(_("state in words"))
    place: str = told(Meeting, "place")


class DecisionRow(RecordRow):
    body: Named | None = said(_("the body that decided"))
    meeting: str = said(_("key of the meeting"))
    matter: Named | None = said(_("the matter"))
    verb: Verb = told(Decision, "verb")
    verb_name: str = said(_("decision in words"))
    text: str = told(Decision, "text")
    day: date = told(Decision, "day")
    remove_on: date | None = told(Decision, "remove_on")


class TiedRecord(Named):
    """One end of a tie."""

    type: str = said(_("kind of record: decision, body, document or duty"))
    address: str | None = said(_("address of the record's page"))


class TieRow(BaseModel):
    from_record: TiedRecord = said(_("record where the tie begins"))
    kind: LinkKind = told(Link, "kind")
    kind_name: str = said(_("kind in words"))
    to_record: TiedRecord = said(_("record where the tie leads"))
    note: str = told(Link, "note")
    home: str = said(_("key of the home area"))
    source: str = told(Link, "source")
    is_example: bool = told(Link, "is_example")
    licence: str = said(_("licence of the data"))


class ChangeRow(BaseModel):
    change: str = said(_("what happened: began, ended, renamed, moved or aliases (only the wording differs)"))
    type: str = said(_("type of the thing: body, network, unit, document, theme, focus_area …"))
    key: str = said(_("key of the thing"))
    name: str = said(_("name"))
    before: str | None = said(_("what it was before"))
    after: str | None = said(_("what it is after"))
    start: date | None = said(_("first day, where it is known"))
    first_known: date | None = said(_("the day on which the thing is first told of"))
    ended_on: date | None = said(_("last day"))
    became: list[str] = said(_("names of what it grew into"))
    is_example: bool = told(Record, "is_example")
    source: str = said(_("where the row comes from"))
    licence: str = said(_("licence of the data"))


def pages_of(rows: type[BaseModel]) -> type[BaseModel]:
    """A page of rows: the rows, how many there are in all, and the address of the next page."""
    fields: dict[str, Any] = {
        "__annotations__": {"items": list[rows], "total": int, "page": int, "limit": int, "next": str | None},  # type: ignore[valid-type]
        "__module__": __name__,
        "__doc__": pages_of.__doc__,
        "items": said(_("the rows of this page")),
        "total": said(_("number of rows in all")),
        "page": said(_("number of this page, from 1")),
        "limit": said(_("most rows on a page")),
        "next": said(_("address of the next page, if there is one")),
    }
    return type(f"{rows.__name__.removesuffix('Row')}List", (BaseModel,), fields)
