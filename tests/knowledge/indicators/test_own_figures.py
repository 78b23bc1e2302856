"""An area's own figures: nothing is saved unless every row is right, and what would change is shown before."""

import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.recording import Refused
from hyte.core.tasks.jobs import run_job
from hyte.knowledge.indicators.models import OwnTable, Release
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.indicators.operations import loading
from hyte.knowledge.indicators.operations.loading import TableRefused, apply_table, load_figures, take_table
from tests.factories import AreaFactory, MunicipalityFactory, acting, member
from tests.knowledge.indicators.said import dataset_in, indicator_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
FIRST = "indikaattori;alue;jakso;arvo\nasiakkaat;KU398;2023;120\nasiakkaat;KU398;2024;130\n"
SECOND = "indikaattori;alue;jakso;arvo\nasiakkaat;KU398;2024;131,5\nasiakkaat;KU398;2025;140\n"
FAULTY = (
    "indikaattori;alue;jakso;arvo\n"
    "asiakkaat;KU398;2023;12,4 %\n"
    "asiakkaat;KU398;2024;130\n"
    "tuntematon;KU398;2024;1\n"
    "asiakkaat;Lahti;2025;140\n"
)


@pytest.fixture
def county():
    county = AreaFactory(key="paijat-hame", code="HVA09", name_fi="Päijät-Häme")
    MunicipalityFactory(key="lahti", code="KU398", name_fi="Lahti", county=county)
    return county


@pytest.fixture
def dataset(county):
    dataset = dataset_in(county, key="omat")
    indicator_in(dataset, "asiakkaat", name_fi="Asiakkaat", unit_fi="", kind="count")
    return dataset


@pytest.fixture
def coordinator(county):
    return acting(county)


def load(dataset, by, text=FIRST, *, keeps_earlier=True, now=NOW):
    return load_figures(dataset, name="luvut.csv", content=text.encode(), keeps_earlier=keeps_earlier, by=by, now=now)


def take(dataset, by, text, *, keeps_earlier=True):
    return take_table(dataset, name="luvut.csv", content=text.encode(), keeps_earlier=keeps_earlier, by=by)


def counts(report):
    return {name: report[name] for name in ("new", "changed", "gone", "same")}


def rows_of(release):
    import pyarrow.parquet as parquet

    from hyte.knowledge.indicators.numbers import stored

    table = parquet.read_table(stored(release).path)
    return [(row["period_start"].year, row["value"]) for row in table.to_pylist()]


def test_a_file_adds_and_corrects_or_takes_the_place_of_all(dataset, coordinator):
    load(dataset, coordinator)

    both, _is_new = load(dataset, coordinator, SECOND, now=NOW.replace(hour=10))
    alone, _is_new = load(dataset, coordinator, SECOND, keeps_earlier=False, now=NOW.replace(hour=11))

    assert rows_of(both) == [(2023, 120.0), (2024, 131.5), (2025, 140.0)]
    assert rows_of(alone) == [(2024, 131.5), (2025, 140.0)]


def test_the_preview_tells_what_is_new_changed_and_gone_and_saves_nothing(dataset, coordinator):
    load(dataset, coordinator)

    added = take(dataset, coordinator, SECOND)
    replaced = take(dataset, coordinator, SECOND, keeps_earlier=False)

    assert counts(added.report) == {"new": 1, "changed": 1, "gone": 0, "same": 1}
    assert counts(replaced.report) == {"new": 1, "changed": 1, "gone": 1, "same": 0}
    assert [(line["kind"], line["before"], line["after"]) for line in replaced.report["lines"]] == [
        ("changed", 130.0, 131.5),
        ("gone", 120.0, None),
        ("new", None, 140.0),
    ]
    assert Release.objects.count() == 1


def test_each_fault_is_told_by_row_and_column_and_nothing_is_saved(dataset, coordinator):
    table = take(dataset, coordinator, FAULTY)

    assert [(one["row"], one["column"]) for one in table.report["errors"]] == [
        (2, "arvo"),
        (4, "indikaattori"),
        (5, "alue"),
    ]
    assert "KU398" in table.report["errors"][2]["accepted"]
    with pytest.raises(TableRefused) as refusal:
        apply_table(table, by=coordinator, now=NOW)
    assert len(refusal.value.errors) == 3
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4", b"\xd0\xcf\x11\xe0rest", "indikaattori;väri\nä;1\n".encode("latin-1")]
)
def test_a_file_that_is_no_table_is_told_of_as_a_whole(dataset, coordinator, content):
    table = take_table(dataset, name="luvut.csv", content=content, keeps_earlier=True, by=coordinator)

    assert table.report["error_count"] >= 1
    assert all(error["fault"] for error in table.report["errors"])


def test_a_file_is_saved_once_and_the_same_again_is_nothing_new(dataset, coordinator):
    table = take(dataset, coordinator, FIRST)
    apply_table(table, by=coordinator, now=NOW)

    with pytest.raises(Refused):
        apply_table(OwnTable.objects.get(), by=coordinator, now=NOW)
    assert load(dataset, coordinator)[1] is False
    assert bytes(OwnTable.objects.get().content) == b""


def test_a_data_set_that_is_fetched_takes_no_file_and_only_keepers_bring_one(county, dataset, coordinator):
    fetched = dataset_in(county, key="haettava", kind="sotkanet")

    with pytest.raises(Refused):
        take(fetched, coordinator, FIRST)
    with pytest.raises(NotAllowed):
        take(dataset, acting(county, "official"), FIRST)
    with pytest.raises(NotAllowed):
        take(dataset, acting(AreaFactory()), FIRST)


def test_a_long_file_is_checked_and_saved_as_jobs(dataset, coordinator, monkeypatch):
    monkeypatch.setattr(loading, "ROWS_AT_ONCE", 1)
    table = take(dataset, coordinator, FIRST)
    assert (table.report, table.job is not None) == (None, True)

    run_job.func(table.job_id, "indicators.check_table", {"table": table.pk})
    table.refresh_from_db()
    assert counts(table.report) == {"new": 2, "changed": 0, "gone": 0, "same": 0}
    job = loading.start_applying(table, by=coordinator)
    run_job.func(job.pk, "indicators.apply_table", {"table": table.pk})
    job.refresh_from_db()

    assert (job.state, job.result["address"]) == ("done", Release.objects.get().get_absolute_url())


# The pages


@pytest.fixture
def signed_in(client, county):
    client.force_login(member(county))
    return client


def test_the_page_takes_a_file_shows_it_and_saves_it(signed_in, county, dataset):
    address = reverse("indicators:own-figures", args=[county, dataset.key])
    file = SimpleUploadedFile("luvut.csv", FIRST.encode())

    shown = signed_in.post(address, {"file": file, "earlier": "lisaa"}, follow=True)
    saved = signed_in.post(reverse("indicators:own-table-apply", args=[county, OwnTable.objects.get().pk]), follow=True)

    assert shown.status_code == 200
    assert "Asiakkaat" in shown.content.decode()
    assert saved.redirect_chain[-1][0] == dataset.get_absolute_url()
    assert Release.objects.get().rows == 2


def test_the_page_shows_faults_and_no_button_to_save(signed_in, county, dataset):
    address = reverse("indicators:own-figures", args=[county, dataset.key])

    answer = signed_in.post(
        address, {"file": SimpleUploadedFile("l.csv", FAULTY.encode()), "earlier": "lisaa"}, follow=True
    )

    assert answer.status_code == 422
    assert (
        reverse("indicators:own-table-apply", args=[county, OwnTable.objects.get().pk]) not in answer.content.decode()
    )


def test_a_file_is_seen_by_its_sender_alone(signed_in, county, dataset, coordinator):
    table = take(dataset, coordinator, FIRST)

    assert signed_in.get(table.get_absolute_url()).status_code == 404


def test_pages_of_own_figures_are_for_those_who_may_load(client, county, dataset):
    address = reverse("indicators:own-figures", args=[county, dataset.key])

    assert client.get(address).status_code == 302
    client.force_login(member(county, "secretary"))
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_example_file_is_accepted_when_its_values_are_filled_in(client, county, dataset, coordinator, kind):
    content = client.get(reverse("indicators:own-example", args=[county, dataset.key, kind])).content
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        headers = [cell.value for cell in book.active[1]]
        book.active.cell(2, headers.index("arvo") + 1, 12.5)
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
    else:
        lines = content.decode().splitlines()
        cells = lines[1].split(",")
        cells[lines[0].split(",").index("arvo")] = "12.5"
        content = "\n".join([lines[0], ",".join(cells)]).encode()

    table = take_table(dataset, name=f"luvut.{kind}", content=content, keeps_earlier=True, by=coordinator)

    assert table.report["errors"] == []
    assert table.report["new"] == 1


# The command


def test_the_command_loads_a_file_and_the_pages_have_it(dataset, tmp_path):
    path = tmp_path / "luvut.csv"
    path.write_text(FIRST)
    out = io.StringIO()

    call_command("load_figures", str(path), dataset="omat", as_json=True, stdout=out)

    told = json.loads(out.getvalue())
    assert (told["state"], told["rows"], told["new"], told["errors"]) == ("new", 2, 2, [])
    assert [row.value for row in numbers().latest_of_area("KU398", ["asiakkaat"])] == [130.0]


def test_the_command_refuses_a_faulty_file_with_1_and_a_missing_one_with_2(dataset, tmp_path, capsys):
    path = tmp_path / "luvut.csv"
    path.write_text(FAULTY)

    with pytest.raises(SystemExit) as end:
        call_command("load_figures", str(path), dataset="omat")
    with pytest.raises(CommandError) as missing:
        call_command("load_figures", str(tmp_path / "ei-ole.csv"), dataset="omat")

    assert (end.value.code, missing.value.returncode) == (1, 2)
    assert capsys.readouterr().out.count("arvo") == 1
    assert not Release.objects.exists()
