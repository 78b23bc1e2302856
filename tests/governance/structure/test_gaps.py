import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from hyte.core.accounts.rules import OPERATIONS, Principal, may
from hyte.core.audit.recording import Refused
from hyte.core.thread.gaps import MISSING, UNKNOWN, gap_list, gaps_of, with_verbs_of
from hyte.core.thread.operations import accept_gap
from hyte.governance.structure.models import (
    Body,
    Counterpart,
    DocumentLink,
    Post,
    SteeringDocument,
    Theme,
    ThemeMapping,
)
from tests.factories import (
    DAY,
    AreaFactory,
    BodyFactory,
    DutyFactory,
    FocusAreaFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    acting,
    member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory()


@pytest.fixture
def user(area):
    return member(area)


def kinds(area, user, strength=None, day=DAY):
    found = gaps_of(area, day=day, user=user)
    return [gap.kind for gap in found if strength in (None, gap.strength)]


def test_a_confirmed_body_without_a_mandate_is_missing_it(area, user):
    BodyFactory(home=area, confirmed_on=DAY)

    assert set(kinds(area, user, MISSING)) == {"body_without_mandate", "body_without_owner", "body_without_seats"}
    assert kinds(area, user, UNKNOWN) == []


def test_an_owner_that_has_ended_is_no_owner_and_the_gap_says_when(area, user):
    ended = OrganisationFactory(home=area, name_fi="Vanha keskus", valid_until=DAY - timedelta(days=1))
    BodyFactory(home=area, confirmed_on=DAY, period__owner=ended)

    gap = next(gap for gap in gaps_of(area, day=DAY, user=user) if gap.kind == "body_without_owner")

    assert "Vanha keskus" in gap.why
    assert "body_without_owner" not in kinds(area, user, day=DAY - timedelta(days=1))


def test_what_nobody_has_confirmed_is_not_known_and_is_one_line_a_kind(area, user):
    for _ in range(5):
        BodyFactory(home=area, confirmed_on=None)
    BodyFactory(home=area, confirmed_on=DAY - timedelta(days=400))

    unknown = [gap for gap in gaps_of(area, day=DAY, user=user) if gap.strength == UNKNOWN]

    assert kinds(area, user, MISSING) == []
    assert sorted((gap.kind, gap.count) for gap in unknown) == [
        ("body_without_mandate", 6),
        ("body_without_owner", 6),
        ("body_without_seats", 6),
        ("unconfirmed", 6),
    ]
    assert all(gap.verb for gap in unknown)


def one_of_each(area):
    """A record for each kind of gap; gives back the person whose contact has expired."""
    person = PersonFactory(home=area, email="a@example.org", contact_expires_on=date(2025, 1, 1))
    body = BodyFactory(
        home=area, period__permanence="fixed_term", period__ends_on=date(2025, 12, 31), period__mandate_fi="x"
    )
    SeatFactory(body=body, confirmed_on=DAY)
    Post.objects.create(
        key="virka", home=area, title_fi="Virka", is_fixed_term=True, valid_from="2025-01-01", valid_until=DAY
    )
    DutyFactory(home=area, confirmed_on=DAY, frequency="yearly")
    FocusAreaFactory(home=area, confirmed_on=DAY)
    SteeringDocument.objects.create(
        key="vanha", home=area, name_fi="Vanha", kind="plan", valid_from="2020-01-01", period_end=date(2025, 12, 31)
    )
    Theme.objects.create(
        key="karki", home=area, name_fi="Kärki", set_name="Kärjet", valid_from="2020-01-01", valid_until="2025-12-31"
    )
    BodyFactory(home=area, confirmed_on=DAY)
    return person


def test_each_gap_of_the_register_is_found(area, user):
    person = one_of_each(area)

    found = set(kinds(area, user, MISSING))

    assert found >= {
        "body_past_its_end",
        "vacant_seat",
        "post_ending",
        "duty_without_body",
        "duty_without_evidence",
        "focus_without_network",
        "focus_without_counterpart",
        "document_out_of_period",
        "themes_without_successor",
        "personal_data_expired",
    }
    assert person.pk in [gap.object_id for gap in gaps_of(area, day=DAY, user=user)]


def test_missing_comes_first_then_the_nearest_day_then_the_law(area, user):
    DutyFactory(home=area, confirmed_on=DAY, frequency="yearly")
    BodyFactory(home=area, period__permanence="fixed_term", period__ends_on=date(2025, 12, 31))
    BodyFactory(home=area, confirmed_on=None)

    found = gaps_of(area, day=DAY, user=user)

    assert found[0].kind == "body_past_its_end"
    assert found[1].kind == "duty_without_evidence"
    assert found[-1].strength == UNKNOWN


def test_an_accepted_gap_is_off_the_list_until_its_day(area, user):
    by = acting(area)
    body = BodyFactory(home=area, confirmed_on=DAY)
    until = DAY + timedelta(days=30)
    with pytest.raises(Refused):
        accept_gap(area, kind="x", model="structure.body", object_id=body.pk, reason=" ", until=until, by=by, today=DAY)

    accept_gap(
        area,
        kind="body_without_mandate",
        model="structure.body",
        object_id=body.pk,
        reason="Toimeksianto päätetään syksyllä",
        until=until,
        by=by,
        today=DAY,
    )

    assert "body_without_mandate" not in kinds(area, user)
    assert "body_without_mandate" in kinds(area, user, day=until + timedelta(days=1))


def test_gaps_of_another_area_are_not_told(area):
    BodyFactory(home=area, confirmed_on=DAY)

    assert kinds(AreaFactory(), member(AreaFactory())) == []


def test_the_page_is_for_the_areas_workers(client, area, user):
    address = reverse("thread:gaps", args=[area])
    Body.objects.all().delete()

    assert client.get(address).status_code == 302
    client.force_login(member(AreaFactory()))
    assert client.get(address).status_code == 403
    client.force_login(user)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("strength", [MISSING, UNKNOWN])
def test_the_page_takes_the_same_queries_for_one_of_each_kind_and_for_thirty(client, area, user, strength):
    today, by = timezone.localdate(), acting(area)
    client.force_login(user)
    counts = []
    for number in (1, 29):
        for _ in range(number):
            lacking_all(area, confirmed_on=today if strength == MISSING else None)
            body = BodyFactory(home=area, confirmed_on=today)
            accept_gap(
                area,
                kind="body_without_mandate",
                model="structure.body",
                object_id=body.pk,
                reason="Sovittu",
                until=today,
                by=by,
                today=today,
            )
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse("thread:gaps", args=[area]) + "?kaikki=1")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert len(response.context["accepted"]) == 30
    assert len(response.context["missing"]) > 200 if strength == MISSING else response.context["unknown"][0].count == 30


def lacking_all(area, *, confirmed_on):
    """A record for each kind of gap that several records can have."""
    body = BodyFactory(home=area, confirmed_on=confirmed_on)
    SeatFactory(body=body, confirmed_on=confirmed_on)
    DutyFactory(home=area, confirmed_on=confirmed_on, frequency="yearly")
    FocusAreaFactory(home=area, confirmed_on=confirmed_on)
    document(area, f"vanha-{body.pk}", period_end=date(2025, 12, 31), confirmed_on=confirmed_on)


def document(area, key, **values):
    return SteeringDocument.objects.create(
        key=key, home=area, name_fi=key, kind="plan", valid_from="2020-01-01", **values
    )


def fault(document, key, **values):
    return DocumentLink.objects.create(
        key=key,
        home=document.home,
        document=document,
        url="https://example.org/a.pdf",
        valid_from="2020-01-01",
        **{"fault": "dead", **values},
    )


def test_a_documents_gap_says_what_its_own_page_says(client, area, user):
    """A link that was taken away, or a document that a newer one supersedes, is a gap on neither page."""
    mended, broken, old = (document(area, key) for key in ("korjattu", "rikki", "vanha"))
    fault(mended, "linkki-1", valid_until=DAY - timedelta(days=1))
    link = fault(broken, "linkki-2")
    SteeringDocument.objects.filter(pk=old.pk).update(period_end=date(2025, 12, 31), superseded_by=mended)

    found = gap_list(area, day=DAY, user=user).missing
    page = client.get(mended.get_absolute_url() + f"?pvm={DAY}").content.decode()

    assert [(gap.kind, gap.record) for gap in found] == [("document_link_fault", "rikki")]
    assert found[0].verb.url == reverse("structure:link-act", args=[area, link.key, "muuta"])
    assert str(DocumentLink(fault="dead").get_fault_display()) not in page


def test_what_shows_by_itself_is_missing_though_nobody_has_confirmed_the_record(area, user):
    fault(document(area, "vanha", period_end=date(2025, 12, 31)), "linkki")
    BodyFactory(home=area, confirmed_on=None, period__permanence="fixed_term", period__ends_on=date(2025, 12, 31))

    assert kinds(area, user, MISSING) == ["body_past_its_end", "document_out_of_period", "document_link_fault"]


def test_a_seat_is_as_well_known_as_its_body(area, user):
    SeatFactory(body=BodyFactory(home=area, confirmed_on=DAY))
    SeatFactory(body=BodyFactory(home=area, confirmed_on=None))

    assert kinds(area, user, MISSING).count("vacant_seat") == 1
    assert kinds(area, user, UNKNOWN).count("vacant_seat") == 1


def test_a_seat_kept_for_a_post_or_an_organisation_is_not_vacant(area, user):
    body = BodyFactory(home=area)
    holder = PersonFactory(home=area)
    held, empty = (
        Post.objects.create(key=f"virka-{n}", home=area, title_fi="Virka", valid_from="2025-01-01", holder=person)
        for n, person in enumerate((holder, None))
    )
    SeatFactory(body=body, post=held)
    SeatFactory(body=body, represents=OrganisationFactory(home=area))
    vacant = SeatFactory(body=body, post=empty)

    found = [gap.object_id for gap in gaps_of(area, day=DAY, user=user) if gap.kind == "vacant_seat"]

    assert found == [vacant.pk]


def test_a_focus_area_whose_only_network_has_ended_lacks_one(area, user):
    focus = FocusAreaFactory(home=area, confirmed_on=DAY)
    body = BodyFactory(home=area, period__valid_until=DAY - timedelta(days=1))
    body.focus_areas.add(focus)
    Counterpart.objects.create(
        key="vastinpari", home=area, focus_area=focus, person=PersonFactory(home=area), valid_from="2025-01-01"
    )

    assert kinds(area, user, MISSING) == ["focus_without_network"]


def test_a_duty_split_into_smaller_ones_or_carried_by_an_organisation_is_told_apart(area, user):
    whole = DutyFactory(home=area, confirmed_on=DAY)
    DutyFactory(home=area, confirmed_on=DAY, parent=whole, body=BodyFactory(home=area))
    alone = DutyFactory(home=area, confirmed_on=DAY, organisation=OrganisationFactory(home=area))

    found = [gap for gap in gaps_of(area, day=DAY, user=user) if gap.kind == "duty_without_body"]

    assert [gap.object_id for gap in found] == [alone.pk]
    with translation.override("en"):
        why = next(g.why for g in gaps_of(area, day=DAY, user=user) if g.kind == "duty_without_body")
    assert why.startswith("Only the organisation")


def test_a_set_of_themes_that_is_followed_in_part_says_how_many_are_not(area, user):
    old = [theme(area, f"vanha-{n}", "Vanhat", valid_until=date(2025, 12, 31)) for n in range(3)]
    new = theme(area, "uusi", "Uudet")
    ThemeMapping.objects.create(home=area, source=new, target=old[0], kind="succeeds")

    with translation.override("en"):
        found = [gap for gap in gaps_of(area, day=DAY, user=user) if gap.kind == "themes_without_successor"]
    for one in old[1:]:
        ThemeMapping.objects.create(home=area, source=new, target=one, kind="succeeds")

    assert [gap.record for gap in found] == ["Vanhat"]
    assert "2 of its themes have no follower" in found[0].why
    assert "themes_without_successor" not in kinds(area, user)


def theme(area, key, set_name, **values):
    return Theme.objects.create(
        key=key, home=area, name_fi=key, set_name=set_name, valid_from="2020-01-01", confirmed_on=DAY, **values
    )


def test_every_kind_of_record_that_nobody_has_confirmed_has_its_line(area, user):
    DutyFactory(home=area)
    FocusAreaFactory(home=area)
    FocusAreaFactory(home=area, confirmed_on=DAY - timedelta(days=400))
    document(area, "ohjelma")

    with translation.override("en"):
        found = {gap.kind: gap for gap in gaps_of(area, day=DAY, user=user)}

    assert found["unconfirmed_focus_areas"].record == "2 focus areas have not been confirmed for a year"
    assert found["unconfirmed_duties"].record == "1 duty has not been confirmed for a year"
    assert found["unconfirmed_documents"].strength == UNKNOWN


def test_what_is_not_known_can_be_asked_by_a_task_with_its_words_ready(client, area, user):
    DutyFactory(home=area)
    with translation.override("en"):
        gap = next(gap for gap in gaps_of(area, day=DAY, user=user) if gap.kind == "duty_without_body")
    client.force_login(user)

    form = client.get(gap.verb.url).context["form"]

    assert form["title"].value() == f"Find out and record: {gap.record}"
    assert [name for name, _url in gap.which] == [DutyFactory._meta.model.objects.get().title]


def test_an_accepted_gap_is_named_on_the_page_and_can_be_shown_again(client, area, user):
    today = timezone.localdate()
    body = BodyFactory(home=area, confirmed_on=today)
    accept_gap(
        area,
        kind="body_without_owner",
        model="structure.body",
        object_id=body.pk,
        reason="Päätetään syksyllä",
        until=today,
        by=acting(area),
        today=today,
    )
    client.force_login(user)

    response = client.get(reverse("thread:gaps", args=[area]))

    acceptance, gap = response.context["accepted"][0]
    assert (acceptance.reason, gap.record) == ("Päätetään syksyllä", str(body))
    assert "Päätetään syksyllä" in response.content.decode()


def test_the_first_screen_has_ten_at_most_and_the_rest_are_one_step_away(client, area, user):
    for _ in range(5):
        BodyFactory(home=area, confirmed_on=timezone.localdate())
    client.force_login(user)
    address = reverse("thread:gaps", args=[area])

    assert len(client.get(address).context["missing"]) == 10
    assert len(client.get(address + "?kaikki=1").context["missing"]) == 15


@pytest.mark.parametrize("role", ["coordinator", "secretary", "analyst"])
def test_a_gaps_verb_is_shown_to_those_whose_page_opens_and_the_others_are_told_who_can(client, area, role):
    one_of_each(area)
    user = member(area, role)
    client.force_login(user)
    found = gap_list(area, day=DAY, user=user)
    gaps = [*found.missing, *found.unknown]

    shown = with_verbs_of(gaps, by=Principal(user=user))

    for gap, own in zip(gaps, shown, strict=True):
        assert client.get(gap.verb.url).status_code == 200 or own.verb is None, gap
        assert own.verb is not None or not may(Principal(user=user), gap.verb.operation, gap.about)
        assert gap.verb.operation in {"", *OPERATIONS}
        assert own.who
    hidden = {gap.kind for gap, own in zip(gaps, shown, strict=True) if own.verb is None}
    assert ("body_without_mandate" in hidden) == (role != "coordinator")
    assert ("vacant_seat" in hidden) == (role == "analyst")


def test_the_page_hides_a_verb_that_its_reader_may_not_use(client, area):
    body = BodyFactory(home=area, confirmed_on=timezone.localdate())
    address = reverse("structure:body-act", args=[area, body.key, "muuta"])
    pages = {}
    for role in ("coordinator", "analyst"):
        client.force_login(member(area, role))
        pages[role] = client.get(reverse("thread:gaps", args=[area])).content.decode()

    assert (address in pages["coordinator"], address in pages["analyst"]) == (True, False)


def test_no_verb_of_a_row_shouts_over_the_others(client, area, user):
    for _number in range(3):
        BodyFactory(home=area, confirmed_on=timezone.localdate())
    client.force_login(user)

    page = client.get(reverse("thread:gaps", args=[area])).content.decode()

    buttons = re.findall(r'<(?:a|button) class="ds-button"[^>]*>', page.partition("<main")[2].partition("</main")[0])
    assert len(buttons) > 3
    assert [button for button in buttons if "data-variant" not in button] == []
