"""Every act on numbers and screening: the second of two savers is told, and each act is undone whole or says why not."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from hyte.core.accounts.choices import Role
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.knowledge.indicators.operations import datasets, describing, releases, words
from hyte.knowledge.screening.limit_lines import limit_of
from hyte.knowledge.screening.operations import compilations, counts, pilots, programmes, rule_sets
from hyte.knowledge.stats.sources.fetched import Words
from tests.factories import DAY, acting
from tests.factories.screening import rule_set_of
from tests.knowledge.indicators import figures
from tests.knowledge.wing import wing_of

pytestmark = pytest.mark.django_db
PACKAGE = Path(__file__).resolve().parents[2] / "hyte" / "knowledge"
FIRST, LAST = date(2024, 1, 1), date(2024, 3, 31)
TODAY = date(2026, 5, 1)
STEPS = {"identified": 90, "referred": 80, "started": 70, "completed": 60, "changed": 50}


def counted(wing, by, version=1):
    rows = [counts.Entered(400, 80)]
    values = {"rule_set": wing.rule_set, "first": FIRST, "last": LAST, "rows": rows, "today": TODAY}
    return counts.enter_counts(wing.site, version=version, by=by, **values)


def compiled(wing, by):
    values = {"rule_set": wing.rule_set, "first": date(2023, 1, 1), "last": date(2023, 1, 31), "today": TODAY}
    return compilations.compile_figures(wing.programme, by=by, **values)


def checked(wing, by, version):
    told = {"outcome": "confirmed", "note": "Näin on", "indicators": [wing.indicator], "today": DAY}
    return words.check_concern(wing.concern, version=version, by=by, **told)


def renewed(wing, by):
    rows = [figures.row(wing.indicator, wing.county.code, 2013, 11.0)]
    table = figures.pa.Table.from_pylist(rows, schema=figures.FILE_SCHEMA)
    return releases.add_release(wing.dataset, table, by=by, now=figures.MADE.replace(year=2027))


def based(wing, by):
    told = {"name": "Kaikki", "number": 9, "day": DAY, "source": "Lähde", "today": DAY}
    return programmes.name_base(wing.programme, by=by, **told)


def in_default(wing, by, version):
    return programmes.use_by_default(rule_set_of(wing.programme), version=version, by=by)


PROGRAMME = {"name": "Toinen", "kind": "own", "counted": "forms", "description": "", "by_group": False}
PROGRAMME |= {"is_sensitive": False, "source": "Lähde"}
RULES = {"name": "Toiset rajat", "source": "Lähde", "is_checked": False, "is_research": False, "today": DAY}


def with_rules(wing, by, version):
    limits = [limit_of(line) for line in wing.rule_set.lines.all()]
    return rule_sets.change_rule_set(wing.rule_set, version=version, limits=limits, by=by, **RULES)


def more_rules(wing, by):
    limits = [limit_of(line) for line in wing.rule_set.lines.all()]
    return rule_sets.add_rule_set(wing.programme, limits=limits, by=by, **RULES)


def piloted(wing, by):
    told = {"name": "Uusi", "programme": wing.programme, "way": "Näin", "starts": FIRST, "ends": LAST, "today": TODAY}
    return pilots.begin_pilot(wing.county, by=by, **told)


def decided(wing, by, version):
    told = {"decision": "stop", "reason": "Ei auttanut", "day": DAY, "today": TODAY}
    return pilots.decide_pilot(wing.pilot, version=version, by=by, **told)


def founded(wing, by):
    told = {"key": "uusi", "name_fi": "Uusi", "kind": "local", "publisher": "Tekijä", "licence": "CC BY 4.0"}
    return datasets.add_dataset(wing.county, by=by, today=DAY, **told)


def described(wing, by):
    return describing.describe_indicators(wing.dataset, [Words(key="uusi", names={"fi": "Uusi"})], by=by, today=DAY)


# What writes over a record that somebody else may have open: each is given the version that its page showed.
OVERWRITES = {
    "interpretation withdrawn": lambda w, by, v: words.withdraw_interpretation(w.words, version=v, reason="Erehdys", by=by, today=DAY),
    "concern checked": checked,
    "concern withdrawn": lambda w, by, v: words.withdraw_concern(w.concern, version=v, reason="Erehdys", by=by, today=DAY),
    "indicator taken back in": lambda w, by, v: words.take_back_in(w.omission, version=v, by=by, today=DAY),
    "counts entered": lambda w, by, v: counted(w, by, v),
    "figures hidden": lambda w, by, v: compilations.publish_figures(w.compiled, version=v, is_public=False, by=by),
    "figures withdrawn": lambda w, by, v: compilations.withdraw_figures(w.compiled, version=v, reason="Erehdys", by=by, today=DAY),
    "pilot counted": lambda w, by, v: pilots.count_pilot(w.pilot, version=v, day=DAY, steps=STEPS, by=by, today=TODAY),
    "pilot decided": decided,
    "rule set made default": in_default,
    "data set edited": lambda w, by, v: datasets.change_dataset(w.dataset, version=v, by=by, publisher="Toinen"),
    "programme changed": lambda w, by, v: rule_sets.change_programme(w.programme, version=v, by=by, **PROGRAMME),
    "rule set changed": with_rules,
    "site ended": lambda w, by, v: programmes.end_site(w.site, version=v, day=DAY, by=by),
}  # fmt: skip
# What adds a row of its own, or is done by the system, so that nobody's writing is written over.
ADDS = {
    "number interpreted": lambda w, by: words.interpret(w.indicator, area=w.county, text="Sanat", number=None, by=by, today=DAY),
    "concern raised": lambda w, by: words.raise_concern(w.county, kind="joy", text="Ilo", by=by, today=DAY),
    "indicator left out": lambda w, by: words.leave_out(w.members[1], area=w.town, reason="Syy", by=acting(w.town), today=DAY),
    "data set added": founded,
    "data set changed": lambda w, by: datasets.ask_more(w.dataset, indicators=[4], years=None, by=by),
    "indicators described": described,
    "source failed": lambda w, by: releases.note_fault(w.dataset, sentence="Ei vastaa", by=by, now=figures.MADE),
    "base of coverage given": based,
    "target set": lambda w, by: programmes.set_target(w.programme, measure="coverage", percent=9, day=DAY, by=by, today=DAY),
    "site added": lambda w, by: programmes.add_site(w.county, name="Uusi", programmes=[w.programme], day=DAY, by=by, today=DAY),
    "programme added": lambda w, by: rule_sets.add_programme(w.county, by=by, today=DAY, **PROGRAMME),
    "rule set added": more_rules,
    "pilot begun": piloted,
}  # fmt: skip
# What is not undone, or only in part, and what is done in its place: told by tests of their own.
KEPT = {
    "numbers renewed": "the release that it added stays and is withdrawn",
    "counts removed": "undone as soon as it is done, since it takes two steps to make",
    "figures compiled": "what has been shown is remembered; figures are taken back",
    "figures published": "the other way round of “figures hidden”",
}
LOST_YEARS = re.compile("lost years|finding|answer|table of deaths|incentive|^withdrawn$")


@pytest.fixture
def wing():
    return wing_of(2)


def worker(wing, act):
    return acting(wing.county, Role.ANALYST if act.startswith(("counts", "pilot", "figures")) else Role.COORDINATOR)


def state():
    """Every row of the wing but the counters of its versions."""
    models = [
        model
        for app in ("indicators", "screening")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    return {
        (model._meta.label, row["id"], name): bytes(value) if isinstance(value, memoryview) else value
        for model in models
        for row in model.objects.values()
        for name, value in row.items()
        if name != "version"
    }  # fmt: skip


def undo_last(wing, verb):
    entry = AuditEntry.objects.filter(verb=verb).latest("pk")
    undo(entry, by=acting(entry.area))


def test_every_act_of_numbers_and_screening_is_thought_of():
    written = {
        verb
        for app in ("indicators", "screening")
        for file in (PACKAGE / app).rglob("*.py")
        for line in re.findall(r"\bverb=(.+?), by=", file.read_text())
        for verb in re.findall(r'"([^"]+)"', line)
    }

    assert {verb for verb in written if not LOST_YEARS.search(verb)} == OVERWRITES.keys() | ADDS.keys() | KEPT.keys()


@pytest.mark.parametrize("act", OVERWRITES)
def test_the_second_of_two_savers_is_told_and_changes_nothing(wing, act):
    by = worker(wing, act)
    before = state()

    with pytest.raises(Conflict):
        OVERWRITES[act](wing, by, 7)

    assert {place: value for place, value in state().items() if place in before} == before


@pytest.mark.parametrize("act", [*OVERWRITES, *ADDS])
def test_an_act_is_undone_whole(wing, act):
    by = worker(wing, act)
    if act == "rule set made default":
        other = rule_set_of(wing.programme)
    before = state()

    if act == "rule set made default":
        programmes.use_by_default(other, version=1, by=by)
    elif act in OVERWRITES:
        OVERWRITES[act](wing, by, 1)
    else:
        ADDS[act](wing, by)
    done = state()
    undo_last(wing, act)

    assert done != before
    assert state() == before


def test_counts_that_were_taken_away_come_back(wing):
    by = acting(wing.county, Role.ANALYST)
    counted(wing, by)
    before = state()
    wing.site.refresh_from_db()

    counts.remove_counts(
        wing.site, version=wing.site.version, rule_set=wing.rule_set, first=FIRST, last=LAST, reason="Erehdys", by=by
    )
    undo_last(wing, "counts removed")

    # The rows are as they were, under numbers of their own where the database gave new ones.
    assert sorted(map(str, state().items())) == sorted(map(str, before.items()))


def test_numbers_that_were_renewed_are_put_back_and_what_came_is_told_of(wing):
    before = state()
    release, _is_new = renewed(wing, worker(wing, "numbers renewed"))

    undo_last(wing, "numbers renewed")

    release.refresh_from_db()
    assert release.withdrawn_at is not None
    assert {place: value for place, value in state().items() if place in before} == before


def test_compiled_figures_say_why_they_are_not_undone(wing):
    made = compiled(wing, acting(wing.county, Role.ANALYST))

    with pytest.raises(Refused) as refused:
        undo_last(wing, "figures compiled")

    assert str(refused.value)
    assert type(made).objects.filter(pk=made.pk).exists()
