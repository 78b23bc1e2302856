"""Ties between records: what a decision is about, what it replaces, what a document mandates."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.queries import described, history_of
from hyte.core.audit.recording import Refused
from hyte.core.links.models import Link, LinkKind
from hyte.core.links.operations import LinkNotDeclared, connect, disconnect
from hyte.core.search.index import index_rows
from hyte.core.thread.graph import walk
from hyte.governance.meetings.models import Decision, Matter, Meeting
from hyte.governance.meetings.ties import tie_choices, ties_of
from hyte.governance.structure.models import SteeringDocument
from tests.factories import DAY, AreaFactory, BodyFactory, DutyFactory, acting, member

pytestmark = pytest.mark.django_db
VISITOR = None


@pytest.fixture
def area():
    return AreaFactory(key="paijat-hame")


def a_decision(area, key="paatos", **values):
    body = BodyFactory(home=area, period__name_fi="Hyte-lautakunta")
    meeting = Meeting.objects.create(key=f"{key}-k", home=area, body=body, day=DAY, state="held")
    matter = Matter.objects.create(key=f"{key}-a", home=area, title_fi=f"Asia {key}", body=body, valid_from=DAY)
    return Decision.objects.create(
        key=key, home=area, meeting=meeting, matter=matter, verb="approved", day=DAY, **values
    )


def a_document(area, key="suunnitelma", **values):
    return SteeringDocument.objects.create(
        key=key, home=area, name_fi=f"Hyvinvointisuunnitelma {key}", kind="plan", valid_from=date(2023, 1, 1), **values
    )


def test_a_decision_is_tied_to_what_it_is_about_and_the_thread_leads_both_ways(area):
    decision, document = a_decision(area), a_document(area)

    connect(decision, LinkKind.DECIDES, document, by=acting(area))

    forward = [(str(node.via), node.record) for node in walk(decision, user=VISITOR, steps=1).forward]
    back = [(str(node.via), node.record) for node in walk(document, user=VISITOR, steps=1).back]
    assert ("päättää", document) in forward or ("decides", document) in forward
    assert [record for _words, record in back] == [decision]
    assert back[0][0] != forward[0][0]


def test_a_tie_is_recorded_undone_and_made_once(area):
    decision, document, by = a_decision(area), a_document(area), acting(area)

    connect(decision, LinkKind.DECIDES, document, by=by)
    connect(decision, LinkKind.DECIDES, document, by=by)
    entry = AuditEntry.objects.get(verb="connected")
    undo(entry, by=by)

    assert (entry.reason, Link.objects.count()) == (str(document), 0)
    link = connect(decision, LinkKind.DECIDES, document, by=by)
    disconnect(link, by=by)
    undo(AuditEntry.objects.get(verb="disconnected"), by=by)
    assert Link.objects.count() == 1


def test_what_makes_no_sense_is_refused(area):
    decision, document, by = a_decision(area), a_document(area), acting(area)

    with pytest.raises(LinkNotDeclared):
        connect(document, LinkKind.DECIDES, decision, by=by)
    with pytest.raises(Refused):
        connect(decision, LinkKind.REPLACES, decision, by=by)
    with pytest.raises(NotAllowed):
        connect(decision, LinkKind.DECIDES, document, by=acting(AreaFactory()))
    with pytest.raises(NotAllowed):
        connect(document, LinkKind.MANDATES, BodyFactory(home=area), by=acting(area, "secretary"))


def test_a_tie_to_an_invented_example_is_one(area):
    decision = a_decision(area, is_example=True)

    assert connect(decision, LinkKind.DECIDES, a_document(area), by=acting(area)).is_example


def test_an_end_that_the_reader_may_not_see_is_not_shown(area):
    decision, document = a_decision(area, remove_on=date(2024, 1, 1)), a_document(area)
    connect(decision, LinkKind.DECIDES, document, by=acting(area))

    assert ties_of([document], user=VISITOR) == {}
    assert [tie.other for tie in ties_of([document], user=member(area))[document.pk]] == [decision]


def test_choices_offer_what_the_reader_may_tie(area):
    document, body = a_document(area), BodyFactory(home=area, period__name_fi="Lasten verkosto")
    decision = a_decision(area)
    index_rows([document, body, decision])

    keeper = {code for code, _words in tie_choices(document, user=member(area))}
    secretary = {code for code, _words in tie_choices(document, user=member(area, "secretary"))}
    searched = {code for code, _words in tie_choices(document, user=member(area), text="lasten")}

    mandates = f"mandates to structure.body {body.key}"
    assert {mandates, "decides from meetings.decision paatos"} <= keeper
    assert secretary == {"decides from meetings.decision paatos"}
    assert searched == {mandates}


def test_a_secretary_ties_a_decision_by_a_plain_form_and_unties_it(area, client):
    decision, duty = a_decision(area), DutyFactory(home=area, title_fi="Vuosittainen neuvottelu")
    index_rows([decision, duty])
    client.force_login(member(area, "secretary"))
    page = decision.matter.get_absolute_url()
    address = reverse("meetings:tie", args=[area, "paatos", decision.key])

    assert address in client.get(page).content.decode()
    form = client.get(address, {"q": "neuvottelu"}).content.decode()
    assert "Vuosittainen neuvottelu" in form
    assert client.post(f"{address}?q=neuvottelu", {"version": decision.version}).status_code == 422
    code = f"decides to structure.duty {duty.key}"
    client.post(f"{address}?q=neuvottelu", {"version": decision.version, "end": code})

    link = Link.objects.get()
    shown = client.get(duty.get_absolute_url()).content.decode()
    assert str(decision) in shown
    client.post(reverse("meetings:untie", args=[area, link.pk]), {"back": "https://muualla.example/"})
    assert Link.objects.count() == 0


def test_pages_of_ties_are_for_those_who_may(area, client):
    decision = a_decision(area)
    link = connect(decision, LinkKind.DECIDES, a_document(area), by=acting(area))
    form, untie = reverse("meetings:tie", args=[area, "paatos", decision.key]), ["meetings:untie", area, link.pk]
    codes = {}
    for name, user in {"visitor": None, "reader": member(area, "reader"), "other": member(AreaFactory())}.items():
        client.logout()
        if user:
            client.force_login(user)
        codes[name] = [client.get(form).status_code, client.post(reverse(untie[0], args=untie[1:])).status_code]

    assert codes == {"visitor": [302, 302], "reader": [403, 403], "other": [403, 403]}
    assert Link.objects.count() == 1


def test_a_records_ties_take_the_same_queries_for_few_and_many(area, django_assert_num_queries):
    document, by = a_document(area), acting(area)
    user = member(area)
    user.active_memberships  # noqa: B018 - read once a request
    for number in range(12):
        connect(a_decision(area, f"p{number}"), LinkKind.DECIDES, document, by=by)

    with django_assert_num_queries(3):
        ties = ties_of([document], user=user)[document.pk]
        assert [str(tie.other) for tie in ties]


def test_a_tie_is_in_the_history_of_both_its_ends(area, client):
    decision, document, by = a_decision(area), a_document(area), acting(area)
    bystander = a_document(area, "muu")
    disconnect(connect(decision, LinkKind.DECIDES, document, by=by), by=by)
    client.force_login(member(area))

    def told(record):
        return [
            (entry.verb, [(one.field, one.before, one.after) for one in described(entry, record, user=member(area))])
            for entry in history_of(record)
        ]

    with translation.override("en"):
        assert told(document) == [
            ("disconnected", [("is decided by", str(decision), "")]),
            ("connected", [("is decided by", "", str(decision))]),
        ]
        assert [changes for _verb, changes in told(decision)] == [
            [("decides", str(document), "")],
            [("decides", "", str(document))],
        ]
    assert told(bystander) == []
    page = client.get(reverse("audit:history", args=[area, "structure.steeringdocument", document.key]))
    assert str(decision) in page.content.decode()


def test_a_history_does_not_name_an_end_that_its_reader_may_not_see(area):
    elsewhere = AreaFactory()
    decision, document = a_decision(elsewhere, remove_on=date(2024, 1, 1)), a_document(area)
    connect(decision, LinkKind.DECIDES, document, by=acting(elsewhere))

    [entry] = history_of(document)

    assert str(decision) not in str(described(entry, document, user=member(area)))
    assert str(decision) in str(described(entry, document, user=member(elsewhere)))
