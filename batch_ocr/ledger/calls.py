"""Calls of the service by kind, run and month, and what runs remember for one another."""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Connection

from batch_ocr.ledger.answers import CallKind


def add(connection: Connection, run: int, month: str, counted: Mapping[CallKind, int]) -> None:
    """Add to the counts of a run and a month (YYYY-MM)."""
    connection.executemany(
        "INSERT INTO calls (run, month, kind, count) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (run, month, kind) DO UPDATE SET count = count + excluded.count",
        [(run, month, kind, count) for kind, count in counted.items()],
    )


def in_month(connection: Connection, month: str) -> dict[CallKind, int]:
    """Calls by kind over all runs in a month (YYYY-MM)."""
    return dict(
        connection.execute("SELECT kind, sum(count) FROM calls WHERE month = ? GROUP BY kind", (month,)).fetchall()
    )


def in_run(connection: Connection, run: int) -> dict[CallKind, int]:
    """Calls by kind of one run."""
    return dict(connection.execute("SELECT kind, sum(count) FROM calls WHERE run = ? GROUP BY kind", (run,)).fetchall())


def of_service(connection: Connection, service: str) -> dict[CallKind, int]:
    """Calls by kind over all runs with one service."""
    return dict(
        connection.execute(
            "SELECT kind, sum(count) FROM calls JOIN runs ON runs.id = run WHERE service = ? GROUP BY kind", (service,)
        ).fetchall()
    )


def remember(connection: Connection, key: str, value: bytes) -> None:
    """Keep `value` under `key`, in place of what was there."""
    connection.execute("INSERT OR REPLACE INTO memory (key, value) VALUES (?, ?)", (key, value))


def recall(connection: Connection, key: str) -> bytes | None:
    """What is kept under `key`."""
    row = connection.execute("SELECT value FROM memory WHERE key = ?", (key,)).fetchone()
    return row and bytes(row[0])
