"""Moving on a page with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

STEPS = 400


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; a target that Tab never meets is a fault."""
    target.wait_for()
    element = target.element_handle()
    for _step in range(STEPS):
        if page.evaluate("element => element === document.activeElement", element):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target} on {page.url}")


def press_on(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to the target by Tab and press a key on it."""
    tab_to(page, target)
    page.keyboard.press(key)


def write_in(page: Page, name: str, text: str) -> None:
    """Go to a field by Tab and write in it; what was there is replaced."""
    tab_to(page, page.locator(f"main [name={name}]"))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def choose_in(page: Page, name: str, value: str) -> None:
    """Go to a list of choices by Tab and step down or up to a value."""
    choice = page.locator(f"main select[name={name}]")
    tab_to(page, choice)
    values: list[str] = choice.evaluate("list => [...list.options].map(option => option.value)")
    for _step in range(len(values)):
        current = choice.input_value()
        if current == value:
            return
        page.keyboard.press("ArrowDown" if values.index(current) < values.index(value) else "ArrowUp")
    raise AssertionError(f"{value} cannot be chosen by arrows in {name}")


def send(page: Page, *, checked_by_server: bool = False) -> None:
    """Press the button of the page's own form; the server's own answer to errors is seen by switching the browser's off."""
    if checked_by_server:
        page.locator("main form[method=post]").last.evaluate("form => form.noValidate = true")
    with page.expect_navigation():
        press_on(page, page.locator("main form[method=post] button[type=submit]").last)
