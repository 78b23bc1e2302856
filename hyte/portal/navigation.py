"""What every page's frame shows: areas, the words of the navigation, languages, search, the footer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.models import Area, worker_areas
from hyte.planning.reports.queries.writing import has_reports
from hyte.planning.reports.rules import LEAD
from hyte.portal.queries import neighbours, open_area, own_areas


@dataclass(frozen=True)
class Word:
    """A word of the navigation: the page it opens, the apps it stands for, who sees it, and the pages inside it."""

    label: Any
    page: str
    apps: frozenset[str] = frozenset()
    for_workers: bool = False
    for_signed_in: bool = False
    operation: str = ""
    pages: tuple[Word, ...] = ()
    # Shown only where the area has something on the page, or to those who may do this to begin.
    is_used: Callable[[Area, Any], bool] | None = None
    begins: str = ""


@dataclass(frozen=True)
class Link:
    label: Any
    address: str
    is_current: bool = False
    is_elsewhere: bool = False


WORK = (
    Word(_("My work"), "tasks:desk"),
    Word(_("Tasks"), "tasks:tasks", for_workers=True),
    Word(_("Gaps"), "thread:gaps", for_workers=True),
    Word(_("Overlaps"), "structure:overlaps", for_workers=True),
    Word(_("Files"), "files:files", for_workers=True),
    Word(_("Import a table"), "exchange:upload", for_workers=True, operation="structure.edit"),
    Word(_("Feedback"), "portal:feedback-list", for_workers=True),
    Word(_("Accesses"), "accounts:accesses", for_workers=True, operation="accounts.see_accesses"),
)
WORK_APPS = frozenset({"tasks", "thread", "exchange", "accounts", "files"})
STRUCTURE = (
    Word(_("Picture"), "structure:picture"),
    Word(_("Bodies and networks"), "structure:bodies"),
    Word(_("Organisation"), "structure:organisation"),
    Word(_("Duties"), "structure:duties"),
    Word(_("Focus areas"), "structure:focus-areas"),
    Word(_("Themes"), "structure:themes"),
    Word(_("Documents"), "structure:documents"),
    Word(_("Cooperation with associations"), "structure:cooperation"),
    Word(_("What has changed"), "structure:changes"),
    Word(_("People"), "structure:people", for_signed_in=True),
    Word(_("Terms ending"), "structure:ending", for_workers=True),
)
KNOWLEDGE = (
    Word(_("Indicators"), "indicators:catalogue"),
    Word(_("Area profile"), "indicators:profile"),
    Word(_("Residents by age"), "indicators:population"),
    Word(_("Differences between municipalities"), "indicators:inequality"),
    Word(_("Sets of indicators"), "indicators:sets"),
    Word(_("Joys and worries"), "indicators:concerns"),
    Word(_("Claims and numbers"), "indicators:region-profile"),
    Word(_("Lost years of life"), "indicators:lost-years"),
    Word(_("Freshness"), "indicators:freshness"),
    Word(_("Screening"), "screening:programmes"),
    Word(_("Pilots"), "screening:pilots"),
    Word(_("Hyte-kerroin"), "incentive:standing"),
)
PLANS = (
    Word(_("Plans"), "plans:plans"),
    Word(_("Council's page"), "workbench:council"),
    Word(_("Wellbeing reports"), "reports:reports", is_used=has_reports, begins=LEAD),
    Word(_("Follow-up"), "plans:watched", for_workers=True),
    Word(_("Changes of what is shared"), "plans:changed", for_workers=True),
    Word(_("Shared texts"), "plans:texts"),
    Word(_("Money by phenomenon"), "budgets:budgets"),
)
DECISIONS = (
    Word(_("Matters"), "meetings:matters"),
    Word(_("Meetings"), "meetings:meetings"),
    Word(_("Decisions"), "meetings:decisions"),
    Word(_("Assessments of effects"), "assessments:assessments"),
)
# By what people come to do, the same for everyone. A word whose page is not installed is left out.
WORDS = (
    Word(_("My work"), "tasks:desk", WORK_APPS, for_signed_in=True, pages=WORK),
    Word(_("Structure"), "structure:picture", frozenset({"structure"}), pages=STRUCTURE),
    Word(_("Knowledge"), "indicators:catalogue", frozenset({"indicators", "screening", "incentive"}), pages=KNOWLEDGE),
    Word(_("Plans"), "plans:plans", frozenset({"plans", "budgets", "reports", "workbench"}), pages=PLANS),
    Word(_("Decisions"), "meetings:matters", frozenset({"meetings", "assessments"}), pages=DECISIONS),
    Word(_("Take part"), "portal:take-part"),
)
ACCOUNT = (
    Word(_("My account"), "accounts:account"),
    Word(_("E-mail addresses"), "account_email"),
    Word(_("Password"), "account_change_password"),
    Word(_("Two-step sign-in"), "mfa_index"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """The context that every page gets; worked out once a request, since components ask for it again."""
    if not hasattr(request, "_page_frame"):
        request._page_frame = _frame(request)
    return request._page_frame


def _frame(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    area = _area_of(request)
    user = getattr(request, "user", None)
    is_worker = area is not None and area.pk in worker_areas(user)
    return {
        "area": area,
        "principal": getattr(request, "principal", None),
        "is_worker": is_worker,
        "today": today,
        "navigation": _navigation(request, area, is_worker=is_worker, today=today),
    }


def _area_of(request: HttpRequest) -> Area | None:
    """The area of the address; on a missing page the one its first word names."""
    match = request.resolver_match
    if match is not None:
        given = match.kwargs.get("area")
        return given if isinstance(given, Area) else None
    first = _without_language(request.path_info).strip("/").split("/")[0]
    return open_area(first)


def _navigation(request: HttpRequest, area: Area | None, *, is_worker: bool, today: Any) -> dict[str, Any]:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    match = request.resolver_match
    app = match.app_name.split(":")[0] if match else ""
    is_search = match is not None and match.view_name in {"search:search", "search-everywhere"}
    near = neighbours(area, day=today) if area else own_areas(user)
    # On a page of no area, such as the desk, whoever works in one area has that area's words.
    place = area or (near[0] if len(near) == 1 else None)
    reader = _Reader(getattr(request, "principal", None), place, is_worker or (area is None and bool(place)), signed_in)
    words, section = _words(request.path, app, reader)
    return {
        "home": address_of("portal:installation", None) or "/",
        "wing": _wing(match),
        "neighbours": near,
        "words": words,
        "section": section,
        # The search page has its own, larger box.
        "search": "" if is_search else address_of("search:search", place) or address_of("search-everywhere", None),
        "languages": _languages(request),
        "own_account": _links((*WORK, *ACCOUNT), reader) if signed_in else [],
        "sign_in": address_of("account_login", None),
        "footer": _footer(area, request.path),
    }


@dataclass(frozen=True)
class _Reader:
    """Who looks at the navigation, and in which area."""

    principal: Any
    area: Area | None
    is_worker: bool
    is_signed_in: bool

    def sees(self, word: Word) -> bool:
        """A word that leads to a refusal is left out."""
        if (word.for_signed_in and not self.is_signed_in) or (word.for_workers and not self.is_worker):
            return False
        if word.is_used and self.area is not None and not self._has(word, word.is_used):
            return False
        return not word.operation or (self.principal is not None and may(self.principal, word.operation, self.area))

    def _has(self, word: Word, is_used: Callable[[Area, Any], bool]) -> bool:
        assert self.area is not None
        may_begin = self.principal is not None and may(self.principal, word.begins, self.area)
        return may_begin or is_used(self.area, getattr(self.principal, "user", None))


def _words(path: str, app: str, reader: _Reader) -> tuple[list[Link], list[Link]]:
    """The words of the navigation, and the pages inside the one that is open."""
    shown = [(word, address_of(word.page, reader.area)) for word in WORDS if reader.sees(word)]
    shown = [(word, address) for word, address in shown if address]
    inside = [word for word, _address in shown if any(address_of(p.page, reader.area) == path for p in word.pages)]
    current = inside or [word for word, address in shown if app in word.apps or address == path]
    words = [Link(word.label, address, word in current[:1]) for word, address in shown]
    section = _links(current[0].pages, reader, path=path) if current and reader.area is not None else []
    return words, section if len(section) > 1 else []


def _links(words: tuple[Word, ...], reader: _Reader, *, path: str = "") -> list[Link]:
    links = [(word.label, address_of(word.page, reader.area)) for word in words if reader.sees(word)]
    return [Link(label, address, address == path) for label, address in links if address]


def _footer(area: Area | None, path: str) -> list[Link]:
    links = []
    if area:
        links.append(Link(_("Accessibility"), address_of("portal:accessibility", area)))
        feedback = address_of("portal:feedback", area)
        links.append(Link(_("Give feedback"), f"{feedback}?{urlencode({'sivu': path})}" if feedback else ""))
    links.append(Link(_("Privacy"), address_of("portal:privacy", None)))
    links.append(Link(_("Open data"), address_of("portal:open-data", None)))
    links.append(Link(_("Source code"), settings.SOURCE_CODE_URL, is_elsewhere=True))
    return [link for link in links if link.address]


def address_of(page: str, area: Area | None) -> str:
    """The page's address in the area or without one; empty where there is none."""
    for arguments in ([area], []) if area is not None else ([],):
        try:
            return reverse(page, args=arguments)
        except NoReverseMatch:
            continue
    return ""


def _wing(match: Any) -> str:
    """The wing whose view answers; each has its accent."""
    module = getattr(match.func, "__module__", "") if match else ""
    parts = module.split(".")
    return parts[1] if parts[0] == "hyte" and len(parts) > 1 else ""


def _without_language(path: str) -> str:
    for code, _name in settings.LANGUAGES:
        if path == f"/{code}" or path.startswith(f"/{code}/"):
            return path[len(code) + 1 :] or "/"
    return path


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in each language; the address differs only by its first word."""
    plain, query = _without_language(request.path_info), request.META.get("QUERY_STRING", "")
    now = translation.get_language()
    return [
        {
            "code": code,
            "name": translation.get_language_info(code)["name_local"].capitalize(),
            "address": ("" if code == settings.LANGUAGE_CODE else f"/{code}") + plain + (f"?{query}" if query else ""),
            "is_current": code == now,
        }
        for code, _name in settings.LANGUAGES
    ]
