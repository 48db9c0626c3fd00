"""Lines of results.jsonl in the ledger: stored before they are written, marked when durable, read back in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from sqlite3 import Connection
from typing import Any, Literal, assert_never

import msgspec

from batch_ocr.errors import ErrorCode, OutputError
from batch_ocr.findings import Finding
from batch_ocr.ledger import evidence, history, readings
from batch_ocr.line import RETRYABLE_REJECTIONS
from batch_ocr.records import Completed, Duplicate, Failed, Outcome, Rejected, Ticket

# Amounts come back as Decimal with the digits of the line; everything else in a line is text, true or null.
_decoder = msgspec.json.Decoder(float_hook=Decimal)

LineOf = Callable[[Outcome, tuple[Finding, ...]], bytes]
"""Makes an outcome's line with what the history says of it."""


@dataclass(frozen=True, slots=True)
class _Effect:
    """What an outcome does to the file and the document it is about."""

    name: str
    sha256: str | None
    status: str
    document_state: str | None
    """None leaves the document as it is."""
    code: str | None = None
    retryable: bool = False


def collect(
    connection: Connection, outcomes: Sequence[Outcome], line_of: LineOf, run: int, own: Collection[str] = ()
) -> list[tuple[Outcome, bytes]]:
    """Make the lines of outcomes and store both; returns those that are to be written, in the order stored.

    A second outcome of a file in one run is left out, so that a file has one line for each run; a result of other bytes
    is paid for and never left out. `own`, from `own_keys`, is the company that receives the invoices.
    """
    if (stored := readings.collect_new(connection, outcomes, line_of, run, own)) is not None:
        return stored
    collected = ((outcome, _collect_one(connection, outcome, line_of, run, own)) for outcome in outcomes)
    return [(outcome, line) for outcome, line in collected if line is not None]


def _collect_one(
    connection: Connection, outcome: Outcome, line_of: LineOf, run: int, own: Collection[str]
) -> bytes | None:
    effect = _effect(outcome)
    file, document, made_in = _locate(connection, effect)
    if made_in == run and not (isinstance(outcome, Completed) and _is_news(connection, document)):
        return None
    line = line_of(outcome, _remembered(connection, document, file, outcome, own))
    number = connection.execute(
        "INSERT INTO lines (file, document, line) VALUES (?, ?, ?)", (file, document, line)
    ).lastrowid
    connection.execute(
        "UPDATE files SET document = coalesce(?, document), status = ?, code = ?, retryable = ?, dismissed = 0,"
        " line = ?, run = ? WHERE id = ?",
        (document, effect.status, effect.code, effect.retryable, number, run, file),
    )
    if isinstance(outcome, Rejected):
        connection.execute(
            "UPDATE files SET size_bytes = ?, mtime_ns = ? WHERE id = ?", (outcome.size_bytes, outcome.mtime_ns, file)
        )
    if isinstance(outcome, Duplicate):
        _point_at(connection, file, document, outcome.duplicate_of)
    if document is not None and effect.document_state is not None:
        connection.execute(
            "UPDATE documents SET state = ?, failures = CASE ? WHEN 'failed' THEN failures + 1 ELSE 0 END,"
            " retryable = ?, dismissed = 0 WHERE id = ?",
            (effect.document_state, effect.document_state, effect.retryable, document),
        )
    return line


def _remembered(
    connection: Connection, document: int | None, file: int, outcome: Outcome, own: Collection[str]
) -> tuple[Finding, ...]:
    """Keep what a reading is worth to later ones; returns what earlier ones say of it."""
    if document is None or not isinstance(outcome, Completed):
        return ()
    if outcome.proofs is not None:
        evidence.keep(connection, document, outcome.proofs)
    return history.remember(connection, document, file, outcome, own)


def _point_at(connection: Connection, file: int, document: int | None, first: str) -> None:
    """Note what a duplicate points at; if that has changed meanwhile, the file needs another line."""
    row = connection.execute("SELECT id FROM files WHERE name = ? AND document = ?", (first, document)).fetchone()
    if row is None:
        connection.execute("UPDATE files SET status = NULL WHERE id = ?", (file,))
    else:
        connection.execute("UPDATE files SET duplicate_of = ? WHERE id = ?", (row[0], file))


def _effect(outcome: Outcome) -> _Effect:
    match outcome:
        case Completed(ticket=ticket):
            return _Effect(ticket.name, ticket.sha256, "completed", "completed")
        case Failed():
            return _Effect(outcome.name, outcome.sha256, "failed", "failed", outcome.code, outcome.retryable)
        case Rejected():
            retryable = outcome.code in RETRYABLE_REJECTIONS
            return _Effect(outcome.name, outcome.sha256, "rejected", "rejected", outcome.code, retryable)
        case Duplicate():
            return _Effect(outcome.name, outcome.sha256, "duplicate", None)
        case _:
            assert_never(outcome)


def _locate(connection: Connection, effect: _Effect) -> tuple[int, int | None, int | None]:
    """The file, the document, and the run of the file's last line; made where they are not known yet."""
    row = connection.execute("SELECT id, run FROM files WHERE name = ?", (effect.name,)).fetchone()
    if row is None:
        cursor = connection.execute("INSERT INTO files (name, size_bytes, mtime_ns) VALUES (?, -1, -1)", (effect.name,))
        row = (cursor.lastrowid or 0, None)
    if effect.sha256 is None:
        return row[0], None, row[1]
    key = bytes.fromhex(effect.sha256)
    connection.execute("INSERT OR IGNORE INTO documents (sha256, file) VALUES (?, ?)", (key, row[0]))
    document = connection.execute("SELECT id FROM documents WHERE sha256 = ?", (key,)).fetchone()[0]
    return row[0], document, row[1]


def _is_news(connection: Connection, document: int | None) -> bool:
    row = connection.execute("SELECT state FROM documents WHERE id = ?", (document,)).fetchone()
    return bool(row[0] != "completed")


def mark_written(connection: Connection, lines: int, output_bytes: int) -> None:
    """The oldest `lines` unwritten lines are durable in the output, one after the other, and end at `output_bytes`."""
    first = last_written(connection) + 1
    (unwritten,) = connection.execute("SELECT count(*) FROM lines WHERE number >= ?", (first,)).fetchone()
    if not 0 < lines <= unwritten:
        raise RuntimeError(f"{lines} lines were written, but the ledger has {unwritten} that are not")
    connection.execute("INSERT INTO places (last_line, output_bytes) VALUES (?, ?)", (first + lines - 1, output_bytes))


def last_written(connection: Connection) -> int:
    """Number of the last line known to be durable in the output; 0 when there is none."""
    return int(connection.execute("SELECT coalesce(max(last_line), 0) FROM places").fetchone()[0])


def lines_after(connection: Connection, number: int, limit: int) -> list[tuple[int, bytes]]:
    """The next `limit` lines after line `number`, with their numbers."""
    return connection.execute(
        "SELECT number, line FROM lines WHERE number > ? ORDER BY number LIMIT ?", (number, limit)
    ).fetchall()


def rewritten(connection: Connection, last_line: int, output_bytes: int) -> None:
    """The output holds all lines up to `last_line`, from its first byte to `output_bytes`, and nothing else."""
    connection.execute("DELETE FROM places")
    if last_line:
        connection.execute("INSERT INTO places (last_line, output_bytes) VALUES (?, ?)", (last_line, output_bytes))


def stored_outcome(
    connection: Connection, document: int, name: str, status: Literal["completed", "failed"]
) -> Completed | Failed:
    """The last outcome of this status that a document has had, as an outcome of the file `name`.

    Raises OutputError when it has had none.
    """
    rows = connection.execute("SELECT line FROM lines WHERE document = ? ORDER BY number DESC", (document,))
    record = next((found for (line,) in rows if (found := _decoder.decode(line))["status"] == status), None)
    if record is None:
        raise OutputError(
            f"the ledger calls {name} {status} and has no such line of it: restore the ledger from a backup, or have"
            " the file read, and paid for, once more (--again, with --include for this file alone)"
        )
    ticket = _ticket(record, name) if record["task_id"] is not None else None
    completed_at = datetime.fromisoformat(record["completed_at"])
    if ticket is not None and status == "completed":
        invoice = {key: Decimal(value) if isinstance(value, int) else value for key, value in record["invoice"].items()}
        confidence = record.get("confidence")  # lines of earlier versions have neither
        return Completed(
            ticket,
            invoice,
            tuple(record["warnings"]),
            completed_at,
            record["polls"],
            record.get("invoice_number"),
            None if confidence is None else {name: float(share) for name, share in confidence.items()},
        )
    error = record["error"]
    return Failed(
        name=name,
        sha256=record["sha256"],
        code=ErrorCode(error["code"]),
        messages=tuple(error["messages"]),
        retryable=error["retryable"],
        completed_at=completed_at,
        ticket=ticket,
        attempts=record["attempts"],
        polls=record["polls"],
    )


def _ticket(record: dict[str, Any], name: str) -> Ticket:
    submitted_at = datetime.fromisoformat(record["submitted_at"])
    return Ticket(name, record["sha256"], record["task_id"], submitted_at, record["attempts"])
