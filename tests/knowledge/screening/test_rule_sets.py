"""Programmes and rule sets by forms: what is refused, and what a preview tells before anything is saved."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.recording import Refused
from hyte.knowledge.screening.limit_lines import Limit, limit_of, read_limit, written_limit
from hyte.knowledge.screening.models import Base, Compilation, Programme, RuleSet
from hyte.knowledge.screening.operations.rule_sets import (
    add_programme,
    add_rule_set,
    change_programme,
    change_rule_set,
)
from tests.factories import AreaFactory, acting, member
from tests.factories.screening import FIRST, LAST, TODAY, base_of, count_of, programme_of, rule_set_of, site_of

pytestmark = pytest.mark.django_db
WOMEN, MEN = Limit("women", 20, 64, 5), Limit("men", 20, 64, 6)


def added(programme, by=None, **values):
    return add_rule_set(
        programme,
        by=by or acting(programme.home),
        today=TODAY,
        **{
            "name": "Uusi",
            "source": "THL",
            "is_checked": True,
            "is_research": False,
            "limits": [WOMEN, MEN],
            **values,
        },
    )


def changed(rule_set, **values):
    given = {
        "name": "Uusi",
        "source": "THL",
        "is_checked": True,
        "is_research": False,
        "limits": [WOMEN],
        "version": rule_set.version,
    }
    return change_rule_set(rule_set, by=acting(rule_set.home), today=TODAY, **{**given, **values})


def limits_of(rule_set):
    return [limit_of(line) for line in RuleSet.objects.get(pk=rule_set.pk).shown_lines]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("naiset; 20–64; 5", WOMEN),
        ("men; 20-64; 6", MEN),
        ("kaikki; 65+; 4; riski", Limit("all", 65, None, 4, "riski")),
        ("alla; kaikki; 12", Limit("all", 0, None, 12)),
    ],
)
def test_a_limit_is_read_as_it_is_written(text, limit):
    assert read_limit(text) == limit
    assert read_limit(written_limit(limit)) == limit


@pytest.mark.parametrize("text", ["naiset 20 5", "lapset; 1-5; 3", "men; 64-20; 5", "men; 20-64; -1", "men; 20-64; x"])
def test_a_line_that_is_no_limit_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=text[:5]):
        read_limit(text)


def test_a_rule_set_is_added_with_its_limits_and_is_not_the_default():
    rule_set = added(programme_of())

    assert limits_of(rule_set) == [MEN, WOMEN]
    assert (rule_set.is_default, rule_set.status) == (False, "read")


def test_limits_change_until_counts_have_been_made_by_them():
    rule_set = added(programme_of())

    changed(rule_set)
    assert limits_of(rule_set) == [WOMEN]
    rule_set.refresh_from_db()
    changed(rule_set, limits=[WOMEN, MEN])
    assert limits_of(rule_set) == [MEN, WOMEN]

    count_of(site_of(rule_set.programme), 40, 6, rule_set=rule_set)
    rule_set.refresh_from_db()
    with pytest.raises(Refused):
        changed(rule_set)
    assert changed(rule_set, limits=[WOMEN, MEN], name="Muu").name_fi == "Muu"


def test_the_default_never_becomes_research():
    programme = programme_of()
    default = programme.rule_sets.get(is_default=True)

    with pytest.raises(Refused):
        changed(default, is_research=True)


@pytest.mark.parametrize("values", [{"limits": [WOMEN, WOMEN]}, {"source": ""}])
def test_what_a_rule_set_refuses(values):
    with pytest.raises(Refused):
        added(programme_of(), **values)


def test_a_programme_about_alcohol_is_made_sensitive():
    area = AreaFactory()

    made = add_programme(area, name="AUDIT-C", kind="audit-c", counted="forms", by=acting(area), today=TODAY)

    assert (made.is_sensitive, made.threshold) == (True, 10)
    with pytest.raises(Refused):
        add_programme(area, name="audit-c", kind="own", counted="forms", by=acting(area), today=TODAY)


def test_what_is_counted_stays_once_there_are_counts():
    programme = programme_of()
    count_of(site_of(programme), 40, 6)
    given = {"name": "Muu", "kind": "own", "description": "", "by_group": True, "is_sensitive": False, "source": ""}

    with pytest.raises(Refused):
        change_programme(programme, version=1, counted="persons", by=acting(programme.home), **given)

    kept = change_programme(programme, version=1, counted="forms", by=acting(programme.home), **given)
    assert (kept.name_fi, kept.by_group) == ("Muu", True)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OFFICIAL, Role.PROFESSIONAL, Role.READER])
def test_only_coordinators_and_administrators_keep_rule_sets(role):
    programme = programme_of()

    with pytest.raises(NotAllowed):
        added(programme, by=acting(programme.home, role))
    with pytest.raises(NotAllowed):
        add_programme(
            programme.home,
            name="X",
            kind="own",
            counted="forms",
            by=acting(programme.home, role),
            today=TODAY,
        )


def test_a_rule_set_s_change_is_shown_before_it_is_saved(client):
    programme = programme_of()
    research = rule_set_of(programme, lines=(("women", 20, 64, 5), ("men", 20, 64, 6)))
    client.force_login(member(programme.home))
    address = reverse("screening:rule-set-act", args=[programme.home, research.key, "muuta"])
    given = {
        "version": 1,
        "name": "Tutkimus",
        "source": "Lähde",
        "is_research": "on",
        "limits": "naiset; 20–64; 5\r\nkaikki; 65+; 4",
    }

    seen = client.post(address, given).content.decode()

    assert _("Limit taken away: %(limit)s") % {"limit": written_limit(MEN)} in seen
    assert _("New limit: %(limit)s") % {"limit": written_limit(Limit("all", 65, None, 4))} in seen
    assert _("Marked as research, no advice for treatment: it cannot be used by default.") in seen
    assert limits_of(research) == [MEN, WOMEN]

    assert client.post(address, {**given, "tallenna": "1"}).status_code == 302
    assert limits_of(research) == [WOMEN, Limit("all", 65, None, 4)]


def test_a_faulty_line_is_named_and_nothing_is_saved(client):
    programme = programme_of()
    client.force_login(member(programme.home))
    address = reverse("screening:programme-act", args=[programme.home, programme.key, "saannosto"])

    answer = client.post(address, {"version": 1, "name": "X", "source": "Y", "limits": "lapset; 1-5; 3"})

    assert answer.status_code == 422
    assert "lapset; 1-5; 3" in answer.content.decode()
    assert RuleSet.objects.count() == 1


def test_a_new_base_tells_what_coverage_becomes_before_it_is_saved(client):
    programme = programme_of()
    Compilation.objects.create(
        key="kooste",
        home=programme.home,
        programme=programme,
        rule_set=programme.rule_sets.get(),
        base=base_of(programme, 1000),
        first=FIRST,
        last=LAST,
        made_on=TODAY,
        figures={
            "threshold": 5,
            "site_count": 1,
            "screening_sites": 1,
            "groups": [{"group": "total", "screened": 100}],
        },
    )
    client.force_login(member(programme.home))
    address = reverse("screening:programme-act", args=[programme.home, programme.key, "vertailuluku"])
    given = {"version": 1, "name": "Asiakkaat", "number": "2000", "day": "2026-01-01", "source": "Tietoallas"}

    seen = client.post(address, given).content.decode().replace("\xa0", " ")

    assert "5,0 %" in seen
    assert "10,0 %" in seen
    assert Base.objects.count() == 1
    assert client.post(address, {**given, "tallenna": "1"}).status_code == 302
    assert Base.objects.count() == 2


def test_a_programme_is_added_after_its_effect_has_been_seen(client):
    area = AreaFactory()
    client.force_login(member(area))
    address = reverse("screening:programme-add", args=[area])
    given = {"name": "Lähisuhdeväkivalta", "kind": "violence", "counted": "persons"}

    seen = client.post(address, given).content.decode()

    assert not Programme.objects.exists()
    assert _("Zeros are hidden as well, and nothing is published by month or by site.") in seen
    client.post(address, {**given, "tallenna": "1"})
    assert Programme.objects.get().is_sensitive


def test_a_set_without_limits_says_that_none_are_loaded(client):
    programme = programme_of()
    rule_set_of(programme, lines=())

    shown = client.get(reverse("screening:programme", args=[programme.home, programme.key])).content.decode()

    assert shown.count(_("No limits have been loaded.")) == 1
