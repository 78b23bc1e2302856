"""Every page and every refusal, as those who may meet it: accessible, sound, and fit for a phone."""

from __future__ import annotations

from datetime import date

import pytest
from django.template.loader import render_to_string

from tests.browser import test_sign_in, test_yearly_jobs
from tests.browser.addresses import known_addresses
from tests.browser.checks import Eyes
from tests.browser.crawl import Crawler
from tests.browser.stage import act_as_administrator, act_as_coordinator

pytestmark = pytest.mark.browser

STARTS = ["/", "/paijat-hame/", "/lahti/", "/sysma/"]
LAST_YEAR = date.today().year - 1  # noqa: DTZ011 - a year on the calendar
SYSMA_REPORT = f"/sysma/raportit/sysma-esimerkki-hyvinvointiraportti-{LAST_YEAR}/"
LAHTI_REPORT = "/lahti/raportit/lahti-esimerkki-lahden-hyvinvointiraportti-2025/"
REGIONAL_REPORT = "/paijat-hame/raportit/paijat-hame-esimerkki-alueellinen-hyvinvointikertomus/"
# In this order: what the first one meets is judged then; the others start where they meet what is their own.
PEOPLE = {
    "coordinator": ("koordinaattori@example.org", STARTS),
    "administrator": (
        "paakayttaja@example.org",
        ["/oma-tyo/", "/paijat-hame/kayttooikeudet/", "/paijat-hame/saavutettavuus/"],
    ),
    "municipality's coordinator": (
        "sysma@example.org",
        [
            "/oma-tyo/",
            "/sysma/",
            "/sysma/suunnitelmat/muutokset/",
            "/sysma/valtuuston-sivu/",
            f"{SYSMA_REPORT}kirjoita/",
            f"{SYSMA_REPORT}osat/sysma-esimerkki-hyvinvointiraportti-{LAST_YEAR}-4/",
            "/sysma/tieto/hyte-kerroin/entajos/",
            "/sysma/arvioinnit/",
            "/sysma/arvioinnit/kasautuminen/",
            "/sysma/arvioinnit/esimerkki-sysma-kylakoulu/",
            "/sysma/arvioinnit/esimerkki-sysma-liikuntamaksut/",
            "/sysma/asiat/esimerkki-sysma-uimaranta/",
            "/paijat-hame/painopisteet/",
        ],
    ),
    "analyst": ("tietoasiantuntija@example.org", ["/paijat-hame/seulonnat/paijat-hame-audit-c/"]),
    "who enters a site's counts": (
        "kirjaaja@example.org",
        ["/paijat-hame/seulonnat/", "/paijat-hame/seulonnat/toimipaikat/esimerkki-toimipaikka-001/"],
    ),
    "visitor": ("", [*STARTS, LAHTI_REPORT]),
}
PLANS = "/paijat-hame/suunnitelmat/"
# Reached otherwise than by a link: from a form, a mail, after an act, or one record among many.
UNLINKED = [
    "/haku/",
    "/paijat-hame/haku/?q=verkosto",
    "/paijat-hame/toimielimet/?vahvistamatta=1",
    "/paijat-hame/toimielimet/?q=eitällaistaole",
    "/paijat-hame/henkilot/esimerkki-martti-mallivaara/",
    "/paijat-hame/tieto/aineistot/sotkanet/",
    "/paijat-hame/tieto/aineistot/vaesto/uusi-indikaattori/",
    "/paijat-hame/tieto/menetetyt-elinvuodet/",
    "/paijat-hame/tieto/menetetyt-elinvuodet/?nakyma=julkaistu",
    "/paijat-hame/tieto/menetetyt-elinvuodet/lahde/",
    "/lahti/tieto/hyte-kerroin/entajos/?teko=esimerkki-teko-lahti-kokemus&teko=esimerkki-teko-lahti-kertomus",
    "/paijat-hame/seulonnat/saannostot/audit-c-thl/oletus/",
    f"{PLANS}esimerkki-alueellinen-suunnitelma/vertaa/",
    f"{PLANS}esimerkki-alueellinen-suunnitelma/versiot/1/",
    f"{PLANS}esimerkki-alueellinen-suunnitelma/kausi/",
    f"{PLANS}esimerkki-ikaantyneiden-suunnitelma/",
    REGIONAL_REPORT,
    f"{REGIONAL_REPORT}kasittely/",
    LAHTI_REPORT,
    f"{LAHTI_REPORT}vertaa/",
    f"{LAHTI_REPORT}selkokieli/",
    "/tili/signup/",
    "/tili/password/reset/",
    "/tili/password/reset/done/",
    "/tili/password/reset/key/done/",
    "/tili/confirm-email/",
    "/tili/inactive/",
    "/tili/reauthenticate/",
    "/tili/3rdparty/",
    "/tili/3rdparty/login/cancelled/",
    "/tili/3rdparty/login/error/",
]
# The same page in another language: the frame and the words change, so one of each kind of frame is enough.
OTHER_LANGUAGES = [f"/{code}{path}" for code in ("sv", "en") for path in ("/", "/sysma/", "/paijat-hame/toimielimet/")]
EMPTY = ["", "rakenne/", "rakenne/organisaatio/", "rakenne/muutokset/", "toimielimet/", "tehtavat/", "saannokset/"]
EMPTY += ["painopisteet/", "karjet/", "asiakirjat/", "yhteistyomalli/", "asiat/", "kokoukset/", "paatokset/"]
EMPTY += ["osallistu/", "palaute/", "saavutettavuus/", "haku/?q=verkosto"]

# What no walk meets, and why, or the test that opens it.
NOT_A_PAGE = {
    "api:": "data, not a page",
    "healthz": "for a load balancer",
    "robots": "for robots",
    "set_language": "a form of Django's own that no page uses",
    "openid_connect_": "only with an outside sign-in service",
    "socialaccount_signup": "only on the way back from an outside sign-in service",
    "mfa_download_recovery_codes": "a file, offered only where the codes may be shown again",
    "indicators:release-counted-file": "a file, offered only by a release that hides counts",
    "account_set_password": "leads an account that has a password to changing it",
    "account_confirm_login_code": "leads away where sign-in by code is not chosen",
}
OPENED_IN = {
    "account_confirm_email": test_yearly_jobs.test_a_resident_signs_up_and_gives_feedback,
    "accounts:invitation": test_yearly_jobs.test_an_administrator_invites_and_the_invited_person_joins,
    "accounts:link": test_yearly_jobs.test_a_chair_answers_by_a_signed_link,
    "account_reset_password_from_key": test_sign_in.test_a_forgotten_password_is_renewed_by_a_letter,
    "mfa_activate_totp": test_sign_in.test_a_second_step_is_taken_into_use_and_left,
    "mfa_authenticate": test_sign_in.test_a_second_step_is_taken_into_use_and_left,
    "mfa_reauthenticate": test_sign_in.test_a_second_step_is_taken_into_use_and_left,
    "mfa_deactivate_totp": test_sign_in.test_a_second_step_is_taken_into_use_and_left,
    "mfa_view_recovery_codes": test_sign_in.test_a_second_step_is_taken_into_use_and_left,
    "mfa_generate_recovery_codes": test_sign_in.test_a_second_step_is_taken_into_use_and_left,
}


@pytest.fixture(scope="module")
def eyes():
    return Eyes()


@pytest.fixture(scope="module")
def walks():
    return {}


@pytest.fixture
def walk_as(windows, walks, eyes, tmp_path):
    """A walk as someone; done once, however many tests ask for it, and always after those before them in the list.

    A page that one has met is not opened by the next, so the coordinator, whose pages offer most, has to be the first.
    """

    def walk(who: str):
        for earlier in PEOPLE:
            if earlier not in walks:
                walks[earlier] = walk_anew(earlier)
            if earlier == who:
                break
        return walks[who]

    def walk_anew(who: str):
        email, starts = PEOPLE[who]
        page = windows.start(email)
        if who == "coordinator":
            starts = [*starts, *UNLINKED, *act_as_coordinator(page, tmp_path)]
        if who == "administrator":
            starts = [*starts, *act_as_administrator(page)]
        met = frozenset().union(*(walk.visited for walk in walks.values()))
        page.ears.take()
        found = Crawler(page, eyes=eyes, met=met, again=not email).walk(starts)
        page.context.close()
        windows.open.remove(page.context)
        return found

    return walk


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_sound_for(who, walk_as):
    walk = walk_as(who)
    assert not walk.faults, walk.told()


def test_no_page_is_left_out(walk_as):
    """A new page is found by its links; one that is not found is either said to be no page, or lacks a link."""
    seen = set().union(*(walk_as(who).names for who in PEOPLE)) | set(OPENED_IN)
    left = [name for name in sorted(set(known_addresses()) - seen) if not name.startswith(tuple(NOT_A_PAGE))]
    assert not left, "not reached: " + ", ".join(left)


def test_pages_are_sound_in_other_languages(visit, eyes):
    found = Crawler(visit(), eyes=eyes, spoils=False)
    for address in OTHER_LANGUAGES:
        found.look(address)
    assert not found.crawl.faults, found.crawl.told()


def test_a_county_that_has_just_begun_says_what_belongs_on_each_page(visit, portal, eyes):
    portal.run("start", "--county", "Kainuu", "--empty")
    found = Crawler(visit(), eyes=eyes, spoils=False)
    for page in EMPTY:
        found.look(f"/kainuu/{page}")
    assert not found.crawl.faults, found.crawl.told()


@pytest.mark.parametrize(
    ("email", "address", "status"),
    [
        ("", "/paijat-hame/toimielimet/ei-ole/", 404),
        ("", "/ei-ole/", 404),
        ("lukija@example.org", "/paijat-hame/puutteet/", 403),
        ("lukija@example.org", "/paijat-hame/toimielimet/uusi/", 403),
    ],
)
def test_a_refusal_is_a_page_too(visit, eyes, email, address, status):
    page = visit(email)
    response = page.goto(address)
    assert response.status == status
    assert eyes.faults_of(page) == []
    assert page.locator("main a").count() >= 1


def test_the_page_of_a_fault_is_sound(visit, eyes, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    page = visit()
    page.route(
        "**/vika/", lambda route: route.fulfill(status=500, content_type="text/html", body=render_to_string("500.html"))
    )
    page.goto("/vika/")
    assert eyes.faults_of(page) == []
