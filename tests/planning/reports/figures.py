"""A report with numbers, for tests: indicators in a set of the country, and a yearly report of Lahti with a section of it."""

from __future__ import annotations

from datetime import date

from hyte.knowledge.indicators.models import IndicatorSet, SetMember, SetVersion
from tests.factories.reports import report_of, template_of
from tests.knowledge.indicators.figures import COUNTRY, FLAT, LAHTI, RISING, indicator_in, stored_numbers, yearly

LAST = 2025


def set_of(home, *indicators):
    """A set of these indicators, in this order."""
    chosen = IndicatorSet.objects.create(key="vahimmaissisalto", home=home, name_fi="Vähimmäissisältö", kind="minimum")
    version = SetVersion.objects.create(key="v1", home=home, of=chosen, label="2020", valid_from=date(2020, 1, 1))
    for order, indicator in enumerate(indicators, start=1):
        SetMember.objects.create(set_version=version, indicator=indicator, home=home, order=order)
    return chosen


def indicators_of(home, number=1):
    return [indicator_in(home, f"luku-{at:02}", name_sv=f"Tal {at}", kind="mean") for at in range(number)]


def rising(indicator, *, last=LAST, area=LAHTI):
    """Five years of Lahti, rising above the country."""
    return [*yearly(indicator, area, RISING, last=last), *yearly(indicator, COUNTRY, FLAT, last=last)]


def report_with(area, indicators, *, store=True):
    """A yearly report of 2025 with one section of these indicators, whose numbers are of the same year."""
    if store:
        stored_numbers(*((one, rising(one)) for one in indicators))
    template = template_of("indicators")
    template.sections.update(indicator_set=set_of(area, *indicators))
    return report_of(area, template=template)
