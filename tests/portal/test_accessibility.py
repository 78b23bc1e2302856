from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.recording import Conflict
from hyte.portal import operations
from hyte.portal.models import AccessibilityStatement
from tests.core.people import a_member, acting, an_area, an_organisation

pytestmark = pytest.mark.django_db
VALUES = {
    "method": "self",
    "auditor": "",
    "assessed_on": date(2026, 3, 2),
    "conformance": "partial",
    "faults": "Kuvan tekstit ovat pieniä puhelimella.",
    "email": "saavutettavuus@example.fi",
    "contact": "",
}


@pytest.fixture
def organisation():
    return an_organisation(an_area("lahti"))


@pytest.fixture
def administrator(organisation):
    return a_member(organisation, "administrator")


def test_without_a_statement_the_page_says_so_and_names_the_supervisor(client, organisation):
    page = client.get("/en/lahti/saavutettavuus/").content.decode()
    assert "has not assessed these pages yet" in page
    assert "Traficom" in page
    assert "306/2019" in page
    assert "/en/lahti/palaute/" in page


def test_a_statement_is_published_with_its_faults_and_contact(client, organisation, administrator):
    operations.state_accessibility(organisation, version=None, by=acting(administrator), **VALUES)
    page = client.get("/en/lahti/saavutettavuus/").content.decode()
    assert "Kuvan tekstit ovat pieniä" in page
    assert "saavutettavuus@example.fi" in page
    assert AuditEntry.objects.filter(verb="accessibility_stated").count() == 1


def test_the_administrator_edits_the_statement_on_its_page(client, organisation, administrator):
    address = reverse("portal:accessibility-edit", args=["lahti"])
    assert client.get(address).status_code == 302
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 200
    posted = {**VALUES, "assessed_on": "2026-03-02", "version": ""}
    assert client.post(address, posted).status_code == 302
    first = AccessibilityStatement.objects.get()
    posted |= {"version": first.version, "conformance": "full", "faults": ""}
    assert client.post(address, posted).status_code == 302
    first.refresh_from_db()
    assert first.conformance == "full"


def test_the_second_of_two_editors_is_told_and_loses_nothing(client, organisation, administrator):
    first = operations.state_accessibility(organisation, version=None, by=acting(administrator), **VALUES)
    seen = first.version
    newer = {**VALUES, "faults": "Toinen vika."}
    operations.state_accessibility(organisation, version=seen, by=acting(administrator), **newer)
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("portal:accessibility-edit", args=["lahti"])
    posted = {
        **VALUES,
        "assessed_on": "2026-03-02",
        "version": seen,
        "faults": "Minun vikani.",
        "method": "person",
        "auditor": "Oy Ab",
    }
    response = client.post(address, posted)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Toinen vika." in page
    assert "Minun vikani." in page
    assert 'name="method" value="person"' in page
    first.refresh_from_db()
    assert f'name="version" value="{first.version}"' in page


def test_a_first_statement_written_by_two_is_a_conflict(organisation, administrator):
    operations.state_accessibility(organisation, version=None, by=acting(administrator), **VALUES)
    with pytest.raises(Conflict):
        operations.state_accessibility(organisation, version=None, by=acting(administrator), **VALUES)


@pytest.mark.parametrize("changed", [{"method": "person"}, {"conformance": "none", "faults": ""}])
def test_a_statement_that_leaves_out_what_the_law_asks_is_not_saved(organisation, administrator, changed):
    with pytest.raises(ValidationError):
        operations.state_accessibility(organisation, version=None, by=acting(administrator), **{**VALUES, **changed})


@pytest.mark.parametrize("role", ["coordinator", "official", "reader"])
def test_only_the_administrator_may(client, organisation, role):
    other = a_member(organisation, role)
    with pytest.raises(NotAllowed):
        operations.state_accessibility(organisation, version=None, by=acting(other), **VALUES)
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("portal:accessibility-edit", args=["lahti"])).status_code == 403
