"""Readings of new documents, which nearly all outcomes of most nights are: stored by statements that they share.

What is stored is what `results.collect` would store of one outcome after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from sqlite3 import Connection
from typing import Any, Final

from batch_ocr.findings import Finding
from batch_ocr.ledger import evidence, history
from batch_ocr.ledger.bulk import flat, values
from batch_ocr.records import Completed, Outcome

_KNOWN: Final = (
    "SELECT what.column1, f.id, d.id FROM ({what}) AS what"
    " JOIN files f ON f.name = what.column1 JOIN documents d ON d.sha256 = what.column2"
    " LEFT JOIN history h ON h.document = d.id WHERE f.run IS NOT ? AND h.document IS NULL"
)
_ADD_LINES: Final = "INSERT INTO lines (number, file, document, line) SELECT * FROM ({what}) WHERE column1 NOT NULL"
_SETTLE_FILES: Final = (
    "UPDATE files SET document = what.column2, status = 'completed', code = NULL, retryable = 0, dismissed = 0,"
    " line = what.column3, run = what.column4 FROM ({what}) AS what WHERE files.id = what.column1"
)
_SETTLE_DOCUMENTS: Final = (
    "UPDATE documents SET state = 'completed', failures = 0, retryable = 0, dismissed = 0 WHERE id IN ({what})"
)


def collect_new(
    connection: Connection,
    outcomes: Sequence[Outcome],
    line_of: Callable[[Outcome, tuple[Finding, ...]], bytes],
    run: int,
    own: Collection[str],
) -> list[tuple[Outcome, bytes]] | None:
    """Make the lines of outcomes and store both; None, and nothing is stored, unless all can be stored together.

    They can when all are readings, no two share a file or a document, their files have no line of this run yet, and
    none of the documents was ever read before.
    """
    readings = [outcome for outcome in outcomes if isinstance(outcome, Completed)]
    if len(readings) < len(outcomes) or (places := _located(connection, readings, run)) is None:
        return None
    remembered = history.remember_new(connection, readings, places, own)
    lines = [line_of(reading, findings) for reading, findings in zip(readings, remembered, strict=True)]
    _store(connection, places, lines, run)
    for reading, (_, document) in zip(readings, places, strict=True):
        if reading.proofs is not None:
            evidence.keep(connection, document, reading.proofs)
    return list(zip(readings, lines, strict=True))


def _located(connection: Connection, readings: Sequence[Completed], run: int) -> list[tuple[int, int]] | None:
    """The ids of each reading's file and document."""
    rows = [(reading.ticket.name, bytes.fromhex(reading.ticket.sha256)) for reading in readings]
    found = {
        name: (file, document)
        for name, file, document in connection.execute(_KNOWN.format(what=values(rows)), [*flat(rows), run])
    }
    if len(found) < len(rows) or len({document for _, document in found.values()}) < len(rows):
        return None
    return [found[name] for name, _ in rows]


def _store(connection: Connection, places: Sequence[tuple[int, int]], lines: Sequence[bytes], run: int) -> None:
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM lines").fetchone()
    numbered = list(zip(range(last + 1, last + 1 + len(lines)), places, lines, strict=True))
    _run(connection, _ADD_LINES, [(number, file, document, line) for number, (file, document), line in numbered])
    _run(connection, _SETTLE_FILES, [(file, document, number, run) for number, (file, document), _ in numbered])
    _run(connection, _SETTLE_DOCUMENTS, [(document,) for _, document in places])


def _run(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    connection.execute(statement.format(what=values(rows)), flat(rows))
