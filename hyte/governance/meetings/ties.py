"""Which records are tied by links: what a decision is about, what it replaces, what a document mandates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, may
from hyte.core.areas.models import Area
from hyte.core.links.declarations import declare, declared
from hyte.core.links.models import Link, LinkKind, words_of
from hyte.core.search.queries import ids_matching
from hyte.governance.meetings.models import Decision
from hyte.governance.structure.models import Body, Duty, SteeringDocument

EDIT = "meetings.edit"
End = tuple[str, int]  # a kind of record and a number
OFFERED = 20  # of each kind of record, when a tie is made

# What can be tied, by the word in addresses.
TIED: dict[str, type[models.Model]] = {
    "paatos": Decision,
    "toimielin": Body,
    "asiakirja": SteeringDocument,
    "tehtava": Duty,
}
for _model in (Body, SteeringDocument, Duty):
    declare(Decision, LinkKind.DECIDES, _model, operation=EDIT)
declare(Decision, LinkKind.REPLACES, Decision, operation=EDIT)
declare(SteeringDocument, LinkKind.MANDATES, Body, operation="structure.edit_document")


@dataclass(frozen=True)
class Tie:
    """A tie as one of its ends shows it: its words from there, and the other end."""

    link: Link
    words: Any
    other: Any
    may_untie: bool


def word_of(record: models.Model) -> str:
    """The word in addresses for a kind of record that can be tied."""
    return next((word for word, model in TIED.items() if isinstance(record, model)), "")


def tied_record(word: str, area: Area, key: str, *, user: Any) -> Any:
    """The record that a form on ties is about; none when the user may not see it."""
    model = TIED.get(word)
    return visible_rows(model, user).filter(home=area, key=key).first() if model else None


def ties_of(records: Iterable[Any], *, user: Any) -> dict[int, list[Tie]]:
    """The ties of records of one kind, by id, both ways, as far as the user may see the other end."""
    rows = {record.pk: record for record in records}
    if not rows:
        return {}
    label = next(iter(rows.values()))._meta.label_lower
    links = (
        Link.objects.filter(
            Q(from_model=label, from_id__in=rows) | Q(to_model=label, to_id__in=rows), kind__in=_kinds()
        )
        .select_related("home")
        .order_by("pk")
    )
    sides = [
        (link, forward, *_ends(link, forward=forward))
        for link in links
        for forward in (True, False)
        if _ends(link, forward=forward)[0][0] == label and _ends(link, forward=forward)[0][1] in rows
    ]
    others = _read({far for _link, _forward, _near, far in sides}, user)
    found: dict[int, list[Tie]] = {}
    for link, forward, near, far in sides:
        if far in others:
            source = rows[near[1]] if forward else others[far]
            tie = Tie(link, words_of(link.kind, forward=forward), others[far], _may(user, link.kind, source, link))
            found.setdefault(near[1], []).append(tie)
    return found


def may_tie(record: Any, user: Any) -> bool:
    return may(_principal(user), EDIT, record)


def tie_choices(record: Any, *, user: Any, text: str = "") -> list[tuple[str, str]]:
    """What the record can be tied to, in words: what was searched for, or the area's newest; (code, words)."""
    label, tied = record._meta.label_lower, {tie.other for tie in ties_of([record], user=user).get(record.pk, [])}
    choices = []
    for (source, kind, target), operation in declared().items():
        for forward in (True, False):
            near, far = (source, target) if forward else (target, source)
            if near != label or (forward and not may(_principal(user), operation, record)):
                continue
            for other in _candidates(far, record, user=user, text=text):
                # A right to tie belongs to where the tie begins.
                if other in tied or other == record or not (forward or may(_principal(user), operation, other)):
                    continue
                words = _("%(words)s: %(record)s") % {"words": words_of(kind, forward=forward), "record": _named(other)}
                choices.append((f"{kind} {'to' if forward else 'from'} {far} {other.key}", words))
    return choices


def _candidates(label: str, record: Any, *, user: Any, text: str) -> list[Any]:
    model = apps.get_model(label)
    rows = visible_rows(model, user)
    if text:
        rows = rows.filter(pk__in=ids_matching(text, model=model, language=get_language() or "fi"))
    else:
        rows = rows.filter(home=record.home_id)
    return list(rows.order_by("-pk")[:OFFERED])


def _named(record: Any) -> str:
    return f"{record} ({record.meeting})" if isinstance(record, Decision) else str(record)


def chosen_end(code: str) -> tuple[LinkKind, bool, models.Model]:
    """What a choice names: the kind, whether the tie begins at the record, and the other end."""
    kind, way, label, key = code.split(" ")
    return LinkKind(kind), way == "to", apps.get_model(label)._base_manager.get(key=key)


def visible_rows(model: Any, user: Any) -> Any:
    """The records of a kind that can be tied, as far as the user may see them, with what their names need."""
    rows = model.objects.visible_to(user).live().select_related("home")
    if model is Decision:
        return rows.select_related("matter__home", "meeting__body").prefetch_related("meeting__body__periods")
    return rows.prefetch_related("periods") if model is Body else rows


def _read(ends: set[End], user: Any) -> dict[End, Any]:
    by_model: dict[str, list[int]] = {}
    for label, pk in ends:
        by_model.setdefault(label, []).append(pk)
    return {
        (label, row.pk): row
        for label, ids in by_model.items()
        for row in visible_rows(apps.get_model(label), user).filter(pk__in=ids)
    }


def ends_of(links: Iterable[Link], *, user: Any) -> dict[End, Any]:
    """The records at the ends of links, by model and number, as far as the user may see them."""
    return _read({end for link in links for end in _ends(link, forward=True)}, user)


def _ends(link: Link, *, forward: bool) -> tuple[End, End]:
    start, end = (link.from_model, link.from_id), (link.to_model, link.to_id)
    return (start, end) if forward else (end, start)


def _kinds() -> set[str]:
    return {kind for _source, kind, _target in declared()}


def _may(user: Any, kind: str, source: Any, link: Link) -> bool:
    operation = declared().get((link.from_model, kind, link.to_model))
    return operation is not None and may(_principal(user), operation, source)


def _principal(user: Any) -> Principal:
    return Principal(user=user if getattr(user, "is_authenticated", False) and getattr(user, "pk", None) else None)
