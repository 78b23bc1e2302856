"""Pages of the incentive: how an area stands, who answers what, and what if something were done."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.knowledge.incentive import forms, queries
from hyte.knowledge.incentive.choices import NEXT, Step, Target
from hyte.knowledge.incentive.documents import FILES, Table, table_file, what_if_table
from hyte.knowledge.incentive.models import Answering, IncentiveAct, IncentiveSet, OfficialResult, Round
from hyte.knowledge.incentive.pictures import scores_picture, what_if_picture
from hyte.knowledge.incentive.rules import APPROVE, EDIT, FOLLOW, TRY
from hyte.knowledge.incentive.simulation import (
    Country,
    Ground,
    assumptions_of,
    country_of,
    ground_of,
    lacks_of,
)

BEGIN = RecordAct(
    "aloita",
    FOLLOW,
    forms.BeginForm,
    _("Begin to follow the answers"),
    _("Begin"),
    "",
    _("Each indicator of own work gets a row. Who answered last time is offered again."),
)
ASSIGN = RecordAct("vastaaja", FOLLOW, forms.AssignForm, _("Who answers and by when"), _("Save"), _("Saved."))
WITHDRAWN = _("Withdrawn. You can undo this in the history.")
ANSWER_WITHDRAW = RecordAct(
    "peru", FOLLOW, forms.WithdrawForm, _("Stop following the answer"), _("Withdraw"), WITHDRAWN, is_grave=True
)
STEPS = {
    Step.ASKED: RecordAct(
        "pyyda",
        FOLLOW,
        forms.AskForm,
        _("Ask for the answer"),
        _("Ask"),
        _("The answer was asked for, and a task was given."),
        _("Whoever holds the post gets a task; without an account here, the area's coordinators get it."),
    ),
    Step.ANSWERED: RecordAct(
        "vastattu", FOLLOW, forms.AnsweredForm, _("Mark as answered"), _("Mark as answered"), _("Marked as answered.")
    ),
    Step.SENT: RecordAct(
        "lahetetty", FOLLOW, forms.SentForm, _("Mark as sent"), _("Mark as sent"), _("Marked as sent.")
    ),
    Step.NOT_BEGUN: RecordAct(
        "aloittamatta", FOLLOW, forms.NotBegunForm, _("Mark as not begun"), _("Mark as not begun"), _("Saved.")
    ),
}
ADD_ACT = RecordAct(
    "uusi",
    TRY,
    forms.NewActForm,
    _("Add an act to try out"),
    _("Add the act"),
    _("The act was added."),
    _("Something the area could do, and whose answers it would make true. The answer itself is never chosen."),
)
CHANGE_ACT = RecordAct("korjaa", TRY, forms.ChangeActForm, _("Correct the act"), _("Save"), _("Saved."))
WITHDRAW_ACT = RecordAct(
    "peru", TRY, forms.WithdrawForm, _("Withdraw the act"), _("Withdraw"), WITHDRAWN, is_grave=True
)
ADD_RESULT = RecordAct(
    "uusi",
    EDIT,
    forms.ResultForm,
    _("Enter an official result"),
    _("Save the result"),
    _("The result was saved."),
    _("What was officially published of the area. Figures of your own do not belong here."),
)
WITHDRAW_RESULT = RecordAct(
    "peru", EDIT, forms.WithdrawForm, _("Withdraw the official result"), _("Withdraw"), WITHDRAWN, is_grave=True
)
APPROVE_LIST = RecordAct(
    "virallinen",
    APPROVE,
    forms.ApproveForm,
    _("Say that this is the official list"),
    _("Say so"),
    _("The list is now shown as the official one."),
    _("Compare the indicators and weights with the published list first. Who said so and when is shown to everyone."),
)
WITHDRAW_SET = RecordAct(
    "peru", APPROVE, forms.WithdrawForm, _("Withdraw the list"), _("Withdraw"), WITHDRAWN, is_grave=True
)


def _homes(request: HttpRequest, area: Area) -> list[int]:
    if area.kind not in Target.values:
        raise Http404
    return queries.homes_for(area, day_of(request))


def _chosen(request: HttpRequest, rounds: list[Round]) -> Round | None:
    """The round in the address; the newest without one."""
    key = request.GET.get("kierros", "")
    found = next((row for row in rounds if row.key == key), None)
    if key and found is None:
        raise Http404
    return found or (rounds[0] if rounds else None)


def _round_before(chosen: Round, rounds: list[Round]) -> Round | None:
    """The round before, real after real and invented after invented."""
    earlier = [row for row in rounds if row.year < chosen.year and row.is_example == chosen.is_example]
    return max(earlier, key=lambda row: row.year, default=None)


def show_standing(request: HttpRequest, area: Area) -> HttpResponse:
    """How the area stands: its official results, its figures by indicator, and whose each figure is."""
    homes, user = _homes(request, area), request.user
    rounds = queries.rounds_for(area, homes, user=user)
    chosen = _chosen(request, rounds)
    context = {
        "rounds": rounds,
        "round": chosen,
        "sets": queries.sets_for(area, homes, user=user),
        "results": queries.results_for(area, homes, user=user),
        "others": queries.others_results(area, homes, user=user)[:30],
        "figures": queries.figures_for(area, homes, user=user),
        "may_edit": may(request.principal, EDIT, area),
        **(_round_context(area, chosen, rounds, user) if chosen else {}),
    }
    return render(request, "incentive/standing.html", context)


def _round_context(area: Area, chosen: Round, rounds: list[Round], user: Any) -> dict[str, Any]:
    indicators = queries.indicators_of(chosen.of, user=user)
    before = _round_before(chosen, rounds)
    figures = queries.all_figures(chosen)
    country = country_of(chosen, indicators, figures, queries.populations_of(chosen))
    standings = queries.standings(area, chosen, indicators, before=before, user=user)
    return {
        "before": before,
        "dropped": queries.dropped_since(chosen, indicators, before=before, user=user),
        "standings": standings,
        "picture": scores_picture(standings, figures, area=area, before=before),
        "lacks": lacks_of(chosen, indicators),
        "simulated_coefficient": country.in_words(area.pk) if country else "",
        "neighbours": _neighbours(area, country),
    }


def _neighbours(area: Area, country: Country | None) -> list[tuple[Area, str]]:
    """Simulated coefficients of the round's areas, the highest first; only where there are others to compare with."""
    if country is None:
        return []
    found = {pk: country.of(pk) for pk in country.areas}
    known = sorted((pk for pk, value in found.items() if value is not None), key=lambda pk: -(found[pk] or 0))
    areas = Area.objects.in_bulk(known[:MOST_AREAS])
    return [(areas[pk], country.in_words(pk)) for pk in known[:MOST_AREAS]] if len(known) > 1 else []


MOST_AREAS = 30


def show_set(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    found = get_object_or_404(_sets(request, area), key=key)
    user = request.user
    context = {
        "found": found,
        "indicators": queries.indicators_of(found, user=user),
        "acts": offered(request, _set_acts(found), found),
    }
    return render(request, "incentive/set.html", context)


def _sets(request: HttpRequest, area: Area) -> Any:
    rows = IncentiveSet.objects.visible_to(request.user).of(area)
    return rows.select_related("home", "official_by__home")


def _set_acts(found: IncentiveSet) -> tuple[RecordAct, ...]:
    if found.withdrawn_on:
        return ()
    return (WITHDRAW_SET,) if found.is_example else (APPROVE_LIST, WITHDRAW_SET)


def act_on_set(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    found = get_object_or_404(_sets(request, area), key=key)
    return perform_act(request, _named((APPROVE_LIST, WITHDRAW_SET), word), found, back=_standing(area))


@login_required
def show_follow_up(request: HttpRequest, area: Area) -> HttpResponse:
    """Who answers which indicator, by when, and where it stands; for the area's own workers."""
    homes, user = _homes(request, area), request.user
    if area.pk not in worker_areas(user):
        raise NotAllowed(FOLLOW)
    rounds = queries.rounds_for(area, homes, user=user)
    chosen = _chosen(request, rounds)
    day = day_of(request)
    rows = queries.answerings_of(area, chosen, user=user) if chosen else []
    may_follow = may(request.principal, FOLLOW, area)
    before = _round_before(chosen, rounds) if chosen else None
    asked = [row.indicator for row in rows]
    told = queries.standings(area, chosen, asked, before=before, user=user) if chosen else []
    context = {
        "rounds": rounds,
        "round": chosen,
        "before": before,
        "lines": [
            {"row": row, "standing": one, "late": row.is_late(day), "acts": _answer_acts(row) if may_follow else ()}
            for row, one in zip(rows, told, strict=True)
        ],
        "counts": _counts(rows, day),
        "may_follow": may_follow,
        "may_edit": may(request.principal, EDIT, area),
        "day": day,
    }
    return render(request, "incentive/follow_up.html", context)


def _counts(rows: list[Answering], day: Any) -> list[tuple[Any, int]]:
    """How many answers stand where, and how many are late."""
    counts = [(label, sum(row.step == value for row in rows)) for value, label in Step.choices]
    return [*counts, (_("late"), sum(row.is_late(day) for row in rows))]


def _answer_acts(row: Answering) -> tuple[RecordAct, ...]:
    return (*(STEPS[step] for step in NEXT[Step(row.step)]), ASSIGN, ANSWER_WITHDRAW)


def begin(request: HttpRequest, area: Area) -> HttpResponse:
    """Begin to follow the answers of a round."""
    rounds = queries.rounds_for(area, _homes(request, area), user=request.user)
    chosen = _chosen(request, rounds)
    if chosen is None:
        raise Http404
    back = f"{reverse('incentive:follow-up', args=[area])}?kierros={chosen.key}"
    return perform_act(request, BEGIN, area, back=back, list_title=_("Follow-up"), round_=chosen)


def act_on_answering(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    rows = Answering.objects.visible_to(request.user).of(area)
    row = get_object_or_404(
        rows.select_related("home", "indicator", "round__of", "post__holder__user"), key=key, withdrawn_on__isnull=True
    )
    return perform_act(request, _named(_answer_acts(row), word), row, back=row.get_absolute_url())


def show_what_if(request: HttpRequest, area: Area) -> HttpResponse:
    """What if the area did something: points first, and money as far as it can be told."""
    homes, user = _homes(request, area), request.user
    rounds = queries.rounds_for(area, homes, user=user)
    chosen_round = _chosen(request, rounds)
    acts = queries.acts_of(area, user=user)
    keys = set(request.GET.getlist("teko"))
    chosen = [act for act in acts if act.key in keys]
    ground = _ground(area, chosen_round, homes, user) if chosen_round else None
    together = ground.outcome_of(chosen) if ground and chosen else None
    each = [ground.outcome_of([act]) for act in acts] if ground else []
    is_ranked = bool(each) and all(one.euros_per_effort is not None for one in each)
    each.sort(key=lambda one: -((one.euros_per_effort if is_ranked else one.points) or 0))
    if ground and request.GET.get("muoto") in FILES:
        table = what_if_table(ground, chosen=together, each=each)
        return _file(request.GET["muoto"], table, name=f"{area.key}-hyte-kerroin-entajos")
    context = {
        "rounds": rounds,
        "round": chosen_round,
        "acts": acts,
        "chosen": {act.pk for act in chosen},
        "ground": ground,
        "together": together,
        "picture": what_if_picture(ground, together) if ground and together else None,
        "each": each,
        "is_ranked": is_ranked,
        "assumptions": assumptions_of(ground) if ground else [],
        "list_lacks": lacks_of(ground.round, ground.indicators) if ground else [],
        "may_try": may(request.principal, TRY, area),
        "may_edit": may(request.principal, EDIT, area),
    }
    return render(request, "incentive/what_if.html", context)


def _ground(area: Area, chosen: Round, homes: list[int], user: Any) -> Ground:
    results = queries.results_for(area, homes, user=user)
    official = next((row for row in results if row.year == chosen.year), None)
    return ground_of(
        area,
        chosen,
        queries.indicators_of(chosen.of, user=user),
        figures=queries.all_figures(chosen),
        populations=queries.populations_of(chosen),
        official=official,
    )


def _file(kind: str, table: Table, *, name: str) -> HttpResponse:
    response = HttpResponse(table_file(kind, table), content_type=FILES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def add_act(request: HttpRequest, area: Area) -> HttpResponse:
    homes = _homes(request, area)
    return perform_act(request, ADD_ACT, area, back=_what_if(area), list_title=_("What if"), homes=homes)


def act_on_act(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    rows = IncentiveAct.objects.visible_to(request.user).live().of(area).select_related("home")
    row = get_object_or_404(rows.prefetch_related("indicators"), key=key)
    act = _named((CHANGE_ACT, WITHDRAW_ACT), word)
    values = {"homes": _homes(request, area)} if act is CHANGE_ACT else {}
    return perform_act(request, act, row, back=_what_if(area), **values)


def add_result(request: HttpRequest, area: Area) -> HttpResponse:
    _homes(request, area)
    return perform_act(request, ADD_RESULT, area, back=_standing(area), list_title=_("Hyte-kerroin"))


def act_on_result(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    rows = OfficialResult.objects.visible_to(request.user).live().of(area).select_related("home", "area")
    return perform_act(
        request, _named((WITHDRAW_RESULT,), word), get_object_or_404(rows, key=key), back=_standing(area)
    )


def _standing(area: Area) -> str:
    return reverse("incentive:standing", args=[area])


def _what_if(area: Area) -> str:
    return reverse("incentive:what-if", args=[area])


def _named(acts: tuple[RecordAct, ...], word: str) -> RecordAct:
    for act in acts:
        if act.word == word:
            return act
    raise Http404
