"""Pages of data sets and releases: what is stale or failing, what changed, and a file that is not the one that was stored."""

import csv
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM
from hyte.core.tasks.models import Job
from hyte.core.thread.gaps import gap_list
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.indicators.numbers import derive_numbers, stored
from hyte.knowledge.indicators.operations.releases import add_release, note_fault
from hyte.knowledge.stats.sources.codes import months
from hyte.knowledge.stats.sources.fetched import Observation, table_of
from tests.factories import AreaFactory, MunicipalityFactory, member
from tests.knowledge.indicators.said import dataset_in, indicator_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SENTENCE = "Sotkanet vastasi 503 osoitteessa https://sotkanet.fi/rest/1.1/regions."


@pytest.fixture
def county():
    county = AreaFactory(key="paijat-hame", code="HVA09", name_fi="Päijät-Häme")
    MunicipalityFactory(key="lahti", code="KU398", name_fi="Lahti", county=county)
    return county


@pytest.fixture
def dataset(county):
    dataset = dataset_in(county, key="luvut", kind="sotkanet", rhythm="yearly")
    indicator_in(dataset, "sotkanet-4", name_fi="Sairaalahoito")
    return dataset


def release(dataset, *values, now=NOW):
    observations = [
        Observation(indicator="sotkanet-4", area="KU398", period=months(2012 + n, 1, 2012 + n, 12), value=value)
        for n, value in enumerate(values)
    ]
    made, _is_new = add_release(dataset, table_of(observations, dataset=dataset.key), by=SYSTEM, now=now)
    derive_numbers()
    return made


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_data_set_tells_what_its_newest_release_changed(client, dataset):
    release(dataset, 10.0, 20.0)
    newest = release(dataset, 10.0, 25.0, 30.0, now=NOW.replace(hour=10))

    shown = page(client, dataset.get_absolute_url())

    context = client.get(dataset.get_absolute_url()).context
    changes = context["changes"]
    assert (changes.new, changes.changed, changes.gone, changes.same) == (1, 1, 0, 1)
    assert [(one.before, one.after, indicator.key, where.key) for one, indicator, where in context["differences"]] == [
        (20.0, 25.0, "sotkanet-4", "lahti"),
        (None, 30.0, "sotkanet-4", "lahti"),
    ]
    assert newest.get_absolute_url() in shown


def test_a_source_that_is_down_is_told_on_the_page_with_the_release_that_stays(client, dataset):
    made = release(dataset, 10.0)
    note_fault(dataset, sentence=SENTENCE, by=SYSTEM, now=NOW)

    shown = page(client, dataset.get_absolute_url())

    assert SENTENCE in shown
    assert made.get_absolute_url() in shown


def test_a_release_page_gives_the_file_as_it_is_and_as_csv(client, dataset):
    made = release(dataset, 10.0, 20.0)
    address = reverse("indicators:release-file", args=[dataset.home, made.hash, "parquet"])

    parquet = b"".join(client.get(address).streaming_content)
    text = b"".join(client.get(address.replace(".parquet", ".csv")).streaming_content).decode()

    assert parquet == stored(made).path.read_bytes()
    assert [
        (row["dataset"], row["indicator"], row["area"], row["period_start"], row["sex"], row["value"], row["flags"])
        for row in csv.DictReader(text.splitlines())
    ] == [
        ("luvut", "sotkanet-4", "KU398", "2012-01-01", "total", "10", ""),
        ("luvut", "sotkanet-4", "KU398", "2013-01-01", "total", "20", ""),
    ]


def test_an_altered_file_is_told_of_by_name_and_not_given_out(client, dataset):
    made = release(dataset, 10.0)
    path = stored(made).path
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(bytes(content))

    shown = page(client, made.get_absolute_url())
    download = client.get(reverse("indicators:release-file", args=[dataset.home, made.hash, "parquet"]))

    assert path.name in shown
    assert reverse("indicators:release-file", args=[dataset.home, made.hash, "csv"]) not in shown
    assert (download.status_code, download.url) == (302, made.get_absolute_url())


def test_an_altered_file_leaves_the_data_sets_page_standing(client, dataset):
    first = release(dataset, 10.0)
    release(dataset, 20.0, now=NOW.replace(hour=10))
    stored(first).path.unlink()

    assert client.get(dataset.get_absolute_url()).context["are_changes_unknown"] is True


def test_freshness_lists_what_needs_something_first_and_a_municipality_sees_its_countys(client, county, dataset):
    release(dataset, 10.0)
    failing = dataset_in(county, key="b-vika", kind="sotkanet", name_fi="Vika")
    note_fault(failing, sentence=SENTENCE, by=SYSTEM, now=NOW)
    dataset_in(county, key="c-paattynyt", name_fi="Tyhjä")

    for area in ("paijat-hame", "lahti"):
        lines = client.get(reverse("indicators:freshness", args=[area])).context["lines"]
        assert [(line.dataset.key, line.is_failing, line.is_stale, line.has_numbers) for line in lines] == [
            ("b-vika", True, False, False),
            ("c-paattynyt", False, False, False),
            ("luvut", False, True, True),
        ]


def test_freshness_asks_as_many_queries_whatever_the_number_of_data_sets(client, county):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("indicators:freshness", args=[county]))
        return len(asked)

    dataset_in(county, key="a")
    queries()
    few = queries()
    for number in range(20):
        dataset_in(county, key=f"b-{number}")
    assert queries() == few


def test_stale_numbers_and_a_failing_source_are_gaps(county, dataset):
    release(dataset, 10.0)
    note_fault(dataset, sentence=SENTENCE, by=SYSTEM, now=NOW)

    kinds = {gap.kind for gap in gap_list(county, day=date(2026, 3, 1), user=member(county)).missing}
    earlier = {gap.kind for gap in gap_list(county, day=date(2013, 3, 1), user=member(county)).missing}

    assert {"stale_numbers", "failing_source"} <= kinds
    assert "stale_numbers" not in earlier


def test_the_button_starts_a_fetch_for_those_who_may(client, county, dataset):
    address = reverse("indicators:fetch", args=[county, dataset.key])

    client.force_login(member(county, "secretary"))
    assert client.post(address).status_code == 403
    client.force_login(member(county, "analyst"))
    answer = client.post(address)

    assert answer.url == Job.objects.get(title__contains="Luvut").get_absolute_url()
    assert address in page(client, dataset.get_absolute_url())


def test_a_withdrawn_data_set_and_its_releases_are_for_workers(client, dataset):
    made = release(dataset, 10.0)
    Dataset.objects.update(withdrawn_on=date(2026, 3, 1), withdrawn_reason="Väärä")

    assert client.get(dataset.get_absolute_url()).status_code == 404
    assert client.get(made.get_absolute_url()).status_code == 404


def test_a_data_set_without_a_rhythm_is_not_said_to_be_in_order(client, county, dataset):
    Dataset.objects.filter(pk=dataset.pk).update(rhythm="unknown", next_due=None)
    release(dataset, 10.0)

    answer = client.get(reverse("indicators:freshness", args=[county]))

    assert (answer.context["counts"]["in_order"], answer.context["counts"]["undated"]) == (0, 1)
