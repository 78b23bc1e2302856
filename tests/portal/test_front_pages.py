import re
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hyte.core.areas.models import Area, AreaPeriod, Organisation
from hyte.governance.structure.models import Body, BodyPeriod, Claim, Theme
from hyte.portal import queries
from tests.core.people import a_member, an_area, an_organisation

pytestmark = pytest.mark.django_db
NOW = date(2026, 3, 2)
SEEN = date(2023, 9, 1)


@pytest.fixture
def county() -> Area:
    county = an_area("paijat-hame", "county")
    Organisation.objects.create(key="pha", home=county, kind="county", name="Päijät-Hämeen hyvinvointialue")
    return county


@pytest.fixture
def lahti(county: Area) -> Area:
    lahti = an_area("lahti")
    AreaPeriod.objects.create(area=lahti, county=county, valid_from=date(2022, 1, 1))
    return lahti


def a_body(home: Area, name: str, kind: str = "network", *, confirmed_on: date | None = SEEN) -> Body:
    body = Body.objects.create(
        key=f"{home.key}-{name.lower().replace(' ', '-')}", home=home, attested_on=SEEN, confirmed_on=confirmed_on
    )
    BodyPeriod.objects.create(of=body, name=name, kind=kind, attested_on=SEEN, source="kalvosarja")
    return body


def test_an_empty_installation_says_how_to_open_a_county(client):
    page = client.get("/en/").content.decode()
    assert "hyte start --county NAME" in page


def test_the_front_door_lists_counties_with_their_municipalities(client, lahti):
    page = client.get("/").content.decode()
    assert 'href="/paijat-hame/"' in page
    assert 'href="/lahti/"' in page


def test_a_municipality_whose_county_is_closed_is_still_listed(county, lahti):
    Area.objects.filter(pk=county.pk).update(is_open=False)
    assert queries.open_counties(day=NOW) == [(None, [lahti])]


def test_an_area_that_is_not_open_has_no_page(client, county):
    Area.objects.filter(pk=county.pk).update(is_open=False)
    assert client.get("/paijat-hame/").status_code == 404


def test_old_information_says_its_season(client, county):
    a_body(county, "Hyteverkosto")
    page = client.get("/en/paijat-hame/").content.decode()
    assert "Information from autumn 2023, not confirmed since." in page


def test_a_new_confirmation_removes_the_warning(client, county):
    a_body(county, "Hyteverkosto", confirmed_on=timezone.localdate())
    page = client.get("/en/paijat-hame/").content.decode()
    assert "not confirmed since" not in page
    assert "Last confirmed" in page


def test_an_area_without_bodies_is_not_called_old(county):
    freshness = queries.freshness_of(county, user=None, day=NOW)
    assert freshness.newest is None


def test_bodies_are_counted_by_what_they_are(county):
    a_body(county, "Aluevaltuusto", "council")
    a_body(county, "Nuorisovaltuusto", "participation_council")
    a_body(county, "Hyteverkosto")
    a_body(county, "Ryhma", "working_group")
    counts = queries.body_counts(county, user=None, day=NOW)
    assert (counts.total, counts.organs, counts.networks, counts.participation, counts.others) == (4, 1, 1, 1, 1)


def test_a_withdrawn_body_is_not_counted(county):
    body = a_body(county, "Hyteverkosto")
    Body.objects.filter(pk=body.pk).update(withdrawn_on=NOW)
    assert queries.body_counts(county, user=None, day=NOW).total == 0


def test_a_municipality_shows_the_countys_bodies_that_cover_it(client, county, lahti):
    a_body(county, "Koko alueen verkosto")
    covering = a_body(county, "Lahden kohtaamispaikat")
    covering.areas.add(lahti)
    assert queries.bodies_covering(lahti, county, user=None, day=NOW) == [covering]
    assert "Lahden kohtaamispaikat" in client.get("/lahti/").content.decode()


def test_themes_that_have_ended_are_shown_with_their_last_day(county):
    for number, end in ((1, date(2019, 12, 31)), (2, date(2025, 12, 31))):
        Theme.objects.create(
            key=f"teema-{number}",
            home=county,
            name=f"Teema {number}",
            set_name="Kärjet",
            valid_until=end,
            attested_on=SEEN,
        )
    shown = queries.theme_sets([county], user=None, day=NOW)[county.pk]
    assert [str(theme) for theme in shown.themes] == ["Teema 2"]
    assert shown.ended_on == date(2025, 12, 31)


def test_claims_stand_under_their_source_and_year(county):
    for number in (1, 2):
        Claim.objects.create(key=f"c{number}", home=county, text=f"Väite {number}", year=2023, source="kalvosarja")
    [group] = queries.claims_of(county, user=None, day=NOW)
    assert (group.source, group.year, len(group.rows)) == ("kalvosarja", 2023, 2)


def test_queries_of_a_front_page_do_not_grow_with_its_bodies(client, county, lahti, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(40) as captured:
            assert client.get("/lahti/").status_code == 200
        return len(captured)

    a_body(county, "Verkosto 0").areas.add(lahti)
    a_body(lahti, "Neuvosto 0", "participation_council")
    few = count()
    for number in range(1, 31):
        a_body(county, f"Verkosto {number}").areas.add(lahti)
        a_body(lahti, f"Neuvosto {number}", "participation_council")
    assert count() == few


def test_the_front_page_shows_the_day_it_is_asked_for(client, county):
    old = a_body(county, "Vanha verkosto")
    BodyPeriod.objects.filter(of=old).update(
        attested_on=None, valid_from=date(2020, 1, 1), valid_until=date(2022, 6, 1)
    )
    page = client.get("/en/paijat-hame/?pvm=2022-05-31").content.decode()
    assert "This is how it was on" in page
    assert '<span class="big">1</span> network<' in page
    assert '<span class="big">1</span> network<' not in client.get("/en/paijat-hame/").content.decode()


def test_a_day_that_is_none_is_refused_with_a_sentence(client, county):
    for day in ("31.2.2023", "2023-13-01", "eilen", "0001-01-01", "9999-12-31", "\x00"):
        response = client.get("/en/paijat-hame/", {"pvm": day})
        assert response.status_code == 400, day
        assert "which is not a day. Give it as 2023-09-01 or 1.9.2023." in response.content.decode()


def test_every_language_has_the_page_at_its_own_address(client, county):
    page = client.get("/paijat-hame/?pvm=2022-05-31").content.decode()
    assert 'href="/sv/paijat-hame/?pvm=2022-05-31"' in page
    assert 'href="/en/paijat-hame/?pvm=2022-05-31"' in page
    assert '<html lang="sv">' in client.get("/sv/paijat-hame/").content.decode()


def test_the_councils_that_hear_people_are_found(client, county, lahti):
    a_body(lahti, "Nuorisovaltuusto", "participation_council")
    a_body(county, "Vanhusneuvosto", "participation_council")
    a_body(county, "Hyteverkosto")
    page = client.get(reverse("portal:take-part", args=[lahti])).content.decode()
    assert "Nuorisovaltuusto" in page
    assert "Vanhusneuvosto" in page
    assert "Hyteverkosto" not in page


def test_the_worker_sees_the_workers_words_and_a_visitor_does_not(client, lahti):
    worker = a_member(an_organisation(lahti), "administrator")
    address = reverse("portal:feedback-list", args=[lahti])
    assert address not in client.get("/lahti/").content.decode()
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    assert address in client.get("/lahti/").content.decode()


def test_on_the_desk_whoever_works_in_one_area_has_its_words_at_hand(client, county, lahti):
    worker = a_member(an_organisation(lahti), "coordinator")
    client.force_login(worker)
    gaps = reverse("thread:gaps", args=[lahti])

    alone = client.get(reverse("tasks:desk")).content.decode()
    a_member(Organisation.objects.get(key="pha"), "coordinator", worker.email)
    in_two = client.get(reverse("tasks:desk")).content.decode()

    assert gaps in alone
    assert gaps not in in_two


def test_pages_keep_to_the_content_security_policy(client, county):
    a_body(county, "Hyteverkosto")
    for address in (
        "/",
        "/paijat-hame/",
        "/paijat-hame/palaute/",
        "/tili/login/",
        "/paijat-hame/haku/",
        "/tietosuoja/",
    ):
        response = client.get(address)
        page = response.content.decode()
        assert "'unsafe" not in response["Content-Security-Policy"]
        assert "<style" not in page
        assert " style=" not in page
        assert not any(f" on{event}=" in page for event in ("click", "change", "load", "submit", "input"))
        assert page.count("<script") == page.count("<script src=")


def test_each_page_has_one_heading_and_a_way_past_the_navigation(client, county):
    for address in ("/", "/paijat-hame/", "/paijat-hame/palaute/", "/paijat-hame/saavutettavuus/", "/tili/login/"):
        page = client.get(address).content.decode()
        assert page.count("<h1") == 1
        assert 'href="#main"' in page
        assert 'id="main"' in page


def test_privacy_tells_what_is_kept_and_how_long(client, db):
    page = client.get("/en/tietosuoja/").content.decode()
    assert "people who give feedback".capitalize() in page


def test_robots_and_the_load_balancer_get_plain_answers(client, db):
    assert client.get("/healthz").content == b"ok"
    assert b"Disallow: /tili/" in client.get("/robots.txt").content


def test_the_models_match_the_migrations():
    call_command("makemigrations", "portal", check=True, dry_run=True, verbosity=0)


def test_the_front_page_of_a_day_leads_on_to_the_same_day(client, county, lahti):
    body = a_body(county, "Verkosto")
    body.areas.add(lahti)
    Theme.objects.create(key="karki", home=county, name_fi="Kärki", set_name_fi="Kärjet", order=1, valid_from=SEEN)

    for area in (county, lahti):
        main = client.get(f"/{area.key}/?pvm=2023-09-01").content.decode().partition("<main")[2].partition("</main")[0]
        links = set(re.findall(r'href="(/[^"]*)"', main))
        kept = {link for link in links if "palaute" not in link and link != f"/{area.key}/"}
        assert kept
        assert {link for link in kept if not re.search(r"[?;]pvm=2023-09-01$", link)} == set()
    assert "pvm=" not in client.get("/lahti/").content.decode()
    listed = client.get("/paijat-hame/toimielimet/?laji=network&pvm=2023-09-01").content.decode()
    assert f'href="{body.get_absolute_url()}?pvm=2023-09-01"' in listed
