"""`hyte stats hide`: a table of counts with small ones, and what would give them back, hidden."""

from argparse import Namespace
from collections.abc import Iterator, Sequence

from hyte.knowledge.stats.choices import Method, Withheld
from hyte.knowledge.stats.command import checks
from hyte.knowledge.stats.command.files import Column, Kind, Line, Need, RawTable, parse, read_raw
from hyte.knowledge.stats.methods.hiding_tables import Layout, TableRow, hide_table, nested_ages
from hyte.knowledge.stats.refusals import ArgumentRefused, InputRefused, refuse
from hyte.knowledge.stats.refusals import marked as _

_FIGURES = ("rate", "lower", "upper")  # computed from the count, so they are hidden with it
_BASE = "population"  # what a rate is per; public, and never hidden
_OWN = ("count", "denominator", *_FIGURES, _BASE)

Sum = tuple[str, str, tuple[str, ...]]  # dimension, the sum, its parts


def hide(table: RawTable, options: Namespace) -> list[dict[str, object]]:
    """Every row of the file, its count null where it is hidden."""
    dimensions = tuple(name for name in table.header if name not in _OWN)
    if not dimensions:
        raise InputRefused(
            _("The file has no dimensions; give at least one column besides count, such as area or sex.")
        )
    clash = [name for name in dimensions if name in ("group", "confidence", "method", "withheld")]
    refuse(
        InputRefused(_("The column %(column)s has a name that results use; name it otherwise."), column=name)
        for name in (clash if dimensions != ("group",) else ())
    )
    columns = (
        *(Column(name, Kind.TEXT) for name in dimensions),
        Column("count", Kind.COUNT),
        Column("denominator", Kind.COUNT, Need.OPTIONAL),
        *(Column(name, Kind.NUMBER, Need.OPTIONAL) for name in (*_FIGURES, _BASE)),
    )
    lines = parse(table, columns, checks.once(*dimensions), checks.not_above("count", "denominator"))
    rows = [_row(line, dimensions) for line in lines]
    layout = _layout(dimensions, rows, options)
    hidden = hide_table(rows, layout, threshold=options.threshold, hide_zeros=options.hide_zeros)
    method = f"{Method.HIDING}, threshold {options.threshold}{', zeros too' if options.hide_zeros else ''}"
    return [
        _result(line, row, dimensions, has_count=not count, has_base=not base, method=method)
        for line, row, (count, base) in zip(lines, rows, hidden, strict=True)
    ]


def _layout(dimensions: tuple[str, ...], rows: Sequence[TableRow], options: Namespace) -> Layout:
    for option in ("cumulative", "releases"):
        column = getattr(options, option)
        if column and column.casefold() not in dimensions:
            raise ArgumentRefused(
                _("--%(option)s: the file has no dimension %(column)s; accepted: %(columns)s."),
                option=option,
                column=column,
                columns=", ".join(dimensions),
            )
    cumulative, releases = (word and word.casefold() for word in (options.cumulative, options.releases))
    told = _nested(options.sums, dimensions) if options.sums else ()
    settled = {cumulative, releases, *(column for column, _whole, _parts in told)}
    ages = [
        (name, whole, parts)
        for place, name in enumerate(dimensions)
        if name not in settled
        for whole, parts in nested_ages(dict.fromkeys(row.place[place] for row in rows))
    ]
    return Layout(dimensions, nested=(*told, *ages), cumulative=cumulative, releases=releases)


def _nested(path: str, dimensions: tuple[str, ...]) -> tuple[Sum, ...]:

    def known(lines: Sequence[Line]) -> Iterator[InputRefused]:
        for line in lines:
            if line.has("column") and line.text("column").casefold() not in dimensions:
                yield InputRefused(
                    _("Row %(row)s of %(file)s: there is no dimension %(column)s; accepted: %(columns)s."),
                    row=line.number,
                    file=path,
                    column=line.text("column"),
                    columns=", ".join(dimensions),
                )

    found: dict[tuple[str, str], list[str]] = {}
    for line in parse(read_raw(path), [Column(name, Kind.TEXT) for name in ("column", "sum", "part")], known):
        found.setdefault((line.text("column").casefold(), line.text("sum")), []).append(line.text("part"))
    return tuple((column, whole, tuple(dict.fromkeys(parts))) for (column, whole), parts in found.items())


def _row(line: Line, dimensions: tuple[str, ...]) -> TableRow:
    count, base = line.real("count"), line.real("denominator")
    return TableRow(
        tuple(line.text(name) for name in dimensions),
        None if count is None else int(count),
        None if base is None else int(base),
    )


def _result(
    line: Line, row: TableRow, dimensions: tuple[str, ...], *, has_count: bool, has_base: bool, method: str
) -> dict[str, object]:
    is_whole = has_count and has_base
    reason = Withheld.COUNT_MISSING if row.count is None else None if is_whole else Withheld.HIDDEN
    limits = {name: line.values.get(name) if is_whole else None for name in ("lower", "upper")}
    result: dict[str, object] = {"group": " / ".join(row.place)}
    result |= {"value": row.count if has_count else None, **limits, "confidence": None, "method": method}
    result |= {"withheld": None if reason is None else str(reason)}
    result |= {name: line.text(name) for name in dimensions if name != "group"}
    for name in ("denominator", "rate", _BASE):
        if name in line.values:
            shown = line.values[name] if name == _BASE or is_whole or (name == "denominator" and has_base) else None
            result[name] = shown
    return result
