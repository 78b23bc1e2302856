"""Comparison with a reference. Expression."""

from __future__ import annotations

from hyte.knowledge.stats.choices import Method, Polarity, Verdict, Withheld
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.results import with_result

_DECIMALS = 9  # numbers that agree so far are the same number


def compare(
    table: ir.Table,
    *,
    polarity: Polarity | ir.StringValue = Polarity.NONE,
    confidence: float = 0.95,
    outer: tuple[str, str] | None = None,
) -> ir.Table:
    """Each row's value against its reference: a `verdict` in words. Expression.

    The polarity is one for all rows, or a column of the table that tells each row's.
    The reference is taken as exact, so it should be a whole of which the area is a small part. Inside the limits, ends
    included, it is *similar*; outside them *better* or *worse* by polarity, and *higher* or *lower* without one. Where
    `outer` names columns of 99.8 % limits too, a reference outside those makes it *best* or *worst*. Without valid limits
    there is *no comparison* and a reason, and nothing may be coloured. `relation` says higher, lower or similar always.
    A crude rate compares areas of different ages badly; that warning is the page's.
    Source: the comparers of Fingertips.
    """
    value, reference = table["value"], table["reference"]
    lower, upper = table["lower"].round(_DECIMALS), table["upper"].round(_DECIMALS)
    level = reference.round(_DECIMALS)
    withheld = ibis.cases(
        (value.isnull(), str(Withheld.VALUE_MISSING)),
        (reference.isnull(), str(Withheld.REFERENCE_MISSING)),
        # No comparison is made with limits that are absent, turned round, or around some other value.
        (~_valid(value, lower, upper), str(Withheld.NO_LIMITS)),
        else_=ibis.null("string"),
    )
    relation = ibis.cases(
        (withheld.notnull(), str(Verdict.NO_COMPARISON)),
        (lower > level, str(Verdict.HIGHER)),
        (upper < level, str(Verdict.LOWER)),
        else_=str(Verdict.SIMILAR),
    )
    far = ibis.literal(False)
    if outer:
        far = ((table[outer[0]].round(_DECIMALS) > level) | (table[outer[1]].round(_DECIMALS) < level)).fill_null(False)
    result = with_result(
        table.mutate(relation=relation, reason=withheld, far=far, good=_good(polarity)),
        value=value,
        lower=table["lower"],
        upper=table["upper"],
        confidence=confidence,
        method=ibis.literal(str(Method.COMPARISON)),
    )
    return result.mutate(verdict=_verdict(result), withheld=result.reason).drop("reason", "far", "good")


def _valid(value: ir.NumericValue, lower: ir.NumericValue, upper: ir.NumericValue) -> ir.BooleanValue:
    level = value.round(_DECIMALS)
    return ((lower <= level) & (level <= upper)).fill_null(False)


def _good(polarity: Polarity | ir.StringValue) -> ir.StringValue:
    """The relation that is good; null where neither is."""
    words = {Polarity.LOW: Verdict.LOWER, Polarity.HIGH: Verdict.HIGHER}
    if isinstance(polarity, Polarity):
        return ibis.literal(str(words[polarity])) if polarity in words else ibis.null("string")
    return ibis.cases(*((polarity == str(word), str(good)) for word, good in words.items()), else_=ibis.null("string"))


def _verdict(rows: ir.Table) -> ir.StringValue:
    differs = rows.relation.isin([str(Verdict.LOWER), str(Verdict.HIGHER)]) & rows.good.notnull()
    return ibis.cases(
        (~differs, rows.relation),
        ((rows.relation == rows.good) & rows.far, str(Verdict.BEST)),
        (rows.relation == rows.good, str(Verdict.BETTER)),
        (rows.far, str(Verdict.WORST)),
        else_=str(Verdict.WORSE),
    )
