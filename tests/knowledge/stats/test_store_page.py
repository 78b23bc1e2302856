"""The page on statistics knows the store's columns and words, and its example runs."""

import re
from pathlib import Path

from hyte.knowledge.stats.choices import Flag, MissingReason
from hyte.knowledge.stats.store.newest import LATEST_SCHEMA
from hyte.knowledge.stats.store.shape import SCHEMA

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "statistics.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## The store\n")[1].split("\n## ")[0]


def test_every_column_and_word_is_told():
    columns = {*SCHEMA.names, *LATEST_SCHEMA.names}

    assert [name for name in sorted(columns) if f"`{name}`" not in SECTION] == []
    assert [str(word) for word in (*MissingReason, *Flag) if str(word) not in SECTION] == []
    assert [field.name for field in LATEST_SCHEMA if not field.metadata[b"description"]] == []


def test_the_example_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", SECTION, flags=re.DOTALL)

    exec(compile(example, "docs/statistics.md", "exec"), {})  # noqa: S102 our own page

    printed = capsys.readouterr().out
    assert "'value': 71.5" in printed
    assert "latest.parquet" in printed
