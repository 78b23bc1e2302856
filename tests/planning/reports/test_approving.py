"""Approval freezes a report; nothing later alters what was approved."""

import contextlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.files.models import StoredFile
from hyte.knowledge.indicators.models import Indicator, Release
from hyte.knowledge.indicators.numbers import derive_numbers, stored
from hyte.planning.reports import jobs
from hyte.planning.reports.models import Report, ReportSnapshot, Section
from hyte.planning.reports.operations import approving, handling, writing
from hyte.planning.reports.queries.content import content_of
from tests.factories import BodyFactory, MunicipalityFactory, OrganisationFactory, acting
from tests.factories.reports import TODAY, approved_report, decided, report_of, reread
from tests.knowledge.indicators.conftest import areas  # noqa: F401 - the small county of the numbers
from tests.knowledge.indicators.figures import LAHTI, MADE, release_of, yearly
from tests.planning.reports.figures import indicators_of, report_with

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
LATER = MADE + timedelta(days=30)


def approve(report, decision, **values):
    told = {"version": report.version, "decision": decision, "by": SYSTEM, "today": TODAY}
    return approving.approve_report(report, **told | values)


def frozen(snapshot):
    return reread(snapshot).content, reread(snapshot).sha256


def test_an_approved_report_says_what_it_said_on_the_day(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    (indicator,) = indicators_of(lahti)
    report, decision = decided(report_with(lahti, [indicator]))
    before = content_of(report, user=acting(lahti).user, today=TODAY)

    snapshot = approve(report, decision)

    report.refresh_from_db()
    assert (report.state, report.approved_on, report.snapshot) == ("approved", decision.day, snapshot)
    assert snapshot.read() == before
    assert snapshot.sha256 == before.sha256
    assert snapshot.is_intact


def test_the_same_report_is_frozen_alike_whoever_approves_it():
    area = MunicipalityFactory()
    report, decision = decided(report_of(area))
    found = []
    for by in (SYSTEM, acting(area), acting(area, "administrator")):
        snapshot = approve(report, decision, by=by)
        found.append(snapshot.sha256)
        approving.withdraw_approval(snapshot, version=reread(report).version, reason="Koe", by=SYSTEM, today=TODAY)
        report = reread(report)

    assert len(set(found)) == 1


@pytest.mark.parametrize("role", ["secretary", "official", "analyst", "reader"])
def test_only_those_who_lead_approve(role):
    report, decision = decided(report_of())

    with pytest.raises(NotAllowed):
        approve(report, decision, by=acting(report.home, role))


def test_a_report_is_approved_once_and_not_by_an_old_page():
    report, decision = decided(report_of())

    with pytest.raises(Conflict):
        approve(report, decision, version=report.version - 1)
    approve(report, decision)
    with pytest.raises(Refused):
        approve(reread(report), decision)

    assert ReportSnapshot.objects.count() == 1


@pytest.mark.parametrize(
    ("verb", "is_enough"), [("approved", True), ("noted", True), ("returned", False), ("rejected", False)]
)
def test_the_decision_approves_or_notes(verb, is_enough):
    report, decision = decided(report_of(), verb=verb)

    if is_enough:
        assert approve(report, decision).decision == decision
    else:
        with pytest.raises(Refused):
            approve(report, decision)


def test_the_decision_is_of_the_body_that_decides():
    report, decision = decided(report_of(), role="handles")

    with pytest.raises(Refused):
        approve(report, decision)


def test_another_areas_council_does_not_decide_the_regions_report(areas):  # noqa: F811
    county, lahti, _sysma = areas
    report, _own = decided(report_of(county), verb="returned")
    body = BodyFactory(home=lahti)
    step = handling.add_step(report, version=report.version, body=body, role="decides", by=SYSTEM, today=TODAY)
    _lahtis, others = decided(report_of(lahti))
    type(step).objects.filter(pk=step.pk).update(decision=others)

    with pytest.raises(Refused):
        approve(reread(report), others)


def test_what_is_not_ready_is_not_approved():
    report, decision = decided(report_of())
    section = report.sections.get()
    writing.finish_section(section, version=section.version, is_ready=False, by=SYSTEM)

    with pytest.raises(Refused):
        approve(reread(report), decision)


def test_a_real_report_does_not_tell_of_examples_but_an_example_may(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    (indicator,) = indicators_of(lahti)
    report, decision = decided(report_with(lahti, [indicator]))
    type(indicator).objects.filter(pk=indicator.pk).update(is_example=True)

    with pytest.raises(Refused) as refusal:
        approve(report, decision)
    assert str(indicator) in str(refusal.value)

    Report.objects.filter(pk=report.pk).update(is_example=True)
    assert approve(reread(report), decision).is_example


def test_the_removal_day_is_later_than_today():
    report, decision = decided(report_of())

    with pytest.raises(Refused):
        approve(report, decision, remove_on=TODAY)

    assert approve(report, decision, remove_on=TODAY + timedelta(days=1)).report.remove_on == TODAY + timedelta(days=1)


def test_one_taken_from_the_net_is_read_by_workers_alone():
    snapshot = approved_report()
    report = snapshot.report
    worker = acting(report.home).user
    Report.objects.filter(pk=report.pk).update(remove_on=date(2026, 5, 2))

    assert list(Report.objects.visible_to(VISITOR)) == [report]
    assert list(Report.objects.readable_by(VISITOR)) == []
    assert list(ReportSnapshot.objects.visible_to(VISITOR)) == list(Section.objects.visible_to(VISITOR)) == []
    assert list(ReportSnapshot.objects.visible_to(worker)) == [snapshot]


def test_the_removal_day_changes_later_but_not_into_the_past():
    report = reread(approved_report().report)

    changed = approving.set_removal_day(report, version=report.version, remove_on=TODAY, by=SYSTEM, today=TODAY)
    with pytest.raises(Refused):
        approving.set_removal_day(
            changed, version=changed.version, remove_on=TODAY - timedelta(days=1), by=SYSTEM, today=TODAY
        )

    assert changed.is_removed(TODAY)
    assert not changed.is_removed(TODAY - timedelta(days=1))


def test_a_mistaken_approval_is_withdrawn_with_a_reason_and_what_was_frozen_stays():
    snapshot = approved_report()
    content = frozen(snapshot)

    with pytest.raises(Refused):
        approving.withdraw_approval(
            snapshot, version=reread(snapshot.report).version, reason=" ", by=SYSTEM, today=TODAY
        )
    gone = approving.withdraw_approval(
        snapshot, version=reread(snapshot.report).version, reason="Väärä kokous", by=SYSTEM, today=TODAY
    )

    assert reread(gone.report).state == "handling"
    assert frozen(snapshot) == content
    assert gone not in ReportSnapshot.objects.visible_to(VISITOR)
    report = reread(gone.report)
    assert approve(report, snapshot.decision).number == 2


def test_undo_does_not_take_an_approval_away():
    snapshot = approved_report()
    entry = AuditEntry.objects.get(verb="report approved")

    with pytest.raises(Refused):
        undo(entry, by=SYSTEM)
    with pytest.raises(ProtectedError):
        snapshot.delete()

    assert reread(snapshot.report).state == "approved"


def test_municipalities_go_on_handling_the_regions_approved_report(areas):  # noqa: F811
    county, lahti, _sysma = areas
    report = reread(approved_report(county).report)

    step = handling.add_step(
        report, version=report.version, body=BodyFactory(home=lahti), role="handles", by=SYSTEM, today=TODAY
    )
    asked = handling.ask_body(step, version=step.version, asked_on=TODAY, by=acting(lahti), today=TODAY)

    assert asked.asked_on == TODAY
    own = report.steps.get(home=county)
    with pytest.raises(Refused):
        handling.ask_body(own, version=own.version, asked_on=TODAY, by=SYSTEM, today=TODAY)


def write(report, decision):
    section = reread(report.sections.get())
    writing.write_section(section, version=section.version, words={"text_fi": f"Teksti {section.version}"}, by=SYSTEM)


def reword_indicator(report, decision):
    indicator = Indicator.objects.get()
    Indicator.objects.filter(pk=indicator.pk).update(name_fi=f"{indicator.name_fi}!", polarity="high")


def bring_numbers(report, decision):
    number = Release.objects.count()
    release_of(
        Indicator.objects.get(),
        yearly(Indicator.objects.get(), LAHTI, [10.0 + number] * 5, last=2025),
        made_at=MADE + timedelta(days=number),
    )
    derive_numbers()


def lengthen_path(report, decision):
    body = BodyFactory(home=report.home)
    handling.add_step(report, version=report.version, body=body, role="heard", by=SYSTEM, today=TODAY)


def take_back(report, decision):
    writing.take_back_to_writing(report, version=report.version, reason="Palautettu", by=SYSTEM)


def withdraw(report, decision):
    approving.withdraw_approval(report.snapshot, version=report.version, reason="Virhe", by=SYSTEM, today=TODAY)


def remove(report, decision):
    approving.set_removal_day(report, version=report.version, remove_on=TODAY, by=SYSTEM, today=TODAY)


ACTS = (approve, write, reword_indicator, bring_numbers, lengthen_path, take_back, withdraw, remove)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=some.lists(some.sampled_from(ACTS), min_size=1, max_size=6))
def test_whatever_is_done_later_leaves_what_was_approved_as_it_was(to_approve, acts):
    report, decision = to_approve
    with transaction.atomic():
        kept = {}
        for act in (approve, *acts):
            with contextlib.suppress(Refused, AttributeError), transaction.atomic():
                act(reread(report), decision)

            rows = list(ReportSnapshot.objects.order_by("pk"))
            now = {row.pk: (row.content, row.sha256, row.number, row.day) for row in rows}
            kept = now | kept
            assert now == kept
            assert all(row.is_intact for row in rows)
        transaction.set_rollback(True)


@pytest.fixture
def to_approve(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    return decided(report_with(lahti, indicators_of(lahti)))


def test_the_pdf_is_kept_under_its_hash():
    snapshot = approved_report()
    OrganisationFactory(home=snapshot.home, kind="municipality")

    kept = jobs.make_pdf(snapshot, by=SYSTEM, today=TODAY)
    again = jobs.make_pdf(kept, by=SYSTEM, today=TODAY)

    assert StoredFile.objects.count() == 1
    assert again.pdf == kept.pdf
    assert (kept.pdf_sv, kept.pdf.publicity, kept.pdf.is_intact()) == (None, "internal", True)


def verified(report, capsys):
    call_command("verify_report", report.key, "--json", "--language", "en")
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def with_numbers(areas):  # noqa: F811
    """An approved report with three numbers, and its PDF."""
    _county, lahti, _sysma = areas
    OrganisationFactory(home=lahti, kind="municipality")
    report, decision = decided(report_with(lahti, indicators_of(lahti, 3)))
    return jobs.make_pdf(approve(report, decision), by=SYSTEM, today=TODAY)


def test_verifying_computes_every_figure_again(with_numbers, capsys):
    report = with_numbers.report

    found = verified(report, capsys)

    assert found == {
        "report": report.key,
        "number": 1,
        "sha256": with_numbers.sha256,
        "figures": 3,
        "amounts": 0,
        "differences": [],
        "faults": [],
        "is_sound": True,
    }


def test_numbers_that_come_later_make_no_difference(with_numbers, capsys):
    indicator = with_numbers.report.sections.get().indicator_set.versions.get().members.first().indicator
    release_of(indicator, yearly(indicator, LAHTI, [99.0] * 5, last=2025), made_at=LATER)

    assert verified(with_numbers.report, capsys)["is_sound"]


def test_an_altered_figure_is_told(with_numbers, capsys):
    content = with_numbers.read().model_dump(mode="json")
    content["sections"][0]["figures"][1]["value"] = 13.9
    altered = type(with_numbers.read()).model_validate(content)
    ReportSnapshot.objects.filter(pk=with_numbers.pk).update(content=altered.canonical, sha256=altered.sha256)

    with pytest.raises(CommandError) as fault:
        verified(with_numbers.report, capsys)

    found = json.loads(capsys.readouterr().out)
    assert fault.value.returncode == 1
    assert found["differences"] == [
        {
            "section": with_numbers.report.sections.get().key,
            "indicator": "luku-01",
            "area": LAHTI,
            "what": "value",
            "approved": "13.9",
            "computed": "14.0",
        }
    ]


def faults_of(report, capsys):
    with pytest.raises(CommandError):
        verified(report, capsys)
    return json.loads(capsys.readouterr().out)["faults"]


def test_altered_content_an_altered_pdf_and_a_lost_release_are_told(with_numbers, capsys):
    report = with_numbers.report
    path = with_numbers.pdf.open().name
    Path(path).write_bytes(Path(path).read_bytes() + b" ")
    assert faults_of(report, capsys) == [
        f"The file {with_numbers.pdf.name} is not what was stored: its SHA-256 differs."
    ]

    ReportSnapshot.objects.filter(pk=with_numbers.pk).update(content=with_numbers.content.replace("Lahti", "Laukaa"))
    assert "The content is not what was approved: its SHA-256 differs." in faults_of(report, capsys)

    release = (
        with_numbers.report.sections.get().indicator_set.versions.get().members.first().indicator.dataset.releases.get()
    )
    file = stored(release).path
    content = file.read_bytes()
    file.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    (*_others, fault) = faults_of(report, capsys)
    assert file.name in fault
    assert "has been altered" in fault
    file.unlink()
    assert any("is broken" in fault for fault in faults_of(report, capsys))


def test_a_report_that_is_not_there_is_status_2():
    with pytest.raises(CommandError) as fault:
        call_command("verify_report", "ei-ole")

    assert fault.value.returncode == 2
