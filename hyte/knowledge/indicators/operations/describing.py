"""Take a source's own words on its indicators into the register; what people have written stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, record
from hyte.governance.structure.operations.keys import free_key
from hyte.knowledge.indicators.choices import IndicatorKind
from hyte.knowledge.indicators.models import Dataset, Indicator
from hyte.knowledge.stats.sources.fetched import Words

FETCH = "indicators.fetch"
LANGUAGES = ("fi", "sv", "en")
# What a source's unit says of the kind of number; of other units it says nothing.
_KINDS = {
    "PROS": IndicatorKind.PROPORTION,
    "PER": IndicatorKind.RATE,
    "LKM": IndicatorKind.COUNT,
    "LUKUM": IndicatorKind.COUNT,
    "EUR": IndicatorKind.MONEY,
}


@transaction.atomic
def describe_indicators(dataset: Dataset, words: Iterable[Words], *, by: Principal, today: date) -> int:
    """Describe the indicators that the register lacks, and fill in what it does not tell of the others; how many are new.

    Which values are good no source says, so it is left for people to say.
    """
    require(by, FETCH, dataset)
    told = [one for one in words if one.names]
    keys = [one.key for one in told]
    known = {one.key: one for one in Indicator.objects.filter(key__in=keys).select_related("dataset__home")}
    for one in known.values():
        if one.dataset_id != dataset.pk:
            sentence = _(
                "The key %(key)s is taken: the numbers of %(indicator)s are kept in the data set %(dataset)s of %(area)s. "
                "The key %(free)s is free."
            )
            free = free_key(one.key, area=dataset.home, model=Indicator)
            told_of = {"indicator": one, "key": one.key, "dataset": one.dataset, "area": one.dataset.home, "free": free}
            raise Refused(sentence % told_of)
    lacking = [one for one in told if one.key not in known]
    fillable = [(known[one.key], _lacking(known[one.key], one)) for one in told if one.key in known]
    fillable = [(indicator, values) for indicator, values in fillable if values]
    if not lacking and not fillable:
        return 0
    touched: list[Any] = []
    with record(dataset, verb="indicators described", by=by, also=touched) as recording:
        for one in lacking:
            touched.append(recording.add(_indicator(dataset, one, today)))
        for indicator, values in fillable:
            touched.append(recording.change(indicator, **values))
    return len(lacking)


def _indicator(dataset: Dataset, words: Words, today: date) -> Indicator:
    return Indicator(
        key=words.key,
        home=dataset.home,
        dataset=dataset,
        kind=_kind(words.unit_code),
        decimals=1 if words.decimals is None else words.decimals,
        address=words.address[:500],
        source=dataset.publisher,
        attested_on=words.updated or today,
        is_example=dataset.is_example,
        **_texts(words),
    )


def _lacking(indicator: Indicator, words: Words) -> dict[str, Any]:
    """What the register does not tell of an indicator and the source does."""
    told = {**_texts(words), "address": words.address[:500]}
    return {name: text for name, text in told.items() if text and not getattr(indicator, name)}


def _texts(words: Words) -> dict[str, str]:
    """Texts by their columns; a name or unit that the source has in no Finnish stands in the language it has."""
    limits = {
        code: "\n".join(filter(None, (words.limits.get(code), words.interpretation.get(code)))) for code in LANGUAGES
    }
    return {
        **_columns("name", words.names, most=300, always=True),
        **_columns("unit", words.unit, most=80),
        **_columns("definition", words.definition),
        **_columns("limits", limits),
    }


def _columns(name: str, texts: Mapping[str, str], *, most: int | None = None, always: bool = False) -> dict[str, str]:
    found = {f"{name}_{code}": texts[code][:most] for code in LANGUAGES if texts.get(code)}
    if always and f"{name}_fi" not in found:
        found[f"{name}_fi"] = next(iter(found.values()))
    return found


def _kind(unit_code: str) -> str:
    return next((kind for start, kind in _KINDS.items() if unit_code.upper().startswith(start)), IndicatorKind.INDEX)
