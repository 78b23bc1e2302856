"""Compiled figures over time: alike periods, gaps where nothing is shown, breaks where the base changes."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from hyte.knowledge.screening.models import Compilation
from hyte.knowledge.screening.pictures import pictures_of
from hyte.knowledge.screening.queries.monitor import compilations_of_programme, trend
from hyte.knowledge.screening.queries.over_time import points_of
from tests.factories import member
from tests.factories.screening import TODAY, base_of, programme_of

pytestmark = pytest.mark.django_db
QUARTERS = [
    (date(2025, 1, 1), date(2025, 3, 31)),
    (date(2025, 4, 1), date(2025, 6, 30)),
    (date(2025, 7, 1), date(2025, 9, 30)),
    (date(2025, 10, 1), date(2025, 12, 31)),
]


def compilation_of(programme, period, screened=100, above=20, base=None):
    group = {"group": "total", "screened": screened, "at_or_above": above, "brief_interventions": None, "refused": None}
    return Compilation.objects.create(
        key=f"kooste-{Compilation.objects.count()}",
        home=programme.home,
        programme=programme,
        rule_set=programme.rule_sets.get(is_default=True),
        base=base,
        first=period[0],
        last=period[1],
        made_on=TODAY,
        is_public=True,
        figures={"threshold": 5, "site_count": 1, "screening_sites": 1, "groups": [group]},
    )


def points(programme):
    return points_of(trend(compilations_of_programme(programme, user=None)), programme)


def test_a_quarter_that_is_hidden_and_one_that_was_not_compiled_are_gaps():
    programme = programme_of()
    compilation_of(programme, QUARTERS[0])
    compilation_of(programme, QUARTERS[1], above=None)
    compilation_of(programme, QUARTERS[3])

    found = [(one.first, one.share and one.share.value, one.is_hidden, one.is_compiled) for one in points(programme)]

    assert found == [
        (date(2025, 1, 1), 0.2, False, True),
        (date(2025, 4, 1), None, True, True),
        (date(2025, 7, 1), None, False, False),
        (date(2025, 10, 1), 0.2, False, True),
    ]


def test_periods_of_other_lengths_and_overlapping_ones_are_not_drawn():
    programme = programme_of()
    compilation_of(programme, (date(2025, 1, 1), date(2025, 6, 30)))
    compilation_of(programme, (date(2025, 5, 1), date(2025, 7, 31)))
    for period in QUARTERS[1:]:
        compilation_of(programme, period)

    assert [(one.first, one.last) for one in points(programme)] == QUARTERS[1:]


def test_a_month_of_a_sensitive_programme_is_not_drawn():
    programme, other = programme_of(kind="audit-c"), programme_of()
    for one in (programme, other):
        compilation_of(one, (date(2025, 1, 1), date(2025, 1, 31)))
        compilation_of(one, (date(2025, 2, 1), date(2025, 2, 28)))

    assert points(programme) == []
    assert len(points(other)) == 2


def test_coverage_has_an_interval_only_where_persons_are_counted_and_breaks_with_the_base():
    forms, persons = programme_of(), programme_of(counted="persons")
    for programme in (forms, persons):
        compilation_of(programme, QUARTERS[0], base=base_of(programme, 1000))
        compilation_of(programme, QUARTERS[1], base=base_of(programme, 2000))

    found = {one.pk: points(one) for one in (forms, persons)}

    assert [one.coverage for one in found[forms.pk]] == [0.1, 0.05]
    assert [one.coverage_limits for one in found[forms.pk]] == [None, None]
    assert all(one.coverage_limits.lower < one.coverage for one in found[persons.pk])
    assert [one.has_new_base for one in found[forms.pk]] == [False, True]
    told = " ".join(pictures_of(found[forms.pk])[1].notes)
    assert _("The dashed line is where the base changes: coverage before and after it cannot be compared.") in told


def test_the_page_draws_what_it_has_with_the_gaps_in_words(client):
    programme = programme_of()
    compilation_of(programme, QUARTERS[0])
    compilation_of(programme, QUARTERS[1], above=None)
    compilation_of(programme, QUARTERS[2])
    client.force_login(member(programme.home))

    shown = client.get(reverse("screening:programme", args=[programme.home, programme.key])).content.decode()

    assert shown.count('class="chart"') == 1
    assert _("Hidden, because the numbers are small: %(periods)s.") % {"periods": "4–6/2025"} in shown
