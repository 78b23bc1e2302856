"""Pages of screening: who sees what, the month's form, the calculators."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.accounts.choices import Role
from hyte.core.audit.models import AuditEntry
from hyte.knowledge.screening.models import Compilation, Pilot, PilotCount, SiteCount
from hyte.knowledge.screening.operations.compilations import compile_figures, publish_figures
from hyte.knowledge.screening.operations.counts import Entered, enter_counts
from hyte.knowledge.screening.queries.pilots import funnel_of, undecided_pilots
from tests.factories import AreaFactory, MunicipalityFactory, acting, member
from tests.factories.screening import (
    FIRST,
    LAST,
    TODAY,
    base_of,
    count_of,
    enterer_of,
    programme_of,
    rule_set_of,
    site_of,
)

pytestmark = pytest.mark.django_db
SECRET = 7777  # a site's own number, which nothing else on a page can be


def compiled(programme, *, base=None, is_public=False, **values):
    by = acting(programme.home)
    rule_set = programme.rule_sets.get(is_default=True)
    found = compile_figures(
        programme, rule_set=rule_set, base=base, by=by, today=TODAY, **{"first": FIRST, "last": LAST, **values}
    )
    return publish_figures(found, version=1, by=by) if is_public else found


def page(client, name, *arguments, **parameters):
    return client.get(reverse(f"screening:{name}", args=arguments), parameters)


def points(number, most=12):
    """So many points, as the calculator's page says it."""
    words = ngettext("%(count)s point of %(most)s", "%(count)s points of %(most)s", number)
    return words % {"count": number, "most": most}


def text(response):
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_a_visitor_sees_published_figures_without_sites(client):
    programme = programme_of()
    count_of(site_of(programme), 1200, 300)
    count_of(site_of(programme), 900, 200)
    compiled(programme, base=base_of(programme, 10000), is_public=True)

    shown = text(page(client, "programme", programme.home, programme.key))

    assert "23,8 %" in shown
    assert "21,0 %" in shown
    assert "2 100" in shown
    assert 'id="sites"' not in shown
    assert "1 200" not in shown


def test_figures_not_published_are_for_the_area_s_workers(client):
    programme = programme_of()
    site = site_of(programme)
    count_of(site, 1200, 300)
    compiled(programme)
    address = [programme.home, programme.key]

    assert "1 200" not in text(page(client, "programme", *address))
    client.force_login(member(AreaFactory()))
    assert "1 200" not in text(page(client, "programme", *address))
    client.force_login(member(programme.home))
    shown = text(page(client, "programme", *address))
    assert "1 200" in shown
    assert site.name in shown


def test_a_new_base_warns(client):
    programme = programme_of()
    count_of(site_of(programme), 1200, 300)
    compiled(programme, base=base_of(programme, 10000), is_public=True)
    before = text(page(client, "programme", programme.home, programme.key))

    base_of(programme, 12000, date(2026, 4, 1))
    after = text(page(client, "programme", programme.home, programme.key))

    assert 'role="status"' not in before
    assert 'data-color="warning" role="status"' in after
    assert "12 000" in after
    assert "12,0 %" in after  # what was compiled stays as it was


def test_one_rule_set_at_a_time_and_research_says_what_it_is(client):
    programme = programme_of()
    research = rule_set_of(programme, is_research=True)
    site = site_of(programme)
    count_of(site, 1200, 300)
    count_of(site, 1200, 600, rule_set=research)
    client.force_login(member(programme.home, Role.ANALYST))
    compiled(programme)
    compile_figures(programme, rule_set=research, first=FIRST, last=LAST, by=acting(programme.home), today=TODAY)

    usual = text(page(client, "programme", programme.home, programme.key))
    other = text(page(client, "programme", programme.home, programme.key, saannosto=research.key))

    assert ("25,0 %" in usual, "50,0 %" in usual) == (True, False)
    assert ("25,0 %" in other, "50,0 %" in other) == (False, True)
    assert _("research, no advice for treatment") in other
    assert page(client, "programme", programme.home, programme.key, saannosto="muu").status_code == 404


def secret_pages(area, programme, site):
    names = [
        ("programmes", [area]),
        ("programme", [area, programme.key]),
        ("entered", [area, programme.key]),
        ("site", [area, site.key]),
        ("enter", [area, site.key, programme.key]),
        ("remove-counts", [area, site.key, SiteCount.objects.get(screened=SECRET).pk]),
        ("pilots", [area]),
    ]
    addresses = [reverse(f"screening:{name}", args=arguments) for name, arguments in names]
    tables = ["screening_counts", "screening_sites", "pilot_counts", "screening_rule_lines"]
    addresses += [reverse("exchange:download", args=[area, name]) + "?muoto=csv" for name in tables]
    labels = [("screening.site", site.key), ("screening.programme", programme.key)]
    labels += [("screening.ruleset", row.key) for row in programme.rule_sets.all()]
    addresses += [reverse("audit:history", args=[area, *label]) for label in labels]
    addresses += [reverse("audit:history", args=[area, "screening.sitecount", site.key])]
    return [*addresses, f"/{area.key}/haku/?q={SECRET}", f"/{area.key}/puutteet/"]


@pytest.mark.parametrize("who", ["visitor", "coordinator", "official", "enterer of another site", "analyst elsewhere"])
def test_no_page_tells_a_site_s_own_numbers_to_others(client, who):
    programme = programme_of(kind="audit-c")
    site, other = site_of(programme), site_of(programme)
    enter_counts(
        site,
        version=1,
        rule_set=programme.rule_sets.get(is_default=True),
        first=FIRST,
        last=LAST,
        rows=[Entered(SECRET, 3)],
        by=enterer_of(site),
        today=TODAY,
    )
    users = {
        "coordinator": lambda: member(programme.home),
        "official": lambda: member(programme.home, Role.OFFICIAL),
        "enterer of another site": lambda: enterer_of(other).user,
        "analyst elsewhere": lambda: member(AreaFactory(), Role.ANALYST),
    }
    if who in users:
        client.force_login(users[who]())

    for address in secret_pages(programme.home, programme, site):
        response = client.get(address)
        assert response.status_code in (200, 302, 403, 404), address
        plain = response.content.decode(errors="replace").replace("\xa0", "").replace("?q=7777", "")
        assert str(SECRET) not in plain.replace(f'value="{SECRET}"', "") or "haku" in address, address


def test_the_site_s_own_enterer_and_the_analyst_see_small_numbers(client):
    programme = programme_of()
    site = site_of(programme)
    count_of(site, SECRET, 3)

    for user in (enterer_of(site).user, member(programme.home, Role.ANALYST)):
        client.force_login(user)
        assert "7 777" in text(page(client, "site", programme.home, site.key))
        shown = page(client, "entered", programme.home, programme.key)
        assert "7 777" in text(shown)
        assert shown["Cache-Control"] == "no-store"


def test_an_enterer_finds_the_way_to_the_own_site_on_the_desk(client):
    site = site_of(programme_of())
    client.force_login(enterer_of(site).user)

    desk = text(client.get(reverse("tasks:desk")))

    assert f'<a class="ds-link" href="{site.get_absolute_url()}">vain {site.name}</a>' in desk
    assert site.key not in desk.replace(site.get_absolute_url(), "")


def test_an_enterer_sees_only_the_own_site_among_the_entered(client):
    programme = programme_of()
    site, other = site_of(programme), site_of(programme)
    count_of(site, 40, 6)
    count_of(other, SECRET, 3)
    client.force_login(enterer_of(site).user)

    assert "7 777" not in text(page(client, "entered", programme.home, programme.key))


def test_a_month_is_asked_with_the_month_before_it_in_sight(client):
    programme = programme_of()
    site = site_of(programme)
    count_of(site, 44, 6, first=date(2026, 3, 1), last=date(2026, 3, 31), brief_interventions=4, refused=1)
    client.force_login(enterer_of(site).user)
    address = reverse("screening:enter", args=[programme.home, site.key, programme.key]) + "?kuukausi=2026-04"

    asked = text(client.get(address))
    assert _("month before: %(number)s") % {"number": 44} in asked
    lacking = client.post(address, {"version": 1, "screened_0": "50", "at_or_above_0": "7", "refused_0": "0"})
    assert lacking.status_code == 422
    assert _("The number is missing. Write 0 if there were none.") in lacking.content.decode()
    saved = client.post(
        address,
        {"version": 1, "screened_0": "50", "at_or_above_0": "7", "brief_interventions_0": "5", "refused_0": "0"},
    )

    assert saved.status_code == 302
    assert list(SiteCount.objects.filter(first=date(2026, 4, 1)).values_list("screened", "last")) == [
        (50, date(2026, 4, 30))
    ]


def test_a_programme_counted_by_group_asks_each_group(client):
    programme = programme_of(by_group=True)
    site = site_of(programme)
    client.force_login(enterer_of(site).user)

    asked = page(client, "enter", programme.home, site.key, programme.key, kuukausi="2026-04").content.decode()

    assert asked.count('name="screened_') == 4


def test_a_municipality_shows_its_county_s_programmes(client):
    programme = programme_of()
    town = MunicipalityFactory(county=programme.home)

    assert str(programme) in text(page(client, "programmes", town))


@pytest.fixture
def audit_c():
    programme = programme_of(kind="audit-c")
    rule_set_of(programme, lines=(("women", 65, 79, 3),), is_research=True)
    return programme


def answered(client, area, **values):
    given = {"age": "70", "sex": "women", "often": "3", "units": "0", "six": "0", **values}
    return client.post(reverse("screening:audit-c", args=[area]), given)


def test_points_are_held_against_each_rule_set(client, audit_c):
    client.force_login(member(audit_c.home, Role.PROFESSIONAL))

    shown = text(answered(client, audit_c.home))

    assert points(3) in shown
    assert _("below the limit") in shown  # the default's 4
    assert _("at or above the limit") in shown  # of the research's 3
    assert _("research, no advice for treatment") in shown
    assert _("Record the result in the patient record system.") in shown


@pytest.mark.parametrize("values", [{"age": "19"}, {"age": "30", "is_pregnant": "on"}])
def test_outside_a_set_s_ages_and_in_pregnancy_there_is_no_limit(client, audit_c, values):
    client.force_login(member(audit_c.home, Role.PROFESSIONAL))

    shown = text(answered(client, audit_c.home, **values))

    assert shown.count(_("no limit in this rule set")) == 2
    assert _("below the limit") not in shown


def test_a_calculator_leaves_no_trace(client, audit_c, caplog):
    client.force_login(member(audit_c.home, Role.PROFESSIONAL))
    before = AuditEntry.objects.count(), Session.objects.values_list("session_data", flat=True).get()

    with CaptureQueriesContext(connection) as asked:
        response = answered(client, audit_c.home)

    assert "no-store" in response["Cache-Control"]
    assert [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE"))] == []
    assert (AuditEntry.objects.count(), Session.objects.values_list("session_data", flat=True).get()) == before
    assert caplog.records == []
    assert points(3) not in text(client.get(reverse("screening:audit-c", args=[audit_c.home]), {"often": "3"}))


def test_whoever_never_drinks_may_leave_the_rest(client, audit_c):
    client.force_login(member(audit_c.home, Role.PROFESSIONAL))

    assert points(0) in text(answered(client, audit_c.home, often="0", units="", six=""))
    assert answered(client, audit_c.home, units="").status_code == 422


def test_frat_is_off_until_its_status_is_confirmed(client, settings):
    programme = programme_of(kind="fall-risk")
    rule_set = programme.rule_sets.get()
    rule_set.lines.all().delete()
    rule_set.lines.create(key="frat-12", home=programme.home, sex="all", age_from=0, at_least=12, words="kohonnut")
    client.force_login(member(programme.home, Role.PROFESSIONAL))
    address = reverse("screening:frat", args=[programme.home])
    given = {"age": "80", "sex": "men", "falls": "6", "medication": "2", "mind": "2", "cognition": "2"}

    settings.FRAT_CONFIRMED = ""
    off = text(client.post(address, given))
    settings.FRAT_CONFIRMED = "1.11.2026 N.N."
    on = text(client.post(address, given))

    assert points(12, 20) not in off
    assert points(12, 20) in on
    assert "kohonnut" in on
    assert "1.11.2026 N.N." in on


def test_calculators_are_for_the_area_s_workers(client, audit_c):
    assert answered(client, audit_c.home).status_code == 404


def test_a_pilot_past_its_end_without_a_decision_is_a_gap(client):
    programme = programme_of()
    common = {"home": programme.home, "programme": programme, "way": "Tapaamiset", "valid_from": date(2025, 1, 1)}
    late = Pilot.objects.create(key="myohassa", name="Myöhässä", valid_until=date(2025, 12, 31), **common)
    Pilot.objects.create(key="kesken", name="Kesken", valid_until=date(2027, 12, 31), **common)
    Pilot.objects.create(
        key="valmis",
        name="Valmis",
        valid_until=date(2025, 12, 31),
        decision="stop",
        decided_on=TODAY,
        decision_reason="Syy",
        **common,
    )
    client.force_login(member(programme.home))

    assert list(undecided_pilots(programme.home, user=None, day=TODAY)) == [late]
    gaps = text(client.get(reverse("thread:gaps", args=[programme.home])))
    assert "Myöhässä" in gaps
    assert "Valmis" not in gaps


def test_a_funnel_hides_small_numbers_small_losses_and_small_growth():
    programme = programme_of()
    pilot = Pilot.objects.create(key="p", name="P", home=programme.home, programme=programme, way="W")
    numbers = {"identified": 100, "referred": 98, "started": 60, "completed": 30, "changed": 2}
    PilotCount.objects.create(home=programme.home, pilot=pilot, day=FIRST, **numbers)
    analyst = member(programme.home, Role.ANALYST)

    seen = [step.number for step in funnel_of(pilot, user=None).steps]
    PilotCount.objects.create(
        home=programme.home, pilot=pilot, day=LAST, **{**numbers, "identified": 120, "referred": 110, "started": 62}
    )
    later = [step.number for step in funnel_of(pilot, user=None).steps]

    assert seen[4] is None
    assert None in seen[:2]
    assert seen[2:4] == [60, 30]
    assert later[2] is None
    assert [step.number for step in funnel_of(pilot, user=analyst).steps] == [120, 110, 62, 30, 2]


def of_size(number):
    programme = programme_of()
    home = programme.home
    for n in range(number):
        site = site_of(programme)
        count_of(site, 100 + n, 30)
        programme_of(home)
        Pilot.objects.create(key=f"{home.key}-{n}", name=f"P {n}", home=home, programme=programme, site=site, way="W")
    rule_set = programme.rule_sets.get(is_default=True)
    for n in range(number):
        Compilation.objects.create(
            key=f"{home.key}-kooste-{n}",
            home=home,
            programme=programme,
            rule_set=rule_set,
            base=base_of(programme),
            first=FIRST,
            last=LAST,
            made_on=TODAY,
            is_public=True,
            figures={
                "threshold": 5,
                "site_count": 3,
                "screening_sites": 2,
                "groups": [
                    {
                        "group": "total",
                        "screened": 100,
                        "at_or_above": 20,
                        "brief_interventions": 15,
                        "refused": 6,
                    }
                ],
            },
        )
    return programme


def questions(client, programme):
    client.force_login(member(programme.home, Role.ANALYST))
    counts = {}
    for name, arguments in (
        ("programmes", []),
        ("programme", [programme.key]),
        ("entered", [programme.key]),
        ("pilots", []),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert page(client, name, programme.home, *arguments).status_code == 200
        counts[name] = len(asked)
    return counts


def test_pages_ask_equally_often_for_few_and_for_many(client):
    few, many = of_size(14), of_size(30)

    assert questions(client, few) == questions(client, many)
