"""Records of an area that already have a name, so that nobody adds the same one twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from hyte.core.areas.models import Area
from hyte.core.areas.text import slug
from hyte.governance.structure.models import Body, Person, SteeringDocument


def bodies_named(name: str, *, area: Area, user: Any, day: date) -> list[Body]:
    """Bodies of the area with the name or another name like it, that go on on the day or begin later."""
    wanted = slug(name)
    bodies = Body.objects.visible_to(user).live().of(area).select_related("home").prefetch_related("periods")
    return [body for body in bodies if wanted and wanted in {slug(one) for one in _names_of(body, day)}]


def _names_of(body: Body, day: date) -> list[str]:
    lasting = [one for one in body.periods.all() if one.valid_until is None or one.valid_until >= day]
    names = [name for one in lasting for name in (one.name_fi, one.name_sv, one.name_en) if name]
    return [*names, *body.aliases] if lasting else []


def people_named(name: str, *, area: Area, user: Any, day: date) -> list[Person]:
    """People of the area by the same name."""
    people = Person.objects.visible_to(user).live().of(area).exclude(valid_until__lt=day).select_related("home")
    return [person for person in people if name and slug(person.name) == slug(name)]


def documents_named(name: str, *, area: Area, user: Any) -> list[SteeringDocument]:
    """Documents of the area with the name or another name like it."""
    wanted = slug(name)
    documents = SteeringDocument.objects.visible_to(user).live().of(area).select_related("home")
    return [one for one in documents if wanted and wanted in {slug(name) for name in [one.name, *one.aliases]}]
