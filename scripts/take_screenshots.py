"""Take the pictures of README and the user guide anew, in Finnish, from a running demo.

    make demo PORT=8000                                  # in another terminal
    .venv/bin/python scripts/take_screenshots.py         # --base http://127.0.0.1:8000

The acts that the guide shows (merging, confirming, a faulty file) are performed on the demo; the merge is undone, the
confirmations stay, so begin with fresh data (HYTE_DATA=an empty folder). Needs the development requirements
and a Chromium: the one in the variable CHROMIUM, one on the path, or Playwright's own.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
IMAGES = PROJECT / "docs" / "images"
FAULTY = PROJECT / "docs" / "examples" / "bodies-virheellinen.csv"
AREA = "/paijat-hame"
WIDE, PHONE = {"width": 1200, "height": 900}, {"width": 400, "height": 800}
GAMBLING = f"{AREA}/toimielimet/pelihaittojen-ehkaisyn-asiantuntijaryhma/"
DRAFT = "Hyvinvoinnin ja terveyden edistämisen rakenne"
TWENTY = 20

# Pages that need no act: the picture's name, the address, how tall it may be (0: only what a screen shows).
VISITOR = (
    ("etusivu", f"{AREA}/", 1100),
    ("guide/haku", f"{AREA}/haku/?q=pelihaitat", 700),
    ("guide/palaute", f"{AREA}/palaute/", 900),
    ("guide/osallistu", f"{AREA}/osallistu/", 900),
    ("guide/toimielin", GAMBLING, 1300),
    ("guide/yhteistyomalli", f"{AREA}/yhteistyomalli/", 1000),
    ("guide/tehtavat", f"{AREA}/tehtavat/", 1200),
    ("guide/karjet", f"{AREA}/karjet/", 1100),
    ("guide/asiat", f"{AREA}/asiat/", 900),
    ("guide/luettelo", f"{AREA}/toimielimet/", 1000),
    ("guide/avoin-data", "/avoin-data/", 1000),
    ("guide/indikaattori", "/sysma/tieto/sotkanet-127/", 1500),
    ("guide/profiili", "/sysma/tieto/profiili/", 1200),
    ("guide/menetetyt-elinvuodet", f"{AREA}/tieto/menetetyt-elinvuodet/", 1300),
    ("guide/entajos", "/lahti/tieto/hyte-kerroin/entajos/", 1300),
    ("guide/valtuuston-sivu", "/lahti/valtuuston-sivu/", 2600),
    ("guide/tuoreus", f"{AREA}/tieto/tuoreus/", 900),
    ("guide/suunnitelma", "/lahti/suunnitelmat/esimerkki-lahti-suunnitelma/", 1800),
    ("guide/talousarvio", "/lahti/talous/esimerkki-talousarvio-lahti-2026/", 1400),
    ("guide/ilmio", f"{AREA}/talous/ilmiot/esimerkki-ilmio-mieli/", 1500),
    ("guide/ennakkoarviointi", "/sysma/arvioinnit/esimerkki-sysma-kylakoulu/", 1600),
    ("guide/kasautuminen", "/sysma/arvioinnit/kasautuminen/", 1300),
    ("guide/kertomus", "/lahti/raportit/lahti-esimerkki-lahden-hyvinvointiraportti-2025/", 1300),
)
# What is written in a small municipality; the example report is always of last year.
REPORT = f"/sysma/raportit/sysma-esimerkki-hyvinvointiraportti-{time.localtime().tm_year - 1}/"
WRITER = (
    ("guide/kertomuksen-osat", f"{REPORT}kirjoita/", 1200),
    ("guide/kertomuksen-osa", f"{REPORT}osat/{REPORT.split('/')[3]}-4/", 1400),
)
COORDINATOR = (
    ("guide/oma-tyo", "/oma-tyo/", 800),
    ("guide/ilman-nayttoa", f"{AREA}/tehtavat/?ilman-nayttoa=1", 1200),
    ("guide/puutteet", f"{AREA}/puutteet/", 1200),
    ("guide/paallekkaisyydet", f"{AREA}/paallekkaisyydet/", 1100),
    ("guide/painopisteet", f"{AREA}/painopisteet/", 1000),
    ("guide/paattyvat", f"{AREA}/paattyvat/", 900),
    ("guide/kokoukset", f"{AREA}/kokoukset/", 900),
    ("guide/nimita", f"{GAMBLING}nimita/", 1000),
    ("guide/kysy", f"{GAMBLING}kysy/", 800),
    ("guide/tuonti", f"{AREA}/tuonti/", 800),
    ("guide/seulonta", f"{AREA}/seulonnat/paijat-hame-audit-c/", 1400),
    ("guide/omat-luvut", f"{AREA}/tieto/aineistot/vaesto/omat-luvut/", 1000),
)


class Camera:
    """Photographs pages of a running demo and notes how long each exercise took."""

    def __init__(self, page: Page, base: str, password: str) -> None:
        self.page, self.base, self.password = page, base, password

    def open(self, address: str) -> None:
        answer = self.page.goto(self.base + address)
        if answer is None or answer.status >= 400:
            raise SystemExit(f"{address} answered {answer.status if answer else 'nothing'}.")

    def sign_in(self, email: str) -> None:
        self.open("/tili/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", self.password)
        self.page.click("main form button[type=submit]")
        self.page.wait_for_load_state()

    def take(self, name: str, *, tallest: int = 1200) -> None:
        """Photograph the page from its top, no taller than what a reader needs."""
        self.page.evaluate("document.activeElement && document.activeElement.blur()")
        height = self.page.evaluate("document.documentElement.scrollHeight")
        width = self.page.viewport_size["width"] if self.page.viewport_size else WIDE["width"]
        clip = {"x": 0, "y": 0, "width": width, "height": min(tallest, height)}
        self.page.screenshot(path=IMAGES / f"{name}.png", clip=clip, full_page=True)
        print(f"{name}.png")

    def take_part(self, name: str, part: Locator) -> None:
        part.screenshot(path=IMAGES / f"{name}.png")
        print(f"{name}.png")


def visit(camera: Camera, pages: tuple[tuple[str, str, int], ...]) -> None:
    for name, address, tallest in pages:
        camera.open(address)
        camera.take(name, tallest=tallest)


def draw_structure(camera: Camera) -> None:
    camera.open(f"{AREA}/rakenne/?pvm=2023-12-31")
    camera.take_part("rakennekuva", camera.page.locator("main svg").first)


def find_gambling_harm(camera: Camera) -> None:
    """From the front page to the group that prevents gambling harm."""
    camera.open(f"{AREA}/")
    camera.page.locator("header input[name=q]").fill("pelihaitat")
    camera.page.locator("header input[name=q]").press("Enter")
    camera.page.get_by_role("link", name="Pelihaittojen ehkäisyn asiantuntijaryhmä").first.click()
    camera.page.wait_for_url(f"**{GAMBLING}")


def compare_years(camera: Camera) -> None:
    camera.open(f"{AREA}/rakenne/muutokset/")
    label = camera.page.locator("#id_luonnos option", has_text=DRAFT).first.inner_text()
    camera.page.select_option("#id_luonnos", label=label)
    camera.page.fill("#id_loppu", "2023-12-31")
    camera.page.locator("form:has(#id_luonnos) button").click()
    camera.page.wait_for_load_state()
    camera.take("guide/muutokset")


def list_without_evidence(camera: Camera) -> None:
    camera.open(f"{AREA}/tehtavat/")
    camera.page.check("#f-evidence")
    camera.page.locator("form:has(#f-evidence) button").click()
    camera.page.wait_for_load_state()
    camera.page.locator("main a[href*='/tehtavat/']").first.click()
    camera.page.wait_for_load_state()
    camera.take("guide/tehtava", tallest=1000)


def merge_and_undo(camera: Camera) -> None:
    page = camera.page
    camera.open(f"{AREA}/paallekkaisyydet/")
    page.locator("li", has_text="Kokemustoimintaverkosto").locator("a[href*='/yhdista/']").first.click()
    page.wait_for_load_state()
    camera.take("guide/yhdista", tallest=800)
    page.locator("main form:has([name=merged]) button[type=submit]").click()
    page.wait_for_load_state()
    kept = page.url
    page.locator("main a.ds-button[href*='/historia/']").click()
    page.wait_for_load_state()
    camera.take("guide/historia", tallest=900)
    page.locator("form[action*='/historia/kumoa/'] button").first.click()
    page.wait_for_url(kept)


def confirm_twenty(camera: Camera) -> None:
    page = camera.page
    camera.open(f"{AREA}/toimielimet/?laji=network&vahvistamatta=1")
    boxes = page.locator("input[name=body]")
    if boxes.count() < TWENTY:
        print("guide/vahvista.png was not taken: fewer than twenty networks wait for a confirmation.")
        return
    for number in range(TWENTY):
        boxes.nth(number).check()
    camera.take("guide/vahvista", tallest=1300)
    page.locator("form:has(input[name=body]) button[type=submit]").click()
    page.wait_for_load_state()


def bring_faulty_file(camera: Camera) -> None:
    page = camera.page
    camera.open(f"{AREA}/tuonti/")
    page.select_option("select[name=sheet]", "bodies")
    page.set_input_files("input[name=file]", FAULTY)
    page.locator("main form:has([name=sheet]) button[type=submit]").click()
    page.wait_for_load_state()
    if "/oma-tyo/tyot/" in page.url:
        page.wait_for_url(f"**{AREA}/tuonti/**", timeout=60_000)
    camera.take("guide/virheet", tallest=1500)


EXERCISES: tuple[Callable[[Camera], None], ...] = (
    find_gambling_harm,
    compare_years,
    list_without_evidence,
    merge_and_undo,
    confirm_twenty,
    bring_faulty_file,
)


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def demo_password() -> str:
    text = (PROJECT / "hyte" / "portal" / "demo_accounts.py").read_text(encoding="utf-8")
    found = re.search(r'^PASSWORD = "([^"]+)"', text, flags=re.MULTILINE)
    assert found
    return found[1]


def camera_at(browser: Browser, base: str, *, size: dict[str, int] = WIDE) -> Camera:
    context = browser.new_context(viewport=size, locale="fi-FI", device_scale_factor=1)  # type: ignore[arg-type]
    context.set_default_timeout(180_000)  # the machine may be busy
    return Camera(context.new_page(), base, demo_password())


def take_all(browser: Browser, base: str) -> None:
    visitor = camera_at(browser, base)
    visit(visitor, VISITOR)
    draw_structure(visitor)
    phone = camera_at(browser, base, size=PHONE)
    phone.open("/sysma/")
    phone.take("guide/etusivu-puhelin", tallest=1100)
    coordinator = camera_at(browser, base)
    coordinator.sign_in("koordinaattori@example.org")
    visit(coordinator, COORDINATOR)
    writer = camera_at(browser, base)
    writer.sign_in("sysma@example.org")
    visit(writer, WRITER)
    administrator = camera_at(browser, base)
    administrator.sign_in("paakayttaja@example.org")
    visit(administrator, (("guide/kayttooikeudet", f"{AREA}/kayttooikeudet/", 900),))
    for who in ("ammattilainen", "arvioija"):
        someone = camera_at(browser, base)
        someone.sign_in(f"{who}@example.org")
        someone.open("/oma-tyo/")
        someone.take(f"guide/{who}", tallest=800)
    for exercise in EXERCISES:
        began = time.monotonic()
        exercise(coordinator)
        print(f"  {exercise.__name__}: {time.monotonic() - began:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of the documentation from a running demo.")
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="address of the demo")
    base = parser.parse_args().base.rstrip("/")
    (IMAGES / "guide").mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--lang=fi"]
        # The browser's own words, such as the days of a date field, follow the environment and not the page.
        words = {**os.environ, "LANGUAGE": "fi", "LANG": "fi_FI.UTF-8"}
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags, env=words)
        try:
            take_all(browser, base)
        finally:
            browser.close()


if __name__ == "__main__":
    main()
