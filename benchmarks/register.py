"""An invented register of any size, the same each time: areas, bodies, seats, duties, meetings, links."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

from hyte.core.accounts.models import Membership, User
from hyte.core.areas.models import Area, AreaPeriod, Organisation
from hyte.core.areas.text import slug
from hyte.core.links.models import Link, LinkKind
from hyte.core.search.index import index_ids
from hyte.governance.meetings.models import Matter, Meeting
from hyte.governance.structure import models

FOUNDED, SEEN = date(2021, 1, 1), date(2026, 9, 1)
WHOSE = (  # noqa: SIM905 - a column of words reads worse
    "nuorten lasten ikäihmisten perheiden vammaisten työikäisten maahanmuuttajien opiskelijoiden "
    "omaishoitajien asukkaiden eläkeläisten vanhempien työttömien yrittäjien järjestöjen kylien"
).split()
WHAT = (  # noqa: SIM905
    "liikunta mielenterveys päihdetyö kulttuuri turvallisuus ravitsemus osallisuus asuminen toimeentulo "
    "ympäristö kotouttaminen digituki väkivallantorjunta rahapelihaitta yksinäisyys liikenne"
).split()
FORM = ("verkosto", "työryhmä", "ohjausryhmä", "neuvottelukunta", "foorumi", "tiimi")
KIND = ("network", "working_group", "leadership_group", "advisory_council", "forum", "working_group")


@dataclass(frozen=True)
class Size:
    """How much there is."""

    counties: int
    municipalities: int
    bodies: int
    seats: int
    links: int

    def __str__(self) -> str:
        return (
            f"{self.counties} counties, {self.municipalities} municipalities, {self.bodies} bodies, {self.seats} seats, "
            f"{self.links} links"
        )


NATION = Size(22, 309, 10_000, 100_000, 50_000)
COUNTY = Size(1, 10, 500, 5_000, 2_500)


def make_register(size: Size) -> Area:
    """Fill an empty database; returns the county whose pages are measured."""
    call_command("migrate", verbosity=0, interactive=False)
    chance = random.Random(7)
    counties, municipalities = _areas(size)
    organisations = saved(
        Organisation,
        [
            Organisation(
                key=f"{area.key}-{'hva' if area.kind == 'county' else 'kunta'}",
                home=area,
                kind=area.kind,
                name_fi=f"{area.name_fi}",
                valid_from=FOUNDED,
            )
            for area in (*counties, *municipalities)
        ],
    )
    owner = {organisation.home_id: organisation for organisation in organisations}
    themes = _in_sets(models.Theme, counties, WHAT[:4])
    focus_areas = _in_sets(models.FocusArea, counties, WHAT[:12])
    bodies = _bodies(size, counties, municipalities, owner, themes, focus_areas, chance)
    _seats(size, bodies, owner, chance)
    _around(counties, bodies, owner, chance)
    _links(size, bodies, chance)
    for start in range(0, len(bodies), 500):
        index_ids("structure.body", [body.pk for body in bodies[start : start + 500]])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return counties[0]


def a_session(area: Area) -> str:
    """A signed-in coordinator's session key."""
    user = User.objects.create_user("mittaaja@example.org", None, name="Mittaaja")
    organisation = Organisation.objects.get(home=area, kind=area.kind)
    Membership.objects.create(user=user, organisation=organisation, role="coordinator", valid_from=FOUNDED)
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def saved(model: Any, rows: list[Any]) -> list[Any]:
    """Rows written many at once, past every check."""
    return model._base_manager.bulk_create(rows, batch_size=2000)


def _areas(size: Size) -> tuple[list[Area], list[Area]]:
    counties = saved(
        Area,
        [
            Area(key=f"alue-{n}", kind="county", code=f"HVA{n:02}", name_fi=f"{n}. hyvinvointialue", is_open=True)
            for n in range(1, size.counties + 1)
        ],
    )
    municipalities = saved(
        Area,
        [
            Area(key=f"kunta-{n}", kind="municipality", code=f"KU{n:03}", name_fi=f"Kunta {n}", is_open=True)
            for n in range(1, size.municipalities + 1)
        ],
    )
    saved(
        AreaPeriod,
        [
            AreaPeriod(area=area, county=county, valid_from=FOUNDED)
            for area, county in zip(municipalities, itertools.cycle(counties), strict=False)
        ],
    )
    return counties, municipalities


def _in_sets(model: Any, counties: list[Area], names: list[str]) -> dict[int, list[Any]]:
    rows = saved(
        model,
        [
            model(
                key=f"{county.key}-{slug(name)}",
                home=county,
                name_fi=name.capitalize(),
                set_name="Sarja",
                order=order,
                valid_from=FOUNDED,
                confirmed_on=SEEN,
            )
            for county in counties
            for order, name in enumerate(names)
        ],
    )
    return {county.pk: [row for row in rows if row.home_id == county.pk] for county in counties}


def _bodies(
    size: Size,
    counties: list[Area],
    municipalities: list[Area],
    owner: dict,
    themes: dict,
    focus_areas: dict,
    chance: Any,
) -> list[models.Body]:
    """Bodies of each county in turn; every tenth has others under it, every fifth has no known owner or mandate."""
    names = itertools.cycle(itertools.product(WHOSE, WHAT, range(len(FORM))))
    homes = itertools.cycle(counties)
    bodies = []
    for number, home, (whose, what, form) in zip(range(size.bodies), homes, names, strict=False):
        body = models.Body(
            key=f"toimielin-{number}",
            home=home,
            heading=what.capitalize() if number % 3 else "",
            order=number % 1000,
            source="mittaus",
            attested_on=FOUNDED,
            confirmed_on=SEEN if number % 4 else date(2024, 1, 1),
        )
        body.words = (f"{whose.capitalize()} {what}{FORM[form]} {number // 1536 + 1}", KIND[form])
        bodies.append(body)
    saved(models.Body, bodies)
    _body_periods(bodies, owner, chance)
    for field, choose in (
        ("themes", lambda body: chance.sample(themes[body.home_id], 1)),
        ("focus_areas", lambda body: chance.sample(focus_areas[body.home_id], 2)),
        ("areas", lambda body: chance.sample(municipalities, min(2, len(municipalities)))),
    ):
        _tie(field, bodies, choose)
    return bodies


def _body_periods(bodies: list[models.Body], owner: dict, chance: Any) -> None:
    periods = []
    first: dict[int, list[models.Body]] = {}
    for number, body in enumerate(bodies):
        heads = first.setdefault(body.home_id, [])
        parent = chance.choice(heads) if heads and number % 10 else None
        if parent is None and len(heads) < 20:
            heads.append(body)
        period = models.BodyPeriod(
            of=body,
            name_fi=body.words[0],
            kind=body.words[1],
            parent=parent,
            owner=owner[body.home_id] if number % 5 else None,
            mandate_fi="Sovittu yhdessä." if number % 5 else "",
            valid_from=FOUNDED,
        )
        periods.append(period)
    saved(models.BodyPeriod, periods)


def _tie(field: str, bodies: list[models.Body], choose: Callable[[Any], list[Any]]) -> None:
    relation: Any = models.Body._meta.get_field(field)
    through, name = relation.remote_field.through, f"{relation.m2m_reverse_field_name()}_id"
    saved(through, [through(body_id=body.pk, **{name: row.pk}) for body in bodies for row in choose(body)])


def _seats(size: Size, bodies: list[models.Body], owner: dict, chance: Any) -> None:
    people = saved(
        models.Person,
        [
            models.Person(
                key=f"ihminen-{n}", home_id=bodies[n % len(bodies)].home_id, name=f"Ihminen {n}", valid_from=FOUNDED
            )
            for n in range(size.seats // 4)
        ],
    )
    by_home: dict[int, list[Any]] = {}
    for person in people:
        by_home.setdefault(person.home_id, []).append(person)
    roles = ("chair", "secretary", *("member",) * 20)
    saved(
        models.Seat,
        [
            models.Seat(
                key=f"paikka-{n}",
                home_id=body.home_id,
                body=body,
                role=roles[n // len(bodies) % len(roles)],
                person=chance.choice(by_home[body.home_id]) if n % 7 else None,
                represents=owner[body.home_id] if n % 3 == 0 else None,
                publicity=("name", "role", "signed_in")[n % 3],
                valid_from=FOUNDED,
            )
            for n, body in zip(range(size.seats), itertools.cycle(bodies), strict=False)
        ],
    )


def _around(counties: list[Area], bodies: list[models.Body], owner: dict, chance: Any) -> None:
    """Units, duties, documents, matters and meetings: forty duties and twenty documents a county, four meetings a body."""
    of_county = {county.pk: [body for body in bodies if body.home_id == county.pk] for county in counties}
    _units(counties, owner)
    _duties(counties, of_county, chance)
    _documents(counties, of_county, chance)
    _matters(counties, of_county, chance)
    _meetings(bodies)


def _units(counties: list[Area], owner: dict) -> None:
    units = saved(
        models.Unit,
        [
            models.Unit(key=f"yksikko-{c.key}-{n}", home=c, organisation=owner[c.pk], confirmed_on=SEEN)
            for c in counties
            for n in range(30)
        ],
    )
    saved(
        models.UnitPeriod,
        [models.UnitPeriod(of=unit, name_fi=f"Yksikkö {unit.pk}", kind="unit", valid_from=FOUNDED) for unit in units],
    )


def _duties(counties: list[Area], of_county: dict, chance: Any) -> None:
    """Ten provisions a county and four duties on each, of which the first has no carrier."""
    known = {"valid_from": FOUNDED, "confirmed_on": SEEN}
    provisions = saved(
        models.Provision,
        [
            models.Provision(key=f"laki-{c.key}-{n}", home=c, act="Laki", section=f"{n} §", kind="law", **known)
            for c in counties
            for n in range(10)
        ],
    )
    saved(
        models.Duty,
        [
            models.Duty(
                key=f"tehtava-{p.key}-{n}",
                home_id=p.home_id,
                title_fi=f"Tehtävä {n}",
                provision=p,
                body=chance.choice(of_county[p.home_id]) if n else None,
                frequency="yearly",
                **known,
            )
            for p in provisions
            for n in range(4)
        ],
    )


def _documents(counties: list[Area], of_county: dict, chance: Any) -> None:
    saved(
        models.SteeringDocument,
        [
            models.SteeringDocument(
                key=f"ohjelma-{c.key}-{n}",
                home=c,
                name_fi=f"Ohjelma {n}",
                kind="programme",
                approved_by=chance.choice(of_county[c.pk]),
                approved_on=FOUNDED,
                valid_from=FOUNDED,
                on_picture=n < 9,
                confirmed_on=SEEN,
            )
            for c in counties
            for n in range(20)
        ],
    )


def _matters(counties: list[Area], of_county: dict, chance: Any) -> None:
    saved(
        Matter,
        [
            Matter(
                key=f"asia-{c.key}-{n}",
                home=c,
                title_fi=f"Asia {n}",
                body=chance.choice(of_county[c.pk]),
                opened=SEEN,
                valid_from=SEEN,
            )
            for c in counties
            for n in range(50)
        ],
    )


def _meetings(bodies: list[models.Body]) -> None:
    """Four meetings a body, a quarter of a year apart; every third body's meetings are not kept here."""
    saved(
        Meeting,
        [
            Meeting(
                key=f"kokous-{body.pk}-{n}", home_id=body.home_id, body=body, day=SEEN - timedelta(90 * n), state="held"
            )
            for body in bodies
            for n in range(4 if body.pk % 3 else 0)
        ],
    )


def _links(size: Size, bodies: list[models.Body], chance: Any) -> None:
    """Ties between bodies of a county, several for each."""
    by_home: dict[int, list[int]] = {}
    for body in bodies:
        by_home.setdefault(body.home_id, []).append(body.pk)
    seen: set[tuple[int, int]] = set()
    kinds = itertools.cycle((LinkKind.COUNTERPART, LinkKind.IMPLEMENTS, LinkKind.ANSWERS))
    rows: list[Link] = []
    while len(rows) < size.links:
        body = bodies[len(rows) % len(bodies)]
        pair = (body.pk, chance.choice(by_home[body.home_id]))
        if pair[0] == pair[1] or pair in seen:
            continue
        seen.add(pair)
        rows.append(
            Link(
                kind=next(kinds),
                from_model="structure.body",
                from_id=pair[0],
                to_model="structure.body",
                to_id=pair[1],
                home_id=body.home_id,
            )
        )
    saved(Link, rows)
