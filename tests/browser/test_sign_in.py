"""Signing in with a second step, and getting back in without a password, by keyboard."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest

from hyte.portal.demo_accounts import PASSWORD
from tests.browser.checks import Eyes
from tests.browser.keyboard import send, write_in

pytestmark = pytest.mark.browser

READER, AUDITOR = "lukija@example.org", "tarkastaja@example.org"
NEW_PASSWORD = "kevät-jää-lähtee-14"


@pytest.fixture(scope="module")
def eyes():
    return Eyes()


def code_of(secret: str) -> str:
    """The six digits that an authenticator shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def enter(page, **fields: str) -> None:
    """Write in the fields and press Enter in the last: the form's first button, not its way out, is meant."""
    for name, text in fields.items():
        write_in(page, name, text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in(page, email: str, password: str = PASSWORD) -> None:
    page.goto("/tili/login/")
    enter(page, login=email, password=password)


def open_own(page, address: str) -> None:
    """Open a page of one's own account, which may ask for the password again first."""
    page.goto(address)
    if "/reauthenticate/" in page.url:
        enter(page, password=PASSWORD)
    assert page.url.endswith(address)


def test_a_second_step_is_taken_into_use_and_left(visit, eyes):
    page = visit()
    sign_in(page, READER)
    open_own(page, "/tili/2fa/totp/activate/")
    assert eyes.faults_of(page) == []
    enter(page, code="000000")
    assert eyes.faults_of(page) == []
    # Read from a field, never from the page's text: the picture beside it is long and may look like a secret.
    secret = page.evaluate(
        "[...document.querySelectorAll('main input')].find(i => /^[A-Z2-7]{26,}$/.test(i.value)).value"
    )
    for _try in range(2):  # a code lives for half a minute, and this one may have been at its end
        if "/totp/activate/" in page.url:
            enter(page, code=code_of(secret))
    assert eyes.faults_of(page) == []
    recovery = page.locator("#recovery_codes").input_value().split()  # shown this once
    for address in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/"):
        open_own(page, f"/tili/2fa/{address}")
        assert eyes.faults_of(page) == [], address
    page.goto("/tili/2fa/reauthenticate/")
    assert eyes.faults_of(page) == []

    page.goto("/tili/logout/")
    assert eyes.faults_of(page) == []
    send(page)
    sign_in(page, READER)
    assert "/2fa/authenticate/" in page.url
    assert eyes.faults_of(page) == []
    enter(page, code="000000")
    assert eyes.faults_of(page) == []
    enter(page, code=recovery[0])
    assert page.goto("/oma-tyo/").status == 200
    assert page.url.endswith("/oma-tyo/")
    open_own(page, "/tili/2fa/totp/deactivate/")
    send(page)
    page.goto("/tili/2fa/")
    assert not page.locator("main a[href$='/totp/deactivate/']").count()


def test_a_forgotten_password_is_renewed_by_a_letter(visit, portal, eyes):
    page = visit()
    page.goto("/tili/password/reset/")
    enter(page, email=AUDITOR)
    assert eyes.faults_of(page) == []
    page.goto(re.search(r"https?://\S+", portal.letters_to(AUDITOR)[-1])[0])
    assert eyes.faults_of(page) == []
    enter(page, password1=NEW_PASSWORD, password2="toinen-salasana-14")
    assert eyes.faults_of(page) == []
    enter(page, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    assert eyes.faults_of(page) == []
    sign_in(page, AUDITOR, NEW_PASSWORD)
    page.wait_for_url("**/oma-tyo/")


def test_a_link_that_does_not_work_says_so(visit, eyes):
    page = visit()
    for address in (
        "/tili/password/reset/key/1-ei-ole/",
        "/tili/confirm-email/ei-ole/",
        "/tili/kutsu/ei-ole/",
        "/tili/linkki/ei-ole/",
    ):
        response = page.goto(address)
        assert response.status < 500, address
        assert eyes.faults_of(page) == [], address


def test_a_wrong_password_is_told_without_telling_which(visit, eyes):
    page = visit()
    sign_in(page, READER, "väärä-salasana-14")
    assert page.locator(".ds-error-summary, [role=alert], .ds-validation-message").count()
    assert eyes.faults_of(page) == []
