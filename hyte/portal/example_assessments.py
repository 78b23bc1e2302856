"""The invented assessments of the demo taken to where they teach something: decided on, predicted, ready for a decision."""

from __future__ import annotations

from datetime import date

from hyte.core.accounts.rules import SYSTEM
from hyte.planning.assessments.choices import AssessmentState
from hyte.planning.assessments.documents import assessment_pdf
from hyte.planning.assessments.models import Alternative, Assessment, Prediction
from hyte.planning.assessments.operations.deciding import decide_assessment, move_assessment
from hyte.planning.assessments.operations.predictions import answer_prediction
from hyte.planning.assessments.queries.content import Decided, content_of

# What was decided of each: the alternative, the day, who, in Finnish and in Swedish.
DECISIONS = {
    "esimerkki-sysma-kylakoulu": (
        "lakkautus",
        date(2025, 3, 12),
        "Keksitty esimerkki: valtuusto 12.3.2025 § 9",
        "Påhittat exempel: fullmäktige 12.3.2025 § 9",
    ),
    "esimerkki-sysma-kuljetukset": (
        "kaksi",
        date(2025, 6, 10),
        "Keksitty esimerkki: sivistyslautakunta 10.6.2025 § 31",
        "Påhittat exempel: bildningsnämnden 10.6.2025 § 31",
    ),
    "esimerkki-sysma-kirjasto": (
        "kiinni",
        date(2025, 11, 4),
        "Keksitty esimerkki: sivistyslautakunta 4.11.2025 § 52",
        "Påhittat exempel: bildningsnämnden 4.11.2025 § 52",
    ),
}
READY = ("esimerkki-sysma-liikuntamaksut",)
# One prediction has been asked again and judged; another waits.
JUDGED = (
    "esimerkki-sysma-kylakoulu-ennuste-2",
    "partly",
    "Menot laskivat 52 000 euroa, kuljetukset maksoivat arvioitua enemmän.",
    "Utgifterna minskade med 52 000 euro, skjutsarna kostade mer än beräknat.",
)


def decide_examples(*, today: date) -> None:
    """Take the invented assessments of the demo on, as their own pages would; those that are on already stay."""
    drafts = Assessment.objects.live().filter(is_example=True, state=AssessmentState.DRAFT)
    for assessment in drafts.filter(key__in=[*DECISIONS, *READY]).order_by("key"):
        ready = move_assessment(assessment, version=assessment.version, state=AssessmentState.READY, by=SYSTEM)
        if ready.key in DECISIONS:
            _decide(ready, today=today)
    key, grade, note, note_sv = JUDGED
    waiting = Prediction.objects.filter(key=key, is_example=True, answers__isnull=True).first()
    if waiting is not None:
        told = {"grade": grade, "note": note, "note_sv": note_sv}
        answer_prediction(waiting, version=waiting.version, by=SYSTEM, today=today, **told)


def _decide(assessment: Assessment, *, today: date) -> None:
    word, day, *by_words = DECISIONS[assessment.key]
    alternative = Alternative.objects.get(key=f"{assessment.key}-{word}")
    decided = Decided(day=day, alternative=alternative, by_words=by_words[0], by_words_sv=by_words[1])
    content = content_of(assessment, decided=decided)
    decide_assessment(
        assessment,
        version=assessment.version,
        decided=decided,
        pdf=assessment_pdf(content),
        made_of=content.sha256,
        by=SYSTEM,
        today=today,
    )
