"""Assessments as tables: the product's own templates, the invented examples, and what a load may not do."""

import csv

import pytest

from hyte.core.accounts.rules import SYSTEM
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv
from hyte.core.exchange.sheets import sheet_named, sheets
from hyte.governance.structure.models import Post
from hyte.planning.assessments.models import Assessment, AssessmentTemplate, Effect, Perspective
from hyte.portal.example_assessments import DECISIONS, READY, decide_examples
from hyte.portal.starting import EXAMPLES, STARTING_DATA
from tests.factories import AreaFactory, BodyFactory, MunicipalityFactory, OrganisationFactory, acting
from tests.factories.assessments import (
    TODAY,
    alternative_of,
    assessment_of,
    decided_of,
    effect_of,
    perspective_of,
    prediction_of,
    template_of,
)

pytestmark = pytest.mark.django_db
TEMPLATES = ("assessment_templates", "assessment_perspectives")
WHOLE = ("assessment_needs", "assessments", "alternatives", "effects", "crossings", "hearings", "predictions")


def load(area, *tables, by=None):
    order = list(sheets())
    files = [(sheet_named(name), f"{name}.csv", text) for name, text in tables]
    return plan_load(sorted(files, key=lambda one: order.index(one[0].name)), by=by or acting(area), area=area)


def faults(found):
    return [(error.file, error.row, error.column) for error in found.errors]


def table(name, *rows):
    return name, "\n".join(rows).encode()


@pytest.fixture
def country():
    area = AreaFactory(key="suomi", kind="country", code="FI")
    files = ((name, (STARTING_DATA / "finland" / f"{name}.csv").read_bytes()) for name in TEMPLATES)
    found = load(area, *files, by=SYSTEM)
    assert faults(found) == []
    apply_plan(found, title="pohjat")
    return area


def test_the_country_has_templates_with_questions_in_each_language(country):
    kinds = dict(AssessmentTemplate.objects.values_list("key", "scale"))

    assert kinds == {"eva": "five", "lava": "five", "yrva": "three"}
    assert list(
        Perspective.objects.filter(template__key="eva").order_by("order").values_list("name_fi", flat=True)
    ) == [
        "Asukkaat",
        "Ympäristö",
        "Henkilöstö ja organisaatio",
        "Talous",
    ]
    for row in Perspective.objects.all():
        lines = [len((getattr(row, f"questions_{code}") or "").splitlines()) for code in ("fi", "sv", "en")]
        assert lines[0] > 0
        assert len(set(lines)) == 1


@pytest.fixture
def sysma(country):
    county = AreaFactory(key="paijat-hame")
    area = MunicipalityFactory(key="sysma", county=county)
    OrganisationFactory(home=area, kind="municipality")
    BodyFactory(home=area, key="sysma-hyte-tyoryhma")
    Post.objects.create(
        key="esimerkki-sysma-hyvinvointikoordinaattori", home=area, title_fi="Koordinaattori", valid_from="2025-01-01"
    )
    matters = list(csv.reader((EXAMPLES / "matters.csv").open(encoding="utf-8", newline="")))
    own = [row for row in matters if row[0] == "key" or row[0].startswith("esimerkki-sysma-")]
    files = [("matters", write_csv(own[0], own[1:]))]
    files += [(name, (EXAMPLES / f"{name}.csv").read_bytes()) for name in WHOLE]
    found = load(area, *files)
    assert faults(found) == []
    apply_plan(found, title="esimerkit", is_example=True)
    return area


def test_the_invented_assessments_are_decided_on_as_their_pages_would(sysma):
    decide_examples(today=TODAY)
    decide_examples(today=TODAY)

    states = dict(Assessment.objects.values_list("key", "state"))
    assert states == {
        **dict.fromkeys(DECISIONS, "decided"),
        **dict.fromkeys(READY, "ready"),
        "esimerkki-sysma-nuorisotila": "draft",
    }
    assert list(Assessment.objects.filter(is_example=False)) == []
    kept = Assessment.objects.get(key="esimerkki-sysma-kylakoulu").snapshots.get()
    assert kept.pdf.open().read(5) == b"%PDF-"
    assert kept.pdf.is_example


def test_what_was_taken_out_loads_back_as_unchanged():
    assessment = assessment_of()
    effect = effect_of(alternative_of(assessment))
    prediction_of(effect)
    by = acting(assessment.home)
    names = ("assessments", "alternatives", "effects", "predictions")
    files = []
    for name in names:
        sheet = sheet_named(name)
        rows = list(rows_of(sheet, assessment.home, user=by.user))
        assert rows, name
        files.append((name, write_csv([column.name for column in sheet.columns], rows)))

    found = load(assessment.home, *files, by=by)

    assert faults(found) == []
    assert (found.count("unchanged"), found.count("changed"), found.count("created")) == (5, 0, 0)


def test_an_assessment_comes_with_the_alternative_that_nothing_changes():
    template = template_of()
    area = AreaFactory()
    row = table("assessments", "key,template,title,begun_on", f"arvio,{template.key},Arvio,2026-01-01")
    no_change = table("alternatives", "key,assessment,name,is_no_change", "ennallaan,arvio,Ennallaan,yes")

    assert faults(load(area, row)) == [("assessments.csv", 2, "key")]
    assert faults(load(area, row, no_change)) == []


def test_faults_of_a_load_are_told_by_row_and_column():
    assessment = assessment_of(template=template_of("Yritykset", scale="three"))
    other = template_of()
    alternative, own = alternative_of(assessment), perspective_of(assessment)
    strange = other.perspectives.first()
    effects = table(
        "effects",
        "key,alternative,perspective,size,groups",
        f"a,{alternative.key},{own.key},2,children",
        f"b,{alternative.key},{strange.key},1,",
        f"c,{alternative.key},{own.key},5,",
        f"d,{alternative.key},{own.key},1,marsilaiset",
    )
    hearings = table("hearings", "key,assessment,who,answered_on", f"h,{assessment.key},Lapset,2026-01-01")
    needs = table("alternatives", "key,assessment,name,is_no_change", f"toinen,{assessment.key},Ennallaan,yes")

    assert faults(load(assessment.home, effects)) == [
        ("effects.csv", 2, "size"),
        ("effects.csv", 3, "perspective"),
        ("effects.csv", 4, "size"),
        ("effects.csv", 5, "groups"),
    ]
    assert faults(load(assessment.home, hearings)) == [("hearings.csv", 2, "asked_on")]
    assert faults(load(assessment.home, needs)) == [("alternatives.csv", 2, "is_no_change")]


def test_a_load_does_not_touch_what_was_decided_on():
    assessment = decided_of()
    effect, alternative = Effect.objects.get(), alternative_of(assessment)

    for one in (
        table(
            "effects", "key,alternative,perspective,size", f"{effect.key},{alternative.key},{effect.perspective.key},2"
        ),
        table("alternatives", "key,assessment,name", f"{alternative.key},{assessment.key},Toinen nimi"),
        table("hearings", "key,assessment,who", f"uusi,{assessment.key},Lapset"),
    ):
        assert len(faults(load(assessment.home, one))) == 1


def test_a_load_needs_the_right_of_the_area():
    assessment = assessment_of()
    row = table("hearings", "key,assessment,who", f"uusi,{assessment.key},Lapset")

    found = load(assessment.home, row, by=acting(AreaFactory(), "coordinator"))

    assert [column for _file, _row, column in faults(found)] == ["key"]


def test_a_part_stays_in_its_assessment_and_an_area_keeps_its_own():
    mine, other = assessment_of(), assessment_of()
    same = assessment_of(other.home, template=other.template)
    theirs = alternative_of(other)
    by = acting(mine.home)
    moved = table("alternatives", "key,assessment,name", f"{theirs.key},{mine.key},{theirs.name}")
    within = table("alternatives", "key,assessment,name", f"{theirs.key},{same.key},{theirs.name}")

    assert ("alternatives.csv", 2, "key") in faults(load(mine.home, moved, by=by))
    assert faults(load(other.home, within)) == [("alternatives.csv", 2, "assessment")]


def test_a_load_leaves_the_alternative_that_nothing_changes():
    assessment = assessment_of()
    nothing, other = alternative_of(assessment, 0), alternative_of(assessment)
    head = "key,assessment,name,is_no_change"
    taken = table("alternatives", head, f"{nothing.key},{assessment.key},{nothing.name},")
    given = table(
        "alternatives",
        head,
        f"{nothing.key},{assessment.key},{nothing.name},",
        f"{other.key},{assessment.key},{other.name},yes",
    )

    assert faults(load(assessment.home, taken)) == [("alternatives.csv", 2, "is_no_change")]
    assert faults(load(assessment.home, given)) == []
