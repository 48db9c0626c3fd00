"""The columns of the exported tables: their names, what kind of value each holds, and where it comes from. No I/O."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from batch_ocr.errors import SettingsError
from batch_ocr.findings import Finding
from batch_ocr.invoice.fields import AMOUNT_FIELDS, FIELD_NAMES
from batch_ocr.results import Document

Cell = str | Decimal | date | datetime | float | int | bool | tuple[str, ...] | Mapping[str, float] | None
"""A value of a row, before a format writes it in its own way."""


class Kind(Enum):
    """What kind of values a column has; each format maps it to a type of its own."""

    TEXT = "text"
    DAY = "day"
    AMOUNT = "amount"
    """Decimal: money in the currency of the row, or a percentage."""
    SHARE = "share"
    """float, 0 to 1."""
    COUNT = "count"
    FLAG = "flag"
    MOMENT = "moment"
    """datetime in UTC."""
    LIST = "list"
    """Texts in their order."""
    SHARES = "shares"
    """float, 0 to 1, by name."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table of invoices."""

    name: str
    kind: Kind
    value: Callable[[Document], Cell]


_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PICTURES: Final = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}


def printable(text: str) -> str:
    r"""The text with its line ends as `\n`, and other control characters, but for tabs, as their pictures.

    Control characters come from scans; a terminal would obey them, and XML and databases would refuse the whole file.
    """
    if _CONTROL.search(text) is None:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(lambda found: _PICTURES.get(ord(found.group()), "\ufffd"), text)


def _text(key: str) -> Callable[[Document], Cell]:
    def value(document: Document) -> Cell:
        text = document.text(key)
        return None if text is None else printable(text)

    return value


def _field(key: str) -> Column:
    if key in AMOUNT_FIELDS:
        return Column(key, Kind.AMOUNT, lambda document: document.amount(key))
    if key.endswith("_date"):
        return Column(key, Kind.DAY, lambda document: document.day(key))
    return Column(key, Kind.TEXT, _text(key))


def _plain(text: str | None) -> str | None:
    return None if text is None else printable(text)


def _texts(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(printable(text) for text in texts)


def _lowest_confidence(document: Document) -> float | None:
    """Only of fields that have a value: a field that was left empty is no risk."""
    read = document.invoice or {}
    return min((sure for key, sure in document.confidence.items() if read.get(key) is not None), default=None)


_MAIN: Final = (
    Column("file", Kind.TEXT, lambda document: printable(document.name)),
    Column("status", Kind.TEXT, lambda document: document.status),
    Column("invoice_number", Kind.TEXT, lambda document: _plain(document.invoice_number)),
    *map(_field, FIELD_NAMES),
    Column("findings", Kind.LIST, lambda document: tuple(dict.fromkeys(one.code for one in document.findings))),
    Column("lowest_confidence", Kind.SHARE, _lowest_confidence),
    Column("review", Kind.TEXT, lambda document: document.review),
    Column("corrected", Kind.LIST, lambda document: tuple(document.corrected)),
    Column("duplicate_of", Kind.TEXT, lambda document: _plain(document.duplicate_of)),
    Column("error_code", Kind.TEXT, lambda document: _plain(document.error.code) if document.error else None),
    Column("error_messages", Kind.LIST, lambda document: _texts(document.error.messages) if document.error else ()),
    Column("completed_at", Kind.MOMENT, lambda document: document.completed_at.astimezone(UTC)),
    Column("sha256", Kind.TEXT, lambda document: document.sha256),
)
_FURTHER: Final = (
    Column("warnings", Kind.LIST, lambda document: _texts(document.warnings)),
    Column("retryable", Kind.FLAG, lambda document: document.error.retryable if document.error else None),
    Column("engine", Kind.TEXT, lambda document: _plain(document.engine)),
    Column(
        "submitted_at",
        Kind.MOMENT,
        lambda document: document.submitted_at.astimezone(UTC) if document.submitted_at else None,
    ),
    Column("attempts", Kind.COUNT, lambda document: document.attempts),
    Column("polls", Kind.COUNT, lambda document: document.polls),
    Column("confidence", Kind.SHARES, lambda document: document.confidence or None),
)
COLUMNS: Final = {column.name: column for column in (*_MAIN, *_FURTHER)}
"""All columns there are, by name."""
DEFAULT_COLUMNS: Final = tuple(column.name for column in _MAIN)

FINDING_COLUMNS: Final = {
    "file": Kind.TEXT,
    "code": Kind.TEXT,
    "verdict": Kind.TEXT,
    "fields": Kind.LIST,
    "message": Kind.TEXT,
    "expected": Kind.TEXT,
    "twin": Kind.TEXT,
}
"""The table of findings: one row per finding, in the order of the invoices."""

KEY: Final = ("sha256", "file")
"""Identifies one document under one name, over any number of exports."""


def chosen(names: str | None) -> tuple[Column, ...]:
    """The columns in `names`, separated by commas; None: the default ones. Raises SettingsError."""
    asked = DEFAULT_COLUMNS if names is None else tuple(name.strip() for name in names.split(","))
    for name in asked:
        if name not in COLUMNS:
            close = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"did you mean {close[0]!r}? " if close else ""
            raise SettingsError(f"--columns: unknown column {name!r}; {hint}there are: {', '.join(COLUMNS)}")
        if asked.count(name) > 1:
            raise SettingsError(f"--columns: {name!r} is named twice")
    return tuple(COLUMNS[name] for name in asked)


def row(document: Document, columns: Sequence[Column]) -> list[Cell]:
    """The document's row in the table of invoices."""
    return [column.value(document) for column in columns]


def finding_row(document: Document, finding: Finding) -> list[Cell]:
    """The finding's row, in the order of FINDING_COLUMNS."""
    return [
        printable(document.name),
        finding.code,
        str(finding.verdict),
        _texts(finding.fields),
        printable(finding.message),
        _plain(finding.expected),
        _plain(finding.twin),
    ]
