"""Printed output, columns for people and JSON for programs, without characters that control a terminal. No I/O."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

import orjson


def escaped(text: str) -> str:
    r"""Return one line that moves no cursor: what cannot be seen becomes an escape such as \x1b."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def printable(text: str) -> str:
    """Return it escaped, each run of white space as one space: for values, not for names that people type again."""
    return escaped(" ".join(text.split()))


def width(text: str) -> int:
    """Columns of a terminal that `text` takes: two for wide characters, none for marks that combine."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> Iterator[str]:
    """Yield a line for each row, escaped; `right` are the columns, from 0, that are aligned to the right."""
    shown = [[escaped(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = (_padded(cell, widths[at], right=at in right) for at, cell in enumerate(row))
        yield "  ".join(cells).rstrip()


def json_line(record: object) -> str:
    r"""Return JSON in one line without its end; characters that a terminal would obey are written \uNNNN."""
    return "".join(char if char.isprintable() else _code_units(char) for char in orjson.dumps(record).decode())


def _code_units(char: str) -> str:
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _padded(cell: str, columns: int, *, right: bool) -> str:
    spaces = " " * (columns - width(cell))
    return spaces + cell if right else cell + spaces
