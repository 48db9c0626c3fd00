from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.export.columns import COLUMNS, chosen
from batch_ocr.export.sqlite_file import write_sqlite
from batch_ocr.ledger.database import open_database
from batch_ocr.results import Document
from tests.documents import HOSTILE, document, finding


def rows(target: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(target)) as database:
        return database.execute(query).fetchall()


def test_tables_are_joined_by_the_files_name(tmp_path: Path) -> None:
    """Whoever browses it follows a finding to its invoice: key, foreign key and indexes are there."""
    target = tmp_path / "out.sqlite"
    write_sqlite([document("a.png", finding(), supplier_name=HOSTILE), document("b.png")], chosen(None), target)
    assert rows(target, "SELECT supplier_name, code FROM findings JOIN invoices USING (file)") == [
        (HOSTILE, "same-invoice")
    ]
    assert rows(target, "PRAGMA foreign_key_list(findings)")[0][2:5] == ("invoices", "file", "file")
    assert rows(target, "PRAGMA foreign_key_check") == rows(target, "SELECT 1 WHERE 0")
    assert "invoices_due_date" in {one[1] for one in rows(target, "PRAGMA index_list(invoices)")}
    assert rows(target, "PRAGMA integrity_check") == [("ok",)]


def test_amounts_can_be_summed_and_lose_no_digit(tmp_path: Path) -> None:
    """REAL beside the digits as they were read: SQLite has no decimals."""
    target = tmp_path / "out.sqlite"
    amounts = [Decimal("119.00"), Decimal("12345678901234567890.12")]
    write_sqlite([document(str(at), total_amount=one) for at, one in enumerate(amounts)], chosen(None), target)
    assert rows(target, "SELECT total_amount_exact FROM invoices ORDER BY file") == [
        ("119.00",),
        ("12345678901234567890.12",),
    ]
    assert rows(target, "SELECT sum(total_amount), typeof(total_amount) FROM invoices WHERE file = '0'") == [
        (119.0, "real")
    ]
    assert rows(target, "SELECT due_date, findings FROM invoices LIMIT 1") == [("2026-12-01", None)]


def test_columns_can_be_chosen_but_for_the_key(tmp_path: Path) -> None:
    """Findings need the file's name to point at, so that it is there in any case."""
    target = tmp_path / "out.sqlite"
    write_sqlite([document("a.png", finding())], chosen("currency"), target)
    assert rows(target, "SELECT * FROM invoices") == [("a.png", "eur")]
    write_sqlite([document()], tuple(COLUMNS.values()), target)
    assert rows(target, "SELECT attempts, retryable FROM invoices") == [(1, None)]


@pytest.mark.parametrize("content", [b"my own notes", b"SQLite format 3\0" + bytes(100)])
def test_only_an_export_is_replaced(tmp_path: Path, content: bytes) -> None:
    """A file of the same name that is something else, such as a database of one's own, stays as it is."""
    target = tmp_path / "out.db"
    target.write_bytes(content)
    with pytest.raises(OutputError, match="is not an export of batch-ocr"):
        write_sqlite([document()], chosen(None), target)
    assert target.read_bytes() == content


def test_a_ledger_is_no_export_and_an_export_no_ledger(tmp_path: Path) -> None:
    """Both are SQLite files of batch-ocr; to write the one over the other would forget what is paid for."""
    ledger, export = tmp_path / "ledger.db", tmp_path / "export.db"
    open_database(ledger, 0.0).close()
    with pytest.raises(OutputError, match="is not an export of batch-ocr"):
        write_sqlite([document()], chosen(None), ledger)
    write_sqlite([document()], chosen(None), export)
    with pytest.raises(OutputError, match="name another ledger"):
        open_database(export, 0.0)


def test_a_database_in_use_is_not_replaced(tmp_path: Path) -> None:
    """The journal of the old file would be taken for one of the new."""
    target = tmp_path / "out.sqlite"
    write_sqlite([document()], chosen(None), target)
    Path(f"{target}-wal").touch()
    with pytest.raises(OutputError, match="has it open for writing"):
        write_sqlite([document()], chosen(None), target)


def test_an_error_leaves_the_last_export(tmp_path: Path) -> None:
    """All rows or none."""
    target = tmp_path / "out.sqlite"
    write_sqlite([document("old.png")], chosen(None), target)

    def torn() -> Iterator[Document]:
        yield document("new.png")
        raise OutputError("line 2 is not a line of results")

    with pytest.raises(OutputError, match="line 2"):
        write_sqlite(torn(), chosen(None), target)
    assert rows(target, "SELECT file FROM invoices") == [("old.png",)]
    assert [path.name for path in tmp_path.iterdir()] == ["out.sqlite"]
