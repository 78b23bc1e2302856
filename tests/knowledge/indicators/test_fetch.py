"""Fetching: what comes becomes a release, and when nothing comes the last one stays in use and the page says so."""

import io
import json
import multiprocessing
import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.recording import Refused
from hyte.core.search.queries import search
from hyte.core.tasks.duties import run_duties
from hyte.core.tasks.jobs import run_job
from hyte.core.tasks.models import Job
from hyte.knowledge.indicators.boundaries import boundaries_file
from hyte.knowledge.indicators.models import Dataset, Indicator, Release
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.indicators.operations.due import due_datasets, start_fetch
from hyte.knowledge.indicators.operations.fetching import SourceFailed, fetch_dataset
from hyte.knowledge.stats.sources.fetching import Manners
from tests.factories import AreaFactory, MunicipalityFactory, acting
from tests.knowledge.stats.sources import test_boundaries, test_pxweb, test_sotkanet
from tests.knowledge.stats.sources.conftest import Reply, as_json, source  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
QUICK = Manners(pause=0, timeout=5, tries=2, backoff=0.01)
DOWN = Reply(b"closed", status=503)


@pytest.fixture
def county():
    county = AreaFactory(key="paijat-hame", code="HVA09", name_fi="Päijät-Häme")
    MunicipalityFactory(key="lahti", code="KU398", county=county)
    AreaFactory(key="suomi", code="FI", kind="country")
    return county


@pytest.fixture
def sotkanet(source, settings, monkeypatch):  # noqa: F811
    """Sotkanet as it answers about indicator 4."""
    source.give("/indicators/4", test_sotkanet.INDICATOR)
    source.give("/regions", test_sotkanet.REGIONS)
    source.give("/json", test_sotkanet.figures)
    settings.SOTKANET_URL = source.address
    monkeypatch.setattr("hyte.knowledge.indicators.operations.fetching.manners", lambda: QUICK)
    return source


@pytest.fixture
def dataset(county):
    return Dataset.objects.create(
        key="sotkanet-paijat-hame",
        home=county,
        name_fi="Sotkanet",
        kind="sotkanet",
        publisher="Sotkanet.fi, THL",
        licence="CC BY 4.0",
        query={"indicators": [4]},
    )


def fetch(dataset, *, by=SYSTEM, now=NOW):
    return fetch_dataset(dataset, by=by, now=now)


def run(*words, **options):
    out = io.StringIO()
    call_command("fetch", *words, stdout=out, stderr=io.StringIO(), as_json=True, **options)
    return json.loads(out.getvalue())


# What comes


def test_what_comes_is_a_release_and_describes_what_the_register_lacks(sotkanet, dataset):
    renewal = fetch(dataset)

    indicator = Indicator.objects.get()
    assert (renewal.is_new, renewal.described, renewal.release.rows) == (True, 1, 4)
    assert (indicator.key, indicator.name_fi, indicator.name_sv) == (
        "sotkanet-4",
        "Sairaalahoitoa saaneet / 1 000",
        "Vårdade / 1 000",
    )
    assert (indicator.kind, indicator.polarity, indicator.unit_fi) == ("rate", "none", "Tuhatta kohden")
    assert indicator.definition_fi == "Kuvaa hoitoa & muuta.\n– alle 18 v\nLoppu\ntästä"
    found = search("sairaalahoitoa", area=None, user=None, language="fi")
    assert [hit.title for hit in (*found.here, *found.elsewhere)] == [indicator.name_fi]


def test_a_release_tells_what_was_left_out(sotkanet, dataset):
    release = fetch(dataset).release

    assert release.address == sotkanet.address
    assert [note.split(":")[-1].strip() for note in release.notes] == ["1.", "1 (KU588)."]


def test_the_same_again_is_no_new_release(sotkanet, dataset):
    first = fetch(dataset).release

    again = fetch(dataset, now=NOW + timedelta(days=1))

    assert (again.is_new, again.release, Release.objects.count()) == (False, first, 1)


def test_what_people_have_written_stays_and_what_was_lacking_is_filled_in(sotkanet, dataset):
    Indicator.objects.create(key="sotkanet-4", home=dataset.home, dataset=dataset, name_fi="Oma nimi", polarity="low")

    assert fetch(dataset).described == 0
    indicator = Indicator.objects.get()
    assert (indicator.name_fi, indicator.name_sv, indicator.polarity) == ("Oma nimi", "Vårdade / 1 000", "low")


def test_an_indicator_of_another_data_set_is_not_taken_over(sotkanet, dataset):
    other = Dataset.objects.create(key="toinen", home=dataset.home, name_fi="Toinen", kind="local", publisher="X")
    Indicator.objects.create(key="sotkanet-4", home=dataset.home, dataset=other, name_fi="Oma")

    with pytest.raises(Refused, match="Toinen"):
        fetch(dataset)
    assert not Release.objects.exists()


def test_only_keepers_of_numbers_fetch(sotkanet, dataset):
    with pytest.raises(NotAllowed):
        fetch(dataset, by=acting(dataset.home, "secretary"))
    assert sotkanet.asked == []


def test_a_promised_day_moves_on_when_new_numbers_come(sotkanet, dataset):
    Dataset.objects.filter(pk=dataset.pk).update(rhythm="yearly", next_due="2025-02-28")

    fetch(Dataset.objects.get())

    assert Dataset.objects.get().next_due.isoformat() == "2027-02-28"


# What does not come


def test_a_source_that_is_down_leaves_the_last_release_in_use_and_its_sentence_on_record(sotkanet, dataset):
    release = fetch(dataset).release
    sotkanet.give("/regions", DOWN)

    with pytest.raises(SourceFailed, match="503"):
        fetch(dataset, now=NOW + timedelta(hours=1))

    dataset.refresh_from_db()
    assert "503" in dataset.fault
    assert "/regions" in dataset.fault
    assert dataset.tried_at == NOW + timedelta(hours=1)
    assert list(dataset.releases.all()) == [release]
    assert AuditEntry.objects.latest("pk").verb == "source failed"


def test_a_fault_is_forgotten_when_the_source_answers(sotkanet, dataset):
    sotkanet.faults["/regions"] = [DOWN, DOWN]
    with pytest.raises(SourceFailed):
        fetch(dataset)

    fetch(dataset)

    assert Dataset.objects.get().fault == ""


def test_a_source_without_figures_takes_none_away(sotkanet, dataset):
    fetch(dataset)
    sotkanet.give("/json", [], ETag="2")

    with pytest.raises(SourceFailed):
        fetch(dataset)

    assert Release.objects.count() == 1


def test_two_fetches_of_one_data_set_at_once_refuse_the_second(sotkanet, dataset):
    asked, go_on = threading.Event(), threading.Event()

    def slow(request):
        asked.set()
        go_on.wait(10)
        return as_json(test_sotkanet.REGIONS)

    sotkanet.give("/regions", slow)
    other = threading.Thread(target=_ask_alone, args=(sotkanet, dataset, asked, go_on))
    other.start()
    renewal = fetch(dataset)
    other.join()

    assert renewal.is_new
    assert "Sotkanet" in other.refused


def _ask_alone(source, dataset, asked, go_on):  # noqa: F811
    from hyte.knowledge.indicators.operations import fetching

    asked.wait(10)
    try:
        with fetching._alone(dataset):
            threading.current_thread().refused = ""
    except Refused as refusal:
        threading.current_thread().refused = str(refusal)
    go_on.set()


def _fetch_and_hang(key, address, folder):
    from hyte.knowledge.stats.sources.fetching import Client
    from hyte.knowledge.stats.sources.sotkanet import fetch_sotkanet

    with Client(folder=folder, manners=QUICK) as client:
        fetch_sotkanet(client, indicators=[4], dataset=key, address=address)


def test_a_killed_fetch_leaves_the_last_release_and_the_next_goes_on_from_what_came(sotkanet, dataset, settings):
    release = fetch(dataset).release
    hanging = threading.Event()

    def hang(asked):
        hanging.set()
        time.sleep(20)
        return as_json([])

    sotkanet.give("/json", hang)
    folder = settings.NUMBERS_FOLDER / "fetched"
    process = multiprocessing.get_context("fork").Process(
        target=_fetch_and_hang, args=(dataset.key, sotkanet.address, folder)
    )
    process.start()
    assert hanging.wait(10)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert list(dataset.releases.all()) == [release]
    sotkanet.give("/json", test_sotkanet.figures)
    sotkanet.asked.clear()

    assert not fetch(dataset).is_new
    assert sotkanet.paths() == ["/json", "/json"]


# By command, by page, by itself


def test_the_command_makes_the_data_set_fetches_it_and_the_pages_have_it(sotkanet, county):
    told = run("sotkanet", indicators="4", area="paijat-hame")

    assert [(one["dataset"], one["state"], one["rows"], one["fault"]) for one in told] == [
        ("sotkanet-paijat-hame", "new", 4, "")
    ]
    found = numbers().latest_of_area("KU398", ["sotkanet-4"])
    assert [(one.value, one.numerator, one.period_end.year) for one in found] == [(3.4, 9, 2012)]
    assert [one["state"] for one in run("sotkanet-paijat-hame")] == ["unchanged"]


def test_boundaries_are_fetched_for_the_maps(source, settings):  # noqa: F811
    source.give("/wfs", test_boundaries.collection(("398", test_boundaries.WEST)))
    settings.BOUNDARIES_URL = f"{source.address}/wfs"
    assert boundaries_file() is None

    told = run("boundaries")

    assert [(one["state"], one["rows"]) for one in told] == [("new", 1)]
    assert boundaries_file().stem.endswith(told[0]["release"][:12]) or boundaries_file().is_file()


def test_the_command_adds_to_what_is_asked(sotkanet, dataset):
    sotkanet.give("/indicators/5", test_sotkanet.INDICATOR | {"id": 5})

    run("sotkanet", indicators="5", years="2010-2012", area="paijat-hame")

    assert Dataset.objects.get().query == {"indicators": [4, 5], "years": [2010, 2011, 2012]}
    assert set(Indicator.objects.values_list("key", flat=True)) == {"sotkanet-4", "sotkanet-5"}


def test_one_source_that_is_down_does_not_stop_the_others_and_the_command_ends_with_1(sotkanet, dataset, capsys):
    other = Dataset.objects.create(
        key="taulu", home=dataset.home, name_fi="Taulu", kind="pxweb", address=f"{sotkanet.address}/ei-ole.px",
        publisher="X", licence="CC0", query={"reading": {"area": "Alue", "period": "Vuosi"}},
    )  # fmt: skip
    out = io.StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("fetch", other.key, dataset.key, stdout=out, as_json=True)

    told = json.loads(out.getvalue())
    assert end.value.code == 1
    assert [one["state"] for one in told] == ["failed", "new"]
    assert "404" in told[0]["fault"]


def test_a_table_is_fetched_by_its_address_and_a_reading(sotkanet, county, tmp_path):
    sotkanet.give("/statfin/vaesto.px", test_pxweb.table)
    reading = tmp_path / "luenta.json"
    told = {"area": "Alue", "period": "Vuosi", "sex": "Sukupuoli", "measure": "Tiedot"}
    reading.write_text(json.dumps(told))

    made = run(
        f"{sotkanet.address}/statfin/vaesto.px",
        reading=str(reading), name="Väestö", area="paijat-hame", publisher="Tilastokeskus", licence="CC BY 4.0",
    )  # fmt: skip

    assert [(one["dataset"], one["state"]) for one in made] == [("paijat-hame-vaesto", "new")]
    assert set(Indicator.objects.values_list("key", "name_fi")) == {
        ("paijat-hame-vaesto-vaesto", "Väestö 31.12."),
        ("paijat-hame-vaesto-muutto", "Muutto"),
    }


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ([], {}),
        (["ei-ole"], {}),
        (["sotkanet"], {"indicators": "4"}),
        (["sotkanet"], {"indicators": "neljä", "area": "paijat-hame"}),
        (["sotkanet"], {"indicators": "4", "years": "2020-2010", "area": "paijat-hame"}),
        (["https://esimerkki.fi/taulu.px"], {"area": "paijat-hame"}),
        (["sotkanet"], {"indicators": "4", "area": "ei-ole"}),
    ],
)
def test_arguments_that_are_not_right_end_with_2_and_a_sentence(county, words, options):
    with pytest.raises(CommandError) as fault:
        call_command("fetch", *words, **options)
    assert fault.value.returncode == 2
    assert str(fault.value).endswith(".")


def test_what_is_due_is_what_is_stale_or_never_came_and_was_not_tried_lately(sotkanet, dataset):
    today = NOW.date()
    assert due_datasets(today=today, now=NOW) == [dataset]

    fetch(dataset)
    call_command("fetch", "--due", "--json", stdout=io.StringIO())

    assert due_datasets(today=today, now=NOW + timedelta(hours=2)) == []
    assert due_datasets(today=today, now=datetime.now(UTC) + timedelta(days=2)) == []
    Dataset.objects.update(rhythm="yearly")
    assert due_datasets(today=today, now=datetime.now(UTC) + timedelta(days=2)) == [dataset]


def test_the_worker_fetches_by_itself_only_where_it_is_let(sotkanet, dataset, settings):
    assert run_duties(NOW.date())["numbers that are due"] == 0

    settings.FETCH_DUE = True
    assert run_duties(NOW.date())["numbers that are due"] == 1
    assert Job.objects.filter(title__contains="Sotkanet").count() == 1


def test_the_worker_makes_the_pages_numbers_where_they_are_not_of_the_releases_in_force(sotkanet, dataset):
    fetch(dataset)
    assert numbers() is None

    made = run_duties(NOW.date())["numbers for the pages"]

    assert numbers().derived.hash.startswith(made)
    Indicator.objects.update(polarity="low")
    assert run_duties(NOW.date())["numbers for the pages"] != made


def test_a_job_tells_what_came_and_a_source_that_is_down_is_a_refusal_in_words(sotkanet, dataset):
    by = acting(dataset.home, "analyst")
    job = start_fetch(dataset, by=by)
    run_job.func(job.pk, "indicators.fetch", {"dataset": dataset.pk})
    job.refresh_from_db()
    assert job.state == "done"
    assert job.result["address"] == dataset.get_absolute_url()

    sotkanet.give("/indicators/4", DOWN)
    job = start_fetch(dataset, by=by)
    run_job.func(job.pk, "indicators.fetch", {"dataset": dataset.pk})
    job.refresh_from_db()
    assert (job.state, "503" in job.result["summary"]) == ("refused", True)
    assert job.result["summary"].endswith(str(_("The last release stays in use.")))
    dataset.refresh_from_db()
    assert "stays" not in dataset.fault, "the page tells what is in use by itself"
