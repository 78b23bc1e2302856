"""Every page, as a visitor, a coordinator and an administrator meets it: accessible, sound, and fit for a phone."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import known_addresses, page_at
from tests.browser.checks import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STARTS = ["/", "/paijat-hame/", "/lahti/", "/sysma/"]
COORDINATOR, ADMINISTRATOR = "koordinaattori@example.org", "paakayttaja@example.org"
SYSMA = "sysma@example.org"  # a municipality's coordinator names its counterparts
PEOPLE = {"visitor": "", "coordinator": COORDINATOR, "administrator": ADMINISTRATOR, "sysma": SYSMA}
# Reached otherwise than by a link: from a form, a mail, after an act, or one record among many.
UNLINKED = [
    "/haku/",
    "/paijat-hame/haku/?q=verkosto",
    "/paijat-hame/toimielimet/?vahvistamatta=1",
    "/paijat-hame/henkilot/esimerkki-martti-mallivaara/",
    "/tili/signup/",
    "/tili/password/reset/",
    "/tili/confirm-email/",
    "/tili/password/reset/done/",
]

# What is not a page that a link leads to, and why.
NOT_A_PAGE = {
    "api:": "data, not a page",
    "healthz": "for a load balancer",
    "robots": "for robots",
    "set_language": "a form of Django's own that no page uses",
    "socialaccount_": "only with an outside sign-in service",
    "openid_connect_": "only with an outside sign-in service",
    "account_inactive": "only for a closed account",
    "account_set_password": "only for an account without a password",
    "account_confirm_login_code": "only where sign-in by code is chosen",
    "account_confirm_email": "opened in the test of a resident who signs up",
    "account_reset_password_from_key": "needs a letter",
    "account_reauthenticate": "only on the way to another page",
    "mfa_": "only with a second step of sign-in; its first page is visited",
    "accounts:invitation": "opened in the test of an invited person",
    "accounts:link": "opened in the test of a chair who answers",
    "tasks:reopen": "only for a task that is done",
    "tasks:job": "only while a long job is there",
    "tasks:complete": "only for an open task",
    "tasks:pass-on": "only for an open task",
    "accounts:cancel-invitation": "only for an open invitation",
    "accounts:end-right": "only for a right that was given",
    "thread:gap-withdraw": "only for an accepted gap",
    "files:unshare": "only for a shared file",
    "audit:undo": "pressed in the test of a merge",
    "exchange:apply": "only for a file without faults",
}


@dataclass
class Crawl:
    """What one person's walk through the pages found."""

    visited: set[tuple[str, str]] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def links_on(page: Page) -> list[str]:
    """Internal addresses that a press leads to, in their order; other languages are the same pages."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("a[href]")].map(a => a.href instanceof Object ? a.href.baseVal : a.href)"""
    )
    here = urlsplit(page.url)
    parts = [urlsplit(address) for address in found]
    inside = [p for p in parts if (not p.netloc or p.netloc == here.netloc) and not p.path.startswith(("/sv/", "/en/"))]
    return [p.path + (f"?{p.query}" if p.query else "") for p in inside if p.path.startswith("/")]


def verbs_on(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll("form[method=post]")].map(f => new URL(f.getAttribute("action") || "", location).pathname)"""
    )


class Crawler:
    """Walks from page to page; each kind of page is looked at once, whatever record it shows."""

    def __init__(self, page: Page, *, skip: set[tuple[str, str]] = frozenset()) -> None:  # type: ignore[assignment]
        self.page, self.skip = page, skip
        self.crawl = Crawl()
        self.seen: set[tuple[str, str]] = set()
        self.queue: deque[str] = deque()

    def walk(self, starts: list[str]) -> Crawl:
        for address in starts:
            if kind := page_at(urlsplit(address).path):
                self.seen.add(kind)
                self.look(address, kind)
        while self.queue:
            address = self.queue.popleft()
            kind = page_at(urlsplit(address).path)
            if kind is not None and kind not in self.seen:
                self.seen.add(kind)
                self.look(address, kind)
        return self.crawl

    def look(self, address: str, kind: tuple[str, str]) -> None:
        """Open a page, judge it, note where it leads."""
        if self.is_file(kind):
            answer = self.page.context.request.get(address)
            if not answer.ok:
                self.crawl.faults[address].append(f"answered {answer.status}")
        else:
            response = self.page.goto(address)
            assert response is not None
            # What a file's faults are shown on says 422 and is a page like the others.
            if response.status >= 400 and kind[0] != "exchange:preview":
                self.crawl.faults[address].append(f"answered {response.status}")
            self.queue.extend(links_on(self.page))
            self.crawl.verbs.update(found[0] for path in verbs_on(self.page) if (found := page_at(path)))
            if kind not in self.skip:
                self.judge(address)
        self.crawl.visited.add(kind)

    def judge(self, address: str) -> None:
        if faults := [*faults_of(self.page), *self.page.ears.take()]:  # type: ignore[attr-defined]
            self.crawl.faults[address].extend(faults)

    @staticmethod
    def is_file(kind: tuple[str, str]) -> bool:
        name = kind[0]
        return name.startswith("api:") or name.endswith(("download", "example", "-svg", "-pdf"))


@pytest.fixture(scope="module")
def crawls(windows) -> dict[str, Crawl]:
    return {}


@pytest.fixture
def crawl_as(windows, crawls, tmp_path):
    """A walk as someone; done once, however many tests ask for it."""

    def crawl(email: str) -> Crawl:
        if email not in crawls:
            page = windows.start(email)
            made = leave_something_to_see(page, tmp_path) if email == COORDINATOR else []
            # The later ones' pages are judged where they are not the coordinator's own.
            skip = crawls[COORDINATOR].visited if email in {ADMINISTRATOR, SYSMA} and COORDINATOR in crawls else set()
            crawls[email] = Crawler(page, skip=skip).walk([*STARTS, *UNLINKED, *made])
            page.context.close()
            windows.open.remove(page.context)
        return crawls[email]

    return crawl


def leave_something_to_see(page: Page, folder: Path) -> list[str]:
    """Feedback, a table with faults, a file and a meeting to come: pages that exist once someone has brought one."""
    page.goto("/paijat-hame/palaute/")
    page.locator("[name=subject]").first.check()
    page.fill("[name=text]", "Verkostolistan suodatin oli helppo löytää.")
    submit(page)
    table = folder / "verkostot.csv"
    table.write_text("key,name,kind\n,,kerho\n", encoding="utf-8")
    page.goto("/paijat-hame/tuonti/")
    page.set_input_files("[name=file]", table)
    submit(page)
    page.goto("/paijat-hame/tiedostot/uusi/")
    page.set_input_files("[name=file]", table)
    page.select_option("select[name=owner]", index=1)
    submit(page)
    page.goto("/paijat-hame/kokoukset/uusi/")
    page.select_option("select[name=body]", index=1)
    page.fill("[name=day]", (date.today() + timedelta(days=30)).isoformat())  # noqa: DTZ011 - a day on the calendar
    submit(page)
    return [urlsplit(page.url).path]


def submit(page: Page) -> None:
    with page.expect_navigation():
        page.click("main form[method=post] button[type=submit]")


@pytest.mark.parametrize("email", PEOPLE.values(), ids=PEOPLE)
def test_every_page_is_sound_for(email, crawl_as):
    faults = crawl_as(email).faults
    assert not faults, "\n".join(
        line for address, found in faults.items() for line in [address, *map("   {}".format, found)]
    )


def test_no_page_is_left_out(crawl_as):
    """A new page is found by its links; one that is not found is either said to be no page, or lacks a link."""
    walks = [crawl_as(email) for email in PEOPLE.values()]
    seen = {name for walk in walks for name, _word in walk.visited} | {verb for walk in walks for verb in walk.verbs}
    left = [name for name in sorted(set(known_addresses()) - seen) if not name.startswith(tuple(NOT_A_PAGE))]
    assert not left, "not reached: " + ", ".join(left)
