"""What every page must be, as a browser sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

AXE = (Path(__file__).parent / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 800}
# Animations would be caught half-way, with colours that no reader sees.
STILL = "*, *::before, *::after { animation: none !important; transition: none !important; }"


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
        self.heard.append(f"console: {message.text} ({place})")

    def take(self) -> list[str]:
        """What has been heard since the last time."""
        heard, self.heard = self.heard, []
        return heard


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
    """A title, one first heading, a language, and no sideways scrolling on a phone."""
    faults = []
    if not page.title().split("–")[0].strip():
        faults.append("the title is empty")
    if (count := page.locator("h1").count()) != 1:
        faults.append(f"{count} first headings")
    if page.locator("html").get_attribute("lang") not in {"fi", "sv", "en"}:
        faults.append("no language")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    width = page.evaluate("document.scrollingElement.scrollWidth")
    if width > page.evaluate("innerWidth"):
        widest = page.evaluate(
            """() => [...document.querySelectorAll("main *, header *, footer *")]
                .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll"))
                .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""
        )
        faults.append(f"{width} px wide on a screen of 400 px: {widest}")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return faults


def faults_of(page: Page) -> list[str]:
    return [*shape_faults(page), *axe_faults(page)]


def assert_sound(page: Page) -> None:
    """The page, in the state it is now, has no fault."""
    faults = faults_of(page)
    assert not faults, "\n".join([page.url, *faults])
