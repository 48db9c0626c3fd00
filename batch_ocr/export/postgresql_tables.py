"""The tables of an export in PostgreSQL: their types, and how they are created or get new columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from batch_ocr.errors import OutputError
from batch_ocr.export.columns import FINDING_COLUMNS, KEY, Column, Kind

_TYPES: Final[dict[Kind, TypeEngine[Any]]] = {
    Kind.TEXT: sa.Text(),
    Kind.DAY: sa.Date(),
    Kind.AMOUNT: sa.Numeric(),
    Kind.SHARE: sa.Double(),
    Kind.COUNT: sa.BigInteger(),
    Kind.FLAG: sa.Boolean(),
    Kind.MOMENT: sa.DateTime(timezone=True),
    Kind.LIST: JSONB(none_as_null=True),
    Kind.SHARES: JSONB(none_as_null=True),
}
_INDEXED: Final = ("file", "due_date")


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables one export writes."""

    invoices: sa.Table
    findings: sa.Table
    staged: sa.Table
    """Holds new findings until the old ones of the same documents are deleted; dropped with the transaction's end."""


def prepare(connection: sa.Connection, columns: Sequence[Column], shown: str) -> Tables:
    """Create what is missing. Raises OutputError if a table of that name exists and is not an export's."""
    tables = _tables(columns)
    inspector = sa.inspect(connection)
    for table in (tables.invoices, tables.findings):
        if not inspector.has_table(table.name):
            continue
        there = {column["name"]: column["type"] for column in inspector.get_columns(table.name)}
        if inspector.get_pk_constraint(table.name)["constrained_columns"] != [one.name for one in table.primary_key]:
            raise OutputError(
                f"{shown}: table {table.name} exists and is not an export of batch-ocr; "
                "choose another schema with ?options=-csearch_path%3DNAME at the end of the URL"
            )
        _grow(connection, table, set(there))
    table_list = [tables.invoices, tables.findings, tables.staged]
    tables.invoices.metadata.create_all(connection, tables=table_list)
    return tables


def _tables(columns: Sequence[Column]) -> Tables:
    metadata = sa.MetaData()
    described: list[sa.Column[Any]] = [
        sa.Column(one.name, _TYPES[one.kind], primary_key=one.name in KEY) for one in columns
    ]
    invoices = sa.Table(
        "invoices",
        metadata,
        *described,
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Index(f"invoices_{name}", name) for name in _INDEXED if name in {column.name for column in columns}),
        comment="batch-ocr export; key: sha256 of the bytes ('' if they were never read) and name of the file",
    )
    findings = sa.Table(
        "findings",
        metadata,
        *_finding_columns(),
        sa.PrimaryKeyConstraint(*KEY, "place"),
        sa.ForeignKeyConstraint(KEY, [f"invoices.{name}" for name in KEY], ondelete="CASCADE"),
        sa.Index("findings_code", "code"),
        comment="batch-ocr export",
    )
    staged = sa.Table(
        "batch_ocr_staged_findings",
        metadata,
        *_finding_columns(),
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    return Tables(invoices, findings, staged)


def _finding_columns() -> list[sa.Column[Any]]:
    described: dict[str, TypeEngine[Any]] = {"sha256": sa.Text(), "place": sa.Integer()}
    described |= {name: _TYPES[kind] for name, kind in FINDING_COLUMNS.items()}
    required = {"sha256", "place", "file", "code", "verdict", "message"}
    return [sa.Column(name, kind, nullable=name not in required) for name, kind in described.items()]


def _grow(connection: sa.Connection, table: sa.Table, there: set[str]) -> None:
    """Add columns that came with a later version or another --columns."""
    quote = connection.dialect.identifier_preparer
    for column in table.columns:
        if column.name not in there:
            kind = column.type.compile(connection.dialect)
            name = quote.format_column(column)
            connection.execute(sa.text(f"ALTER TABLE {quote.format_table(table)} ADD COLUMN {name} {kind}"))
