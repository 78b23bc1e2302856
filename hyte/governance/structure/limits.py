"""Memberships may be limited to one body: its secretary, for instance."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.limits import register_limit
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.governance.structure.models import Body


def _bodies(area: Area) -> list[tuple[str, str]]:
    bodies = Body.objects.live().of(area).prefetch_related("periods")
    return sorted(((body.key, str(body)) for body in bodies), key=lambda pair: finnish_key(pair[1]))


register_limit(Body, _("body or network"), _bodies)
