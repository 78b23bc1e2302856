import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from hyte.core.areas.models import Organisation
from hyte.core.audit.versions import versions_of
from tests.core.people import an_area, an_organisation

pytestmark = pytest.mark.django_db


def test_a_missing_page_keeps_the_area_it_was_under(client):
    an_area("lahti")
    response = client.get("/en/lahti/ei-ole/")
    assert response.status_code == 404
    assert "Front page of Lahti" in response.content.decode()


def test_a_missing_page_without_an_area_leads_to_all_areas(client):
    response = client.get("/en/ei-ole/")
    assert response.status_code == 404
    assert "All areas" in response.content.decode()


def test_the_page_of_a_fault_needs_nothing_from_the_request():
    page = render_to_string("500.html")
    assert "<h1" in page


def test_an_expired_form_is_told_plainly():
    an_area("lahti")
    client = Client(enforce_csrf_checks=True)
    response = client.post("/en/lahti/palaute/", {"subject": "other", "text": "x"})
    assert response.status_code == 403
    assert "The form had expired" in response.content.decode()


def test_both_versions_are_told_field_by_field():
    lahti, hollola = an_area("lahti"), an_area("hollola")
    current = an_organisation(lahti, name="Lahden kaupunki")
    posted = QueryDict(mutable=True)
    posted.update(
        {"name": "Lahti", "home": str(hollola.pk), "kind": "municipality", "csrfmiddlewaretoken": "x", "version": "1"}
    )
    posted.setlist("other", ["1", "2"])
    versions = versions_of(current, posted, user=None)
    told = {row.name: (row.theirs, row.mine) for row in versions.differing}
    assert told == {"name": ("Lahden kaupunki", "Lahti"), "home": ("Lahti", "Hollola")}
    assert ("other", "1") in versions.carried
    assert ("other", "2") in versions.carried
    assert ("home", str(hollola.pk)) in versions.carried
    assert not any(name in {"name", "version", "csrfmiddlewaretoken"} for name, _value in versions.carried)


def test_a_day_written_the_finnish_way_is_the_same_day():
    current = an_organisation(an_area("lahti"))
    Organisation.objects.filter(pk=current.pk).update(confirmed_on="2023-09-01")
    current.refresh_from_db()
    with translation.override("fi"):
        versions = versions_of(current, QueryDict("confirmed_on=1.9.2023"), user=None)
    assert versions.differing == []
