"""Records → rows of the open data. What was withdrawn or merged into another is never named."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch

from hyte.core.areas.models import Area, Organisation, Record
from hyte.core.links.models import Link
from hyte.governance.meetings.models import Decision, Matter, Meeting
from hyte.governance.meetings.spreadsheets import TIED
from hyte.governance.structure.models import (
    Body,
    Counterpart,
    Duty,
    FocusArea,
    Post,
    Provision,
    Seat,
    SteeringDocument,
    Theme,
    ThemeMapping,
    Unit,
)
from hyte.governance.structure.queries.focus_areas import may_see_person

Row = dict[str, Any]


class Shower:
    """Shows records to whoever asks: whole addresses, and names as far as the reader may see them."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self._root = request.build_absolute_uri("/").rstrip("/")

    def address(self, record: Any) -> str | None:
        """The record's page; none where that part is not installed or the area has no pages."""
        home = record if isinstance(record, Area) else record.home
        if not home.is_open:
            return None
        try:
            return self._root + record.get_absolute_url()
        except (NoReverseMatch, AttributeError):
            return None

    def record(self, record: Record) -> Row:
        return {
            "key": record.key,
            "home": record.home.key,
            "address": self.address(record),
            "source": record.source,
            "attested_on": record.attested_on,
            "confirmed_on": record.confirmed_on,
            "is_example": record.is_example,
            "licence": settings.DATA_LICENCE,
        }

    def dated(self, record: Any, since: Any = None) -> Row:
        """A record with its days; those of its period, when it is an identity with periods."""
        since = since or record
        row = self.record(record)
        if since is not record:
            row["attested_on"] = since.attested_on or record.attested_on
            row["source"] = since.source or record.source
        return row | {"valid_from": since.valid_from, "valid_until": since.valid_until}

    def area(self, area: Area) -> Row:
        period = next(iter(area.periods_of_day), None)  # type: ignore[attr-defined]
        return {
            "key": area.key,
            "kind": area.kind,
            "kind_name": area.get_kind_display(),
            "code": area.code,
            "name": area.name,
            "region": _area(period.region) if period else None,
            "county": _area(period.county) if period else None,
            "valid_from": area.valid_from,
            "valid_until": area.valid_until,
            "has_pages": area.is_open,
            "address": self.address(area),
            "source": area.source,
            "is_example": False,
            "licence": settings.DATA_LICENCE,
        }

    def organisation(self, one: Organisation) -> Row:
        return self.dated(one) | {
            "name": one.name,
            "kind": one.kind,
            "kind_name": one.get_kind_display(),
            "aliases": one.aliases,
            "website": one.website,
            "hyte_page": one.hyte_page,
        }

    def body(self, body: Body) -> Row:
        period = body.period
        plain = ("heading", "wording", "is_plural", "is_uncertain", "uncertainty", "aliases", "party_names")
        dated = ("name", "kind", "mandate", "founding_act", "aim", "permanence", "ends_on", "meets", "rules_url")
        return (
            self.dated(body, period)
            | {name: getattr(body, name) for name in plain}
            | {name: getattr(period, name) for name in dated}
            | {
                name: named(getattr(period, name))
                for name in ("parent", "provision", "owner", "owner_unit", "presenter")
            }
            | {"kind_name": period.get_kind_display(), "areas": [_area(area) for area in body.tied_areas]}
            | {name: _named_all(getattr(body, f"tied_{name}")) for name in ("parties", "themes", "focus_areas")}
        )

    def seat(self, seat: Seat) -> Row:
        return self.dated(seat) | {
            "address": None,
            "role": seat.role,
            "role_name": seat.get_role_display(),
            "publicity": seat.publicity,
            "is_vacant": seat.is_vacant and seat.represents_id is None,
            "holder": seat.name_for(self.user) or None,
            "post": named(seat.post),
            "represents": named(seat.represents),
            "deputy_of": seat.deputy_of.key if seat.deputy_of and seat.deputy_of.withdrawn_on is None else None,
            "term": seat.term.name if seat.term else None,
        }

    def unit(self, unit: Unit) -> Row:
        period = unit.period
        return self.dated(unit, period) | {
            "name": period.name,
            "kind": period.kind,
            "kind_name": period.get_kind_display(),
            "organisation": named(unit.organisation),
            "parent": named(period.parent),
            "website": unit.website,
        }

    def post(self, post: Post) -> Row:
        """A post and its public contact; never who holds it."""
        plain = ("title", "is_fixed_term", "duties", "phone", "email", "contact_page", "contact_confirmed_on")
        return (
            self.dated(post)
            | {name: getattr(post, name) for name in plain}
            | {name: named(getattr(post, name)) for name in ("organisation", "unit")}
        )

    def document(self, document: SteeringDocument) -> Row:
        plain = ("name", "kind", "aliases", "period_start", "period_end", "edition", "approved_by_name", "approved_on")
        links = document.links_of_day  # type: ignore[attr-defined]
        return (
            self.dated(document)
            | {name: getattr(document, name) for name in plain}
            | {name: named(getattr(document, name)) for name in ("owner", "approved_by", "superseded_by")}
            | {
                "kind_name": document.get_kind_display(),
                "languages": document.languages,
                "themes": _named_all(document.themes.all()),
                "links": [{"url": link.url, "text": link.text, "language": link.language} for link in links],
            }
        )

    def provision(self, provision: Provision) -> Row:
        plain = ("name", "act", "number", "section", "kind", "status", "status_on", "status_by", "link", "subject")
        return (
            self.dated(provision)
            | {name: getattr(provision, name) for name in plain}
            | {"status_name": provision.get_status_display()}
        )

    def duty(self, duty: Duty) -> Row:
        return (
            self.dated(duty)
            | {name: getattr(duty, name) for name in ("title", "description", "frequency", "next_due")}
            | {name: named(getattr(duty, name)) for name in ("parent", "organisation", "body", "unit")}
            | {
                "frequency_name": duty.get_frequency_display(),
                "provision": self.provision(duty.provision) if is_live(duty.provision) else None,
            }
        )

    def in_set(self, one: Theme | FocusArea) -> Row:
        return self.dated(one) | {
            "name": one.name,
            "set_name": one.set_name,
            "description": one.description,
            "order": one.order,
        }

    def focus_area(self, one: FocusArea) -> Row:
        return self.in_set(one) | {
            "succeeds": _named_all(one.succeeds.all()),
            "counterparts": [self.counterpart(row) for row in one.counterparts_of_day],  # type: ignore[attr-defined]
        }

    def counterpart(self, row: Counterpart) -> Row:
        person = row.person
        is_seen = person is not None and person.withdrawn_on is None and may_see_person(person, self.user)
        return self.dated(row) | {
            "address": None,
            "municipality": _area(row.home),
            "post": named(row.post),
            "person": person.name if person is not None and is_seen else None,
            "is_person_hidden": person is not None and not is_seen,
        }

    def mapping(self, row: ThemeMapping) -> Row:
        return {
            "source_theme": named(row.source),
            "target_theme": named(row.target),
            "source_set": row.source.set_name,
            "target_set": row.target.set_name,
            "kind": row.kind,
            "kind_name": row.get_kind_display(),
            "note": row.note,
            "home": row.home.key,
            "source": row.source.source,
            "is_example": row.source.is_example or row.target.is_example,
            "licence": settings.DATA_LICENCE,
        }

    def matter(self, matter: Matter) -> Row:
        plain = ("title", "description", "opened", "closed", "case_number", "state")
        return (
            self.dated(matter)
            | {name: getattr(matter, name) for name in plain}
            | {"body": named(matter.body), "state_name": matter.get_state_display()}
        )

    def meeting(self, meeting: Meeting) -> Row:
        return (
            self.record(meeting)
            | {name: getattr(meeting, name) for name in ("day", "state", "place")}
            | {"body": named(meeting.body), "state_name": meeting.get_state_display()}
        )

    def decision(self, decision: Decision) -> Row:
        return (
            self.record(decision)
            | {name: getattr(decision, name) for name in ("verb", "text", "day", "remove_on")}
            | {
                "body": named(decision.meeting.body),
                "meeting": decision.meeting.key,
                "matter": named(decision.matter),
                "verb_name": decision.get_verb_display(),
            }
        )

    def link(self, link: Link, ends: dict[tuple[str, int], Any]) -> Row:
        return {
            "from_record": self.tied(ends[link.from_model, link.from_id]),
            "kind": link.kind,
            "kind_name": link.get_kind_display(),
            "to_record": self.tied(ends[link.to_model, link.to_id]),
            "note": link.note,
            "home": link.home.key,
            "source": link.source,
            "is_example": link.is_example,
            "licence": settings.DATA_LICENCE,
        }

    def tied(self, record: Any) -> Row:
        word = next(word for word, model in TIED if isinstance(record, model))
        return {"type": word, "key": record.key, "name": str(record), "address": self.address(record)}


def is_live(record: Any) -> bool:
    """Whether there is a record that was neither withdrawn nor merged into another."""
    return record is not None and record.withdrawn_on is None and getattr(record, "merged_into_id", None) is None


def named(record: Any) -> dict[str, str] | None:
    """Another record by key and name; none when it is not to be shown."""
    return {"key": record.key, "name": str(record)} if is_live(record) else None


def _named_all(ties: Any) -> list[dict[str, str]]:
    return [{"key": row.key, "name": str(row)} for row in ties if is_live(row)]


def _area(area: Area | None) -> dict[str, str] | None:
    return {"key": area.key, "name": area.name} if area else None
