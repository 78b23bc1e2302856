"""Documents of earlier years: read, matched, looked at and taken in; nothing of them is lost."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Refused
from hyte.planning.plans.models import Action
from hyte.planning.reports.choices import SectionState
from hyte.planning.reports.documents.word import report_docx
from hyte.planning.reports.earlier_documents import EarlierPart, read_document
from hyte.planning.reports.matching import EarlierAction, Place, actions_in, matched, words_around
from hyte.planning.reports.models import DocumentImport, TemplateSection
from hyte.planning.reports.operations import writing
from hyte.planning.reports.operations.brought import Choices, bring_document, take_in_document
from hyte.planning.reports.prose import as_lines, blocks_of
from hyte.planning.reports.queries.content import content_of
from tests.factories import MunicipalityFactory, OrganisationFactory, acting, member
from tests.factories.plans import objective_of, plan_of
from tests.factories.reports import TODAY, report_of, template_of

HEAD = ["Toimenpide", "Vastuutaho", "Aikataulu"]
ROWS = [["Kävelyryhmät kyliin", "Liikuntatoimi", "2025"], ["Ruoka-apu", "Seurakunta", "jatkuva"]]


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def table_in(place, rows):
    table = place.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return table


def old_report():
    """A report with what real ones hold: heads, inner headings, lists, tables, a content control, a text box, a page head."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Sysmän kunta yläviite"
    document.add_paragraph("Hyvinvointikertomus 2024", style="Title")
    document.add_paragraph("Kertomuksen laati hyvinvointiryhmä.")
    document.add_heading("1. Hyvinvointiin vaikuttaneet tekijät", level=1)
    document.add_paragraph("Väestö vähenee ja ikääntyy.")
    document.add_heading("1.1 Työllisyys", level=2)
    document.add_paragraph("Työttömyys laski.", style="List Bullet")
    document.add_heading("Toimenpiteet", level=1)
    table_in(document, [HEAD, *ROWS])
    inner = document.tables[0].rows[1].cells[2]
    table_in(inner, [["sisäkkäinen", "taulukko"]])
    document.add_heading("Kuntalaisten kirjeet", level=1)
    document.add_paragraph("Kirje kylältä.")
    body = document.element.body
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Ohjausobjektin sana</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    box = (
        f"<w:p {nsdecls('w')}><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Laatikon sana</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
    )
    for words in (control, box):
        body.insert(len(body) - 1, parse_xml(words))
    return saved(document)


def words_in(content):
    """Every word that the package's text parts hold, read without the product's reader."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [
            name for name in package.namelist() if re.match(r"word/(document|header\d*|footer\d*|footnotes)\.xml", name)
        ]
        xml = " ".join(package.read(name).decode() for name in parts)
    return {
        word
        for text in re.findall(r"<w:t[ >][^<]*|<w:t>[^<]*", xml)
        for word in re.findall(r"\w+", text.split(">")[-1])
    }


def upload_of(content, name="kertomus-2024.docx"):
    return SimpleUploadedFile(name, content)


def reread(row):
    return type(row)._base_manager.get(pk=row.pk)


@pytest.fixture
def begun(db):
    """A report of a municipality with three sections, and who writes it."""
    area = MunicipalityFactory()
    OrganisationFactory(home=area, kind="municipality")
    template = template_of("text", "objectives", "text")
    names = {1: "Hyvinvointiin vaikuttavat tekijät", 2: "Toteutetut toimenpiteet", 3: "Johtopäätökset"}
    for order, name in names.items():
        TemplateSection.objects.filter(template=template, order=order).update(title_fi=name)
    return report_of(area, template=template), acting(area)


def taken(brought, by, **chosen):
    sections = {at: part["section"] for at, part in enumerate(brought.parts)}
    choices = Choices({**sections, **chosen.pop("sections", {})}, **chosen)
    return take_in_document(brought, version=brought.version, choices=choices, by=by, today=TODAY)


def told(report):
    rows = report.sections.order_by("order")
    return " ".join(f"{one.title_fi} {one.text_fi or ''} {one.brought}" for one in rows)


def test_a_document_is_read_as_parts_under_its_headings():
    parts = read_document(old_report(), name="vanha.docx")

    assert [(part.heading, part.level) for part in parts] == [
        ("Hyvinvointikertomus 2024", 1),
        ("1. Hyvinvointiin vaikuttaneet tekijät", 1),
        ("1.1 Työllisyys", 2),
        ("Toimenpiteet", 1),
        ("Kuntalaisten kirjeet", 1),
        (parts[-1].heading, 1),
    ]
    assert parts[2].blocks == ["– Työttömyys laski."]
    assert parts[3].blocks[0][1] == ["Kävelyryhmät kyliin", "Liikuntatoimi", "2025\nsisäkkäinen taulukko"]
    assert parts[4].blocks == ["Kirje kylältä.", "Ohjausobjektin sana", "Laatikon sana"]
    assert parts[5].blocks == ["Sysmän kunta yläviite"]


def test_short_bold_lines_are_headings_where_there_are_no_others():
    document = Document()
    document.add_paragraph().add_run("Voimavarat").bold = True
    document.add_paragraph("Kaksi työntekijää.")

    parts = read_document(saved(document), name="vanha.docx")

    assert parts == [EarlierPart("Voimavarat", 2, ["Kaksi työntekijää."])]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("2.3 Hyvinvointiin vaikuttavat tekijät", "tekijat"),
        ("HYVINVOINTIIN VAIKUTTANEISTA TEKIJÖISTÄ", "tekijat"),
        ("Elinolot", "tekijat"),
        ("Kunnan johtopäätökset", "paatelmat"),
        ("Kuntalaisten kirjeet", ""),
        ("Hyvinvointikertomus 2023", ""),
    ],
)
def test_headings_are_matched_by_base_forms_and_aliases(heading, key):
    places = [
        Place("tekijat", ("Hyvinvointiin vaikuttavat tekijät", "Elinolot")),
        Place("paatelmat", ("Johtopäätökset",)),
        Place("erot", ("Hyvinvointierot",)),
    ]

    assert matched([EarlierPart(heading, 1)], places) == [key]


def test_an_inner_heading_follows_the_one_above_it():
    places = [Place("tekijat", ("Elinolot",))]
    parts = [EarlierPart("Elinolot", 1), EarlierPart("Bussit", 2), EarlierPart("Linjat", 3), EarlierPart("Muuta", 1)]

    assert matched(parts, places) == ["tekijat", "tekijat", "tekijat", ""]


def test_a_table_of_actions_is_known_by_its_head():
    assert actions_in([HEAD, *ROWS]) == [
        EarlierAction("Kävelyryhmät kyliin", "Vastuutaho: Liikuntatoimi\nAikataulu: 2025"),
        EarlierAction("Ruoka-apu", "Vastuutaho: Seurakunta\nAikataulu: jatkuva"),
    ]
    assert actions_in([["Vuosi", "Asukkaita"], ["2024", "3 600"]]) == []


def test_merged_cells_keep_their_columns_and_their_words():
    """A title over the table, a name over two rows and a cell over two columns."""
    rows = [
        ["Ohjelma", "", "", ""],
        [*HEAD, "Mittari"],
        ["Kylätuvat", "Kunta", "2025", "Kävijät"],
        ["", "Järjestö", "2026", ""],
    ]
    document = Document()
    table = table_in(document, rows)
    table.cell(0, 0).merge(table.cell(0, 3))
    table.cell(2, 0).merge(table.cell(3, 0))
    table.cell(3, 2).merge(table.cell(3, 3))

    (read,) = read_document(saved(document), name="vanha.docx")[0].blocks

    assert read == rows
    rest = "Vastuutaho: Kunta\nAikataulu: 2025\nMittari: Kävijät\nVastuutaho: Järjestö\nAikataulu: 2026"
    assert actions_in(read) == [EarlierAction("Kylätuvat", rest)]
    assert words_around(read) == [["Ohjelma", "", "", ""]]


def test_what_is_in_no_action_of_a_table_stays_in_the_text(begun):
    report, by = begun
    objective = objective_of(plan=plan_of(report.home))
    document = Document()
    document.add_heading("Toteutetut toimenpiteet", level=1)
    table_in(document, [["Ohjelma vuosille", "", ""], HEAD, *ROWS, ["", "Kaupunginosa", ""]])
    brought = bring_document(report, upload_of(saved(document)), language="fi", by=by, today=TODAY)

    taken(brought, by, objectives={(0, 0): objective})

    assert "Ohjelma vuosille" in told(report)
    assert "Ruoka-apu" not in told(report)
    assert "Kaupunginosa" in Action.objects.get(name_fi="Ruoka-apu").description_fi


def test_a_table_stays_a_table():
    table = [["Vuosi", "Asukkaita | arvio"], ["2024", "3 600"], ["2025", ""]]

    assert as_lines([["Ohjelma", "", "2025"]]) == "Ohjelma, 2025"
    assert as_lines([["Ohjelma"], ["Toinen"]]) == "Ohjelma\nToinen"
    blocks = blocks_of(f"Alku.\n\n{as_lines(table)}\n\nToinen\n| ei taulukko |\nloppu")

    assert [(one.text, [one.head, *one.rows]) for one in blocks] == [
        ("Alku.", [[]]),
        ("", table),
        ("Toinen\n| ei taulukko |\nloppu", [[]]),
    ]


def test_every_word_of_the_document_is_found_after_it_was_taken_in(begun):
    report, by = begun
    content = old_report()

    brought = bring_document(report, upload_of(content), language="fi", by=by, today=TODAY)
    assert told(report).split("Johtopäätökset")[1].strip() == ""
    taken(brought, by)

    assert words_in(content) - set(re.findall(r"\w+", told(report))) == set()
    first, second, third = report.sections.order_by("order")
    assert first.text_fi == (
        "1. Hyvinvointiin vaikuttaneet tekijät\n\nVäestö vähenee ja ikääntyy.\n\n1.1 Työllisyys\n\n– Työttömyys laski."
    )
    assert "Kirje kylältä." in second.brought
    assert (first.state, second.state, third.state) == (SectionState.DRAFT, SectionState.DRAFT, SectionState.TO_WRITE)


def test_what_stood_there_already_stays_before_what_is_brought(begun):
    report, by = begun
    section = report.sections.get(order=1)
    writing.write_section(section, version=section.version, words={"text_fi": "Oma alku."}, by=by)

    taken(bring_document(report, upload_of(old_report()), language="fi", by=by, today=TODAY), by)

    assert reread(section).text_fi.startswith("Oma alku.\n\n")


def test_a_part_goes_where_the_person_says_and_a_left_out_section_keeps_it_aside(begun):
    report, by = begun
    third = report.sections.get(order=3)
    first = report.sections.get(order=1)
    writing.leave_section_out(first, version=first.version, reason="Ei tänä vuonna", by=by)
    brought = bring_document(report, upload_of(old_report()), language="fi", by=by, today=TODAY)
    letters = next(at for at, part in enumerate(brought.parts) if part["heading"] == "Kuntalaisten kirjeet")

    taken(brought, by, sections={letters: third.key})

    assert "Kirje kylältä." in reread(third).text_fi
    left = reread(first)
    assert (left.state, left.text_fi, "Väestö vähenee" in left.brought) == (SectionState.LEFT_OUT, None, True)


def test_rows_become_actions_only_when_an_objective_is_chosen(begun):
    report, by = begun
    objective = objective_of(plan=plan_of(report.home))
    brought = bring_document(report, upload_of(old_report()), language="fi", by=by, today=TODAY)
    at = next(at for at, part in enumerate(brought.parts) if part["heading"] == "Toimenpiteet")

    taken(brought, by, objectives={(at, 0): objective})

    made = Action.objects.filter(objective=objective).order_by("pk")
    assert [(one.name_fi, one.description_fi.splitlines()[0]) for one in made] == [
        ("Kävelyryhmät kyliin", "Vastuutaho: Liikuntatoimi"),
        ("Ruoka-apu", "Vastuutaho: Seurakunta"),
    ]
    assert "Ruoka-apu" not in told(report)


def test_taking_in_is_undone_as_one_act_and_done_once(begun):
    report, by = begun
    brought = bring_document(report, upload_of(old_report()), language="fi", by=by, today=TODAY)
    before = told(report)
    brought = taken(brought, by)
    with pytest.raises(Refused):
        taken(brought, by)

    undo(AuditEntry.objects.get(verb="report document taken in"), by=by)

    assert told(report) == before
    assert reread(brought).applied_on is None


def test_a_document_in_swedish_goes_into_the_swedish_text(begun):
    report, by = begun
    section = report.sections.get(order=1)
    report.sections.filter(pk=section.pk).update(title_sv="Faktorer som påverkar välfärden")
    document = Document()
    document.add_heading("Faktorer som påverkar välfärden", level=1)
    document.add_paragraph("Befolkningen minskar.")

    taken(bring_document(report, upload_of(saved(document)), language="sv", by=by, today=TODAY), by)

    assert (reread(section).text_sv, reread(section).text_fi) == ("Befolkningen minskar.", None)


def bomb():
    stream = io.BytesIO(old_report())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/iso.bin", b"\0" * (201 * 1024 * 1024))
    return stream.getvalue()


def with_macros():
    stream = io.BytesIO(old_report())
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    return stream.getvalue()


def without_words():
    return saved(Document())


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("vanha.docm", old_report, "macros"),
        ("vanha.docx", with_macros, "macros"),
        ("vanha.pdf", old_report, "ends in .docx"),
        ("vanha.docx", lambda: b"PK\x03\x04rikki", "not a Word document"),
        ("vanha.docx", lambda: b"%PDF-1.7", "not a Word document"),
        ("vanha.docx", bomb, "unpacks into more"),
        ("vanha.docx", without_words, "no words"),
    ],
)
def test_odd_files_are_refused_with_a_sentence(client, begun, name, content, sentence):
    report, _by = begun
    client.force_login(member(report.home))
    address = reverse("reports:import-begin", args=[report.home, report.key])
    sent = {"file": upload_of(content(), name), "language": "fi", "version": report.version}

    with translation.override("fi"):
        answer = client.post(f"/en{address}", sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert DocumentImport.objects.count() == 0


def test_a_document_is_brought_looked_at_and_taken_in_on_pages(client, begun):
    report, _by = begun
    objective_of(plan=plan_of(report.home))
    client.force_login(member(report.home))
    address = reverse("reports:import-begin", args=[report.home, report.key])

    answer = client.post(address, {"file": upload_of(old_report()), "language": "fi", "version": report.version})

    brought = DocumentImport.objects.get()
    assert answer["Location"] == brought.get_absolute_url()
    looked = client.get(brought.get_absolute_url())
    fields = {name: field.initial or "" for name, field in looked.context["form"].fields.items() if name != "version"}
    assert any(name.startswith("table-") for name in fields)
    assert "Kirje kylältä." in looked.content.decode()
    answer = client.post(brought.get_absolute_url(), {**fields, "version": brought.version})
    assert answer["Location"] == report.writing_url
    assert client.get(brought.get_absolute_url()).status_code == 200
    assert reread(brought).applied_on is not None


def test_a_document_that_is_of_no_use_is_put_aside(client, begun):
    report, by = begun
    brought = bring_document(report, upload_of(old_report()), language="fi", by=by, today=TODAY)
    client.force_login(member(report.home))
    address = reverse("reports:import-drop", args=[report.home, report.key, brought.key])

    assert client.post(address, {"version": brought.version, "reason": ""}).status_code == 422
    client.post(address, {"version": brought.version, "reason": "Väärä vuosi"})

    assert reread(brought).withdrawn_reason == "Väärä vuosi"


def test_who_may_not_write_brings_nothing(begun):
    report, _by = begun

    with pytest.raises(NotAllowed):
        bring_document(report, upload_of(old_report()), language="fi", by=acting(report.home, "reader"), today=TODAY)

    assert DocumentImport.objects.count() == 0


def test_a_table_in_the_text_is_a_table_on_the_page_and_in_word(begun, client):
    report, by = begun
    section = report.sections.get(order=1)
    text = f"Väestö:\n{as_lines([['Vuosi', 'Asukkaita'], ['2025', '3 600']])}\nLopuksi."
    writing.write_section(section, version=section.version, words={"text_fi": text}, by=by)
    client.force_login(by.user)

    page = client.get(report.get_absolute_url()).content.decode()
    document = Document(io.BytesIO(report_docx(content_of(report, user=by.user, today=TODAY), language="fi")))

    assert '<th scope="col">Asukkaita</th>' in page
    assert "| 2025 |" not in page
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [["Vuosi", "Asukkaita"], ["2025", "3 600"]]
    assert {"Väestö:", "Lopuksi."} <= {one.text for one in document.paragraphs}
