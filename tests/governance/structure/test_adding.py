"""Adding and correcting people, documents and other records by a form."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.structure.models import Body, Duty, FocusArea, Person, Post, Provision, SteeringDocument, Theme
from hyte.governance.structure.operations.corrections import correct
from hyte.governance.structure.operations.documents import add_document, change_document
from hyte.governance.structure.operations.people import add_person, change_person
from tests.factories import DAY, AreaFactory, BodyFactory, OrganisationFactory, PersonFactory, acting, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory(key="paijat-hame")


def page(area, name, *args):
    return reverse(f"structure:{name}", args=[area, *args])


@pytest.mark.parametrize("known", ["Hyte-ryhmä", "hyte ryhmä", "Wellgruppen", "Vanha nimi"])
def test_a_body_by_a_name_in_use_is_founded_only_on_purpose(area, client, known):
    body = BodyFactory(home=area, aliases=["Vanha nimi"], period__name_fi="Hyte-ryhmä", period__name_sv="Wellgruppen")
    client.force_login(member(area))
    given = {"name": known, "kind": "network", "day": timezone.localdate()}

    response = client.post(page(area, "body-found"), given)

    assert response.status_code == 422
    assert body.get_absolute_url() in response.content.decode()
    assert Body.objects.count() == 1
    client.post(page(area, "body-found"), {**given, "all_the_same": "on"})
    assert Body.objects.count() == 2


def test_a_body_is_renamed_to_a_name_in_use_only_on_purpose(area, client):
    other = BodyFactory(home=area, period__name_fi="Hyte-ryhmä")
    body = BodyFactory(home=area, aliases=["Oma nimi"], period__name_fi="Verkosto")
    client.force_login(member(area))
    address = page(area, "body-act", body.key, "nimea")
    given = {"name": "hyte ryhmä", "version": 1, "day": timezone.localdate()}

    asked = client.post(address, given)

    assert (asked.status_code, other.get_absolute_url() in asked.content.decode()) == (422, True)
    assert Body.objects.get(pk=body.pk).period.name == "Verkosto"
    client.post(address, {**given, "all_the_same": "on"})
    assert Body.objects.get(pk=body.pk).period.name == "hyte ryhmä"
    client.post(address, {**given, "version": 2, "name": "Oma nimi"})  # its own other name is nobody else's
    assert Body.objects.get(pk=body.pk).period.name == "Oma nimi"


def test_a_name_of_an_ended_or_another_areas_body_is_free(area, client):
    BodyFactory(home=area, period__name_fi="Ryhmä", period__valid_until=date(2024, 1, 1))
    BodyFactory(period__name_fi="Ryhmä")
    client.force_login(member(area))

    client.post(page(area, "body-found"), {"name": "Ryhmä", "kind": "network", "day": timezone.localdate()})

    assert Body.objects.of(area).count() == 2


def test_a_person_is_added_by_a_form_and_shown_once_known(area, client):
    client.force_login(member(area, "secretary"))
    given = {"name": "Keksitty Nimi", "day": timezone.localdate()}

    opened = client.post(page(area, "person-add"), given, follow=True)
    again = client.post(page(area, "person-add"), given)

    assert "Keksitty Nimi" in opened.content.decode()
    person = Person.objects.get()
    assert (person.home, "keksitty" in person.key, again.status_code) == (area, False, 422)
    assert AuditEntry.objects.filter(verb="person added").count() == 1


def test_only_those_who_appoint_may_add_people(area):
    values = {"name": "N", "day": DAY, "today": DAY}
    for by in (acting(area, "reader"), acting(area, "analyst"), acting(AreaFactory())):
        with pytest.raises(NotAllowed):
            add_person(area, by=by, **values)
    with pytest.raises(Refused):
        add_person(area, by=acting(area), **{**values, "name": "  "})

    assert Person.objects.count() == 0


def test_a_person_is_corrected_and_ended(area):
    person, by = PersonFactory(home=area, email="a@example.org"), acting(area)
    values = {"name": "Uusi", "organisation": None, "is_minor": False, "by": by, "today": DAY}

    with pytest.raises(Refused):
        change_person(person, version=1, valid_until=None, **{**values, "is_minor": True})
    with pytest.raises(ValidationError):
        change_person(person, version=1, valid_until=date(2020, 1, 1), **values)
    person = change_person(person, version=1, valid_until=DAY, **values)

    assert (person.name, person.valid_until) == ("Uusi", DAY)


def test_a_document_is_added_and_corrected_by_a_form(area, client):
    body, organisation = BodyFactory(home=area), OrganisationFactory(home=area)
    theme = Theme.objects.create(key="karki", home=area, name_fi="Kärki", set_name="Kärjet", valid_from=DAY)
    client.force_login(member(area))
    given = {
        "name": "Suunnitelma",
        "kind": "plan",
        "owner": organisation.pk,
        "period_start": "2025-01-01",
        "period_end": "2028-12-31",
        "approved_by": body.pk,
        "approved_on": "2025-02-01",
        "languages": ["fi", "sv"],
        "aliases": "Toinen nimi\n",
        "themes": [theme.pk],
        "day": "2025-01-01",
    }

    client.post(page(area, "document-add"), given)

    document = SteeringDocument.objects.get()
    assert (document.name_fi, document.owner, document.approved_by) == ("Suunnitelma", organisation, body)
    assert (document.languages, document.aliases, list(document.themes.all())) == (
        ["fi", "sv"],
        ["Toinen nimi"],
        [theme],
    )
    edit = page(area, "document-act", document.key, "muuta")
    shown = client.get(edit).context["form"]
    assert (shown["name"].value(), shown["approved_on"].value(), shown["languages"].value()) == (
        "Suunnitelma",
        date(2025, 2, 1),
        ["fi", "sv"],
    )
    client.post(edit, {**given, "version": 1, "name": "Ohjelma", "kind": "programme", "themes": []})
    document.refresh_from_db()
    assert (document.name_fi, document.kind, list(document.themes.all())) == ("Ohjelma", "programme", [])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"approved_on": "2025-02-01"}, "approved_by"),
        ({"approved_by_name": "Valtuusto"}, "approved_on"),
        ({"approved_by_name": "Valtuusto", "approved_on": "2199-01-01"}, "__all__"),
        ({"period_start": "2025-01-01", "period_end": "2024-01-01"}, "__all__"),
        ({"kind": ""}, "kind"),
    ],
)
def test_a_document_that_makes_no_sense_is_refused_with_a_sentence(area, client, given, field):
    client.force_login(member(area))

    response = client.post(
        page(area, "document-add"), {"name": "Suunnitelma", "kind": "plan", "day": "2025-01-01", **given}
    )

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert SteeringDocument.objects.count() == 0


def test_a_document_by_a_body_that_was_not_there_is_refused(area):
    body, by = BodyFactory(home=area, period__valid_from=DAY), acting(area)
    values = {"kind": "plan", "approved_by": body, "approved_on": DAY - timedelta(days=1)}

    with pytest.raises(Refused):
        add_document(area, name_fi="A", day=DAY, by=by, today=DAY, related={}, **values)
    document = add_document(area, name_fi="A", day=DAY, by=by, today=DAY, related={}, kind="plan")
    with pytest.raises(Refused):
        change_document(document, version=1, by=by, today=DAY, related={}, **values)
    with pytest.raises(NotAllowed):
        add_document(area, name_fi="B", day=DAY, by=acting(area, "secretary"), today=DAY, related={}, kind="plan")

    document.refresh_from_db()
    assert document.approved_on is None


@pytest.fixture
def records(area):
    common = {"home": area, "valid_from": date(2023, 1, 1)}
    return {
        "theme": Theme.objects.create(key="karki", name_fi="Kärki", set_name="Kärjet", **common),
        "focus-area": FocusArea.objects.create(key="painopiste", name_fi="P", set_name="Painopisteet", **common),
        "duty": Duty.objects.create(key="tehtava", title_fi="Tehtävä", **common),
        "provision": Provision.objects.create(key="saannos", act_fi="Laki", section="1 §", kind="law", **common),
        "post": Post.objects.create(key="virka", title_fi="Virka", **common),
    }


@pytest.mark.parametrize("name", ["theme", "focus-area", "duty", "provision", "post"])
def test_each_record_is_corrected_by_a_form_or_a_sheet(area, client, records, name):
    record = records[name]
    text = next(field for field in ("name_fi", "title_fi", "act_fi") if hasattr(record, field))
    address = page(area, f"{name}-act", record.key, "korjaa")
    assert client.get(address).status_code == 302
    client.force_login(member(area, "analyst"))
    assert client.get(address).status_code == 403
    assert "avain=" not in client.get(record.get_absolute_url()).content.decode()
    client.force_login(member(area))
    own = client.get(record.get_absolute_url()).content.decode()
    form = client.get(address).context["form"]
    given = {field.name: field.value() for field in form if field.value() not in (None, False)}

    client.post(address, {**given, text: "Korjattu"})

    record.refresh_from_db()
    assert (getattr(record, text), record.version, record.confirmed_on) == ("Korjattu", 2, timezone.localdate())
    assert address in own
    assert f"?avain={record.key}" in own


def test_a_records_sheet_holds_that_record_only(area, client, records):
    BodyFactory(home=area, key="ryhma-a"), BodyFactory(home=area, key="ryhma-b")
    client.force_login(member(area))

    def keys(sheet, **asked):
        text = client.get(reverse("exchange:download", args=[area, sheet]), {"muoto": "csv", **asked}).content.decode()
        return [line.split(",")[0].split(";")[0] for line in text.strip().splitlines()[1:]]

    assert keys("bodies", avain="ryhma-a") == ["ryhma-a"]
    assert keys("themes", avain="karki") == ["karki"]
    assert keys("themes", avain="ei-ole") == []
    assert keys("themes") == ["karki"]


def test_correct_asks_the_rule_and_the_version(area, records):
    theme, by = records["theme"], acting(area)
    with pytest.raises(NotAllowed):
        correct(theme, version=1, by=acting(area, "secretary"), today=DAY, name_fi="x")
    correct(theme, version=1, by=by, today=DAY, name_fi="x")

    with pytest.raises(Conflict):
        correct(theme, version=1, by=by, today=DAY, name_fi="y")


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (30, True)])
def test_a_body_that_ends_later_is_not_said_to_have_ended(area, client, days, is_told):
    body, day = BodyFactory(home=area), timezone.localdate() + timedelta(days=days)
    client.force_login(member(area))

    text = client.post(
        f"/en{page(area, 'body-act', body.key, 'paata')}", {"version": 1, "day": day}, follow=True
    ).content.decode()

    assert ("The body ends on" in text, "The body has ended." in text) == (is_told, not is_told)
    assert ("Ends on" in text) == is_told


@pytest.mark.parametrize("state", ["ended", "alive"])
def test_confirming_an_ended_body_from_an_old_list_says_why_not(area, client, state):
    until = date(2024, 1, 1) if state == "ended" else None
    body = BodyFactory(home=area, confirmed_on=None, period__valid_until=until)
    client.force_login(member(area))

    text = client.post(f"/en{page(area, 'bodies-confirm')}", {"body": [body.key]}, follow=True).content.decode()

    assert (f"{body} is not in force on" in text) == (state == "ended")


@pytest.mark.parametrize(("name", "field"), [("hyvaksy", "body"), ("korvaa", "new")])
def test_a_required_choice_begins_empty(area, client, name, field):
    document = SteeringDocument.objects.create(key="a", home=area, name_fi="A", kind="plan", valid_from=DAY)
    SteeringDocument.objects.create(key="b", home=area, name_fi="B", kind="plan", valid_from=DAY)
    BodyFactory(home=area)
    client.force_login(member(area))

    form = client.get(page(area, "document-act", document.key, name)).context["form"]

    assert form.fields[field].choices[0][0] == ""
    assert form[field].value() in (None, "")
