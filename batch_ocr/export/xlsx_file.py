"""A workbook with a sheet of invoices and one of findings: amounts are numbers, days are days, nothing is a formula."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from batch_ocr.errors import OutputError
from batch_ocr.export.columns import FINDING_COLUMNS, Cell, Column, Kind, finding_row, row
from batch_ocr.export.counts import Counts
from batch_ocr.export.extras import needed
from batch_ocr.replacing import replacing
from batch_ocr.results import Document

MAX_ROWS: Final = 1_048_576
"""Of a sheet, with its header. Source: Excel specifications and limits, as the next two."""
MAX_CELL_UNITS: Final = 32_767
"""UTF-16 code units of a cell."""
MAX_DIGITS: Final = 15
"""Significant digits of a number; an amount with more becomes a text, which keeps them."""
_FIRST_DAY: Final = date(1900, 3, 1)
"""Earlier days are wrong in Excel, which counts a 29 February 1900 that never was."""

_WIDTHS: Final = {Kind.DAY: 11, Kind.AMOUNT: 13, Kind.MOMENT: 19, Kind.SHARE: 8, Kind.COUNT: 8, Kind.FLAG: 8}
_OPTIONS: Final = {
    "constant_memory": True,  # rows go to disk as they are written
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


@dataclass(slots=True)
class _Sheet:
    """One sheet while it grows downward."""

    sheet: Any
    named: Callable[[str], Any]
    """The cell format for a number format."""
    counts: Counts
    rows: int = field(default=0)

    def begin(self, kinds: Mapping[str, Kind]) -> None:
        for at, (name, kind) in enumerate(kinds.items()):
            self.sheet.set_column(at, at, _WIDTHS.get(kind, 24))
            self.sheet.write_string(0, at, name, self.named("bold"))
        self.sheet.freeze_panes(1, 1)
        self.rows = 1

    def add(self, cells: Sequence[Cell]) -> None:
        if self.rows == MAX_ROWS:
            raise OutputError(
                f"more than {MAX_ROWS - 1} rows, the most a sheet of XLSX can hold: narrow it with --since or "
                "--status, or export to .parquet or .sqlite"
            )
        for at, cell in enumerate(cells):
            if cell is not None and cell != ():
                self._write(at, cell)
        self.rows += 1

    def _write(self, at: int, cell: Cell) -> None:
        match cell:
            case bool():
                self.sheet.write_boolean(self.rows, at, cell)
            case Decimal() if len(cell.as_tuple().digits) <= MAX_DIGITS:
                self.sheet.write_number(self.rows, at, cell, self.named(_places(cell)))
            case int() | float():
                self.sheet.write_number(self.rows, at, cell)
            case datetime():
                self.sheet.write_datetime(self.rows, at, cell.replace(tzinfo=None), self.named("yyyy-mm-dd hh:mm:ss"))
            case date() if cell >= _FIRST_DAY:
                self.sheet.write_datetime(self.rows, at, cell, self.named("yyyy-mm-dd"))
            case _:
                self.sheet.write_string(self.rows, at, self._fitting(_text(cell)))
                self.counts.rounded += isinstance(cell, Decimal)

    def _fitting(self, text: str) -> str:
        if 2 * len(text) <= MAX_CELL_UNITS or len(units := text.encode("utf-16-le")) <= 2 * MAX_CELL_UNITS:
            return text
        self.counts.cut += 1
        return units[: 2 * MAX_CELL_UNITS - 2].decode("utf-16-le", "ignore") + "…"


def write_xlsx(documents: Iterable[Document], columns: Sequence[Column], target: Path) -> Counts:
    """Replace `target`. Raises OutputError, also for more rows than a sheet has; SettingsError without xlsxwriter."""
    xlsxwriter = needed("xlsxwriter", "a workbook")
    counts = Counts()
    with replacing(target) as (part,), closing(Archive(part)) as archive:
        rows = part.with_name("rows")  # goes away with the folder of the part, whatever happens
        rows.mkdir()
        workbook = xlsxwriter.Workbook(archive, {**_OPTIONS, "tmpdir": str(rows)})
        workbook.use_zip64()
        try:
            _fill(workbook, documents, columns, counts)
        except BaseException:
            with suppress(Exception):
                workbook.close()  # only this lets go of the files of rows
            raise
        _close(workbook, xlsxwriter.exceptions.XlsxWriterException)
    return counts


class Archive:
    """The file under the workbook. A failed write is raised once, on close, and nowhere else.

    When a write fails, zipfile leaves its archive open, tries to finish it when it is garbage-collected, and Python
    prints a traceback of that. So every call succeeds here, also after a failure.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._failure: OSError | ValueError | None = None

    def write(self, data: bytes) -> int:
        """Accept the data, even if it cannot be written; the next three methods do the same."""
        self._tried(self._file.write, data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        return self._tried(self._file.seek, offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._tried(self._file.tell)

    def flush(self) -> None:
        """Write what is buffered."""
        self._tried(self._file.flush)

    def close(self) -> None:
        """Raise OSError if anything could not be written."""
        self.flush()
        with suppress(OSError):  # what it still holds cannot be written either
            self._file.close()
        if self._failure is not None:
            raise self._failure

    def _tried(self, call: Callable[..., int | None], *arguments: object) -> int:
        if self._failure is None:
            try:
                return call(*arguments) or 0
            except (OSError, ValueError) as error:  # ValueError: closed by us
                self._failure = error
        return 0


def _fill(workbook: Any, documents: Iterable[Document], columns: Sequence[Column], counts: Counts) -> None:  # noqa: ANN401 - xlsxwriter has no types
    @cache
    def named(number_format: str) -> Any:  # noqa: ANN401 - as above
        return workbook.add_format({"bold": True} if number_format == "bold" else {"num_format": number_format})

    invoices = _Sheet(workbook.add_worksheet("invoices"), named, counts)
    findings = _Sheet(workbook.add_worksheet("findings"), named, counts)
    invoices.begin({column.name: column.kind for column in columns})
    findings.begin(FINDING_COLUMNS)
    for document in documents:
        invoices.add(row(document, columns))
        for finding in document.findings:
            findings.add(finding_row(document, finding))
        counts.add(document)
    for sheet, width in ((invoices, len(columns)), (findings, len(FINDING_COLUMNS))):
        sheet.sheet.autofilter(0, 0, max(1, sheet.rows - 1), width - 1)


def _close(workbook: Any, failure: type[Exception]) -> None:  # noqa: ANN401 - as above
    try:
        workbook.close()
    except failure as error:
        raise error.__context__ if isinstance(error.__context__, OSError) else OSError(str(error)) from error


def _places(amount: Decimal) -> str:
    """The number format that shows all digits of an amount: no decimals, or two or more."""
    places = -int(amount.as_tuple().exponent)
    return "#,##0" if places <= 0 else "#,##0." + "0" * max(2, places)


def _text(cell: Cell) -> str:
    match cell:
        case tuple():
            return "; ".join(cell)
        case Mapping():
            return orjson.dumps(cell).decode()
        case Decimal():
            return f"{cell:f}"
    return str(cell)
