"""The starting figures, through the same operations as a coordinator's: old, real, and there at once."""

from datetime import UTC, date, datetime

import pytest

from hyte.core.audit.models import AuditEntry
from hyte.knowledge.indicators.models import Dataset, Indicator, IndicatorSet, Release, SetMember
from hyte.knowledge.indicators.numbers import numbers
from hyte.portal.starting import find_county, load_country, load_figures, start_county

pytestmark = pytest.mark.django_db


def quiet(_text):
    pass


def test_the_starting_figures_are_there_at_once_and_a_second_time_changes_nothing():
    load_country()
    county = find_county("paijat-hame")
    start_county(county, say=quiet)
    told = []

    load_figures(county, say=told.append)

    assert len(told) == 3
    assert dict(Release.objects.values_list("dataset__key", "rows")) == {
        "sotkanet": 7380,
        "vaesto": 7659,
        "vaesto-ika": 756,
    }
    store = numbers()
    found = store.latest_of_area("KU781", ["sotkanet-127", "vaesto", "sotkanet-181"])
    assert {row.indicator: row.period_end for row in found} == {
        "sotkanet-127": date(2012, 12, 31),
        "vaesto": date(2022, 12, 31),
        "sotkanet-181": date(2011, 12, 31),
    }
    assert {row.no_verdict for row in found} != {None}
    young_old = store.latest_of_area("KU398", ["sotkanet-170"], comparators=["HVA09", "FI"])
    assert [(row.area, row.value, row.method, row.relation, row.direction) for row in young_old] == [
        ("FI", 10.419, "Wilson 1927", "no comparison", "increasing"),
        ("HVA09", 12.2423, "Wilson 1927", "higher", "increasing"),
        ("KU398", 11.6, "Wilson 1927", "higher", "increasing"),
    ]
    # What has no counts has no interval, and so no verdict.
    assert [row.no_verdict for row in store.latest_of_area("KU398", ["sotkanet-475"])] == ["the reference is missing"]
    # The region of 2013 is another area than today's: it is never what a municipality is compared with.
    assert store.latest_of_area("MK07", ["sotkanet-127"]) == []
    assert {row.breakdown for row in store.latest_of_area("MK07", ["sotkanet-127"], breakdown=None)} == {
        "vuoden 2012 aluejako"
    }
    chosen = SetMember.objects.filter(set_version__of__key="paijat-hameen-perusluvut")
    assert chosen.count() == 17
    assert not SetMember.objects.filter(set_version__of__kind="minimum").exists()
    assert IndicatorSet.objects.filter(kind="minimum").count() == 1
    assert not Indicator.objects.filter(is_example=True).exists()

    before = (Release.objects.count(), AuditEntry.objects.count(), Dataset.objects.get(key="sotkanet").version)
    load_figures(county, say=quiet)
    assert (Release.objects.count(), AuditEntry.objects.count(), Dataset.objects.get(key="sotkanet").version) == before
    assert Dataset.objects.get(key="sotkanet").is_stale(date(2012, 12, 31), datetime.now(UTC).date())
