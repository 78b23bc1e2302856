"""Faults that show in addresses and texts alone, without opening anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

FRONT_PATHS = {"", "fi", "sv", "en", "etusivu", "index.html", "index.php", "index.htm", "home"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LANGUAGE = re.compile(r"(?:^|[/_.-])(fi|sv|en)(?=$|[/_.-])", re.IGNORECASE)


def normal_address(url: str) -> str:
    """An address as it is compared with others: no scheme, no leading www, no last slash, no fragment."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{unquote(parts.path).rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def is_front_page(url: str) -> bool:
    """Whether an address names only a site, not a page of it."""
    parts = urlsplit(url.strip())
    return parts.path.strip("/").casefold() in FRONT_PATHS and not parts.query


def same_address(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Addresses that stand for several different things: address as given → the things' names."""
    owners: dict[str, dict[str, None]] = {}
    given: dict[str, set[str]] = {}
    for url, owner in pairs:
        owners.setdefault(normal_address(url), {})[owner] = None
        given.setdefault(normal_address(url), set()).add(url)
    return {
        url: list(owners[normal]) for normal, urls in given.items() if len(owners[normal]) > 1 for url in sorted(urls)
    }


def years_in(text: str) -> set[int]:
    """The years a text names."""
    return {int(year) for year in _YEAR.findall(text)}


def years_in_address(url: str) -> set[int]:
    """The years in an address's last word; folders such as /2021/12/ only say when a file was put there."""
    path = unquote(urlsplit(url).path).rstrip("/")
    return years_in(path.rsplit("/", 1)[-1])


def disagreeing_years(text: str, url: str) -> tuple[set[int], set[int]] | None:
    """The years of a text and of its address when neither covers the other; None when they agree or nothing is said."""
    said, found = years_in(text), years_in_address(url)
    if not said or not found or said <= found or found <= said:
        return None
    return said, found


def language_of(url: str) -> str:
    """The language an address names for itself, such as /sv/ or -en.pdf; empty when it names none."""
    found = [code.casefold() for code in _LANGUAGE.findall(unquote(urlsplit(url).path))]
    return found[0] if len(set(found)) == 1 else ""


def disagreeing_language(language: str, url: str) -> str:
    """The language of the address when it is another than the link's own."""
    named = language_of(url)
    return named if named and language and named != language else ""
