"""Many rows in one statement, as a table of values.

The number of rows is rounded up, with rows of NULL, so that few different statements have to be prepared.
"""

from __future__ import annotations

from collections.abc import Sequence


def values(rows: Sequence[tuple[object, ...]]) -> str:
    """Return `VALUES (?, …), …` with room for `rows`, all of one length. Its columns: column1, column2 and so on."""
    row = f"({', '.join('?' * len(rows[0]))})"
    return "VALUES " + ", ".join([row] * _rounded(len(rows)))


def flat(rows: Sequence[tuple[object, ...]]) -> list[object]:
    """Return what fills `values(rows)`: nothing equals the NULLs at the end."""
    filled = [value for row in rows for value in row]
    return filled + [None] * (len(rows[0]) * (_rounded(len(rows)) - len(rows)))


def _rounded(count: int) -> int:
    """Return the next power of two."""
    return 1 << (count - 1).bit_length()
