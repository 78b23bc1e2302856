"""Sheets of deaths and of avoidable causes. A table of deaths comes as one file, and goes out only to those who may see it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area
from hyte.core.exchange.columns import CellFault, Choice, Column, Number, Text, Url, Whole
from hyte.core.exchange.references import Ref
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import CONFIRMED, HOME, KEY_COLUMN, SOURCE, register
from hyte.knowledge.indicators.choices import SexChoice
from hyte.knowledge.indicators.lost_years import ALL_CAUSES
from hyte.knowledge.indicators.models import CauseList, CauseShare, DeathCount, DeathTable, Indicator
from hyte.knowledge.indicators.spreadsheets.death_checks import (
    check_death_tables,
    check_deaths,
    check_shares_of_lists,
    place_deaths,
)

LOAD = "indicators.fetch"


class Amount(Column):
    """A number of deaths or people."""

    def accepted(self) -> str:
        return _("a whole number from 0 to 100 million")

    def read(self, text: str) -> int:
        digits = re.sub(r"[\s\u00a0]", "", text)
        if not re.fullmatch(r"\d{1,9}", digits) or int(digits) > 100_000_000:
            raise CellFault(_("“%(text)s” is not a whole number") % {"text": text[:40]}, self.accepted())
        return int(digits)


class Age(Whole):
    """An age in years; an empty last age is an open band."""

    def accepted(self) -> str:
        return _("an age in whole years from 0 to 120")

    def empty(self) -> Any:
        return None

    def read(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,3}", text) or int(text) > 120:
            raise CellFault(_("“%(text)s” is not an age") % {"text": text[:40]}, self.accepted())
        return int(text)


class Year(Column):
    """A whole year, kept as its first day."""

    def accepted(self) -> str:
        return _("a year between 1800 and 2200")

    def read(self, text: str) -> date:
        if not re.fullmatch(r"\d{4}", text) or not 1800 <= int(text) <= 2200:
            raise CellFault(_("“%(text)s” is not a year") % {"text": text[:40]}, self.accepted())
        return self.day(int(text))

    def day(self, year: int) -> date:
        return date(year, 1, 1)

    def show(self, value: date | None) -> str:
        return str(value.year) if value else ""


class LastYear(Year):
    """A whole year, kept as its last day."""

    def day(self, year: int) -> date:
        return date(year, 12, 31)


class Cause(Column):
    """A cause of death: a name, a code of ICD-10, or all of them."""

    def accepted(self) -> str:
        return _("a cause by its name, a code of ICD-10 such as I21, or %(all)s for all causes") % {"all": ALL_CAUSES}

    def read(self, text: str) -> str:
        word = super().read(text)
        return ALL_CAUSES if word.casefold() in {ALL_CAUSES, "yhteensä", "totalt"} else word


class Code(Column):
    """Three characters of ICD-10."""

    def accepted(self) -> str:
        return _("a code of ICD-10, a letter and two digits, for example I21")

    def read(self, text: str) -> str:
        if not re.fullmatch(r"[A-Za-z]\d\d", text):
            raise CellFault(_("“%(text)s” is not a code") % {"text": text[:40]}, self.accepted())
        return text.upper()


register(
    Sheet(
        name="death_tables",
        title=gettext_lazy("Tables of deaths"),
        model=DeathTable,
        operation=LOAD,
        columns=(
            KEY_COLUMN,
            Text("name", required=True),
            Text("producer", required=True),
            Url("address"),
            Text("note"),
            Ref("deaths", gettext_lazy("indicator that counts deaths"), model=Indicator, stands_on=True),
            Ref("people", gettext_lazy("indicator that counts people"), model=Indicator, stands_on=True),
            HOME,
            CONFIRMED,
            SOURCE,
        ),
        check=check_death_tables,
    ),
    Sheet(
        name="deaths",
        title=gettext_lazy("Deaths"),
        model=DeathCount,
        operation=LOAD,
        identity=("table", "area", "first_year", "last_year", "sex", "age_from", "cause"),
        columns=(
            Ref("table", model=DeathTable, required=True),
            Ref("area", model=Area, required=True),
            Year("first_year", gettext_lazy("first year"), attribute="period_start", required=True),
            LastYear("last_year", gettext_lazy("last year"), attribute="period_end", required=True),
            Choice("sex", choices=SexChoice, required=True),
            Age("age_from", required=True),
            Age("age_until"),
            Cause("cause", required=True),
            Amount("deaths", required=True),
            Amount("population", required=True),
        ),
        place=place_deaths,
        check=check_deaths,
    ),
    Sheet(
        name="cause_lists",
        title=gettext_lazy("Lists of avoidable causes"),
        model=CauseList,
        operation=LOAD,
        columns=(
            KEY_COLUMN,
            Text("name", required=True),
            Text("publisher", required=True),
            Url("address"),
            HOME,
            CONFIRMED,
            SOURCE,
        ),
    ),
    Sheet(
        name="cause_shares",
        title=gettext_lazy("Avoidable causes"),
        model=CauseShare,
        operation=LOAD,
        identity=("list", "first", "last"),
        columns=(
            Ref("list", gettext_lazy("list of avoidable causes"), attribute="of", model=CauseList, required=True),
            Code("first", required=True),
            Code("last", required=True),
            Text("name"),
            Age("age_limit", required=True),
            Number("preventable", required=True),
            Number("treatable", required=True),
            HOME,
        ),
        check=check_shares_of_lists,
    ),
)
