"""CSV by RFC 4180, safe to open in a spreadsheet whatever a scan says."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, TextIO

import orjson

from batch_ocr.export.columns import FINDING_COLUMNS, Cell, Column, finding_row, row
from batch_ocr.export.counts import Counts
from batch_ocr.replacing import replacing
from batch_ocr.results import Document

_FORMULA: Final = re.compile(r"(?:\A|(?<=[;\t\n]))(?=\s*[=+\-@＝＋－＠])|\A(?=\t)")  # noqa: RUF001 - the wide ones act too
"""Where a spreadsheet may see the beginning of a formula.

Source: OWASP, CSV Injection. After `;`, tab and line end too: with another separator set, a cell begins there.
"""


def findings_path(target: Path) -> Path:
    """The file for the findings beside `target`: a format that holds one table needs two files."""
    return target.with_name(f"{target.stem}.findings{target.suffix}")


def write_csv(documents: Iterable[Document], columns: Sequence[Column], target: Path) -> Counts:
    """Replace `target`, and the file of findings beside it. Raises OutputError.

    They begin with a byte order mark: without one, Excel does not take them for UTF-8.
    """
    with (
        replacing(target, findings_path(target)) as (invoices_part, findings_part),
        invoices_part.open("w", encoding="utf-8-sig", newline="") as invoices,
        findings_part.open("w", encoding="utf-8-sig", newline="") as findings,
    ):
        add_finding = _header(findings, FINDING_COLUMNS)
        return _write(documents, columns, invoices, add_finding)


def stream_csv(documents: Iterable[Document], columns: Sequence[Column], out: TextIO) -> Counts:
    """Write only the table of invoices, without a byte order mark: in a pipe that would be part of the data."""
    return _write(documents, columns, out, lambda _: None)


def _write(
    documents: Iterable[Document], columns: Sequence[Column], out: TextIO, add_finding: Callable[[list[str]], object]
) -> Counts:
    counts = Counts()
    add = _header(out, [column.name for column in columns])
    for document in documents:
        add([csv_cell(cell) for cell in row(document, columns)])
        for finding in document.findings:
            add_finding([csv_cell(cell) for cell in finding_row(document, finding)])
        counts.add(document)
    return counts


def _header(out: TextIO, names: Iterable[str]) -> Callable[[list[str]], object]:
    add = csv.writer(out, lineterminator="\r\n").writerow
    add(list(names))
    return add


def csv_cell(cell: Cell) -> str:
    """The cell as text. Only texts are guarded against being formulas: a negative amount stays a number."""
    match cell:
        case str():
            return guarded(cell)
        case tuple():
            return guarded("; ".join(cell))
        case Decimal():
            return f"{cell:f}"
        case datetime():
            return cell.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case bool() | Mapping():
            return orjson.dumps(cell).decode()
    return "" if cell is None else str(cell)


def guarded(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet could take for a formula."""
    return _FORMULA.sub("'", text) if text else text
