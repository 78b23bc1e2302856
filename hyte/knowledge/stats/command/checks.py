"""What must hold between the rows of a file: each check finds every fault, and leaves alone rows that it cannot read."""

from collections.abc import Iterator, Sequence

from hyte.knowledge.stats.command.files import Check, Line, RawTable
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.standards import Standard, match_bands

_PERIOD_COLUMNS = ("year", "period")


def once(*key: str) -> Check:
    """Each key stands once."""

    def find(lines: Sequence[Line]) -> Iterator[InputRefused]:
        seen: dict[tuple[str, ...], int] = {}
        for line in lines:
            if not line.has(*key):
                continue
            found = tuple(line.text(name) for name in key)
            if seen.setdefault(found, line.number) != line.number:
                yield InputRefused(
                    _("Row %(row)s: %(key)s stands on row %(other)s too; each %(columns)s is accepted once."),
                    row=line.number,
                    key=" / ".join(_plain(part) for part in found),
                    other=seen[found],
                    columns=" + ".join(key),
                )

    return find


def _plain(text: str) -> str:
    return text.removesuffix(".0")


def one_period(table: RawTable) -> Check:
    """Where the file tells years or periods, they are one and the same."""

    def find(_lines: Sequence[Line]) -> Iterator[InputRefused]:
        for column in _PERIOD_COLUMNS:
            if column not in table.header:
                continue
            place = table.header.index(column)
            told = [(number, cells[place]) for number, cells in table.rows if cells]
            for number, period in told[1:]:
                if period != told[0][1]:
                    yield InputRefused(
                        _(
                            "Row %(row)s, column %(column)s: %(found)s stands in the same file as %(other)s (row %(first)s); "
                            "one period is accepted."
                        ),
                        row=number,
                        column=column,
                        found=period or "–",
                        other=told[0][1] or "–",
                        first=told[0][0],
                    )

    return find


def not_above(count: str, denominator: str) -> Check:
    """A count is at most its denominator."""

    def find(lines: Sequence[Line]) -> Iterator[InputRefused]:
        for line in lines:
            x, n = line.real(count), line.real(denominator)
            if x is not None and n is not None and x > n:
                yield InputRefused(
                    _("Row %(row)s: %(count)s %(x)g is above %(denominator)s %(n)g; it must be %(n)g or less."),
                    row=line.number,
                    count=count,
                    x=x,
                    denominator=denominator,
                    n=n,
                )

    return find


def limits_in_order(lines: Sequence[Line]) -> Iterator[InputRefused]:
    """A lower limit is at most the upper one."""
    for line in lines:
        lower, upper = line.real("lower"), line.real("upper")
        if lower is not None and upper is not None and lower > upper:
            yield InputRefused(
                _("Row %(row)s: lower %(lower)g is above upper %(upper)g; give the lower limit first."),
                row=line.number,
                lower=lower,
                upper=upper,
            )


def groups_of(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The rows of each group, groups in order of first appearance."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.text("group"), []).append(line)
    return groups


def even_bands(band: str) -> Check:
    """Every group has the same bands. Nothing is said while a row's group or band cannot be read."""

    def find(lines: Sequence[Line]) -> Iterator[InputRefused]:
        if not all(line.has("group", band) for line in lines):
            return
        groups = groups_of(lines)
        first_name, first = next(iter(groups.items()))
        wanted = [line.text(band) for line in first]
        for name, rows in groups.items():
            found = {line.text(band) for line in rows}
            if found != set(wanted):
                missing = [_plain(label) for label in wanted if label not in found]
                extra = [_plain(line.text(band)) for line in rows if line.text(band) not in wanted]
                yield InputRefused(
                    _(
                        "The group %(group)s has other bands than %(first)s. Missing: %(missing)s. Extra: %(extra)s. "
                        "Every group needs the same bands."
                    ),
                    group=name,
                    first=first_name,
                    missing=", ".join(missing) or "–",
                    extra=", ".join(extra) or "–",
                )

    return find


def bands_of(standard: Standard) -> Check:
    """Every group has the bands of the standard, and all the same names of them."""

    def find(lines: Sequence[Line]) -> Iterator[InputRefused]:
        if not all(line.has("group", "band") for line in lines):
            return
        strange = False
        for name, rows in groups_of(lines).items():
            try:
                match_bands(standard, list(dict.fromkeys(line.text("band") for line in rows)))
            except InputRefused as fault:
                strange = True
                yield InputRefused(
                    _(
                        "The group %(group)s: the standard %(standard)s has %(wanted)s bands, the group has %(found)s. "
                        "Missing: %(missing)s. Extra: %(extra)s."
                    ),
                    **fault.values,
                    group=name,
                )
        if not strange:
            yield from even_bands("band")(lines)

    return find
