"""What is due when, as a table, as JSON and as a calendar."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.documents import document, finding, results_of
from tests.process.command import batch_ocr


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """One long overdue, its twin, one due in a far future, one without a day."""
    return results_of(
        tmp_path,
        [
            document("future.png", due_date="2199-01-01"),
            document("old.png", due_date="1999-12-31", supplier_name="\x1b[31mRote Zahlen\x1b[0m"),
            document("twin.png", finding(twin="old.png"), due_date="1999-12-31"),
            document("none.png", due_date=None),
        ],
    )


def test_overdue_comes_first_and_twins_are_not_summed(results: Path) -> None:
    """A table for people: sums by state and currency below it, nothing from a scan acts on the terminal."""
    done = batch_ocr("due", results)
    assert (done.returncode, done.stderr) == (0, "")
    table, _, below = done.stdout.partition("\n\n")
    assert [row.split()[0] for row in table.splitlines()[1:]] == ["1999-12-31", "1999-12-31", "2199-01-01", "-"]
    assert below.splitlines() == [
        "overdue: 1 invoices, 119.0 EUR, not summed: 1 twins",
        "due: 1 invoices, 119.0 EUR",
        "no due date: 1 invoices, 119.0 EUR",
    ]
    assert "\x1b" not in done.stdout


def test_days_bound_what_is_told(results: Path) -> None:
    """`--by` leaves out what is due later, `--from` what was due before; what names no day is always told."""
    done = batch_ocr("due", results, "--by", "2026-12-01", "--from", "2000-01-01", "--json")
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["none.png"]
    wrong = batch_ocr("due", results, "--by", "1.12.2026")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--by: expected a day such as 2026-12-01, got '1.12.2026'" in wrong.stderr


def test_a_calendar_is_written_whole(results: Path) -> None:
    """An event for each invoice that is to be paid; the table comes only when it is asked for too."""
    target = results.parent / "due.ics"
    done = batch_ocr("due", results, "--ics", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{target}: 2 events\n"
    text = target.read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == 2
    nowhere = batch_ocr("due", results, "--ics", results.parent / "no" / "due.ics")
    assert nowhere.returncode == 5
    assert "there is no folder" in nowhere.stderr


def test_a_locale_without_letters_stops_nothing(results: Path) -> None:
    """Under cron Python may take the terminal for ASCII."""
    done = batch_ocr("due", results, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
