"""Sign-in through an OpenID provider that runs beside the test and is reached over HTTP, by environment variables only."""

import runpy
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from oidc_provider_mock import User as Known
from oidc_provider_mock import run_server_in_thread

from hyte import settings as product
from hyte.core.accounts.models import User
from tests.core.people import a_user

pytestmark = pytest.mark.django_db
SUBJECTS = {
    "aino": {"email": "aino@lahti.example", "email_verified": True, "name": "Aino Esimerkki"},
    "unverified": {"email": "aino@lahti.example", "email_verified": False, "name": "Joku Muu"},
    "in-words": {"email": "aino@lahti.example", "email_verified": "false", "name": "Joku Muu"},
    "silent": {"email": "aino@lahti.example", "name": "Aino Esimerkki"},
    "resident": {
        "email": "asukas@sahkoposti.example",
        "email_verified": True,
        "name": "Asta Asukas",
        "personal_identity_code": "010101-999X",
    },
    "nameless": {"email": "nimeton@sahkoposti.example", "email_verified": True},
}


@pytest.fixture(scope="module")
def provider():
    known = [Known(sub=sub, claims=claims) for sub, claims in SUBJECTS.items()]
    with run_server_in_thread(user_claims=known) as server:
        yield f"http://localhost:{server.server_port}"


def configure(settings, monkeypatch, **values):
    """Read the product's settings anew with these environment variables."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    read = runpy.run_path(product.__file__)
    settings.SOCIALACCOUNT_PROVIDERS = read["SOCIALACCOUNT_PROVIDERS"]
    settings.CONTENT_SECURITY_POLICY = read["CONTENT_SECURITY_POLICY"]
    return read


@pytest.fixture(autouse=True)
def fresh_limits():
    """How often an address may be mailed is counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def configured(settings, monkeypatch, provider):
    return configure(
        settings,
        monkeypatch,
        OIDC_CLIENT_ID="hyte",
        OIDC_CLIENT_SECRET="salaisuus",
        OIDC_SERVER_URL=provider,
        OIDC_NAME="Lahden kaupunki",
    )


def sign_in(client, subject, start="/tili/oidc/oidc/login/?process=login"):
    """Press the button, sign in at the provider, and come back."""
    asked = client.post(start)
    assert asked.status_code == 302, asked.content
    answered = httpx.post(asked["Location"], data={"sub": subject})
    assert answered.status_code == 302, answered.text
    back = urlsplit(answered.headers["Location"])
    return client.get(f"{back.path}?{back.query}", follow=True)


def signed_in(client):
    return User.objects.filter(pk=client.session.get("_auth_user_id", 0)).first()


def test_the_button_says_whose_sign_in_it_is_and_opening_it_signs_nobody_in(client, configured, provider):
    page = client.get("/tili/login/")
    opened = client.get("/tili/oidc/oidc/login/?process=login")

    assert "Lahden kaupunki" in page.content.decode()
    assert provider in page["Content-Security-Policy"]
    assert (opened.status_code, signed_in(client)) == (200, None)


def test_a_verified_address_enters_the_account_that_has_it(client, configured):
    aino = a_user("aino@lahti.example")

    answer = sign_in(client, "aino")

    assert (answer.status_code, signed_in(client)) == (200, aino)
    assert SocialAccount.objects.get().user == aino
    client.logout()
    sign_in(client, "aino")
    assert (signed_in(client), User.objects.count()) == (aino, 1)


@pytest.mark.parametrize("subject", ["unverified", "in-words", "silent"])
def test_an_unverified_address_never_enters_an_existing_account(client, configured, subject):
    a_user("aino@lahti.example")

    sign_in(client, subject)

    assert (signed_in(client), SocialAccount.objects.count(), User.objects.count()) == (None, 0, 1)


def test_a_closed_account_stays_closed(client, configured):
    a_user("aino@lahti.example", is_active=False)

    sign_in(client, "aino")

    assert signed_in(client) is None


def test_an_unknown_person_gets_a_residents_account(client, configured):
    sign_in(client, "resident")

    user = signed_in(client)
    assert (user.email, user.name, user.memberships.count()) == ("asukas@sahkoposti.example", "Asta Asukas", 0)
    assert EmailAddress.objects.get(user=user).verified
    sign_in(client, "resident")
    assert "010101-999X" not in str(SocialAccount.objects.values())


def test_a_new_account_with_an_unverified_address_waits_for_the_mail(
    client, configured, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(client, "unverified")

    assert signed_in(client) is None
    assert answer.request["PATH_INFO"] == "/tili/confirm-email/"
    assert [message.to for message in mail.outbox] == [["aino@lahti.example"]]


def test_someone_without_a_name_is_asked_for_one(client, configured):
    asked = sign_in(client, "nameless")
    assert signed_in(client) is None

    client.post(asked.request["PATH_INFO"], {"email": "nimeton@sahkoposti.example", "name": "Nimi Annettu"})

    assert signed_in(client).name == "Nimi Annettu"


def test_the_providers_own_domains_can_be_trusted_when_it_says_nothing(client, settings, monkeypatch, configured):
    aino = a_user("aino@lahti.example")
    configure(settings, monkeypatch, OIDC_VERIFIED_DOMAINS="lahti.example")

    sign_in(client, "silent")

    assert signed_in(client) == aino


def test_the_address_to_come_back_to_is_one_in_every_language(client, configured):
    def told(start):
        return parse_qs(urlsplit(client.post(start)["Location"]).query)["redirect_uri"]

    addresses = [told(f"{prefix}/tili/oidc/oidc/login/?process=login") for prefix in ("", "/sv", "/en")]

    assert addresses == [["http://testserver/tili/oidc/oidc/login/callback/"]] * 3


def test_a_swede_comes_back_to_pages_in_swedish(client, configured):
    page = client.get("/sv/tili/login/").content.decode()
    start = page.split('action="/sv/tili/oidc/', 1)[1].split('"', 1)[0].replace("&amp;", "&")

    answer = sign_in(client, "resident", f"/sv/tili/oidc/{start}")

    assert answer.request["PATH_INFO"].startswith("/sv/")


def test_several_providers_by_name(settings, monkeypatch, provider):
    read = configure(
        settings,
        monkeypatch,
        OIDC_PROVIDERS="entra,suomifi",
        OIDC_ENTRA_CLIENT_ID="a",
        OIDC_ENTRA_CLIENT_SECRET="b",
        OIDC_ENTRA_SERVER_URL="https://login.example/tenant/v2.0",
        OIDC_ENTRA_NAME="Kaupungin tunnus",
        OIDC_SUOMIFI_CLIENT_ID="c",
        OIDC_SUOMIFI_CLIENT_SECRET="d",
        OIDC_SUOMIFI_SERVER_URL="https://broker.example/",
        OIDC_ORIGINS="https://tunnistus.example",
    )

    apps = read["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert [(app["provider_id"], app["name"]) for app in apps] == [
        ("entra", "Kaupungin tunnus"),
        ("suomifi", "broker.example"),
    ]
    assert read["SIGN_IN_ORIGINS"] == ["https://broker.example", "https://login.example", "https://tunnistus.example"]
