"""A municipality's money by phenomenon and the effects of its decisions, as its coordinator does both, by keyboard."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.checks import assert_sound
from tests.browser.keyboard import press_on, tab_to

pytestmark = pytest.mark.browser
COORDINATOR = "sysma@example.org"
HOME = "/sysma/"


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Tell how long a job took."""
    start = time.monotonic()
    yield
    sys.stdout.write(f"\n{what}: {time.monotonic() - start:.0f} s\n")


def follow(page: Page, name: str | re.Pattern[str], inside: Locator | None = None) -> None:
    """Press a link by its words."""
    with page.expect_navigation():
        press_on(page, (inside or page.locator("main")).get_by_role("link", name=name).first)


def press(page: Page, name: str) -> None:
    """Press a button by its words."""
    with page.expect_navigation():
        press_on(page, page.locator("main").get_by_role("button", name=name, exact=True).first)


def field(page: Page, label: str | re.Pattern[str]) -> Locator:
    """A field by its label, of which a person need not read that the field may be left out."""
    if isinstance(label, str):
        label = re.compile(rf"^\s*{re.escape(label)}\s*(\(valinnainen\))?\s*$")
    return page.locator("main").get_by_label(label).first


def write(page: Page, label: str, text: str) -> None:
    """Write in a field by its label."""
    tab_to(page, field(page, label))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page: Page, label: str | re.Pattern[str]) -> None:
    """Tick a box or a radio button by its label; arrows lead to a radio button, as a person's do."""
    box = field(page, label)
    if box.get_attribute("type") == "radio":
        box.focus()
    else:
        tab_to(page, box)
    page.keyboard.press("Space")
    assert box.is_checked()


def choose(page: Page, label: str, words: str) -> None:
    """Choose in a list by what a person reads; the words are typed, which leads to them."""
    tab_to(page, field(page, label))
    page.keyboard.type(words)


def set_day(page: Page, label: str, day: str) -> None:
    field(page, label).fill(day)


def euros(text: str) -> Decimal:
    """The number of a cell, without the share beside it."""
    number = re.sub(r"\(.*", "", text).replace("\N{MINUS SIGN}", "-").replace(",", ".")
    return Decimal("".join(number.split()))


def planned_of(page: Page, words: str) -> Decimal:
    row = page.locator("section[aria-labelledby=sum-expenditure] tbody tr").filter(has_text=words).first
    return euros(row.locator("td").first.inner_text())


def lines_of_a_budget() -> tuple[str, Decimal]:
    """Two hundred lines of four units with cents that do not divide evenly, and what they come to."""
    units = ("Varhaiskasvatus", "Perusopetus", "Liikunta", "Tekniset palvelut")
    amounts = [Decimal(100_000 + 7_919 * number) / 100 for number in range(1, 201)]
    rows = [
        f"{4000 + number};{units[number % 4]} {number};menot;{units[number % 4]};{str(amount).replace('.', ',')}"
        for number, amount in enumerate(amounts, start=1)
    ]
    return "\n".join(["koodi;nimi;laji;yksikkö;suunniteltu", *rows]), sum(amounts, Decimal(0))


def test_a_budget_of_two_hundred_lines_is_tagged_and_comes_to_the_ledger(visit, tmp_path: Path):
    page = visit(COORDINATOR)
    table, total = lines_of_a_budget()
    file = tmp_path / "talousarvio-2027.csv"
    file.write_text(table, encoding="utf-8")
    with timed("A budget of 200 lines brought, tagged and held against the ledger"):
        page.goto(f"{HOME}talous/")
        follow(page, "Aloita talousarvio")
        write(page, "Nimi", "Sysmän talousarvio 2027")
        write(page, "Vuosi", "2027")
        press(page, "Aloita")
        budget = page.url
        follow(page, "Tuo rivit tiedostosta")
        tab_to(page, page.locator("main [name=file]"))
        page.set_input_files("main [name=file]", file)  # the file picker belongs to the system
        write(page, "menot kirjanpidossa, suunniteltu", str(total).replace(".", ","))
        press(page, "Katso, mitä tiedosto muuttaisi")
        assert "200" in page.locator("main .counts").inner_text()
        press(page, "Tallenna kaikki nämä")
        for unit, size in (("Varhaiskasvatus", "Päätavoite"), ("Liikunta", "Merkittävä tavoite")):
            page.goto(budget)
            tag_unit(page, unit, size)
        page.goto(budget)
        assert page.locator("section[aria-labelledby=ledger]").inner_text().count("täsmää sentilleen") == 1
        parts = planned_of(page, "mielen hyvinvointi"), planned_of(page, "Ei missään")
        assert planned_of(page, "Kaikki rivit") == sum(parts) == total
    assert_sound(page)


def tag_unit(page: Page, unit: str, step: str) -> None:
    """Tag every line of a unit at once, by a step of the marker."""
    choose(page, "Yksikkö", unit)
    press(page, "Rajaa")
    tick(page, re.compile("^kaikki 50 riviä|kaikki .*50"))
    tab_to(page, page.locator("#tags [name=phenomenon]"))
    page.keyboard.type("Esimerkki: miel")
    tab_to(page, page.locator("#tags [name=basis]"))
    page.keyboard.type("Merkintä")
    tab_to(page, page.locator("#tags [name=step]"))
    page.keyboard.type(step)
    press(page, "Kohdenna rivit")
    assert "50" in page.locator(".messages").inner_text()


def test_the_effects_of_closing_a_school_are_assessed_decided_on_and_seen_in_the_pile(visit):
    page = visit(COORDINATOR)
    with timed("Effects of closing a school: three alternatives, numbers, hearing, decision, pile-up"):
        page.goto(f"{HOME}arvioinnit/")
        follow(page, "Aloita ennakkoarviointi")
        tab_to(page, page.locator("main [name=template]").first)
        page.keyboard.press("Space")
        write(page, "Mitä arvioidaan", "Nuoramoisten koulun tulevaisuus")
        press(page, "Aloita")
        assessment = page.url
        for name in ("Koulu suljetaan 2028", "Koulu jatkaa yhdysluokkina"):
            follow(page, "Lisää vaihtoehto")
            write(page, "Nimi", name)
            press(page, "Lisää")
        assess(page, "Koulu suljetaan 2028", "heikentää selvästi", "Pisin koulumatka on tunnin suuntaansa.")
        assess(page, "Koulu jatkaa yhdysluokkina", "heikentää jonkin verran", "Opettajia on yksi vähemmän.")
        follow(page, re.compile("^Ennakoi"))
        write(page, "Tai seurattava asia sanallisesti", "Koulupäivän pituus, tuntia")
        choose(page, "Mitä odotetaan", "nousee")
        set_day(page, "Milloin toteutuminen tarkistetaan", "2029-06-01")
        press(page, "Tallenna")
        hear(page)
        recommend_and_decide(page)
        page.goto(f"{HOME}arvioinnit/kasautuminen/")
        row = page.locator("main table tbody tr").filter(has_text="Lapset ja perheet")
        column = page.locator("main thead th", has_text="Nuoramoisten koulun tulevaisuus")
        assert column.count()
        assert "heikentää" in row.inner_text()
    assert_sound(page)
    page.goto(assessment)
    assert_sound(page)


def assess(page: Page, alternative: str, size: str, why: str) -> None:
    """An effect on children from the first perspective, with the newest number of theirs taken in."""
    follow(page, re.compile(rf"^Arvioi\s*: {alternative}"))
    tick(page, size)
    tick(page, "lapset ja perheet")
    write(page, "Miksi", why)
    numbers = page.locator("main [name=figures]")
    assert numbers.count()
    tab_to(page, numbers.first)
    page.keyboard.press("Space")
    press(page, "Tallenna")
    assert why in page.locator("main").inner_text()


def hear(page: Page) -> None:
    follow(page, "Lisää kuultava")
    write(page, "Tai ryhmä sanallisesti", "Nuoramoisten oppilaat ja huoltajat")
    set_day(page, "Pyydetty", "2026-03-02")
    press(page, "Lisää")
    follow(page, re.compile("Nuoramoisten oppilaat"), page.locator("section[aria-labelledby=hearings]"))
    set_day(page, "Vastattu", "2026-03-20")
    write(page, "Lausunnon sisältö", "Matka on liian pitkä ensimmäisen luokan oppilaille.")
    write(page, "Mitä se muutti", "Alkuopetus jää kylälle kahdeksi vuodeksi.")
    press(page, "Tallenna")


def recommend_and_decide(page: Page) -> None:
    follow(page, "Muuta ja suosittele")
    choose(page, "Suositeltu vaihtoehto", "Koulu suljetaan")
    press(page, "Tallenna")
    follow(page, "Valmis päätettäväksi")
    press(page, "Merkitse valmiiksi")
    follow(page, "Kirjaa, mitä päätettiin")
    tick(page, "Koulu suljetaan 2028")
    set_day(page, "Päätetty", "2026-04-27")
    write(page, "Päättäjä sanallisesti", "Valtuusto 27.4.2026 § 18")
    press(page, "Kirjaa, mitä päätettiin")
    assert page.locator("main .ds-alert", has_text="Päätetty 27.4.2026: Koulu suljetaan 2028").count() == 1


def test_what_was_predicted_of_a_closed_school_is_asked_a_year_later_and_graded(visit):
    page = visit(COORDINATOR)
    with timed("What was predicted of a closed school asked again and graded"):
        page.goto(f"{HOME}arvioinnit/")
        follow(page, re.compile("Oppilaiden koulupäivän pituus"))
        write(page, "Mitä nyt nähdään", "Pisin koulupäivä on kuusi ja puoli tuntia odotuksineen.")
        tick(page, "toteutui osittain")
        press(page, "Tallenna")
        assert "Kiitos" in page.locator(".messages").inner_text()
        followed = page.locator("section[aria-labelledby=ennusteet]").inner_text()
        assert "kuusi ja puoli tuntia" in followed
        assert "Toteutui osittain" in followed
    assert_sound(page)
