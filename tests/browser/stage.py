"""What somebody must have done before some pages and buttons are there: a task, a file, an invitation, an accepted gap."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from docx import Document
from playwright.sync_api import Locator, Page

AREA = "/paijat-hame"
BODY = "pelihaittojen-ehkaisyn-asiantuntijaryhma"
SOUND = (
    "key,name,kind,owner,permanence,areas,valid_from,source\n"
    "kokeilun-verkosto,Kokeilun verkosto,network,paijat-hame-hva,permanent,lahti,1.1.2026,Aluehallitus 15.12.2025\n"
)
FAULTY = "key,name,kind\n,,kerho\n"
LONG = "key,name,kind\n" + ",,kerho\n" * 400  # so long that a job reads it
NEXT_MONTH = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011 - a day on the calendar


def submit(page: Page, form: Locator | None = None) -> None:
    with page.expect_navigation():
        (form or page.locator("main form[method=post]").first).locator("button[type=submit]").first.click()


def act_as_coordinator(page: Page, folder: Path) -> list[str]:
    """Feedback, tables, a file, a meeting, tasks, a confirmation, evidence, a tie, an accepted gap; where the new pages are."""
    say_something(page)
    made = [bring_table(page, folder, text) for text in (SOUND, FAULTY, LONG)]
    made += [share_file(page, folder), plan_meeting(page)]
    for title in ("Kutsu koolle", "Kirjaa muistio"):
        give_task(page, title)
    page.goto("/oma-tyo/")
    submit(page, page.locator("form[action$='/valmis/']").last)
    page.goto(f"{AREA}/toimielimet/{BODY}/")
    submit(page, page.locator("main form[action$='/toimielimet/vahvista/']"))
    record_evidence(page)
    tie_to_document(page)
    accept_gap(page)
    made += bring_old_report(page, folder)
    made += [raise_worry(page), say_of_a_number(page), bring_figures(page, folder), reword_shared_objective(page)]
    made += [hide_question(page), answer_in_plan(page)]
    return [*made, f"{AREA}/toimielimet/{BODY}/", f"{AREA}/historia/structure.body/{BODY}/"]


def bring_old_report(page: Page, folder: Path) -> list[str]:
    """A report of the county that is begun, with an old document brought for it and not yet taken in."""
    page.goto(f"{AREA}/raportit/uusi/")
    page.locator("[name=template]").first.check()
    submit(page)
    report = urlsplit(page.url).path
    old = Document()
    old.add_heading("Elinolot", level=1)
    old.add_paragraph("Väestö vähenee ja ikääntyy. " * 20)
    table = old.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Toimenpide", "Vastuutaho", "Kylätuvat", "Yhdistykset"), strict=True):
        cell.text = words
    old.save(str(folder / "kertomus-2024.docx"))
    page.goto(f"{report.removesuffix('kirjoita/')}tuonti/")
    page.set_input_files("[name=file]", folder / "kertomus-2024.docx")
    submit(page)
    return [report, urlsplit(page.url).path]


def hide_question(page: Page) -> str:
    """The council's page with a question hidden, which may then be shown again."""
    council = f"{AREA}/valtuuston-sivu/"
    page.goto(council)
    page.locator(".questions .verbs a").first.click()
    page.fill("[name=reason]", "Päivä on kirjattu väärin.")
    submit(page)
    return council


def answer_in_plan(page: Page) -> str:
    """A plan with an answer to what asks for one, which may then be changed or taken back."""
    plan = f"{AREA}/suunnitelmat/esimerkki-alueellinen-suunnitelma/"
    page.goto(plan)
    page.locator("main a[href*='/vastaa/huoli/']").last.click()
    page.fill("[name=reason]", "Asia hoidetaan lasten ja nuorten suunnitelmassa.")
    submit(page)
    return plan


def raise_worry(page: Page) -> str:
    page.goto(f"{AREA}/tieto/ilot-ja-huolet/uusi/")
    page.select_option("[name=kind]", "worry")
    page.fill("[name=text]", "Nuoret jäävät yksin iltaisin.")
    submit(page)
    return urlsplit(page.url).path


def say_of_a_number(page: Page) -> str:
    page.goto(f"{AREA}/tieto/vaesto/tulkitse/")
    page.fill("[name=text]", "Väki vähenee, koska nuoria muuttaa pois.")
    submit(page)
    return f"{AREA}/tieto/vaesto/"


def bring_figures(page: Page, folder: Path) -> str:
    table = folder / "luvut.csv"
    table.write_text("indicator,area,period,value\nvaesto,KU781,2023,3400\n", encoding="utf-8")
    page.goto(f"{AREA}/tieto/aineistot/vaesto/omat-luvut/")
    page.set_input_files("[name=file]", table)
    submit(page)
    return urlsplit(page.url).path


def reword_shared_objective(page: Page) -> str:
    """What several areas' plans hold says something new, which each of them looks at."""
    page.goto(f"{AREA}/suunnitelmat/tavoitteet/esimerkki-tavoite-kaatumiset/muuta/")
    page.fill("[name=name_fi]", "Kaatumiset kotona ja pihalla vähenevät")
    submit(page)
    return urlsplit(page.url).path


def say_something(page: Page) -> None:
    page.goto(f"{AREA}/palaute/")
    page.locator("[name=subject]").first.check()
    page.fill("[name=text]", "Verkostolistan suodatin oli helppo löytää.")
    submit(page)


def bring_table(page: Page, folder: Path, text: str) -> str:
    table = folder / "verkostot.csv"
    table.write_text(text, encoding="utf-8")
    page.goto(f"{AREA}/tuonti/")
    page.select_option("[name=sheet]", "bodies")
    page.set_input_files("[name=file]", table)
    submit(page)
    return urlsplit(page.url).path


def share_file(page: Page, folder: Path) -> str:
    page.goto(f"{AREA}/tiedostot/uusi/")
    page.set_input_files("[name=file]", folder / "verkostot.csv")
    page.select_option("select[name=owner]", index=1)
    submit(page)
    if not page.locator("form[action$='/jaa/']").count():
        page.goto(f"{AREA}/tiedostot/")
        page.locator("main a[href*='/tiedostot/']:not([href$='/uusi/'])").first.click()
    page.select_option("form[action$='/jaa/'] select[name=organisation]", index=1)
    submit(page, page.locator("form[action$='/jaa/']"))
    return urlsplit(page.url).path


def plan_meeting(page: Page) -> str:
    page.goto(f"{AREA}/kokoukset/uusi/")
    page.select_option("select[name=body]", index=1)
    page.fill("[name=day]", NEXT_MONTH)
    submit(page)
    return urlsplit(page.url).path


def give_task(page: Page, title: str) -> None:
    page.goto(f"{AREA}/tyolista/uusi/")
    page.fill("[name=title]", title)
    page.select_option("select[name=role]", "coordinator")
    submit(page)


def record_evidence(page: Page) -> None:
    page.goto(f"{AREA}/toimielimet/{BODY}/")
    page.locator("main a[href*='/naytto/uusi/']").first.click()
    page.fill("main [name=title]", "Kertomus valtuustolle")
    page.fill("main [name=day]", "2026-05-04")
    page.fill("main [name=link]", "https://www.example.org/kertomus")
    submit(page)


def tie_to_document(page: Page) -> None:
    page.goto(f"{AREA}/toimielimet/{BODY}/")
    page.fill("form[action*='/sidos/'] [name=q]", "suunnitelma")
    submit(page, page.locator("form[action*='/sidos/']"))
    page.locator("main [name=end]").first.check()
    submit(page)


def accept_gap(page: Page) -> None:
    page.goto(f"{AREA}/puutteet/")
    page.locator("main details:has(form[action$='/hyvaksy/']) summary").first.click()
    form = page.locator("form[action$='/hyvaksy/']").first
    form.locator("[name=reason]").fill("Odottaa aluevaltuuston päätöstä.")
    submit(page, form)


def act_as_administrator(page: Page) -> list[str]:
    """An open invitation, a right for another organisation, an indicator left out, a finding answered; where these show."""
    page.goto(f"{AREA}/kayttooikeudet/kutsu/")
    page.fill("[name=email]", "odottaja@example.org")
    page.select_option("select[name=organisation]", index=1)
    page.select_option("select[name=role]", "reader")
    submit(page)
    page.goto(f"{AREA}/kayttooikeudet/oikeus/")
    page.select_option("select[name=operation]", index=1)
    page.select_option("select[name=organisation]", index=1)
    for field in page.locator("main form input[type=date]").all():
        field.fill(NEXT_MONTH)
    submit(page)
    return [leave_out(page), answer_finding(page)]


def leave_out(page: Page) -> str:
    address = f"{AREA}/tieto/joukot/paijat-hameen-perusluvut/"
    page.goto(address)
    page.locator("main a[href$='/jata-pois/']").first.click()
    page.fill("[name=reason]", "Lukua ei ole hyvinvointialueelta.")
    submit(page)
    return address


def answer_finding(page: Page) -> str:
    page.goto(f"{AREA}/tieto/menetetyt-elinvuodet/")
    page.locator("main a[href*='/havainnot/']").first.click()
    page.locator("main a[href$='/vastaa/']").first.click()
    page.locator("[name=kind]").first.check()
    page.fill("[name=text]", "Alkoholin mini-interventio lisätään jokaiseen vastaanottoon.")
    page.fill("[name=check_on]", NEXT_MONTH)
    submit(page)
    return urlsplit(page.url).path
