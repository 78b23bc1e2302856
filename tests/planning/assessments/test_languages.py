"""What an assessment says is written in Finnish and, where somebody has done so, in Swedish; each page says its own language."""

import json
from datetime import date

import pytest
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM
from hyte.planning.assessments.content import AssessmentContent
from hyte.planning.assessments.documents import assessment_pdf
from hyte.planning.assessments.models import Effect
from hyte.planning.assessments.operations import hearing
from hyte.planning.assessments.queries.content import content_of
from tests.factories import AreaFactory, OrganisationFactory, member
from tests.factories.assessments import (
    DAY,
    TODAY,
    alternative_of,
    assessment_of,
    decided_of,
    effect_of,
    made_ready,
    perspective_of,
    prediction_of,
    reread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment():
    """One with a text of every sort in both languages."""
    area = AreaFactory(kind="municipality", key="kunta")
    OrganisationFactory(home=area, kind="municipality")
    made = assessment_of(area)
    texts = {"reason_fi": "Matka pitenee", "reason_sv": "Vägen blir längre", "grounds_fi": "Laskelma"}
    effect = effect_of(alternative_of(made), **texts, grounds_sv="Kalkyl")
    prediction_of(effect, measure="Matka-aika", measure_sv="Restid")
    hearing.note_crossing(
        reread(made),
        first=perspective_of(made, 1),
        second=perspective_of(made, 0),
        version=reread(made).version,
        note="Säästö maksetaan ajalla",
        note_sv="Besparingen betalas med tid",
        by=SYSTEM,
        today=TODAY,
    )
    heard = hearing.add_hearing(
        reread(made),
        version=reread(made).version,
        who="Lapset",
        who_sv="Barn",
        asked_on=DAY,
        by=SYSTEM,
        today=TODAY,
    )
    said = {"statement_fi": "Ei sulkemista", "statement_sv": "Ingen stängning"}
    changed = {"effect_fi": "Siirto vuodella", "effect_sv": "Ett år senare"}
    days = {"asked_on": DAY, "answered_on": date(2026, 4, 1)}
    hearing.note_hearing(heard, version=heard.version, by=SYSTEM, today=TODAY, **said, **changed, **days)
    return made


FINNISH = ("Matka pitenee", "Laskelma", "Matka-aika", "Säästö maksetaan ajalla", "Lapset", "Ei sulkemista", "Siirto")
SWEDISH = ("Vägen blir", "Kalkyl", "Restid", "Besparingen betalas", "Barn", "Ingen stängning", "Ett år senare")


def text_in(client, assessment, language):
    made_ready(assessment) if assessment.state == "draft" else None
    address = assessment.get_absolute_url()
    return client.get(address if language == "fi" else f"/{language}{address}").content.decode()


@pytest.mark.parametrize(("language", "there", "away"), [("fi", FINNISH, SWEDISH), ("sv", SWEDISH, FINNISH)])
def test_each_page_is_in_its_own_language_alone(client, assessment, language, there, away):
    text = text_in(client, assessment, language)

    assert [words for words in there if words not in text] == []
    assert [words for words in away if words in text] == []


def test_what_was_written_in_finnish_alone_is_told_in_finnish_everywhere(client, assessment):
    Effect.objects.update(reason_sv="")

    text = text_in(client, assessment, "sv")

    assert '<p lang="fi">Matka pitenee</p>' in text


def test_an_effect_is_changed_in_both_languages_on_its_form(client, assessment):
    client.force_login(member(assessment.home))
    effect = Effect.objects.get()
    address = reverse("assessments:part-act", args=[assessment.home, "vaikutus", effect.key, "muuta"])
    shown = client.get(address).context["form"]

    answer = client.post(
        address,
        {
            **{name: value for name, value in shown.initial.items() if value},
            "version": effect.version,
            "size": "-2",
            "reason_fi": "Matka pitenee tunnin",
            "reason_sv": "Vägen blir en timme längre",
        },
    )

    assert answer.status_code == 302
    effect = reread(effect)
    assert (effect.reason_fi, effect.reason_sv, effect.grounds_sv) == (
        "Matka pitenee tunnin",
        "Vägen blir en timme längre",
        "Kalkyl",
    )


def test_the_light_form_leaves_the_swedish_words_as_they_are(client, assessment):
    client.force_login(member(assessment.home))
    address = reverse("assessments:light", args=[assessment.home, assessment.key])
    form = client.get(address).context["form"]
    values = {name: value for name, value in form.initial.items() if value not in (None, "")}

    client.post(address, {**values, next(name for name in values if name.startswith("reason_")): "Toisin"})

    assert list(Effect.objects.values_list("reason_fi", "reason_sv")) == [("Toisin", "Vägen blir längre")]


def test_the_light_form_says_swedish_words_too(client, assessment):
    client.force_login(member(assessment.home))
    address = reverse("assessments:light", args=[assessment.home, assessment.key])
    form = client.get(address).context["form"]
    values = {name: value for name, value in form.initial.items() if value not in (None, "")}
    (reason,) = (name for name in values if name.startswith("swedish_"))

    said = {reason: "Vägen blir en timme längre", "recommendation_sv": "Skolan läggs ned"}
    answer = client.post(address, {**values, **said})
    again = client.get(address).context["form"]

    assert answer.status_code == 302
    assert list(Effect.objects.values_list("reason_fi", "reason_sv")) == [
        ("Matka pitenee", "Vägen blir en timme längre")
    ]
    assert (again.initial[reason], again.initial["recommendation_sv"]) == tuple(said.values())


def test_swedish_words_without_a_size_are_asked_for_their_size(client, assessment):
    client.force_login(member(assessment.home))
    address = reverse("assessments:light", args=[assessment.home, assessment.key])
    form = client.get(address).context["form"]
    empty = next(name for name in form.fields if name.startswith("swedish_") and name not in form.initial)

    answer = client.post(address, {"version": form.initial["version"], empty: "Vägen"})

    assert answer.status_code == 422
    assert Effect.objects.count() == 1


def test_what_was_decided_on_before_texts_had_languages_is_read_as_finnish(assessment):
    content = json.loads(content_of(assessment).canonical)
    effects = [effect for cell in content["cells"] for effect in cell["effects"]]
    effects[0]["reason"], effects[0]["grounds"] = "Vanha syy", ""

    read = AssessmentContent.model_validate(content)

    found = [effect for cell in read.cells for effect in cell.effects]
    assert (found[0].reason, found[0].grounds) == ({"fi": "Vanha syy"}, {})


def test_the_same_assessment_is_the_same_bytes_on_paper_and_other_bytes_in_swedish(assessment):
    content = content_of(assessment)

    first, second = assessment_pdf(content), assessment_pdf(content)

    assert first == second
    assert assessment_pdf(content, language="sv") != first


def test_a_decisions_paper_is_read_in_swedish_too(client):
    decided = decided_of(AreaFactory(), title="Kyläkoulu")
    address = reverse("assessments:assessment-pdf", args=[decided.home, decided.key])

    answer = client.get(f"/sv{address}")

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert answer.content != client.get(address).content
