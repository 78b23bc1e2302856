"""What is published of a programme as a data set of the store of numbers, where profiles and open data find it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hyte.core.accounts.rules import SYSTEM, Principal, require
from hyte.core.areas.text import slug
from hyte.core.audit.recording import Refused
from hyte.core.tasks.jobs import start_job
from hyte.core.tasks.models import Job
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.models import Dataset, Release
from hyte.knowledge.indicators.numbers import stored
from hyte.knowledge.indicators.operations.datasets import add_dataset
from hyte.knowledge.indicators.operations.describing import describe_indicators
from hyte.knowledge.indicators.operations.loading import register_maker
from hyte.knowledge.indicators.operations.releases import add_release
from hyte.knowledge.screening.choices import Counted
from hyte.knowledge.screening.figures import TOTAL
from hyte.knowledge.screening.models import Compilation, Programme, RuleSet
from hyte.knowledge.screening.rules import COMPILE
from hyte.knowledge.stats.choices import MissingReason
from hyte.knowledge.stats.choices import Sex as StoredSex
from hyte.knowledge.stats.sources.fetched import Words
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, NUMBERS
from hyte.knowledge.stats.store.shape import TOTAL as STORED_TOTAL

RELEASE_WORK = "screening.release"
_LICENCE, _PREFIX = "CC BY 4.0", "seulonta-"
_SEXES = {"women": StoredSex.FEMALE, "men": StoredSex.MALE}
# A source's codes for the kinds of numbers: shares, counts, and what has no interval.
_SHARE, _COUNT, _LEVEL = "PROS", "LKM", ""
_NO_PREVALENCE = gettext_noop(
    "The share is of those who were screened. It does not tell how common this is among all residents, for those who are"
    " screened are not a sample of them."
)


def start_release(programme: Programme) -> Job:
    """Have the worker renew what the store of numbers knows of a programme."""
    title = _("Numbers for the pages: %(programme)s") % {"programme": programme}
    return start_job(RELEASE_WORK, title=title[:200], by=SYSTEM, area=programme.home, programme=programme.pk)


def release_sums(programme: Programme, *, by: Principal, now: datetime) -> list[Release]:
    """Make what is published of a programme the newest release of its data set; invented examples have one of their own.

    Nothing that is hidden is in it, and nothing of single sites. Each rule set has its own indicators, and so has each base
    of coverage by its name: numbers that mean different things are never in one series.
    """
    require(by, COMPILE, programme)
    made = []
    for is_example in (False, True):
        published = _published(programme, is_example=is_example)
        dataset = Dataset.objects.filter(key=_dataset_key(programme, is_example=is_example)).first()
        if dataset is not None and dataset.home_id != programme.home_id:
            told = _("The key %(key)s is taken: %(area)s has the data set %(dataset)s under it.")
            raise Refused(told % {"key": dataset.key, "area": dataset.home, "dataset": dataset})
        if not published and dataset is None:
            continue
        dataset = dataset or _new_dataset(programme, is_example=is_example, by=by, today=now.date())
        words = [one for compilation in published for one in _words(compilation)]
        describe_indicators(dataset, {one.key: one for one in words}.values(), by=by, today=now.date())
        rows = [row for compilation in published for row in _rows(compilation, dataset)]
        table = pa.Table.from_pylist(rows, schema=FILE_SCHEMA) if rows else _emptied(dataset)
        if table is not None:
            made.append(add_release(dataset, table, notes=_notes(published), by=by, now=now)[0])
    return made


def _published(programme: Programme, *, is_example: bool) -> list[Compilation]:
    """What everyone may see, the newest where a period has been compiled again."""
    rows = Compilation.objects.live().filter(programme=programme, is_public=True, is_example=is_example)
    rows = rows.select_related("programme__home", "rule_set", "base").order_by("first", "last", "pk")
    return list({(row.rule_set_id, row.first, row.last): row for row in rows}.values())


def _suffix(*, is_example: bool) -> str:
    return "-esimerkki" if is_example else ""


def _dataset_key(programme: Programme, *, is_example: bool) -> str:
    return f"{_PREFIX}{_shortened(programme.key, most=100)}{_suffix(is_example=is_example)}"


def _new_dataset(programme: Programme, *, is_example: bool, by: Principal, today: date) -> Dataset:
    return add_dataset(
        programme.home,
        key=_dataset_key(programme, is_example=is_example),
        by=by,
        today=today,
        kind=SourceKind.LOCAL,
        publisher=programme.home.name_fi,
        licence=_LICENCE,
        source=_source(programme, is_example=is_example),
        is_example=is_example,
        **{f"name_{code}": text for code, text in _in_languages(lambda: _("Screening: %s") % programme.name).items()},
    )


def _source(programme: Programme, *, is_example: bool) -> str:
    with translation.override("fi"):
        source = _("Published figures of screening: %s") % programme.name
        example = _("invented example")
        return f"{source} ({example})" if is_example else source


def _in_languages(text: Callable[[], str]) -> dict[str, str]:
    """A text in each language of the product."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = text()
    return found


def _keys(compilation: Compilation) -> tuple[str, str, str]:
    """The indicators' keys: screens, the share at or above the limit, coverage of the base."""
    base = _shortened(slug(compilation.base.name_fi), most=36) if compilation.base else ""
    end = _suffix(is_example=compilation.is_example)
    start = _shortened(compilation.rule_set.key, most=56)
    return f"{start}-seulat{end}", f"{start}-osuus{end}", f"{start}-kattavuus-{base}{end}"


def _shortened(words: str, *, most: int) -> str:
    """Words cut to a length; what was cut still tells two apart."""
    if len(words) <= most:
        return words
    return f"{words[: most - 9].strip('-')}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def _words(compilation: Compilation) -> list[Words]:
    programme, rule_set, base = compilation.programme, compilation.rule_set, compilation.base
    screens, share, coverage = _keys(compilation)
    are_persons = programme.counted == Counted.PERSONS
    no_prevalence = _in_languages(lambda: _(_NO_PREVALENCE))

    def named(text: Callable[[], str]) -> dict[str, str]:
        return _in_languages(lambda: f"{programme.name}: {text()} ({_named_set(rule_set)})")

    found = [
        Words(
            key=screens,
            names=named(lambda: _("persons screened") if are_persons else _("screens")),
            definition=_in_languages(lambda: _("What is counted: %s.") % programme.get_counted_display()),
            unit_code=_COUNT,
            decimals=0,
        ),
        Words(
            key=share,
            names=named(lambda: _("share at or above the limit")),
            definition=_in_languages(lambda: _("Share of those screened who were at or above the rule set's limit.")),
            limits=no_prevalence,
            unit=_in_languages(lambda: "%"),
            unit_code=_SHARE,
            decimals=1,
        ),
    ]
    if base is not None:
        found.append(
            Words(
                key=coverage,
                names=named(lambda: _("coverage of the base “%s”") % base.name),
                definition=_in_languages(lambda: _coverage_words(compilation)),
                unit=_in_languages(lambda: "%"),
                # Several forms may be one person's, so the share of forms in a number of people has no interval.
                unit_code=_SHARE if are_persons else _LEVEL,
                decimals=1,
            )
        )
    return found


def _named_set(rule_set: RuleSet) -> str:
    name = str(rule_set.name)
    research = _("research, no advice for treatment")
    return f"{name}; {research}" if rule_set.is_research else name


def _coverage_words(compilation: Compilation) -> str:
    told = {"counted": compilation.programme.get_counted_display(), "base": compilation.base.name}  # type: ignore[union-attr]
    return _("What is counted (%(counted)s) as a share of the base: %(base)s. The base is the denominator.") % told


def _notes(published: Iterable[Compilation]) -> list[str]:
    """What the rows cannot tell: of which day and from where each period's base is."""
    with translation.override("fi"):
        return [
            _("%(period)s: base of coverage %(name)s %(number)s, %(day)s, %(source)s.")
            % {
                "period": one.period,
                "name": one.base.name,
                "number": one.base.number,
                "day": one.base.day.isoformat(),
                "source": one.base.source,
            }
            for one in published
            if one.base is not None
        ]


def _rows(compilation: Compilation, dataset: Dataset) -> list[dict[str, Any]]:
    screens, share, coverage = _keys(compilation)
    rows = []
    for group in compilation.figures["groups"]:
        place = _place(group["group"])
        if place is None:
            continue
        told = {
            "dataset": dataset.key,
            "area": compilation.programme.home.code,
            "period_start": compilation.first,
            "period_end": compilation.last,
            "breakdown": STORED_TOTAL,
            **place,
        }
        screened, above = group["screened"], group["at_or_above"]
        rows += [
            {**told, "indicator": screens, **_valued(screened)},
            {**told, "indicator": share, **_share(above, screened)},
        ]
        if compilation.base is not None and group["group"] == TOTAL:
            rows.append({**told, "indicator": coverage, **_share(screened, compilation.base.number)})
    return rows


def _place(group: str) -> dict[str, str] | None:
    """A group's sex and ages as the store writes them; none for those whose sex or age is not known."""
    kind, _colon, code = group.partition(":")
    if group == TOTAL:
        return {"sex": str(StoredSex.TOTAL), "age_group": STORED_TOTAL}
    if kind == "sex" and code in _SEXES:
        return {"sex": str(_SEXES[code]), "age_group": STORED_TOTAL}
    if kind == "age" and "-" in code:
        return {"sex": str(StoredSex.TOTAL), "age_group": f"{code[:-1]}+" if code.endswith("-") else code}
    return None


def _valued(number: float | None, **behind: float) -> dict[str, Any]:
    if number is None:
        return {"missing_reason": str(MissingReason.HIDDEN)}
    return {"value": float(number), **behind}


def _share(count: int | None, base: int | None) -> dict[str, Any]:
    """A share in per cent with what is behind it; where either is hidden, neither is told."""
    if count is None or not base:
        return _valued(None)
    return _valued(100 * count / base, numerator=float(count), denominator=float(base))


def _emptied(dataset: Dataset) -> pa.Table | None:
    """The newest release's places without numbers: all that was published has been taken back."""
    newest = dataset.releases.standing().first()  # type: ignore[attr-defined]
    if newest is None:
        return None
    rows = parquet.read_table(stored(newest).path).to_pylist()
    none = dict.fromkeys((*NUMBERS, "flags")) | {"missing_reason": str(MissingReason.NOT_AVAILABLE)}
    return pa.Table.from_pylist([row | none for row in rows], schema=FILE_SCHEMA)


def programme_of(dataset: Dataset) -> Programme | None:
    """The programme whose published sums a data set is made of."""
    if not dataset.key.startswith(_PREFIX):
        return None
    programmes = Programme.objects.filter(home=dataset.home_id)
    keys = {_dataset_key(one, is_example=is_example): one for one in programmes for is_example in (False, True)}
    return keys.get(dataset.key)


register_maker(programme_of)
