"""What docs/results.md shows can be run, and what it lists is what there is."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from batch_ocr.export.columns import COLUMNS, DEFAULT_COLUMNS, FINDING_COLUMNS, chosen
from batch_ocr.export.sqlite_file import write_sqlite
from batch_ocr.results import latest
from benchmarks.results_lines import synthetic_lines

TEXT = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the results of a night."""
    (tmp_path / "results.jsonl").write_bytes(b"".join(synthetic_lines(300)))
    return tmp_path


def section(title: str) -> str:
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_all_columns_are_listed() -> None:
    """The default ones in their order, then the others, then those of the findings."""
    listed = section("Columns")
    first, _, others = listed.partition("On request also:")
    assert tuple(re.findall(r"`(\w+)`", first.partition("order:")[2])) == DEFAULT_COLUMNS
    assert set(re.findall(r"`(\w+)`", others.partition("\n\n")[0])) == COLUMNS.keys() - set(DEFAULT_COLUMNS)
    assert tuple(re.findall(r"`(\w+)`", listed.rpartition("\n\n")[2]))[: len(FINDING_COLUMNS)] == tuple(FINDING_COLUMNS)


@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq on this machine")
def test_recipes_of_jq_run(folder: Path) -> None:
    """Each prints something; the first leaves as many lines as there are files."""
    commands = [
        line for block in re.findall(r"```sh\n(.*?)```", section("jq"), re.DOTALL) for line in block.splitlines()
    ]
    assert len(commands) == 3
    for command in commands:
        done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
        assert done.stdout or ">" in command
    lines = (folder / "latest.jsonl").read_text().count("\n")
    assert lines == len(list(latest(folder / "results.jsonl")))


def test_recipes_of_sqlite_run(folder: Path) -> None:
    """Each query answers with rows."""
    target = folder / "invoices.sqlite"
    write_sqlite(latest(folder / "results.jsonl"), chosen(None), target)
    (block,) = re.findall(r"```sql\n(.*?)```", section("SQLite and Datasette"), re.DOTALL)
    with closing(sqlite3.connect(target)) as database:
        for query in block.split(";")[:-1]:
            assert database.execute(query).fetchall(), query
