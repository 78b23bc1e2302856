"""Assessments for tests: a template with perspectives, an assessment with an alternative, effects, and one decided on."""

from datetime import date

from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.models import Organisation
from hyte.planning.assessments.models import Alternative, Assessment, AssessmentTemplate, Effect, Perspective
from hyte.planning.assessments.operations import assessing, deciding, predictions
from hyte.planning.assessments.queries.content import Decided, content_of
from tests.factories import DAY, AreaFactory, OrganisationFactory

TODAY = date(2026, 5, 1)
PERSPECTIVES = ("Asukkaat", "Ympäristö", "Henkilöstö ja organisaatio", "Talous")
# Enough of a PDF for the store of files, which looks at how a file begins.
PDF = b"%PDF-1.7 esimerkki"


def template_of(*names, **values):
    """A template of the country with a perspective of each name."""
    number = AssessmentTemplate.objects.count()
    country = AreaFactory(kind="country")
    template = AssessmentTemplate.objects.create(
        **{
            "key": f"arviointipohja-{number}",
            "home": country,
            "name_fi": "Vaikutusten arviointi",
            "kind": "general",
            "valid_from": date(2020, 1, 1),
            **values,
        }
    )
    for order, name in enumerate(names or PERSPECTIVES, start=1):
        Perspective.objects.create(
            key=f"arviointipohja-{number}-{order}",
            home=country,
            template=template,
            name_fi=name,
            questions_fi="Ketä tämä koskee?\nMiten arki muuttuu?",
            order=order,
        )
    return template


def assessment_of(area=None, *, template=None, alternatives=("Koulu suljetaan",), **values):
    """An assessment that was begun, with the alternative that nothing changes and these others."""
    area = area or AreaFactory(kind="municipality")
    if not Organisation.objects.filter(home=area, kind__in=["county", "municipality"]).exists():
        OrganisationFactory(home=area, kind="municipality")
    assessment = assessing.begin_assessment(
        area,
        **{
            "template": template or template_of(),
            "title_fi": "Kyläkoulun tulevaisuus",
            "by": SYSTEM,
            "today": DAY,
            **values,
        },
    )
    for name in alternatives:
        assessing.add_alternative(reread(assessment), version=reread(assessment).version, name_fi=name, by=SYSTEM)
    return reread(assessment)


def reread(row):
    return type(row)._base_manager.get(pk=row.pk)


def alternative_of(assessment, number=1):
    """An alternative by its place; the first, 0, is that nothing changes."""
    return list(Alternative.objects.filter(assessment=assessment).order_by("-is_no_change", "order"))[number]


def perspective_of(assessment, number=0):
    return list(assessment.template.perspectives.order_by("order"))[number]


def effect_of(alternative, *, perspective=None, size=-1, **values):
    assessment = reread(alternative.assessment)
    return assessing.rate_effect(
        alternative,
        perspective=perspective or perspective_of(assessment),
        version=assessment.version,
        by=SYSTEM,
        today=TODAY,
        **{"size": size, "reason": "Koulumatka pitenee", "groups": ["children"], **values},
    )


def prediction_of(effect, *, ask_on=date(2027, 5, 1), **values):
    return predictions.predict(
        effect,
        version=reread(effect).version,
        **{"measure": "Koulumatkan kesto", "expected": "rises", **values},
        ask_on=ask_on,
        by=SYSTEM,
        today=TODAY,
    )


def made_ready(assessment):
    fresh = reread(assessment)
    return deciding.move_assessment(fresh, version=fresh.version, state="ready", by=SYSTEM)


def decide(assessment, *, alternative=None, day=DAY, by=SYSTEM, version=None, **values):
    """The operation as the form does it: the PDF is of the content as it is now."""
    fresh = reread(assessment)
    decided = Decided(
        day=day,
        alternative=alternative or alternative_of(fresh),
        decision=values.pop("decision", None),
        by_words=values.pop("by_words", "Valtuusto"),
    )
    return deciding.decide_assessment(
        fresh,
        version=fresh.version if version is None else version,
        decided=decided,
        pdf=PDF,
        made_of=values.pop("made_of", content_of(fresh, decided=decided).sha256),
        by=by,
        today=TODAY,
    )


def decided_of(area=None, *, size=-1, groups=("children",), day=DAY, title="Kyläkoulun tulevaisuus", **values):
    """An assessment that was decided on: its first alternative with one effect."""
    assessment = assessment_of(area, title_fi=title, **values)
    effect_of(alternative_of(assessment), size=size, groups=list(groups))
    made_ready(assessment)
    decide(assessment, day=day)
    return reread(assessment)


def effects_in(assessment):
    return Effect.objects.live().filter(alternative__assessment=assessment)


def find(key):
    return Assessment.objects.get(key=key)
