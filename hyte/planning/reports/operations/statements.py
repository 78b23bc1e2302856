"""Sentences about the numbers of a report: made from tested facts, and then accepted, written anew or left out by a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.text import cut_key
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.planning.reports.choices import STATEMENT_NEXT, StatementState
from hyte.planning.reports.models import Report, Section, Statement
from hyte.planning.reports.queries.figures import LANGUAGES, Told, told_in
from hyte.planning.reports.queries.statements import has_changed, told_of
from hyte.planning.reports.rules import WRITE


@transaction.atomic
def prefill_statements(report: Report, *, by: Principal, today: date) -> list[Statement]:
    """Make the sentences that are not there, and make anew those that nobody has read and whose number has changed.

    What a person has accepted, written or left out stays as it is. Gives the sentences that were made.
    """
    require(by, WRITE, report)
    report = lock(report)
    _refuse_closed(report)
    sections = {one.pk: one for one in report.sections.live().order_by("order", "pk")}
    told = told_in(report, sections.values(), user=by.user, today=today)
    rows = Statement.objects.select_for_update().filter(section__in=list(sections))
    there = {(row.section_id, row.indicator_id): row for row in rows}
    made: list[tuple[Told, Statement | None, int]] = []
    for pk in sections:
        for order, one in enumerate(told.get(pk, []), start=1):
            old = there.get((pk, one.indicator.pk))
            if one.number is not None and (old is None or _is_outdated(old, one)):
                made.append((one, old, order))
    if not made:
        return []
    renewed = [old for _told, old, _order in made if old is not None]
    with record(report, verb="report sentences made", by=by, also=renewed) as recording:
        return [
            _renew(recording, old, one) if old else _make(recording, report, one, order) for one, old, order in made
        ]


def _is_outdated(statement: Statement, told: Told) -> bool:
    return statement.state == StatementState.GENERATED and has_changed(statement, told)


def _make(recording: Recording, report: Report, told: Told, order: int) -> Statement:
    section: Section = told.section
    return recording.add(
        Statement(
            key=f"{cut_key(report.key, 80)}-lause-{section.pk}-{told.indicator.pk}",
            home_id=report.home_id,
            section=section,
            indicator=told.indicator,
            order=order,
            is_example=report.is_example,
            **_texts(told.sentence),
            **_ground(told),
        )
    )


def _renew(recording: Recording, statement: Statement, told: Told) -> Statement:
    return recording.change(statement, **_texts(told.sentence), **_ground(told))


def _texts(words: Mapping[str, str]) -> dict[str, str]:
    return {f"text_{code}": words.get(code, "") for code in LANGUAGES}


def _ground(told: Told | None) -> dict[str, Any]:
    """What a sentence is made of, and the release in which it can be found again."""
    return {"facts": told.facts, "release": told.number.release} if told and told.number else {}


@transaction.atomic
def accept_statement(statement: Statement, *, version: int, by: Principal, today: date) -> Statement:
    """Accept a sentence as it was made from the number."""
    statement = _open_statement(statement, version=version, state=StatementState.ACCEPTED, by=by)
    if has_changed(statement, told_of(statement, user=by.user, today=today)):
        raise Refused(
            _("The number has changed since the sentence was made. Make the sentence anew and read it first.")
        )
    with record(statement, verb="report sentence accepted", by=by) as recording:
        recording.change(statement, state=StatementState.ACCEPTED)
    return statement


@transaction.atomic
def rewrite_statement(
    statement: Statement, *, version: int, words: Mapping[str, str], by: Principal, today: date
) -> Statement:
    """Say of a number in one's own words, in the languages given; the words are then about today's number."""
    statement = _open_statement(statement, version=version, state=StatementState.REWRITTEN, by=by)
    written = {code: text.strip() for code, text in words.items() if text.strip()}
    if not written or set(words) - set(LANGUAGES):
        raise Refused(_("Write the sentence, or leave it out."))
    told = told_of(statement, user=by.user, today=today)
    # A sentence in one language is whole in that language, whichever the page is in.
    with (
        translation.override(next(iter(written))),
        record(statement, verb="report sentence rewritten", by=by) as recording,
    ):
        # The other languages would still say what was there before.
        recording.change(statement, state=StatementState.REWRITTEN, **_texts(written), **_ground(told))
    return statement


@transaction.atomic
def leave_statement_out(statement: Statement, *, version: int, by: Principal) -> Statement:
    """Show a number without a sentence; the words are kept, and writing them brings the sentence back."""
    statement = _open_statement(statement, version=version, state=StatementState.LEFT_OUT, by=by)
    with record(statement, verb="report sentence left out", by=by) as recording:
        recording.change(statement, state=StatementState.LEFT_OUT)
    return statement


@transaction.atomic
def renew_statement(statement: Statement, *, version: int, by: Principal, today: date) -> Statement:
    """Make a sentence that nobody has read anew from today's number."""
    statement = _open_statement(statement, version=version, state=None, by=by)
    if statement.state != StatementState.GENERATED:
        raise Refused(_("A person has accepted, written or left out the sentence, so it is not made anew."))
    told = told_of(statement, user=by.user, today=today)
    if told is None or told.number is None:
        raise Refused(_("There is no number any more that fits this report, so no sentence can be made."))
    if not has_changed(statement, told):
        return statement
    with record(statement, verb="report sentence renewed", by=by) as recording:
        _renew(recording, statement, told)
    return statement


def _open_statement(statement: Statement, *, version: int, state: StatementState | None, by: Principal) -> Statement:
    require(by, WRITE, statement)
    statement = lock(statement, version=version)
    _refuse_closed(statement.section.report)
    if statement.withdrawn_on or statement.section.withdrawn_on:
        raise Refused(_("The sentence has been withdrawn."))
    if state is not None and state not in STATEMENT_NEXT[StatementState(statement.state)]:
        raise Refused(_("The sentence is already so, or has been left out; write it to bring it back."))
    return statement


def _refuse_closed(report: Report) -> None:
    if not report.is_open:
        raise Refused(_("The report has been approved or withdrawn, so it is not written any more."))
