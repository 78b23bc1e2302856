"""A plan's own table on its way into the register: made a workbook of the exchange, which is looked at and taken in as any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused
from hyte.core.exchange.models import Upload
from hyte.core.exchange.operations import take_file
from hyte.core.exchange.reading import UnreadableFile, write_book
from hyte.core.exchange.sheets import book_named, sheet_named
from hyte.governance.structure.models import Post, Theme
from hyte.governance.structure.operations.keys import free_key
from hyte.governance.structure.queries.named import units_alive, with_county
from hyte.knowledge.indicators.models import Indicator
from hyte.planning.plans.models import Action, Measure, Objective, Plan
from hyte.planning.plans.operations.plans import refuse_closed
from hyte.planning.plans.rules import EDIT
from hyte.planning.plans.spreadsheets import BOOK
from hyte.planning.plans.tables import TableRow, days_in, euros_in, lines_in, read_plan_table

LONGEST_NAME = 300
Cells = dict[str, str]


def bring_table(plan: Plan, content: bytes, *, name: str, by: Principal, today: date) -> Upload:
    """Read a table of objectives and actions, and show what it would add to the plan; nothing is saved yet.

    An objective or action that the plan has by the same name is not added again. What fits no field stays in the description.
    """
    require(by, EDIT, plan)
    refuse_closed(plan)
    try:
        rows = read_plan_table(content, name=name)
    except UnreadableFile as error:
        fault = {"fault": error.fault, "accepted": error.accepted}
        raise Refused(_("The file cannot be read: %(fault)s. Accepted: %(accepted)s.") % fault) from error
    pages = _Pages(plan, source=name[:200], by=by, today=today)
    pages.add(rows)
    if not pages.objectives and not pages.actions:
        raise Refused(_("Everything in the table is in the plan already."))
    book = book_named(BOOK)
    assert book is not None
    return take_file(plan.home, sheet=book, name=name, content=pages.as_workbook(), by=by)


@dataclass
class _Pages:
    """The pages of the workbook that the table becomes."""

    plan: Plan
    source: str
    by: Principal
    today: date
    objectives: list[Cells] = field(default_factory=list)
    placings: list[Cells] = field(default_factory=list)
    actions: list[Cells] = field(default_factory=list)
    measures: list[Cells] = field(default_factory=list)

    def __post_init__(self) -> None:
        user, area = self.by.user, self.plan.home
        self.keys: set[str] = set()
        placings = self.plan.placings.select_related("objective").order_by("order")
        self.known = {_same(row.objective.name): row.objective.key for row in placings}
        self.order = max((row.order for row in placings), default=0)
        done = Action.objects.live().filter(home=area, objective__in=[row.objective_id for row in placings])
        self.done = {(row.objective.key, _same(row.name)) for row in done.select_related("objective")}
        # Of two themes of one name the area's own goes before the county's.
        homes = with_county(area, day=self.today)
        themes = Theme.objects.visible_to(user).live().filter(home__in=homes).at(self.today)
        self.themes = _by_name(sorted(themes, key=lambda theme: theme.home_id == area.pk))
        self.posts = _by_name(Post.objects.visible_to(user).live().of(area).at(self.today))
        self.units = _by_name(units_alive(area, user=user, day=self.today))
        self.indicators = _by_name(Indicator.objects.visible_to(user).live())
        self.new: dict[str, Cells] = {}

    def add(self, rows: Iterable[TableRow]) -> None:
        for row in rows:
            key = self._objective(row)
            if row.action:
                self._action(row, key)
            elif key in self.new:
                self._describe(self.new[key], row, objective=key)

    def _objective(self, row: TableRow) -> str:
        """The key of the row's objective, which is new where the plan has none of that name."""
        words = row.objective or row.theme
        if not words:
            raise Refused(
                _("Row %(row)s: the action has no objective. Accepted: an objective on the row or above it.")
                % {"row": row.number}
            )
        if _same(words) in self.known:
            return self.known[_same(words)]
        name, more = _named(words)
        key = self._key(name, Objective)
        theme = self.themes.get(_same(row.theme), "")
        told = [more, _said(row, "theme") if row.theme and row.objective and not theme else ""]
        cells = {**self._of(key, name), "description": "\n".join(filter(None, told)), "themes": theme}
        self.known[_same(words)] = key
        self.new[key] = cells
        self.order += 1
        self.objectives.append(cells)
        self.placings.append({"plan": self.plan.key, "objective": key, "order": str(self.order)})
        return key

    def _action(self, row: TableRow, objective: str) -> None:
        if (objective, _same(row.action)) in self.done:
            return
        self.done.add((objective, _same(row.action)))
        name, more = _named(row.action)
        cells = {
            **self._of(self._key(name, Action), name),
            "objective": objective,
            "description": more,
            "order": str(len(self.actions) + 1),
        }
        self._describe(cells, row, action=cells["key"])
        self.actions.append(cells)

    def _describe(self, cells: Cells, row: TableRow, *, objective: str = "", action: str = "") -> None:
        """What the rest of a row tells: in the fields that take it, and the rest in words."""
        told = [cells["description"]]
        days, who, sum_ = days_in(row.when) if action else None, _same(row.who), euros_in(row.money) if action else ""
        if days:
            cells["starts"], cells["ends"] = (day.isoformat() if day else "" for day in days)
        elif row.when:
            told.append(_said(row, "when"))
        if action and (who in self.posts or who in self.units):
            cells["post"], cells["unit"] = self.posts.get(who, ""), self.units.get(who, "")
        elif row.who:
            told.append(_said(row, "who"))
        if sum_:
            cells["money"] = sum_
        elif row.money:
            told.append(_said(row, "money"))
        told += [f"{heading}: {words}" if heading else words for heading, words in row.rest]
        cells["description"] = "\n".join(filter(None, told))
        for line in lines_in(row.measure):
            self._measure(line, objective=objective, action=action)

    def _measure(self, line: str, *, objective: str, action: str) -> None:
        indicator = self.indicators.get(_same(line), "")
        name = "" if indicator else _named(line)[0]
        self.measures.append(
            {
                **self._of(self._key(f"{action or objective}-mittari"[:100], Measure), name),
                "objective": objective,
                "action": action,
                "kind": "indicator" if indicator else "count",
                "indicator": indicator,
            }
        )

    def _of(self, key: str, name: str) -> Cells:
        return {"key": key, "name": name, "confirmed_on": self.today.isoformat(), "source": self.source}

    def _key(self, name: str, model: type[Model]) -> str:
        base = free_key(name, area=self.plan.home, model=model)
        key, number = base, 2
        while key in self.keys or (key != base and model._base_manager.filter(key=key).exists()):
            key, number = f"{base}-{number}", number + 1
        self.keys.add(key)
        return key

    def as_workbook(self) -> bytes:
        pages = []
        for name, rows in (
            ("objectives", self.objectives),
            ("plan_objectives", self.placings),
            ("actions", self.actions),
            ("measures", self.measures),
        ):
            sheet = sheet_named(name)
            assert sheet is not None
            cells = [[row.get(column.name, "") for column in sheet.columns] for row in rows]
            pages.append((sheet, name, cells))
        return write_book(pages)


def _same(words: str | None) -> str:
    """Words by which two names are the same."""
    return " ".join((words or "").split()).casefold()


def _by_name(rows: Iterable[Any]) -> Cells:
    return {_same(str(row)): row.key for row in rows}


def _named(words: str) -> tuple[str, str]:
    """A name that fits its field, and the whole of it where it does not."""
    name = " ".join(words.split())
    return (name, "") if len(name) <= LONGEST_NAME else (f"{name[: LONGEST_NAME - 1]}…", words)


def _said(row: TableRow, kind: str) -> str:
    """What a row says, under the table's own heading; a theme across the table has none."""
    heading = row.headings.get(kind) or _("Theme")
    return f"{heading}: {getattr(row, kind)}"
