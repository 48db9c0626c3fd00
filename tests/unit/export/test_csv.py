from __future__ import annotations

import csv
import io
import os
import stat
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.errors import OutputError
from batch_ocr.export.columns import COLUMNS, chosen
from batch_ocr.export.csv_file import guarded, stream_csv, write_csv
from tests.documents import HOSTILE, document, finding

EXCEL_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001 - the wide ones act too


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_for_each_invoice_and_each_finding(tmp_path: Path) -> None:
    """Findings stand in a file of their own beside the table, joined by the file's name."""
    target = tmp_path / "out.csv"
    counts = write_csv([document("a.png", finding(twin="b.png")), document("b.png")], chosen(None), target)
    assert [(one["file"], one["total_amount"], one["due_date"]) for one in read(target)] == [
        ("a.png", "119.00", "2026-12-01"),
        ("b.png", "119.00", "2026-12-01"),
    ]
    (found,) = read(tmp_path / "out.findings.csv")
    assert (found["file"], found["code"], found["fields"], found["twin"]) == (
        "a.png",
        "same-invoice",
        "total_amount; due_date",
        "b.png",
    )
    assert (counts.rows, counts.findings, counts.notes()) == (2, 1, [])


def test_a_formula_from_a_scan_is_text(tmp_path: Path) -> None:
    """A supplier named like a formula gets an apostrophe before it; a negative amount stays a number."""
    target = tmp_path / "out.csv"
    write_csv([document(supplier_name=HOSTILE, total_amount=Decimal("-5.50"))], chosen(None), target)
    (one,) = read(target)
    assert (one["supplier_name"], one["total_amount"]) == ("'" + HOSTILE, "-5.50")


@given(st.text(alphabet='=+-@\t\n; "a1＝', max_size=8))  # noqa: RUF001 - as above
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """Whether the spreadsheet parts cells at commas, semicolons or tabs: no part of a text begins like a formula."""
    out = io.StringIO(newline="")
    stream_csv([document(supplier_name=text)], chosen("supplier_name,file"), out)
    cell = next(csv.DictReader(io.StringIO(out.getvalue(), newline="")))["supplier_name"]
    assert not cell.startswith(EXCEL_STARTS)
    for separator in (";", "\t", "\n"):
        for part in cell.split(separator)[1:]:
            assert not part.strip().startswith(EXCEL_STARTS)
    assert cell.replace("'", "") == text


@pytest.mark.parametrize("text", ["Nordlicht", "a-b", "1+1", "Straße 5; Hof", "a@example.net"])
def test_plain_texts_stay_as_they_are(text: str) -> None:
    """Only what could act is touched."""
    assert guarded(text) == text


def test_the_commonest_spreadsheet_reads_it_as_utf8(tmp_path: Path) -> None:
    """The file begins with the byte order mark and ends its rows with CR LF; a stream has no mark."""
    write_csv([document(supplier_name="Zürich")], chosen("supplier_name"), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == b"\xef\xbb\xbfsupplier_name\r\nZ\xc3\xbcrich\r\n"
    out = io.StringIO(newline="")
    stream_csv([document()], chosen("file"), out)
    assert out.getvalue() == "file\r\na.png\r\n"


def test_all_columns_can_be_written(tmp_path: Path) -> None:
    """Numbers are plain, flags true or false, times ISO 8601 in UTC."""
    target = tmp_path / "out.csv"
    write_csv([document(vat=Decimal("1E+1"))], tuple(COLUMNS.values()), target)
    (one,) = read(target)
    assert (one["vat"], one["completed_at"], one["retryable"]) == ("10", "2026-11-22T02:00:02.120Z", "")
    assert one["confidence"] == '{"total_amount":0.75,"supplier_name":0.5,"bic":0.1}'


def test_an_error_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    """What fails in the middle leaves both files of the last export, and nothing beside them."""
    target = tmp_path / "out.csv"
    write_csv([document("old.png")], chosen("file"), target)
    before = sorted(tmp_path.iterdir())

    def torn() -> object:
        yield document("new.png")
        raise OutputError("line 2 is not a line of results")

    with pytest.raises(OutputError, match="line 2"):
        write_csv(torn(), chosen("file"), target)  # type: ignore[arg-type]  # a generator that raises
    assert [one["file"] for one in read(target)] == ["old.png"]
    assert sorted(tmp_path.iterdir()) == before


def test_a_replaced_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    """Who might read the last export may read this one; a link goes on pointing at the file."""
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_csv([document()], chosen("file"), link)
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert read(real) == [{"file": "a.png"}]


@pytest.mark.parametrize("kind", ["folder", "fifo", "nowhere"])
def test_what_cannot_be_replaced_is_said(tmp_path: Path, kind: str) -> None:
    """A folder or pipe of that name, or a folder that is not there: one error, and nothing is left behind."""
    target = tmp_path / ("no/out.csv" if kind == "nowhere" else "out.csv")
    if kind == "folder":
        target.mkdir()
    elif kind == "fifo":
        os.mkfifo(target)
    with pytest.raises(OutputError, match=r"out\.csv: "):
        write_csv([document()], chosen(None), target)
    assert not list(tmp_path.glob(".*"))


def test_dates_that_are_left_empty_are_told(tmp_path: Path) -> None:
    """Nothing is lost in silence."""
    counts = write_csv([document(issue_date="31.02.2026")], chosen(None), tmp_path / "out.csv")
    assert counts.notes() == [
        "1 dates do not exist in the calendar and are left empty; the results have them as they were read"
    ]
