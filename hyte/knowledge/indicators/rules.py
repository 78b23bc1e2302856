"""Who may do what with numbers."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import Principal, allow, may
from hyte.knowledge.indicators.models import Release

KEEPERS = [Role.COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR]

allow("indicators.edit", _("keep indicators, data sets and sets"), KEEPERS)
allow("indicators.fetch", _("fetch and load numbers"), KEEPERS)
allow("indicators.interpret", _("write words on a number"), [*KEEPERS, Role.OFFICIAL])
allow("indicators.raise_concern", _("raise and check joys and worries"), [*KEEPERS, Role.OFFICIAL])
allow("indicators.see_small_counts", _("see figures as they were counted"), KEEPERS)
allow("indicators.see_deaths", _("see deaths as they were counted"), KEEPERS)
allow("indicators.publish_lost_years", _("publish lost years of life"), KEEPERS)
allow("indicators.write_finding", _("write findings of lost years"), [*KEEPERS, Role.OFFICIAL])
allow("indicators.answer_finding", _("answer findings of lost years"), [*KEEPERS, Role.OFFICIAL])


def sees_numbers_of(by: Principal, release: Release) -> bool:
    """Whether somebody sees a release's numbers: those of a withdrawn one are for who keeps the area's figures alone."""
    return release.withdrawn_at is None or may(by, "indicators.see_small_counts", release)
