"""Sysmä's coordinator makes the yearly report of an old Word document and an empty plan: from beginning to an approved PDF."""

from __future__ import annotations

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from docx import Document
from playwright.sync_api import Page

from tests.browser.checks import assert_sound

pytestmark = pytest.mark.browser

COORDINATOR = "sysma@example.org"
NAME = "Sysmän hyvinvointikertomus"
NUMBERS, FACTORS, ACTIONS = (
    "Asukkaiden hyvinvointi ja terveys väestöryhmittäin",
    "Hyvinvointiin vaikuttavat tekijät",
    "Toteutetut toimenpiteet",
)
GROUP, YOUTH, COUNCIL = "Sysmän hyte-työryhmä", "Sysmän nuorisovaltuusto", "Sysmän kunnanvaltuusto"


def old_report(path: Path) -> Path:
    """Last year's report as a small municipality writes it: numbered headings, a table of numbers, a table of actions."""
    old = Document()
    old.add_heading("Sysmän hyvinvointikertomus 2024", 0)
    old.add_paragraph("Hyväksytty kunnanvaltuustossa 12.5.2025 § 23")
    old.add_heading("1 Johdanto", 1)
    old.add_paragraph("Kertomus on laadittu hyvinvointityöryhmässä. " * 6)
    old.add_heading("2 Väestön hyvinvointi ja terveys", 1)
    old.add_paragraph("Väestö vähenee ja ikääntyy. " * 10)
    add_table(old, ["Tunnusluku", "2023", "2024"], ["Väestö 31.12.", "3 556", "3 502"])
    old.add_heading("3 Hyvinvointiin vaikuttavat tekijät", 1)
    old.add_paragraph("Bussivuorot vähenivät, ja kylien kauppa sulki ovensa. " * 4)
    old.add_heading("3.1 Elinolot", 2)
    old.add_paragraph("Asuntoja on tyhjillään. " * 4)
    old.add_heading("4 Toteutetut toimenpiteet 2024", 1)
    add_table(old, ["Toimenpide", "Vastuutaho", "Toteutuminen"], ["Kylätuvat avataan", "Vapaa-aikatoimi", "Toteutui"])
    old.add_heading("5 Yhteenveto", 1)
    old.add_paragraph("Yksinäisyyteen puututtiin. " * 5)
    old.save(str(path))
    return path


def add_table(document, *rows: list[str]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for cell, words in zip(table._cells, [word for row in rows for word in row], strict=True):
        cell.text = words


def press(page: Page, name: str | re.Pattern[str], role: str = "button") -> None:
    """Press what is called so on the page, and wait for what follows."""
    with page.expect_navigation():
        page.locator("main").get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def main_text(page: Page) -> str:
    return page.locator("main").inner_text()


def test_a_small_municipality_makes_its_yearly_report_in_a_day(visit, portal, tmp_path):
    begun = time.monotonic()
    page = visit(COORDINATOR)
    report = begin(page)
    bring_last_years(page, old_report(tmp_path / "kertomus-2024.docx"))
    write(page)
    for body, kind in ((YOUTH, "vaikuttamistoimielin"), (COUNCIL, "valtuusto")):
        found_body(page, report, body, kind)
    handle(page, report)
    approve(page)
    pdf = wait_for_pdf(page)
    portal.run("verify-report", report.strip("/").split("/")[-1])

    took = time.monotonic() - begun
    print(f"Sysmän kertomus aloituksesta hyväksyttyyn PDF:ään: {took:.0f} s")  # noqa: T201 - how long it took
    assert pdf.startswith(b"%PDF")
    told = main_text(page)
    assert ["Väki vähenee edelleen." in told, "Iltakyydit ovat nuorille tärkeimpiä." in told] == [True, True]
    assert_sound(page)


def begin(page: Page) -> str:
    """From the front page to a report begun by the shortest template; the report's own address."""
    page.goto("/sysma/")
    page.get_by_role("link", name="Suunnitelmat", exact=True).first.click()
    page.get_by_role("link", name="Hyvinvointikertomukset").first.click()
    press(page, "Aloita kertomus", "link")
    page.get_by_label("Vuosiraportti, lyhin").check()
    page.get_by_label("Nimi").fill(NAME)
    press(page, "Aloita")
    page.wait_for_url("**/kirjoita/")
    assert "Kirjoitetaan" in main_text(page)
    return urlsplit(page.url).path.removesuffix("kirjoita/")


def bring_last_years(page: Page, document: Path) -> None:
    """Read the document, see where each part goes, change one, and take it in."""
    press(page, "Tuo asiakirja", "link")
    page.set_input_files("[name=file]", document)
    press(page, "Lue asiakirja")
    assert_sound(page)
    chosen = page.get_by_label("Menee osaan: 3 Hyvinvointiin vaikuttavat tekijät")
    assert chosen.locator("option:checked").inner_text() == FACTORS
    page.get_by_label("Menee osaan: 5 Yhteenveto").select_option(label=FACTORS)
    press(page, "Ota mukaan")
    page.wait_for_url("**/kirjoita/")


def write(page: Page) -> None:
    """Accept a sentence, write, let the page save itself, give a section to somebody, and leave one out and put it back."""
    press(page, NUMBERS, "link")
    press(page, re.compile(r"^Hyväksy\b"))
    assert "hyväksytty" in main_text(page)
    page.get_by_label("Teksti").fill("Väki vähenee edelleen. Yksin asuvia ikääntyneitä on aiempaa enemmän.")
    page.locator("#saved", has_text="Tallennettu").wait_for()
    press(page, "Tallenna ja merkitse valmiiksi")
    press(page, FACTORS, "link")
    assert "Yksinäisyyteen puututtiin." in page.get_by_label("Teksti").input_value()
    press(page, "Valitse kirjoittaja ja päivä", "link")
    page.locator("[name=post]").select_option(label="Hyvinvointikoordinaattori")
    press(page, "Tallenna")
    press(page, "Tallenna ja merkitse valmiiksi")
    press(page, ACTIONS, "link")
    assert page.get_by_label("Teksti").input_value().startswith("| Toimenpide | Vastuutaho | Toteutuminen |")
    press(page, "Jätä pois", "link")
    page.locator("[name=reason]").fill("Toimenpiteet kerrotaan suunnitelmassa.")
    press(page, "Jätä pois")
    press(page, "Palauta", "link")
    press(page, "Palauta")
    press(page, "Kaikki osat", "link")
    assert "kaikki osat valmiina" in main_text(page)


def found_body(page: Page, report: str, name: str, kind: str) -> None:
    """A council that the register does not know yet, found on the way."""
    page.goto(f"{report}kasittely/")
    with page.expect_navigation():
        page.locator("main a[href$='/toimielimet/uusi/']").click()
    page.get_by_label("Nimi").fill(name)
    page.get_by_label("Laji").select_option(label=kind)
    page.get_by_label("Toiminta alkaa").fill("2025-06-01")
    press(page, "Lisää")


def handle(page: Page, report: str) -> None:
    """The working group prepares, the youth council is heard, and the report goes on to the council."""
    page.goto(f"{report}kasittely/")
    for body, part in ((GROUP, "valmistelee"), (YOUTH, "kuullaan"), (COUNCIL, "päättää")):
        press(page, "Lisää toimielin käsittelypolulle", "link")
        page.get_by_label("Toimielin").select_option(label=body)
        page.get_by_label(part).check()
        press(page, "Lisää")
    press(page, re.compile(f"Merkitse lausunto pyydetyksi.*{YOUTH}"), "link")
    press(page, "Tallenna")
    press(page, re.compile(f"Kirjaa lausunto.*{YOUTH}"), "link")
    page.get_by_label("Lausunnon sisältö").fill("Iltakyydit ovat nuorille tärkeimpiä.")
    page.get_by_label("Mitä se muutti").fill("Iltakyydit lisättiin kertomukseen.")
    press(page, "Tallenna")
    assert_sound(page)
    page.goto(f"{report}kirjoita/")
    press(page, "Lähetä käsittelyyn", "link")
    press(page, "Lähetä")
    press(page, "Keitä kuullaan ja ketkä käsittelevät", "link")


def approve(page: Page) -> None:
    """What the council decided is written down, and the approval recorded by it."""
    with page.expect_navigation():
        page.locator("main a[href$='/paatos/']").click()
    page.get_by_label("hyväksytty").check()
    page.locator("[name=case_number]").fill("SYS 12/2026")
    press(page, "Tallenna")
    press(page, "Kirjaa hyväksyminen", "link")
    page.get_by_label("Päätös").select_option(index=1)
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").click()


def wait_for_pdf(page: Page) -> bytes:
    """The report's page tells that the PDF is being made, and then gives it."""
    link = page.get_by_role("link", name="PDF", exact=True)
    for _attempt in range(60):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    address = link.get_attribute("href")
    assert address
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return answer.body()
