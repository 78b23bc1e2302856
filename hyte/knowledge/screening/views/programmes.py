"""Programmes, their compiled figures, and acts on both."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.knowledge.screening.forms import compilations as compiling
from hyte.knowledge.screening.forms import programmes as forms
from hyte.knowledge.screening.models import Compilation, Programme, RuleSet
from hyte.knowledge.screening.pictures import pictures_of
from hyte.knowledge.screening.queries import entered
from hyte.knowledge.screening.queries import monitor as queries
from hyte.knowledge.screening.queries.over_time import points_of
from hyte.knowledge.screening.rules import COMPILE, MAINTAIN
from hyte.knowledge.screening.views.previewed import perform_previewed

SHOW_EFFECT = _("Look at what it does")
COMPILE_ACT = RecordAct(
    "kooste",
    COMPILE,
    compiling.CompileForm,
    _("Compile figures of a period"),
    _("Compile"),
    _("The figures are being compiled."),
    _(
        "Everybody but the analysts sees compiled figures only. Small numbers are left out of them, with what would give them back."
    ),
    opens_made=True,
)
CHANGE = RecordAct(
    "muuta",
    MAINTAIN,
    forms.ChangeProgrammeForm,
    _("Change the programme"),
    SHOW_EFFECT,
    _("The programme was changed."),
    _("The name and the description are the Finnish ones; those in other languages are brought as a table."),
)
NEW_RULE_SET = RecordAct(
    "saannosto",
    MAINTAIN,
    forms.NewRuleSetForm,
    _("Add a rule set"),
    SHOW_EFFECT,
    _("The rule set was added."),
    _("Limits that belong together, as one publisher has given them."),
)
NEW_BASE = RecordAct(
    "vertailuluku",
    MAINTAIN,
    forms.BaseForm,
    _("Give a base of coverage"),
    SHOW_EFFECT,
    _("The base was saved. Figures compiled earlier keep the base they were compiled with."),
    _("The number that coverage is a share of."),
)
PREVIEWED = (CHANGE, NEW_RULE_SET, NEW_BASE)
PROGRAMME_ACTS = (
    COMPILE_ACT,
    NEW_BASE,
    RecordAct("tavoite", MAINTAIN, forms.TargetForm, _("Set a target"), _("Save"), _("The target was set.")),
    NEW_RULE_SET,
    CHANGE,
)
ADD_PROGRAMME = RecordAct(
    "uusi",
    MAINTAIN,
    forms.NewProgrammeForm,
    _("Add a programme"),
    SHOW_EFFECT,
    _("The programme was added."),
    opens_made=True,
)
CHANGE_RULE_SET = RecordAct(
    "muuta",
    MAINTAIN,
    forms.ChangeRuleSetForm,
    _("Change the rule set"),
    SHOW_EFFECT,
    _("The rule set was changed."),
)
USE = RecordAct(
    "oletus",
    MAINTAIN,
    forms.UseForm,
    _("Use by default"),
    _("Use by default"),
    _("The rule set is now used by default."),
    _("New counts are made by this rule set. Counts already entered keep theirs, and the two are never added up."),
)
COMPILATION_ACTS = {
    "julkaise": RecordAct(
        "julkaise",
        COMPILE,
        compiling.PublishForm,
        _("Publish the figures"),
        _("Publish"),
        _("The figures are public now. Those of single sites are not."),
    ),
    "piilota": RecordAct(
        "piilota",
        COMPILE,
        compiling.HideForm,
        _("Show the figures to workers only"),
        _("Show to workers only"),
        _("The figures are now shown to the area's workers only."),
    ),
    "peru": RecordAct(
        "peru",
        COMPILE,
        compiling.WithdrawForm,
        _("Take the figures back"),
        _("Take back"),
        _("The figures were taken back."),
        is_grave=True,
    ),
}


def show_programmes(request: HttpRequest, area: Area) -> HttpResponse:
    """The area's programmes, each with its newest figures."""
    day, user = day_of(request), request.user
    rows = queries.programmes_of(area, user=user, day=day)
    newest = queries.newest_compilations(rows, user=user)
    lines = [(row, _headline(newest.get(row.pk))) for row in rows]
    context = {
        "lines": lines,
        "day": day,
        "own_sites": entered.own_sites(area, user=user, day=day),
        "may_maintain": may(request.principal, MAINTAIN, area),
    }
    return render(request, "screening/programmes.html", context)


def _headline(compilation: Compilation | None) -> queries.TrendRow | None:
    return queries.trend([compilation])[0] if compilation is not None else None


def _programme(request: HttpRequest, area: Area, key: str) -> Programme:
    rows = Programme.objects.visible_to(request.user).of(area).select_related("home")
    return get_object_or_404(rows, key=key)


def chosen_set(request: HttpRequest, rule_sets: list[RuleSet]) -> RuleSet | None:
    """The rule set that the address names, otherwise the one used by default, otherwise the first."""
    named = request.GET.get("saannosto", "")
    if named:
        found = next((row for row in rule_sets if row.key == named), None)
        if found is None:
            raise Http404
        return found
    return rule_sets[0] if rule_sets else None


def show_programme(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """A programme's figures by one rule set: what has been compiled, and what somebody else has published."""
    programme, user = _programme(request, area, key), request.user
    rule_sets = queries.rule_sets_of(programme, user=user)
    compilations = queries.compilations_of_programme(programme, user=user)
    named = next((row for row in compilations if row.key == request.GET.get("kooste")), None)
    rule_set = next((row for row in rule_sets if named and row.pk == named.rule_set_id), None)
    rule_set = rule_set or chosen_set(request, rule_sets)
    own = [row for row in compilations if rule_set is not None and row.rule_set_id == rule_set.pk]
    compilation = named or (own[0] if own else None)
    bases = queries.bases_of(programme, user=user)
    rows = queries.trend(own)
    context: dict[str, Any] = {
        "programme": programme,
        "rule_sets": rule_sets,
        "rule_set": rule_set,
        "compilation": compilation,
        "rows": rows,
        "pictures": pictures_of(points_of(rows, programme)),
        "bases": bases,
        "published": queries.published_figures(programme, user=user),
        "acts": offered(request, PROGRAMME_ACTS, programme),
        "may_compile": may(request.principal, COMPILE, programme),
        "may_maintain": may(request.principal, MAINTAIN, programme),
        "sees_entered": entered.sees_counts(programme, user=user),
        **surroundings(programme, user=user, day=day_of(request)),
        "day": day_of(request),
    }
    if compilation is not None:
        context |= {
            "monitor": queries.compiled_monitor(compilation, user=user),
            "new_base": queries.changed_base(compilation, bases),
            "sites": queries.compiled_sites(compilation) if queries.sees_sites(area, user=user) else None,
        }
    return render(request, "screening/programme.html", context)


def act_on_programme(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    act = next((act for act in PROGRAMME_ACTS if act.word == word), None)
    if act is None:
        raise Http404
    programme = _programme(request, area, key)
    perform = perform_previewed if act in PREVIEWED else perform_act
    return perform(request, act, programme, back=programme.get_absolute_url())


def add_programme(request: HttpRequest, area: Area) -> HttpResponse:
    back = reverse("screening:programmes", args=[area])
    return perform_previewed(request, ADD_PROGRAMME, area, back=back, list_title=_("Screening"))


def act_on_rule_set(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    """Make a rule set the one used by default, or change it."""
    rows = RuleSet.objects.visible_to(request.user).of(area).select_related("home", "programme__home")
    rule_set = get_object_or_404(rows, key=key)
    if word == USE.word:
        return perform_act(request, USE, rule_set, back=rule_set.get_absolute_url())
    if word == CHANGE_RULE_SET.word:
        return perform_previewed(request, CHANGE_RULE_SET, rule_set, back=rule_set.get_absolute_url())
    raise Http404


def act_on_compilation(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    rows = Compilation.objects.visible_to(request.user).of(area).select_related("home", "programme__home")
    compilation = get_object_or_404(rows, key=key)
    act = COMPILATION_ACTS.get(word)
    if act is None:
        raise Http404
    back = reverse("screening:programme", args=[area, compilation.programme.key])
    return perform_act(request, act, compilation, back=back if word == "peru" else compilation.get_absolute_url())
