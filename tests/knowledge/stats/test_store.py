"""The store: its shape, releases that appear whole or not at all, and the catalogue."""

import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.store import files, releases
from hyte.knowledge.stats.store.catalogue import FileCatalogue
from hyte.knowledge.stats.store.releases import ReleaseBroken, Stored, observations, verify_release, write_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, SCHEMA, check_observations

MADE = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
TOLD = {"dataset": "esimerkki", "source": "Esimerkki", "licence": "CC BY 4.0", "made_at": MADE}


def row(**given: object) -> dict[str, object]:
    year = given.pop("year", 2022)
    plain = dict.fromkeys(FILE_SCHEMA.names)
    plain |= {"dataset": "esimerkki", "indicator": "osuus", "area": "KU398", "sex": "total", "age_group": "total"}
    plain |= {"breakdown": "total", "period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "value": 1.5}
    return plain | given


def table(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=FILE_SCHEMA)


ROWS = [row(area=area, year=year) for area in ("KU398", "KU507", "FI") for year in range(2010, 2020)]


def settle(path: Path) -> None:
    """Make a file look as old as a file in use is, so that its check is remembered."""
    past = path.stat().st_mtime - 60
    os.utime(path, (past, past))


def test_rows_of_the_shape_have_no_faults():
    good = table(
        *ROWS,
        row(area="HVA09", value=None, missing_reason="secret", denominator=10.0),
        row(area="MK07", value=0.0, lower=0.0, upper=3.0, flags="preliminary | derived"),
        row(period_start=date(2024, 2, 1), period_end=date(2024, 2, 29)),
    )

    assert check_observations(good) == []


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"value": None}, "Row 2: the value is missing without a reason."),
        ({"value": 0.0, "missing_reason": "secret"}, "Row 2: the value 0.0 stands with a reason for being missing;"),
        ({"value": None, "missing_reason": "unknown"}, "Row 2, missing_reason “unknown”: missing, not applicable"),
        (
            {"value": None, "missing_reason": "secret", "numerator": 3.0},
            "Row 2: the value is hidden but its numerator 3.0",
        ),
        ({"value": None, "missing_reason": "secret", "lower": 3.0}, "Row 2: there are limits without a value."),
        ({"value": float("nan")}, "Row 2, value: nan is no number;"),
        ({"upper": float("inf")}, "Row 2, upper: inf is no number;"),
        ({"lower": 2.0}, "Row 2: the value 1.5 is not between its limits."),
        ({"denominator": -1.0}, "Row 2, denominator -1.0: it cannot be negative."),
        ({"area": "398"}, "Row 2, area “398”: KU and three digits"),
        ({"area": "KU398\n"}, "Row 2, area “KU398\n”: KU and three digits"),
        ({"sex": "women"}, "Row 2, sex “women”: total, female, male are accepted."),
        ({"flags": "derived | preliminary"}, "Row 2, flags “derived | preliminary”: preliminary, derived"),
        ({"flags": ""}, "Row 2, flags “”"),
        ({"period_start": date(2022, 1, 2)}, "Row 2, period_start 2022-01-02:"),
        ({"period_end": date(2022, 12, 30)}, "Row 2, period_end 2022-12-30:"),
        ({"period_start": date(2023, 1, 1)}, "Row 2: the period ends (2022-12-31) before it starts."),
        ({"indicator": None}, "Row 2, indicator: it is empty;"),
        ({"breakdown": " "}, "Row 2, breakdown: it is empty;"),
        (
            {"year": 2010},
            "The key esimerkki / osuus / KU398 / 2010-01-01 / 2010-12-31 / total / total / total stands on 2",
        ),
    ],
)
def test_each_fault_is_a_sentence(given, sentence):
    faults = check_observations(table(ROWS[0], row(**given)))

    assert len(faults) == 1
    assert str(faults[0]).startswith(sentence)


def test_a_wrong_schema_is_told_column_by_column(tmp_path):
    rows = table(*ROWS)
    wrong = rows.drop_columns("sex").append_column("note", pa.nulls(rows.num_rows))
    wrong = wrong.set_column(wrong.column_names.index("value"), "value", pa.array(["1"] * rows.num_rows))

    with pytest.raises(InputRefused) as refused:
        write_release(tmp_path, wrong, **TOLD)

    assert [str(fault) for fault in (refused.value, *refused.value.others)] == [
        "Column sex is missing.",
        "Column note does not belong to the store.",
        "Column value holds string; double is accepted.",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_release_is_one_whole_data_set(tmp_path):
    with pytest.raises(InputRefused, match="belong to the data set toinen"):
        write_release(tmp_path, table(*ROWS, row(dataset="toinen")), **TOLD)
    with pytest.raises(InputRefused, match="no rows"):
        write_release(tmp_path, table(), **TOLD)


def test_the_hash_does_not_depend_on_order_chunks_columns_or_time(tmp_path):
    first = write_release(tmp_path / "a", table(*ROWS), **TOLD)
    mixed = random.Random(1).sample(ROWS, len(ROWS))
    chunks = pa.concat_tables([table(*mixed[:7]), table(*mixed[7:])]).select(FILE_SCHEMA.names[::-1])
    second = write_release(tmp_path / "b", chunks, **{**TOLD, "made_at": MADE + timedelta(days=1)})

    assert first.hash == second.hash == files.hash_of(first.path)
    assert first.path.read_bytes() == second.path.read_bytes()
    assert (first.path.name, first.rows) == (f"{first.hash}.parquet", 30)
    assert write_release(tmp_path / "a", table(*ROWS[1:]), **TOLD).hash != first.hash


def test_a_file_tells_its_columns_and_where_it_comes_from(tmp_path):
    schema = parquet.read_schema(write_release(tmp_path, table(*ROWS), **TOLD).path)

    assert {field.name for field in schema if not field.metadata[b"description"]} == set()
    assert schema.metadata == {b"dataset": b"esimerkki", b"source": b"Esimerkki", b"licence": b"CC BY 4.0"}


DIES = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import pyarrow.parquet as parquet
from hyte.knowledge.stats.store import files, releases

files.sync = lambda path: os.kill(os.getpid(), signal.SIGKILL)  # written, and not yet on the disk
rows = parquet.read_table(sys.argv[1])
releases.write_release(
    Path(sys.argv[2]), rows, dataset="esimerkki", source="", licence="", made_at=datetime.now(UTC)
)
"""


def test_a_writer_killed_midway_leaves_nothing_that_is_read(tmp_path, engine):
    folder = tmp_path / "numbers"
    catalogue = FileCatalogue(folder)
    catalogue.add(write_release(folder, table(*ROWS[:3]), **TOLD))
    parquet.write_table(table(*ROWS), tmp_path / "rows.parquet")

    writer = subprocess.run([sys.executable, "-c", DIES, tmp_path / "rows.parquet", folder], check=False)

    assert writer.returncode == -signal.SIGKILL
    assert [path.stat().st_size > 0 for path in folder.glob(".writing-*")] == [True]
    assert len(list(folder.glob("[!.]*.parquet"))) == 1
    assert engine.evaluate(observations(catalogue.in_force(), engine=engine)).num_rows == 3
    assert write_release(folder, table(*ROWS), **TOLD).rows == 30


def test_a_failed_write_leaves_no_file(tmp_path, monkeypatch):
    def fail(path: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(files, "sync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_release(tmp_path, table(*ROWS), **TOLD)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("remembered", [False, True])
def test_an_altered_byte_is_found_and_named(tmp_path, engine, remembered):
    release = write_release(tmp_path, table(*ROWS), **TOLD)
    if remembered:
        settle(release.path)
        verify_release(release)
        assert release.path.with_suffix(".checked").is_file()
    content = bytearray(release.path.read_bytes())
    content[100] ^= 1
    release.path.write_bytes(content)

    with pytest.raises(ReleaseBroken) as refused:
        observations([release], engine=engine)

    assert str(refused.value).startswith(
        f"The release esimerkki ({release.hash}.parquet) is broken: its file has been altered;"
    )


def test_a_cut_or_absent_file_is_found_and_named(tmp_path):
    release = write_release(tmp_path, table(*ROWS), **TOLD)
    release.path.write_bytes(release.path.read_bytes()[:-50])

    with pytest.raises(ReleaseBroken, match=r"esimerkki \(.*\.parquet\) is broken: its file is cut"):
        verify_release(release)
    release.path.write_bytes(b"")
    with pytest.raises(ReleaseBroken, match="is cut"):
        verify_release(release)
    release.path.unlink()
    with pytest.raises(ReleaseBroken, match="file is missing"):
        verify_release(release)


def test_a_file_of_another_shape_is_refused_though_its_hash_is_right(tmp_path):
    path = tmp_path / "other.parquet"
    parquet.write_table(pa.table({"a": [1]}), path)

    with pytest.raises(ReleaseBroken, match=r"other\.parquet cannot be read: its file does not have the columns"):
        verify_release(Stored(path=path, hash=files.hash_of(path)))


def test_a_file_is_hashed_once_until_it_changes_or_is_asked_afresh(tmp_path, monkeypatch):
    release = write_release(tmp_path, table(*ROWS), **TOLD)
    hashed = []
    monkeypatch.setattr(releases, "hash_of", lambda path: hashed.append(path) or release.hash)

    verify_release(release)
    verify_release(release)
    assert len(hashed) == 2  # too new to be trusted

    settle(release.path)
    verify_release(release)
    verify_release(release)
    assert len(hashed) == 3

    verify_release(release, afresh=True)
    assert len(hashed) == 4


def test_observations_are_the_rows_of_all_releases_in_the_shape(tmp_path, engine):
    first = write_release(tmp_path, table(*ROWS), **TOLD)
    second = write_release(tmp_path, table(row(dataset="toinen")), **{**TOLD, "dataset": "toinen"})

    rows = engine.evaluate(observations([first, second, first], engine=engine))

    assert rows.column_names == SCHEMA.names
    expected = [{**one, "release": first.hash} for one in ROWS] + [{**row(dataset="toinen"), "release": second.hash}]
    order = [(name, "ascending") for name in ("dataset", "area", "period_start")]
    assert rows.sort_by(order).to_pylist() == pa.Table.from_pylist(expected, schema=SCHEMA).sort_by(order).to_pylist()
    with pytest.raises(InputRefused, match="at least one"):
        observations([], engine=engine)


def test_the_newest_of_each_data_set_is_in_force(tmp_path):
    catalogue = FileCatalogue(tmp_path)
    old = write_release(tmp_path, table(*ROWS[1:]), **TOLD)
    new = write_release(tmp_path, table(*ROWS), **{**TOLD, "made_at": MADE + timedelta(hours=1)})
    other = write_release(tmp_path, table(row(dataset="alku")), **{**TOLD, "dataset": "alku"})

    for release in (new, old, other, old):
        catalogue.add(release)

    assert FileCatalogue(tmp_path).releases() == [new, old, other]
    assert catalogue.in_force() == [other, new]
    back = replace(old, made_at=MADE + timedelta(days=1))
    catalogue.add(back)
    assert catalogue.in_force() == [other, back]


def test_writers_at_one_time_lose_no_release(tmp_path):
    made = [write_release(tmp_path, table(*ROWS[:number]), **TOLD) for number in range(1, 9)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda release: FileCatalogue(tmp_path).add(release), made))

    assert sorted(release.rows for release in FileCatalogue(tmp_path).releases()) == list(range(1, 9))


def test_a_catalogue_lists_no_broken_release_and_says_when_it_is_no_catalogue(tmp_path):
    catalogue = FileCatalogue(tmp_path)
    release = write_release(tmp_path, table(*ROWS), **TOLD)

    with pytest.raises(InputRefused, match="no time zone"):
        catalogue.add(replace(release, made_at=MADE.replace(tzinfo=None)))
    with pytest.raises(ReleaseBroken):
        catalogue.add(replace(release, hash="0" * 64))
    assert catalogue.in_force() == []
    (tmp_path / "catalogue.json").write_text('{"releases": [{"file": "x"}]}')
    with pytest.raises(InputRefused, match=r"catalogue.json cannot be read: KeyError"):
        catalogue.releases()
