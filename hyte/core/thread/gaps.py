"""Gaps: what a confirmed record still lacks, and what was never recorded. Each app registers its own.

An app declares its kinds of gap and finds the records that lack the thing; whether that is missing or not known is
judged here, once for all of them, so that no page can call the same record both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, may
from hyte.core.areas.models import Area
from hyte.core.audit.kept import kept
from hyte.core.thread.models import GapAcceptance

MISSING, UNKNOWN = "missing", "unknown"
MOST_NAMES = 200


@dataclass(frozen=True)
class Verb:
    """What to do about a gap, right there: its words, the page that does it and the operation that the page asks."""

    label: Any
    url: Any
    operation: str = ""


@dataclass(frozen=True)
class GapKind:
    """What a record can lack: a code, who can mend it, why it is a gap, and the words for a `count` of such records.

    `law` ranks gaps without a day: 0 for what a law asks, 1 for what a rule or decision asks, 2 for the rest. A kind that
    `is_seen` shows by itself, from a day that has passed or a link that does not open; it needs nobody's confirmation,
    its finding says why, and nothing of it is not known.
    """

    code: str
    who: Any
    why: Any = ""
    words: Any = ""
    law: int = 2
    is_seen: bool = False
    why_unknown: Any = ""
    ask: Callable[[Area], Verb] | None = None


@dataclass(frozen=True)
class Finding:
    """A record that lacks the thing of a kind. What is not given is the kind's or the record's own."""

    kind: GapKind
    record: Any
    verb: Verb
    why: str = ""
    name: str = ""
    url: str = ""
    due: date | None = None
    law: int | None = None
    confirmed_with: Any = None  # a seat is as well known as its body
    is_example: bool = False  # a real record may lack a thing only because of an invented one

    @property
    def key(self) -> tuple[str, str, int]:
        return (self.kind.code, self.record._meta.label_lower, self.record.pk)

    @property
    def words(self) -> str:
        return self.name or str(self.record)

    @property
    def address(self) -> str:
        return self.url or self.record.get_absolute_url()

    @property
    def rank(self) -> int:
        return self.kind.law if self.law is None else self.law

    def is_known(self, day: date) -> bool:
        """Whether the thing is missing for certain, not merely unrecorded."""
        records = [self.record] if self.confirmed_with is None else [self.record, self.confirmed_with]
        return self.kind.is_seen or any(record.is_confirmed(day) for record in records)


@dataclass(frozen=True)
class Gap:
    """One thing that is missing from a record, or one kind of thing that is not known of several."""

    kind: str
    strength: str
    record: str
    why: str
    who: str
    url: Any = ""
    model: str = ""
    object_id: int | None = None
    due: date | None = None
    law: int = 2
    count: int = 1
    verb: Verb | None = None
    which: tuple[tuple[str, Any], ...] = field(default=())
    is_example: bool = False
    about: Any = field(default=None, compare=False)  # what the verb's rule is asked of

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "strength": self.strength,
            "record": self.record,
            "why": self.why,
            "who": self.who,
            "due": self.due.isoformat() if self.due else None,
            "count": self.count,
            "url": str(self.url),
            "is_example": self.is_example,
        }


@dataclass(frozen=True)
class GapList:
    """An area's gaps on a day: the missing ones, the kinds not known, and the accepted ones with their reasons."""

    missing: list[Gap]
    unknown: list[Gap]
    accepted: list[tuple[GapAcceptance, Gap]]


Finder = Callable[[Area, date, Any], Iterable[Finding]]
_finders: list[Finder] = []


def register_gaps(finder: Finder) -> None:
    """Add a function that finds gaps of an area on a day, among what the user may see."""
    _finders.append(finder)


def gap_list(area: Area, *, day: date, user: Any) -> GapList:
    """The area's gaps, each part by nearest day, then by law; the same list until something is recorded."""
    return kept(("gaps", area.pk, day), lambda: _gap_list(area, day, user), user=user)


def _gap_list(area: Area, day: date, user: Any) -> GapList:
    acceptances = {
        (row.kind, row.model, row.object_id): row
        for row in GapAcceptance.objects.filter(home=area, until__gte=day).select_related("accepted_by")
    }
    missing, accepted = [], []
    unknown: dict[str, list[Finding]] = {}
    for finding in (found for finder in _finders for found in finder(area, day, user)):
        if finding.key in acceptances:
            accepted.append((acceptances[finding.key], _missing(finding)))
        elif finding.is_known(day):
            missing.append(_missing(finding))
        else:
            unknown.setdefault(finding.kind.code, []).append(finding)
    accepted.sort(key=lambda pair: (pair[0].until, pair[1].record))
    return GapList(
        sorted(missing, key=_rank), sorted((_unknown(found, area) for found in unknown.values()), key=_rank), accepted
    )


def gaps_of(area: Area, *, day: date, user: Any) -> list[Gap]:
    """The area's gaps: missing before unknown, by nearest day, then by law; accepted ones are left out."""
    found = gap_list(area, day=day, user=user)
    return [*found.missing, *found.unknown]


def _missing(finding: Finding) -> Gap:
    kind, record = finding.kind, finding.record
    return Gap(
        kind.code,
        MISSING,
        finding.words,
        str(finding.why or kind.why),
        str(kind.who),
        _address(finding),
        record._meta.label_lower,
        record.pk,
        due=finding.due,
        law=finding.rank,
        verb=finding.verb,
        is_example=record.is_example or finding.is_example,
        about=record,
    )


def _address(finding: Finding) -> Any:
    """Of hundreds of gaps a page shows ten: an address is made when it is first read, and then known."""
    return SimpleLazyObject(lambda: finding.address)


def _unknown(found: list[Finding], area: Area) -> Gap:
    """What nobody has confirmed is one line with its number."""
    kind = found[0].kind
    words = kind.words % {"count": len(found)}
    verb = kind.ask(area) if kind.ask else ask_by_task(area, words)
    return Gap(
        kind.code,
        UNKNOWN,
        words,
        str(kind.why_unknown)
        or _("Nobody has confirmed these records within a year, so it is not known whether the thing is missing."),
        str(kind.who),
        verb.url,
        due=min((finding.due for finding in found if finding.due), default=None),
        law=min(finding.rank for finding in found),
        count=len(found),
        verb=verb,
        which=tuple((finding.words, _address(finding)) for finding in found[:MOST_NAMES]),
        is_example=all(finding.record.is_example for finding in found),
        about=area,
    )


def ask_by_task(area: Area, words: str) -> Verb:
    """Ask whoever knows: a task for a person or a role, its words ready."""
    title = _("Find out and record: %(what)s") % {"what": words}
    return Verb(_("Ask"), reverse("tasks:give", args=[area]) + "?" + urlencode({"otsikko": title}), "tasks.create")


def _rank(gap: Gap) -> tuple[Any, ...]:
    return (gap.due or date.max, gap.law, gap.kind, gap.record)


def with_verbs_of(gaps: Iterable[Gap], *, by: Principal) -> list[Gap]:
    """The gaps, each with its verb only where the principal may use it; who can mend it, every gap says."""
    return [gap if _may_use(gap, by) else replace(gap, verb=None) for gap in gaps]


def _may_use(gap: Gap, by: Principal) -> bool:
    return gap.verb is None or not gap.verb.operation or may(by, gap.verb.operation, gap.about)


def first_screen(gaps: list[Gap], *, most: int = 10) -> list[Gap]:
    """At most ten gaps to begin with, in the list's own order."""
    return gaps[:most]
