"""The plain rows that the picture and the comparison take, whether they come from the register or from a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hyte.core.areas.choices import OrganisationKind
from hyte.governance.structure.choices import BodyKind, Picture, UnitKind


class Slot(StrEnum):
    """Where on the picture a row stands."""

    DOCUMENT = "document"
    THEME = "theme"
    FOCUS_AREA = "focus_area"
    MUNICIPALITY = "municipality"
    REGIONAL_COUNCIL = "regional_council"
    ASSOCIATION = "association"
    ASSOCIATION_BODY = "association_body"
    INTERFACE_BODY = "interface_body"
    COORDINATORS = "coordinators"
    HYTE_NETWORK = "hyte_network"
    PREVENTION_NETWORK = "prevention_network"
    COUNTY = "county"
    COUNTY_BODY = "county_body"
    PRESENTER = "presenter"
    HYTE_UNIT = "hyte_unit"
    HYTE_POST = "hyte_post"
    DUTY = "duty"
    SECTOR = "sector"
    COOPERATION = "cooperation"
    ORGAN = "organ"
    PARTICIPATION = "participation"
    GROUP = "group"
    UNIT = "unit"
    GROUPING = "grouping"
    OFF = ""


class Type(StrEnum):
    """What a row is, in the words of the comparison."""

    FOCUS_AREA = "focus_area"
    DOCUMENT = "document"
    NETWORK = "network"
    BODY = "body"
    UNIT = "unit"
    POST = "post"
    DUTY = "duty"
    THEME = "theme"
    ORGANISATION = "organisation"


ORGANISATIONS = (Slot.MUNICIPALITY, Slot.REGIONAL_COUNCIL, Slot.ASSOCIATION, Slot.COUNTY)
NETWORK_LIKE = {BodyKind.NETWORK, BodyKind.WORKING_GROUP, BodyKind.FORUM, BodyKind.OTHER}
ORGANS = {
    BodyKind.COUNCIL,
    BodyKind.BOARD,
    BodyKind.COMMITTEE,
    BodyKind.SECTION,
    BodyKind.MANAGEMENT,
    BodyKind.ENTERPRISE,
}
_ORGANISATION_SLOTS: dict[str, Slot] = {
    OrganisationKind.MUNICIPALITY: Slot.MUNICIPALITY,
    OrganisationKind.REGIONAL_COUNCIL: Slot.REGIONAL_COUNCIL,
    OrganisationKind.ASSOCIATION: Slot.ASSOCIATION,
    OrganisationKind.COUNTY: Slot.COUNTY,
}
# The unit that carries the work is known by its name, since no county calls it quite the same.
_HYTE_WORDS = re.compile(
    r"hyte|hyvinvoinnin (ja|&)|hyvinvointi(koordin|yksik|työ|palvelut\b)|yhdyspin|terveyden edist", re.I
)


@dataclass(frozen=True)
class StructureRow:
    """One thing of the structure on a day: what it is, where it stands, its name and address, and since when.

    A note is drawn and listed; a remark is only listed. `language` is that of the name where it differs from the
    page's; `in_finnish` is the name by which things are matched, whatever the page's language.
    """

    type: Type
    slot: Slot
    key: str
    name: str
    in_finnish: str = ""
    language: str = ""
    url: str = ""
    label: str = ""
    note: str = ""
    remark: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    is_uncertain: bool = False
    is_example: bool = False
    start: date | None = None
    first_known: date | None = None
    end: date | None = None
    confirmed_on: date | None = None

    @property
    def shown(self) -> str:
        """The name as it is drawn; a municipality goes by its area's name."""
        return self.label or self.name

    @property
    def matched(self) -> str:
        """The name by which the row is told to be the same as another."""
        return self.in_finnish or self.name


def slot_of_organisation(kind: str) -> Slot:
    """Municipalities, the county, the regional council and associations have places; others none."""
    return _ORGANISATION_SLOTS.get(kind, Slot.OFF)


def type_of_body(kind: str) -> Type:
    """Groups and networks are told apart from organs."""
    return Type.NETWORK if kind in NETWORK_LIKE else Type.BODY


def slot_of_body(*, picture: str, kind: str, is_municipal: bool) -> Slot:
    """A county says itself what stands on its picture; in a municipality the kind decides."""
    if not is_municipal:
        return Slot(picture) if picture in Picture.values else Slot.OFF
    if kind in ORGANS:
        return Slot.ORGAN
    return Slot.PARTICIPATION if kind == BodyKind.PARTICIPATION_COUNCIL else Slot.GROUP


def slot_of_unit(*, kind: str, name: str, is_municipal: bool) -> Slot:
    """A municipality draws its whole tree; a county its sectors and the unit that carries the work."""
    if is_municipal:
        return Slot.GROUPING if kind == UnitKind.GROUPING else Slot.UNIT
    if kind == UnitKind.SECTOR:
        return Slot.SECTOR
    if kind in (UnitKind.UNIT, UnitKind.RESPONSIBILITY, UnitKind.GROUP_ADMINISTRATION) and _HYTE_WORDS.search(name):
        return Slot.HYTE_UNIT
    return Slot.OFF


@dataclass(frozen=True)
class Freshness:
    """How fresh a set of rows is: as fresh as the one confirmed longest ago."""

    confirmed_on: date | None
    attested_on: date | None
    source: str = ""

    def is_confirmed(self, day: date) -> bool:
        return self.confirmed_on is not None and (day - self.confirmed_on).days <= 365


def freshness_of(rows: Iterable[StructureRow]) -> Freshness | None:
    """The freshness of the rows together; organisations of the classification and invented examples do not count."""
    counted = [row for row in rows if row.type != Type.ORGANISATION and not row.is_example]
    if not counted:
        return None
    confirmed = [row.confirmed_on for row in counted if row.confirmed_on]
    known = [row.first_known for row in counted if row.first_known]
    return Freshness(min(confirmed, default=None), max(known, default=None))
