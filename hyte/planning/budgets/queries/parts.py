"""What goes to phenomena: shares become cents in the database, by the rule of `budgets.shares`, and are summed there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connections
from django.db.models import BigIntegerField, Case, Count, F, Q, QuerySet, Sum, Value, When

from hyte.planning.budgets.choices import Basis, Mode, Stage
from hyte.planning.budgets.models import BudgetLine, Phenomenon, Share
from hyte.planning.budgets.queries.markers import size_of_share, whole
from hyte.planning.budgets.shares import WHOLE, euros_of
from hyte.planning.budgets.tallies import STAGES, Money, Tally, sum_of


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one budget puts into a phenomenon through one class of services on one basis; least and most by stage."""

    budget: int
    kind: str
    service_class: str
    phenomenon: int
    basis: str
    lines: int
    money: Money
    least: tuple[int, ...]
    most: tuple[int, ...]


def gathered(budgets: Collection[int], *, phenomenon: Phenomenon | None = None) -> list[Gathered]:
    """The sums of all shares of the budgets, or of one phenomenon's; each line is shared to the cent before it is added."""
    if not budgets:
        return []
    shares = _shares(budgets, phenomenon)
    inner, values = shares.query.sql_with_params()
    where = "" if phenomenon is None else "WHERE phenomenon_pk = %s"
    connection = connections[shares.db]
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(inner, where, collation='"C"' if connection.vendor == "postgresql" else "BINARY"),
            [*values, *([] if phenomenon is None else [phenomenon.pk])],
        )
        return [_gathered(row) for row in cursor.fetchall()]


def _shares(budgets: Collection[int], phenomenon: Phenomenon | None) -> QuerySet[Share, Any]:
    """Shares that count, with those of exclusive phenomena beside them on their lines, by the names of the statement."""
    rows = Share.objects.filter(
        line__budget__in=list(budgets), line__is_dropped=False, phenomenon__withdrawn_on__isnull=True
    )
    if phenomenon is not None:
        beside = Q(phenomenon=phenomenon)
        if phenomenon.mode == Mode.EXCLUSIVE:
            beside |= Q(phenomenon__mode=Mode.EXCLUSIVE)
        rows = rows.filter(beside, line__in=Share.objects.filter(phenomenon=phenomenon).values("line"))
    columns: dict[str, Any] = {
        "line_pk": F("line_id"),
        "budget_pk": F("line__budget_id"),
        "line_kind": F("line__kind"),
        "class_code": F("line__service_class"),
        "phenomenon_pk": F("phenomenon_id"),
        "name": F("phenomenon__key"),
        # Shares of exclusive phenomena divide a line among themselves; any other divides it with the rest alone.
        "company": Case(
            When(phenomenon__mode=Mode.EXCLUSIVE, then=Value(0)),
            default=F("phenomenon_id"),
            output_field=BigIntegerField(),
        ),
        "basis_word": F("basis"),
        "size": size_of_share(),
        "low_size": whole("low"),
        "high_size": whole("high"),
        **{f"{stage}_cents": whole(f"line__{stage}") for stage in STAGES},
    }
    return rows.order_by().annotate(**columns).values(*columns)


# A share is cut down to whole cents; of the cents that the cutting left over on the line, as many as its parts and its rest
# lost together, each goes in turn to whoever lost most: the rest takes its turn only before those that lost less than it did.
_LOST = f"ABS({{stage}}_cents) * size %% {WHOLE} AS {{stage}}_lost"
_TURN = """
    ROW_NUMBER() OVER (PARTITION BY line_pk, company ORDER BY {stage}_lost DESC, name COLLATE {collation}) AS {stage}_turn,
    CAST(SUM({stage}_lost) OVER (PARTITION BY line_pk, company) AS BIGINT) AS {stage}_losses"""
_PART = f"""
    CASE WHEN {{stage}}_cents < 0 THEN -1 ELSE 1 END * (
        ABS({{stage}}_cents) * size / {WHOLE}
        + CASE WHEN {{stage}}_turn + CASE
                WHEN ({{stage}}_losses + {WHOLE - 1}) / {WHOLE} * {WHOLE} - {{stage}}_losses > {{stage}}_lost THEN 1 ELSE 0
            END <= ({{stage}}_losses + {WHOLE - 1}) / {WHOLE} THEN 1 ELSE 0 END
    ) AS {{stage}}_part"""
_BOUND = (
    f"SUM(CASE WHEN basis_word = '{Basis.ESTIMATE.value}' THEN CASE WHEN {{stage}}_cents < 0 THEN -1 ELSE 1 END * "
    f"((ABS({{stage}}_cents) * {{bound}}_size + {WHOLE // 2}) / {WHOLE}) ELSE {{stage}}_part END)"
)
_BY = "budget_pk, line_kind, class_code, phenomenon_pk, basis_word"


def _statement(inner: str, where: str, *, collation: str) -> str:
    """One question to the database, with only what both databases know."""

    def of_stages(text: str) -> str:
        return ", ".join(text.format(stage=stage, collation=collation) for stage in STAGES)

    sums = f"SUM({{stage}}_part), COUNT({{stage}}_part), {_BOUND.replace('{bound}', 'low')}, {_BOUND.replace('{bound}', 'high')}"
    return f"""
        WITH shared AS ({inner}),
        cut AS (SELECT shared.*, {of_stages(_LOST)} FROM shared),
        queued AS (SELECT cut.*, {of_stages(_TURN)} FROM cut),
        divided AS (SELECT queued.*, {of_stages(_PART)} FROM queued {where})
        SELECT {_BY}, COUNT(*), {of_stages(sums)} FROM divided GROUP BY {_BY} ORDER BY {_BY}
    """  # noqa: S608 - names come from the models and constants above


def _gathered(row: tuple[Any, ...]) -> Gathered:
    """A row of the answer; each stage has its sum, how many amounts are known, the least and the most."""
    budget, kind, service_class, phenomenon, basis, lines, *figures = row
    stages = [figures[start : start + 4] for start in range(0, len(figures), 4)]
    tallies = [Tally(int(cents or 0), known, lines - known) for cents, known, _least, _most in stages]
    least, most = (tuple(int(stage[place] or 0) for stage in stages) for place in (2, 3))
    return Gathered(budget, kind, service_class, phenomenon, basis, lines, Money(*tallies), least, most)


def totals(lines: QuerySet[BudgetLine], first: str, *others: str) -> dict[Any, Money]:
    """Sums of lines by some of their fields, exact to the cent: each amount is made whole cents before it is summed."""
    sums = {f"{stage}_cents": Sum(whole(stage)) for stage in STAGES}
    counts = {f"{stage}_known": Count(stage) for stage in STAGES}
    by = (first, *others)
    found: dict[Any, Money] = {}
    for row in lines.counted().order_by().values(*by).annotate(rows=Count("pk"), **sums, **counts):  # type: ignore[attr-defined]
        tallies = [
            Tally(row[f"{stage}_cents"] or 0, row[f"{stage}_known"], row["rows"] - row[f"{stage}_known"])
            for stage in STAGES
        ]
        found[tuple(row[name] for name in by)] = Money(*tallies)
    return found


@dataclass(frozen=True)
class Span:
    """From what to what an amount lies when expert estimates are taken at their least and at their most."""

    stage: Stage
    low: Decimal | None = None
    high: Decimal | None = None
    estimated: Decimal | None = None


def grouped(found: Iterable[Gathered], *names: str) -> dict[Any, list[Gathered]]:
    """What was gathered, by some of its fields."""
    groups: dict[Any, list[Gathered]] = {}
    for one in found:
        groups.setdefault(tuple(getattr(one, name) for name in names), []).append(one)
    return groups


def money_of(found: Iterable[Gathered]) -> Money:
    return sum_of(one.money for one in found)


def spans_of(found: Iterable[Gathered]) -> list[Span]:
    """The range by stage; nothing where no amount is known."""
    rows, spans = list(found), []
    for place, stage in enumerate(Stage):
        known = [one for one in rows if one.money[stage.value].known]
        estimated = [one.money[stage.value].cents for one in known if one.basis == Basis.ESTIMATE]
        low, high = sum(one.least[place] for one in known), sum(one.most[place] for one in known)
        behind = sum(estimated) if estimated else None
        spans.append(Span(stage, euros_of(low), euros_of(high), euros_of(behind)) if known else Span(stage))
    return spans
