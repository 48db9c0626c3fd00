"""Results become tables by one command, and what goes wrong is one line."""

from __future__ import annotations

import csv
import io
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.results_lines import synthetic_lines
from tests.documents import HOSTILE, document, finding, results_of
from tests.postgresql import postgresql
from tests.process.command import batch_ocr, environment, not_measured, started


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Three documents: one with a hostile name and a finding, one plain, one duplicate."""
    same = replace(document("c.png"), invoice=None, status="duplicate", duplicate_of="b.png")
    return results_of(tmp_path, [document("a.png", finding(), supplier_name=HOSTILE), document("b.png"), same])


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.parquet", "out.sqlite"])
def test_the_ending_tells_the_format(results: Path, name: str) -> None:
    """A file of that format is there, and one line tells how many rows it has; nothing is on stdout."""
    target = results.parent / name
    done = batch_ocr("export", results, "--to", target)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == f"{target}: 3 rows, 1 findings\n"
    assert target.stat().st_size > 100


def test_rows_and_columns_are_chosen(results: Path) -> None:
    """By the day of completion, by status, by name of the column; a table for a pipe goes to stdout."""
    done = batch_ocr(
        *("export", results, "--to", "-", "--status", "completed", "--since", "2026-11-22"),
        *("--columns", "total_amount,file,supplier_name"),
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr
    assert list(csv.reader(io.StringIO(done.stdout))) == [
        ["total_amount", "file", "supplier_name"],
        ["119.0", "a.png", "'" + HOSTILE],
        ["119.0", "b.png", "Nordlicht GmbH"],
    ]
    later = batch_ocr("export", results, "--to", "-", "--since", "2026-11-23", "--columns", "file")
    assert later.stdout == "file\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--to", "out.pdf"), "unknown format; give FILE with one of .csv, .xlsx, .parquet, .sqlite"),
        (("--to", "mysql://x"), "unknown kind of database"),
        (("--to", "postgresql://h:port/books"), "cannot read the URL"),
        (("--to", "env:NO_SUCH_VARIABLE"), "there is no environment variable NO_SUCH_VARIABLE"),
        (("--to", "out.csv", "--since", "yesterday"), "--since: expected a day such as 2026-12-01, got 'yesterday'"),
        (("--to", "out.csv", "--status", "done"), "there are: completed, failed, rejected, duplicate"),
        (("--to", "out.csv", "--columns", "supplier"), "unknown column 'supplier'; did you mean 'supplier_"),
        ((), "required: --to"),
    ],
)
def test_what_is_asked_for_wrongly_is_said_with_the_choices(
    results: Path, arguments: tuple[str, ...], told: str
) -> None:
    """Exit code 2, one line, and no file."""
    done = batch_ocr("export", results, *arguments, cwd=results.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(results.parent.iterdir()) == [results]


def test_a_broken_line_leaves_no_half_table(results: Path) -> None:
    """The error names the line; the file of the last export stays, and a pipe gets nothing at all."""
    target = results.parent / "out.csv"
    assert batch_ocr("export", results, "--to", target).returncode == 0
    before = target.read_bytes()
    with results.open("a") as file:
        file.write('{"file":"d.png","schema":1}\n')
    for to in (target, "-"):
        done = batch_ocr("export", results, "--to", to)
        assert (done.returncode, done.stdout) == (5, "")
        assert "results.jsonl: line 4 is not a line of results" in done.stderr
    assert target.read_bytes() == before
    assert sorted(path.name for path in results.parent.iterdir()) == ["out.csv", "out.findings.csv", "results.jsonl"]


def test_results_are_never_overwritten(results: Path) -> None:
    """Also when they are called like a table."""
    renamed = results.rename(results.parent / "results.csv")
    done = batch_ocr("export", renamed, "--to", renamed)
    assert done.returncode == 2
    assert "is the results file itself" in done.stderr


def test_a_missing_package_is_named_with_the_way_to_get_it(results: Path) -> None:
    """A plain install exports CSV and SQLite; what more needs a package says which, and how to install it."""
    (results.parent / "xlsxwriter.py").write_text("raise ImportError('not installed')")
    done = batch_ocr("export", results, "--to", "out.xlsx", cwd=results.parent, env={"PYTHONPATH": str(results.parent)})
    assert done.returncode == 2
    assert "needs the package xlsxwriter: pip install 'batch-ocr[export]'" in done.stderr


def test_a_real_postgresql_is_filled_from_cron(results: Path) -> None:
    """The URL comes from a variable, so that no password is on the command line; the second night repeats nothing."""
    with postgresql() as url:
        for _ in range(2):
            done = batch_ocr("export", results, "--to", "env:BOOKS_URL", env={"BOOKS_URL": url})
            assert done.returncode == 0, done.stderr
            assert "3 rows, 1 findings" in done.stderr


def test_a_password_on_the_command_line_is_warned_of(results: Path) -> None:
    """Every user of the machine can read it there; no message repeats it."""
    done = batch_ocr("export", results, "--to", "postgresql://anna:s3cret@127.0.0.1:1/books")
    assert done.returncode == 5
    assert "can be seen by every user" in done.stderr
    assert "s3cret" not in done.stderr


def test_exported_sqlite_answers_questions(results: Path) -> None:
    """What is overdue is one query away."""
    target = results.parent / "out.sqlite"
    assert batch_ocr("export", results, "--to", target).returncode == 0
    with closing(sqlite3.connect(target)) as database:
        query = "SELECT currency, sum(total_amount) FROM invoices WHERE due_date < '2026-12-31' GROUP BY currency"
        assert database.execute(query).fetchall() == [("eur", 238.0)]


@pytest.mark.parametrize(
    ("command", "flag", "name"),
    [("export", "--to", "out.csv"), ("export", "--to", "out.xlsx"), ("report", "-o", "out.html")],
)
def test_a_signal_leaves_nothing_half_done(tmp_path: Path, command: str, flag: str, name: str) -> None:
    """Whoever stops an export, or a report, finds the folder as it was."""
    results = tmp_path / "results.jsonl"
    results.write_bytes(b"".join(synthetic_lines(10_000)))
    process = started(command, results, flag, tmp_path / name)
    while process.poll() is None and not any(tmp_path.glob(".*.part")):
        pass
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (143, "")
    assert list(tmp_path.iterdir()) == [results]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.sqlite", "out.parquet"])
def test_a_full_disk_is_one_clear_error(tmp_path: Path, name: str) -> None:
    """No traceback of a library behind it, no half file, and the table of last night stays."""
    results, target = tmp_path / "results.jsonl", tmp_path / name
    results.write_bytes(b"".join(synthetic_lines(2_000)))
    batch_ocr("export", results, "--to", target, "--since", "2999-01-01")
    before = target.read_bytes(), sorted(tmp_path.iterdir())
    limited = f"ulimit -f 24; exec {sys.executable} -m batch_ocr export {results} --to {target}"
    ended = subprocess.run(
        ["bash", "-c", limited], capture_output=True, text=True, env=not_measured(environment()), check=False
    )
    assert ended.returncode == 5
    assert f"error: {target}: cannot be written: " in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert (target.read_bytes(), sorted(tmp_path.iterdir())) == before


def test_what_a_killed_export_left_is_gone_after_the_next(tmp_path: Path) -> None:
    """A night's power cut must not fill the folder with hidden files for good."""
    results, target = tmp_path / "results.jsonl", tmp_path / "out.xlsx"
    results.write_bytes(b"".join(synthetic_lines(10_000)))
    process = started("export", results, "--to", target)
    while not any(tmp_path.glob(".*.part/rows/*")):
        assert process.poll() is None
    process.kill()
    process.communicate()
    assert len(list(tmp_path.iterdir())) == 2
    assert batch_ocr("export", results, "--to", target, "--since", "2999-01-01").returncode == 0
    assert sorted(tmp_path.iterdir()) == sorted([results, target])
