"""Screening for tests: a programme with its default rule set, sites and counts."""

from datetime import date

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import Principal
from hyte.knowledge.screening.models import Base, Programme, RuleLine, RuleSet, Site, SiteCount
from tests.factories import AreaFactory, acting

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
TODAY = date(2026, 5, 1)
THL = (("men", 20, 64, 6), ("women", 20, 64, 5), ("all", 65, None, 4))


def programme_of(area=None, kind="own", **values):
    """A programme whose rule set, used by default, has the THL's lines."""
    area = area or AreaFactory()
    number = Programme.objects.count()
    is_sensitive = values.pop("is_sensitive", kind in ("audit-c", "violence"))
    programme = Programme.objects.create(
        key=f"ohjelma-{number}",
        home=area,
        name_fi=f"Ohjelma {number}",
        kind=kind,
        is_sensitive=is_sensitive,
        valid_from=date(2023, 1, 1),
        **values,
    )
    rule_set_of(programme, is_default=True)
    return programme


def rule_set_of(programme, lines=THL, **values):
    number = RuleSet.objects.count()
    rule_set = RuleSet.objects.create(
        key=f"saannosto-{number}",
        home=programme.home,
        programme=programme,
        name_fi=f"Säännöstö {number}",
        source="Lähde",
        valid_from=date(2023, 1, 1),
        **values,
    )
    for place, (sex, low, high, points) in enumerate(lines):
        RuleLine.objects.create(
            key=f"{rule_set.key}-{place}",
            home=programme.home,
            rule_set=rule_set,
            sex=sex,
            age_from=low,
            age_to=high,
            at_least=points,
        )
    return rule_set


def site_of(programme, **values):
    number = Site.objects.count()
    site = Site.objects.create(
        key=f"toimipaikka-{number}",
        home=programme.home,
        name=f"Toimipaikka {number}",
        valid_from=date(2023, 1, 1),
        **values,
    )
    site.programmes.add(programme)
    return site


def count_of(site, screened, at_or_above, **values):
    programme = site.programmes.get()
    rule_set = values.pop("rule_set", None) or programme.rule_sets.get(is_default=True)
    return SiteCount.objects.create(
        **{
            "home": site.home,
            "site": site,
            "rule_set": rule_set,
            "first": FIRST,
            "last": LAST,
            "screened": screened,
            "at_or_above": at_or_above,
            **values,
        }
    )


def base_of(programme, number=1000, day=date(2026, 1, 1)):
    return Base.objects.create(
        key=f"vertailuluku-{Base.objects.count()}",
        home=programme.home,
        programme=programme,
        name_fi=f"Asukkaat {day.year}",
        number=number,
        day=day,
        source="Lähde",
    )


def enterer_of(site, role=Role.PROFESSIONAL) -> Principal:
    """Someone whose access is limited to a site."""
    return acting(site.home, role, limit_model="screening.site", limit_key=site.key)
