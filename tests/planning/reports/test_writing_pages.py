"""The pages on which a report is begun and written."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from hyte.core.accounts.rules import SYSTEM
from hyte.core.tasks.models import Task
from hyte.governance.structure.models import Post
from hyte.planning.reports.choices import ReportState, SectionState
from hyte.planning.reports.models import Report, Section, Statement
from hyte.planning.reports.operations import assigning, writing
from tests.factories import DAY, MunicipalityFactory, PersonFactory, acting, member
from tests.factories.plans import text_of
from tests.factories.reports import TODAY, report_of, template_of
from tests.knowledge.indicators.conftest import areas  # noqa: F401 - the small county of the numbers
from tests.planning.reports.figures import indicators_of, report_with

pytestmark = pytest.mark.django_db


def reread(row):
    return type(row)._base_manager.get(pk=row.pk)


def section_of(report, order=1):
    return report.sections.get(order=order)


def in_english(send, address, *values, **headers):
    """What a page answers in English, in whose words the source is written."""
    with translation.override("fi"):
        return send(f"/en{address.removeprefix('/en')}", *values, **headers)


def page(client, address):
    return in_english(client.get, address).content.decode()


@pytest.fixture
def written(client):
    """A report of two texts in a municipality, and its coordinator signed in."""
    report = report_of(kinds=("text", "text"))
    client.force_login(member(report.home))
    return report


def test_a_report_is_begun_from_the_list_with_nothing_but_the_template_to_choose(client):
    area = MunicipalityFactory()
    template = template_of("text", "objectives")
    client.force_login(member(area))
    address = reverse("reports:report-begin", args=[area])
    assert f'href="/en{address}"' in page(client, reverse("reports:reports", args=[area]))
    form = client.get(address).context["form"]
    filled = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}

    answer = client.post(address, {**filled, "template": template.pk})

    report = Report.objects.get()
    assert answer["Location"] == report.writing_url
    assert (report.first.month, report.last.day, report.sections.count()) == (1, 31, 2)
    assert Statement.objects.count() == 0


def test_a_visitor_sees_no_drafts_and_no_pages_of_writing(client):
    report = report_of()

    seen = page(client, reverse("reports:reports", args=[report.home]))

    assert report.title not in seen
    assert "Begin a report" not in seen
    assert client.get(report.writing_url).status_code == 404
    assert client.get(section_of(report).writing_url).status_code == 404


def test_the_page_counts_what_is_left(client, written):
    by = acting(written.home)
    first, second = written.sections.order_by("order")

    before = page(client, written.writing_url)
    writing.leave_section_out(first, version=first.version, reason="Ei aineistoa", by=by)
    between = page(client, written.writing_url)
    second = writing.write_section(second, version=second.version, words={"text_fi": "Kirjoitettu"}, by=by)
    writing.finish_section(second, version=second.version, by=by)
    after = page(client, written.writing_url)

    assert ["2 sections left" in before, "1 section left" in between, "all sections ready" in after] == [True] * 3
    assert "Ei aineistoa" in between


def test_the_usual_time_is_told_only_after_five_finished_reports(client, written):
    for days in (10, 20, 30, 40):
        finished(written, days)
    assert "Usually takes" not in page(client, written.writing_url)

    finished(written, 90)

    assert "30 days from beginning to approval" in page(client, written.writing_url)


def finished(like, days):
    report = report_of(template=like.template)
    begun = date(2025, 1, 1)
    approved = date.fromordinal(begun.toordinal() + days)
    Report.objects.filter(pk=report.pk).update(state=ReportState.APPROVED, begun_on=begun, approved_on=approved)


def test_a_section_saves_itself_and_by_its_button(client, written):
    section = section_of(written)
    words = {"text_fi": "Vuosi oli hyvä.", "version": section.version}

    itself = client.post(section.writing_url, words, headers={"HX-Request": "true"})

    now = reread(section)
    assert (now.text_fi, now.state) == ("Vuosi oli hyvä.", SectionState.DRAFT)
    assert f'value="{now.version}" hx-swap-oob="true"' in itself.content.decode()
    answer = client.post(section.writing_url, {"text_fi": "Vuosi oli parempi.", "version": now.version})
    assert (answer.status_code, answer["Location"]) == (302, section.writing_url)
    assert reread(section).text_fi == "Vuosi oli parempi."


def test_saving_the_same_words_again_meets_nobody(client, written):
    """The button is pressed while the page still saves itself: the version is old and the words are the same."""
    section = section_of(written)
    words = {"text_fi": "Samat sanat.", "version": section.version}
    client.post(section.writing_url, words, headers={"HX-Request": "true"})
    saved = reread(section)

    answer = client.post(section.writing_url, {**words, "then": "ready"})

    assert answer["Location"] == written.writing_url
    assert (reread(section).state, reread(section).version) == (SectionState.READY, saved.version + 1)


def test_the_second_of_two_writers_gets_both_versions_and_loses_nothing(client, written):
    section = section_of(written)
    seen = section.version
    writing.write_section(section, version=seen, words={"text_fi": "Ensimmäisen sanat"}, by=acting(written.home))
    mine = {"text_fi": "Toisen sanat", "version": seen}

    itself = in_english(client.post, section.writing_url, mine, headers={"HX-Request": "true"}).content.decode()
    answer = client.post(section.writing_url, mine)

    both = answer.content.decode()
    assert "Press “Save” to see both versions" in itself
    assert "hx-swap-oob" not in itself
    assert answer.status_code == 409
    assert ["Ensimmäisen sanat" in both, "Toisen sanat" in both] == [True, True]
    assert f'href="{section.writing_url}"' in both
    assert reread(section).text_fi == "Ensimmäisen sanat"


def test_an_empty_section_is_not_ready_and_the_page_says_so(client, written):
    section = section_of(written)

    nothing = {"text_fi": "", "version": section.version, "then": "ready"}
    answer = in_english(client.post, section.writing_url, nothing)

    assert answer.status_code == 422
    assert "The section is empty." in answer.content.decode()


def test_last_years_words_stand_beside_and_are_taken_over_after_ones_own(client):
    area = MunicipalityFactory()
    template = template_of("text")
    last_year = report_of(area, template=template)
    old = section_of(last_year)
    writing.write_section(
        old, version=old.version, words={"text_fi": "Viime vuonna näin.", "text_sv": "I fjol så."}, by=SYSTEM
    )
    report = report_of(area, template=template, previous=last_year, is_bilingual=True)
    section = section_of(report)
    client.force_login(member(area))
    assert "Viime vuonna näin." in page(client, section.writing_url)

    mine = {"text_fi": "Tänä vuonna toisin.", "text_sv": "", "version": section.version, "then": "before"}
    client.post(section.writing_url, mine)

    now = reread(section)
    assert (now.text_fi, now.text_sv) == ("Tänä vuonna toisin.\n\nViime vuonna näin.", "I fjol så.")
    assert now.state == SectionState.DRAFT


def test_words_taken_over_twice_are_there_once(client):
    area = MunicipalityFactory()
    template = template_of("text")
    last_year = report_of(area, template=template)
    old = section_of(last_year)
    writing.write_section(old, version=old.version, words={"text_fi": "Viime vuonna näin."}, by=SYSTEM)
    section = section_of(report_of(area, template=template, previous=last_year))

    for _ in range(2):
        section = writing.take_over_words(section, version=section.version, source=writing.BEFORE, by=acting(area))

    assert section.text_fi == "Viime vuonna näin."


def test_a_section_is_left_out_with_a_reason_and_put_back_with_its_words(client, written):
    section = section_of(written)
    section = writing.write_section(section, version=section.version, words={"text_fi": "Sanat"}, by=SYSTEM)
    out, back = (
        reverse("reports:section-act", args=[written.home, written.key, section.key, word])
        for word in ("jata-pois", "palauta")
    )

    assert client.post(out, {"version": section.version, "reason": ""}).status_code == 422
    client.post(out, {"version": section.version, "reason": "Ei ajankohtainen"})
    left = reread(section)
    assert (left.state, left.left_out_reason) == (SectionState.LEFT_OUT, "Ei ajankohtainen")
    client.post(back, {"version": left.version})

    again = reread(section)
    assert (again.state, again.left_out_reason, again.text_fi) == (SectionState.DRAFT, "", "Sanat")


@pytest.mark.parametrize(("code", "field"), [("fi", "text_fi"), ("sv", "text_sv")])
def test_a_section_is_written_in_one_language_alone(client, code, field):
    report = report_of()
    section = section_of(report)
    Section.objects.filter(pk=section.pk).update(**{f"title_{other}": None for other in ("fi", "sv") if other != code})
    section = reread(section)
    client.force_login(member(report.home))
    address = section.writing_url if code == "fi" else f"/sv{section.writing_url}"

    assert list(client.get(address).context["form"].fields) == ["version", field]
    answer = client.post(address, {field: "Ord", "version": section.version, "then": "ready"})

    assert answer.status_code == 302
    assert (getattr(reread(section), field), reread(section).state) == ("Ord", SectionState.READY)


def test_the_shortest_report_is_finished_without_objectives_and_numbers(client):
    report = report_of(kinds=("indicators", "text", "objectives", "handling"))
    client.force_login(member(report.home))
    text = section_of(report, 2)

    client.post(text.writing_url, {"text_fi": "Elinolot ennallaan.", "version": text.version, "then": "ready"})

    assert "all sections ready" in page(client, report.writing_url)
    for section in report.sections.order_by("order"):
        assert client.get(section.writing_url).status_code == 200
        assert "required" not in re.sub(r"<header.*?</header>", "", page(client, section.writing_url), flags=re.S)


def test_the_writer_of_a_section_gets_a_task_until_the_section_is_ready(written):
    by = acting(written.home)
    section = section_of(written)
    writer = member(written.home, "official")
    person = PersonFactory(home=written.home, user=writer)
    post = Post.objects.create(
        key="suunnittelija", home=written.home, title_fi="Suunnittelija", valid_from=DAY, holder=person
    )
    due = date(2026, 6, 1)

    for _ in range(2):
        section = assigning.assign_section(section, version=section.version, post=post, due=due, by=by, today=TODAY)

    task = Task.objects.get()
    assert (task.person, task.due, task.address) == (writer, due, section.writing_url)
    assert task in Task.objects.mine(writer)
    section = writing.write_section(section, version=section.version, words={"text_fi": "Valmis"}, by=by)
    writing.finish_section(section, version=section.version, by=by)
    assert list(Task.objects.mine(writer)) == []


def test_a_post_without_an_account_reminds_the_coordinator_and_another_writer_replaces_the_first(written):
    by = acting(written.home)
    section = section_of(written)
    empty, other = (
        Post.objects.create(key=key, home=written.home, title_fi=key, valid_from=DAY) for key in ("tyhja", "toinen")
    )

    section = assigning.assign_section(section, version=section.version, post=empty, due=None, by=by, today=TODAY)
    assigning.assign_section(section, version=section.version, post=None, due=None, by=by, today=TODAY)
    section = reread(section)
    assigning.assign_section(section, version=section.version, post=other, due=None, by=by, today=TODAY)

    open_tasks = Task.objects.filter(done_at__isnull=True)
    assert [(task.role, "toinen" in task.title) for task in open_tasks] == [("coordinator", True)]


def test_a_shared_text_is_chosen_and_stands_with_local_words(client):
    report = report_of(kinds=("shared",))
    section = section_of(report)
    text = text_of(text_fi="Alueen yhteinen teksti")
    client.force_login(member(report.home))
    choose = reverse("reports:section-act", args=[report.home, report.key, section.key, "lahde"])

    client.post(choose, {"version": section.version, "shared": text.pk})
    client.post(section.writing_url, {"text_fi": "Meillä näin.", "version": reread(section).version})

    shown = page(client, section.writing_url)
    assert ["Alueen yhteinen teksti" in shown, "Meillä näin." in shown] == [True, True]


def test_sentences_are_made_accepted_rewritten_and_left_out_on_the_page(client, areas):  # noqa: F811
    _county, lahti, _sysma = areas
    report = report_with(lahti, indicators_of(lahti, 3))
    section = section_of(report)
    client.force_login(member(lahti))

    make = reverse("reports:section-act", args=[lahti, report.key, section.key, "lauseet"])
    assert make in page(client, section.writing_url)
    client.post(make, {"version": section.version})
    first, second, third = Statement.objects.order_by("order")
    for row, word, values in (
        (first, "hyvaksy", {}),
        (second, "kirjoita", {"fi": "Omin sanoin."}),
        (third, "jata-pois", {}),
    ):
        address = reverse("reports:statement-act", args=[lahti, report.key, row.pk, word])
        assert address in page(client, section.writing_url)
        assert client.post(address, {"version": row.version, **values}).status_code == 302

    states = [(reread(row).state, reread(row).text_sv == row.text_sv) for row in (first, second, third)]
    assert states == [("accepted", True), ("rewritten", False), ("left_out", True)]
    shown = page(client, section.writing_url)
    assert ["Omin sanoin." in shown, "Told without a sentence." in shown] == [True, True]


def test_a_section_of_ones_own_is_added_and_renamed(client, written):
    add = reverse("reports:report-act", args=[written.home, written.key, "lisaa-osa"])

    client.post(add, {"version": written.version, "title": "Kylät"})

    section = Section.objects.get(title_fi="Kylät")
    assert section.order == 3
    rename = reverse("reports:section-act", args=[written.home, written.key, section.key, "otsikko"])
    assert client.post(rename, {"version": section.version}).status_code == 422
    client.post(rename, {"version": section.version, "title_fi": "Kylät ja taajamat", "title_sv": ""})
    assert reread(section).title_fi == "Kylät ja taajamat"


def test_a_report_that_was_begun_by_mistake_is_withdrawn_and_another_is_described_anew(client, written):
    describe, withdraw = (
        reverse("reports:report-act", args=[written.home, written.key, word]) for word in ("tiedot", "peru")
    )
    days = {"first": "2025-01-01", "last": "2025-06-30", "due": "2026-06-01"}

    client.post(describe, {"version": written.version, "title": "Puolivuotisraportti", **days})
    now = reread(written)
    client.post(withdraw, {"version": now.version, "reason": "Väärä pohja"})

    assert (now.title, now.last, now.due) == ("Puolivuotisraportti", date(2025, 6, 30), date(2026, 6, 1))
    assert reread(written).withdrawn_reason == "Väärä pohja"


@pytest.mark.parametrize("role", ["reader", "secretary", "auditor"])
def test_who_may_not_write_reads_without_fields(client, role):
    report = report_of()
    section = section_of(report)
    client.force_login(member(report.home, role))

    shown = client.get(section.writing_url)

    assert shown.status_code in {200, 404}
    assert "<textarea" not in shown.content.decode()
    assert client.post(section.writing_url, {"text_fi": "X", "version": 1}).status_code in {403, 404}
    assert reread(section).text_fi is None


def test_a_template_of_the_country_is_read_in_any_area(client):
    report = report_of(kinds=("text", "money"))
    address = reverse("reports:template", args=[report.home, report.template.key])

    assert ["Osa 1" in (seen := page(client, address)), "Osa 2" in seen] == [True, True]


def test_the_navigation_names_reports_where_there_are_any_or_may_be_begun(client):
    area = MunicipalityFactory()
    plans = reverse("plans:plans", args=[area])
    entry = f'href="/en{reverse("reports:reports", args=[area])}"'

    visitor = page(client, plans)
    client.force_login(member(area))
    coordinator = page(client, plans)
    client.force_login(member(area, "official"))
    before = page(client, plans)
    report_of(area)
    after = page(client, plans)

    assert [entry in seen for seen in (visitor, coordinator, before, after)] == [False, True, False, True]


def test_the_pages_ask_the_same_number_of_questions_whatever_the_length(client):
    counts = []
    for number in (1, 30):
        report = report_of(kinds=("text",) * number)
        post = Post.objects.create(key=f"virka-{number}", home=report.home, title_fi="Virka", valid_from=DAY)
        report.sections.update(post=post)
        client.force_login(member(report.home))
        addresses = [reverse("reports:reports", args=[report.home]), report.writing_url, section_of(report).writing_url]
        client.get(addresses[0])
        row = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            row.append(len(asked))
        counts.append(row)

    assert counts[0] == counts[1]
