"""Beginning a report, writing its sections, and sending it on."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.structure.models import Post
from hyte.planning.reports.choices import ReportState, SectionState
from hyte.planning.reports.models import Report, ReportTemplate, Section
from hyte.planning.reports.operations import assigning, handling, writing
from tests.factories import DAY, AreaFactory, BodyFactory, MunicipalityFactory, acting
from tests.factories.reports import TODAY, report_of, template_of

pytestmark = pytest.mark.django_db


def reread(row):
    return type(row)._base_manager.get(pk=row.pk)


def section_of(report, order=1):
    return report.sections.get(order=order)


def written(section, by, **words):
    return writing.write_section(section, version=section.version, words=words, by=by)


def test_a_report_begins_with_the_sections_of_its_template():
    report = report_of(kinds=("text", "indicators", "handling"))

    sections = list(report.sections.order_by("order").values_list("order", "kind", "title_fi", "title_sv", "state"))
    assert sections == [
        (1, "text", "Osa 1", "Avsnitt 1", "to_write"),
        (2, "indicators", "Osa 2", "Avsnitt 2", "ready"),
        (3, "handling", "Osa 3", "Avsnitt 3", "ready"),
    ]


def test_a_report_takes_over_from_last_years_who_writes_what():
    area = MunicipalityFactory()
    template = template_of("text", "text")
    last_year = report_of(area, template=template)
    post = Post.objects.create(key="koordinaattori", home=area, title_fi="Koordinaattori", valid_from=DAY)
    first = section_of(last_year)
    assigning.assign_section(first, version=first.version, post=post, due=None, by=acting(area), today=TODAY)

    report = report_of(area, template=template, previous=last_year, title="Hyvinvointiraportti 2026")

    assert [section.post for section in report.sections.order_by("order")] == [post, None]
    assert report.previous == last_year


def test_a_template_without_sections_begins_no_report():
    empty = ReportTemplate.objects.create(key="tyhja", home=AreaFactory(kind="country"), name_fi="Tyhjä", kind="yearly")

    with pytest.raises(Refused):
        report_of(template=empty)

    assert Report.objects.count() == 0


def test_another_areas_report_is_no_predecessor():
    foreign = report_of()

    with pytest.raises(Refused):
        report_of(previous=foreign)

    assert Report.objects.count() == 1


def test_reports_of_one_title_get_keys_of_their_own():
    area = MunicipalityFactory(key="sysma")

    keys = [report_of(area).key for _ in range(3)]

    assert keys == [f"sysma-hyvinvointiraportti-2025{end}" for end in ("", "-2", "-3")]


def test_writing_begins_a_section_and_is_recorded_and_undone():
    report = report_of()
    by = acting(report.home)

    section = written(section_of(report), by, text_fi="Vuosi oli hyvä.", text_sv="Året var bra.")

    assert (section.state, section.text_fi, section.text_sv) == (SectionState.DRAFT, "Vuosi oli hyvä.", "Året var bra.")
    undo(AuditEntry.objects.get(verb="report section written"), by=by)
    assert (reread(section).state, reread(section).text_fi) == (SectionState.TO_WRITE, None)


def test_the_second_of_two_writers_is_told_and_the_first_ones_words_stay():
    report = report_of()
    by = acting(report.home)
    seen = section_of(report)
    written(seen, by, text_fi="Ensin tallennettu")

    with pytest.raises(Conflict) as conflict:
        written(seen, by, text_fi="Toiseksi tallennettu")

    assert conflict.value.current.text_fi == "Ensin tallennettu"
    assert reread(seen).text_fi == "Ensin tallennettu"


def test_two_writers_of_two_sections_do_not_meet():
    report = report_of(kinds=("text", "text"))
    by = acting(report.home)
    first, second = report.sections.order_by("order")

    written(first, by, text_fi="Yksi")
    written(second, by, text_fi="Kaksi")

    assert list(report.sections.order_by("order").values_list("text_fi", flat=True)) == ["Yksi", "Kaksi"]


def test_a_section_takes_words_only():
    report = report_of()

    with pytest.raises(Refused):
        written(section_of(report), acting(report.home), state="ready")

    assert section_of(report).state == SectionState.TO_WRITE


def test_an_empty_section_is_not_ready_but_may_be_left_out_with_a_reason():
    report = report_of()
    by = acting(report.home)
    section = section_of(report)

    with pytest.raises(Refused):
        writing.finish_section(section, version=section.version, by=by)
    with pytest.raises(Refused):
        writing.leave_section_out(section, version=section.version, reason=" ", by=by)
    left = writing.leave_section_out(section, version=section.version, reason="Ei koske kuntaa", by=by)

    assert (left.state, left.left_out_reason) == (SectionState.LEFT_OUT, "Ei koske kuntaa")


def test_a_section_that_was_left_out_can_be_opened_again():
    report = report_of()
    by = acting(report.home)
    section = section_of(report)
    left = writing.leave_section_out(section, version=section.version, reason="Ei koske kuntaa", by=by)

    opened = writing.finish_section(left, version=left.version, is_ready=False, by=by)

    assert (opened.state, opened.left_out_reason) == (SectionState.DRAFT, "")


def test_only_those_who_work_there_write():
    report = report_of()
    section = section_of(report)

    for by in (acting(MunicipalityFactory()), acting(report.home, "reader")):
        with pytest.raises(NotAllowed):
            written(section, by, text_fi="Vieras")

    assert not reread(section).text_fi


def test_a_report_goes_on_when_all_is_ready_and_someone_handles_it():
    report = report_of()
    by = acting(report.home)
    section = section_of(report)

    with pytest.raises(Refused):  # a section is not ready
        writing.send_to_handling(report, version=report.version, by=by)
    section = written(section, by, text_fi="Valmis")
    writing.finish_section(section, version=section.version, by=by)
    with pytest.raises(Refused):  # nobody handles it
        writing.send_to_handling(report, version=report.version, by=by)
    body = BodyFactory(home=report.home)
    handling.add_step(report, version=report.version, body=body, role="handles", by=by, today=TODAY)
    report = reread(report)
    sent = writing.send_to_handling(report, version=report.version, by=by)

    assert sent.state == ReportState.HANDLING


def test_a_returned_report_is_written_again_and_says_why():
    report = report_of(kinds=("handling",))
    by = acting(report.home)
    handling.add_step(
        report, version=report.version, body=BodyFactory(home=report.home), role="handles", by=by, today=TODAY
    )
    report = reread(report)
    sent = writing.send_to_handling(report, version=report.version, by=by)

    back = writing.take_back_to_writing(sent, version=sent.version, reason="Lautakunta palautti", by=by)

    assert back.state == ReportState.DRAFT
    assert AuditEntry.objects.get(verb="report returned").reason == "Lautakunta palautti"


def test_a_withdrawn_report_is_not_written():
    report = report_of()
    by = acting(report.home)
    writing.withdraw_report(report, version=report.version, reason="Aloitettu vahingossa", by=by, today=TODAY)

    with pytest.raises(Refused):
        written(section_of(report), by, text_fi="Vielä")


def test_a_draft_is_seen_by_its_own_workers_only():
    report = report_of()
    own, other = acting(report.home).user, acting(MunicipalityFactory()).user
    visitor = AnonymousUser()

    seen = [
        (Report.objects.visible_to(user).count(), Section.objects.visible_to(user).count())
        for user in (own, other, visitor)
    ]

    assert seen == [(1, 1), (0, 0), (0, 0)]


def test_the_regions_report_in_handling_is_seen_by_the_municipality_that_handles_it():
    county = AreaFactory()
    near, far = MunicipalityFactory(county=county), MunicipalityFactory(county=county)
    report = report_of(county, kinds=("handling",))
    by = acting(county)
    board = BodyFactory(home=near)
    handling.add_step(report, version=report.version, body=board, role="handles", by=by, today=TODAY)

    before = [Report.objects.visible_to(acting(area).user).count() for area in (near, far)]
    report = reread(report)
    writing.send_to_handling(report, version=report.version, by=by)
    after = [Report.objects.visible_to(acting(area).user).count() for area in (near, far)]

    assert (before, after) == ([0, 0], [1, 0])


def test_a_post_of_another_area_writes_no_section():
    report = report_of()
    section = section_of(report)
    post = Post.objects.create(key="muualla", home=MunicipalityFactory(), title_fi="Muualla", valid_from=DAY)

    with pytest.raises(Refused):
        assigning.assign_section(
            section, version=section.version, post=post, due=date(2026, 6, 1), by=acting(report.home), today=TODAY
        )

    assert reread(section).post is None
