"""The way of the keyboard: Tab meets every verb in the page's order, the focus shows, and what opens closes."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

COORDINATOR, OFFICIAL, ADMINISTRATOR = (
    "koordinaattori@example.org",
    "viranhaltija@example.org",
    "paakayttaja@example.org",
)
AREA = "/paijat-hame"
BODY = f"{AREA}/toimielimet/pelihaittojen-ehkaisyn-asiantuntijaryhma/"
# Everything in the page that a press does something on; of a group of radio buttons Tab meets one.
TARGETS = """() => {
    const all = [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")];
    window.targets = all.filter(e => !e.disabled && e.type !== "hidden" && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true})
        && !(e.type === "radio" && e.form && e.name && e !== [...e.form.elements].find(o => o.name === e.name)));
    window.met = [];
    window.unseen = [];
    document.addEventListener("focusin", event => {
        const at = window.targets.indexOf(event.target);
        if (at < 0) return;
        window.met.push(at);
        const style = getComputedStyle(event.target);
        const drawn = event.target.closest("svg") ? event.target.querySelector("rect, path") : null;
        const shows = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none"
            || drawn && parseFloat(getComputedStyle(drawn).strokeWidth) >= 2;
        if (!shows) window.unseen.push(event.target.outerHTML.slice(0, 160));
    });
    return window.targets.length;
}"""
MISSED = "() => window.targets.filter((_, at) => !window.met.includes(at)).map(e => e.outerHTML.slice(0, 160))"
PAGES = [
    (COORDINATOR, BODY),
    (COORDINATOR, f"{AREA}/toimielimet/?laji=council"),
    (COORDINATOR, f"{AREA}/asiakirjat/"),
    (COORDINATOR, f"{AREA}/karjet/vastaavuus/"),
    (COORDINATOR, f"{AREA}/puutteet/"),
    (COORDINATOR, f"{AREA}/paallekkaisyydet/"),
    (COORDINATOR, f"{AREA}/tuonti/"),
    (COORDINATOR, f"{AREA}/tiedostot/uusi/"),
    (COORDINATOR, "/oma-tyo/"),
    (OFFICIAL, "/lahti/painopisteet/"),
    (ADMINISTRATOR, f"{AREA}/kayttooikeudet/"),
    (ADMINISTRATOR, f"{AREA}/kayttooikeudet/kutsu/"),
]


def tab_through(page) -> None:
    """Press Tab until every target has been met, and no longer."""
    wanted = page.evaluate(TARGETS)
    for _round in range(wanted + 120):
        page.keyboard.press("Tab")
        if _round >= wanted and page.evaluate("new Set(window.met).size") == wanted:
            break


@pytest.mark.parametrize(("email", "address"), PAGES, ids=[address for _email, address in PAGES])
def test_tab_meets_every_verb_in_order_and_shows_where_it_is(visit, email, address):
    page = visit(email)
    page.goto(address)
    tab_through(page)
    assert page.evaluate(MISSED) == []
    assert page.evaluate("window.unseen") == []
    met = page.evaluate("window.met")
    assert met == sorted(met)


@pytest.mark.parametrize("start", [BODY, f"{AREA}/asiakirjat/", f"{AREA}/tehtavat/", f"{AREA}/karjet/"])
def test_every_act_of_a_record_opens_by_enter_and_is_sent_by_tab(visit, start):
    """Each act's page is met by its link and Enter, and its own button by Tab."""
    page = visit(COORDINATOR)
    page.goto(start)
    if start != BODY:
        link = page.locator(f"main a[href^='{start}']:not([href*='?'])").first
        link.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    record = page.url
    acts = page.locator("main .verbs a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    here = record.split("/", 3)[-1]
    for act in [act for act in acts if act.startswith(f"/{here}")]:
        page.goto(record)
        page.locator(f"main a[href='{act}']").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{act}")
        tab_through(page)
        assert page.evaluate(MISSED) == [], act
        assert page.evaluate("window.unseen") == [], act


def test_menus_open_by_enter_and_close_by_escape(visit):
    page = visit(COORDINATOR)
    page.goto(f"{AREA}/")
    for menu in (".area-switch", ".account-menu"):
        summary = page.locator(f"{menu} > summary")
        summary.focus()
        page.keyboard.press("Enter")
        assert page.locator(f"{menu}[open]").count() == 1
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert page.locator(f"{menu}[open]").count() == 0
        assert summary.evaluate("box => box === document.activeElement")


def test_the_first_tab_leads_past_the_header(visit):
    page = visit()
    page.goto(f"{AREA}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_gap_is_accepted_by_space_and_enter(visit):
    page = visit(COORDINATOR)
    page.goto(f"{AREA}/puutteet/")
    page.locator("main details:has(form[action$='/hyvaksy/']) summary").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Odottaa aluevaltuuston päätöstä.")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Odottaa aluevaltuuston päätöstä." in page.locator("main").inner_text()
