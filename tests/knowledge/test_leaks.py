"""Nothing of the numbers and of screening that is not public reaches whoever may not see it, by whatever door."""

import re

import pytest
from django.apps import apps
from django.urls import reverse

from hyte.core.accounts.choices import Role
from hyte.core.areas.models import Record
from hyte.core.exchange.sheets import sheets
from hyte.core.search.index import reindex
from hyte.core.tasks.models import Job
from hyte.knowledge.indicators import models as numbers
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.indicators.operations.words import interpret, raise_concern
from hyte.knowledge.screening import models as screening
from hyte.knowledge.screening.operations.counts import Entered, enter_counts
from hyte.portal.api.description import lists
from tests.doors import addresses_in, text_of
from tests.factories import DAY, AreaFactory, acting, member
from tests.factories.screening import FIRST, LAST, TODAY, enterer_of
from tests.knowledge.indicators import figures
from tests.knowledge.wing import wing_of

pytestmark = pytest.mark.django_db
APPS = ("indicators", "screening", "incentive")
# Numbers that nothing else on a page can be.
COUNT, UNPUBLISHED = 7_777_337, 8_888_338
NAME, REASON, FILE = "Virheellinen tieto", "Salainen peruste", "salainen-taulukko.csv"
FORGOTTEN = {"withdrawn_on": DAY, "withdrawn_reason": REASON}


@pytest.fixture
def wing():
    wing = wing_of(1, key="salaala")
    _withdrawn_things(wing)
    _counts(wing)
    _on_its_way(wing)
    reindex()
    return wing


def _withdrawn_things(wing):
    county = wing.county
    one = figures.indicator_in(county, "peruttu-luku", name_fi=NAME, definition_fi=NAME, **FORGOTTEN)
    numbers.Dataset.objects.filter(pk=one.dataset.pk).update(name_fi=NAME, publisher=NAME, **FORGOTTEN)
    wing.withdrawn_release = figures.release_of(one, [figures.row(one, county.code, 2012, 12.5)])
    derive_numbers()
    numbers.IndicatorSet.objects.create(key="peruttu-joukko", home=county, name_fi=NAME, **FORGOTTEN)
    numbers.SetMember.objects.create(set_version=wing.version, indicator=one, home=county, group=NAME)
    by = acting(county)
    for words in (
        interpret(wing.indicator, area=county, text=NAME, number=None, by=by, today=DAY),
        raise_concern(county, kind="worry", text=NAME, indicators=[wing.indicator], by=by, today=DAY),
    ):
        type(words).objects.filter(pk=words.pk).update(**FORGOTTEN)
    for kind, key, values in (
        (screening.Programme, "peruttu-ohjelma", {"name_fi": NAME, "kind": "own"}),
        (screening.Site, "peruttu-paikka", {"name": NAME}),
        (screening.Pilot, "peruttu-pilotti", {"name": NAME, "way": NAME, "programme": wing.programme}),
    ):
        kind.objects.create(key=key, home=county, valid_from="2023-01-01", **values, **FORGOTTEN)


def _counts(wing):
    """A site's and deaths' own numbers, and compiled figures that have not been published."""
    site, county = wing.site, wing.county
    values = {"rule_set": wing.rule_set, "first": FIRST, "last": LAST, "rows": [Entered(COUNT, 3)]}
    enter_counts(site, version=site.version, by=enterer_of(site), today=TODAY, **values)
    numbers.DeathCount.objects.create(
        table=numbers.DeathTable.objects.create(key="kuolleet", home=county, name="Kuolleet", producer="Tekijä"),
        home=county,
        area=wing.town,
        period_start="2023-01-01",
        period_end="2023-12-31",
        sex="total",
        age_from=0,
        age_until=74,
        cause="Syy",
        deaths=COUNT,
        population=9_999_999,
    )
    compiled = screening.Compilation.objects.get(pk=wing.compiled.pk)
    compiled.pk, compiled.key, compiled.is_public = None, "julkaisematon", False
    compiled.figures["groups"][0]["screened"] = UNPUBLISHED
    compiled.save()


def _on_its_way(wing):
    """A file of figures that has become nothing yet, and the work that reads it."""
    by = acting(wing.county)
    wing.table = numbers.OwnTable.objects.create(
        home=wing.county,
        dataset=wing.dataset,
        owner=by.user,
        name=FILE,
        content=b"",
        report={"errors": [], "error_count": 1},
    )
    wing.job = Job.objects.create(home=wing.county, owner=by.user, title=FILE)


def records_of(wing):
    """Every record of the wing in the county, by its model."""
    for model in apps.get_models():
        if model._meta.app_label in APPS and issubclass(model, Record):
            for key in model.objects.filter(home=wing.county).values_list("key", flat=True):
                yield model, key


def addresses(wing):
    """Every page of an app with each key of its records, and the doors that are the same for all records."""
    county = wing.county
    keys = {app: sorted({key for model, key in records_of(wing) if model._meta.app_label == app}) for app in APPS}
    own = {"area": [county], "word": ["tarkista", "peru"], "number": [1], "pk": [wing.table.pk]}
    own |= {"hash": [wing.release.hash, wing.withdrawn_release.hash], "kind": ["csv", "json-stat"]}
    found = {address for app in APPS for address in addresses_in(app, key=keys[app], **own, **_second_keys(wing))}
    found |= {f"{reverse('exchange:download', args=[county, name])}?muoto=csv" for name in sheets()}
    found |= {reverse("audit:history", args=[county, model._meta.label_lower, key]) for model, key in records_of(wing)}
    found |= {
        reverse(f"{name}", args=[county]) for name in ("portal:area", "thread:gaps", "tasks:tasks", "files:files")
    }
    found |= {f"/{county.key}/haku/?q={words}" for words in ("virheellinen", "salainen")}
    for one in lists():
        for key in (wing.indicator.key, "peruttu-luku"):
            found.add(f"{one.address.replace('{key}', key)}?area={county.key}")
    return sorted({*found, reverse("tasks:job", args=[wing.job.pk])})


def _second_keys(wing):
    return {"omission": [wing.omission.key], "programme": [wing.programme.key]}


def secrets_in(response):
    """Which of the secrets an answer tells; what was asked for is no telling."""
    text = re.sub(r"[\s\xa0 ]", " ", text_of(response))
    plain = re.sub(r"(?<=\d) (?=\d{3})", "", re.sub(r'(\?q=|value=")[^"&<]*', "", text))
    told = {NAME: NAME, REASON: REASON, FILE: FILE, "count": str(COUNT), "unpublished": str(UNPUBLISHED)}
    return {secret for secret, words in told.items() if words in plain}


READERS = {
    "visitor": lambda wing: None,
    "elsewhere": lambda wing: member(AreaFactory(), Role.ADMINISTRATOR),
    "analyst of a municipality": lambda wing: member(wing.town, Role.ANALYST),
    "official": lambda wing: member(wing.county, Role.OFFICIAL),
}
# Its own workers see what was withdrawn and what is not published yet; a site's numbers and another's file they do not.
OF_WORKERS = {NAME, REASON, "unpublished"}


@pytest.mark.parametrize("who", READERS)
def test_no_door_of_the_wing_tells_what_is_not_public(client, wing, who):
    reader = READERS[who](wing)
    if reader:
        client.force_login(reader)

    told, opened = {}, 0
    for address in addresses(wing):
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code == 200:
            opened += 1
            told[address] = secrets_in(response) - (OF_WORKERS if who == "official" else set())

    assert opened > 60
    assert {address: found for address, found in told.items() if found} == {}


def test_those_whose_they_are_see_them(client, wing):
    county = wing.county
    client.force_login(enterer_of(wing.site).user)
    site = secrets_in(client.get(wing.site.get_absolute_url()))
    client.force_login(wing.table.owner)
    table = secrets_in(client.get(wing.table.get_absolute_url()))
    withdrawn = secrets_in(client.get(reverse("indicators:dataset", args=[county, "aineisto-peruttu-luku"])))

    assert (site, table, withdrawn) == ({"count"}, {FILE}, {NAME})
