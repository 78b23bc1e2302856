"""Pages of assessments: who sees what, the light form, acts, the PDF, and what piles up."""

import re
import zlib
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts.rules import SYSTEM
from hyte.governance.meetings.models import Matter
from hyte.planning.assessments.documents import assessment_pdf
from hyte.planning.assessments.models import Assessment, AssessmentNeed, Effect, Hearing, Prediction
from hyte.planning.assessments.operations import assessing, hearing
from hyte.planning.assessments.operations.assessing import Cell
from hyte.planning.assessments.queries.content import content_of
from tests.doors import addresses_in, text_of
from tests.factories import DAY, AreaFactory, BodyFactory, OrganisationFactory, member
from tests.factories.assessments import (
    TODAY,
    alternative_of,
    assessment_of,
    decide,
    decided_of,
    effect_of,
    effects_in,
    made_ready,
    perspective_of,
    prediction_of,
    reread,
    template_of,
)

pytestmark = pytest.mark.django_db
LATER = date(2027, 6, 1)


def page(name, assessment, *more):
    return reverse(
        f"assessments:{name}", args=[assessment.home, *([assessment.key] if name != "assessments" else []), *more]
    )


@pytest.fixture
def area():
    area = AreaFactory(kind="municipality", key="kunta")
    OrganisationFactory(home=area, kind="municipality")
    return area


@pytest.fixture
def worker(client, area):
    client.force_login(member(area))
    return client


def test_a_draft_is_not_found_by_others_and_a_ready_one_is(area, client):
    assessment = assessment_of(area)
    effect_of(alternative_of(assessment), reason="Koulumatka pitenee tunnilla")

    assert client.get(assessment.get_absolute_url()).status_code == 404
    assert client.get(page("assessment-pdf", assessment)).status_code == 404
    made_ready(assessment)
    answer = client.get(assessment.get_absolute_url())

    assert answer.status_code == 200
    assert "Koulumatka pitenee tunnilla" in answer.content.decode()
    assert "arvioinnit/osat" not in answer.content.decode()


def test_a_decided_assessment_shows_what_was_decided_on_and_not_what_is_now(area, client):
    assessment = decided_of(area, title="Kyläkoulu")
    Effect.objects.update(reason="Muutettu jälkikäteen")
    Assessment.objects.update(title_fi="Toinen nimi")

    text = client.get(assessment.get_absolute_url()).content.decode()

    assert "Kyläkoulu" in text
    assert "Koulumatka pitenee" in text
    assert "Muutettu jälkikäteen" not in text
    assert assessment.snapshots.get().sha256[:12] in text


def test_the_pdf_of_a_decision_is_the_one_that_was_kept(area, client):
    assessment = decided_of(area)
    stored = assessment.snapshots.get().pdf

    answer = client.get(page("assessment-pdf", assessment))

    assert (answer["Content-Type"], answer.content) == ("application/pdf", stored.open().read())


def test_the_paper_is_tagged(area):
    assessment = assessment_of(area)
    effect_of(alternative_of(assessment))

    paper = assessment_pdf(content_of(assessment))

    streams = [_plain(part) for part in re.findall(rb"stream\n(.*?)\nendstream", paper, flags=re.DOTALL)]
    assert paper.startswith(b"%PDF-")
    assert any(b"/StructTreeRoot" in stream for stream in streams)


def _plain(stream):
    """A compressed part of a PDF as it was before."""
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def begin(client, area, template, **values):
    return client.post(
        reverse("assessments:begin", args=[area]),
        {"template": template.key, "title_fi": "Uimahallin aukiolo", "depth": "light", **values},
    )


def test_an_assessment_is_begun_on_its_form(worker, area):
    template = template_of()

    refused = begin(worker, area, template, title_fi="")
    made = begin(worker, area, template)

    assert refused.status_code == 422
    assert made.status_code == 302
    assert Assessment.objects.get().title_fi == "Uimahallin aukiolo"


def light_values(assessment, *, size="-2", reason="Matka pitenee", groups=("children",), version=None):
    place = f"{alternative_of(assessment).pk}_{perspective_of(assessment).pk}"
    return {
        "version": reread(assessment).version if version is None else version,
        f"size_{place}": size,
        f"reason_{place}": reason,
        f"groups_{place}": list(groups),
        "recommended": alternative_of(assessment).key,
        "recommendation": "Suljetaan",
    }


def test_the_light_form_saves_by_its_button(worker, area):
    assessment = assessment_of(area)

    shown = worker.get(page("light", assessment))
    saved = worker.post(page("light", assessment), light_values(assessment))

    assert shown.status_code == 200
    assert saved.status_code == 302
    assert list(effects_in(assessment).values_list("size", "reason", "groups")) == [(-2, "Matka pitenee", ["children"])]
    assert reread(assessment).recommendation_fi == "Suljetaan"


def test_the_light_form_saves_itself_and_gives_its_new_version(worker, area):
    assessment = assessment_of(area)

    answer = worker.post(page("light", assessment), light_values(assessment), headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert f'name="version" value="{reread(assessment).version}"' in answer.content.decode()
    assert effects_in(assessment).count() == 1


def test_the_second_of_two_writers_gets_both_versions_and_loses_nothing(worker, area):
    assessment = assessment_of(area)
    mine = light_values(assessment, reason="Minun sanani")
    cells = {(alternative_of(assessment).key, perspective_of(assessment).key): Cell(1, "Toisen sanat")}
    assessing.save_grid(assessment, version=assessment.version, cells=cells, by=SYSTEM, today=TODAY)

    auto = worker.post(page("light", assessment), mine, headers={"HX-Request": "true"})
    shown = worker.post(page("light", assessment), mine)
    text = shown.content.decode()
    again = worker.post(page("light", assessment), {**mine, "version": reread(assessment).version})

    assert auto.status_code == 200
    assert 'name="version"' not in auto.content.decode()
    assert (shown.status_code, "Minun sanani" in text, "Toisen sanat" in text) == (409, True, True)
    assert f'name="version" value="{reread(assessment).version - 1}"' in text
    assert again.status_code == 302
    assert list(effects_in(assessment).values_list("reason", flat=True)) == ["Minun sanani"]


def test_a_reason_without_a_size_is_told_on_the_light_form(worker, area):
    assessment = assessment_of(area)

    answer = worker.post(page("light", assessment), light_values(assessment, size=""))

    assert answer.status_code == 422
    assert "ds-error-summary" in answer.content.decode()
    assert effects_in(assessment).count() == 0


def test_parts_are_added_on_their_forms(worker, area):
    assessment = assessment_of(area)
    alternative, one, other = alternative_of(assessment), perspective_of(assessment), perspective_of(assessment, 1)

    def post(name, *more, **values):
        values = {"version": reread(assessment).version, **values}
        return worker.post(page(name, assessment, *more), values).status_code

    added = [
        post("assessment-act", "vaihtoehto", name_fi="Yhdistetään"),
        post("effect-add", alternative.key, one.key, size="1", span="long", certainty="likely", groups=["older"]),
        post("crossing", one.key, other.key, note="Siirtyy"),
        post("assessment-act", "kuuleminen", who="Lapset", asked_on="2026-03-01"),
    ]
    refused = [
        post("effect-add", alternative.key, one.key, size="7", span="long", certainty="likely"),
        post("assessment-act", "kuuleminen"),
    ]

    assert (added, refused) == ([302] * 4, [422] * 2)
    assert effects_in(assessment).get().groups == ["older"]
    assert (assessment.alternatives.count(), assessment.crossings.count(), Hearing.objects.count()) == (3, 1, 1)


def test_a_prediction_is_made_and_judged_on_its_forms(worker, area):
    assessment = assessment_of(area)
    effect = effect_of(alternative_of(assessment))
    address = reverse("assessments:part-act", args=[area, "vaikutus", effect.key, "ennusta"])
    values = {"version": effect.version, "expected": "rises", "measure": "Matka", "ask_on": "2199-01-01"}

    assert worker.post(address, {**values, "measure": ""}).status_code == 422
    assert worker.post(address, values).status_code == 302
    prediction = Prediction.objects.get()
    made_ready(assessment)
    decide(assessment)
    Prediction.objects.update(ask_on=DAY)
    judge = reverse("assessments:prediction-act", args=[area, prediction.key, "vastaa"])
    assert worker.get(reverse("assessments:predictions", args=[area])).content.decode().count(judge) == 1
    told = {"version": reread(prediction).version, "grade": "came_true", "note": "Matka piteni"}
    assert worker.post(judge, {**told, "note": ""}).status_code == 422
    assert worker.post(judge, told).status_code == 302
    assert "Matka piteni" in worker.get(assessment.get_absolute_url()).content.decode()


def test_what_could_not_be_judged_is_offered_to_be_judged_on_its_new_day(worker, area):
    assessment = assessment_of(area)
    prediction = prediction_of(effect_of(alternative_of(assessment)))
    made_ready(assessment)
    decide(assessment)
    judge = reverse("assessments:prediction-act", args=[area, prediction.key, "vastaa"])
    pages = (assessment.get_absolute_url(), reverse("assessments:predictions", args=[area]))
    Prediction.objects.update(ask_on=DAY)
    told = {"version": reread(prediction).version, "grade": "cannot_say", "note": "Ei vielä", "ask_again": "2199-01-01"}
    assert worker.post(judge, told).status_code == 302

    waiting = [judge in worker.get(address).content.decode() for address in pages]
    Prediction.objects.update(ask_on=timezone.localdate() + timedelta(days=1))
    tomorrow = {"pvm": (timezone.localdate() + timedelta(days=1)).isoformat()}
    due = [judge in worker.get(address, tomorrow).content.decode() for address in pages]

    assert (waiting, due) == ([False, False], [True, True])


def test_a_decision_is_recorded_on_its_form(worker, area):
    assessment = assessment_of(area)
    effect_of(alternative_of(assessment))
    made_ready(assessment)
    address = page("assessment-act", assessment, "paatos")
    values = {"version": reread(assessment).version, "alternative": alternative_of(assessment).key, "day": "2026-03-12"}

    refused = worker.post(address, values)
    made = worker.post(address, {**values, "by_words": "Valtuusto § 3"})

    assert (refused.status_code, made.status_code) == (422, 302)
    kept = reread(assessment).snapshots.get()
    assert kept.pdf.open().read(5) == b"%PDF-"
    assert "Valtuusto § 3" in kept.content


def test_a_matters_page_tells_its_assessment_or_why_there_is_none(worker, area):
    matter = Matter.objects.create(key="asia", home=area, title_fi="Kouluverkko", valid_from=DAY)
    need = reverse("assessments:need", args=[area, matter.key])

    refused = worker.post(need, {"version": matter.version, "verdict": "waived"})
    said = worker.post(need, {"version": matter.version, "verdict": "waived", "reason": "Tekninen asia"})
    text = Client().get(matter.get_absolute_url()).content.decode()
    assessment = made_ready_with(area, matter)

    assert (refused.status_code, said.status_code) == (422, 302)
    assert "Tekninen asia" in text
    assert need not in text
    assert assessment.get_absolute_url() in Client().get(matter.get_absolute_url()).content.decode()
    assert AssessmentNeed.objects.count() == 1


def made_ready_with(area, matter):
    assessment = assessment_of(area, matter=matter)
    effect_of(alternative_of(assessment))
    return made_ready(assessment)


def make_many(area, number):
    """A list of assessments, and one of them with so many alternatives, effects and hearings."""
    template = template_of()
    for one in range(number):
        made = assessment_of(area, template=template, title_fi=f"Arvio {one}")
    for one in range(number):
        fresh = reread(made)
        row = assessing.add_alternative(fresh, version=fresh.version, name_fi=f"Vaihtoehto {one}", by=SYSTEM)
        effect = effect_of(row)
        prediction_of(effect)
        fresh = reread(made)
        body = BodyFactory(home=area)
        hearing.add_hearing(fresh, version=fresh.version, body=body, asked_on=DAY, by=SYSTEM, today=TODAY)
    effect_of(alternative_of(made))
    return reread(made)


def test_pages_ask_equally_often_for_few_and_for_many(area):
    other = AreaFactory(kind="municipality", key="toinen")
    counts = []
    for home, number in ((area, 2), (other, 6)):
        made = make_many(home, number)
        client = Client()
        client.force_login(member(home))
        asked = {}
        for name in ("assessments", "assessment", "light"):
            client.get(page(name, made))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page(name, made)).status_code == 200
            asked[name] = len(queries)
        counts.append(asked)

    assert counts[0] == counts[1]


SECRET = "Luonnoksen salaisuus"


def test_a_draft_leaks_through_no_door(area):
    assessment = assessment_of(area, title_fi=SECRET, subject_fi=SECRET)
    effect = effect_of(alternative_of(assessment), reason=SECRET)
    prediction = prediction_of(effect, measure=SECRET)
    heard = hearing.add_hearing(
        reread(assessment), version=reread(assessment).version, who=SECRET, asked_on=DAY, by=SYSTEM, today=TODAY
    )
    keys = [assessment.key, alternative_of(assessment).key, effect.key, prediction.key, heard.key]
    values = {
        "area": [area],
        "key": keys,
        "word": ["muuta", "vastaa", "vaikutus", "vaihtoehto", "kuuleminen", "paatos"],
        "act": ["muuta", "kirjaa", "poista"],
        "alternative": keys,
        "perspective": [perspective_of(assessment).key],
        "first": [perspective_of(assessment).key],
        "second": [perspective_of(assessment, 1).key],
    }
    doors = addresses_in("assessments", **values)
    doors |= {f"/kunta/haku/?q={SECRET.split()[0]}", "/kunta/taulukot/effects/?muoto=csv", "/kunta/"}

    for who in (None, member(AreaFactory())):
        client = Client()
        if who:
            client.force_login(who)
        told = [door for door in sorted(doors) if SECRET in text_of(client.get(door))]
        assert told == []
