from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import Principal, allow
from hyte.knowledge.screening.models.counts import ENTERERS

MAINTAIN, ENTER, LOAD = "screening.maintain", "screening.enter_counts", "screening.load_counts"
COMPILE, PILOT = "screening.compile", "screening.keep_pilots"


@rules.predicate
def enters_for_the_site(principal: Principal, record: Any) -> bool:
    """A worker whose access is limited to the very site; a role in the whole area names no site."""
    home = getattr(record, "home_id", None)
    return home is not None and any(
        membership.role in ENTERERS
        and membership.area_id == home
        and membership.limit_model == "screening.site"
        and membership.covers(record)
        for membership in principal.memberships
    )


allow(MAINTAIN, _("keep screening programmes, sites and limits"), [Role.COORDINATOR, Role.ADMINISTRATOR])
allow(ENTER, _("enter a site's counts"), [Role.ANALYST], also=enters_for_the_site)
allow(LOAD, _("load counts of sites from a file"), [Role.ANALYST])
allow(COMPILE, _("compile and publish figures of screening"), [Role.COORDINATOR, Role.ANALYST])
allow(PILOT, _("keep pilots and their decisions"), [Role.COORDINATOR, Role.OFFICIAL, Role.ANALYST])
