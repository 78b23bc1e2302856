"""What plans are for, done in a browser by keyboard: a report by a link, and one edit that many drafts follow."""

from __future__ import annotations

import sys
import time

import openpyxl
import pytest

from tests.browser.checks import assert_sound
from tests.browser.keyboard import choose_in, press_on, send, tab_to, write_in
from tests.browser.test_yearly_jobs import COORDINATOR, link_in, main_text

pytestmark = pytest.mark.browser

OWNER = "toimenpiteen.vastuuhenkilo@example.org"
PLANS = "/paijat-hame/suunnitelmat/"
ACTION = f"{PLANS}toimenpiteet/esimerkki-toimi-audit/"
SHARED, NEW_NAME = f"{PLANS}tavoitteet/esimerkki-tavoite-yksinaisyys/", "Yksinäisyys vähenee kylissä ja lähiöissä"


def test_a_signed_link_reports_where_an_action_stands(visit, portal):
    page = visit(COORDINATOR)
    page.goto(ACTION)
    press_on(page, page.get_by_role("link", name="Kysy tilannetta sähköpostilla"))
    page.wait_for_url("**/kysy/")
    write_in(page, "email", OWNER)
    send(page)
    page.wait_for_url(f"**{ACTION}")
    link = link_in(portal.letters_to(OWNER)[-1])

    begun = time.perf_counter()
    owner = visit()
    owner.goto(link)
    assert_sound(owner)
    assert "Puheeksioton koulutus" in main_text(owner)
    owner.get_by_label("käynnissä", exact=True).focus()  # arrows lead to a radio button
    owner.keyboard.press("Space")
    write_in(owner, "stands", "Toinen ryhmä on koulutettu, kolmas alkaa tammikuussa.")
    write_in(owner, "proof_title", "Osallistujalista")
    send(owner)
    assert_sound(owner)
    assert not owner.locator("main form").count()
    sys.stdout.write(f"\na report by a link: {time.perf_counter() - begun:.0f} s\n")

    owner.goto(ACTION)
    newest = owner.locator("section[aria-labelledby=reports] li").first.inner_text()
    assert "kolmas alkaa tammikuussa" in newest
    assert "linkin kautta" in newest
    owner.goto(link)
    assert not owner.locator("main form").count()


def test_the_county_edits_a_shared_objective_and_drafts_follow(visit):
    begun = time.perf_counter()
    county = visit(COORDINATOR)
    county.goto(SHARED)
    before = county.locator("h1").inner_text()
    press_on(county, county.locator("main a[href$='-yksinaisyys/muuta/']").first)
    county.wait_for_url("**/muuta/")
    write_in(county, "name_fi", NEW_NAME)
    send(county)
    county.wait_for_url(f"**{SHARED}")
    assert county.locator("h1").inner_text() == NEW_NAME

    sysma = visit("sysma@example.org")
    sysma.goto("/sysma/suunnitelmat/")
    press_on(sysma, sysma.locator("main a[href$='/suunnitelmat/muutokset/']"))
    sysma.wait_for_url("**/muutokset/")
    changed = sysma.locator("main section", has_text=NEW_NAME)
    assert before in changed.inner_text()
    assert_sound(sysma)
    press_on(sysma, changed.locator("a[href*='/muutokset/']"))
    sysma.wait_for_url("**/muutokset/*/*/")
    send(sysma)
    sysma.wait_for_url("**/muutokset/")
    assert not sysma.locator("main section", has_text=NEW_NAME).count()
    sysma.goto("/sysma/suunnitelmat/esimerkki-sysma-suunnitelma/")
    draft = sysma.locator("article.objective", has_text=NEW_NAME).inner_text()
    assert "kylätupia ja kirjaston olohuonetta" in draft  # the municipality's own words stay beside

    county.goto(f"{PLANS}esimerkki-alueellinen-suunnitelma/")
    assert county.locator("article.objective", has_text=before).count() == 1
    assert not county.locator("article.objective", has_text=NEW_NAME).count()  # what was approved stays
    sys.stdout.write(f"\na shared objective edited, and looked at in a draft: {time.perf_counter() - begun:.0f} s\n")


def a_table(file):
    """A municipality's own table: a title, headings on two rows, an objective merged over two actions."""
    book = openpyxl.Workbook()
    for row in (
        ["Sysmän hyvinvointisuunnitelma 2026–2029"],
        ["Tavoite", "Toimenpide", "Toteutus"],
        [None, None, "Vastuutaho", "Aikataulu", "Mittari"],
        ["Asukkaat liikkuvat enemmän", "Latu joka kylään", "Liikuntatoimi", "2026–2027", "Hiihtäjät"],
        [None, "Kävelyryhmät", "Järjestöt", "jatkuva"],
    ):
        book.active.append(row)
    for cells in ("A1:E1", "C2:E2", "A4:A5"):
        book.active.merge_cells(cells)
    book.save(file)
    return file


def test_a_plan_comes_in_from_a_table_as_it_was_written(visit, tmp_path):
    begun = time.perf_counter()
    page = visit("sysma@example.org")
    page.goto("/sysma/suunnitelmat/uusi/")
    write_in(page, "name_fi", "Suunnitelma taulukosta")
    choose_in(page, "kind", "wellbeing")
    send(page)
    page.wait_for_url("**/sysma-suunnitelma-taulukosta/")
    press_on(page, page.get_by_role("link", name="Tuo tavoitteet ja toimenpiteet taulukosta"))
    page.wait_for_url("**/taulukosta/")
    page.set_input_files("input[name=file]", a_table(tmp_path / "suunnitelma.xlsx"))
    send(page)
    page.wait_for_url("**/tuonti/*/")
    assert_sound(page)
    assert "Latu joka kylään" in main_text(page)
    page.goto("/sysma/suunnitelmat/sysma-suunnitelma-taulukosta/")
    assert not page.locator("article.objective").count()  # nothing is saved before a person has looked
    page.go_back()
    press_on(page, page.get_by_role("button", name="Tallenna kaikki nämä"))
    page.wait_for_url("**/tuonti/")
    page.goto("/sysma/suunnitelmat/sysma-suunnitelma-taulukosta/")
    shown = page.locator("article.objective", has_text="Asukkaat liikkuvat enemmän").inner_text()
    assert ("Latu joka kylään" in shown, "Kävelyryhmät" in shown, "Hiihtäjät" in shown) == (True, True, True)
    assert_sound(page)
    sys.stdout.write(f"\na plan from a table: {time.perf_counter() - begun:.0f} s\n")


def test_a_coordinator_answers_a_matter_in_a_plan(visit):
    page = visit(COORDINATOR)
    page.goto(f"{PLANS}esimerkki-alueellinen-suunnitelma/")
    row = page.locator("section[aria-labelledby=asked] tr", has_text="Hyte-kertoimen seuranta")
    press_on(page, row.locator("a[href*='/vastaa/']").first)
    page.wait_for_url("**/vastaa/**")
    send(page, checked_by_server=True)
    assert page.locator(".ds-error-summary").is_visible()
    assert_sound(page)
    tab_to(page, page.locator("main select[name=answer]"))
    write_in(page, "reason", "Kertoimen seurannasta vastaa työryhmä, ei tämä suunnitelma.")
    send(page)
    page.wait_for_url("**/esimerkki-alueellinen-suunnitelma/**")
    assert "vastaa työryhmä" in row.inner_text()
    assert_sound(page)
