"""What each role comes to do, done in a browser and by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.checks import assert_sound
from tests.browser.keyboard import choose_in, press_on, send, tab_to, write_in

pytestmark = pytest.mark.browser

COORDINATOR, SECRETARY = "koordinaattori@example.org", "sihteeri@example.org"
OFFICIAL, ADMINISTRATOR = "viranhaltija@example.org", "paakayttaja@example.org"
NETWORKS = "/paijat-hame/toimielimet/"
NEW_PASSWORD = "kevät-jää-lähtee-14"


def main_text(page) -> str:
    return page.locator("main").inner_text()


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+", text)
    assert found, text
    return found[0]


def test_a_newcomer_finds_who_prevents_gambling_harm_and_whom_to_call(visit):
    page = visit()
    page.goto("/paijat-hame/")
    press_on(page, page.locator("#site-search"), "End")
    page.keyboard.type("rahapelit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/haku/**")
    press_on(page, page.locator("#hits a[href*='pelihaittojen']"))
    page.wait_for_url("**/toimielimet/pelihaittojen*/")
    assert "Pelihaittojen ehkäisyn asiantuntijaryhmä" in page.locator("h1").inner_text()
    # Whom to ask: the owner of the network, or the way to give feedback that somebody answers.
    assert "Päijät-Hämeen hyvinvointialue" in main_text(page) or page.locator("a[href*='palaute']").count()
    assert_sound(page)


def test_search_as_you_type_stays_accessible(visit):
    page = visit()
    page.goto("/paijat-hame/haku/")
    tab_to(page, page.locator("#search-words"))
    page.keyboard.type("perheen")
    page.locator("#hits a").first.wait_for()
    page.wait_for_url("**q=perheen*")
    assert_sound(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("xyzzy")
    page.wait_for_url("**xyzzy*")
    page.locator("#hits .empty").wait_for()
    assert_sound(page)


def test_a_narrowed_list_stays_accessible(visit):
    page = visit(COORDINATOR)
    page.goto(NETWORKS)
    before = page.locator("#bodies [role=status]").inner_text()
    with page.expect_response(lambda response: "laji=council" in response.url):
        choose_in(page, "laji", "council")
    page.wait_for_function("text => document.querySelector('#bodies [role=status]').innerText !== text", arg=before)
    assert page.locator("#bodies tbody tr").count() >= 1
    assert_sound(page)


def test_a_coordinator_confirms_twenty_networks_at_once(visit):
    page = visit(COORDINATOR)
    page.goto(f"{NETWORKS}?laji=network")
    boxes = page.locator("#bodies [name=body]")
    keys = [box.get_attribute("value") for box in boxes.all()[:20]]
    assert len(keys) == 20
    for key in keys:
        press_on(page, page.locator(f"#bodies [name=body][value='{key}']"), "Space")
    press_on(page, page.locator("#bodies form button[type=submit]"))
    page.locator(".messages").wait_for()
    assert "20" in page.locator(".messages").inner_text()
    assert_sound(page)
    page.goto(f"{NETWORKS}{keys[0]}/")
    assert page.locator(".freshness").first.get_attribute("data-fresh") == "yes"


def test_a_coordinator_merges_a_duplicate_and_undoes_it(visit):
    page = visit(COORDINATOR)
    kept, merged = "heinolan-ja-hollola-orimattilan-maahanmuuttotyon-verkosto", "heinolan-maahanmuuttotyon-verkosto"
    page.goto(f"{NETWORKS}{kept}/")
    press_on(page, page.locator("main a[href$='/yhdista/']"))
    page.wait_for_url("**/yhdista/")
    choice = page.locator("select[name=merged] option", has_text=re.compile(r"^Heinolan maahanmuuttotyön verkosto$"))
    choose_in(page, "merged", choice.get_attribute("value") or "")
    send(page)
    page.wait_for_url(f"**/{kept}/")
    page.goto(f"{NETWORKS}{merged}/")
    page.wait_for_url(f"**/{kept}/")
    press_on(page, page.locator("main a.ds-button[href*='/historia/']"))
    page.wait_for_url("**/historia/**")
    assert_sound(page)
    press_on(page, page.locator("main form[action*='/historia/kumoa/'] button").first)
    page.locator(".messages [data-color=success]").wait_for()
    page.goto(f"{NETWORKS}{merged}/")
    assert page.url.endswith(f"/{merged}/")


FAULTY = """key,name,kind,parent,owner,permanence,ends_on,areas,picture,is_plural,home,valid_from,valid_until,source
,Uniterveyden verkosto,kerho,,paijat-hame-hva,permanent,,lahti,,,,1.1.2026,,Aluehallitus 15.12.2025
Väärä tunnus,Yksinäisyystyön verkosto,network,,paijat-hame-hva,permanent,,lahti,,,,1.1.2026,,Aluehallitus 15.12.2025
,,network,,paijat-hame-hva,permanent,,lahti,,,,1.1.2026,,Aluehallitus 15.12.2025
,Ruoka-apuverkosto,network,,olematon-oy,permanent,,lahti,,,,1.1.2026,,Aluehallitus 15.12.2025
,Liikkumisreseptin verkosto,network,,paijat-hame-hva,permanent,,lahti,,,,31.2.2026,,Aluehallitus 15.12.2025
,Talousneuvonnan verkosto,network,,paijat-hame-hva,joskus,,lahti,,,,1.1.2026,,Aluehallitus 15.12.2025
,Omaishoidon verkosto,network,,paijat-hame-hva,permanent,,lahti,,,,1.1.2026,31.12.2025,Aluehallitus 15.12.2025
,Kyläturvallisuuden verkosto,network,,paijat-hame-hva,permanent,,lahti,,ehkä,,1.1.2026,,Aluehallitus 15.12.2025
,Kriisiavun verkosto,network,olematon-toimielin,paijat-hame-hva,permanent,,lahti,,,,1.1.2026,,Aluehallitus 15.12.2025
,Luontohyvinvoinnin verkosto,network,,paijat-hame-hva,permanent,,atlantis,,,,1.1.2026,,Aluehallitus 15.12.2025
"""


def test_a_coordinator_reads_each_of_ten_faults_in_a_file(visit, tmp_path: Path):
    page = visit(COORDINATOR)
    table = tmp_path / "verkostot.csv"
    table.write_text(FAULTY, encoding="utf-8")
    page.goto("/paijat-hame/tuonti/")
    choose_in(page, "sheet", "bodies")
    tab_to(page, page.locator("main [name=file]"))
    page.set_input_files("main [name=file]", table)  # the file picker belongs to the system
    send(page)
    page.wait_for_url("**/tuonti/*/")
    faults = [row.inner_text().split("\t") for row in page.locator("main tbody tr").all()]
    assert {int(row[0]) for row in faults} == set(range(2, 12)), faults
    assert all(column and fault and accepted for _row, column, fault, accepted in faults), faults
    assert not page.locator("form[action*='/tallenna/']").count()
    assert_sound(page)


def test_a_secretary_appoints_to_a_seat(visit):
    page = visit(SECRETARY)
    body = f"{NETWORKS}paijat-hame-hyte-lautakunta/"
    page.goto(body)
    before = page.locator("section[aria-labelledby=seats] tbody tr").count()
    press_on(page, page.locator("main a[href$='/nimita/']"))
    page.wait_for_url("**/nimita/")
    choose_in(page, "role", "member")
    people = page.locator("select[name=person] option").evaluate_all("all => all.map(one => one.value)")
    choose_in(page, "person", people[-1])
    send(page)
    page.wait_for_url(f"**{body}")
    assert page.locator("section[aria-labelledby=seats] tbody tr").count() == before + 1
    assert_sound(page)


def test_a_chair_answers_by_a_signed_link(visit, portal):
    body = f"{NETWORKS}pelihaittojen-ehkaisyn-asiantuntijaryhma/"
    page = visit(COORDINATOR)
    page.goto(f"{body}kysy/")
    write_in(page, "email", "puheenjohtaja@example.org")
    send(page)
    page.wait_for_url(f"**{body}")
    link = link_in(portal.letters_to("puheenjohtaja@example.org")[-1])
    chair = visit()
    chair.goto(link)
    assert_sound(chair)
    chair.reload()  # opening changes nothing, however often
    send(chair)
    assert chair.locator(".ds-error-summary").is_visible()  # no answer was chosen
    assert_sound(chair)
    press_on(chair, chair.locator("main [name=answer][value=lives]"), "Space")
    send(chair)
    assert_sound(chair)
    chair.goto(link)
    assert not chair.locator("main form").count()
    page.goto(body)
    assert page.locator(".freshness").first.get_attribute("data-fresh") == "yes"


def test_the_second_of_two_savers_sees_both_versions_and_loses_nothing(visit):
    address = f"{NETWORKS}pelihaittojen-ehkaisyn-asiantuntijaryhma/kuvaa/"
    first, second = visit(COORDINATOR), visit(COORDINATOR)
    first.goto(address)
    second.goto(address)
    write_in(first, "aliases", "Ensimmäisen kirjoittama nimi")
    send(first)
    write_in(second, "aliases", "Toisen kirjoittama nimi")
    send(second)
    assert second.locator("main form input[name=version]").count() == 1
    shown = main_text(second) + " ".join(box.input_value() for box in second.locator("main textarea").all())
    assert "Ensimmäisen kirjoittama nimi" in shown
    assert "Toisen kirjoittama nimi" in shown or second.locator("[value*='Toisen kirjoittama nimi']").count()
    assert_sound(second)
    press_on(second, second.locator("main form button[type=submit]"))
    second.wait_for_url(lambda url: not url.endswith("/kuvaa/"))
    assert "Toisen kirjoittama nimi" in main_text(second)


def test_an_official_records_evidence_on_a_duty(visit):
    page = visit(OFFICIAL)
    page.goto("/lahti/tehtavat/")
    press_on(page, page.locator("main a[href*='/tehtavat/']:not([href*='?'])").first)
    page.wait_for_url("**/tehtavat/*/")
    duty = page.url
    press_on(page, page.locator("main a[href*='/naytto/uusi/']").first)
    page.wait_for_url("**/naytto/uusi/**")
    send(page, checked_by_server=True)
    assert page.locator(".ds-error-summary").is_visible()
    assert_sound(page)
    write_in(page, "title", "Kertomus valtuustolle")
    page.locator("main [name=day]").fill("2026-05-04")
    write_in(page, "link", "https://www.example.org/kertomus")
    send(page)
    page.wait_for_url(duty)
    assert "Kertomus valtuustolle" in main_text(page)
    assert_sound(page)


def test_an_administrator_invites_and_the_invited_person_joins(visit, portal):
    page = visit(ADMINISTRATOR)
    page.goto("/paijat-hame/kayttooikeudet/")
    press_on(page, page.locator("main a[href$='/kayttooikeudet/kutsu/']"))
    page.wait_for_url("**/kutsu/")
    write_in(page, "email", "uusi.tekija@example.org")
    organisations = page.locator("select[name=organisation] option")
    value = organisations.filter(has_text="Päijät-Hämeen hyvinvointialue").first.get_attribute("value")
    choose_in(page, "organisation", value or "")
    choose_in(page, "role", "secretary")
    send(page)
    page.wait_for_url("**/kayttooikeudet/")
    assert "uusi.tekija@example.org" in main_text(page)
    assert_sound(page)
    invited = visit()
    invited.goto(link_in(portal.letters_to("uusi.tekija@example.org")[-1]))
    assert_sound(invited)
    write_in(invited, "name", "Uusi Tekijä")
    write_in(invited, "password", NEW_PASSWORD)
    write_in(invited, "password_again", "toinen-salasana-14")
    send(invited)
    assert invited.locator(".ds-error-summary").is_visible()
    assert_sound(invited)
    write_in(invited, "password", NEW_PASSWORD)
    write_in(invited, "password_again", NEW_PASSWORD)
    send(invited)
    invited.goto("/oma-tyo/")
    assert "Päijät-Hämeen hyvinvointialue" in main_text(invited)


def test_a_resident_signs_up_and_gives_feedback(visit, portal):
    page = visit()
    page.goto("/tili/signup/")
    write_in(page, "email", "asukas@example.org")
    write_in(page, "name", "Aino Asukas")
    write_in(page, "password1", NEW_PASSWORD)
    write_in(page, "password2", NEW_PASSWORD)
    send(page)
    assert_sound(page)
    page.goto(link_in(portal.letters_to("asukas@example.org")[-1]))
    assert_sound(page)
    send(page)
    page.goto("/lahti/palaute/")
    send(page, checked_by_server=True)
    assert page.locator(".ds-error-summary").is_visible()
    assert_sound(page)
    press_on(page, page.locator("main [name=subject]").first, "Space")
    write_in(page, "text", "Ilmoitustaulun aikataulu puuttuu.")
    send(page)
    assert not page.locator("main textarea").count()
    assert_sound(page)


def test_without_javascript_lists_narrow_and_the_picture_reads_as_a_list(visit):
    page = visit(java_script_enabled=False)
    page.goto(NETWORKS)
    page.select_option("[name=laji]", "council")
    page.press("[name=laji]", "Tab")
    page.click("form.filters button[type=submit]")
    page.wait_for_url("**laji=council*")
    assert page.locator("#bodies tbody tr").count() >= 1
    assert page.locator("select[name=laji]").input_value() == "council"
    page.goto("/paijat-hame/rakenne/")
    listed = page.locator(".structure-list")
    assert listed.locator("a", has_text="Yhdyspintaneuvottelukunta").first.get_attribute("href")
    assert listed.locator("li").count() > 30


def test_a_form_with_errors_leads_to_them(visit):
    page = visit(COORDINATOR)
    page.goto(f"{NETWORKS}uusi/")
    send(page, checked_by_server=True)
    summary = page.locator(".ds-error-summary")
    summary.wait_for()
    assert summary.evaluate("box => box === document.activeElement")
    assert_sound(page)
    press_on(page, summary.locator("a").first)
    assert page.evaluate("document.activeElement.name") == "name"
