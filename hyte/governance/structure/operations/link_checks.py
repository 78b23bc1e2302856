"""Store what the link checker found; only a changed finding is an act of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, record
from hyte.governance.structure.choices import LinkFault
from hyte.governance.structure.link_checker.faults import (
    disagreeing_language,
    disagreeing_years,
    is_front_page,
    same_address,
)
from hyte.governance.structure.link_checker.fetching import Answer, Checker
from hyte.governance.structure.models import DocumentLink
from hyte.governance.structure.queries.documents import links_on

EDIT = "structure.edit_document"


@dataclass(frozen=True)
class LinkReport:
    """What one run of the checker did."""

    checked: int
    faulty: int
    changed: int


def check_links(
    area: Area | None,
    *,
    by: Principal,
    today: date,
    checker: Checker | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LinkReport:
    """Check the links of an area's documents, or of every area; without a checker only what shows offline.

    The network is asked first and the findings are stored after it in one short transaction. Raises Refused and
    stores nothing when not one address answered, since then it is the connection that fails.
    """
    if area is not None:
        require(by, EDIT, area)
    elif not by.is_system:
        raise Refused(_("Only the system checks every area's links at once."))
    links = list(_links(area, today))
    answers = _ask(links, checker, progress) if checker else {}
    if answers and not any(answer.has_answered for answer in answers.values()):
        raise Refused(_("No address answered, so the connection itself seems to fail. Nothing was changed."))
    return _store(links, answers, by=by, today=today, is_online=checker is not None)


def _links(area: Area | None, today: date) -> Iterable[DocumentLink]:
    links = links_on(today).filter(document__withdrawn_on__isnull=True).select_related("document", "home")
    return links.filter(home=area) if area is not None else links


def _ask(links: list[DocumentLink], checker: Checker, progress: Callable[[int, int], None] | None) -> dict[str, Answer]:
    """Each address once, in an order that gives every server a rest between its turns."""
    addresses = checker.in_polite_order({link.url for link in links})
    answers = {}
    for done, url in enumerate(addresses, start=1):
        answers[url] = checker.ask(url)
        if progress:
            progress(done, len(addresses))
    return answers


@transaction.atomic
def _store(
    links: list[DocumentLink], answers: dict[str, Answer], *, by: Principal, today: date, is_online: bool
) -> LinkReport:
    # An address shared by the documents of two areas is seen only when both are read.
    shared = same_address((link.url, str(link.document)) for link in _links(None, today))
    faulty = changed = 0
    for link in links:
        fault, note = finding(link, answers.get(link.url), shared.get(link.url, []), is_online=is_online)
        faulty += bool(fault)
        if (fault, note) != (link.fault, link.fault_note):
            changed += 1
            with record(link, verb="link checked", by=by) as recording:
                recording.change(link, fault=fault, fault_note=note[:300])
        if is_online:
            DocumentLink.objects.filter(pk=link.pk).update(checked_on=today)
    return LinkReport(len(links), faulty, changed)


def finding(link: DocumentLink, answer: Answer | None, sharing: list[str], *, is_online: bool) -> tuple[str, str]:
    """The worst fault of a link and its note; a dead link found online stays until it is asked again."""
    if answer is not None and answer.fault:
        return answer.fault, answer.note
    if not is_online and link.fault == LinkFault.DEAD:
        return link.fault, link.fault_note
    if is_front_page(link.url):
        return LinkFault.FRONT_PAGE, str(_("The address names only a site, not a page of it."))
    others = [name for name in sharing if name != str(link.document)]
    if others:
        return LinkFault.SAME, str(_("The same address is given for: %(names)s") % {"names": ", ".join(others)})
    note = disagreement(link)
    return (LinkFault.MISMATCH, note) if note else ("", answer.note if answer else "")


def disagreement(link: DocumentLink) -> str:
    """How the link's text, its document's name or its language disagree with the address; empty when they do not."""
    for text in (link.text, link.document.name):
        years = disagreeing_years(text, link.url)
        if years:
            said, found = (", ".join(str(year) for year in sorted(group)) for group in years)
            return str(_("The text says %(said)s, the address %(found)s.") % {"said": said, "found": found})
    named = disagreeing_language(link.language, link.url)
    if named:
        return str(
            _("The link is marked as %(said)s, the address names %(found)s.") % {"said": link.language, "found": named}
        )
    return ""
