"""Beginning an assessment, its alternatives, and what each does from each perspective."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.areas.text import cut_key
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.governance.meetings.models import Matter
from hyte.governance.structure.models import Post
from hyte.governance.structure.operations.keys import free_key, numbered_key, part_key
from hyte.knowledge.indicators.models import Indicator
from hyte.planning.assessments.choices import SIZE_WORDS, SIZES, Group, Scale
from hyte.planning.assessments.models import Alternative, Assessment, AssessmentTemplate, Effect, Perspective
from hyte.planning.assessments.queries.figures import figures_now
from hyte.planning.assessments.rules import EDIT

LANGUAGES = ("fi", "sv", "en")


@transaction.atomic
def begin_assessment(
    area: Area, *, template: AssessmentTemplate, by: Principal, today: date, **values: Any
) -> Assessment:
    """Begin an assessment; the alternative that nothing changes is there from the start."""
    require(by, EDIT, area)
    if template.withdrawn_on:
        raise Refused(_("The template has been withdrawn."))
    if not template.perspectives.live().exists():
        raise Refused(_("The template has no perspectives yet."))
    _refuse_others(area, matter=values.get("matter"), post=values.get("post"))
    is_example = bool(template.is_example or getattr(values.get("matter"), "is_example", False))
    assessment = Assessment(
        key=free_key(values["title_fi"], area=area, model=Assessment),
        home=area,
        template=template,
        begun_on=today,
        confirmed_on=today,
        is_example=is_example,
        **values,
    )
    with record(assessment, verb="assessment begun", by=by) as recording:
        recording.add(assessment)
        recording.add(
            Alternative(
                key=part_key(assessment.key, "ennallaan", model=Alternative),
                home=area,
                assessment=assessment,
                is_no_change=True,
                is_example=is_example,
                **in_each_language("name", lambda: _("Nothing changes")),
            )
        )
    return assessment


def in_each_language(name: str, write: Any) -> dict[str, str]:
    """A translated field's values in every language of the product."""
    words = {}
    for code in LANGUAGES:
        with translation.override(code):
            words[f"{name}_{code}"] = write()
    return words


def _refuse_others(area: Area, *, matter: Matter | None, post: Post | None) -> None:
    """The matter and whoever prepares it are of the same area."""
    if matter is not None and (matter.home_id != area.pk or matter.withdrawn_on):
        raise Refused(_("The matter belongs to another area or has been withdrawn."))
    if post is not None and (post.home_id != area.pk or post.withdrawn_on):
        raise Refused(_("The post belongs to another area or has been withdrawn."))


def open_assessment(assessment: Assessment, *, version: int | None, by: Principal) -> Assessment:
    """The assessment under a lock, when it may be written; what was decided on never changes."""
    require(by, EDIT, assessment)
    assessment = lock(assessment, version=version)
    if not assessment.is_open:
        raise Refused(_("The decision has been made or the assessment withdrawn, so it is not changed any more."))
    return assessment


@transaction.atomic
def describe_assessment(
    assessment: Assessment, *, version: int, recommended: Alternative | None, by: Principal, today: date, **values: Any
) -> Assessment:
    """Change what an assessment says of itself, and which alternative is recommended."""
    assessment = open_assessment(assessment, version=version, by=by)
    _refuse_others(assessment.home, matter=values.get("matter"), post=values.get("post"))
    if recommended is not None:
        _refuse_foreign(assessment, recommended)
    with record(assessment, verb="assessment described", by=by) as recording:
        recording.change(assessment, confirmed_on=today, **values)
        # Taken from the old one first, since one is recommended at most.
        for row in assessment.alternatives.filter(is_recommended=True).exclude(pk=getattr(recommended, "pk", None)):
            recording.change(row, is_recommended=False)
        if recommended is not None:
            recording.change(recommended, is_recommended=True)
    return assessment


def _refuse_foreign(assessment: Assessment, alternative: Alternative) -> None:
    if alternative.assessment_id != assessment.pk or alternative.withdrawn_on:
        raise Refused(_("The alternative belongs to another assessment or has been taken away."))


@transaction.atomic
def add_alternative(assessment: Assessment, *, version: int, by: Principal, **values: Any) -> Alternative:
    """Add a way to decide."""
    assessment = open_assessment(assessment, version=version, by=by)
    last = assessment.alternatives.aggregate(last=Max("order"))["last"] or 0
    row = Alternative(
        key=numbered_key(f"{cut_key(assessment.key, 90)}-vaihtoehto", model=Alternative),
        home_id=assessment.home_id,
        assessment=assessment,
        order=last + 1,
        is_example=assessment.is_example,
        **values,
    )
    with record(assessment, verb="alternative added", by=by) as recording:
        return recording.add(row)


@transaction.atomic
def describe_alternative(alternative: Alternative, *, version: int, by: Principal, **values: Any) -> Alternative:
    """Change an alternative's words; that nothing changes stays what it is, whatever it is called."""
    open_assessment(alternative.assessment, version=None, by=by)
    alternative = lock(alternative, version=version)
    with record(alternative, verb="alternative described", by=by, also=[alternative.assessment]) as recording:
        recording.change(alternative, **values)
    return alternative


@transaction.atomic
def remove_alternative(
    alternative: Alternative, *, version: int, reason: str, by: Principal, today: date
) -> Alternative:
    """Take an alternative away with what was assessed of it; that nothing changes is always among them."""
    open_assessment(alternative.assessment, version=None, by=by)
    alternative = lock(alternative, version=version)
    if alternative.is_no_change:
        raise Refused(_("That nothing changes is always one of the alternatives."))
    if alternative.withdrawn_on:
        raise Refused(_("The alternative has been taken away already."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    gone = {"withdrawn_on": today, "withdrawn_reason": reason.strip()[:300]}
    with record(
        alternative, verb="alternative taken away", by=by, reason=reason, also=[alternative.assessment]
    ) as recording:
        for effect in alternative.effects.live():
            for prediction in effect.predictions.live():
                recording.change(prediction, **gone)
            recording.change(effect, **gone)
        recording.change(alternative, is_recommended=False, **gone)
    return alternative


def _refuse_effect(assessment: Assessment, perspective: Perspective, values: Mapping[str, Any]) -> None:
    """An effect has a size of the template's scale and names known groups."""
    if perspective.template_id != assessment.template_id:
        raise Refused(_("The perspective belongs to another template."))
    sizes = SIZES[Scale(assessment.template.scale)]
    if "size" in values and values["size"] not in sizes:
        raise Refused(
            _("The size is one of these: %(sizes)s.")
            % {"sizes": ", ".join(str(SIZE_WORDS[Scale(assessment.template.scale)][size]) for size in sizes)}
        )
    unknown = set(values.get("groups") or ()) - set(Group.values)
    if unknown:
        raise Refused(_("No such group: %(names)s.") % {"names": ", ".join(sorted(unknown))})


@transaction.atomic
def rate_effect(
    alternative: Alternative,
    *,
    perspective: Perspective,
    version: int,
    figures: Collection[Indicator] = (),
    by: Principal,
    today: date,
    **values: Any,
) -> Effect:
    """Say what an alternative does from a perspective; numbers chosen for it are kept as they are today."""
    assessment = open_assessment(alternative.assessment, version=version, by=by)
    _refuse_foreign(assessment, alternative)
    _refuse_effect(assessment, perspective, values)
    effect = _new_effect(alternative, perspective, figures=_kept([], figures, assessment, today), **values)
    with record(assessment, verb="effect assessed", by=by) as recording:
        return recording.add(effect)


def _new_effect(alternative: Alternative, perspective: Perspective, **values: Any) -> Effect:
    return Effect(
        key=numbered_key(f"{cut_key(alternative.key, 90)}-vaikutus", model=Effect),
        home_id=alternative.home_id,
        alternative=alternative,
        perspective=perspective,
        is_example=alternative.is_example,
        **values,
    )


def _kept(
    before: Iterable[Mapping[str, Any]], chosen: Collection[Indicator], assessment: Assessment, today: date
) -> list[dict[str, Any]]:
    """The chosen numbers: those taken in earlier as they were then, new ones as they are today."""
    earlier = {row["indicator"]: dict(row) for row in before}
    new = [one for one in chosen if one.key not in earlier]
    found = figures_now(assessment.home, new, today=today)
    kept = {key: row.model_dump(mode="json") for key, row in found.items()}
    return [row for one in chosen if (row := earlier.get(one.key) or kept.get(one.key))]


@transaction.atomic
def change_effect(
    effect: Effect,
    *,
    version: int,
    figures: Collection[Indicator] | None = None,
    by: Principal,
    today: date,
    **values: Any,
) -> Effect:
    """Change what was said of an effect; numbers that stay chosen stay as they were taken in."""
    assessment = open_assessment(effect.whole, version=None, by=by)
    effect = lock(effect, version=version)
    _refuse_gone(effect)
    _refuse_effect(assessment, effect.perspective, values)
    if figures is not None:
        values["figures"] = _kept(effect.figures, figures, assessment, today)
    with record(effect, verb="effect changed", by=by, also=[assessment]) as recording:
        recording.change(effect, **values)
    return effect


def _refuse_gone(effect: Effect) -> None:
    if effect.withdrawn_on or effect.alternative.withdrawn_on:
        raise Refused(_("The effect has been taken away."))


@transaction.atomic
def remove_effect(effect: Effect, *, version: int, reason: str, by: Principal, today: date) -> Effect:
    """Take an effect away, and what was predicted of it; its cell is then not assessed."""
    assessment = open_assessment(effect.whole, version=None, by=by)
    effect = lock(effect, version=version)
    _refuse_gone(effect)
    if not reason.strip():
        raise Refused(_("Give the reason."))
    gone = {"withdrawn_on": today, "withdrawn_reason": reason.strip()[:300]}
    with record(effect, verb="effect taken away", by=by, reason=reason, also=[assessment]) as recording:
        for prediction in effect.predictions.live():
            recording.change(prediction, **gone)
        recording.change(effect, **gone)
    return effect


@dataclass(frozen=True)
class Cell:
    """What a cell of the light form says; without a size it is not assessed. Swedish words that it does not say stay."""

    size: int | None
    reason: str = ""
    groups: list[str] = field(default_factory=list)
    reason_sv: str | None = None

    @property
    def words(self) -> dict[str, str]:
        """The reason by its fields."""
        told = {"reason_fi": self.reason, "reason_sv": self.reason_sv}
        return {name: words.strip() for name, words in told.items() if words is not None}


@transaction.atomic
def save_grid(
    assessment: Assessment,
    *,
    version: int,
    cells: Mapping[tuple[str, str], Cell],
    recommended: str | None = None,
    recommendation: str | None = None,
    recommendation_sv: str | None = None,
    by: Principal,
    today: date,
) -> Assessment:
    """Save the whole light form, by the keys of alternative and perspective; an autosave and the button do the same.

    A cell with several effects is changed on its own page, so it is left as it is here.
    """
    assessment = open_assessment(assessment, version=version, by=by)
    alternatives = {row.key: row for row in assessment.alternatives.live()}
    perspectives = {row.key: row for row in assessment.template.perspectives.select_related("template")}
    if any(one not in alternatives or other not in perspectives for one, other in cells):
        raise Refused(_("The alternatives or perspectives have changed meanwhile. Open the form anew."))
    rows: dict[tuple[int, int], list[Effect]] = {}
    for row in Effect.objects.live().filter(alternative__in=alternatives.values()).order_by("pk"):
        rows.setdefault((row.alternative_id, row.perspective_id), []).append(row)
    changed = []
    for (one, other), cell in cells.items():
        there = rows.get((alternatives[one].pk, perspectives[other].pk), [])
        if len(there) < 2 and not _says(there, cell):
            changed.append(((alternatives[one], perspectives[other]), cell, there))
    now = next((key for key, row in alternatives.items() if row.is_recommended), "")
    advice = {"recommendation_fi": recommendation, "recommendation_sv": recommendation_sv}
    said = {name: words.strip() for name, words in advice.items() if words is not None}
    is_same = all((getattr(assessment, name) or "") == words for name, words in said.items())
    if not changed and is_same and recommended in (None, now):
        return assessment
    with record(assessment, verb="effects assessed", by=by) as recording:
        for place, cell, there in changed:
            _save_cell(recording, assessment, place, cell, there, today)
        recording.change(assessment, **said)
        if recommended is not None:
            for row in sorted(alternatives.values(), key=lambda row: row.key == recommended):
                recording.change(row, is_recommended=row.key == recommended)
    return assessment


def _says(there: list[Effect], cell: Cell) -> bool:
    """Whether what is there says the same as the form's cell."""
    if not there:
        return cell.size is None and not cell.groups and not any(cell.words.values())
    one, words = there[0], cell.words
    is_worded = all((getattr(one, name) or "") == said for name, said in words.items())
    return is_worded and (one.size, sorted(one.groups)) == (cell.size, sorted(cell.groups))


def _save_cell(
    recording: Recording,
    assessment: Assessment,
    place: tuple[Alternative, Perspective],
    cell: Cell,
    there: list[Effect],
    today: date,
) -> None:
    alternative, perspective = place
    if cell.size is None:
        if any(cell.words.values()) or cell.groups:
            words = {"alternative": alternative, "perspective": perspective}
            raise Refused(_("Choose the size of the effect: %(alternative)s, %(perspective)s.") % words)
        for effect in there:
            if effect.predictions.live().exists():
                raise Refused(_("Something is predicted of the effect, so take it away on its own page."))
            recording.change(effect, withdrawn_on=today, withdrawn_reason=_("not assessed after all"))
        return
    values = {"size": cell.size, **cell.words, "groups": sorted(cell.groups)}
    _refuse_effect(assessment, perspective, values)
    if there:
        recording.change(there[0], **values)
    else:
        recording.add(_new_effect(alternative, perspective, **values))
