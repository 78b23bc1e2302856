"""One installation for all browser tests; a browser for each file of tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from hyte.portal.demo_accounts import PASSWORD
from tests.browser.checks import STILL, WIDE, Ears
from tests.browser.chromium import FLAGS, MISSING, find_chromium
from tests.browser.portal import Portal, start_portal


@pytest.fixture(scope="session")
def chromium() -> str:
    found = find_chromium()
    if found is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"On the build server browser tests must run: {MISSING}.")
        pytest.skip(MISSING)
    return found


@pytest.fixture(scope="session")
def portal(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with start_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    # Not for the whole session: Playwright keeps an event loop, in which other tests' queries would be refused.
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


class Visits:
    """Opens pages as a visitor or signed in; each person signs in once a file of tests."""

    def __init__(self, browser: Browser, portal: Portal) -> None:
        self.browser, self.portal = browser, portal
        self.states: dict[str, Any] = {}
        self.open: list[BrowserContext] = []

    def start(self, email: str = "", *, password: str = PASSWORD, **options: Any) -> Page:
        """A new window; signed in when an e-mail is given."""
        if email and email not in self.states:
            self.states[email] = self._sign_in(email, password)
        context = self._context(storage_state=self.states.get(email), **options)
        page = context.new_page()
        page.ears = Ears()  # type: ignore[attr-defined]
        page.ears.listen(page)  # type: ignore[attr-defined]
        return page

    def _context(self, **options: Any) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.portal.address, viewport=WIDE, locale="fi-FI", reduced_motion="reduce", **options
        )
        context.set_default_timeout(60_000)
        context.add_init_script(
            f"document.addEventListener('DOMContentLoaded', () => {{"
            f" const sheet = new CSSStyleSheet(); sheet.replaceSync({STILL!r});"
            f" document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }})"
        )
        self.open.append(context)
        return context

    def _sign_in(self, email: str, password: str) -> Any:
        context = self._context()
        page = context.new_page()
        page.goto("/tili/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/oma-tyo/")
        state = context.storage_state()
        context.close()
        self.open.remove(context)
        return state

    def close(self) -> None:
        for context in self.open:
            context.close()
        self.open.clear()


@pytest.fixture(scope="module")
def windows(browser: Browser, portal: Portal) -> Iterator[Visits]:
    """All windows of a file of tests."""
    visits = Visits(browser, portal)
    yield visits
    visits.close()


@pytest.fixture
def visit(windows: Visits) -> Iterator[Callable[..., Page]]:
    """Open a window for this test: `visit()` or `visit("koordinaattori@example.org")`."""
    before = list(windows.open)
    yield windows.start
    said = []
    for context in [each for each in windows.open if each not in before]:
        for page in context.pages:
            said += page.ears.take() if hasattr(page, "ears") else []
        context.close()
        windows.open.remove(context)
    assert not said, "\n".join(said)
