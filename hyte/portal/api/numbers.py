"""The open data of numbers: indicators, and the figures of each with its unit, period, source and release."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Path, Query, Schema

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.choices import IndicatorKind, PolarityChoice
from hyte.knowledge.indicators.documents import json_stat
from hyte.knowledge.indicators.models import Dataset, Indicator, Release
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.stats.choices import Sex
from hyte.knowledge.stats.store.reading import Observation
from hyte.knowledge.stats.store.shape import DESCRIPTIONS
from hyte.portal.api.addresses import answers_at
from hyte.portal.api.asking import KEY, NotFound, Paged, Spoken, area_named, key_filter, page_of, paged, spoken
from hyte.portal.api.columns import said, told
from hyte.portal.api.rows import Named, RecordRow, pages_of
from hyte.portal.api.showing import Shower, named

Answer = dict[str, Any]
OF_STORE = {name: gettext_lazy(text) for name, text in DESCRIPTIONS.items()}


class IndicatorRow(RecordRow):
    name: str = told(Indicator, "name")
    dataset: Named | None = told(Indicator, "dataset")
    kind: IndicatorKind = told(Indicator, "kind")
    kind_name: str = said(gettext_lazy("kind in words"))
    unit: str = told(Indicator, "unit")
    decimals: int = told(Indicator, "decimals")
    polarity: PolarityChoice = told(Indicator, "polarity")
    definition: str = told(Indicator, "definition")
    limits: str = told(Indicator, "limits")
    age_group: str = told(Indicator, "age_group")
    is_standardised: bool = told(Indicator, "is_standardised")
    source_address: str = told(Indicator, "address")
    publisher: str = told(Dataset, "publisher")
    themes: list[Named] = told(Indicator, "themes")
    focus_areas: list[Named] = told(Indicator, "focus_areas")


class ValueRow(Schema):
    """One figure; a number never goes without its unit, period, source and release."""

    indicator: str = said(OF_STORE["indicator"])
    name: str = said(gettext_lazy("name of the indicator"))
    area: str = said(OF_STORE["area"])
    area_key: str | None = said(gettext_lazy("key of the area, such as lahti"))
    area_name: str = said(gettext_lazy("name of the area"))
    period_start: date = said(OF_STORE["period_start"])
    period_end: date = said(OF_STORE["period_end"])
    sex: str = said(OF_STORE["sex"])
    age_group: str = said(OF_STORE["age_group"])
    breakdown: str = said(OF_STORE["breakdown"])
    value: float | None = said(OF_STORE["value"])
    unit: str = said(gettext_lazy("unit of the value"))
    numerator: float | None = said(OF_STORE["numerator"])
    denominator: float | None = said(OF_STORE["denominator"])
    lower: float | None = said(OF_STORE["lower"])
    upper: float | None = said(OF_STORE["upper"])
    missing_reason: str | None = said(OF_STORE["missing_reason"])
    flags: str | None = said(OF_STORE["flags"])
    method: str | None = said(gettext_lazy("how the limits were made; null where there are none"))
    dataset: str = said(OF_STORE["dataset"])
    release: str = said(OF_STORE["release"])
    release_address: str | None = said(gettext_lazy("address of the release's page"))
    source: str = said(gettext_lazy("who publishes the figure"))
    is_example: bool = said(gettext_lazy("invented example"))
    licence: str = said(gettext_lazy("licence of the data"))


class JsonStat(Schema):
    """The figures as a JSON-stat 2.0 data set."""

    version: str = said(gettext_lazy("version of JSON-stat"))
    class_: str = said(gettext_lazy("class of the answer: dataset"), alias="class")
    label: str = said(gettext_lazy("name of the indicator"))
    source: str = said(gettext_lazy("who publishes the figure"))
    updated: str | None = said(gettext_lazy("when the release was stored"), default=None)
    id: list[str] = said(gettext_lazy("dimensions in order"))
    size: list[int] = said(gettext_lazy("number of categories of each dimension"))
    role: dict[str, list[str]] = said(gettext_lazy("which dimension is the area and which the period"))
    dimension: dict[str, Any] = said(gettext_lazy("categories of each dimension and their names"))
    value: dict[str, float] = said(gettext_lazy("values by place"))
    status: dict[str, str] = said(gettext_lazy("by place: why a value is missing, or what must be known of it"))
    extension: dict[str, Any] = said(gettext_lazy("key, unit and decimals of the indicator, licence and release"))


class AskIndicators(Paged):
    area: str | None = said(
        gettext_lazy("key of an area, such as paijat-hame"), default=None, pattern=KEY, max_length=80
    )
    dataset: str | None = key_filter(gettext_lazy("key of a data set"))
    theme: str | None = key_filter(gettext_lazy("key of a theme"))


class AskOne(Spoken):
    """One indicator."""


class AskFigures(Spoken):
    area: str | None = said(
        gettext_lazy("key of an area, such as lahti; without it all areas in the newest period"),
        default=None,
        pattern=KEY,
        max_length=80,
    )
    sex: Sex | None = said(gettext_lazy("total, female or male; all without it"), default=None)


class AskValues(Paged, AskFigures):
    pass


@answers_at("/indicators", pages_of(IndicatorRow), gettext_lazy("Indicators"))
@spoken
def indicators(request: HttpRequest, asked: Query[AskIndicators]) -> Answer:
    """The numbers that are followed: what each means, its unit, which values are good, and where it comes from."""
    found = _indicators(request)
    area = area_named(asked.area)
    if area is not None:
        found = found.filter(home=area)
    if asked.dataset:
        found = found.filter(dataset__key=asked.dataset)
    if asked.theme:
        found = found.filter(themes__key=asked.theme)
    shower = Shower(request)
    return page_of(found, asked, request, lambda one: _row(one, shower))


@answers_at("/indicators/{key}", IndicatorRow, gettext_lazy("One indicator"))
@spoken
def indicator(request: HttpRequest, key: Path[str], asked: Query[AskOne]) -> Answer:
    """One indicator by its key."""
    return _row(_one(request, key), Shower(request))


@answers_at("/indicators/{key}/values", pages_of(ValueRow), gettext_lazy("Figures of an indicator"))
@spoken
def indicator_values(request: HttpRequest, key: Path[str], asked: Query[AskValues]) -> Answer:
    """The figures of an indicator: all periods of an area, or the newest period of all areas. Missing is never zero."""
    one = _one(request, key)
    rows = _figures(one, asked)
    page = rows[(asked.page - 1) * asked.limit : asked.page * asked.limit]
    shown = _Figures(request, one, page)
    return paged([shown.row(row) for row in page], len(rows), asked, request)


@answers_at("/indicators/{key}/json-stat", JsonStat, gettext_lazy("Figures of an indicator as JSON-stat 2.0"))
@spoken
def indicator_json_stat(request: HttpRequest, key: Path[str], asked: Query[AskFigures]) -> Answer:
    """The same figures in the form that statistical programs read: all periods of an area, or the newest of all areas."""
    one = _one(request, key)
    rows = _figures(one, asked)
    names = {area.code: area.name for area in _areas(rows).values()}
    release = _releases(rows).get(rows[0].release) if rows else None
    return json_stat(rows, indicator=one, areas=names, release=release)


def _indicators(request: HttpRequest) -> Any:
    rows: Any = Indicator.objects
    found = rows.visible_to(request.user).live()
    return found.select_related("home", "dataset").prefetch_related("themes", "focus_areas").order_by("key")


def _one(request: HttpRequest, key: str) -> Indicator:
    found: Indicator | None = _indicators(request).filter(key=key.replace("\x00", "")[:200]).first()
    if found is None:
        raise NotFound(_("There is no indicator with the key %(key)s.") % {"key": key[:120]})
    return found


def _row(one: Indicator, shower: Shower) -> Answer:
    plain = ("name", "kind", "unit", "decimals", "polarity", "definition", "limits", "age_group", "is_standardised")
    return (
        shower.record(one)
        | {name: getattr(one, name) for name in plain}
        | {
            "kind_name": one.get_kind_display(),
            "dataset": named(one.dataset),
            "source_address": one.address,
            "publisher": one.dataset.publisher,
            "licence": one.dataset.licence,
            "themes": [found for theme in one.themes.all() if (found := named(theme))],
            "focus_areas": [found for area in one.focus_areas.all() if (found := named(area))],
        }
    )


def _figures(one: Indicator, asked: AskFigures) -> list[Observation]:
    """The indicator's rows of its own data set, as the pages read them."""
    store = numbers()
    area = area_named(asked.area)
    if store is None:
        return []
    rows = store.series_of(one.key, [area.code] if area else None)
    return [row for row in rows if row.dataset == one.dataset.key and (asked.sex is None or row.sex == asked.sex.value)]


def _areas(rows: list[Observation]) -> Mapping[str, Area]:
    return {area.code: area for area in Area.objects.filter(code__in={row.area for row in rows})}


def _releases(rows: list[Observation]) -> Mapping[str, Release]:
    found = Release.objects.filter(hash__in={row.release for row in rows}).select_related("dataset__home")
    return {release.hash: release for release in found}


def _how_limited(row: Observation) -> str | None:
    """By what method the limits were computed here, or that they are the source's."""
    if row.lower is None and row.upper is None:
        return None
    return _(row.method) if row.method else _("as the source gives them")


class _Figures:
    """Figures as rows of the open data: areas and releases are read once for a page."""

    def __init__(self, request: HttpRequest, one: Indicator, rows: list[Observation]) -> None:
        self.one = one
        self.areas, self.releases = _areas(rows), _releases(rows)
        self._request = request

    def row(self, row: Observation) -> Answer:
        area, release = self.areas.get(row.area), self.releases.get(row.release)
        plain = [name for name in ValueRow.model_fields if name in OF_STORE]
        return {name: getattr(row, name) for name in plain} | {
            "name": self.one.name,
            "area_key": area.key if area else None,
            "area_name": area.name if area else row.area,
            "unit": self.one.unit,
            "method": _how_limited(row),
            "release_address": self._address(release),
            "source": release.source if release else self.one.dataset.publisher,
            "is_example": self.one.is_example,
            "licence": release.licence if release else self.one.dataset.licence,
        }

    def _address(self, release: Release | None) -> str | None:
        if release is None or not release.dataset.home.is_open:
            return None
        return self._request.build_absolute_uri(release.get_absolute_url())
