"""An SQLite file for queries and for browsing: tables `invoices` and `findings`, joined by the file's name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Final

import orjson

from batch_ocr.errors import OutputError
from batch_ocr.export.columns import COLUMNS, FINDING_COLUMNS, Cell, Column, Kind, finding_row, row
from batch_ocr.export.counts import Counts
from batch_ocr.replacing import replacing
from batch_ocr.results import Document

APPLICATION_ID: Final = 0x424F4358
"""Marks a file as an export, which the next one may replace; "BOCX", since a ledger, which none may, is "BOCR"."""
_MAGIC: Final = b"SQLite format 3\0"
_BATCH: Final = 500
"""Documents per batch."""

_TYPES: Final = {
    Kind.DAY: "DATE",
    Kind.MOMENT: "TIMESTAMP",
    Kind.AMOUNT: "REAL",
    Kind.SHARE: "REAL",
    Kind.COUNT: "INTEGER",
    Kind.FLAG: "BOOLEAN",
}
"""Declared types; all others are TEXT. SQLite stores days and times as ISO 8601 text."""

_INDEXED: Final = ("due_date", "issue_date", "supplier_name", "status", "sha256")


def write_sqlite(documents: Iterable[Document], columns: Sequence[Column], target: Path) -> Counts:
    """Replace `target`. Raises OutputError, also for a `target` that is not an earlier export.

    SQLite has no decimal type: an amount is stored as REAL, for sums, and digit for digit as TEXT in a column
    `<name>_exact` at the end of the row.
    """
    _check_ours(target)
    columns = columns if any(column.name == "file" for column in columns) else (COLUMNS["file"], *columns)
    counts = Counts()
    with replacing(target) as (part,), closing(sqlite3.connect(part, isolation_level=None)) as database:
        try:
            _begin(database, columns)
            _fill(database, columns, documents, counts)
            _finish(database, columns)
        except sqlite3.Error as error:
            raise OutputError(f"{target}: cannot be written: {error}") from error
    return counts


def _check_ours(target: Path) -> None:
    for journal in (f"{target}-wal", f"{target}-journal"):
        if Path(journal).exists():
            raise OutputError(f"{target}: another program has it open for writing ({journal} is there); close it first")
    if not target.is_file() or not target.stat().st_size:
        return
    with target.open("rb") as file:
        head = file.read(72)
    if not head.startswith(_MAGIC) or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise OutputError(f"{target}: exists and is not an export of batch-ocr; give another name, or remove it")


def _begin(database: sqlite3.Connection, columns: Sequence[Column]) -> None:
    described = [f"{column.name} {_declared(column)}" for column in columns]
    exact = [f"{column.name}_exact TEXT" for column in columns if column.kind is Kind.AMOUNT]
    texts = [f"{name} TEXT{' NOT NULL' if name in {'file', 'code', 'verdict'} else ''}" for name in FINDING_COLUMNS]
    texts[0] += " REFERENCES invoices (file)"
    database.executescript(
        f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
        f"CREATE TABLE invoices ({', '.join((*described, *exact))});"
        f"CREATE TABLE findings (id INTEGER PRIMARY KEY, {', '.join(texts)});"
    )


def _declared(column: Column) -> str:
    return _TYPES.get(column.kind, "TEXT") + (" PRIMARY KEY NOT NULL" if column.name == "file" else "")


def _fill(
    database: sqlite3.Connection, columns: Sequence[Column], documents: Iterable[Document], counts: Counts
) -> None:
    amounts = [at for at, column in enumerate(columns) if column.kind is Kind.AMOUNT]
    places = ", ".join("?" * (len(columns) + len(amounts)))
    add_invoices = f"INSERT INTO invoices VALUES ({places})"  # noqa: S608 - question marks
    places = ", ".join("?" * len(FINDING_COLUMNS))
    add_findings = f"INSERT INTO findings VALUES (NULL, {places})"  # noqa: S608 - question marks
    remaining = iter(documents)
    while batch := list(islice(remaining, _BATCH)):
        database.executemany(add_invoices, (_stored_row(document, columns, amounts) for document in batch))
        database.executemany(add_findings, _finding_rows(batch))
        for document in batch:
            counts.add(document)


def _stored_row(document: Document, columns: Sequence[Column], amounts: Sequence[int]) -> list[str | float | None]:
    cells = row(document, columns)
    exact = [None if (cell := cells[at]) is None else f"{cell:f}" for at in amounts]
    return [*map(_stored, cells), *exact]


def _finding_rows(documents: Iterable[Document]) -> Iterator[list[str | float | None]]:
    for document in documents:
        for finding in document.findings:
            yield [_stored(cell) for cell in finding_row(document, finding)]


def _stored(cell: Cell) -> str | float | None:
    match cell:
        case Decimal():
            return float(cell)
        case datetime():
            return cell.isoformat(sep=" ", timespec="milliseconds").removesuffix("+00:00")
        case date():
            return cell.isoformat()
        case tuple() | Mapping():
            return orjson.dumps(cell).decode() if cell else None
    return cell


def _finish(database: sqlite3.Connection, columns: Sequence[Column]) -> None:
    """Index after all rows are inserted, which is faster."""
    names = {column.name for column in columns}
    for name in _INDEXED:
        if name in names:
            database.execute(f"CREATE INDEX invoices_{name} ON invoices ({name})")
    for name in ("file", "code", "twin"):
        database.execute(f"CREATE INDEX findings_{name} ON findings ({name})")
    database.execute("COMMIT")
    database.execute("ANALYZE")
