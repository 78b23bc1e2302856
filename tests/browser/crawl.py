"""A walk from page to page as one person: each kind of page is opened once, looked at, and its form sent wrong once."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.addresses import page_at
from tests.browser.checks import Eyes

Kind = tuple[str, str]
# Clears what must be told, writes what cannot be; says whether the form now holds something that must be refused.
SPOIL = """form => {
    const wrong = {email: "ei-osoite", url: "ei osoite", date: "31.2.2026"};
    let spoilt = false;
    for (const box of form.elements) {
        if (["hidden", "submit", "button", "fieldset"].includes(box.type) || box.readOnly || box.disabled) continue;
        if (box.type === "checkbox" || box.type === "radio") { spoilt ||= box.required; box.checked = false; }
        else if (box.localName === "select") {
            if ([...box.options].some(option => !option.value)) { spoilt ||= box.required; box.value = ""; }
        } else if (box.type === "file") spoilt ||= box.required;
        else if (wrong[box.type]) { const text = wrong[box.type]; box.type = "text"; box.value = text; spoilt = true; }
        else { spoilt ||= box.required; box.value = ""; }
    }
    form.noValidate = true;
    return spoilt;
}"""
# Pages whose business is a refusal: what a file's faults are shown on, and the end of an outside sign-in that failed.
SAYS_NO = {"exchange:preview", "socialaccount_login_error"}
TELLS = ".ds-error-summary, .ds-validation-message, [aria-invalid=true], main [role=alert]"


@dataclass
class Crawl:
    """What one person's walk through the pages found."""

    visited: set[Kind] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def names(self) -> set[str]:
        return {name for name, _word in self.visited} | self.verbs

    def told(self) -> str:
        return "\n".join(
            line for address, found in self.faults.items() for line in [address, *map("   {}".format, found)]
        )


def links_on(page: Page) -> list[str]:
    """Internal addresses that a press leads to, in their order; other languages are the same pages."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("a[href]")].map(a => a.href instanceof Object ? a.href.baseVal : a.href)
            .concat([...document.querySelectorAll("form[method=get][action]")].map(form => form.action))"""
    )
    here = urlsplit(page.url)
    parts = [urlsplit(address) for address in found]
    inside = [p for p in parts if (not p.netloc or p.netloc == here.netloc) and not p.path.startswith(("/sv/", "/en/"))]
    return [p.path + (f"?{p.query}" if p.query else "") for p in inside if p.path.startswith("/")]


def verbs_on(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll("form[method=post]")].map(f => new URL(f.getAttribute("action") || "", location).pathname)"""
    )


def kind_of(address: str) -> Kind | None:
    """Which page an address is, whatever its language; all sheets of tables are one kind of file."""
    path = urlsplit(address).path
    kind = page_at(path[3:] if path.startswith(("/sv/", "/en/")) else path)
    return (kind[0], "") if kind and is_file(kind) else kind


def is_file(kind: Kind) -> bool:
    return kind[0].startswith("api:") or kind[0].endswith(("download", "example", "-file", "-svg", "-png", "-pdf"))


class Crawler:
    """Walks as one person: from the starts to every kind of page that others have not `met`, or to all of them `again`."""

    def __init__(
        self, page: Page, *, eyes: Eyes, met: frozenset[Kind] = frozenset(), again: bool = False, spoils: bool = True
    ) -> None:
        self.page, self.eyes, self.met, self.again, self.spoils = page, eyes, met, again, spoils
        self.crawl = Crawl()
        self.queue: deque[str] = deque()

    def walk(self, starts: list[str]) -> Crawl:
        """Look at every start, and at each kind of page that can be reached from them."""
        for address in starts:
            self.look(address)
        while self.queue:
            address = self.queue.popleft()
            kind = kind_of(address)
            if kind is not None and kind not in self.crawl.visited and (self.again or kind not in self.met):
                self.look(address)
        return self.crawl

    def look(self, address: str) -> None:
        """Open a page, judge it, note where it leads."""
        kind = kind_of(address)
        assert kind is not None, f"{address} is no page of the product"
        self.crawl.visited.add(kind)
        if is_file(kind):
            if kind in self.met:
                return
            answer = self.page.context.request.get(address)
            if not answer.ok:
                self.note(address, f"answered {answer.status}")
            return
        response = self.page.goto(address, wait_until="domcontentloaded")
        assert response is not None
        if response.status >= 400 and kind[0] not in SAYS_NO:
            self.note(address, f"answered {response.status}")
        if (landed := kind_of(self.page.url)) != kind:
            self.crawl.visited.discard(kind)
            self.crawl.visited.add(landed or kind)
        self.queue.extend(links_on(self.page))
        self.crawl.verbs.update(found[0] for path in verbs_on(self.page) if (found := page_at(path)))
        if self.again or kind not in self.met:
            self.judge(address)
        if self.spoils and kind not in self.met:
            self.send_wrong(address)

    def judge(self, address: str) -> None:
        self.note(address, *self.eyes.faults_of(self.page), *self.page.ears.take())  # type: ignore[attr-defined]

    def send_wrong(self, address: str) -> None:
        """Send the page's form with nothing or nonsense in it: it is refused in words, on a page as sound as the others."""
        forms = [form for form in self.page.locator("main form[method=post]:has(:required)").all() if form.is_visible()]
        if not forms or not forms[0].evaluate(SPOIL):
            return
        with self.page.expect_navigation(wait_until="domcontentloaded") as answer:
            forms[0].evaluate("form => form.requestSubmit(form.querySelector('[type=submit]'))")
        address += " sent wrong"
        if answer.value is None or answer.value.status >= 500 or not self.page.locator(TELLS).count():
            self.note(address, f"does not tell what is wrong ({answer.value and answer.value.status})")
        self.judge(address)

    def note(self, address: str, *faults: str) -> None:
        if faults:
            self.crawl.faults[address].extend(faults)
