"""The ledger's SQLite file: its tables, how it is opened, and the one place where SQLite's errors become ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from batch_ocr.errors import OutputError
from batch_ocr.ledger import history

OLDEST_SQLITE: Final = (3, 33)
"""The first with `UPDATE … FROM`, and with room for the values of a whole batch in one statement."""

_CHECKPOINT_PAGES: Final = 4000
"""Of 4 KB, in the write-ahead log before they are moved into the file. Hashes fall all over their index: with SQLite's
own 1,000 nearly every page is moved for one row, and a document of a large ledger costs a third more."""
APPLICATION_ID: Final = 0x424F4352
"""Written into the file's header ("BOCR"), so that the database of another program is never taken for a ledger."""

# `documents` are bytes, `files` are names that hold them, `lines` are what results.jsonl was given, in its order.
# A document's state: seen → sending → submitted → completed | failed | rejected, besides ambiguous and expired.
# A line is on disk here before it goes to the output; lines up to the last row of `places` are durable in both.
_FIRST: Final = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    file INTEGER NOT NULL,                  -- the name that stands for these bytes; other names are duplicates of it
    state TEXT NOT NULL DEFAULT 'seen',
    claimed INTEGER,                        -- the last run in which it was handed out to be sent
    service TEXT,                           -- to which it was last sent
    task_id TEXT,
    submitted_at TEXT,                      -- UTC, ISO 8601
    attempts INTEGER NOT NULL DEFAULT 0,    -- submissions accepted, or maybe accepted
    possibly_paid INTEGER NOT NULL DEFAULT 0, -- of these, how many got no answer
    failures INTEGER NOT NULL DEFAULT 0,    -- lines with status failed since the last success or `failed retry`
    retryable INTEGER NOT NULL DEFAULT 0,   -- of the last failure
    dismissed INTEGER NOT NULL DEFAULT 0    -- a person has said that this failure is settled
);
-- Used by queries that repeat its condition word by word; a million completed documents are not looked at.
CREATE INDEX documents_without_result ON documents (state) WHERE state <> 'completed';

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    size_bytes INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    document INTEGER,                       -- NULL when its bytes were never read
    status TEXT,                            -- of its last line, as long as that line is about its present bytes
    code TEXT,                              -- error code of that line
    retryable INTEGER NOT NULL DEFAULT 0,   -- these two count for files without a document
    dismissed INTEGER NOT NULL DEFAULT 0,
    duplicate_of INTEGER,                   -- the file that its line, if that is a duplicate's, points at
    line INTEGER,                           -- its last line
    run INTEGER                             -- in which that line was made
);
CREATE INDEX files_of_documents ON files (document);
CREATE INDEX files_without_result ON files (status) WHERE status IN ('failed', 'rejected');

CREATE TABLE lines (
    number INTEGER PRIMARY KEY,
    file INTEGER NOT NULL,
    document INTEGER,
    line BLOB NOT NULL
);
CREATE INDEX lines_of_documents ON lines (document);

CREATE TABLE places (
    last_line INTEGER PRIMARY KEY,
    output_bytes INTEGER NOT NULL,          -- where that line ends; those before it, back to the row before, touch it
    base INTEGER NOT NULL DEFAULT 0         -- 1: lines up to here are in no known place (the output was replaced)
);

CREATE TABLE runs (id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, service TEXT NOT NULL);
CREATE TABLE calls (
    run INTEGER NOT NULL, month TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (run, month, kind)
) WITHOUT ROWID;
CREATE TABLE memory (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""

_SECOND: Final = """
CREATE TABLE evidence (document INTEGER PRIMARY KEY, data BLOB NOT NULL); -- see evidence.py

-- What identifies an invoice and its supplier, one row for each document that was read; see history.py.
CREATE TABLE history (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: the greater of two is the later document
    document INTEGER NOT NULL UNIQUE,
    since TEXT NOT NULL,                    -- UTC, ISO 8601: when it was first read like this
    tax_id TEXT,                            -- all that follow in their normal form
    supplier TEXT,
    issue_date TEXT,
    total TEXT,
    currency TEXT,
    invoice_number TEXT,
    account TEXT
);
CREATE INDEX history_by_sum ON history (issue_date, total) WHERE issue_date IS NOT NULL AND total IS NOT NULL;
CREATE INDEX history_by_total ON history (total) WHERE total IS NOT NULL;
CREATE INDEX history_by_invoice_number ON history (invoice_number) WHERE invoice_number IS NOT NULL;
CREATE TABLE page_hashes (document INTEGER PRIMARY KEY, hash BLOB NOT NULL); -- see rescans.py

CREATE TABLE accounts (                     -- that a supplier has ever had: few for each
    supplier TEXT NOT NULL,                 -- its tax id after an i, or its name after an n
    account TEXT NOT NULL,
    number INTEGER NOT NULL,                -- in the history: the first reading with this account
    document INTEGER NOT NULL,              -- of that reading
    another INTEGER,                        -- document that had it first after that one
    since TEXT NOT NULL,
    PRIMARY KEY (supplier, account)
) WITHOUT ROWID;
"""

_THIRD: Final = """
-- 1: nobody knows whether its last submission was accepted and paid for; to send it again may be to pay twice.
ALTER TABLE documents ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0;
"""


def _mark_unanswered(connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE documents SET unanswered = 1 WHERE state <> 'completed' AND possibly_paid > 0 AND task_id IS NULL"
    )


_STEPS: Final[tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...]] = (
    (_FIRST, lambda _: None),
    (_SECOND, history.fill),
    (_THIRD, _mark_unanswered),
)
"""What makes a ledger of each version from one of the version before: tables, and what is put into them. Version 0 is
an empty file."""

SCHEMA_VERSION: Final = len(_STEPS)


def open_database(
    path: Path, busy_timeout: float, sqlite_version: tuple[int, ...] = sqlite3.sqlite_version_info
) -> sqlite3.Connection:
    """Open the ledger at `path`, made if it is not there; autocommit mode, for one thread.

    `busy_timeout` is how many seconds to wait for another program that holds the file, such as a backup.
    Raises OutputError when it cannot be opened, is damaged, of another program, or of a newer version, or
    SQLite is older than OLDEST_SQLITE: nothing is touched then.
    """
    if sqlite_version < OLDEST_SQLITE:
        needed, found = (".".join(map(str, version)) for version in (OLDEST_SQLITE, sqlite_version))
        raise OutputError(
            f"the ledger needs SQLite {needed} or newer, and the Python that runs batch-ocr comes with {found}: "
            "run batch-ocr with a Python that has a newer SQLite"
        )
    try:
        # Opened for appending first: SQLite would report a directory, a missing folder and a lack of rights alike.
        with path.open("ab"):
            pass
        connection = sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)
    except OSError as error:
        raise OutputError(f"cannot open the ledger {path}: {error.strerror}; name another with --ledger") from error
    except sqlite3.Error as error:
        raise ledger_error(error, path) from error
    try:
        _prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise ledger_error(error, path) from error
    except BaseException as error:
        connection.close()
        if isinstance(error, OutputError) or not isinstance(error, Exception):
            raise
        raise OutputError(
            f"the ledger {path} cannot be brought to this version and is as it was: restore it from a backup, or go on "
            f"with the version of batch-ocr that wrote it ({type(error).__name__}: {error})"
        ) from error
    return connection


def check_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Look whether the open file is a ledger this program knows, or an empty file, which a ledger begins as.

    Raises OutputError, about `path`, when it is of another program or of a newer version.
    """
    version = _pragma(connection, "user_version")
    if version > SCHEMA_VERSION:
        raise OutputError(
            f"the ledger {path} was written by a newer version of batch-ocr (its format is {version}, this program "
            f"knows {SCHEMA_VERSION}): update batch-ocr, or name another ledger with --ledger"
        )
    # Not asked by the schema's version: a copy of an empty database counts as changed once.
    if _pragma(connection, "application_id") != APPLICATION_ID and _has_tables(connection):
        raise OutputError(f"{path} is a database of another program: name another ledger with --ledger")


def _has_tables(connection: sqlite3.Connection) -> bool:
    with closing(connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")) as rows:
        return rows.fetchone() is not None


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    check_ours(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    if _pragma(connection, "user_version") < SCHEMA_VERSION:
        _upgrade(connection)


def _upgrade(connection: sqlite3.Connection) -> None:
    """Bring a new ledger, or one of an earlier version, to the present one: all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _pragma(connection, "user_version")  # another program may have been first
        for script, fill in _STEPS[version:]:
            for statement in _statements(script):
                connection.execute(statement)
            fill(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself ends one for which there is no room
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """Split a script: `executescript` would commit first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    with closing(connection.execute(f"PRAGMA {name}")) as rows:
        return int(rows.fetchone()[0])


def ledger_error(error: sqlite3.Error, path: Path) -> OutputError:
    """What `error` means to the person who runs the batch, and what to do about it."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    match code:
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            advice = (
                "is damaged: restore it from a backup, or move it (and its -wal file) aside and run again; without it "
                "every invoice already read is submitted, and paid for, once more"
            )
        case sqlite3.SQLITE_FULL:
            advice = "has no space left on its disk: free some and run again; nothing is lost"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            advice = "cannot be written: check the rights of the file and of its folder, or name another with --ledger"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            advice = "is in use by another program: close that and run again"
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PROTOCOL:
            advice = "cannot be read or written: check its disk; on a network share, name a local one by --ledger"
        case _:
            advice = "cannot be used; name another with --ledger"
    return OutputError(f"the ledger {path} {advice} (SQLite says: {error})")
