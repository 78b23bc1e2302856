"""The page of recovery codes says what to do with them and needs no script."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import reverse
from django.utils import translation

from tests.core.people import PASSWORD, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(client):
    user = a_user("osaaja@example.fi")
    client.post("/tili/login/", {"login": user.email, "password": PASSWORD})
    client.post("/tili/reauthenticate/", {"password": PASSWORD})
    return RecoveryCodes.activate(user)


def test_the_codes_are_there_without_a_script_and_nothing_waits_for_one(client, codes):
    with translation.override("en"):
        address = reverse("mfa_view_recovery_codes")
    page = client.get(address).content.decode()

    main = page.partition("<main")[2].partition("</main")[0]
    shown = re.search(r'<textarea[^>]*id="recovery_codes"[^>]*>([^<]*)</textarea>', main)
    assert shown
    assert shown[1].split() == codes.get_unused_codes()
    assert not re.search(r"<script|checkbox|<button", main)
    assert "recovery_codes.js" not in page
    assert "write them on paper" in main
    assert {"/en/tili/2fa/recovery-codes/download/", "/en/tili/2fa/recovery-codes/generate/"} <= set(
        re.findall(r'href="([^"]+)"', main)
    )
