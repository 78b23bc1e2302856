"""The list of networks and the structure picture of one region, as rows."""

import csv
from datetime import date
from pathlib import Path

from hyte.governance.structure.overlaps import BodyRow, FocusRow, PartyRow

DAY = date(2026, 11, 1)
FOCUS_NAMES = (
    "Varautuminen ja turvallisuus",
    "Joukko- ja palveluliikenne",
    "Osallisuus",
    "Asuminen ja elinympäristö",
    "Työllisyys ja työkyky",
    "Toimeentulo",
    "Sivistyspalvelut",
    "Harrastaminen",
    "Oppilashuolto ja lapsiperhepalvelut",
    "Ikääntyminen",
    "Kotoutuminen",
    "Hyvinvoinnin ja terveyden edistäminen",
)
ALIASES = {
    "Päihteet ja mielenterveys -asiantuntijaryhmä": "Mielenterveys ja päihteet",
    "Pelihaittojen ehkäisyn asiantuntijaryhmä": "Digi- ja rahapelaaminen",
    "Lähisuhdeväkivaltatyön asiantuntijaryhmä": "Lähisuhdeväkivalta",
    "Ehkäisevän työn seutukoordinaatioryhmä": "Seutukoordinaatioryhmä",
}
SUBHEADINGS = {"Kulttuurihyvinvointi", "Ravitsemus", "Liikunta"}
PARTIES = (
    PartyRow("kuntakokeilu", "Kuntakokeilu", valid_until=date(2024, 12, 31)),
    PartyRow("te-toimisto", "TE-toimisto", valid_until=date(2024, 12, 31)),
    PartyRow("ely-keskus", "ELY-keskus", valid_until=date(2025, 12, 31)),
    PartyRow("ara", "ARA", valid_until=date(2025, 2, 28)),
)


def focus_rows() -> list[FocusRow]:
    """The twelve focus areas in their printed order."""
    return [FocusRow(f"f{order}", name, order) for order, name in enumerate(FOCUS_NAMES, start=1)]


def body_rows() -> list[BodyRow]:
    """The 87 rows of the list, the picture's networks and the two advisory councils."""
    with Path(__file__).with_name("networks.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    keys = (
        {focus.name: focus.key for focus in focus_rows()}
        | {"Kotoutuminen ja maahanmuutto": "f11"}
        | dict.fromkeys(SUBHEADINGS, "f12")
    )
    rows = [
        BodyRow(
            key=f"n{number:02}",
            name=row["name"],
            kind="network",
            heading=row["heading"],
            aliases=(ALIASES[row["name"]],) if row["name"] in ALIASES else (),
            focus_areas=(keys[row["heading"]],) if row["heading"] in keys else (),
            on_picture=row["name"] in ALIASES,
        )
        for number, row in enumerate(listed, start=1)
    ]
    pictured = ("Monialainen hyte-ryhmä", "Ravitsemusterveys", "Terveysliikunta", "Kulttuurihyvinvointi")
    rows += [
        BodyRow(key=f"p{number}", name=name, kind="network", on_picture=True)
        for number, name in enumerate(pictured, start=1)
    ]
    councils = ("Järjestöneuvottelukunta", "Yhdyspintaneuvottelukunta")
    rows += [
        BodyRow(key=f"c{number}", name=name, kind="advisory_council", on_picture=True)
        for number, name in enumerate(councils, start=1)
    ]
    return rows
