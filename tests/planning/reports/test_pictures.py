"""A report's papers looked at as pictures: the PDF, and the Word document as an office program prints it."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from hyte.planning.reports.content import (
    ActionRow,
    Amount,
    ConcernRow,
    Figure,
    HandlingRow,
    MoneyRow,
    MoneyTable,
    ObjectiveRow,
    ReportContent,
    SectionContent,
)
from hyte.planning.reports.documents.pdf import report_pdf
from hyte.planning.reports.documents.word import report_docx
from hyte.planning.reports.shown import shown_report
from tests.papers import (
    Paper,
    cells_without_heads,
    faults_of,
    headings_left_alone,
    ink_of,
    kept_paper,
    letters_of_no_font,
    missing_letters,
    papers_of_word,
    rows_parted,
    structure_count,
)

pytestmark = pytest.mark.django_db
APPROVED = date(2026, 4, 1)
LONG = "Perhekeskustoiminnan, varhaiskasvatuksen ja neuvolapalvelujen yhteensovittamisen kehittämistyöryhmän toimintasuunnitelma"
LONG_SV = "Verksamhetsplan för samordningsarbetsgruppen för familjecenterverksamhet, småbarnspedagogik och rådgivningstjänster"
TITLE = f"Sysmän hyvinvointikertomus 2025: {LONG}"
YEAR = "\n\n".join(["Vuosi oli hyvä. " * 40] * 6)
EMPTY = {
    "state": "ready",
    "text": {},
    "left_out_reason": "",
    "asked_by": "",
    "shared": {},
    "figures": [],
    "absences": [],
    "concerns": [],
    "objectives": [],
    "money": [],
    "handling": [],
}


def figure(at: int) -> Figure:
    days = [date(2016 + year, 12, 31) for year in range(10)]
    values = [10.0 + (at * 7 + year * 3) % 50 for year in range(10)]
    return Figure(
        indicator=f"luku-{at}",
        name={
            "fi": f"Elämänlaatunsa keskimäärin hyväksi tuntevien 20–64-vuotiaiden osuus, luku {at}",
            "sv": f"Andelen 20–64-åringar som upplever sin livskvalitet som i genomsnitt god, tal {at}",
        },
        unit={"fi": "%"},
        decimals=1,
        polarity="high",
        area="KU781",
        area_name={"fi": "Sysmä"},
        value=values[-1],
        lower=values[-1] - 2,
        upper=values[-1] + 2,
        period_start=date(2025, 1, 1),
        period_end=days[-1],
        release="0" * 64,
        reference=20.0,
        relation="lower",
        verdict="worse",
        direction="decreasing",
        periods=days,
        values=values,
        sentence={
            "fi": f"Luku {at} on laskenut viidessä vuodessa, ja ero koko maahan on kasvanut.",
            "sv": f"Talet {at} har minskat under fem år, och skillnaden till hela landet har ökat.",
        },
        sentence_state="accepted",
    )


def section(key: str, kind: str, title: str, title_sv: str, **values: object) -> SectionContent:
    return SectionContent(key=key, kind=kind, title={"fi": title, "sv": title_sv}, **{**EMPTY, **values})


def money_row(name: str, part: str = "phenomenon") -> MoneyRow:
    amount = Amount(value="132860354.58", low="98000000.00", high="140000000.00")
    return MoneyRow(
        part=part,
        phenomenon="ilmio" if part == "phenomenon" else "",
        name={"fi": name} if part == "phenomenon" else {},
        lines=None,
        planned=amount,
        amended=Amount(value="132920354.58"),
        actual=Amount(value=None),
    )


@pytest.fixture(scope="module")
def content() -> ReportContent:
    """A report with what is hard on paper: long names, a table over pages, charts, money and a path."""
    actions = [
        ActionRow(
            name={"fi": f"{at}. {LONG}", "sv": f"{at}. {LONG_SV}"},
            in_charge={"fi": "Hyvinvointikoordinaattori", "sv": "Välfärdskoordinator"},
            ends=date(2026, 12, 31),
            status="underway",
            stands="Etenee. " * 12,
            reported_on=date(2026, 2, 1),
        )
        for at in range(1, 41)
    ]
    objective = ObjectiveRow(
        plan={"fi": "Sysmän hyvinvointisuunnitelma 2025–2029"},
        theme={"fi": "Mielen hyvinvointi"},
        name={"fi": LONG, "sv": LONG_SV},
        local_words={},
        is_shared=True,
        actions=actions,
    )
    concern = ConcernRow(
        kind="worry", text="Nuoret ovat yksin. " * 6, outcome="open", note="", indicators=[{"fi": LONG}]
    )
    table = MoneyTable(
        budget={"fi": "Sysmän talousarvio 2025"},
        year=2025,
        state="closed",
        source="Tilinpäätös 2025",
        confirmed_on=date(2026, 3, 1),
        kind="expenditure",
        group="exclusive",
        unknown=1,
        rows=[money_row(LONG), money_row("", "rest"), money_row("", "total")],
    )
    step = HandlingRow(
        body={"fi": "Sysmän nuorisovaltuusto"},
        role="heard",
        asked_on=date(2026, 2, 1),
        answered_on=date(2026, 2, 20),
        statement="Iltakyytejä tarvitaan. " * 8,
        effect="Kyydit lisättiin johtopäätöksiin.",
        not_asked_reason="",
        case_number="SYS/12/2026",
        decision="noted",
        decided_on=date(2026, 3, 2),
    )
    return ReportContent(
        key="kuvattava",
        kind="yearly",
        title={"fi": TITLE, "sv": f"Välfärdsberättelse för Sysmä 2025: {LONG_SV}"},
        area="sysma",
        area_name={"fi": "Sysmä"},
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
        is_example=False,
        sections=[
            section("1", "text", "Toteutettu hyvinvointipolitiikka", "Genomförd välfärdspolitik", text={"fi": YEAR}),
            section(
                "2",
                "indicators",
                "Hyvinvointi väestöryhmittäin",
                "Välfärd efter befolkningsgrupp",
                figures=[figure(at) for at in range(4)],
            ),
            section("3", "concerns", "Ilot ja huolet", "Glädjeämnen och bekymmer", concerns=[concern]),
            section("4", "objectives", "Tavoitteet", "Mål", objectives=[objective]),
            section("5", "money", "Raha ilmiöittäin", "Pengar per fenomen", money=[table]),
            section("6", "handling", "Käsittely", "Behandling", handling=[step]),
        ],
    )


@pytest.fixture(scope="module")
def papers(content: ReportContent, django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> dict[str, Paper]:
    """The report as a PDF in both languages; no letter of it was drawn as a box."""
    with django_db_blocker.unblock(), missing_letters() as missing:  # type: ignore[attr-defined]
        made = {code: report_pdf(content, language=code, approved_on=APPROVED) for code in ("fi", "sv")}
    assert missing == []
    return {code: kept_paper(pdf, f"reports/kertomus-{code}") for code, pdf in made.items()}


@pytest.fixture(scope="module")
def printed(
    content: ReportContent,
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Paper]:
    """The Word documents as an office program prints them: plain ones, and one in the look of an area."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        made = {
            "reports/kertomus-fi": report_docx(content, language="fi", approved_on=APPROVED),
            "reports/kertomus-sv": report_docx(content, language="sv"),
            "reports/kertomus-oma": report_docx(content, language="fi", approved_on=APPROVED, layout=own_look()),
        }
    return papers_of_word(made, profile=tmp_path_factory.mktemp("office"))


def own_look() -> bytes:
    """A layout as a municipality might have: wide margins, letters of its own, none of the styles but the headings'."""
    document = Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
    document.styles["Normal"].font.name = "Carlito"
    document.styles["Table Grid"].delete()
    document.sections[0].header.paragraphs[0].text = "Sysmän kunta"
    for line in ("{{ title }}", "{{ state }}", "{{ contents }}", "Kunnanhallitus"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_no_page_is_blank_and_nothing_runs_into_the_margins(papers, content, code):
    paper = papers[code]

    assert 8 <= len(paper.pages) <= 14
    assert faults_of(paper, margin=14) == []
    assert headings_left_alone(paper, [one.title[code] for one in content.sections]) == []
    # Only what ends a section or the report may be short.
    assert min(ink_of(page, bottom=0.5) for page in paper.pages) > 0.001


def test_the_head_of_a_table_stands_on_every_page_of_it(papers):
    of_table = [text for text in papers["fi"].texts if text.count("kehittämistyöryhmän") >= 3 and "Etenee" in text]

    assert len(of_table) >= 3
    assert [("Toimenpide" in text, "Vastuussa" in text) for text in of_table] == [(True, True)] * len(of_table)


def test_the_structure_tells_header_cells_headings_and_what_each_chart_says(papers):
    paper = papers["fi"]

    assert (paper.facts["Tagged"], paper.facts["Title"], paper.facts["Author"]) == ("yes", TITLE, "Sysmä")
    assert (structure_count(paper, "Figure"), structure_count(paper, "H1")) == (4, 1)
    assert structure_count(paper, "Table") >= 9
    assert structure_count(paper, "TH") >= 40
    assert (rows_parted(paper), cells_without_heads(paper)) == (0, 0)
    # A row of dots to the page's number would be read aloud dot by dot.
    assert " . . " not in " ".join(paper.texts[0].split())
    assert [figure(at).sentence["fi"] in paper.alternatives for at in range(4)] == [True] * 4


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_the_letters_travel_with_the_file(papers, code):
    assert [name for name, is_embedded in papers[code].fonts if not is_embedded] == []


def test_a_chart_has_no_part_that_is_not_seen(content):
    chart = shown_report(content).sections[1].figures[0].chart

    assert re.findall(r">(20\d\d)<", chart) == ["2016", "2018", "2020", "2022", "2024"]
    assert ('opacity="0"' in chart, 'd=""' in chart) == (False, False)


def test_the_bookmarks_are_the_headings(papers, content):
    assert [one for one in papers["fi"].bookmarks if one in {section.title["fi"] for section in content.sections}] == [
        section.title["fi"] for section in content.sections
    ]


def test_the_word_document_has_the_same_headings_tables_and_words_for_charts(content):
    document = Document(io.BytesIO(report_docx(content, language="fi", approved_on=APPROVED)))

    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert heads == [one.title["fi"] for one in content.sections]
    repeated = [table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for table in document.tables]
    assert repeated == [True] * 9
    told = [one._inline.docPr.get("descr") for one in document.inline_shapes]
    assert told == [figure(at).sentence["fi"] for at in range(4)]


@pytest.mark.parametrize(("code", "mark"), [("fi", "fi-FI"), ("sv", "sv-FI")])
def test_a_word_document_says_its_language_and_that_of_words_in_another(content, code, mark):
    document = Document(io.BytesIO(report_docx(content, language=code)))

    assert document.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == mark
    finnish_only = next(one for one in document.paragraphs if one.text.startswith("Vuosi oli"))
    marks = [one.get(qn("w:val")) for one in finnish_only._element.iter(qn("w:lang"))]
    assert marks == ([] if code == "fi" else ["fi-FI"])


@pytest.mark.parametrize(("name", "code"), [("fi", "fi"), ("sv", "sv"), ("oma", "fi")])
def test_a_printed_word_document_has_no_blank_page_and_keeps_its_margins(printed, content, name, code):
    paper = printed[f"reports/kertomus-{name}"]
    heads = [one.title[code] for one in content.sections]

    assert 8 <= len(paper.pages) <= 20
    assert faults_of(paper, margin=17) == []
    assert headings_left_alone(paper, heads) == []
    assert [sum(head in text for text in paper.texts) > 0 for head in heads] == [True] * len(heads)


def test_a_printed_word_document_repeats_heads_of_tables_and_shows_charts(printed):
    paper = printed["reports/kertomus-fi"]
    of_table = [text for text in paper.texts if text.count("kehittämistyöryhmän") >= 3 and "Etenee" in text]

    assert len(of_table) >= 3
    assert [("Toimenpide" in text, "Vastuussa" in text) for text in of_table] == [(True, True)] * len(of_table)
    assert (paper.images, letters_of_no_font(paper)) == (4, [])
