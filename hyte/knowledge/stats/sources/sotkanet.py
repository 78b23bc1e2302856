"""Sotkanet, the indicator bank of the Finnish Institute for Health and Welfare (THL): REST interface 1.1."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from hyte.knowledge.stats.choices import MissingReason, Sex
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources.codes import months, typed_area
from hyte.knowledge.stats.sources.faults import Note, SourceMisread
from hyte.knowledge.stats.sources.fetched import OTHER_AREAS, Fetched, Observation, Words, drawn_by, left_out, table_of
from hyte.knowledge.stats.sources.fetching import Answer, Client, Request
from hyte.knowledge.stats.sources.texts import plain_text, plain_texts
from hyte.knowledge.stats.store.areas import Division

ADDRESS = "https://sotkanet.fi/rest/1.1"
SOURCE = "Sotkanet.fi, THL"
LICENCE = "CC BY 4.0"
DATASET = "sotkanet"
_PAGE = "https://sotkanet.fi/sotkanet/fi/metadata/indicators/{number}"
_YEARS_AT_ONCE = 10

T = TypeVar("T")

# Sotkanet's categories of areas and the kind of code that each has here; its other categories have none.
_KINDS = {"kunta": "KU", "hyvinvointialue": "HVA", "maakunta": "MK"}
# The counties as they were numbered before 2023: their codes are of another number space (5 was Päijät-Häme).
_OLD_COUNTIES = range(877, 899)
# Only these units have a count of persons or events behind them; the absolute value of an index or of euros is something else.
_UNITS_OF_COUNTS = ("PROS", "PER", "LKM", "LUKUM")

_SHAPE = _("%(source)s answered without %(missing)s at %(address)s; its interface may have changed.")
_NO_INDICATORS = _("No indicators were named; give at least one of Sotkanet's numbers.")
_NO_YEARS = _("Indicator %(number)s of Sotkanet has no figures for the years asked; it has %(first)s–%(last)s.")
_TWO_REGIONS = _("Figures of areas whose code Sotkanet gives to two areas were left out: %(count)s (%(areas)s).")
_NOTHING = _("Sotkanet gave no figures of indicator %(number)s for the years, sexes and areas asked.")


@dataclass(frozen=True)
class Regions:
    """Sotkanet's own numbers of areas: those with a code here, those two of which claim one, and the others by category."""

    areas: Mapping[int, str]
    double: Mapping[int, str]
    others: Mapping[int, str]


def fetch_sotkanet(
    client: Client,
    *,
    indicators: Sequence[int],
    years: Collection[int] | None = None,
    sexes: Collection[Sex] = tuple(Sex),
    areas: Collection[str] | None = None,
    division: Division | None = None,
    dataset: str = DATASET,
    address: str = ADDRESS,
) -> Fetched:
    """The indicators' figures and descriptions as one data set; the key of indicator 4 is `sotkanet-4`.

    `years` are all that an indicator has unless given, `areas` (typed codes) all that have one here. With a `division`,
    municipalities are kept only for years in which they are in force. A value that Sotkanet leaves out is missing, never 0.
    Raises SourceFault, and InputRefused where nothing was asked.
    """
    numbers = sorted(set(indicators))
    if not numbers:
        raise InputRefused(_NO_INDICATORS)
    asked = sorted({Sex(sex) for sex in sexes})
    with client.run(f"sotkanet {address} {numbers} {sorted(years or ())} {asked}"):
        client.expect(1 + len(numbers))
        regions = fetch_regions(client, address=address)
        words = [fetch_words(client, number, address=address) for number in numbers]
        plans = [(one, _years_of(one, number, years)) for number, one in zip(numbers, words, strict=True)]
        client.expect(sum(len(_parts(some)) for _one, some in plans))
        observations: list[Observation] = []
        skipped: Counter[int] = Counter()
        notes: list[Note] = []
        for number, (one, some) in zip(numbers, plans, strict=True):
            rows = [row for part in _parts(some) for row in _fetch_rows(client, number, part, asked, address)]
            found = list(_observations(rows, one, regions, skipped))
            observations += [row for row in found if areas is None or row.area in areas]
            notes += _notes_of(one, number, years, is_empty=not found)
    kept, more = drawn_by(observations, division)
    return Fetched(
        dataset=dataset,
        rows=table_of(kept, dataset=dataset),
        source=SOURCE,
        licence=LICENCE,
        address=address,
        published_at=_newest(words),
        words=tuple(words),
        notes=(*notes, *_skipped_notes(skipped, regions), *more),
    )


def fetch_words(client: Client, number: int, *, address: str = ADDRESS) -> Words:
    """What Sotkanet tells of one indicator, in Finnish, Swedish and English, without HTML."""
    request = Request(source=SOURCE, address=f"{address}/indicators/{number}")

    def read(answer: Answer) -> Words:
        told = answer.json()
        if not isinstance(told, dict) or told.get("id") != number:
            raise _misread(answer, f"id {number}")
        return _words(told, answer)

    return client.ask(request, _checked(read))


def search_sotkanet(client: Client, words: str, *, address: str = ADDRESS) -> list[Words]:
    """The indicators whose title has all the words, or the beginnings of them, in one language; by number."""
    wanted = words.casefold().split()

    def read(answer: Answer) -> list[Words]:
        return [_words(one, answer) for one in _rows_of(answer, "id", "title")]

    with client.run(f"sotkanet catalogue {address}"):
        found = client.ask(Request(source=SOURCE, address=f"{address}/indicators"), _checked(read))
    return [one for one in found if any(_has_all(title, wanted) for title in one.names.values())]


def fetch_regions(client: Client, *, address: str = ADDRESS) -> Regions:
    """Sotkanet's areas by its own numbers, with the store's typed codes where they have one."""
    return client.ask(Request(source=SOURCE, address=f"{address}/regions"), _checked(_regions))


def _regions(answer: Answer) -> Regions:
    areas: dict[int, str] = {}
    others: dict[int, str] = {}
    for row in _rows_of(answer, "id", "category", "code"):
        number, category = row["id"], str(row["category"]).casefold()
        kind = _KINDS.get(category)
        code = typed_area(str(row["code"]), kind=kind) if kind else "FI" if category == "maa" else None
        if code and number not in _OLD_COUNTIES:
            areas[number] = code
        else:
            others[number] = str(row["category"])
    claims = Counter(areas.values())
    double = {number: code for number, code in areas.items() if claims[code] > 1}
    return Regions({number: code for number, code in areas.items() if number not in double}, double, others)


def _checked(read: Callable[[Answer], T]) -> Callable[[Answer], T]:
    """The reading, where another shape than promised, anywhere in the answer, is told as such."""

    def checked(answer: Answer) -> T:
        try:
            return read(answer)
        except (TypeError, ValueError, KeyError, AttributeError) as fault:
            raise _misread(answer, f"{type(fault).__name__}: {fault}")

    return checked


def _words(told: Mapping[str, Any], answer: Answer) -> Words:
    unit = told.get("primaryValueType") or {}
    span = told.get("range") or {}
    number = told["id"]
    names = {language: title.replace("\n", " ") for language, title in plain_texts(told["title"]).items()}
    if not names:
        raise _misread(answer, "title")
    return Words(
        key=f"sotkanet-{number}",
        names=names,
        definition=plain_texts(told.get("description")),
        interpretation=plain_texts(told.get("interpretation")),
        limits=plain_texts(told.get("limits")),
        unit=plain_texts(unit.get("title")),
        unit_code=str(unit.get("code") or ""),
        decimals=_whole(told.get("decimals")),
        first_year=_whole(span.get("start")),
        last_year=_whole(span.get("end")),
        groups=tuple(str(group) for group in told.get("groups") or ()),
        updated=date.fromisoformat(str(changed)[:10]) if (changed := told.get("data-updated")) else None,
        address=_PAGE.format(number=number),
    )


def _whole(told: Any) -> int | None:
    return None if told is None else int(told)


def _years_of(words: Words, number: int, years: Collection[int] | None) -> list[int]:
    first, last = words.first_year, words.last_year
    if first is None or last is None:
        return sorted(years or ())
    return [year for year in range(first, last + 1) if years is None or year in years]


def _parts(years: Sequence[int]) -> list[Sequence[int]]:
    return [years[place : place + _YEARS_AT_ONCE] for place in range(0, len(years), _YEARS_AT_ONCE)]


def _fetch_rows(
    client: Client, number: int, years: Sequence[int], sexes: Iterable[Sex], address: str
) -> list[dict[str, Any]]:
    params = [("indicator", str(number)), *(("years", str(year)) for year in years)]
    params += [("genders", str(sex)) for sex in sexes]

    def read(answer: Answer) -> list[dict[str, Any]]:
        rows = _rows_of(answer, "indicator", "region", "year", "gender")
        for row in rows:
            fits = row["indicator"] == number and row["year"] in years and row["gender"] in set(Sex)
            fits = fits and type(row["region"]) is int
            numbers = (row.get("value"), row.get("absValue"))
            if not fits or not all(one is None or type(one) in (int, float) for one in numbers):
                raise _misread(answer, f"indicator {number}, years {years[0]}–{years[-1]}")
        return rows

    return client.ask(Request(source=SOURCE, address=f"{address}/json", params=tuple(params)), read)


def _observations(
    rows: Iterable[Mapping[str, Any]], words: Words, regions: Regions, skipped: Counter[int]
) -> Iterable[Observation]:
    counts = words.unit_code.upper().startswith(_UNITS_OF_COUNTS)
    for row in rows:
        area = regions.areas.get(row["region"])
        if area is None:
            skipped[row["region"]] += 1
            continue
        value, behind = row.get("value"), row.get("absValue")
        has_count = counts and value is not None and behind is not None and behind >= 0 and behind == int(behind)
        yield Observation(
            indicator=words.key,
            area=area,
            period=months(row["year"], 1, row["year"], 12),
            sex=str(Sex(row["gender"])),
            value=None if value is None else float(value),
            reason=MissingReason.MISSING if value is None else None,
            numerator=float(behind) if has_count and behind is not None else None,
        )


def _notes_of(words: Words, number: int, years: Collection[int] | None, *, is_empty: bool) -> list[Note]:
    first, last = words.first_year, words.last_year
    if years and first is not None and last is not None and not any(first <= year <= last for year in years):
        return [Note(_NO_YEARS, {"number": number, "first": first, "last": last})]
    return [Note(_NOTHING, {"number": number})] if is_empty else []


def _skipped_notes(skipped: Counter[int], regions: Regions) -> list[Note]:
    double: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for number, count in skipped.items():
        if number in regions.double:
            double[regions.double[number]] += count
        else:
            others[regions.others.get(number, str(number))] += count
    found = ((_TWO_REGIONS, double), (OTHER_AREAS, others))
    return [left_out(text, counts) for text, counts in found if counts]


def _newest(words: Iterable[Words]) -> datetime | None:
    """The newest day on which Sotkanet changed any of the indicators."""
    days = [one.updated for one in words if one.updated]
    return datetime.combine(max(days), datetime.min.time(), UTC) if days else None


def _rows_of(answer: Answer, *needed: str) -> list[dict[str, Any]]:
    rows = answer.json()
    if not isinstance(rows, list):
        raise _misread(answer, "[…]")
    for row in rows:
        missing = [name for name in needed if not isinstance(row, dict) or name not in row]
        if missing:
            raise _misread(answer, ", ".join(missing))
    return rows


def _misread(answer: Answer, missing: str) -> SourceMisread:
    return SourceMisread(_SHAPE, source=SOURCE, address=answer.request.shown, missing=missing)


def _has_all(title: str, wanted: Iterable[str]) -> bool:
    words = plain_text(title).casefold().replace("-", " ").split()
    return all(any(word.startswith(part) for word in words) for part in wanted)
