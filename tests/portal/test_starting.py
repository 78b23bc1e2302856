"""A county or one municipality begins, and its first administrator gets in."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from hyte.core.accounts.models import Invitation, Membership
from hyte.core.areas.choices import OrganisationKind
from hyte.core.areas.models import Area
from hyte.core.audit.models import AuditEntry
from hyte.portal.starting import find_municipality, open_municipality
from tests.factories import AreaFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sysma():
    area = AreaFactory(key="sysma", name_fi="Sysmä", kind="municipality", is_open=False)
    OrganisationFactory(home=area, kind=OrganisationKind.MUNICIPALITY)
    return area


def test_a_municipality_starts_alone(sysma, client):
    county = AreaFactory(key="paijat-hame", name_fi="Päijät-Hämeen hyvinvointialue", kind="county", is_open=False)

    open_municipality(sysma)

    assert list(Area.objects.filter(is_open=True)) == [sysma]
    assert client.get("/sysma/").status_code == 200
    assert client.get(f"/{county.key}/").status_code == 404


def test_a_municipality_that_has_ended_does_not_start(sysma):
    Area.objects.filter(pk=sysma.pk).update(valid_until=date(2020, 12, 31))

    assert find_municipality("Sysmä") is None


def test_the_first_administrator_is_invited_by_command_and_joins(
    sysma, client, capsys, django_capture_on_commit_callbacks
):
    open_municipality(sysma)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("invite", "--area", "sysma", "--email", "paula@example.org")
    address = re.search(r"http://\S+(/\S*/kutsu/\S+)", mail.outbox[0].body)[1]
    form = {"name": "Paula", "password": "pitka-ja-hyva-sana", "password_again": "pitka-ja-hyva-sana"}

    opened = client.get(address)
    before = Membership.objects.count()
    client.post(address, form)

    assert (opened.status_code, before) == (200, 0)
    assert "paula@example.org" in capsys.readouterr().out
    membership = Membership.objects.get()
    assert (membership.user.email, membership.role, membership.area_id) == (
        "paula@example.org",
        "administrator",
        sysma.pk,
    )
    assert client.get("/sysma/kayttooikeudet/").status_code == 200
    assert AuditEntry.objects.filter(verb="invited").count() == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--area", "ei-ole", "--email", "a@example.org"], 2),
        (["--area", "sysma", "--email", "a@example.org"], 2),  # not open yet
        (["--area", "hollola", "--email", "ei-osoite"], 1),
    ],
)
def test_an_invitation_that_cannot_be_sent_is_a_sentence(sysma, words, status):
    hollola = AreaFactory(key="hollola", kind="municipality")
    OrganisationFactory(home=hollola, kind=OrganisationKind.MUNICIPALITY)

    with pytest.raises(CommandError) as error:
        call_command("invite", *words)

    assert (error.value.returncode, str(error.value)[-1]) == (status, ".")
    assert not Invitation.objects.exists()


def test_the_same_invitation_twice_is_refused(sysma):
    open_municipality(sysma)
    call_command("invite", "--area", "sysma", "--email", "paula@example.org")

    with pytest.raises(CommandError):
        call_command("invite", "--area", "sysma", "--email", "paula@example.org")

    assert Invitation.objects.filter(expires_at__gt=timezone.now()).count() == 1
