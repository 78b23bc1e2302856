"""A report on paper looked at as a picture: its pages are kept under test-results/reports, and what can be told of them is asked."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

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

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).resolve().parents[3] / "test-results" / "reports"
MISSING = "poppler's tools were not found; on Debian: apt install poppler-utils"
DOTS, WHITE, MARGIN = 60, 250, 14  # dots an inch, the lightest ink, and millimetres that stay empty at each side
LONG = "Perhekeskustoiminnan, varhaiskasvatuksen ja neuvolapalvelujen yhteensovittamisen kehittämistyöryhmän toimintasuunnitelma"
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
        name={"fi": f"Elämänlaatunsa keskimäärin hyväksi tuntevien 20–64-vuotiaiden osuus, luku {at}"},
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
        sentence={"fi": f"Luku {at} on laskenut viidessä vuodessa, ja ero koko maahan on kasvanut."},
        sentence_state="accepted",
    )


def section(key: str, kind: str, title: str, **values: object) -> SectionContent:
    return SectionContent(key=key, kind=kind, title={"fi": title}, **{**EMPTY, **values})


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
            name={"fi": f"{at}. {LONG}"},
            in_charge={"fi": "Hyvinvointikoordinaattori"},
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
        name={"fi": LONG},
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
        title={"fi": f"Sysmän hyvinvointikertomus 2025: {LONG}"},
        area="sysma",
        area_name={"fi": "Sysmä"},
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
        is_example=False,
        sections=[
            section(
                "1", "text", "Toteutettu hyvinvointipolitiikka", text={"fi": "\n\n".join(["Vuosi oli hyvä. " * 40] * 6)}
            ),
            section("2", "indicators", "Hyvinvointi väestöryhmittäin", figures=[figure(at) for at in range(4)]),
            section("3", "concerns", "Ilot ja huolet", concerns=[concern]),
            section("4", "objectives", "Tavoitteet", objectives=[objective]),
            section("5", "money", "Raha ilmiöittäin", money=[table]),
            section("6", "handling", "Käsittely", handling=[step]),
        ],
    )


@pytest.fixture(scope="module")
def tools() -> None:
    if not all(shutil.which(name) for name in ("pdftoppm", "pdfinfo", "pdftotext")):
        pytest.skip(MISSING)


@pytest.fixture(scope="module")
def paper(tools: None, content: ReportContent, django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Path:
    """The report as a PDF and its pages as pictures."""
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    file = KEPT / "kertomus.pdf"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        file.write_bytes(report_pdf(content, language="fi", approved_on=date(2026, 4, 1)))
    said("pdftoppm", "-r", str(DOTS), "-png", str(file), str(KEPT / "sivu"))
    return file


def said(*words: str) -> str:
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout


def pages() -> list[Path]:
    return sorted(KEPT.glob("sivu-*.png"))


def test_no_page_is_blank_and_nothing_runs_into_the_margins(paper):
    millimetre = DOTS / 25.4
    faults = []
    for file in pages():
        with Image.open(file) as picture:
            ink = picture.convert("L").point(lambda light: 255 if light < WHITE else 0)
        box = ink.getbbox()
        if box is None:
            faults.append((file.name, "blank"))
        elif box[0] < MARGIN * millimetre or box[2] > picture.width - MARGIN * millimetre:
            faults.append((file.name, box))

    assert len(pages()) >= 8
    assert faults == []


def test_the_head_of_a_table_stands_on_every_page_of_it(paper):
    texts = said("pdftotext", "-layout", str(paper), "-").split("\f")
    of_table = [text for text in texts if text.count("kehittämistyöryhmän") >= 3 and "Etenee" in text]

    assert len(of_table) >= 3
    assert [("Toimenpide" in text, "Vastuussa" in text) for text in of_table] == [(True, True)] * len(of_table)


def test_the_structure_tells_header_cells_headings_and_what_each_chart_says(paper):
    structure = said("pdfinfo", "-struct", str(paper))

    assert re.findall(r"^Tagged: *(\w+)", said("pdfinfo", str(paper)), re.MULTILINE) == ["yes"]
    assert (structure.count("Figure"), structure.count("H1")) == (4, 1)
    assert structure.count("TH ") + structure.count("TH\n") >= 40
    assert b"Luku 3 on laskenut" in paper.read_bytes() or "Luku 3 on laskenut" in said("pdftotext", str(paper), "-")


def test_the_word_document_has_the_same_headings_tables_and_words_for_charts(content):
    document = Document(io.BytesIO(report_docx(content, language="fi", approved_on=date(2026, 4, 1))))
    (KEPT).mkdir(parents=True, exist_ok=True)
    document.save(str(KEPT / "kertomus.docx"))

    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert heads == [one.title["fi"] for one in content.sections]
    repeated = [table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for table in document.tables]
    assert repeated == [True] * 9
    told = [one._inline.docPr.get("descr") for one in document.inline_shapes]
    assert told == [figure(at).sentence["fi"] for at in range(4)]
