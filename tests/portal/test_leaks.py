"""Nothing that is not public reaches a visitor or a worker of another area, by whatever door."""

import contextlib
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse

from hyte.core.accounts.rules import SYSTEM
from hyte.core.links.models import LinkKind
from hyte.core.links.operations import connect
from hyte.core.search.index import reindex
from hyte.governance.structure.models import Counterpart, SteeringDocument
from hyte.planning.reports.forms.handling import ApproveForm
from hyte.planning.reports.models import Statement
from hyte.planning.reports.operations import approving, handling, writing
from tests.doors import addresses_in, named_patterns, text_of
from tests.factories import (
    AreaFactory,
    BodyFactory,
    FocusAreaFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    member,
)
from tests.factories.budgets import budget_of, line_of
from tests.factories.reports import TODAY, decided, report_of, reread
from tests.knowledge.indicators.figures import indicator_in

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE, WITHDRAWN = (
    "Salli Salainen",
    "salli.salainen@example.org",
    "+358 40 555 0123",
    "Virheellinen verkosto",
)


@pytest.fixture
def area():
    area = AreaFactory(key="salaala", name_fi="Salaala")
    OrganisationFactory(home=area, key="salaala-hva")
    person = PersonFactory(home=area, key="salli", name=NAME, email=EMAIL, phone=PHONE)
    network = BodyFactory(home=area, key="verkosto", picture="hyte_network")
    SeatFactory(body=network, key="verkosto-1", person=person, publicity="role")
    SeatFactory(body=network, key="verkosto-2", person=person, role="secretary", publicity="signed_in")
    youth = PersonFactory(home=area, key="nuori", name="Nelli Nuori", is_minor=True)
    SeatFactory(body=BodyFactory(home=area, key="nuvo", period__kind="council"), person=youth, publicity="name")
    focus = FocusAreaFactory(home=area, key="osallisuus")
    Counterpart.objects.create(key="pari", home=area, focus_area=focus, person=person, valid_from="2023-01-01")
    withdrawn = BodyFactory(home=area, key="peruttu", period__name_fi=WITHDRAWN, withdrawn_on="2026-01-01")
    document = SteeringDocument.objects.create(
        key="suunnitelma", home=area, name_fi="Suunnitelma", kind="plan", valid_from="2023-01-01"
    )
    connect(document, LinkKind.MANDATES, withdrawn, by=SYSTEM)
    reindex()
    return area


KEYS = ["verkosto", "nuvo", "peruttu", "salli", "osallisuus", "verkosto-1", "pari", "suunnitelma"]


def addresses(area):
    """Every page of an area that needs nothing but a key, each with each key there is."""
    found = set()
    for name, names in named_patterns():
        if "area" not in names and "key" not in names:
            continue
        for key in KEYS:
            values = {
                "area": area,
                "key": key,
                "model": "structure.body",
                "word": "muuta",
                "name": "bodies",
                "kind": "body",
            }
            if name.startswith("exchange:") and "name" in names:
                found |= {
                    reverse(name, kwargs={"area": area, "name": sheet})
                    for sheet in ("bodies", "seats", "people", "counterparts", "posts", "links")
                }
                continue
            if set(names) <= values.keys():
                with contextlib.suppress(NoReverseMatch):  # a name that is also an address without an area
                    found.add(reverse(name, kwargs={part: values[part] for part in names}))
    found |= {
        f"/{area.key}/haku/?q=Salli",
        f"/{area.key}/haku/?q=Nelli",
        "/haku/?q=Salainen",
        f"/{area.key}/haku/?q=virheellinen",
    }
    found |= {
        f"/{area.key}/taulukot/seats/?muoto=csv",
        f"/{area.key}/taulukot/bodies/?muoto=csv",
        f"/{area.key}/taulukot/counterparts/?muoto=csv",
        f"/{area.key}/taulukot/links/?muoto=csv",
        f"/api/v1/links?area={area.key}",
    }
    return sorted(found)


@pytest.mark.parametrize("who", ["visitor", "resident", "worker elsewhere"])
def test_no_page_tells_what_is_not_public(client, area, who):
    if who == "resident":
        client.force_login(member(AreaFactory(), "reader"))
    elif who == "worker elsewhere":
        client.force_login(member(AreaFactory(), "coordinator"))
    secrets = ["Nelli Nuori", WITHDRAWN]
    if who != "worker elsewhere":  # workers of any area see each other's contacts: that is what they are for
        secrets += [NAME, EMAIL, PHONE] if who == "visitor" else [EMAIL, PHONE]

    # A key made of the name tells the name; one seat names Salli to whoever has signed in.
    keys = r"\b(salli|nuori)\b" if who == "visitor" else r"\bnuori\b"
    leaks = []
    pages = addresses(area)
    for address in pages:
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code == 200:
            text = text_of(response)
            searched = text.replace("?q=", "")
            leaks += [(address, secret) for secret in secrets if secret in searched]
            if "links" in address and "peruttu" in text:
                leaks.append((address, "a tie to what was withdrawn"))
            if "/taulukot/" in address and re.search(keys, text):
                leaks.append((address, "a person's key, which is made of the name"))

    assert len(pages) > 60
    assert leaks == []


def test_the_areas_own_coordinator_sees_them(client, area):
    client.force_login(member(area, "coordinator"))

    assert NAME in text_of(client.get(reverse("structure:body", args=[area, "verkosto"])))
    assert WITHDRAWN in text_of(client.get(reverse("structure:body", args=[area, "peruttu"])))


DRAFT, HEARD, EFFECT, UNASKED, SENTENCE, PROPOSED = (
    "Luonnoksen yksityinen lause",
    "Lausunto, jota ei ole julkaistu",
    "Muutos, jota ei ole julkaistu",
    "Syy olla kysymättä",
    "Luku 4711 henkilöä",
    "Talousarvioehdotus 2025",
)
SECRETS = (DRAFT, HEARD, EFFECT, UNASKED, SENTENCE, PROPOSED)


@pytest.fixture
def report():
    """A report in handling with words of its own, a statement, a body left unasked, a sentence about a number, and money."""
    home = AreaFactory(key="raporttila")
    report = report_of(home, kinds=("text", "indicators", "money", "handling"))
    section = report.sections.get(order=1)
    writing.write_section(section, version=section.version, words={"text_fi": DRAFT}, by=SYSTEM)
    line_of(budget_of(home, year=2025, state="proposal", name_fi=PROPOSED), "47110000")
    Statement.objects.create(
        key="lause", home=home, section=report.sections.get(order=2), indicator=indicator_in(home), text_fi=SENTENCE
    )
    heard, unheard = (path_step(report, role="heard") for _number in (1, 2))
    values = {"by": SYSTEM, "today": TODAY}
    heard = handling.ask_body(heard, version=heard.version, asked_on=TODAY, **values)
    told = {"answered_on": TODAY, "statement": HEARD, "effect": EFFECT}
    handling.note_statement(heard, version=heard.version, **told, **values)
    handling.say_why_not_asked(unheard, version=unheard.version, reason=UNASKED, by=SYSTEM)
    reindex()
    return decided(report)[0]


def path_step(report, *, role):
    body = BodyFactory(home=report.home)
    return handling.add_step(
        reread(report), version=reread(report).version, body=body, role=role, by=SYSTEM, today=TODAY
    )


def report_addresses(report):
    """Every page of the report and of its area by which something of it could be told."""
    home = report.home
    told = addresses_in(
        "reports",
        area=[home],
        key=[report.key, report.template.key],
        section=list(report.sections.values_list("key", flat=True)),
        step=list(report.steps.values_list("key", flat=True)),
        municipality=[home.key],
        document=[f"{report.key}-tuonti-1"],
        number=list(Statement.objects.values_list("pk", flat=True)),
        word=["muuta", "tiedot", "lausunto", "kirjoita", "hyvaksy", "otsikko", "jata-pois"],
    )
    searches = {f"/{home.key}/haku/?q={word}" for word in ("luonnoksen", "lausunto", "4711", "talousarvioehdotus")}
    models = ("reports.report", "reports.section", "reports.handlingstep", "reports.statement")
    keys = (report.key, report.sections.first().key, report.steps.first().key, "lause")
    histories = {f"/{home.key}/historia/{model}/{key}/" for model, key in zip(models, keys, strict=True)}
    others = {f"/{home.key}/", f"/{home.key}/talous/", f"/{home.key}/valtuuston-sivu/", "/api/v1/reports"}
    return sorted(told | searches | histories | others)


@pytest.mark.parametrize("who", ["visitor", "resident", "worker elsewhere"])
def test_a_report_that_is_not_approved_tells_nothing_outside_its_area(client, report, who):
    if who == "resident":
        client.force_login(member(AreaFactory(), "reader"))
    elif who == "worker elsewhere":
        client.force_login(member(AreaFactory(), "coordinator"))

    leaks = []
    for address in report_addresses(report):
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code == 200:
            text = text_of(response)
            leaks += [(address, secret) for secret in SECRETS if secret in text]

    assert leaks == []


def test_the_reports_own_writers_read_it(client, report):
    client.force_login(member(report.home))

    told = text_of(client.get(report.get_absolute_url()))
    path = text_of(client.get(reverse("reports:handling", args=[report.home, report.key])))
    assert [DRAFT in told, HEARD in path, EFFECT in path, UNASKED in path] == [True] * 4


def test_what_is_approved_tells_no_proposal_and_no_decision_that_the_reader_may_not_see(client, report):
    decision = report.steps.get(role="decides").decision
    form = ApproveForm(record=report, user=member(report.home))
    form.set_choices(report.home)
    assert list(form.fields["decision"].queryset) == [decision]
    stranger = ApproveForm(record=report, user=AnonymousUser())
    type(decision).objects.filter(pk=decision.pk).update(remove_on="2026-04-21")
    stranger.set_choices(report.home)
    assert list(stranger.fields["decision"].queryset) == []

    snapshot = approving.approve_report(report, version=report.version, decision=decision, by=SYSTEM, today=TODAY)
    assert PROPOSED not in snapshot.content
    assert PROPOSED not in text_of(client.get(report.get_absolute_url()))
