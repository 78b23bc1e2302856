"""Lines of a map with fewer points, so that neighbours still share their border."""

from collections import defaultdict
from collections.abc import Sequence

Point = tuple[float, float]
Ring = list[Point]  # closed: the last point is the first

_FEWEST = 4  # points of a closed ring that still encloses something


def simplified(rings: Sequence[Ring], *, tolerance: float) -> list[Ring]:
    """The rings without the points that lie within `tolerance` of the line that is left (Douglas and Peucker 1973).

    A border is cut where the set of rings that share it changes, and each part is simplified alike for all who share it. A ring
    that would lose its inside keeps all its points.
    """
    users: dict[Point, set[int]] = defaultdict(set)
    for number, ring in enumerate(rings):
        for point in ring:
            users[point].add(number)
    return [_simplified(ring, users, tolerance) for ring in rings]


def _simplified(ring: Ring, users: dict[Point, set[int]], tolerance: float) -> Ring:
    points = ring[:-1]
    count = len(points)
    corners = [
        place
        for place, point in enumerate(points)
        if users[point] - users[points[place - 1]] or users[point] - users[points[(place + 1) % count]]
    ]
    if not corners:  # an island, or a hole: nobody else's border begins, so any two points serve
        corners = sorted((points.index(min(points)), points.index(max(points))))
    kept: Ring = []
    for place, corner in enumerate(corners):
        until = corners[(place + 1) % len(corners)]
        length = (until - corner) % count or count
        part = [points[(corner + step) % count] for step in range(length + 1)]
        kept += _thinned(part, tolerance)[:-1]
    closed = [*kept, kept[0]]
    return closed if len(set(kept)) >= _FEWEST - 1 else ring


def _thinned(part: Ring, tolerance: float) -> Ring:
    """A line between two corners; the same whichever way it runs."""
    if part[0] > part[-1]:
        return _thinned(part[::-1], tolerance)[::-1]
    kept = {0, len(part) - 1}
    waiting = [(0, len(part) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, place = max(
            ((_distance(part[between], part[first], part[last]), between) for between in range(first + 1, last)),
            default=(0.0, first),
        )
        if far > tolerance:
            kept.add(place)
            waiting += [(first, place), (place, last)]
    return [part[place] for place in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    across, up = end[0] - start[0], end[1] - start[1]
    length = across * across + up * up
    if not length:
        return float(((point[0] - start[0]) ** 2 + (point[1] - start[1]) ** 2) ** 0.5)
    along = max(0.0, min(1.0, ((point[0] - start[0]) * across + (point[1] - start[1]) * up) / length))
    nearest = (start[0] + along * across, start[1] + along * up)
    return float(((point[0] - nearest[0]) ** 2 + (point[1] - nearest[1]) ** 2) ** 0.5)
