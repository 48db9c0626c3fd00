"""One document's way to the service: about to be sent, not sent, maybe sent, accepted; and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from sqlite3 import Connection

from batch_ocr.records import Ticket


def sending(connection: Connection, sha256: str, service: str) -> None:
    """The document is about to be sent to `service`; whatever id it had is dead."""
    _move(
        connection,
        "UPDATE documents SET state = 'sending', service = ?, task_id = NULL, submitted_at = NULL"
        " WHERE sha256 = ? AND state IN ('seen', 'sending', 'submitted', 'ambiguous', 'expired')",
        (service, bytes.fromhex(sha256)),
    )


def not_sent(connection: Connection, sha256: str) -> None:
    """The document was surely not accepted."""
    _move(
        connection,
        "UPDATE documents SET state = 'seen' WHERE sha256 = ? AND state = 'sending'",
        (bytes.fromhex(sha256),),
    )


def ambiguous(connection: Connection, sha256: str) -> None:
    """The document may have been accepted: counted as sent, and as possibly paid for in vain."""
    _move(
        connection,
        "UPDATE documents SET state = 'ambiguous', attempts = attempts + 1, possibly_paid = possibly_paid + 1"
        " WHERE sha256 = ? AND state = 'sending'",
        (bytes.fromhex(sha256),),
    )


def submitted(connection: Connection, ticket: Ticket) -> None:
    """The document was accepted under the ticket's id."""
    _move(
        connection,
        "UPDATE documents SET state = 'submitted', task_id = ?, submitted_at = ?, attempts = attempts + 1"
        " WHERE sha256 = ? AND state = 'sending'",
        (ticket.task_id, ticket.submitted_at.astimezone(UTC).isoformat(), bytes.fromhex(ticket.sha256)),
    )


def _move(connection: Connection, statement: str, values: tuple[object, ...]) -> None:
    if connection.execute(statement, values).rowcount != 1:
        raise RuntimeError("the document is not in a state from which this step can be taken")


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
