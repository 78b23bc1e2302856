"""The knowledge wing of a county: each kind of its records so many times, all tied to the first of what they hang on."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from django.urls import reverse

from hyte.core.areas.models import Area
from hyte.governance.structure.models import Claim, Theme
from hyte.knowledge.incentive import models as incentive
from hyte.knowledge.indicators import models as numbers
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.screening import models as screening
from tests.factories import DAY, AreaFactory, FocusAreaFactory, MunicipalityFactory, OrganisationFactory, UserFactory
from tests.factories.screening import base_of, count_of, rule_set_of, site_of
from tests.knowledge.indicators import figures

START = date(2023, 1, 1)
YEARS = (2011, 2012)


def wing_of(number: int, *, key: str = "alue") -> SimpleNamespace:
    """A county with `number` records of each kind; the attributes are the first of each, by the word of its page."""
    county = AreaFactory(key=key, code=f"HVA{Area.objects.count():02d}")
    OrganisationFactory(home=county, key=f"{key}-hva")
    first = SimpleNamespace(county=county)
    for n in range(number):
        _numbers_in(county, first, n)
        _words_in(county, first, n)
        _screening_in(county, first, n)
    first.site.programmes.set(screening.Programme.objects.filter(home=county))
    _releases_in(county, first, number)
    _incentive_in(county, first, number)
    return first


LISTS = (
    "indicators:catalogue",
    "indicators:profile",
    "indicators:population",
    "indicators:inequality",
    "indicators:sets",
    "indicators:concerns",
    "indicators:concern-raise",
    "indicators:region-profile",
    "indicators:freshness",
    "indicators:lost-years",
    "screening:programmes",
    "screening:pilots",
    "screening:pilot-begin",
    "screening:site-add",
    "incentive:standing",
    "incentive:follow-up",
    "incentive:what-if",
    "incentive:act-add",
    "incentive:result-add",
    "portal:area",
    "thread:gaps",
)


def pages_of(wing: SimpleNamespace) -> dict[str, str]:
    """The address of each page of numbers and screening by its name, and of what the open data tells of them."""
    county, town, one = wing.county, wing.town, wing.indicator
    own = {
        "indicator": one.get_absolute_url(),
        "dataset": wing.dataset.get_absolute_url(),
        "own figures": reverse("indicators:own-figures", args=[county, wing.dataset.key]),
        "release": wing.release.get_absolute_url(),
        "older release": wing.old_release.get_absolute_url(),
        "set": wing.group.get_absolute_url(),
        "concern": wing.concern.get_absolute_url(),
        "check a concern": reverse("indicators:concern-act", args=[county, wing.concern.key, "tarkista"]),
        "programme": wing.programme.get_absolute_url(),
        "entered": reverse("screening:entered", args=[county, wing.programme.key]),
        "site": wing.site.get_absolute_url(),
        "month": reverse("screening:enter", args=[county, wing.site.key, wing.programme.key]),
        "pilot": wing.pilot.get_absolute_url(),
        "list of the incentive": wing.incentive_list.get_absolute_url(),
        "what if all were done": f"{reverse('incentive:what-if', args=[county])}?{wing.all_acts}",
        "a municipality's profile": reverse("indicators:profile", args=[town]),
        "a municipality's indicator": reverse("indicators:indicator", args=[town, one.key]),
        "a municipality's freshness": reverse("indicators:freshness", args=[town]),
        "indicators of the open data": f"/api/v1/indicators?area={county.key}&limit=100",
        "values of the open data": f"/api/v1/indicators/{one.key}/values?area={county.key}",
    }
    return {**{name: reverse(name, args=[county]) for name in LISTS}, **own}


def _set_once(first: SimpleNamespace, **records: object) -> None:
    for word, record in records.items():
        if not hasattr(first, word):
            setattr(first, word, record)


def _numbers_in(county: Area, first: SimpleNamespace, n: int) -> None:
    """An indicator in the first data set and a data set with one of its own, sets with the first indicator in all of them."""
    key = county.key
    town = MunicipalityFactory(county=county, key=f"{key}-kunta-{n}", code=f"KU{100 + Area.objects.count()}")
    one = figures.indicator_in(county, f"{key}-luku-{n}", kind="index", name_fi=f"Luku {n}")
    _set_once(first, indicator=one, dataset=one.dataset, town=town)
    if one.pk != first.indicator.pk:
        numbers.Indicator.objects.create(
            key=f"{key}-rinnalla-{n}", home=county, dataset=first.dataset, name_fi=f"Rinnalla {n}", polarity="low"
        )
    theme = Theme.objects.create(
        key=f"{key}-karki-{n}", home=county, name_fi=f"Kärki {n}", set_name_fi="Kärjet", valid_from=START
    )
    focus_area = FocusAreaFactory(home=county)
    _set_once(first, theme=theme, focus_area=focus_area)
    first.indicator.themes.add(theme)
    first.indicator.focus_areas.add(focus_area)
    group = numbers.IndicatorSet.objects.create(key=f"{key}-joukko-{n}", home=county, name_fi=f"Joukko {n}")
    _set_once(first, group=group, members=[])
    version = numbers.SetVersion.objects.create(
        key=f"{key}-joukko-{n}-1", home=county, of=group, label="1", valid_from=START
    )
    _set_once(first, version=version)
    first.members.append(
        numbers.SetMember.objects.create(set_version=first.version, indicator=one, home=county, order=n)
    )
    if version.pk != first.version.pk:
        numbers.SetMember.objects.create(set_version=version, indicator=first.indicator, home=county)


def _words_in(county: Area, first: SimpleNamespace, n: int) -> None:
    """What people say of the first indicator, and a claim and a worry that lean on it."""
    key = county.key
    words = numbers.Interpretation.objects.create(
        key=f"{key}-sanat-{n}", home=county, indicator=first.indicator, text=f"Sanat {n}", day=DAY, author=UserFactory()
    )
    omission = numbers.Omission.objects.create(
        key=f"{key}-poissa-{n}", home=county, member=first.members[n], reason=f"Syy {n}"
    )
    concern = numbers.Concern.objects.create(
        key=f"{key}-huoli-{n}", home=county, kind="worry", text=f"Huoli {n}", day=DAY
    )
    _set_once(first, words=words, omission=omission, concern=concern)
    concern.indicators.add(first.indicator)
    first.concern.indicators.add(numbers.Indicator.objects.get(key=f"{key}-luku-{n}"))
    claim = Claim.objects.create(key=f"{key}-vaite-{n}", home=county, text_fi=f"Väite {n}", year=2023, order=n)
    _set_once(first, claim=claim)
    numbers.ClaimMeasure.objects.create(claim=claim, indicator=first.indicator, home=county)


def _screening_in(county: Area, first: SimpleNamespace, n: int) -> None:
    """A programme; sites, rule sets, bases, targets, compiled figures and pilots of the first one."""
    key = county.key
    programme = screening.Programme.objects.create(
        key=f"{key}-ohjelma-{n}", home=county, name_fi=f"Ohjelma {n}", kind="own", valid_from=START
    )
    _set_once(first, programme=programme)
    rule_set = rule_set_of(programme, is_default=True)
    _set_once(first, rule_set=rule_set)
    if n:
        rule_set_of(first.programme)
    site = site_of(first.programme)
    _set_once(first, site=site)
    month = date(2023 + n // 12, n % 12 + 1, 1)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    for screened in (first.site, site) if n else (site,):
        count_of(screened, 1000 + n, 200, rule_set=first.rule_set, first=month, last=last)
    _set_once(first, base=base_of(first.programme, 10_000 + n, START + timedelta(days=n)))
    screening.Target.objects.create(
        key=f"{key}-tavoite-{n}", home=county, programme=first.programme, measure="coverage", percent=20, day=DAY
    )
    published = screening.PublishedFigure.objects.create(
        key=f"{key}-julkaistu-{n}", home=county, programme=first.programme, told_on=f"{n + 1}.7.2023", screens=4000 + n
    )
    compiled = screening.Compilation.objects.create(
        key=f"{key}-kooste-{n}",
        home=county,
        programme=first.programme,
        rule_set=first.rule_set,
        first=month,
        last=last,
        made_on=DAY,
        is_public=True,
        figures={
            "threshold": 5,
            "groups": [_sums("all", 1000 + n)],
            "site_count": n + 1,
            "screening_sites": 1,
            "sites": [{"key": site.key, "name": site.name, "screened": 1000 + n}],
        },
    )
    pilot = screening.Pilot.objects.create(
        key=f"{key}-pilotti-{n}",
        home=county,
        name=f"Pilotti {n}",
        programme=first.programme,
        site=site,
        way="Näin",
        valid_from=START,
        valid_until=date(2024, 12, 31),
    )
    _set_once(first, published=published, compiled=compiled, pilot=pilot)
    steps = {"identified": 900 + n, "referred": 800, "started": 700, "completed": 600, "changed": 500}
    screening.PilotCount.objects.create(home=county, pilot=first.pilot, day=START + timedelta(days=n), **steps)


def _sums(group: str, screened: int) -> dict:
    return {"group": group, "screened": screened, "at_or_above": 200, "brief_interventions": 100, "refused": 50}


def _releases_in(county: Area, first: SimpleNamespace, number: int) -> None:
    """So many releases of the first data set and one of the others, with numbers of each municipality."""
    towns = Area.objects.filter(key__startswith=f"{county.key}-kunta-").values_list("code", flat=True)
    codes = [county.code, *towns]
    for nth in range(number):
        rows = [
            figures.row(one, code, year, 10.0 + at + nth / 100, lower=9.0, upper=90.0)
            for one in first.dataset.indicators.all()
            for at, code in enumerate(codes)
            for year in YEARS
        ]
        release = figures.release_of(first.indicator, rows, made_at=figures.MADE + timedelta(days=nth))
        _set_once(first, old_release=release)
    first.release = release
    for one in numbers.Indicator.objects.filter(home=county).exclude(dataset=first.dataset):
        figures.release_of(one, [figures.row(one, code, 2012, 10.0, lower=9.0, upper=11.0) for code in codes])
    derive_numbers()


def _incentive_in(county: Area, first: SimpleNamespace, number: int) -> None:
    """A list for counties with so many indicators of own work, and so many rounds, results and acts of it."""
    key = county.key
    for n in range(number):
        listed = incentive.IncentiveSet.objects.create(
            key=f"{key}-luettelo-{n}",
            home=county,
            name_fi=f"Luettelo {n}",
            label="1",
            target="county",
            valid_from=START,
        )
        _set_once(first, incentive_list=listed)
        one = incentive.SetIndicator.objects.create(
            key=f"{key}-teko-osoitin-{n}", home=county, of=first.incentive_list, name_fi=f"Oma työ {n}", part="process",
            weight=1 / number, order=n, indicator=first.indicator,
        )  # fmt: skip
        round_ = incentive.Round.objects.create(
            key=f"{key}-kierros-{n}", home=county, of=first.incentive_list, year=2026 - n, process_share=1
        )
        _set_once(first, incentive_round=round_, incentive_indicator=one)
        told = {"round": first.incentive_round, "indicator": one, "home": county}
        incentive.AreaScore.objects.create(**told, area=county, score=40, source="Kysely")
        answering = incentive.Answering.objects.create(**told, key=f"{key}-vastaus-{n}", due=DAY, note=f"Huomautus {n}")
        result = incentive.OfficialResult.objects.create(
            key=f"{key}-tulos-{n}", home=county, area=county, year=2000 + n, coefficient=40, source="Päätös", note=f"Ohje {n}"
        )  # fmt: skip
        told_once = incentive.PublishedFigure.objects.create(
            key=f"{key}-tieto-{n}",
            home=county,
            target="county",
            name_fi=f"Julkaistu tieto {n}",
            value=5,
            source="Lähde",
        )
        act = incentive.IncentiveAct.objects.create(key=f"{key}-teko-{n}", home=county, title=f"Teko {n}", effort=1)
        act.indicators.set([one])
        _set_once(first, answering=answering, result=result, told_once=told_once, act=act)
    first.all_acts = "&".join(f"teko={key}-teko-{n}" for n in range(number))
