"""Findings about the list itself: headings without a focus area, a field under two headings, uneven load."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from .profiles import Profile, by_heading
from .rows import FocusRow, Overlap, Reason
from .vocabulary import field_of, meaning

_HEAVY = 5


def unmatched_headings(profiles: Sequence[Profile], focus_areas: Sequence[FocusRow]) -> Iterator[Overlap]:
    """Yield headings that no focus area is named after; one whose groups are counted under an area scores lower."""
    if not focus_areas:
        return
    named = {focus.key: focus for focus in focus_areas} | {focus.name: focus for focus in focus_areas}
    for heading, found in by_heading(profiles).items():
        if any(_names_same(heading, focus.name) for focus in focus_areas):
            continue
        counts = Counter(key for one in found for key in one.row.focus_areas if key in named)
        code = "heading-unmatched-one" if len(found) == 1 else "heading-unmatched"
        reasons = [Reason(code, {"heading": heading, "count": len(found)})]
        under = named[min(counts, key=lambda key: (-counts[key], key))] if counts else None
        if under:
            reasons.append(Reason("counted-under", {"focus": under.name}))
        near = under or _nearest(heading, focus_areas)
        if near and not under:
            reasons.append(Reason("nearest-focus", {"focus": near.name}))
        score = 0.89 if not under else 0.5
        yield Overlap(
            "heading-without-focus",
            heading,
            near.name if near else "",
            heading_key(heading),
            near.key if near else "",
            score,
            tuple(reasons),
        )


def heading_key(heading: str) -> str:
    """Give the key by which a finding about a heading is kept."""
    return f"heading:{heading}"


def _names_same(heading: str, focus: str) -> bool:
    if heading.casefold() == focus.casefold():
        return True
    mine, theirs = _words(heading), _words(focus)
    return bool(mine & theirs) and (mine <= theirs or theirs <= mine) and len(mine ^ theirs) <= 1


def _words(text: str) -> frozenset[str]:
    return frozenset(meaning(text).concepts)


def _nearest(heading: str, focus_areas: Sequence[FocusRow]) -> FocusRow | None:
    shared = {focus.key: len(_words(heading) & _words(focus.name)) for focus in focus_areas}
    ranked = sorted(focus_areas, key=lambda focus: (-shared[focus.key], focus.order, focus.key))
    return ranked[0] if ranked and shared[ranked[0].key] else None


def split_fields(profiles: Sequence[Profile]) -> Iterator[Overlap]:
    """Yield fields of service whose groups sit under two headings, when it is no single stray group."""
    sizes = {heading: len(found) for heading, found in by_heading(profiles).items()}
    groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for found in profiles:
        fields = {field_of(concept) for concept in found.concepts} - {""}
        for field in fields if found.row.heading else ():
            groups[field][found.row.heading or ""].append(found.row.name)
    for field, under in sorted(groups.items()):
        steady = [heading for heading in sorted(under) if len(under[heading]) > 1]
        for a, b in combinations(steady, 2):
            share = max(len(under[a]) / sizes[a], len(under[b]) / sizes[b])
            score = round(0.6 + 0.3 * share * min(1.0, (len(under[a]) + len(under[b])) / 4), 3)
            reasons = [Reason("field-under-both", {"field": field})]
            for heading in (a, b):
                reasons.append(
                    Reason("groups-under", {"heading": heading, "groups": "; ".join(sorted(under[heading]))})
                )
            yield Overlap("split-field", a, b, heading_key(a), heading_key(b), score, tuple(reasons))


def uneven_loads(profiles: Sequence[Profile]) -> Iterator[Overlap]:
    """Yield each heading with a single row against the headings that have the most."""
    sizes = {heading: len(found) for heading, found in by_heading(profiles).items()}
    most = max(sizes.values(), default=0)
    if most < _HEAVY:
        return
    heavy = sorted((heading for heading, size in sizes.items() if size == most), reverse=True)
    light = [heading for heading, size in sizes.items() if size == 1]
    for rank, heading in enumerate(light):
        other = heavy[rank % len(heavy)]
        reasons = (
            Reason("few-rows", {"heading": heading, "count": 1}),
            Reason("many-rows", {"headings": ", ".join(heavy), "count": most}),
        )
        score = round(max(0.86 - 0.03 * rank, 0.4), 3)
        yield Overlap("uneven-load", heading, other, heading_key(heading), heading_key(other), score, reasons)
