"""Files without a result, for a person to look at and decide: listed, tried again, or let go."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any

import msgspec

from batch_ocr.ledger.answers import Counts, Failure

# A failed file whose document meanwhile stands under another name is that name's business.
_FAILURES = (
    "SELECT f.id, f.name, f.status, f.code, f.retryable, d.sha256, coalesce(d.attempts, 0), coalesce(d.failures, 0),"
    " l.line"
    " FROM files f JOIN lines l ON l.number = f.line LEFT JOIN documents d ON d.id = f.document"
    " WHERE f.status IN ('failed', 'rejected') AND NOT f.dismissed"
    " AND (d.id IS NULL OR d.file = f.id AND d.state IN ('failed', 'rejected'))"
    " ORDER BY f.name"
)
_decoder = msgspec.json.Decoder()


def failures(connection: Connection, max_attempts: int) -> list[Failure]:
    """All files whose last line has no result and that nobody has dismissed, by name."""
    return [_failure(row, max_attempts) for row in connection.execute(_FAILURES)]


def _failure(row: tuple[Any, ...], max_attempts: int) -> Failure:
    _, name, status, code, retryable, sha256, attempts, count, line = row
    record = _decoder.decode(line)
    poisoned = status == "failed" and bool(retryable) and count >= max_attempts
    return Failure(
        name=name,
        sha256=sha256 and sha256.hex(),
        status=status,
        code=code,
        messages=tuple(record["error"]["messages"]),
        attempts=attempts,
        failures=count,
        retryable=bool(retryable) and not poisoned,
        poisoned=poisoned,
        completed_at=record["completed_at"],
    )


def retry(connection: Connection, names: Sequence[str] | None, code: str | None) -> list[str]:
    """Let failed or rejected files be tried again by the next run; returns their names."""
    chosen = _chosen(connection, names, code)
    for file, _ in chosen:
        # A size no file has: the next run looks at it whatever its time of change says.
        connection.execute("UPDATE files SET status = NULL, retryable = 1, size_bytes = -1 WHERE id = ?", (file,))
        connection.execute(
            "UPDATE documents SET state = 'seen', failures = 0"
            " WHERE id = (SELECT document FROM files WHERE id = ?) AND state IN ('failed', 'rejected')",
            (file,),
        )
    return [name for _, name in chosen]


def forget(connection: Connection, names: Sequence[str] | None, code: str | None) -> list[str]:
    """Settle failed or rejected files for good: neither listed nor tried again; returns their names."""
    chosen = _chosen(connection, names, code)
    ids = [(file,) for file, _ in chosen]
    connection.executemany("UPDATE files SET dismissed = 1 WHERE id = ?", ids)
    connection.executemany(
        "UPDATE documents SET dismissed = 1 WHERE id = (SELECT document FROM files WHERE id = ?)", ids
    )
    return [name for _, name in chosen]


def _chosen(connection: Connection, names: Sequence[str] | None, code: str | None) -> list[tuple[int, str]]:
    """All that is listed (names and code None), or those of `names`, of them those with `code`."""
    wanted = None if names is None else set(names)
    return [
        (row[0], row[1])
        for row in connection.execute(_FAILURES)
        if (wanted is None or row[1] in wanted) and (code is None or row[3] == code)
    ]


def counts(connection: Connection, max_attempts: int) -> Counts:
    """The ledger in figures."""
    documents = dict(connection.execute("SELECT state, count(*) FROM documents GROUP BY state").fetchall())
    files = dict(connection.execute("SELECT coalesce(status, 'waiting'), count(*) FROM files GROUP BY 1").fetchall())
    (unwritten,) = connection.execute(
        "SELECT count(*) FROM lines WHERE number > (SELECT coalesce(max(last_line), 0) FROM places)"
    ).fetchone()
    (collected,) = connection.execute(
        "SELECT count(DISTINCT l.document) FROM lines l JOIN documents d ON d.id = l.document"
        " WHERE l.number > (SELECT coalesce(max(last_line), 0) FROM places) AND d.state = 'completed'"
    ).fetchone()
    if completed := documents.pop("completed", 0):
        documents |= {"collected": collected, "written": completed - collected}
    (poisoned,) = connection.execute(
        "SELECT count(*) FROM files f JOIN documents d ON d.file = f.id AND d.id = f.document"
        " WHERE f.status = 'failed' AND f.retryable AND NOT f.dismissed AND d.state = 'failed' AND d.failures >= ?",
        (max_attempts,),
    ).fetchone()
    (possibly_paid,) = connection.execute("SELECT coalesce(sum(possibly_paid), 0) FROM documents").fetchone()
    (lines,) = connection.execute("SELECT count(*) FROM lines").fetchone()
    return Counts(documents, files, lines, unwritten, poisoned, possibly_paid)
