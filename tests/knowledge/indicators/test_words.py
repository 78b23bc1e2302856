"""What people say of numbers: interpretations, joys and worries, and the area's claims beside their numbers."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv
from hyte.core.exchange.sheets import sheet_named
from hyte.core.thread.gaps import gap_list
from hyte.governance.structure.models import Claim
from hyte.knowledge.indicators.models import ClaimMeasure, Concern, Interpretation
from hyte.knowledge.indicators.operations.words import (
    check_concern,
    interpret,
    raise_concern,
    withdraw_concern,
    withdraw_interpretation,
)
from hyte.knowledge.indicators.queries.newest import newest_of
from hyte.knowledge.indicators.queries.words import ConcernFilter, concerns_of, interpretations_of
from tests.factories import DAY, AreaFactory, MunicipalityFactory, OrganisationFactory, UserFactory, acting, member
from tests.knowledge.indicators.said import dataset_in, indicator_in, numbers_of, use_own_store

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    use_own_store(settings, tmp_path)


@pytest.fixture
def county():
    county = AreaFactory(key="maakunta", code="HVA07")
    OrganisationFactory(home=county)
    return county


@pytest.fixture
def town(county):
    return MunicipalityFactory(key="kunta", code="KU398", county=county)


@pytest.fixture
def indicator(county):
    return indicator_in(dataset_in(county), "tyottomyys")


def number_of(area, indicator):
    return newest_of(area, [indicator]).get(indicator.key)


def said(area, indicator):
    return interpretations_of(indicator, area, user=UserFactory(), newest=number_of(area, indicator))


def test_words_keep_their_signer_day_and_number_and_are_marked_once_it_changes(town, indicator):
    numbers_of(indicator.dataset, {(indicator, town): 12.4}, year=2023)
    by = acting(town)

    words = interpret(indicator, area=town, text="Tehdas sulki", number=number_of(town, indicator), by=by, today=DAY)
    before = said(town, indicator)
    numbers_of(indicator.dataset, {(indicator, town): 13.1}, year=2024, now=LATER)
    after = said(town, indicator)

    assert (words.author, words.day, words.value, words.period_end) == (by.user, DAY, 12.4, date(2023, 12, 31))
    assert [(one.words, one.has_changed) for one in before] == [(words, False)]
    assert [(one.words, one.has_changed) for one in after] == [(words, True)]


def test_the_same_number_in_a_newer_release_leaves_the_words_unmarked(county, town, indicator):
    numbers_of(indicator.dataset, {(indicator, town): 12.4})
    interpret(indicator, area=town, text="Ennallaan", number=number_of(town, indicator), by=acting(town), today=DAY)

    numbers_of(indicator.dataset, {(indicator, town): 12.4, (indicator, county): 11.0}, now=LATER)

    assert [one.has_changed for one in said(town, indicator)] == [False]


def test_words_written_without_a_number_are_marked_when_one_comes(town, indicator):
    interpret(indicator, area=town, text="Lukua ei ole", number=None, by=acting(town), today=DAY)
    before = [one.has_changed for one in said(town, indicator)]

    numbers_of(indicator.dataset, {(indicator, town): 12.4})

    assert (before, [one.has_changed for one in said(town, indicator)]) == ([False], [True])


def test_only_the_areas_own_workers_write_words_and_withdraw_them_with_a_reason(county, town, indicator):
    with pytest.raises(NotAllowed):
        interpret(indicator, area=town, text="Ulkoa", number=None, by=acting(county), today=DAY)
    by = acting(town, "official")
    words = interpret(indicator, area=town, text="Meiltä", number=None, by=by, today=DAY)
    with pytest.raises(Refused):
        withdraw_interpretation(words, version=words.version, reason="", by=by, today=DAY)

    withdraw_interpretation(words, version=words.version, reason="Väärä luku", by=by, today=DAY)

    assert said(town, indicator) == []
    assert Interpretation.objects.get().withdrawn_reason == "Väärä luku"


def test_words_are_written_and_withdrawn_on_pages(client, town, indicator):
    numbers_of(indicator.dataset, {(indicator, town): 12.4})
    client.force_login(member(town))

    written = client.post(reverse("indicators:words", args=[town, indicator.key]), {"text": "Tehdas sulki"})
    words = Interpretation.objects.get()
    gone = client.post(
        reverse("indicators:words-withdraw", args=[town, words.key]), {"version": words.version, "reason": "Virhe"}
    )

    assert (written.status_code, gone.status_code) == (302, 302)
    assert (words.text, words.value, words.home) == ("Tehdas sulki", 12.4, town)
    assert not Interpretation.objects.live().exists()


def test_an_erased_signer_leaves_the_words_without_a_name(town, indicator):
    by = acting(town)
    interpret(indicator, area=town, text="Sanat", number=None, by=by, today=DAY)
    declared = Interpretation.personal_data

    for row in declared.of(by.user):
        declared.erase(row)

    assert Interpretation.objects.get().author is None


@pytest.fixture
def worry(town):
    return raise_concern(town, kind="worry", text="Nuoret voivat huonosti", by=acting(town), today=DAY)


def check(worry, outcome, indicators, *, by, version=None):
    version = worry.version if version is None else version
    return check_concern(
        worry, version=version, outcome=outcome, note="Näin on", indicators=indicators, by=by, today=DAY
    )


def test_a_worry_is_a_gap_until_it_is_held_against_the_numbers(town, worry, indicator):
    def gaps():
        return [
            gap.record for gap in gap_list(town, day=DAY, user=member(town)).missing if gap.kind == "worry_not_checked"
        ]

    before = gaps()
    checked = check(worry, "confirmed", [indicator], by=acting(town))

    assert (before, gaps()) == (["Nuoret voivat huonosti"], [])
    assert (checked.outcome, checked.outcome_on, list(checked.indicators.all())) == ("confirmed", DAY, [indicator])


@pytest.mark.parametrize(("outcome", "with_indicator"), [("open", True), ("confirmed", False), ("no_indicator", True)])
def test_an_outcome_that_contradicts_its_indicators_is_refused(town, worry, indicator, outcome, with_indicator):
    with pytest.raises(Refused):
        check(worry, outcome, [indicator] if with_indicator else [], by=acting(town))

    assert Concern.objects.get().outcome == "open"


def test_two_who_check_the_same_worry_meet(town, worry, indicator):
    check(worry, "confirmed", [indicator], by=acting(town))

    with pytest.raises(Conflict):
        check(worry, "no_indicator", [], by=acting(town), version=1)


def test_a_check_is_undone_from_the_history_with_its_ties(town, worry, indicator):
    by = acting(town)
    check(worry, "confirmed", [indicator], by=by)

    undo(AuditEntry.objects.get(verb="concern checked"), by=by)

    worry.refresh_from_db()
    assert (worry.outcome, worry.outcome_on, list(worry.indicators.all())) == ("open", None, [])


def test_a_withdrawn_worry_is_listed_no_more(town, worry):
    withdraw_concern(worry, version=worry.version, reason="Kahdesti", by=acting(town), today=DAY)

    assert concerns_of(town, user=UserFactory(), only=ConcernFilter()) == []


def test_a_worry_goes_from_raised_to_checked_on_pages_with_numbers_beside_the_choice(client, town, indicator):
    numbers_of(indicator.dataset, {(indicator, town): 12.4})
    client.force_login(member(town))

    raised = client.post(reverse("indicators:concern-raise", args=[town]), {"kind": "worry", "text": "Työttömyys"})
    worry = Concern.objects.get()
    form = client.get(reverse("indicators:concern-act", args=[town, worry.key, "tarkista"])).content.decode()
    values = {"version": worry.version, "outcome": "confirmed", "indicators": [indicator.pk], "note": "Kasvaa"}
    checked = client.post(reverse("indicators:concern-act", args=[town, worry.key, "tarkista"]), values)
    page = client.get(worry.get_absolute_url()).content.decode()

    assert (raised.url, checked.url) == (worry.get_absolute_url(), worry.get_absolute_url())
    assert "12,4" in form
    assert "12,4" in page
    assert "Kasvaa" in page


def test_visitors_read_joys_and_worries_and_change_none(client, county, town, worry):
    act = reverse("indicators:concern-act", args=[town, worry.key, "tarkista"])

    assert "Nuoret voivat huonosti" in client.get(reverse("indicators:concerns", args=[town])).content.decode()
    assert client.post(act, {}).status_code == 302
    client.force_login(member(county))
    assert client.post(act, {"version": 1, "outcome": "no_indicator", "note": "x"}).status_code == 403
    assert Concern.objects.get().outcome == "open"


def test_a_withdrawn_worry_has_no_page_for_visitors(client, town, worry):
    withdraw_concern(worry, version=worry.version, reason="Virhe", by=acting(town), today=DAY)

    assert client.get(worry.get_absolute_url()).status_code == 404


def test_joys_and_worries_taken_out_load_back_unchanged(town, worry, indicator):
    check(worry, "confirmed", [indicator], by=acting(town))
    sheet = sheet_named("concerns")
    content = write_csv([column.name for column in sheet.columns], rows_of(sheet, town, user=member(town)))

    plan = plan_load([(sheet, "concerns.csv", content)], by=SYSTEM, area=town)

    assert plan.as_dict() == {"created": 0, "changed": 0, "unchanged": 1, "errors": []}


def test_the_list_asks_equally_often_for_two_and_for_thirty(client, county, indicator):
    asked = {}
    for count in (2, 30):
        area = MunicipalityFactory(county=county)
        for n in range(count):
            Concern.objects.create(
                key=f"{area.key}-{n}", home=area, kind="joy", text=f"Ilo {n}", day=DAY
            ).indicators.add(indicator)
        with CaptureQueriesContext(connection) as questions:
            client.get(reverse("indicators:concerns", args=[area]))
        asked[count] = len(questions)

    assert asked[2] == asked[30]


def test_the_region_profile_shows_each_claim_with_its_number_or_as_a_claim_alone(client, county, indicator):
    numbers_of(indicator.dataset, {(indicator, county): 12.4}, year=2012)
    shown = Claim.objects.create(key="a", home=county, text_fi="Työttömyys on korkea", year=2023, order=1)
    Claim.objects.create(key="b", home=county, text_fi="Alueen keskus on kaunis", year=2023, order=2)
    ClaimMeasure.objects.create(claim=shown, indicator=indicator, home=county)

    page = client.get(reverse("indicators:region-profile", args=[county])).content.decode()

    first, second = page.index("Työttömyys on korkea"), page.index("Alueen keskus on kaunis")
    assert "12,4" in page[first:second]
    assert "2012" in page[first:second]
    assert "12,4" not in page[second:]
