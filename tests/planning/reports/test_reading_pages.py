"""Pages and files of reports: what visitors read, what is marked, what has gone from the net."""

import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.recording import Refused
from hyte.core.files.models import StoredFile
from hyte.core.search.index import index_rows
from hyte.core.search.queries import search
from hyte.core.tasks.models import Job
from hyte.core.thread.gaps import gap_list
from hyte.planning.reports import jobs
from hyte.planning.reports.documents.pdf import languages_of, report_pdf
from hyte.planning.reports.documents.word import plain_layout, report_docx
from hyte.planning.reports.layout_marks import layout_fault
from hyte.planning.reports.models import Report, ReportLayout
from hyte.planning.reports.operations import handling, layouts, writing
from tests.factories import BodyFactory, OrganisationFactory, acting, member
from tests.factories.reports import DECIDED, TODAY, approved_report, decided, report_of, reread, template_of
from tests.knowledge.indicators.conftest import areas  # noqa: F401 - the small county of the numbers
from tests.planning.reports.figures import indicators_of, report_with
from tests.planning.reports.test_approving import VISITOR, approve

pytestmark = pytest.mark.django_db


def written(area, *, sv="", text="Kylätalot avattiin.", **values):
    """A report whose one section has words; approved unless said otherwise."""
    report = report_of(area, **values)
    section = report.sections.order_by("order").first()
    words = {"text_fi": text, **({"text_sv": sv} if sv else {})}
    writing.write_section(section, version=section.version, words=words, by=SYSTEM)
    return report


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))


@pytest.fixture
def published(areas):  # noqa: F811
    """An approved report of Lahti with words and numbers."""
    _county, lahti, _sysma = areas
    OrganisationFactory(home=lahti, kind="municipality")
    report = report_with(lahti, indicators_of(lahti, 2))
    section = report.sections.get()
    writing.write_section(section, version=section.version, words={"text_fi": "Kylätalot avattiin."}, by=SYSTEM)
    report, decision = decided(report)
    return jobs.make_pdf(approve(report, decision), by=SYSTEM, today=TODAY).report


def test_a_visitor_reads_what_was_approved_and_not_a_draft(client, areas, published):  # noqa: F811
    _county, lahti, _sysma = areas
    draft = written(lahti, text="Kesken")

    page = client.get(published.get_absolute_url())

    assert "Kylätalot avattiin." in text_of(page)
    assert published.snapshot.sha256 in text_of(page)
    assert page.content.count(b"<h1") == 1
    assert page.content.count(b'class="chart"') == 2
    for address in (draft.get_absolute_url(), f"{draft.get_absolute_url()}raportti.json", draft.writing_url):
        assert client.get(address).status_code == 404


def test_later_changes_do_not_show_on_the_page(client, published):
    section = published.sections.get()
    type(section).objects.filter(pk=section.pk).update(text_fi="Myöhemmin muutettu", text="Myöhemmin muutettu")

    assert "Myöhemmin" not in text_of(client.get(published.get_absolute_url()))


def test_the_json_is_what_was_hashed_and_the_pdf_is_tagged(client, published):
    answer = client.get(f"{published.get_absolute_url()}raportti.json")
    pdf = client.get(f"{published.get_absolute_url()}raportti.pdf")

    assert answer.content.decode() == published.snapshot.content
    assert json.loads(answer.content)["key"] == published.key
    content = b"".join(pdf.streaming_content)
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content or b"/ObjStm" in content
    assert client.get(f"{published.get_absolute_url()}rapport.pdf").status_code == 404


def test_one_taken_from_the_net_says_so_and_keeps_its_hash(client, published):
    Report.objects.filter(pk=published.pk).update(remove_on=date(2026, 5, 2))

    page = text_of(client.get(published.get_absolute_url()))

    assert "Kylätalot" not in page
    assert published.snapshot.sha256 in page
    for name in ("raportti.json", "raportti.pdf", "selkokieli/", "kasittely/", "vertaa/"):
        assert client.get(f"{published.get_absolute_url()}{name}").status_code == 404
    client.force_login(member(published.home))
    assert "Kylätalot" in text_of(client.get(published.get_absolute_url()))


def test_swedish_is_shown_where_it_is_written_and_finnish_is_marked(client, areas):  # noqa: F811
    _county, lahti, _sysma = areas
    template = template_of("plain", "text")
    report = written(lahti, template=template, text="Selko", sv="Lättläst")
    other = report.sections.order_by("order").last()
    writing.write_section(other, version=other.version, words={"text_fi": "Vain suomeksi"}, by=SYSTEM)
    report, decision = decided(report)
    snapshot = approve(report, decision)

    page = client.get(f"/sv/lahti/raportit/{report.key}/").content.decode()

    assert languages_of(snapshot.read()) == ["fi", "sv"]
    assert "Lättläst" in page
    assert "Selko<" not in page
    assert re.search(r'<div class="prose" lang="fi"><p>Vain suomeksi', page)
    assert "Lättläst" in client.get(f"/sv/lahti/raportit/{report.key}/selkokieli/").content.decode()


def test_thirty_numbers_are_shown_in_as_many_queries_as_one(client, areas):  # noqa: F811
    _county, lahti, _sysma = areas
    counts = {}
    for number in (1, 12):
        report, decision = decided(report_with_fresh(lahti, number))
        approve(report, decision)
        client.get(report.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(report.get_absolute_url()).status_code == 200
        counts[number] = len(queries)

    assert counts[12] <= counts[1] + 1  # of two reports the later one has one to compare with


def report_with_fresh(area, number):
    from hyte.knowledge.indicators.models import IndicatorSet

    chosen = IndicatorSet.objects.first()
    if chosen is None:
        return report_with(area, indicators_of(area, 12)) if number == 12 else report_with(area, indicators_of(area, 1))
    template = template_of("indicators")
    template.sections.update(indicator_set=chosen)
    return report_of(area, template=template)


def test_the_same_report_gives_the_same_files(published):
    content = published.snapshot.read()

    assert report_pdf(content, language="fi", approved_on=DECIDED) == report_pdf(
        content, language="fi", approved_on=DECIDED
    )
    first, second = (report_docx(content, language="fi", approved_on=DECIDED) for _ in range(2))
    assert first == second


def test_the_word_document_has_its_headings_and_repeats_the_heads_of_tables(published):
    document = Document(io.BytesIO(report_docx(published.snapshot.read(), language="fi", approved_on=DECIDED)))

    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert headings == ["Osa 1", "Luku 00, %", "Luku 01, %"]
    assert all(table.rows[0]._tr.trPr.xpath("w:tblHeader") for table in document.tables)
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes if shape] != []
    assert document.core_properties.title == published.title
    assert "hyte-contents-here" not in "".join(one.text for one in document.paragraphs)


def test_a_draft_is_marked_in_its_files(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    OrganisationFactory(home=lahti, kind="municipality")
    report = written(lahti)
    by = acting(lahti)

    made = jobs.make_file(report, kind="docx", language="fi", by=by, today=TODAY)

    words = "\n".join(one.text for one in Document(made.open()).paragraphs)
    assert made.name.startswith("luonnos-") or made.name.startswith("draft-")
    assert (made.publicity, made.retain_until > TODAY) == ("internal", True)
    assert "Kylätalot avattiin." in words


def test_a_file_is_made_by_a_job_for_those_who_may(client, areas):  # noqa: F811
    _county, lahti, _sysma = areas
    report = written(lahti)
    address = f"{report.get_absolute_url()}tiedosto/"

    client.force_login(member(lahti, "reader"))
    assert client.post(address, {"kind": "docx"}).status_code == 404
    client.force_login(member(lahti))
    assert client.post(address, {"kind": "exe"}).status_code == 404
    answer = client.post(address, {"kind": "docx", "language": "fi"})

    assert (answer.status_code, Job.objects.count()) == (302, 1)


def layout_with(*lines):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "lines",
    [
        ("{{ title }}",),
        ("{{ contents }}", "{{ secret }}"),
        ("{{ contents }}", "{% for i in range(9) %}{% endfor %}"),
        ("{{ contents }}", "{{ title.__class__ }}"),
    ],
)
def test_a_layout_holds_only_its_marks(lines):
    assert layout_fault(layout_with(*lines))
    assert layout_fault(b"not a document")
    assert layout_fault(plain_layout()) == ""


def in_the_header(line, *lines):
    document = Document()
    document.sections[0].header.paragraphs[0].text = line
    for one in lines:
        document.add_paragraph(one)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_the_contents_come_once_and_in_the_text_itself():
    assert layout_fault(layout_with("{{ contents }}", "{{ contents }}"))
    assert layout_fault(in_the_header("{{ contents }}"))
    assert layout_fault(in_the_header("{{ contents }}", "{{ contents }}"))
    assert layout_fault(in_the_header("{{ title }}", "{{ contents }}")) == ""


def as_template(content):
    """The same as Word saves a template (.dotx)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.infolist():
            new.writestr(member, old.read(member).replace(b"document.main+xml", b"template.main+xml"))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "is_taken"),
    [
        ("ilme.dotx", as_template(layout_with("Ilme", "{{ contents }}")), True),
        ("ilme.docx", as_template(layout_with("Ilme", "{{ contents }}")), True),
        ("ilme.dotm", layout_with("{{ contents }}"), False),
        ("ilme.docx", b"PK broken", False),
        ("ilme.doc", b"\xd0\xcf\x11\xe0", False),
        ("ilme.docx", b"", False),
    ],
)
def test_a_layout_is_brought_as_a_document_or_a_template(areas, name, content, is_taken):  # noqa: F811
    _county, lahti, _sysma = areas
    OrganisationFactory(home=lahti, kind="municipality")
    report = reread(written(lahti))
    values = {
        "version": report.version,
        "name": "Oma",
        "file": ContentFile(content, name=name),
        "by": SYSTEM,
        "today": TODAY,
    }

    if not is_taken:
        with pytest.raises(Refused):
            layouts.bring_layout(report, **values)
        return
    layouts.bring_layout(report, **values)
    made = jobs.make_file(reread(report), kind="docx", language="fi", by=SYSTEM, today=TODAY)
    assert Document(made.open()).paragraphs[0].text == "Ilme"


def test_a_report_is_given_out_in_the_areas_own_layout(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    OrganisationFactory(home=lahti, kind="municipality")
    report = reread(written(lahti))
    with pytest.raises(Refused):
        layouts.bring_layout(
            report,
            version=report.version,
            name="Oma",
            file=ContentFile(layout_with("Ei paikkaa"), name="oma.docx"),
            by=SYSTEM,
            today=TODAY,
        )
    layouts.bring_layout(
        report,
        version=report.version,
        name="Oma",
        file=ContentFile(layout_with("Lahden ilme", "{{ contents }}", "Loppu"), name="oma.docx"),
        by=SYSTEM,
        today=TODAY,
    )

    made = jobs.make_file(reread(report), kind="docx", language="fi", by=SYSTEM, today=TODAY)
    lines = [one.text for one in Document(made.open()).paragraphs if one.text]
    assert (lines[0], lines[-1]) == ("Lahden ilme", "Loppu")
    assert "Kylätalot avattiin." in lines
    assert ReportLayout.objects.count() == 1


def test_published_words_are_found_and_drafts_and_what_was_left_out_are_not(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    draft = written(lahti, text="Salaperäinen luonnossana")
    gone = draft.sections.get()

    def found(words, user=VISITOR):
        return [hit.record for hit in search(words, area=lahti, user=user, language="fi").here]

    assert found("luonnossana") == []
    assert gone in found("luonnossana", acting(lahti).user)
    report, decision = decided(draft)
    approve(report, decision)
    assert gone in found("luonnossana")
    Report.objects.filter(pk=report.pk).update(remove_on=date(2026, 5, 2))
    assert found("luonnossana") == []
    type(gone).objects.filter(pk=gone.pk).update(state="left_out", left_out_reason="Ei")
    Report.objects.filter(pk=report.pk).update(remove_on=None)
    index_rows([gone])
    assert found("luonnossana") == []


def test_the_published_list_searches_the_countys_reports(client, areas):  # noqa: F811
    county, lahti, sysma = areas
    for area, text in ((lahti, "Uimahalli avattiin"), (sysma, "Kirjasto avattiin")):
        report, decision = decided(written(area, text=text))
        approve(report, decision)

    everything = text_of(client.get(f"/{county.key}/raportit/julkaistut/"))
    narrowed = text_of(client.get(f"/{county.key}/raportit/julkaistut/?q=uimahalli"))

    assert everything.count("Hyvinvointiraportti 2025") == 2
    assert narrowed.count("Hyvinvointiraportti 2025") == 1
    assert client.get(f"/{county.key}/raportit/julkaistut/?q=eitällaistaole").status_code == 200


def test_two_years_stand_side_by_side_and_change_only_where_they_compare(client, areas):  # noqa: F811
    _county, lahti, _sysma = areas
    template = template_of("text")
    for year, text in ((2024, "Vanha sana"), (2025, "Uusi sana")):
        report = written(
            lahti, template=template, text=text, first=date(year, 1, 1), last=date(year, 12, 31), title=f"R {year}"
        )
        report, decision = decided(report)
        approve(report, decision)

    page = text_of(client.get(f"{report.get_absolute_url()}vertaa/"))

    assert page.index("Vanha sana") < page.index("Uusi sana")
    assert page.count("Osa 1") == 1


def test_the_open_data_tells_published_reports_alone(client, published):
    written(published.home, text="Kesken")

    listed = client.get("/api/v1/reports?language=en").json()
    one = client.get(f"/api/v1/reports/{published.key}").json()

    assert [(row["key"], row["sha256"]) for row in listed["items"]] == [(published.key, published.snapshot.sha256)]
    assert one["content"] == json.loads(published.snapshot.content)
    Report.objects.filter(pk=published.pk).update(remove_on=date(2026, 5, 2))
    assert client.get("/api/v1/reports").json()["items"] == []
    assert client.get(f"/api/v1/reports/{published.key}").status_code == 404


def test_gaps_tell_of_what_is_late_unanswered_undecided_and_unreported(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    report = reread(written(lahti, due=date(2026, 4, 1), first=date(2023, 1, 1), last=date(2023, 12, 31)))
    step = handling.add_step(
        report, version=report.version, body=BodyFactory(home=lahti), role="heard", by=SYSTEM, today=TODAY
    )
    handling.ask_body(step, version=step.version, asked_on=DECIDED, due=DECIDED, by=SYSTEM, today=TODAY)
    report.sections.update(state="ready")
    report = reread(report)
    writing.send_to_handling(report, version=report.version, by=SYSTEM)

    gaps = gap_list(lahti, day=TODAY, user=acting(lahti).user)

    ours = {"report_late", "report_step_unanswered", "report_without_decision", "no_yearly_report"}
    assert {gap.kind for gap in gaps.missing} >= ours
    assert not {gap.kind for gap in gap_list(lahti, day=TODAY, user=VISITOR).missing} & ours


def test_handling_pages_show_the_path_and_each_municipality_on_a_line(client, areas):  # noqa: F811
    county, lahti, sysma = areas
    report = reread(approved_report(county).report)
    step = handling.add_step(
        report, version=report.version, body=BodyFactory(home=lahti), role="handles", by=SYSTEM, today=TODAY
    )
    handling.ask_body(step, version=step.version, asked_on=TODAY, by=SYSTEM, today=TODAY)

    page = client.get(f"{report.get_absolute_url()}kasittely/")

    assert "2 municipalities: 0 have decided, 1 are handling it, 1 have not begun." in text_of(page)
    assert client.get(f"{report.get_absolute_url()}kunnat/{lahti.key}/").status_code == 200
    assert client.get(f"{report.get_absolute_url()}kunnat/{sysma.key}/").status_code == 404
    client.force_login(member(lahti, "secretary"))
    own = f"{report.get_absolute_url()}vaiheet/{step.key}/lausunto/"
    assert client.get(own).status_code == 200
    step.refresh_from_db()
    wrong = client.post(own, {"version": step.version, "answered_on": "", "statement": ""})
    assert (wrong.status_code, b"ds-error-summary" in wrong.content) == (422, True)
    sent = client.post(own, {"version": step.version, "answered_on": "2026-05-01", "statement": "Ei huomautettavaa"})
    assert (sent.status_code, reread(step).statement) == (302, "Ei huomautettavaa")


def test_each_act_of_handling_has_a_form(client, areas):  # noqa: F811
    _county, lahti, _sysma = areas
    report, _decision = decided(report_of(lahti))
    client.force_login(member(lahti))
    base = report.get_absolute_url()
    step = report.steps.get()

    for word in ("lisaa", "takaisin", "hyvaksy", "asettelu", "valitse-asettelu"):
        assert client.get(f"{base}kasittely/{word}/").status_code == 200, word
    for word in ("kysy", "asia"):
        assert client.get(f"{base}vaiheet/{step.key}/{word}/").status_code == 200, word
    answer = client.post(
        f"{base}kasittely/hyvaksy/", {"version": report.version, "decision": step.decision_id, "remove_on": ""}
    )

    assert answer.status_code == 302
    assert reread(report).state == "approved"
    for word in ("poistopaiva", "peru-hyvaksynta"):
        assert client.get(f"{base}kasittely/{word}/").status_code == 200, word
    assert StoredFile.objects.count() == 0
    assert zipfile.is_zipfile(io.BytesIO(plain_layout()))
