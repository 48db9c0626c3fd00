"""Parquet, for DuckDB, pandas and the like: a file of invoices and one of findings, typed, in groups of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from decimal import Context, Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson

from batch_ocr.errors import OutputError
from batch_ocr.export.columns import FINDING_COLUMNS, Cell, Column, Kind, finding_row, row
from batch_ocr.export.counts import Counts
from batch_ocr.export.csv_file import findings_path
from batch_ocr.export.extras import needed
from batch_ocr.replacing import replacing
from batch_ocr.results import Document

PRECISION: Final = 38
PLACES: Final = 4
"""Digits of an amount, and how many of them follow the point: no currency of ISO 4217 has more than four."""
_BATCH: Final = 10_000
"""Documents in one group of rows; bounds the memory."""
_STEP: Final = Decimal(1).scaleb(-PLACES)
_CONTEXT: Final = Context(prec=PRECISION)


def write_parquet(documents: Iterable[Document], columns: Sequence[Column], target: Path) -> Counts:
    """Replace `target`, and the file of findings beside it. Raises OutputError; SettingsError without pyarrow."""
    arrow, parquet = needed("pyarrow", "Parquet"), needed("pyarrow.parquet", "Parquet")
    counts = Counts()
    schemas = [
        _schema(arrow, {column.name: column.kind for column in columns}),
        _schema(arrow, FINDING_COLUMNS),
    ]
    with replacing(target, findings_path(target)) as parts, ExitStack() as stack:
        writers = [
            stack.enter_context(parquet.ParquetWriter(part, schema, compression="zstd"))
            for part, schema in zip(parts, schemas, strict=True)
        ]
        remaining = iter(documents)
        try:
            while batch := list(islice(remaining, _BATCH)):
                rows = [row(document, columns) for document in batch]
                findings = [finding_row(document, finding) for document in batch for finding in document.findings]
                for writer, schema, cells in zip(writers, schemas, (rows, findings), strict=True):
                    writer.write_table(_table(arrow, schema, cells, counts))
                for document in batch:
                    counts.add(document)
        except arrow.ArrowException as error:
            raise OutputError(f"{target}: cannot be written: {error}") from error
    return counts


def _schema(arrow: Any, kinds: Mapping[str, Kind]) -> Any:  # noqa: ANN401 - pyarrow has no types
    types = {
        Kind.DAY: arrow.date32(),
        Kind.AMOUNT: arrow.decimal128(PRECISION, PLACES),
        Kind.SHARE: arrow.float64(),
        Kind.COUNT: arrow.int64(),
        Kind.FLAG: arrow.bool_(),
        Kind.MOMENT: arrow.timestamp("ms", tz="UTC"),
        Kind.LIST: arrow.list_(arrow.string()),
    }
    return arrow.schema([(name, types.get(kind, arrow.string())) for name, kind in kinds.items()])


def _table(arrow: Any, schema: Any, rows: Sequence[Sequence[Cell]], counts: Counts) -> Any:  # noqa: ANN401 - as above
    cells = zip(*rows, strict=True) if rows else ((),) * len(schema)
    columns = [
        arrow.array([_stored(cell, counts) for cell in column], type=field.type)
        for column, field in zip(cells, schema, strict=True)
    ]
    return arrow.Table.from_arrays(columns, schema=schema)


def _stored(cell: Cell, counts: Counts) -> object:
    match cell:
        case Decimal():
            rounded = _rounded(cell)
            counts.rounded += rounded != cell
            return rounded
        case Mapping():
            return orjson.dumps(cell).decode()
    return cell


def _rounded(amount: Decimal) -> Decimal | None:
    try:
        return amount.quantize(_STEP, context=_CONTEXT)
    except InvalidOperation:  # more digits before the point than any money has: typed by hand
        return None
