"""Standard populations, and how the bands of a file are matched with theirs.

Sources: Eurostat 2013 (European Standard Population 2013), Waterhouse et al. 1976 (ESP 1976), Ahmad et al. 2001 (WHO World
Standard 2000-2025; its percentages add up to 100.03 and are divided by their sum).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _

# Ages as files write them: 0-4, 05–09, 0-4 v, age_5_9; 90+, 90 -, 90 v ja yli, 90 years and over; <1, alle 1 v.
_YEARS = r"(?:[-–—]?(?:v\.?|vuotta|vuotiaat|vuotias|år|åringar|years?|yrs?|year-olds))?"
_OVER = r"(?:\+|[-–—]|(?:ja|tai|och|eller|and|or)\s+(?:yli|vanhemmat|över|äldre|over|older|above)|täyttäneet|plus)?"
_RANGE = re.compile(rf"[^\d<]*(\d{{1,3}})\s*{_YEARS}\s*(?:[-–—_]|to|till)\s*(\d{{1,3}})\D*")
_OPEN = re.compile(rf"(\d{{1,3}})\s*{_OVER}\s*{_YEARS}\s*{_OVER}")
_UNDER = re.compile(rf"(?:<|alle|under|below)\s*(\d{{1,3}})\s*{_YEARS}")


@dataclass(frozen=True)
class Standard:
    """A standard population: names of its bands in order, and a weight for each."""

    name: str
    bands: tuple[str, ...]
    weights: tuple[float, ...]

    def shares(self) -> tuple[float, ...]:
        """The weights divided by their sum."""
        total = sum(self.weights)
        return tuple(weight / total for weight in self.weights)


def _bands(last: int, *, infants: bool = False) -> tuple[str, ...]:
    first = ("0", "1-4") if infants else ("0-4",)
    return (*first, *(f"{age}-{age + 4}" for age in range(5, last, 5)), f"{last}+")


_ESP2013_MIDDLE = (
    5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500,
)  # fmt: skip

STANDARDS: Mapping[str, Standard] = {
    standard.name: standard
    for standard in (
        Standard("esp2013-19", _bands(90), (5000, *_ESP2013_MIDDLE, 1000)),
        Standard("esp2013-20", _bands(90, infants=True), (1000, 4000, *_ESP2013_MIDDLE, 1000)),
        Standard("esp2013-21", _bands(95, infants=True), (1000, 4000, *_ESP2013_MIDDLE, 800, 200)),
        Standard("esp1976-18", _bands(85), (8000, *(7000,) * 10, 6000, 5000, 4000, 3000, 2000, 1000, 1000)),
        Standard(
            "who-18",
            _bands(85),
            (
                8.86,
                8.69,
                8.60,
                8.47,
                8.22,
                7.93,
                7.61,
                7.15,
                6.59,
                6.04,
                5.37,
                4.55,
                3.72,
                2.96,
                2.21,
                1.52,
                0.91,
                0.63,
            ),
        ),
    )
}


def own_standard(name: str, weights: Mapping[str, float]) -> Standard:
    """A standard from a loaded list. Raises InputRefused where it is empty or has no weight above zero."""
    if not weights or min(weights.values()) < 0 or sum(weights.values()) <= 0:
        raise InputRefused(
            _("The standard %(name)s needs at least one band, no negative weight and a sum above zero."), name=name
        )
    return Standard(name, tuple(weights), tuple(weights.values()))


def band_ages(label: str) -> tuple[int, int | None] | None:
    """The first and the last age of a band such as 1-4, 05–09 v, 90+ or alle 1; null where the label is no age band.

    The last is null where the label does not tell it: 90+, and 5 for a band that starts there.
    """
    text = label.strip().casefold()
    if found := _RANGE.fullmatch(text):
        return int(found[1]), int(found[2])
    if found := _OPEN.fullmatch(text):
        return int(found[1]), None
    found = _UNDER.fullmatch(text)
    return (0, int(found[1]) - 1) if found else None


def band_start(label: str) -> int | None:
    """The first age of a band; null where the label is no age band."""
    ages = band_ages(label)
    return ages[0] if ages else None


def match_bands(standard: Standard, labels: Sequence[str]) -> dict[str, int]:
    """The place in the standard of each band, where `labels` are a file's bands in order of first appearance.

    Bands named like the standard's are matched by name, in any order. Names that are no ages (A, B, C) are taken in order,
    also among ages that stand at their own places, and so are the numbers 1, 2, 3 to the last. Raises InputRefused where
    bands are missing or extra; they are never padded.
    """
    by_name = _by_name(standard, labels)
    if by_name is not None:
        return by_name
    if len(labels) == len(standard.bands):
        if all(label.isdecimal() for label in labels):
            if sorted(map(int, labels)) == list(range(1, len(labels) + 1)):
                return {label: int(label) - 1 for label in labels}
        elif all(not _is_age(label) or _agree(label, band) for label, band in zip(labels, standard.bands, strict=True)):
            return {label: place for place, label in enumerate(labels)}
    raise InputRefused(
        _(
            "The standard %(standard)s has %(wanted)s bands, the file has %(found)s. Missing: %(missing)s. Extra: %(extra)s."
        ),
        standard=standard.name,
        wanted=len(standard.bands),
        found=len(labels),
        **_difference(standard, labels),
    )


def _is_age(label: str) -> bool:
    return band_start(label) is not None


def _key(label: str) -> str:
    start = band_start(label)
    return label.strip().casefold() if start is None else f"{start:03d}"


def _by_name(standard: Standard, labels: Iterable[str]) -> dict[str, int] | None:
    places = {_key(band): place for place, band in enumerate(standard.bands)}
    found = {label: places.get(_key(label)) for label in labels}
    known = {label: place for label, place in found.items() if place is not None}
    whole = len(known) == len(found) == len(places) == len(set(known.values()))
    agree = all(_agree(label, standard.bands[place]) for label, place in known.items())
    return known if whole and agree else None


def _agree(label: str, band: str) -> bool:
    """Whether two names are of the same band: its last age must be the same too, where both tell it."""
    ours, theirs = band_ages(label), band_ages(band)
    if ours is None or theirs is None:
        return _key(label) == _key(band)
    return ours[0] == theirs[0] and (ours[1] is None or theirs[1] is None or ours[1] == theirs[1])


def _difference(standard: Standard, labels: Iterable[str]) -> dict[str, str]:
    labels = list(labels)
    ours, theirs = {_key(label) for label in labels}, {_key(band) for band in standard.bands}
    missing = [band for band in standard.bands if _key(band) not in ours]
    extra = [label for label in labels if _key(label) not in theirs]
    return {"missing": ", ".join(missing) or "–", "extra": ", ".join(extra) or "–"}
