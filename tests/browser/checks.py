"""What every page must be, as a browser sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page

AXE = (Path(__file__).parent / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 800}
# Animations would be caught half-way, with colours that no reader sees.
STILL = "*, *::before, *::after { animation: none !important; transition: none !important; }"
# Each kind of element a page is made of, by what decides its look and its meaning; texts and addresses left out.
PARTS = """() => {
    const told = ["role", "type", "data-size", "data-color", "data-variant", "aria-invalid", "aria-current", "scope", "open"];
    const name = e => e.localName + "." + (e.getAttribute("class") || "") + told.map(a => "|" + (e.getAttribute(a) ?? "-")).join("");
    return [...new Set([...document.querySelectorAll("body *")].map(e => name(e.parentElement) + ">" + name(e)))];
}"""
SHAPE = """() => ({
    title: document.title.split("–")[0].trim(), headings: document.querySelectorAll("h1").length,
    language: document.documentElement.lang,
    empty: [...document.querySelectorAll("h1, h2, h3, th, label")].filter(e => !e.textContent.trim()).length,
    positive: document.querySelectorAll("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").length,
})"""
WIDEST = """() => document.scrollingElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("main *, header *, footer *")]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .section-nav"))
        .slice(0, 3).map(e => e.outerHTML.slice(0, 120)).concat([`${document.scrollingElement.scrollWidth} px`])"""


# Rows, items and choices beyond the third of one form: axe would judge each anew, slowly, and say the same.
TRIM = """() => {
    const form = e => e.localName + "." + (e.getAttribute("class") || "") + (e.getAttribute("aria-invalid") ?? "")
        + (e.checked ?? "") + [...e.children].map(form).join(",");
    for (const list of document.querySelectorAll("tbody, ul, ol, dl, select, svg, svg g, main, .stack, .columns")) {
        const met = {};
        for (const item of [...list.children]) {
            const name = form(item);
            met[name] = (met[name] || 0) + 1;
            if (met[name] > 3 && !item.selected) item.remove();
        }
    }
}"""


@dataclass
class Ears:
    """What a page says to the browser's console: errors, and what the content security policy stopped."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self.note)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))

    def note(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # A page that answers 404, 409 or 422 on purpose is also written to the console; its status is checked apart.
        place = message.location.get("url", "") if message.location else ""
        if message.text.startswith("Failed to load resource") and "/static/" not in place:
            return
        if "does not conform to the required format" in message.text:  # a wrong day, given back to whoever wrote it
            return
        self.heard.append(f"console: {message.text} ({place})")

    def take(self) -> list[str]:
        """What has been heard since the last time."""
        heard, self.heard = self.heard, []
        return heard


@dataclass
class Eyes:
    """Looks closely at what it has not seen before, and takes repeated rows out of the page to do so.

    A page made of parts that were judged already is not judged again.
    """

    seen: set[str] = field(default_factory=set)

    def faults_of(self, page: Page) -> list[str]:
        parts = set(page.evaluate(PARTS))
        faults = shape_faults(page)
        if not parts <= self.seen:
            self.seen |= parts
            page.evaluate(TRIM)
            faults += axe_faults(page)
        return faults


def axe_faults(page: Page) -> list[str]:
    """Each fault that axe finds by WCAG 2.1 A and AA, one line each."""
    if not page.evaluate("typeof window.axe !== 'undefined'"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
            preload: false}).then(report => report.violations)""",
        TAGS,
    )
    return [
        f"axe {rule['id']}: {rule['help']} — {len(rule['nodes'])} ×, first {rule['nodes'][0]['html'][:200]}"
        + (f" ({rule['nodes'][0]['any'][0]['message']})" if rule["nodes"][0]["any"] else "")
        for rule in found
    ]


def shape_faults(page: Page) -> list[str]:
    """A title, one first heading, the address's language, the order of Tab, and no sideways scrolling on a phone."""
    shape = page.evaluate(SHAPE)
    first = urlsplit(page.url).path.strip("/").split("/")[0]
    language = first if first in {"sv", "en"} else "fi"
    wrong = {
        "the title is empty": not shape["title"],
        f"{shape['headings']} first headings": shape["headings"] != 1,
        f"the language is {shape['language']!r}, not {language!r}": shape["language"] != language,
        f"{shape['empty']} headings or labels without a word": shape["empty"],
        "the order of Tab is not the order of the page": shape["positive"],
    }
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    widest = page.evaluate(WIDEST)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return [fault for fault, is_so in wrong.items() if is_so] + ([f"wider than 400 px: {widest}"] if widest else [])


def faults_of(page: Page) -> list[str]:
    return [*shape_faults(page), *axe_faults(page)]


def assert_sound(page: Page) -> None:
    """The page, in the state it is now, has no fault."""
    faults = faults_of(page)
    assert not faults, "\n".join([page.url, *faults])
