"""The start of a run: what the run before left in every state is brought to where this one can go on.

A document's way, and what is done when the process dies after each step (numbered as they happen):

1. `seen`: hashed, not sent. It is found in the folder again and sent.
2. `sending` is on disk, then the POST goes out. Without an id it may have been accepted or not: it is *ambiguous*,
   counted, and sent again or held, as the policy says. (In-process documents cost nothing: back to `seen`.)
3. `submitted`, with the id, is on disk before the first poll. The ticket is polled on, however old: the service says
   best whether it still has the result. One of another service is *expired* 24 hours after the submission, and the
   document is sent again.
4. The outcome and its line are on disk (`collected`) before the line goes to the output. The line is recognised in the
   output or appended to it.
5. The line is in the output, which is durable before `written` is on disk. As in 4: recognised, not written twice.
6. `written`: nothing to do.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Final, Literal

from batch_ocr.aspose.wire.routes import RESULT_LIFE
from batch_ocr.ledger import calls
from batch_ocr.ledger.answers import Recovery
from batch_ocr.ledger.repair import repair_output
from batch_ocr.records import Ticket

LOCAL: Final = "local"
"""The service inside this process: its tasks die with it, and nothing is paid for them."""


def recover(
    connection: Connection, now: datetime, output: Path, policy: Literal["resubmit", "hold"], service: str
) -> Recovery:
    """Settle what the run before left open. Raises OutputError when the output cannot be repaired."""
    connection.execute(
        "UPDATE documents SET state = 'seen', attempts = max(0, attempts - (state = 'submitted')), task_id = NULL,"
        " submitted_at = NULL WHERE state <> 'completed' AND state IN ('sending', 'submitted') AND service = ?",
        (LOCAL,),
    )
    ambiguous = connection.execute(
        "UPDATE documents SET state = 'ambiguous', attempts = attempts + 1, possibly_paid = possibly_paid + 1,"
        " unanswered = 1"
        " WHERE state <> 'completed' AND state = 'sending'"
    ).rowcount
    if policy == "resubmit":
        connection.execute("UPDATE documents SET state = 'seen' WHERE state <> 'completed' AND state = 'ambiguous'")
    _count_as_calls(connection, now, ambiguous)
    expired = connection.execute(
        "UPDATE documents SET state = 'expired'"
        " WHERE state <> 'completed' AND state = 'submitted' AND service IS NOT ? AND submitted_at <= ?",
        (service, (now - RESULT_LIFE).astimezone(UTC).isoformat()),
    ).rowcount
    (elsewhere,) = connection.execute(
        "SELECT count(*) FROM documents WHERE state <> 'completed' AND state = 'submitted' AND service IS NOT ?",
        (service,),
    ).fetchone()
    repair = repair_output(connection, output)
    return Recovery(
        tickets=_open_tickets(connection, service),
        ambiguous=ambiguous,
        expired=expired,
        elsewhere=elsewhere,
        unwritten=repair.appended,
        messages=(repair.message,) if repair.message else (),
    )


def _count_as_calls(connection: Connection, now: datetime, submissions: int) -> None:
    """Count submissions that were cut off before anybody counted them, as calls of the run that made them."""
    (run,) = connection.execute("SELECT max(id) FROM runs").fetchone()
    if submissions and run is not None:
        calls.add(connection, run, now.astimezone(UTC).strftime("%Y-%m"), {"submit": submissions})


def _open_tickets(connection: Connection, service: str) -> tuple[Ticket, ...]:
    rows = connection.execute(
        "SELECT f.name, d.sha256, d.task_id, d.submitted_at, d.attempts FROM documents d JOIN files f ON f.id = d.file"
        " WHERE d.state <> 'completed' AND d.state = 'submitted' AND d.service = ? ORDER BY d.submitted_at, d.id",
        (service,),
    )
    return tuple(
        Ticket(name, sha256.hex(), task_id, datetime.fromisoformat(submitted_at), attempts)
        for name, sha256, task_id, submitted_at, attempts in rows
    )
