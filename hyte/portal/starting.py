"""Bring an installation to life: the country's areas, one county's pages, its starting data, the examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import slug
from hyte.core.exchange.folders import load_folder
from hyte.core.exchange.shapes import Plan
from hyte.core.tasks.operations import create_task
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.link_checks import check_links
from hyte.knowledge.indicators.lost_years import Way
from hyte.knowledge.indicators.models import DeathTable
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.indicators.operations.lost_years import publish_lost_years, write_finding
from hyte.knowledge.indicators.operations.starting import load_figures_folder
from hyte.knowledge.indicators.queries.lost_years import periods_of
from hyte.knowledge.screening.models import Programme
from hyte.knowledge.screening.operations.compilations import compile_figures, publish_figures
from hyte.knowledge.screening.operations.sums import release_sums
from hyte.planning.plans import models as plans
from hyte.planning.plans.choices import PlanKind, PlanState
from hyte.planning.plans.operations.approval import approve_plan
from hyte.planning.plans.operations.plans import move_plan
from hyte.portal.example_approvals import approve_example_reports
from hyte.portal.example_assessments import decide_examples
from hyte.portal.example_reports import begin_example_reports

PACKAGE = Path(__file__).resolve().parent.parent
STARTING_DATA = PACKAGE / "starting_data"
EXAMPLES = PACKAGE / "example_data"
Say = Callable[[str], None]


class StartingDataFaulty(Exception):
    """The product's own starting data does not load: a fault of the release, told row by row."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("; ".join(f"{e.file} {e.row} {e.column}: {e.fault}" for e in plan.errors[:10]))


def _load(folder: Path, *, area: Area | None = None, is_example: bool = False) -> Plan:
    plan = load_folder(folder, area=area, is_example=is_example)
    if plan.errors:
        raise StartingDataFaulty(plan)
    return plan


def load_country() -> None:
    """Every Finnish municipality, region and county, with the organisations that govern them."""
    if not Organisation.objects.filter(kind="county").exists():
        _load(STARTING_DATA / "finland")


def find_county(name: str) -> Area | None:
    """A county by its key, or by its name or how the name begins, in any language; none when several would do."""
    return _find(name, Area.objects.filter(kind="county"))


def find_municipality(name: str) -> Area | None:
    """A municipality of today, found as a county is."""
    municipalities = Area.objects.filter(kind="municipality").exclude(valid_until__lt=timezone.localdate())
    return _find(name, municipalities)


def _find(name: str, areas: Iterable[Area]) -> Area | None:
    wanted = slug(name)
    names = {area: [area.key, *(slug(n) for n in (area.name_fi, area.name_sv, area.name_en) if n)] for area in areas}
    exact = [area for area, known in names.items() if wanted in known]
    # "Kainuu" and "Kajanaland" are how people call what is named "Kainuun hyvinvointialue".
    begun = [area for area, known in names.items() if len(wanted) > 3 and any(n.startswith(wanted) for n in known)]
    found = exact or begun
    return found[0] if len(found) == 1 else None


def open_county(county: Area) -> int:
    """Open the pages of a county and its municipalities; the number of areas open."""
    today = timezone.localdate()
    areas = Area.objects.within(county, today)
    return Area.objects.filter(pk__in=[area.pk for area in areas]).update(is_open=True)


def open_municipality(municipality: Area) -> None:
    """Open the pages of one municipality alone; its county may come later."""
    Area.objects.filter(pk=municipality.pk).update(is_open=True)


def starting_folder(county: Area) -> Path:
    return STARTING_DATA / county.key.replace("-", "_")


def start_county(county: Area, *, say: Say, with_data: bool = True) -> None:
    """Open a county and load the starting data that the product has of it."""
    open_county(county)
    folder = starting_folder(county)
    if with_data and folder.is_dir():
        say(_("Loading the starting data of %(county)s …") % {"county": county.name})
        _load(folder, area=county)
        # What shows of the links without opening them: the same address twice, a front page, years that disagree.
        check_links(None, by=SYSTEM, today=timezone.localdate())


def load_figures(county: Area, *, say: Say) -> None:
    """The starting figures, where the product has starting data of the county; what is here already stays."""
    folder = STARTING_DATA / "figures"
    if starting_folder(county).is_dir():
        load_figures_folder(folder, area=county, by=SYSTEM, now=timezone.now(), say=say)


def load_examples(county: Area, *, say: Say) -> None:
    """Invented people, seats, meetings and figures, marked as examples."""
    say(_("Loading invented examples …"))
    _load(EXAMPLES, area=county, is_example=True)
    folder = EXAMPLES / "figures"
    load_figures_folder(folder, area=county, by=SYSTEM, now=timezone.now(), is_example=True)
    today = timezone.localdate()
    for role, title, days, key in EXAMPLE_TASKS:
        body = Body.objects.get(key=key)
        due = today + timedelta(days=days)
        create_task(title, area=county, by=SYSTEM, today=today, role=role, due=due, about=body, is_example=True)
    compile_examples(county)
    publish_examples(county)
    approve_examples(county)
    decide_examples(today=today)
    begin_example_reports(today=today)
    approve_example_reports(today=today)


def compile_examples(county: Area) -> None:
    """The invented counts of screening as compiled figures, which are what most people see."""
    today = timezone.localdate()
    for programme in Programme.objects.live().of(county).filter(rule_sets__counts__is_example=True).distinct():
        base = programme.bases.order_by("-day").first()
        rule_set = programme.rule_sets.get(is_default=True)
        spans = rule_set.counts.values_list("first", "last").distinct().order_by("first")
        for first, last in spans:
            made = compile_figures(
                programme, rule_set=rule_set, first=first, last=last, base=base, by=SYSTEM, today=today
            )
            publish_figures(made, version=made.version, by=SYSTEM)
        release_sums(programme, by=SYSTEM, now=timezone.now())
    derive_numbers()


def publish_examples(county: Area) -> None:
    """The invented deaths as published lost years, with a finding that waits for its answers."""
    today = timezone.localdate()
    for table in DeathTable.objects.live().of(county).filter(is_example=True).select_related("home"):
        period = periods_of(table)[0]
        published = publish_lost_years(table, period=period, way=Way(), by=SYSTEM, today=today)
        area, cause, sex, text = EXAMPLE_FINDING
        write_finding(
            county,
            published=published,
            area=Area.objects.get(key=area),
            cause=cause,
            sex=sex,
            text=text,
            by=SYSTEM,
            today=today,
        )


def approve_examples(county: Area) -> None:
    """The county's invented regional plan as approved: its words are then frozen, and its actions are followed."""
    today = timezone.localdate()
    for plan in (
        plans.Plan.objects.live().of(county).filter(is_example=True, kind=PlanKind.REGIONAL, state=PlanState.DRAFT)
    ):
        moved = move_plan(plan, version=plan.version, state=PlanState.HANDLING, by=SYSTEM)
        words = _("invented example of an approval")
        approve_plan(moved, version=moved.version, day=EXAMPLE_APPROVAL, decided_by=words, by=SYSTEM, today=today)


EXAMPLE_APPROVAL = date(2024, 2, 12)
# What is said in the example of lost years: of which area, cause and sex, and why it stands out.
EXAMPLE_FINDING = (
    "heinola",
    "Alkoholiin liittyvät syyt",
    "male",
    "Heinolan miehiltä menetetään alkoholin vuoksi selvästi enemmän elinvuosia kuin koko maassa. Keksityn esimerkin "
    "selitys: päihdepalveluihin hakeudutaan myöhään, ja lähin vastaanotto on kaukana.",
)
# What a new user finds on the desk: for whom, what, due in how many days, about which body.
EXAMPLE_TASKS = (
    ("coordinator", "Tarkista verkoston tiedot", 5, "pelihaittojen-ehkaisyn-asiantuntijaryhma"),
    ("secretary", "Lähetä kokouskutsu", 10, "paijat-hame-yhdyspintaneuvottelukunta"),
)
