"""An elected member prints the council's page: one sheet of A4 that says what the screen says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.checks import assert_sound
from tests.browser.keyboard import press_on

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not all(shutil.which(name) for name in ("pdftotext", "pdfinfo")),
        reason="poppler's tools read the printed sheet",
    ),
]
MEMBER = "luottamushenkilo@example.org"
LEAST_POINTS = 9
# What is on the screen and not on paper: verbs, and what only screen readers read.
ON_SCREEN = """() => {
    const page = document.querySelector('.council').cloneNode(true);
    page.querySelectorAll('.verbs, .ds-sr-only').forEach(one => one.remove());
    const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT), found = [];
    while (texts.nextNode()) found.push(texts.currentNode.data);
    return found.join(' ');
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.council *')]
    .filter(one => one.getClientRects().length && [...one.childNodes].some(part => part.nodeType === 3 && part.data.trim()))
    .map(one => parseFloat(getComputedStyle(one).fontSize)))"""


def words(text: str) -> Counter[str]:
    """Words and numbers, however lines and columns part them."""
    return Counter(re.findall(r"[^\W_]+", text.replace("\xad", "")))


def told_by(tool: str, *arguments: str | Path) -> str:
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=True).stdout


def assert_prints_as_shown(page: Page, sheet: Path) -> None:
    """The browser's own printing gives one sheet of A4 with the words of the screen, none of them too small to read."""
    shown = words(page.evaluate(ON_SCREEN))
    sheet.write_bytes(page.pdf(prefer_css_page_size=True))
    told = told_by("pdfinfo", sheet)
    assert re.search(r"Pages:\s+1\n", told), f"{page.url}: {told}"
    assert "(A4)" in told
    # Only on paper are the marks of the numbered list part of the text.
    questions = page.locator(".council .questions > li").count()
    printed = words(told_by("pdftotext", "-layout", sheet, "-"))
    printed.subtract(str(number + 1) for number in range(questions))
    differ = {
        word: (number, printed[word]) for word, number in (shown | printed).items() if shown[word] != printed[word]
    }
    assert differ == {}
    page.emulate_media(media="print")
    assert page.evaluate(SMALLEST) * 0.75 >= LEAST_POINTS
    page.emulate_media(media="null")


def test_a_member_prints_the_councils_page_of_lahti(visit, tmp_path: Path, capsys):
    begun = time.perf_counter()
    page = visit(MEMBER)
    page.goto("/lahti/")
    press_on(page, page.locator("main a[href$='/valtuuston-sivu/']"))
    page.wait_for_url("**/lahti/valtuuston-sivu/")
    assert "Valtuuston sivu: Lahti" in page.locator("h1").inner_text()
    assert_sound(page)
    assert_prints_as_shown(page, tmp_path / "lahti.pdf")
    with capsys.disabled():
        sys.stdout.write(f"\nA member printed Lahti's council page in {time.perf_counter() - begun:.1f} s.\n")
    press_on(page, page.locator(".languages a[hreflang=sv]"))
    page.wait_for_url("**/sv/lahti/**")
    assert_prints_as_shown(page, tmp_path / "lahtis.pdf")


def test_lahti_goes_well_badly_and_past_judging_by_invented_numbers_that_say_so(visit):
    page = visit()
    page.goto("/lahti/valtuuston-sivu/")
    states = page.locator(".theme .state").evaluate_all("all => all.map(one => one.dataset.state)")
    assert {"better", "worse", "unknown"} <= set(states)
    assert page.locator(".questions > li").count() == 3
    for number in page.locator(".theme a", has_text=re.compile("^Esimerkki: .* %$")).all():
        assert number.locator("xpath=..").locator(".ds-tag", has_text="Esimerkki").count()


@pytest.mark.parametrize("area", ["sysma", "paijat-hame"])
@pytest.mark.parametrize("language", ["", "/sv"])
def test_any_areas_page_is_one_sheet(visit, tmp_path: Path, area: str, language: str):
    page = visit()
    page.goto(f"{language}/{area}/valtuuston-sivu/")
    assert_prints_as_shown(page, tmp_path / "sivu.pdf")
    answer = page.request.get(f"{page.url}pdf/")
    paper = tmp_path / "arkki.pdf"
    paper.write_bytes(answer.body())
    assert re.search(r"Pages:\s+1\n", told_by("pdfinfo", paper))
