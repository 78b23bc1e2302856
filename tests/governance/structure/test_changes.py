import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

import hyte
from hyte.core.areas.models import Area
from hyte.core.exchange.folders import load_folder
from hyte.governance.structure.changes.comparison import compare
from hyte.governance.structure.changes.words import as_dict
from hyte.governance.structure.drafts import DraftFaulty, DraftNotFound, draft_named, drafts_of, read_draft
from hyte.governance.structure.models import BodyPeriod
from hyte.governance.structure.picture.rows import Slot, StructureRow, Type
from hyte.governance.structure.queries.changes import changes_between, changes_since_draft
from tests.factories import AreaFactory, BodyFactory, FocusAreaFactory

STARTING_DATA = Path(hyte.__file__).parent / "starting_data"
HYTE_DRAFT = "luonnos-2022-05-31-hyte-rakenne"
VISITOR = AnonymousUser()


def row(key, name=None, *, type=Type.NETWORK, slot=Slot.HYTE_NETWORK, **more):
    return StructureRow(type, slot, key=key, name=name or key.capitalize(), **more)


def names(changes):
    return [change.row.name for change in changes]


# --- pure comparison


def test_two_days_match_by_key_alone():
    before = [row("a", "Vanha nimi"), row("b", "Sama nimi")]
    after = [row("a", "Uusi nimi", aliases=("Vanha nimi",)), row("c", "Sama nimi")]

    result = compare(before, after)

    assert [(change.before, change.after) for change in result.renamed] == [("Vanha nimi", "Uusi nimi")]
    assert (names(result.ended), names(result.began), result.aliases) == (["Sama nimi"], ["Sama nimi"], [])


def test_moved_tells_the_parents_by_name():
    before = [row("a", parent="p"), row("p", "Yläryhmä"), row("q", "Toinen ryhmä")]
    after = [replace(before[0], parent="q"), *before[1:]]

    result = compare(before, after)

    assert [(change.row.key, change.before, change.after) for change in result.moved] == [
        ("a", "Yläryhmä", "Toinen ryhmä")
    ]


def test_a_group_that_becomes_an_organ_stays_the_same_thing():
    result = compare([row("a")], [row("a", type=Type.BODY)])

    assert result.is_unchanged
    assert result.counts == {Type.NETWORK: (1, 0), Type.BODY: (0, 1)}


def test_a_draft_matches_by_alias_and_by_likeness_and_drift_is_no_rename():
    before = [row("vanha-avain", "Liikuntaohjelma"), row("b", "Hyte- ja yhdyspintayksikkö"), row("c", "Asuminen")]
    after = [
        row("uusi-avain", "Liikkumisohjelma", aliases=("Liikuntaohjelma",)),
        row("b2", "Hyte- ja yhdyspintatyön yksikkö"),
        row("c", "Asuminen ja elinympäristö"),
    ]

    result = compare(before, after, from_draft=True)

    assert [change.before for change in result.aliases] == ["Liikuntaohjelma", "Hyte- ja yhdyspintayksikkö"]
    assert names(result.renamed) == ["Asuminen ja elinympäristö"]
    assert (result.began, result.ended) == ([], [])


def test_numbers_in_names_are_never_drift():
    result = compare(
        [row("a", "Hyvinvointisuunnitelma 2021")], [row("b", "Hyvinvointisuunnitelma 2025")], from_draft=True
    )

    assert (len(result.began), len(result.ended), result.aliases) == (1, 1, [])


def test_what_a_draft_does_not_state_is_not_compared():
    before = [row("a", parent="")]
    after = [row("a", parent="p"), row("s", slot=Slot.SECTOR, type=Type.UNIT), row("n", slot=Slot.PREVENTION_NETWORK)]

    result = compare(before, after, from_draft=True)

    assert result.moved == []
    assert result.not_compared == [(Slot.SECTOR, 1)]
    assert names(result.began) == ["N"]  # the draft states networks, though none of this place


def test_a_draft_row_that_lives_outside_the_picture_has_not_ended():
    result = compare([row("a"), row("b")], [row("b")], from_draft=True, elsewhere=[row("a", slot=Slot.OFF), row("b")])

    assert (names(result.off_picture), result.ended) == (["A"], [])


# --- drafts


def write_draft(folder, **files):
    folder.mkdir(parents=True)
    (folder / "draft.csv").write_text(f"name,day,title,source\n{folder.name},2024-01-01,Luonnos,Testi\n")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)


def test_any_area_adds_drafts_in_its_own_folder(settings):
    write_draft(settings.DATA_FOLDER / "drafts" / "oma-alue" / "eka", bodies="key,name,kind\na,A,network\n")
    write_draft(settings.DATA_FOLDER / "drafts" / "oma-alue" / "toka")

    assert [draft.name for draft in drafts_of("oma-alue")] == ["eka", "toka"]
    assert read_draft(draft_named("oma-alue", "EKA"))["bodies"][0]["name"] == "A"
    assert drafts_of("../oma-alue") == drafts_of("muu") == []


@pytest.mark.parametrize(
    "text, sentence", [("luonnos", "hyte-rakenne, luonnos"), ("ei-ole", "ei-ole"), ("../x", "x"), ("", "hyte-rakenne")]
)
def test_a_draft_that_is_unknown_or_ambiguous_is_told_with_the_names(text, sentence):
    with pytest.raises(DraftNotFound, match=sentence):
        draft_named("paijat-hame", text)


def test_faults_of_a_draft_are_told_by_row_and_column(settings):
    write_draft(
        settings.DATA_FOLDER / "drafts" / "oma" / "viallinen",
        bodies="key,name,kind,huh\na,A,network,\nB B,,kerho,\n",
        tuntematon="key\na\n",
    )

    with pytest.raises(DraftFaulty) as fault:
        read_draft(draft_named("oma", "viallinen"))

    assert [(error.file, error.row, error.column) for error in fault.value.errors] == [
        ("bodies.csv", None, "huh"),
        ("bodies.csv", 3, "key"),
        ("bodies.csv", 3, "name"),
        ("bodies.csv", 3, "kind"),
        ("tuntematon.csv", None, ""),
    ]


# --- the register


@pytest.mark.django_db
def test_register_tells_an_unknown_start_as_first_known():
    area = AreaFactory()
    body = BodyFactory(home=area, period__name_fi="Verkosto", period__valid_from=date(2024, 6, 1))
    attested = FocusAreaFactory(
        home=area, name_fi="Painopiste", valid_from=None, attested_on=date(2024, 9, 1), source="Kalvo"
    )

    result = changes_between(area, start=date(2024, 1, 1), end=date(2025, 1, 1), user=VISITOR)

    told = {change.row.key: (change.is_first_attested, change.row.first_known) for change in result.began}
    assert told[attested.key] == (True, date(2024, 9, 1))
    assert told[body.key] == (False, date(2024, 6, 1))


@pytest.mark.django_db
def test_register_tells_a_renamed_and_moved_body(client):
    area = AreaFactory()
    parent = BodyFactory(home=area, period__name_fi="Lautakunta", period__kind="committee")
    body = BodyFactory(home=area, period__name_fi="Ennen", period__valid_until=date(2024, 12, 31))
    BodyPeriod.objects.create(of=body, name_fi="Jälkeen", kind="network", parent=parent, valid_from=date(2025, 1, 1))

    page = client.get(reverse("structure:changes", args=[area]), {"alku": "2024-06-01", "loppu": "2025-06-01"})

    comparison = page.context["comparison"]
    assert [(change.before, change.after) for change in comparison.renamed] == [("Ennen", "Jälkeen")]
    assert [(change.before, change.after) for change in comparison.moved] == [("", "Lautakunta")]
    assert body.get_absolute_url() in page.content.decode()


@pytest.mark.django_db
def test_days_in_the_wrong_order_are_exchanged_and_a_day_before_everything_is_empty(client):
    area = AreaFactory()
    BodyFactory(home=area)
    address = reverse("structure:changes", args=[area])

    page = client.get(address, {"alku": "2025-01-01", "loppu": "1900-01-01"})

    assert (page.context["start"], page.context["end"]) == (date(1900, 1, 1), date(2025, 1, 1))
    assert len(page.context["comparison"].began) == 1
    assert 'class="empty"' in client.get(address, {"alku": "1900-01-01", "loppu": "1901-01-01"}).content.decode()


# --- the starting data: what the two drafts and autumn 2023 must read


@pytest.fixture(scope="module")
def paijat_hame(django_db_setup, django_db_blocker):
    """The starting data, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        for folder in ("finland", "paijat_hame"):
            area = Area.objects.filter(key="paijat-hame").first()
            assert load_folder(STARTING_DATA / folder, area=area).errors == []
        Area.objects.filter(key__in=["paijat-hame", "lahti"]).update(is_open=True)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


def run(*arguments, area="paijat-hame"):
    out = StringIO()
    call_command("structure_changes", "--area", area, "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def told(result, verb, type_):
    return [item["name"] for item in result[verb] if item["type"] == type_]


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2023-09-01", "2023-12-31"])
def test_the_draft_against_2023_reads_as_the_region_knows_it(paijat_hame, day):
    result = run("--draft", HYTE_DRAFT, "--from", "2022-05-31", "--to", day)

    assert result["counts"]["focus_area"] == [7, 12]
    assert result["counts"]["document"] == [6, 9]
    assert result["places"]["prevention_network"] == [0, 4]
    assert told(result, "began", "focus_area") == [
        "Toimeentulo",
        "Sivistyspalvelut",
        "Harrastaminen",
        "Oppilashuolto ja lapsiperhepalvelut",
        "Ikääntyminen",
    ]
    assert [(item["from"], item["to"]) for item in result["renamed"]] == [
        ("Varautuminen", "Varautuminen ja turvallisuus"),
        ("Asuminen", "Asuminen ja elinympäristö"),
        ("Työllisyys", "Työllisyys ja työkyky"),
    ]
    assert told(result, "began", "document") == ["Maahanmuutto-ohjelma", "Hyvinvointialuestrategia", "Palvelustrategia"]
    assert [item["name"] for item in result["ended"]] == ["Ehkäisevä työ"]
    assert len(result["ended"][0]["became"]) == 4
    assert "Monialainen hyte-ryhmä" in told(result, "began", "network")
    assert told(result, "began", "body") == ["Työsuojelutoimikunta"]
    assert result["moved"] == []
    assert {item["from"] for item in result["aliases"]} == {
        "Ravitsemussuunnitelma",
        "Liikuntaohjelma",
        "Hyvinvointikoordinaattoreiden verkosto",
        "Esittelijä",
    }
    assert all(item["start"] == "unknown" and item["first_known"] == "2023-09-01" for item in result["began"])


@pytest.mark.django_db
def test_the_other_draft_ends_nothing_that_lives_outside_the_picture(paijat_hame):
    result = run("--draft", "yhdyspintatyo", "--to", "2023-09-01")

    assert result["ended"] == []
    assert len(result["off_picture"]) == 2
    assert {"document", "hyte_network", "duty"} <= {item["slot"] for item in result["not_compared"]}


@pytest.mark.django_db
def test_pages_of_the_starting_data(paijat_hame, client):
    picture = client.get("/paijat-hame/rakenne/", {"pvm": "2023-09-01"}).content.decode()
    draft = client.get("/paijat-hame/rakenne/", {"luonnos": HYTE_DRAFT}).content.decode()
    lahti = client.get("/lahti/rakenne/").content.decode()
    changes = client.get("/paijat-hame/rakenne/muutokset/", {"luonnos": HYTE_DRAFT, "loppu": "2023-09-01"})

    assert "Yhdyspintaneuvottelukunta" in picture
    assert "Palvelustrategia" in picture
    assert "Palvelustrategia" not in draft
    assert "Ravitsemussuunnitelma" in draft
    assert "Osallisuuden ja tiedon vastuualue" in lahti
    assert "7 → 12" in changes.content.decode()
    assert "6 → 9" in changes.content.decode()


@pytest.mark.django_db
def test_two_days_of_the_starting_data(paijat_hame):
    result = run("--from", "2022-05-31", "--to", "2023-12-31")

    assert {"Hyvinvointipäällikkö", "Päijät-Sote", "Maakunnallinen hyte-verkosto"} <= {
        item["name"] for item in result["ended"]
    }
    assert {item.get("ended_on") for item in result["ended"]} == {"2022-12-31"}
    assert result["counts"]["theme"] == [4, 4]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ["--area", "ei-ole", "--from", "2022-05-31"],
        ["--area", "alue", "--from", "31.13.2022"],
        ["--area", "alue", "--from", "2022-05-31", "--to", "eilen"],
        ["--area", "alue"],
        ["--area", "alue", "--from", "2023-01-01", "--to", "2022-01-01"],
        ["--area", "alue", "--draft", "ei-ole"],
    ],
)
def test_the_command_refuses_bad_arguments_with_a_sentence(arguments):
    AreaFactory(key="alue")

    with pytest.raises(CommandError) as refusal:
        call_command("structure_changes", *arguments)

    assert refusal.value.returncode == 2
    assert len(str(refusal.value)) > 15


@pytest.mark.django_db
def test_the_command_says_a_faulty_draft_is_refused_data(settings):
    AreaFactory(key="oma")
    write_draft(settings.DATA_FOLDER / "drafts" / "oma" / "viallinen", bodies="key,name,kind\na,A,kerho\n")

    with pytest.raises(CommandError) as refusal:
        call_command("structure_changes", "--area", "oma", "--draft", "viallinen")

    assert refusal.value.returncode == 1


@pytest.mark.django_db
def test_a_faulty_draft_is_told_on_the_page(settings, client):
    area = AreaFactory(key="oma")
    write_draft(settings.DATA_FOLDER / "drafts" / "oma" / "viallinen", bodies="key,name,kind\na,A,kerho\n")

    for name in ("structure:picture", "structure:changes"):
        page = client.get(reverse(name, args=[area]), {"luonnos": "viallinen"})

        assert page.status_code == 200
        assert "bodies.csv" in page.content.decode()


@pytest.fixture
def told_once():
    """An area of which a source of 31.10.2023 tells, and one network that is known to have been founded before."""
    area = AreaFactory(key="oma")
    untold = {"valid_from": None, "attested_on": date(2023, 10, 31), "source": "kalvosarja"}
    FocusAreaFactory(home=area, name_fi="Osallisuus", **untold)
    for name in ("Verkosto A", "Verkosto B"):
        BodyFactory(home=area, period__name_fi=name, **{f"period__{k}": v for k, v in untold.items()})
    BodyFactory(home=area, period__name_fi="Perustettu", period__valid_from=date(2023, 2, 1))
    return area


@pytest.mark.django_db
def test_an_unknown_start_is_no_beginning_on_the_page(told_once, client, settings):
    folder = settings.DATA_FOLDER / "drafts" / "oma" / "eka"
    write_draft(folder)
    (folder / "draft.csv").write_text("name,day,title\neka,2022-05-31,Luonnos\n")

    page = client.get(reverse("structure:changes", args=[told_once]), {"alku": "2022-05-31", "loppu": "2023-12-31"})

    types = {part.type: part for part in page.context["types"]}
    assert [(str(part.before), part.after) for part in types.values()] == [("ei tiedossa", 1), ("ei tiedossa", 3)]
    networks = types[Type.NETWORK]
    assert (names(networks.began), sorted(names(networks.first_told))) == (["Perustettu"], ["Verkosto A", "Verkosto B"])
    assert [(day, len(changes)) for day, changes in networks.told_by_day] == [(date(2023, 10, 31), 2)]
    text = page.content.decode()
    assert text.count("<details") >= 2
    assert "luonnos=eka&amp;loppu=2023-10-31" in text


@pytest.mark.django_db
def test_scripts_learn_which_beginnings_are_known_and_what_is_not(told_once):
    result = run("--from", "2022-05-31", "--to", "2023-12-31", area="oma")

    assert {item["name"]: item["is_start_known"] for item in result["began"]} == {
        "Osallisuus": False,
        "Verkosto A": False,
        "Verkosto B": False,
        "Perustettu": True,
    }
    assert result["counts"] == {"focus_area": [None, 1], "network": [None, 3]}
    later = run("--from", "2023-02-01", "--to", "2023-03-01", area="oma")
    assert later["counts"] == {"network": [1, 1]}


@pytest.mark.django_db
def test_none_on_the_later_day_is_not_known_when_sources_tell_of_the_type_only_after_it(settings):
    area = AreaFactory(key="oma")
    FocusAreaFactory(home=area, valid_until=date(2022, 12, 31), valid_from=date(2022, 1, 1))
    assert run("--from", "2022-05-31", "--to", "2023-01-15", area="oma")["counts"] == {"focus_area": [1, 0]}
    FocusAreaFactory(home=area, valid_from=None, attested_on=date(2023, 9, 1), source="kalvosarja")

    result = run("--from", "2022-05-31", "--to", "2023-01-15", area="oma")

    assert (result["counts"], len(result["ended"])) == ({"focus_area": [1, None]}, 1)


@pytest.mark.django_db
def test_what_sources_tell_of_only_later_is_not_said_to_have_ended(settings):
    area = AreaFactory(key="oma")
    kinds = {"valid_from": None, "attested_on": date(2023, 9, 1), "source": "kalvosarja"}
    BodyFactory(home=area, key="a", picture="hyte_network", **{f"period__{k}": v for k, v in kinds.items()})
    write_draft(
        settings.DATA_FOLDER / "drafts" / "oma" / "eka",
        bodies="key,name,kind,picture\na,Toimielin,network,hyte_network\nb,Kadonnut,network,hyte_network\n",
    )

    def compared(day):
        found = as_dict(changes_since_draft(area, draft=draft_named("oma", "eka"), end=day, user=AnonymousUser()))
        return {part: [item["key"] for item in found[part]] for part in ("ended", "not_known", "began")}

    assert compared(date(2023, 1, 1)) == {"ended": ["b"], "not_known": ["a"], "began": []}
    assert compared(date(2023, 9, 1)) == {"ended": ["b"], "not_known": [], "began": []}
