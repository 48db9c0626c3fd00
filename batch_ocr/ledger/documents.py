"""One document's way to the service: about to be sent, not sent, maybe sent, accepted; and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from sqlite3 import Connection

from batch_ocr.ledger.bulk import flat, values
from batch_ocr.records import Ticket


@dataclass(frozen=True, slots=True)
class Sending:
    """A document that is about to be sent; whatever id it had is dead."""

    sha256: str
    service: str


def sending(connection: Connection, documents: Sequence[Sending]) -> Sequence[None]:
    """These are about to be sent."""
    return _move(
        connection,
        "state = 'sending', service = what.column2, task_id = NULL, submitted_at = NULL",
        "state IN ('seen', 'sending', 'submitted', 'ambiguous', 'expired')",
        [(bytes.fromhex(document.sha256), document.service) for document in documents],
    )


def not_sent(connection: Connection, hashes: Sequence[str]) -> Sequence[None]:
    """The documents with these hashes were surely not accepted."""
    return _move(connection, "state = 'seen'", "state = 'sending'", [(bytes.fromhex(sha256),) for sha256 in hashes])


def ambiguous(connection: Connection, hashes: Sequence[str]) -> Sequence[None]:
    """These may have been accepted: counted as sent, and as possibly paid for in vain."""
    return _move(
        connection,
        "state = 'ambiguous', attempts = attempts + 1, possibly_paid = possibly_paid + 1, unanswered = 1",
        "state = 'sending'",
        [(bytes.fromhex(sha256),) for sha256 in hashes],
    )


def doubt(connection: Connection, task_id: str) -> None:
    """An id was given to two documents: to the one that waits for its result under it, it is worth nothing."""
    connection.execute(
        "UPDATE documents SET state = 'ambiguous', possibly_paid = possibly_paid + 1, unanswered = 1"
        " WHERE state <> 'completed' AND state = 'submitted' AND task_id = ?",
        (task_id,),
    )


def submitted(connection: Connection, tickets: Sequence[Ticket]) -> Sequence[None]:
    """The documents were accepted under the tickets' ids."""
    return _move(
        connection,
        "state = 'submitted', task_id = what.column2, submitted_at = what.column3, attempts = attempts + 1,"
        " unanswered = 0",
        "state = 'sending'",
        [
            (bytes.fromhex(ticket.sha256), ticket.task_id, ticket.submitted_at.astimezone(UTC).isoformat())
            for ticket in tickets
        ],
    )


def _move(connection: Connection, change: str, condition: str, rows: Sequence[tuple[object, ...]]) -> Sequence[None]:
    """Change the documents named by the first column of `rows`; the others are `what.column2`, … in `change`."""
    what = f"({values(rows)}) AS what"
    statement = f"UPDATE documents SET {change} FROM {what} WHERE sha256 = what.column1 AND {condition}"  # noqa: S608 - question marks
    if connection.execute(statement, flat(rows)).rowcount != len(rows):
        raise RuntimeError("the document is not in a state from which this step can be taken")
    return [None] * len(rows)


def reset(connection: Connection, names: Sequence[str]) -> int:
    """Forget the results of `names`, so that they are read, and paid for, again; returns how many were known."""
    found = 0
    for name in names:
        found += connection.execute(
            "UPDATE files SET size_bytes = -1, status = NULL, code = NULL, retryable = 0, dismissed = 0 WHERE name = ?",
            (name,),
        ).rowcount
        connection.execute(
            "UPDATE documents SET state = 'seen', failures = 0 WHERE state NOT IN ('sending', 'submitted')"
            " AND file = (SELECT id FROM files WHERE name = ?)",
            (name,),
        )
    return found
