"""Bringing in a document of an earlier year: read, matched, looked at by a person, and then taken in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Organisation
from hyte.core.areas.text import cut_key
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.core.files.operations import store_file
from hyte.governance.structure.operations.keys import numbered_key
from hyte.planning.plans.models import Objective
from hyte.planning.plans.operations.actions import add_action
from hyte.planning.plans.queries.content import in_languages
from hyte.planning.reports.choices import SectionState
from hyte.planning.reports.earlier_documents import bare, read_document
from hyte.planning.reports.matching import Place, actions_in, matched, words_around
from hyte.planning.reports.models import DocumentImport, Report, Section
from hyte.planning.reports.operations.writing import joined, refuse_closed
from hyte.planning.reports.prose import as_lines
from hyte.planning.reports.rules import WRITE

LONGEST_NAME = 300
_YEAR = re.compile(r"\s+(?:19|20)\d\d$")


@dataclass(frozen=True)
class Choices:
    """What a person chose: the section of each part by its number, and the objective of each table of actions."""

    sections: Mapping[int, str]
    objectives: Mapping[tuple[int, int], Objective] = field(default_factory=dict)


@transaction.atomic
def bring_document(report: Report, upload: File, *, language: str, by: Principal, today: date) -> DocumentImport:
    """Read a document and match its headings to the report's sections; nothing of the report changes yet."""
    require(by, WRITE, report)
    refuse_closed(report)
    limit = settings.FILE_LIMIT_MB
    if (upload.size or 0) > limit * 1024 * 1024:
        raise Refused(_("The file is too large: at most %(limit)s MB is accepted.") % {"limit": limit})
    upload.seek(0)
    parts = read_document(upload.read(), name=upload.name or "")
    sections = list(report.sections.live().select_related("asked").order_by("order", "pk"))
    keys = matched(parts, [place_of(one) for one in sections], language=language)
    stored = store_file(
        upload, home=report.home, owner=_owner(report), by=by, today=today, is_example=report.is_example
    )
    brought = DocumentImport(
        key=numbered_key(f"{cut_key(report.key, 90)}-tuonti", model=DocumentImport),
        home_id=report.home_id,
        report=report,
        file=stored,
        name=stored.name[:200],
        parts=[
            {"heading": part.heading, "level": part.level, "section": key, "language": language, "blocks": part.blocks}
            for part, key in zip(parts, keys, strict=True)
        ],
        is_example=report.is_example,
    )
    with record(brought, verb="report document brought", by=by) as recording:
        recording.add(brought)
    return brought


def language_of(brought: DocumentImport) -> str:
    """The language that the document was said to be in."""
    return brought.parts[0]["language"]


def place_of(section: Section) -> Place:
    """The headings that mean a section: its own in each language, its template's, and those of earlier reports."""
    asked = section.asked
    template = [*in_languages(asked, "title").values(), *asked.aliases] if asked else []
    return Place(section.key, tuple(dict.fromkeys([*in_languages(section, "title").values(), *template])))


def _owner(report: Report) -> Organisation:
    owner = Organisation.objects.live().of(report.home).filter(kind__in=AUTHORITIES).order_by("pk").first()
    if owner is None:
        raise Refused(_("%(area)s has no organisation that could own the document.") % {"area": report.home})
    return owner


@transaction.atomic
def take_in_document(
    brought: DocumentImport, *, version: int, choices: Choices, by: Principal, today: date
) -> DocumentImport:
    """Put each part of a document where a person chose; what has no place is kept beside a section, and nothing is lost."""
    require(by, WRITE, brought.report)
    brought = lock(brought, version=version)
    refuse_closed(brought.report)
    if brought.applied_on:
        raise Refused(_("The document has been taken in already."))
    sections = {one.key: one for one in brought.report.sections.select_for_update().live().order_by("order", "pk")}
    if not sections:
        raise Refused(_("The report has no sections."))
    made = _add_actions(brought, choices, by=by, today=today)
    texts, aside = _sorted_words(brought, choices, sections, made)
    touched = [sections[key] for key in sections if key in texts or key in aside]
    parts = [{**part, "section": choices.sections.get(at, "")} for at, part in enumerate(brought.parts)]
    with record(brought, verb="report document taken in", by=by, also=touched) as recording:
        for section in touched:
            _add_words(recording, section, texts.get(section.key), aside.get(section.key), language_of(brought))
        recording.change(brought, parts=parts, applied_on=today)
    return brought


def _add_actions(brought: DocumentImport, choices: Choices, *, by: Principal, today: date) -> set[tuple[int, int]]:
    """The tables that become actions of a plan; each row is an action under the chosen objective."""
    language = language_of(brought)
    for (at, block), objective in choices.objectives.items():
        for row in actions_in(brought.parts[at]["blocks"][block], language=language):
            name = row.name if len(row.name) <= LONGEST_NAME else f"{row.name[: LONGEST_NAME - 1]}…"
            rest = row.rest if name == row.name else f"{row.name}\n{row.rest}"
            values = {"name_fi": name, f"name_{language}": name, f"description_{language}": rest}
            add_action(objective, area=brought.report.home, by=by, today=today, **values)
    return set(choices.objectives)


def _sorted_words(
    brought: DocumentImport, choices: Choices, sections: Mapping[str, Section], made: set[tuple[int, int]]
) -> tuple[dict[str, str], dict[str, str]]:
    """The words for each section's text, and those kept aside by the section before them."""
    texts: dict[str, str] = {}
    aside: dict[str, str] = {}
    near = next(iter(sections))
    for at, part in enumerate(brought.parts):
        key = choices.sections.get(at, "")
        near = key if key in sections else near
        is_text = key in sections and sections[key].state != SectionState.LEFT_OUT
        words = words_of(part, is_place=is_text and _is_heading_of(part, sections[key]), without=_blocks(made, at))
        into = texts if is_text else aside
        if words:
            into[near] = f"{into[near]}\n\n{words}" if near in into else words
    return texts, aside


def _blocks(made: set[tuple[int, int]], at: int) -> set[int]:
    return {block for part, block in made if part == at}


def _is_heading_of(part: Mapping[str, Any], section: Section) -> bool:
    """Whether the part's heading only repeats the section's own, with its number or the year that it told of."""
    heading = _YEAR.sub("", bare(part["heading"]))
    return heading in {one.casefold() for one in in_languages(section, "title").values()}


def words_of(part: Mapping[str, Any], *, is_place: bool = False, without: set[int] | None = None) -> str:
    """The words of a part: its heading, its texts, and its tables as lines, less the rows that became actions."""
    told = []
    for number, block in enumerate(part["blocks"]):
        if isinstance(block, str):
            told.append(block)
        else:
            is_made = number in (without or set())
            told.append(as_lines(words_around(block, language=part["language"]) if is_made else block))
    return "\n\n".join(filter(None, ["" if is_place else part["heading"], *told]))


def _add_words(recording: Recording, section: Section, text: str | None, aside: str | None, language: str) -> None:
    values: dict[str, Any] = {}
    if text:
        name = f"text_{language}"
        values[name] = joined(getattr(section, name), text)
        # What came in has to be read, also where the section was ready by itself.
        values["state"] = SectionState.DRAFT
    if aside:
        values["brought"] = joined(section.brought, aside)
    recording.change(section, **values)


@transaction.atomic
def drop_document(brought: DocumentImport, *, version: int, reason: str, by: Principal, today: date) -> DocumentImport:
    """Give up a document that was not taken in; the file stays among the area's files."""
    require(by, WRITE, brought.report)
    brought = lock(brought, version=version)
    if brought.applied_on:
        raise Refused(_("The document has been taken in already."))
    if not reason.strip():
        raise Refused(_("Say why the document is not taken in."))
    with record(brought, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(brought, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return brought
