"""What is published of screening as numbers of the store: nothing hidden, nothing of sites, examples apart."""

from datetime import UTC, date, datetime

import pyarrow.parquet as parquet
import pytest
from django.urls import reverse

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.models import Dataset, Indicator, Release
from hyte.knowledge.indicators.numbers import stored
from hyte.knowledge.indicators.operations.loading import load_figures
from hyte.knowledge.screening.models import SiteCount
from hyte.knowledge.screening.operations.compilations import compile_figures, publish_figures, withdraw_figures
from hyte.knowledge.screening.operations.sums import release_sums
from tests.factories import AreaFactory, acting
from tests.factories.screening import FIRST, LAST, TODAY, base_of, count_of, programme_of, rule_set_of, site_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 2, tzinfo=UTC)
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))


def programme_in_county(**values):
    return programme_of(AreaFactory(code="HVA99"), **values)


def published(programme, **values):
    by = acting(programme.home)
    found = compile_figures(
        programme,
        by=by,
        today=TODAY,
        **{"rule_set": programme.rule_sets.get(is_default=True), "first": FIRST, "last": LAST, **values},
    )
    return publish_figures(found, version=1, by=by)


def released(programme):
    """The newest release's rows: what each is of, its value, what is behind it, and why it is missing."""
    release = release_sums(programme, by=SYSTEM, now=NOW)[0]
    rows = parquet.read_table(stored(release).path).to_pylist()
    return {
        (row["indicator"].removeprefix("saannosto-0-"), row["sex"], row["age_group"]): (
            row["value"] and round(row["value"], 2),
            row["numerator"],
            row["denominator"],
            row["missing_reason"],
        )
        for row in rows
    }


def test_published_sums_are_numbers_with_what_is_behind_them():
    programme = programme_in_county()
    count_of(site_of(programme), 1200, 300)
    count_of(site_of(programme), 800, 200)
    published(programme, base=base_of(programme, 10000))

    found = released(programme)

    assert found == {
        ("seulat", "total", "total"): (2000, None, None, None),
        ("osuus", "total", "total"): (25, 500, 2000, None),
        ("kattavuus-asukkaat-2026", "total", "total"): (20, 2000, 10000, None),
    }
    area = parquet.read_table(stored(Release.objects.get()).path).to_pylist()[0]
    assert (area["area"], area["period_start"], area["period_end"]) == (programme.home.code, *QUARTER)


def test_what_is_hidden_is_hidden_in_the_store_too():
    programme = programme_in_county(kind="audit-c", by_group=True)
    site = site_of(programme)
    for sex, screened, above in (("men", 300, 60), ("women", 200, 3)):
        count_of(site, screened, above, sex=sex, age_group="20-64")
    published(programme)

    found = released(programme)

    hidden = (None, None, None, "hidden small count")
    assert found[("osuus", "female", "total")] == hidden
    assert found[("osuus", "male", "total")] == hidden
    assert found[("seulat", "female", "total")] == (200, None, None, None)
    assert found[("osuus", "total", "total")] == (12.6, 63, 500, None)


def test_figures_for_workers_only_are_not_released():
    programme = programme_in_county()
    count_of(site_of(programme), 1200, 300)
    compile_figures(
        programme, rule_set=programme.rule_sets.get(), first=FIRST, last=LAST, by=acting(programme.home), today=TODAY
    )

    assert release_sums(programme, by=SYSTEM, now=NOW) == []
    assert not Dataset.objects.exists()


def test_rule_sets_and_bases_have_series_of_their_own():
    programme = programme_in_county()
    site, other = site_of(programme), rule_set_of(programme, is_research=True)
    count_of(site, 1200, 300)
    count_of(site, 1200, 600, rule_set=other)
    published(programme, base=base_of(programme, 10000))
    published(programme, rule_set=other, base=base_of(programme, 12000, date(2025, 1, 1)))

    release_sums(programme, by=SYSTEM, now=NOW)

    assert set(Indicator.objects.values_list("key", "kind")) == {
        ("saannosto-0-seulat", "count"),
        ("saannosto-0-osuus", "proportion"),
        ("saannosto-0-kattavuus-asukkaat-2026", "index"),
        ("saannosto-1-seulat", "count"),
        ("saannosto-1-osuus", "proportion"),
        ("saannosto-1-kattavuus-asukkaat-2025", "index"),
    }
    assert "Asukkaat 2026" in " ".join(Release.objects.get().notes)


def test_invented_examples_are_a_data_set_of_their_own():
    programme = programme_in_county()
    count_of(site_of(programme), 1200, 300, is_example=True)
    published(programme)

    release = release_sums(programme, by=SYSTEM, now=NOW)[0]

    assert (release.is_example, release.dataset.key) == (True, f"seulonta-{programme.key}-esimerkki")
    assert set(Indicator.objects.values_list("is_example", flat=True)) == {True}


def test_figures_taken_back_leave_the_store():
    programme = programme_in_county()
    count_of(site_of(programme), 1200, 300)
    made = published(programme)
    release_sums(programme, by=SYSTEM, now=NOW)

    withdraw_figures(made, version=made.version, reason="virhe", by=acting(programme.home), today=TODAY)

    assert set(released(programme).values()) == {(None, None, None, "not available")}


def test_the_same_figures_make_no_new_release():
    programme = programme_in_county()
    count_of(site_of(programme), 1200, 300)
    published(programme)

    first, second = (release_sums(programme, by=SYSTEM, now=NOW) for _time in range(2))

    assert first == second
    assert Release.objects.count() == 1


def test_no_site_stands_in_the_store():
    programme = programme_in_county()
    site = site_of(programme)
    count_of(site, 7777, 300)
    count_of(site_of(programme), 1200, 300)
    published(programme)

    release = release_sums(programme, by=SYSTEM, now=NOW)[0]

    table = parquet.read_table(stored(release).path).to_pylist()
    assert [row["value"] for row in table if row["indicator"].endswith("seulat")] == [8977]
    assert SiteCount.objects.count() == 2
    assert site.name not in str(table)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PROFESSIONAL, Role.OFFICIAL, Role.READER])
def test_only_those_who_compile_may_release(role):
    programme = programme_in_county()

    with pytest.raises(NotAllowed):
        release_sums(programme, by=acting(programme.home, role), now=NOW)


def test_no_file_is_loaded_over_the_sums_of_a_programme(client):
    """They come of counts: a file would be overwritten by the next compilation, or give away what is hidden."""
    programme = programme_in_county()
    count_of(site_of(programme), 1200, 300)
    published(programme)
    dataset = release_sums(programme, by=SYSTEM, now=NOW)[0].dataset
    by = acting(programme.home, Role.COORDINATOR)
    client.force_login(by.user)

    with pytest.raises(Refused) as refusal:
        load_figures(dataset, name="omat.csv", content=b"", keeps_earlier=True, by=by, now=NOW)
    page = client.get(dataset.get_absolute_url())
    door = client.get(reverse("indicators:own-figures", args=[programme.home, dataset.key]))

    assert str(programme) in str(refusal.value)
    assert programme.get_absolute_url() in page.content.decode()
    assert reverse("indicators:own-figures", args=[programme.home, dataset.key]) not in page.content.decode()
    assert (door.status_code, door["Location"]) == (302, dataset.get_absolute_url())


def test_a_data_set_of_another_area_is_not_taken_for_the_programmes():
    programme = programme_in_county()
    count_of(site_of(programme), 1200, 300)
    published(programme)
    dataset = release_sums(programme, by=SYSTEM, now=NOW)[0].dataset
    Dataset.objects.filter(pk=dataset.pk).update(home=AreaFactory())

    with pytest.raises(Refused):
        release_sums(programme, by=SYSTEM, now=NOW)
