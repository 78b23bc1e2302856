"""Reads for the structure picture, the organisation tree and the comparison: plain rows, a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.translation import gettext as _

from hyte.core.areas.choices import AreaKind, OrganisationKind
from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import finnish_key, register_language, shown_language
from hyte.governance.structure.choices import UnitKind
from hyte.governance.structure.drafts import Draft, read_draft
from hyte.governance.structure.models import Body, Duty, FocusArea, Post, SteeringDocument, Theme, Unit
from hyte.governance.structure.picture.from_draft import rows_of_draft
from hyte.governance.structure.picture.rows import (
    Slot,
    StructureRow,
    Type,
    slot_of_body,
    slot_of_organisation,
    slot_of_unit,
    type_of_body,
)

_ON_PICTURE = [OrganisationKind.COUNTY, OrganisationKind.REGIONAL_COUNCIL, OrganisationKind.ASSOCIATION]


def picture_rows(area: Area, *, day: date, user: Any) -> list[StructureRow]:
    """What stands on the area's structure picture on a day."""
    is_municipal = area.kind == AreaKind.MUNICIPALITY
    bodies = _bodies(area, day, user)
    if not is_municipal:
        bodies = bodies.exclude(picture="")
    bodies = list(bodies)
    rows = [
        *_documents(area, day, user, SteeringDocument.objects.filter(on_picture=True)),
        *([] if is_municipal else _focus_areas(area, day, user)),
        *(_themes(area, day, user) if is_municipal else []),
        *([] if is_municipal else _organisations(area, day, user)),
        *_body_rows(bodies, is_municipal=is_municipal),
        *_units(area, day, user, is_municipal=is_municipal),
    ]
    if not is_municipal:
        rows += _posts_and_duties(area, day, user, rows, bodies)
    return [row for row in rows if row.slot != Slot.OFF]


def register_rows(area: Area, *, day: date, user: Any) -> list[StructureRow]:
    """Everything of the area's structure that is in force on a day, on the picture or not."""
    is_municipal = area.kind == AreaKind.MUNICIPALITY
    posts = _live(Post, user).of(area).at(day).select_related("unit", "organisation", "home")
    return [
        *_focus_areas(area, day, user),
        *_documents(area, day, user, SteeringDocument.objects.all()),
        *_body_rows(_bodies(area, day, user), is_municipal=is_municipal),
        *_units(area, day, user, is_municipal=is_municipal),
        *(_post_row(post, Slot.HYTE_POST) for post in posts.order_by("order", "key")),
        *(_duty_row(duty) for duty in _duties(area, day, user)),
        *_themes(area, day, user),
        *_organisations(area, day, user, is_whole=True),
    ]


def organisation_rows(area: Area, *, day: date, user: Any) -> list[StructureRow]:
    """The area's units on a day, with their posts; a post without a unit stands at its organisation's root."""
    units = _units(area, day, user, is_municipal=True)
    known = {row.key for row in units}
    roots = {
        unit.organisation_id: unit.key
        for unit in _live(Unit, user).of(area).with_period(day)
        if unit.period.kind == UnitKind.ORGANISATION
    }
    posts = []
    for post in _live(Post, user).of(area).at(day).select_related("unit", "home").order_by("order", "key"):
        place = post.unit.key if post.unit and post.unit.key in known else roots.get(post.organisation_id, "")
        posts.append(_post_row(post, Slot.HYTE_POST, parent=place))
    return units + posts


def organs_of(area: Area, *, day: date, user: Any) -> list[StructureRow]:
    """The area's organs and councils for participation: they stand beside the organisation."""
    rows = _body_rows(_bodies(area, day, user), is_municipal=True)
    return [row for row in rows if row.slot in (Slot.ORGAN, Slot.PARTICIPATION)]


def draft_rows(draft: Draft, area: Area, *, user: Any) -> list[StructureRow]:
    """What stands on a draft's picture, linked to the register's records of the same keys."""
    sheets = read_draft(draft)
    addresses: dict[tuple[str, str], str] = {}
    models = {
        "documents": SteeringDocument,
        "themes": Theme,
        "focus_areas": FocusArea,
        "bodies": Body,
        "units": Unit,
        "posts": Post,
        "duties": Duty,
    }
    for sheet, model in models.items():
        keys = [values["key"] for values in sheets.get(sheet, [])]
        if keys:
            for record in _live(model, user).filter(key__in=keys).select_related("home"):
                addresses[sheet, record.key] = _address(record)
    homes = {values.get("home") for values in sheets.get("organisations", [])}
    areas = {found.key: found for found in Area.objects.filter(key__in=homes - {None, area.key})}
    for values in sheets.get("organisations", []):
        home = areas.get(values.get("home") or "")
        if home and home.is_open:
            addresses["organisations", values["key"]] = _area_address(home)
    rows = rows_of_draft(
        sheets,
        day=draft.day,
        is_municipal=area.kind == AreaKind.MUNICIPALITY,
        addresses=addresses,
        labels={key: str(found) for key, found in areas.items()},
    )
    # A draft has no translations; only the municipalities are called what the page's language calls them.
    return [row if row.label else replace(row, language=register_language()) for row in rows]


def county_of(area: Area, day: date) -> Area | None:
    """The open county that a municipality belongs to on a day."""
    if area.kind != AreaKind.MUNICIPALITY:
        return None
    return (
        Area.objects.filter(
            Q(county_periods__valid_from__isnull=True) | Q(county_periods__valid_from__lte=day),
            Q(county_periods__valid_until__isnull=True) | Q(county_periods__valid_until__gte=day),
            county_periods__area=area,
            is_open=True,
        )
        .distinct()
        .first()
    )


def _live(model: Any, user: Any) -> Any:
    return model.objects.visible_to(user).live()


def _address(record: Any) -> str:
    """The record's page; none where that part is not installed."""
    try:
        return record.get_absolute_url()
    except NoReverseMatch:
        return ""


def _area_address(area: Area) -> str:
    try:
        return reverse("structure:picture", args=[area])
    except NoReverseMatch:
        return ""


def _known(record: Any, since: Any = None) -> dict[str, Any]:
    """What every row tells of its record: since when, and when it was last confirmed."""
    since = since or record
    return {
        "key": record.key,
        "is_example": record.is_example,
        "start": since.valid_from,
        "first_known": since.valid_from or since.attested_on,
        "end": since.valid_until,
        "confirmed_on": record.confirmed_on,
    }


def _named(row: Any, *, shown: Any = None) -> dict[str, Any]:
    """A row's name in the page's language and in Finnish, and the language of what is shown, if it is another."""
    return {
        "name": str(row),
        "in_finnish": getattr(row, "name_fi", None) or getattr(row, "title_fi", None) or str(row),
        "language": shown_language(shown or row),
    }


def _documents(area: Area, day: date, user: Any, documents: QuerySet) -> list[StructureRow]:
    found = documents.visible_to(user).live().of(area).at(day).select_related("home").order_by("order", "key")
    return [
        StructureRow(
            Type.DOCUMENT,
            Slot.DOCUMENT if document.on_picture else Slot.OFF,
            **_named(document),
            url=_address(document),
            note=_years(document.period_start, document.period_end),
            aliases=tuple(document.aliases),
            **_known(document),
        )
        for document in found
    ]


def _years(start: date | None, end: date | None) -> str:
    years = [str(day.year) for day in (start, end) if day]
    return "–".join(dict.fromkeys(years))


def _themes(area: Area, day: date, user: Any) -> list[StructureRow]:
    found = _live(Theme, user).of(area).at(day).select_related("home").order_by("order", "key")
    return [_in_set(theme, Type.THEME, Slot.THEME) for theme in found]


def _focus_areas(area: Area, day: date, user: Any) -> list[StructureRow]:
    found = _live(FocusArea, user).of(area).at(day).select_related("home").order_by("order", "key")
    return [_in_set(focus_area, Type.FOCUS_AREA, Slot.FOCUS_AREA) for focus_area in found]


def _in_set(record: Any, type_: Type, slot: Slot) -> StructureRow:
    return StructureRow(type_, slot, url=_address(record), **_named(record), **_known(record))


def _organisations(area: Area, day: date, user: Any, *, is_whole: bool = False) -> list[StructureRow]:
    """The area's own organisations and the municipalities in it; on the picture only those that have a place."""
    own = Q(home=area) if is_whole else Q(home=area, kind__in=_ON_PICTURE)
    municipalities = Q(kind=OrganisationKind.MUNICIPALITY, home__in=_municipalities(area, day))
    found = _live(Organisation, user).filter(own | municipalities).at(day).select_related("home")
    rows = []
    for organisation in sorted(found, key=lambda o: finnish_key(o.name)):
        is_municipality = organisation.kind == OrganisationKind.MUNICIPALITY
        elsewhere = organisation.home if organisation.home_id != area.pk else None
        rows.append(
            StructureRow(
                Type.ORGANISATION,
                slot_of_organisation(organisation.kind),
                **_named(organisation, shown=organisation.home if is_municipality else None),
                label=str(organisation.home) if is_municipality else "",
                url=_area_address(elsewhere) if elsewhere and elsewhere.is_open else "",
                aliases=tuple(organisation.aliases),
                **_known(organisation),
            )
        )
    return rows


def _municipalities(area: Area, day: date) -> QuerySet:
    if area.kind == AreaKind.COUNTY:
        return Area.objects.in_county(area, day).values("pk")
    if area.kind == AreaKind.REGION:
        return Area.objects.filter(
            Q(periods__valid_from__isnull=True) | Q(periods__valid_from__lte=day),
            Q(periods__valid_until__isnull=True) | Q(periods__valid_until__gte=day),
            periods__region=area,
        ).values("pk")
    return Area.objects.none().values("pk")


def _bodies(area: Area, day: date, user: Any) -> QuerySet:
    found = _live(Body, user).of(area).with_period(day, "parent", "presenter")
    return found.select_related("home").order_by("order", "key")


def _body_rows(bodies: Iterable[Body], *, is_municipal: bool) -> list[StructureRow]:
    return [
        StructureRow(
            type_of_body(body.period.kind),
            slot_of_body(picture=body.picture, kind=body.period.kind, is_municipal=is_municipal),
            **_named(body.period),
            url=_address(body),
            note=_until(body.period.ends_on),
            remark=body.uncertainty,
            parent=body.period.parent.key if body.period.parent else "",
            aliases=tuple(body.aliases),
            is_uncertain=body.is_uncertain,
            **_known(body, body.period),
        )
        for body in bodies
    ]


def _units(area: Area, day: date, user: Any, *, is_municipal: bool) -> list[StructureRow]:
    found = _live(Unit, user).of(area).with_period(day, "parent").select_related("home")
    rows = []
    for unit in sorted(found, key=lambda unit: (unit.period.order, unit.key)):
        period = unit.period
        rows.append(
            StructureRow(
                Type.UNIT,
                slot_of_unit(kind=period.kind, name=period.name_fi, is_municipal=is_municipal),
                **_named(period),
                url=_address(unit),
                parent=period.parent.key if period.parent else "",
                **_known(unit, period),
            )
        )
    return rows


def _posts_and_duties(
    area: Area, day: date, user: Any, rows: list[StructureRow], bodies: list[Body]
) -> list[StructureRow]:
    """The presenting officials of the bodies on the picture, and the posts and duties of the unit that does the work."""
    units = [row.key for row in rows if row.slot == Slot.HYTE_UNIT]
    presenters = {body.period.presenter_id for body in bodies if body.period.presenter_id}
    posts = _live(Post, user).at(day).filter(Q(home=area, unit__key__in=units) | Q(pk__in=presenters))
    posts = posts.select_related("unit", "home").order_by("order", "key")
    duties = [
        duty for duty in _duties(area, day, user) if duty.parent_id is None and duty.unit and duty.unit.key in units
    ]
    return [
        *(_post_row(post, Slot.PRESENTER if post.pk in presenters else Slot.HYTE_POST) for post in posts),
        *(_duty_row(duty) for duty in duties),
    ]


def _duties(area: Area, day: date, user: Any) -> QuerySet:
    return _live(Duty, user).of(area).at(day).select_related("unit", "home", "parent").order_by("order", "key")


def _duty_row(duty: Duty) -> StructureRow:
    return StructureRow(
        Type.DUTY,
        Slot.DUTY,
        **_named(duty),
        url=_address(duty),
        parent=duty.unit.key if duty.unit else "",
        **_known(duty),
    )


def _post_row(post: Post, slot: Slot, *, parent: str | None = None) -> StructureRow:
    """A post goes by its title; who holds it never leaves the register through the picture."""
    return StructureRow(
        Type.POST,
        slot,
        **_named(post),
        url=_address(post),
        note=_until(post.valid_until) or (_("fixed-term") if post.is_fixed_term else ""),
        remark="" if post.holder_id else _("no holder recorded"),
        parent=parent if parent is not None else (post.unit.key if post.unit else ""),
        **_known(post),
    )


def _until(day: date | None) -> str:
    return _("until %(day)s") % {"day": formats.date_format(day, "SHORT_DATE_FORMAT")} if day else ""
