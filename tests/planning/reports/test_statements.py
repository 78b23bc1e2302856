"""Sentences about numbers: made from tested facts, and what people do with them."""

from datetime import timedelta

import pytest

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.planning.reports.models import Report, Statement
from hyte.planning.reports.operations import statements, writing
from hyte.planning.reports.queries.content import content_of
from hyte.planning.reports.queries.statements import statements_of
from tests.factories import MunicipalityFactory, acting
from tests.factories.reports import TODAY
from tests.knowledge.indicators.conftest import areas  # noqa: F401 - the small county of the numbers
from tests.knowledge.indicators.figures import COUNTRY, FLAT, LAHTI, MADE, release_of, yearly
from tests.planning.reports.figures import LAST, indicators_of, report_with

pytestmark = pytest.mark.django_db
RISING_NOW = (
    "Lahti: rising over the last five years (2021–2025). Higher than in the whole country (10.5 %). That is worse."
)
FALLING_NOW = (
    "Lahti: falling over the last five years (2021–2025). Lower than in the whole country (10.5 %). That is better."
)


def reread(row):
    return type(row)._base_manager.get(pk=row.pk)


def english(row):
    return reread(row).text_en.replace("\N{NO-BREAK SPACE}", " ")


def falling_since(indicator):
    """The numbers of Lahti come anew, falling."""
    values = [12.0, 11.0, 10.0, 9.0, 8.0]
    rows = [*yearly(indicator, LAHTI, values, last=LAST), *yearly(indicator, COUNTRY, FLAT, last=LAST)]
    release = release_of(indicator, rows, made_at=MADE + timedelta(days=1))
    derive_numbers()
    return release


@pytest.fixture
def made(areas):  # noqa: F811
    """A sentence made from Lahti's rising numbers, its indicator, and who works there."""
    _county, lahti, _sysma = areas
    (indicator,) = indicators_of(lahti)
    report = report_with(lahti, [indicator])
    by = acting(lahti)
    (statement,) = statements.prefill_statements(report, by=by, today=TODAY)
    return statement, indicator, by


def changed_since(statement, by):
    report = Report.objects.get(pk=statement.section.report_id)
    return [(one.statement.pk, one.has_changed) for one in statements_of(report, user=by.user, today=TODAY)]


def test_a_sentence_is_made_of_each_number_in_three_languages_with_its_facts(made):
    statement, indicator, _by = made

    row = reread(statement)
    assert (row.state, row.indicator, row.order, row.is_example) == ("generated", indicator, 1, False)
    assert english(row) == RISING_NOW
    assert [text.split(":")[0] for text in (row.text_fi, row.text_sv)] == ["Lahti", "Lahti"]
    assert len({row.text_fi, row.text_sv, row.text_en}) == 3
    assert row.release == indicator.dataset.releases.get().hash
    assert row.facts == {
        "area": LAHTI,
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "value": 14.0,
        "lower": 13.5,
        "upper": 14.5,
        "reference": 10.5,
        "relation": "higher",
        "verdict": "worse",
        "direction": "increasing",
        "no_direction": None,
        "years": "2021–2025",
        "earliest": None,
    }


def test_making_them_is_undone_as_one_and_can_be_done_again(made):
    statement, _indicator, by = made

    undo(AuditEntry.objects.get(verb="report sentences made"), by=by)

    assert not Statement.objects.exists()
    report = Report.objects.get(pk=statement.section.report_id)
    assert [row.text_en for row in statements.prefill_statements(report, by=by, today=TODAY)] == [statement.text_en]


def test_making_them_twice_changes_nothing(made):
    statement, _indicator, by = made

    again = statements.prefill_statements(statement.section.report, by=by, today=TODAY)

    assert again == []
    assert AuditEntry.objects.filter(verb="report sentences made").count() == 1


def test_one_that_nobody_has_read_is_made_anew_when_the_number_changes(made):
    statement, indicator, by = made
    release = falling_since(indicator)
    assert changed_since(statement, by) == [(statement.pk, True)]

    renewed = statements.prefill_statements(statement.section.report, by=by, today=TODAY)

    assert renewed == [statement]
    assert english(statement) == FALLING_NOW
    assert (reread(statement).release, reread(statement).version) == (release.hash, statement.version + 1)
    assert changed_since(statement, by) == [(statement.pk, False)]


def test_one_is_made_anew_alone_and_undone(made):
    statement, indicator, by = made
    falling_since(indicator)

    statements.renew_statement(statement, version=statement.version, by=by, today=TODAY)

    assert english(statement) == FALLING_NOW
    undo(AuditEntry.objects.get(verb="report sentence renewed"), by=by)
    assert english(statement) == RISING_NOW


def test_one_whose_number_is_the_same_in_a_newer_release_has_not_changed(made):
    statement, indicator, by = made
    rows = [*yearly(indicator, LAHTI, [10.0, 11.0, 12.0, 13.0, 14.0], last=LAST)]
    rows += [*yearly(indicator, COUNTRY, FLAT, last=LAST), *yearly(indicator, "KU781", FLAT, last=LAST)]
    release_of(indicator, rows, made_at=MADE + timedelta(days=1))
    derive_numbers()

    assert changed_since(statement, by) == [(statement.pk, False)]
    assert statements.prefill_statements(statement.section.report, by=by, today=TODAY) == []


def test_accepting_is_recorded_and_undone(made):
    statement, _indicator, by = made

    accepted = statements.accept_statement(statement, version=statement.version, by=by, today=TODAY)

    assert (accepted.state, english(accepted)) == ("accepted", RISING_NOW)
    undo(AuditEntry.objects.get(verb="report sentence accepted"), by=by)
    assert reread(statement).state == "generated"


def test_a_sentence_about_a_number_that_has_changed_is_not_accepted(made):
    statement, indicator, by = made
    falling_since(indicator)

    with pytest.raises(Refused, match="changed"):
        statements.accept_statement(statement, version=statement.version, by=by, today=TODAY)

    assert reread(statement).state == "generated"


@pytest.mark.parametrize("act", ["accept", "rewrite", "leave_out"])
def test_what_a_person_has_read_is_never_made_anew_but_says_that_its_number_has_changed(made, act):
    statement, indicator, by = made
    if act == "accept":
        statements.accept_statement(statement, version=statement.version, by=by, today=TODAY)
    elif act == "rewrite":
        words = {"fi": "Omin sanoin.", "sv": "Med egna ord."}
        statements.rewrite_statement(statement, version=statement.version, words=words, by=by, today=TODAY)
    else:
        statements.leave_statement_out(statement, version=statement.version, by=by)
    before = Statement.objects.filter(pk=statement.pk).values().get()
    falling_since(indicator)

    assert statements.prefill_statements(statement.section.report, by=by, today=TODAY) == []
    with pytest.raises(Refused):
        statements.renew_statement(statement, version=before["version"], by=by, today=TODAY)

    assert Statement.objects.filter(pk=statement.pk).values().get() == before
    assert changed_since(statement, by) == [(statement.pk, True)]


def test_own_words_stand_in_the_languages_written_and_are_about_todays_number(made):
    statement, indicator, by = made
    release = falling_since(indicator)

    row = statements.rewrite_statement(
        statement, version=statement.version, words={"sv": " Läget blir bättre. "}, by=by, today=TODAY
    )

    assert (row.state, row.text_fi, row.text_sv, row.text_en) == ("rewritten", "", "Läget blir bättre.", "")
    assert (row.facts["value"], row.release) == (8.0, release.hash)
    assert changed_since(statement, by) == [(statement.pk, False)]
    undo(AuditEntry.objects.get(verb="report sentence rewritten"), by=by)
    assert (reread(statement).state, english(statement)) == ("generated", RISING_NOW)


@pytest.mark.parametrize("words", [{}, {"fi": "  "}, {"de": "Es steigt."}])
def test_own_words_are_words_in_a_language_of_the_product(made, words):
    statement, _indicator, by = made

    with pytest.raises(Refused):
        statements.rewrite_statement(statement, version=statement.version, words=words, by=by, today=TODAY)

    assert reread(statement).state == "generated"


def test_a_sentence_left_out_comes_back_by_writing_it_or_by_undoing(made):
    statement, _indicator, by = made
    left = statements.leave_statement_out(statement, version=statement.version, by=by)

    with pytest.raises(Refused):
        statements.accept_statement(left, version=left.version, by=by, today=TODAY)
    undo(AuditEntry.objects.get(verb="report sentence left out"), by=by)
    assert reread(statement).state == "generated"
    left = statements.leave_statement_out(reread(statement), version=reread(statement).version, by=by)
    back = statements.rewrite_statement(left, version=left.version, words={"fi": "Nousee."}, by=by, today=TODAY)

    assert (back.state, back.text_fi) == ("rewritten", "Nousee.")


def test_a_sentence_is_told_as_its_state_says(made):
    statement, _indicator, by = made
    report = statement.section.report

    def told():
        (figure,) = content_of(report, user=by.user, today=TODAY).sections[0].figures
        return figure.sentence_state, figure.sentence.get("en", "").replace("\N{NO-BREAK SPACE}", " ")

    assert told() == ("generated", RISING_NOW)
    row = statements.accept_statement(statement, version=statement.version, by=by, today=TODAY)
    assert told() == ("accepted", RISING_NOW)
    row = statements.rewrite_statement(row, version=row.version, words={"en": "It rises."}, by=by, today=TODAY)
    assert told() == ("rewritten", "It rises.")
    statements.leave_statement_out(row, version=row.version, by=by)
    assert told() == ("left_out", "")


def test_a_sentence_that_nobody_has_read_is_told_of_todays_number(made):
    statement, indicator, by = made
    falling_since(indicator)

    (figure,) = content_of(statement.section.report, user=by.user, today=TODAY).sections[0].figures

    assert (figure.value, figure.sentence_state) == (8.0, "generated")
    assert figure.sentence["en"].replace("\N{NO-BREAK SPACE}", " ") == FALLING_NOW


def test_only_those_who_write_the_report_touch_its_sentences(made):
    statement, _indicator, _by = made
    version = {"version": statement.version}

    for stranger in (
        acting(MunicipalityFactory()),
        acting(statement.home, "reader"),
        acting(statement.home, "secretary"),
    ):
        who = {"by": stranger}
        with pytest.raises(NotAllowed):
            statements.prefill_statements(statement.section.report, **who, today=TODAY)
        with pytest.raises(NotAllowed):
            statements.accept_statement(statement, **version, **who, today=TODAY)
        with pytest.raises(NotAllowed):
            statements.rewrite_statement(statement, **version, words={"fi": "Ei"}, **who, today=TODAY)
        with pytest.raises(NotAllowed):
            statements.leave_statement_out(statement, **version, **who)
        with pytest.raises(NotAllowed):
            statements.renew_statement(statement, **version, **who, today=TODAY)

    assert (reread(statement).state, english(statement)) == ("generated", RISING_NOW)


def test_the_second_of_two_who_touch_a_sentence_is_told(made):
    statement, _indicator, by = made
    statements.leave_statement_out(statement, version=statement.version, by=by)

    with pytest.raises(Conflict):
        statements.rewrite_statement(statement, version=statement.version, words={"fi": "Ei"}, by=by, today=TODAY)

    assert reread(statement).state == "left_out"


def test_a_withdrawn_report_gets_no_sentences(made):
    statement, _indicator, by = made
    report = reread(statement.section.report)
    writing.withdraw_report(report, version=report.version, reason="Vahinko", by=by, today=TODAY)

    with pytest.raises(Refused):
        statements.prefill_statements(report, by=by, today=TODAY)
    with pytest.raises(Refused):
        statements.accept_statement(statement, version=statement.version, by=by, today=TODAY)

    assert reread(statement).state == "generated"


def test_the_system_itself_can_make_them(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    report = report_with(lahti, indicators_of(lahti, 2))

    made = statements.prefill_statements(report, by=SYSTEM, today=TODAY)
    again = statements.prefill_statements(report, by=SYSTEM, today=TODAY)

    assert ([row.order for row in made], again) == ([1, 2], [])
