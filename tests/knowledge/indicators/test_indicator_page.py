"""One indicator's page: its finding, its charts, its files, and the view of a release."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta

import openpyxl
import pytest

from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.stats.store import reading
from tests.knowledge.indicators.figures import (
    COUNTRY,
    FLAT,
    LAHTI,
    MADE,
    RISING,
    SYSMA,
    indicator_in,
    limited,
    release_of,
    row,
    stored_numbers,
    text_of,
    yearly,
)

pytestmark = pytest.mark.django_db


def test_indicator_page_tells_its_finding_method_age_and_source(client, areas):
    one = indicator_in(areas[0], kind="index", definition_fi="Mitä luku on.")
    stored_numbers((one, limited(one)))

    page = text_of(client, f"/lahti/tieto/{one.key}/?pvm=2026-11-22")

    for words in (
        "Lahti: rising over the last five years (2008–2012). Higher than in the whole country (10.5 %). That is worse.",
        "1 of 2 areas are above the whole country, 0 below it, for 1 there is no certain difference.",
        "Number of 2012, 14 years old",
        "95 % interval 13.5–14.5",
        "Direction: weighted regression of five years, 99.8 %.",
        "Mitä luku on.",
        "CC BY 4.0",
    ):
        assert words in page


def test_without_limits_nothing_is_coloured(client, areas):
    one = indicator_in(areas[0], kind="index")
    rows = [
        *yearly(one, LAHTI, RISING, width=0),
        *yearly(one, SYSMA, FLAT, width=0),
        *yearly(one, COUNTRY, FLAT, width=0),
    ]
    stored_numbers((one, rows))

    page = client.get(f"/en/lahti/tieto/{one.key}/").content.decode()

    shown = page.split('<details class="ds-details"><summary>How the colours')[0]
    assert "data-colour" not in shown
    assert {"#317945", "#b52f31", "#a46e01"}.isdisjoint(re.findall(r'fill="(#[0-9a-f]{6})"', shown))
    assert "no statistical comparison can be made" in shown


@pytest.mark.parametrize(
    ("kind", "is_standardised", "warns"), [("rate", False, True), ("rate", True, False), ("mean", False, False)]
)
def test_crude_rate_carries_a_warning(client, areas, kind, is_standardised, warns):
    one = indicator_in(areas[0], kind=kind, is_standardised=is_standardised)
    stored_numbers((one, limited(one)))

    assert ("This is a crude rate" in text_of(client, f"/lahti/tieto/{one.key}/")) is warns


def test_missing_years_say_why_and_are_no_zero(client, areas):
    one = indicator_in(areas[0], kind="index")
    stored_numbers(
        (one, [row(one, LAHTI, 2010, 1.5), row(one, LAHTI, 2011, missing_reason="secret"), row(one, LAHTI, 2012, 2.0)])
    )

    page = text_of(client, f"/lahti/tieto/{one.key}/")

    assert "2011 – secret" in page
    assert " 0.0 %" not in page


def test_charts_are_named_and_run_nothing(client, areas):
    one = indicator_in(areas[0], kind="index", name_fi='Luku <script>alert("1")</script> & "muu"')
    stored_numbers((one, limited(one)))

    page = client.get(f"/lahti/tieto/{one.key}/").content.decode()
    charts = re.findall(r"<svg class=\"chart\".*?</svg>", page, re.S)

    assert len(charts) == 3
    assert all('role="img"' in chart and "aria-label=" in chart for chart in charts)
    assert "<script>alert" not in page
    assert " style=" not in "".join(charts)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_release_is_shown_as_it_was_when_newer_ones_have_come(client, areas):
    one = indicator_in(areas[0], kind="index")
    stored_numbers((one, limited(one)))
    first = text_of(client, f"/lahti/tieto/{one.key}/")
    old = one.dataset.releases.get()
    newer = [*yearly(one, LAHTI, [20.0, 19.0, 18.0, 17.0, 16.0], last=2013), *yearly(one, COUNTRY, FLAT, last=2013)]
    release_of(one, newer, made_at=MADE + timedelta(days=30))
    derive_numbers()

    now = text_of(client, f"/lahti/tieto/{one.key}/")
    then = text_of(client, f"/lahti/tieto/{one.key}/?julkaisu={old.hash}&verrokit=")

    finding = "Lahti: rising over the last five years (2008–2012). Higher than in the whole country (10.5 %)."
    assert (finding in first, finding in now, finding in then) == (True, False, True)
    assert "Newer numbers have come since." in then
    assert "falling over the last five years (2009–2013)" in now


def test_lasting_address_gives_the_same_view(client, areas):
    one = indicator_in(areas[0], kind="index")
    stored_numbers((one, limited(one)))
    page = client.get(f"/lahti/tieto/{one.key}/").content.decode()
    lasting = re.search(r'class="ds-link lasting" href="http://testserver([^"]+)"', page)[1].replace("&amp;", "&")

    again = client.get(lasting).content.decode()

    def figures(html):
        return re.findall(
            r'<section class="figure".*?</section>', html.split('<p class="ds-paragraph" data-size="sm">')[0], re.S
        )

    assert figures(again) == figures(page)
    assert client.get(lasting.replace("julkaisu=", "julkaisu=0")).status_code == 404


def test_altered_release_is_reported_by_name(client, areas):
    from hyte.knowledge.indicators.numbers import release_folder

    one = indicator_in(areas[0], kind="index")
    stored_numbers((one, limited(one)))
    release = one.dataset.releases.get()
    file = release_folder() / release.file_name
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-20] + b"x" * 16 + b"PAR1")

    page = text_of(client, f"/lahti/tieto/{one.key}/?julkaisu={release.hash}", status=500)

    assert f"The release {one.dataset.key} ({release.file_name}) is broken" in page


def test_files_hold_every_row_with_its_unit_source_and_release(client, areas):
    one = indicator_in(areas[0], kind="index", name_fi="=Luku")
    stored_numbers((one, [*limited(one), row(one, SYSMA, 2013, missing_reason="secret")]))
    address = f"/lahti/tieto/{one.key}/luvut."
    release = one.dataset.releases.get()

    table = list(csv.DictReader(io.StringIO(client.get(f"{address}csv").content.decode("utf-8-sig"))))
    sheet = list(openpyxl.load_workbook(io.BytesIO(client.get(f"{address}xlsx").content)).active.values)
    cube = json.loads(client.get(f"{address}json-stat").content)

    assert len(table) == len(sheet) - 1 == 16
    last = {
        name: table[-1][name] for name in ("area", "period_end", "value", "missing_reason", "unit", "source", "release")
    }
    assert last == {
        "area": SYSMA,
        "period_end": "2013-12-31",
        "value": "",
        "missing_reason": "secret",
        "unit": "%",
        "source": "THL",
        "release": release.hash,
    }
    assert table[0]["indicator_name"] == "'=Luku"
    assert (cube["version"], cube["id"], cube["size"]) == (
        "2.0",
        ["area", "period", "sex", "age_group", "breakdown"],
        [3, 6, 1, 1, 1],
    )
    assert (len(cube["value"]), list(cube["status"].values())) == (15, ["secret"])
    assert client.get(f"{address}pdf").status_code == 404


def test_number_of_another_areas_indicator_is_no_page_here(client, areas):
    one = indicator_in(areas[1])
    stored_numbers((one, limited(one)))

    assert client.get(f"/lahti/tieto/{one.key}/").status_code == 200
    assert client.get(f"/sysma/tieto/{one.key}/").status_code == 404


def test_numbers_that_are_not_what_was_derived_are_shown_to_nobody_until_made_anew(client, areas):
    one = indicator_in(areas[0])
    stored_numbers((one, limited(one)))
    derived = derive_numbers()
    derived.latest.write_bytes(derived.latest.read_bytes()[:-20])
    # Another process reads them for the first time.
    reading._OPEN.clear()

    broken = text_of(client, f"/lahti/tieto/{one.key}/")
    derive_numbers()

    assert "14,0" not in broken.replace(".", ",")
    assert "14.0 %" in text_of(client, f"/lahti/tieto/{one.key}/")
