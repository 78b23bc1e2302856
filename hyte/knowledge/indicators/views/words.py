"""What people say of numbers: interpretations, joys and worries, and the area in claims and numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.queries.named import freshest
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.knowledge.indicators.choices import ConcernKind, Outcome
from hyte.knowledge.indicators.forms import words as forms
from hyte.knowledge.indicators.models import Concern, Indicator
from hyte.knowledge.indicators.queries.catalogue import indicators_of
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.queries.newest import newest_of
from hyte.knowledge.indicators.queries.words import (
    ConcernFilter,
    claims_of,
    concerns_of,
    held_against,
    indicators_seen_from,
    interpretation_read,
)
from hyte.knowledge.indicators.shown import arrow_of, light_of, shown_period, shown_value
from hyte.knowledge.stats.store.reading import Latest

RAISE = "indicators.raise_concern"
INTERPRET = RecordAct(
    "tulkitse",
    "indicators.interpret",
    forms.InterpretForm,
    gettext_lazy("Write what the number tells"),
    gettext_lazy("Sign and save"),
    gettext_lazy("The words were saved with today's date and your name."),
    gettext_lazy("Say in a few sentences what lies behind the number here and what it does not tell."),
)
WITHDRAW_WORDS = RecordAct(
    "peru",
    "indicators.interpret",
    forms.WithdrawWordsForm,
    gettext_lazy("Withdraw the words"),
    gettext_lazy("Withdraw"),
    gettext_lazy("The words were withdrawn."),
    is_grave=True,
)
RAISE_CONCERN = RecordAct(
    "uusi",
    RAISE,
    forms.ConcernForm,
    gettext_lazy("Write down a joy or a worry"),
    gettext_lazy("Save"),
    gettext_lazy("Saved. Next, hold it against the numbers."),
    gettext_lazy("Write it as it was heard. It is public, and it is held against the numbers afterwards."),
    opens_made=True,
)
CHECK = RecordAct(
    "tarkista",
    RAISE,
    forms.CheckForm,
    gettext_lazy("Hold it against the numbers"),
    gettext_lazy("Save what the numbers say"),
    gettext_lazy("Saved."),
    gettext_lazy("Tick the indicators that tell of it, and say what they say. If there is none, say that."),
)
WITHDRAW_CONCERN = RecordAct(
    "peru",
    RAISE,
    forms.WithdrawConcernForm,
    gettext_lazy("Withdraw"),
    gettext_lazy("Withdraw"),
    gettext_lazy("Withdrawn."),
    gettext_lazy("For what was written by mistake. A worry that proved unfounded is not withdrawn but checked."),
    is_grave=True,
)
CONCERN_ACTS = (CHECK, WITHDRAW_CONCERN)


def write_words(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Write words on the area's number of an indicator."""
    rows = indicators_of(circle_of(area, day=timezone.localdate()), user=request.user)
    indicator = get_object_or_404(rows.select_related("home"), key=key)
    back = reverse("indicators:indicator", args=[area, key])
    number = newest_of(area, [indicator]).get(key)
    if number is None or number.value is None:
        told = _("There is no number of %(area)s yet.") % {"area": area}
    else:
        told = _("The number now: %(number)s.") % {"number": _in_words(number, indicator)}
    act = replace(INTERPRET, lead=f"{INTERPRET.lead} {told}")
    return perform_act(request, act, indicator, back=back, subject=area, area=area)


def withdraw_words(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    words = get_object_or_404(interpretation_read(area, key, user=request.user))
    return perform_act(request, WITHDRAW_WORDS, words, back=words.get_absolute_url())


def show_concerns(request: HttpRequest, area: Area) -> HttpResponse:
    only = ConcernFilter(kind=request.GET.get("laji", ""), outcome=request.GET.get("tulos", ""))
    concerns = concerns_of(area, user=request.user, only=only)
    context = {
        "concerns": concerns,
        "only": only,
        "kinds": ConcernKind.choices,
        "outcomes": Outcome.choices,
        "may_raise": may(request.principal, RAISE, area),
        "freshest": freshest(concerns),
    }
    return render(request, "indicators/concerns.html", context)


def show_concern(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    user = request.user
    concern = get_object_or_404(Concern.objects.visible_to(user).of(area).select_related("home"), key=key)
    indicators = concern.indicators.visible_to(user).live().select_related("home")
    context = {
        "concern": concern,
        "held": held_against(area, indicators),
        "acts": () if concern.withdrawn_on else offered(request, CONCERN_ACTS, concern),
        **surroundings(concern, user=user, day=timezone.localdate()),
    }
    return render(request, "indicators/concern.html", context)


def raise_concern(request: HttpRequest, area: Area) -> HttpResponse:
    back, title = reverse("indicators:concerns", args=[area]), _("Joys and worries")
    return perform_act(request, RAISE_CONCERN, area, back=back, list_title=title)


def act_on_concern(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    act = next((act for act in CONCERN_ACTS if act.word == word), None)
    if act is None:
        raise Http404
    rows = Concern.objects.visible_to(request.user).of(area).select_related("home")
    concern = get_object_or_404(rows, key=key)
    values: dict[str, Any] = {"told": _told(request, area)} if act is CHECK else {}
    return perform_act(request, act, concern, back=concern.get_absolute_url(), **values)


def _told(request: HttpRequest, area: Area) -> dict[str, str]:
    """The newest number of each indicator that has one, in words, to stand beside the choice."""
    indicators = indicators_seen_from(area, user=request.user, day=timezone.localdate())
    newest = newest_of(area, indicators)
    return {
        one.key: _in_words(number, one)
        for one in indicators
        if (number := newest.get(one.key)) is not None and number.value is not None
    }


def _in_words(number: Latest, indicator: Indicator) -> str:
    told = {
        "value": shown_value(number.value, indicator),
        "period": shown_period(number.period_start, number.period_end),
        "verdict": light_of(number).word,
        "direction": arrow_of(number).word,
    }
    return _("%(value)s (%(period)s); against the country: %(verdict)s; direction: %(direction)s") % told


def show_region_profile(request: HttpRequest, area: Area) -> HttpResponse:
    """What has been said of the area, each claim with the number that shows it."""
    day = day_of(request)
    rows = claims_of(area, user=request.user, day=day)
    context = {"rows": rows, "freshest": freshest(row.claim for row in rows), "day": day}
    return render(request, "indicators/region_profile.html", context)
