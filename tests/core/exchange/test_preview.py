"""What a file would change, as the page shows it before anything is saved."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from hyte.governance.structure.models import Body
from tests.factories import AreaFactory, BodyFactory, OrganisationFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory()


@pytest.fixture
def hand_in(client, area):
    client.force_login(member(area))

    def hand_in(text, *, name="verkostot.csv", language="en"):
        content = text if isinstance(text, bytes) else text.encode()
        with translation.override(language):
            address = reverse("exchange:upload", args=[area])
        response = client.post(address, {"sheet": "bodies", "file": SimpleUploadedFile(name, content)}, follow=True)
        return response, response.content.decode()

    return hand_in


def test_a_new_row_shows_its_name_and_what_it_fills(area, hand_in):
    OrganisationFactory(home=area, key="hva")

    _response, page = hand_in(
        "key,name,kind,aliases,owner,order,valid_from,source\n"
        "uni,Uniterveyden verkosto,network,Uniryhmä | Unet,hva,7,2026-01-01,Aluehallitus\n"
    )

    assert "Uniterveyden verkosto" in page
    assert "Uniryhmä | Unet" in page
    assert "2 more columns" in page
    assert "In force from: 1 January 2026" in page
    assert "Aluehallitus" in page
    assert "<del>" not in page
    assert Body.objects.count() == 0


def test_a_changed_row_shows_each_column_before_and_after(area, hand_in):
    body = BodyFactory(home=area, key="uni", aliases=["Unet"], period__name_fi="Vanha nimi")

    _response, page = hand_in("key,name,kind,aliases,home\nuni,Uusi nimi,working_group,Unet,\n")

    assert "<del>Vanha nimi</del> → <ins>Uusi nimi</ins>" in page
    assert "<del>network</del> → <ins>working group</ins>" in page
    assert "Unet" not in page
    assert page.count("<del>") == 2
    assert Body.objects.get(pk=body.pk).period.name_fi == "Vanha nimi"


def test_cells_are_shown_in_the_words_and_days_of_the_page(area, hand_in):
    OrganisationFactory(home=area, key="hva")
    BodyFactory(home=area, key="uni", is_plural=True, period__permanence="permanent", period__ends_on=date(2026, 5, 9))

    _response, page = hand_in(
        "key,name,kind,owner,is_plural,permanence,ends_on\nuni,Uni,working_group,hva,,fixed_term,9.6.2026\n",
        language="fi",
    )

    assert "<del>verkosto</del> → <ins>työryhmä</ins>" in page
    assert "Omistaja: <del>–</del> → <ins>hva</ins>" in page
    assert "<del>kyllä</del> → <ins>ei</ins>" in page
    assert "<del>pysyvä</del> → <ins>määräaikainen</ins>" in page
    assert "<del>9.5.2026</del> → <ins>9.6.2026</ins>" in page
    assert "2026-" not in page.partition("<main")[2].partition("</main")[0]


def test_a_new_period_is_compared_with_the_one_before_it(area, hand_in):
    BodyFactory(home=area, key="uni", period__name_fi="Vanha nimi", period__valid_from=date(2023, 1, 1))

    _response, page = hand_in("key,name,kind,valid_from\nuni,Uusi nimi,network,2026-01-01\n")

    assert "<del>Vanha nimi</del> → <ins>Uusi nimi</ins>" in page
    assert "<del>1 January 2023</del> → <ins>1 January 2026</ins>" in page


def test_a_fault_of_the_whole_file_is_said_to_be_one(hand_in):
    response, page = hand_in("a,A,network\n")

    assert response.status_code == 422
    assert "Whole file" in page
    assert "The first row does not name the columns" in page


def test_faults_lead_back_to_bringing_a_file_of_the_same_kind(hand_in, area):
    _response, page = hand_in("key,name,kind,valid_from\nuni,Uusi nimi,olematon,2026-01-01\n")

    button = f'href="/en/{area.key}/tuonti/?taulukko=bodies">Bring the file again</a>'
    assert button in page


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"\xff\xfe", b"\x00", "\ufeff".encode(), b'"', b"\xd0\xcf\x11\xe0", "💥".encode() * 99]
)
def test_no_file_breaks_the_page(hand_in, content):
    for name in ("a.xlsx", "a.csv", "a.xls", "a"):
        response, _page = hand_in(content, name=name)
        assert response.status_code == 422
