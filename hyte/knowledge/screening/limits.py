"""An access may be limited to one site or one programme."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.limits import register_limit
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish
from hyte.knowledge.screening.models import Programme, Site


def _sites(area: Area) -> list[tuple[str, str]]:
    rows = Site.objects.live().of(area).order_by(finnish("name"))
    return [(row.key, row.name) for row in rows]


def _programmes(area: Area) -> list[tuple[str, str]]:
    return [(row.key, str(row)) for row in Programme.objects.live().of(area).order_by("pk")]


register_limit(Site, _("site of screening"), _sites)
register_limit(Programme, _("screening programme"), _programmes)
