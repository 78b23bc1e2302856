"""Sheets of areas and organisations, which every other sheet refers to."""

from django.utils.translation import gettext_lazy as _

from hyte.core.areas.choices import AreaKind, OrganisationKind
from hyte.core.areas.models import Area, AreaPeriod, Organisation
from hyte.core.exchange.columns import Choice, Day, Text, Url, Words
from hyte.core.exchange.references import Ref
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import COMMON, KEY_COLUMN, SOURCE, register

DAYS = (Day("valid_from"), Day("valid_until"))

register(
    Sheet(
        name="areas",
        title=_("Areas"),
        model=Area,
        operation="areas.edit",
        columns=(
            KEY_COLUMN,
            Text("name", attribute="name_fi", required=True),
            Text("name_sv"),
            Text("name_en"),
            Choice("kind", choices=AreaKind, required=True),
            Text("code", required=True),
            *DAYS,
            Ref("succeeded_by", model=Area),
            SOURCE,
        ),
    ),
    Sheet(
        name="area_periods",
        title=_("Regions and counties of municipalities"),
        model=AreaPeriod,
        operation="areas.edit",
        identity=("area", "valid_from"),
        columns=(
            Ref("area", model=Area, required=True),
            Ref("region", model=Area),
            Ref("county", model=Area),
            *DAYS,
            SOURCE,
        ),
    ),
    Sheet(
        name="organisations",
        title=_("Organisations"),
        model=Organisation,
        operation="structure.edit",
        columns=(
            KEY_COLUMN,
            Text("name", attribute="name_fi", required=True),
            Text("name_sv"),
            Choice("kind", choices=OrganisationKind, required=True),
            Words("aliases"),
            Url("website"),
            Url("hyte_page"),
            *COMMON,
        ),
    ),
)
