"""A signed link: opening changes nothing, the button answers once, nothing of it leaks."""

from datetime import date, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hyte.core.accounts import signed_links
from hyte.core.accounts.models import SignedLink
from hyte.core.accounts.rules import OPERATIONS, SYSTEM, NotAllowed, Principal, allow, require
from hyte.core.accounts.signed_links import LinkNotUsable, answer_link, issue_link, open_link, register_purpose
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Refused, record
from tests.core.people import a_member, acting, an_area, an_organisation

pytestmark = pytest.mark.django_db


class WebsiteForm(forms.Form):
    website = forms.URLField(assume_scheme="https")


def answer_website(record_, *, by, today, website):
    require(by, "test.answer", record_)
    if "paha" in website:
        raise Refused("Tämä ei kelpaa.")
    with record(record_, verb="answered", by=by) as recording:
        recording.change(record_, website=website)


@pytest.fixture
def organisation(monkeypatch):
    monkeypatch.setattr(signed_links, "_purposes", dict(signed_links._purposes))
    register_purpose("test", WebsiteForm, answer_website, title="Mikä on sivunne osoite?")
    if "test.answer" not in OPERATIONS:
        allow("test.answer", "answer", [], link_purpose="test")
    yield an_organisation(an_area(), "association", "Seura")
    OPERATIONS.pop("test.answer", None)
    import rules

    if rules.rule_exists("test.answer"):
        rules.remove_rule("test.answer")


def ask(organisation, **values):
    values = {"email": "pj@seura.example", "asked_as": "puheenjohtaja", "by": SYSTEM, **values}
    address = issue_link("test", organisation, today=timezone.localdate(), **values)
    return address.replace("http://127.0.0.1:8000", "")


def test_opening_changes_nothing_however_often(client, organisation, django_assert_num_queries):
    address = ask(organisation)
    before = list(SignedLink.objects.values())

    statuses = [client.get(address).status_code, client.head(address).status_code, client.get(address).status_code]

    assert statuses == [200, 200, 200]
    assert list(SignedLink.objects.values()) == before
    assert AuditEntry.objects.count() == 0


def test_the_page_is_kept_out_of_indexes_caches_and_referrers(client, organisation):
    response = client.get(ask(organisation))

    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_the_button_answers_once_unverified(client, organisation):
    address = ask(organisation)

    first = client.post(address, {"website": "https://seura.example"})
    second = client.post(address, {"website": "https://toinen.example"})

    organisation.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert (first.status_code, second.status_code) == (200, 410)
    assert organisation.website == "https://seura.example"
    assert (entry.via, entry.is_verified, entry.actor) == ("link", False, None)


def test_the_owner_undoes_an_answer(client, organisation):
    client.post(ask(organisation), {"website": "https://seura.example"})
    city = an_organisation(organisation.home)
    coordinator = a_member(city, "coordinator")

    undo(AuditEntry.objects.get(), by=acting(coordinator))

    organisation.refresh_from_db()
    assert organisation.website == ""


def test_a_refusal_is_shown_and_leaves_the_link_open(client, organisation):
    address = ask(organisation)

    refused = client.post(address, {"website": "https://paha.example"})
    again = client.post(address, {"website": "https://seura.example"})

    assert refused.status_code == 422
    assert "Tämä ei kelpaa." in refused.content.decode()
    assert again.status_code == 200


def test_a_bad_answer_is_shown_in_the_form(client, organisation):
    response = client.post(ask(organisation), {"website": "ei osoite"})

    assert response.status_code == 422
    assert SignedLink.objects.get().used_at is None


def test_an_expired_link_is_closed(client, organisation):
    address = ask(organisation)
    SignedLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    assert client.get(address).status_code == 410
    assert client.post(address, {"website": "https://seura.example"}).status_code == 410


def test_a_new_link_closes_the_older_one(client, organisation):
    older = ask(organisation)
    newer = ask(organisation)

    assert [client.get(older).status_code, client.get(newer).status_code] == [410, 200]


def test_an_unknown_token_is_a_missing_page(client, organisation):
    assert client.get("/tili/linkki/arvaus/").status_code == 404


def test_a_withdrawn_record_closes_the_link(client, organisation):
    address = ask(organisation)
    type(organisation).objects.update(withdrawn_on=date(2026, 1, 1))

    assert client.get(address).status_code == 410


def test_the_link_acts_on_its_own_record_alone(organisation):
    ask(organisation)
    other = an_organisation(organisation.home, "association", "Toinen")
    by = Principal(link=SignedLink.objects.get(), via="link")

    require(by, "test.answer", organisation)
    with pytest.raises(NotAllowed):
        require(by, "test.answer", other)
    with pytest.raises(NotAllowed):
        require(by, "tasks.create", organisation.home)


def test_the_token_itself_is_not_stored(organisation):
    token = ask(organisation).rstrip("/").rsplit("/", 1)[-1]

    assert open_link(token) == SignedLink.objects.get()
    assert token not in str(SignedLink.objects.values().get())


def test_two_answers_at_once_leave_one(organisation):
    ask(organisation)
    link, same = SignedLink.objects.get(), SignedLink.objects.get()
    values = {"answer": {"website": "https://seura.example"}, "today": timezone.localdate(), "now": timezone.now()}

    answer_link(link, **values)

    with pytest.raises(LinkNotUsable):
        answer_link(same, **values)


def test_a_link_needs_an_address_and_a_known_purpose(organisation):
    with pytest.raises(ValidationError):
        ask(organisation, email="ei osoite")
    with pytest.raises(KeyError):
        issue_link("muu", organisation, email="a@b.fi", asked_as="", by=SYSTEM, today=timezone.localdate())
