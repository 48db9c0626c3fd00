"""Tables `invoices` and `findings` in PostgreSQL, brought up to date by one transaction.

A row of `invoices` is one document under one name: its key is (sha256, file). By the bytes alone duplicates would share
a row, by the name alone a new scan would wipe out the old one. So an export inserts what is new, updates what it has
seen before, deletes nothing, and sets `current` to false on the rows of a file whose latest line now tells of other
bytes: `WHERE current` is what an export to CSV shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from batch_ocr.errors import OutputError
from batch_ocr.export.columns import COLUMNS, FINDING_COLUMNS, KEY, Cell, Column, finding_row, row
from batch_ocr.export.counts import Counts
from batch_ocr.export.extras import needed
from batch_ocr.results import Document

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Table
    from sqlalchemy.dialects.postgresql import Insert

    from batch_ocr.export.postgresql_tables import Tables

_BATCH: Final = 1000
"""Documents in one statement."""
_LOCK: Final = 0x424F4352
"""Two exports into one database wait for each other."""


def write_postgresql(documents: Iterable[Document], columns: Sequence[Column], url: URL) -> Counts:
    """Insert and update rows: all of them or, on any error, none. Raises OutputError, which never holds the password.

    Missing tables and columns are created.
    """
    sqlalchemy = needed("sqlalchemy", "PostgreSQL", "postgresql")
    needed("psycopg", "PostgreSQL", "postgresql")
    from batch_ocr.export.postgresql_tables import prepare  # noqa: PLC0415 - after its packages are known to be there

    rest = tuple(column for column in columns if column.name not in KEY)
    columns = (*(COLUMNS[name] for name in KEY), *rest)
    engine = sqlalchemy.create_engine(url.set(drivername="postgresql+psycopg"), poolclass=sqlalchemy.NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            return _write(connection, prepare(connection, columns, shown(url)), columns, documents)
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise OutputError(f"{shown(url)}: {_reason(error)}") from None  # its chain could show the parameters
    finally:
        engine.dispose()


def shown(url: URL) -> str:
    """The address for messages: without password, and without options, which may hold one too."""
    return url.set(query={}).render_as_string(hide_password=True)


def _write(connection: Connection, tables: Tables, columns: Sequence[Column], documents: Iterable[Document]) -> Counts:
    """The order matters: rows that are current now are those with the time of this export."""
    now = datetime.now(UTC)
    counts = Counts()
    upsert = _upsert(tables.invoices, columns)
    remaining = iter(documents)
    while batch := list(islice(remaining, _BATCH)):
        connection.execute(upsert, [_invoice_row(document, columns, now) for document in batch])
        if found := list(_finding_rows(batch)):
            connection.execute(tables.staged.insert(), found)
        for document in batch:
            counts.add(document)
    _retire(connection, tables, now)
    _replace_findings(connection, tables, now)
    return counts


def _upsert(invoices: Table, columns: Sequence[Column]) -> Insert:
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - as above

    statement = insert(invoices)
    names = [*(column.name for column in columns if column.name not in KEY), "current", "exported_at"]
    return statement.on_conflict_do_update(index_elements=KEY, set_={name: statement.excluded[name] for name in names})


def _retire(connection: Connection, tables: Tables, now: datetime) -> None:
    """Rows of the exported files with other bytes are history: set their `current` to false."""
    old, new = tables.invoices, tables.invoices.alias("new")
    told_of = (new.c.file == old.c.file) & (new.c.exported_at == now)
    connection.execute(old.update().where(told_of, old.c.exported_at != now, old.c.current).values(current=False))


def _replace_findings(connection: Connection, tables: Tables, now: datetime) -> None:
    invoices, findings, staged = tables.invoices, tables.findings, tables.staged
    same = (findings.c.sha256 == invoices.c.sha256) & (findings.c.file == invoices.c.file)
    connection.execute(findings.delete().where(same, invoices.c.exported_at == now))
    names = [column.name for column in staged.columns]
    connection.execute(findings.insert().from_select(names, staged.select()))


def _invoice_row(document: Document, columns: Sequence[Column], now: datetime) -> dict[str, object]:
    cells = row(document, columns)
    values: dict[str, object] = {column.name: _stored(cell) for column, cell in zip(columns, cells, strict=True)}
    return values | {"sha256": document.sha256 or "", "current": True, "exported_at": now}


def _finding_rows(documents: Iterable[Document]) -> Iterator[dict[str, object]]:
    for document in documents:
        for place, finding in enumerate(document.findings):
            cells = map(_stored, finding_row(document, finding))
            values = dict(zip(FINDING_COLUMNS, cells, strict=True))
            yield values | {"sha256": document.sha256 or "", "place": place}


def _stored(cell: Cell) -> object:
    match cell:
        case tuple():
            return list(cell)
        case Mapping():
            return dict(cell)
    return cell


def _reason(error: Exception) -> str:
    """The first line of the database's error: further ones repeat the statement with its values."""
    original = getattr(error, "orig", None) or error
    lines = str(original).strip().splitlines()
    return lines[0] if lines else type(original).__name__
