"""Files and documents as the ledger's tables hold them: read, added, tied to each other."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from batch_ocr.records import Image

OPEN_STATES: Final = frozenset({"sending", "submitted"})
"""The document is with a service, or about to be."""


@dataclass(frozen=True, slots=True)
class File:
    """A name, and what its last line said of its present bytes."""

    id: int
    document: int | None
    status: str | None
    retryable: bool
    dismissed: bool
    run: int | None


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes, and the file that stands for them."""

    id: int
    state: str
    claimed: int | None
    """The run in which it was last handed out to be sent."""
    attempts: int
    failures: int
    owner: int
    """The file that stands for these bytes."""
    owner_name: str
    owner_size_bytes: int
    owner_mtime_ns: int
    owner_status: str | None
    owner_has_it: bool
    """Those are of these bytes, as far as the ledger knows."""
    retryable: bool
    dismissed: bool
    unanswered: bool
    """Nobody knows whether the last submission was accepted."""


def find_file(connection: Connection, name: str) -> File | None:
    """The file of this name."""
    row = connection.execute(
        "SELECT id, document, status, retryable, dismissed, run FROM files WHERE name = ?", (name,)
    ).fetchone()
    return row and File(row[0], row[1], row[2], bool(row[3]), bool(row[4]), row[5])


def find_document(connection: Connection, sha256: str) -> Document | None:
    """The document of these bytes."""
    row = connection.execute(
        "SELECT d.id, d.state, d.claimed, d.attempts, d.failures, o.id, o.name, o.size_bytes, o.mtime_ns, o.status,"
        " o.document IS d.id, d.retryable, d.dismissed, d.unanswered"
        " FROM documents d JOIN files o ON o.id = d.file WHERE d.sha256 = ?",
        (bytes.fromhex(sha256),),
    ).fetchone()
    if row is None:
        return None
    return Document(*row[:10], *map(bool, row[10:]))


def note_file(connection: Connection, image: Image, file: File | None) -> File:
    """The file with its size and time as they are now; made if it is new."""
    if file is None:
        cursor = connection.execute(
            "INSERT INTO files (name, size_bytes, mtime_ns) VALUES (?, ?, ?)",
            (image.name, image.size_bytes, image.mtime_ns),
        )
        return File(cursor.lastrowid or 0, None, status=None, retryable=False, dismissed=False, run=None)
    connection.execute(
        "UPDATE files SET size_bytes = ?, mtime_ns = ? WHERE id = ?", (image.size_bytes, image.mtime_ns, file.id)
    )
    return file


def add_document(connection: Connection, sha256: str, file: File) -> Document:
    """A document that nobody has seen before, in the file's name."""
    connection.execute("INSERT INTO documents (sha256, file) VALUES (?, ?)", (bytes.fromhex(sha256), file.id))
    document = find_document(connection, sha256)
    assert document is not None
    return document


def move_file(connection: Connection, file: File, document: Document) -> File:
    """The file holds other bytes than before. If others hold its former ones, those are theirs from now on.

    A line that called one of them a duplicate of this file is worth nothing any more: that file gets another.
    """
    connection.execute(
        "UPDATE documents SET file = (SELECT min(id) FROM files WHERE document = documents.id AND id <> documents.file)"
        " WHERE id = ? AND file = ? AND EXISTS"
        " (SELECT 1 FROM files WHERE document = documents.id AND id <> documents.file)",
        (file.document, file.id),
    )
    connection.execute(
        "UPDATE files SET status = NULL WHERE document = ? AND duplicate_of = ? AND status = 'duplicate'",
        (file.document, file.id),
    )
    connection.execute(
        "UPDATE files SET document = ?, status = NULL, code = NULL, retryable = 0, dismissed = 0 WHERE id = ?",
        (document.id, file.id),
    )
    return File(file.id, document.id, status=None, retryable=False, dismissed=False, run=file.run)


def take_over(connection: Connection, file: File, document: Document) -> None:
    """The file becomes the one that stands for the document's bytes."""
    connection.execute("UPDATE documents SET file = ? WHERE id = ?", (file.id, document.id))


def is_open(connection: Connection, file: File) -> bool:
    """Whether the file's present document is with a service, in the file's name."""
    row = connection.execute("SELECT state, file FROM documents WHERE id = ?", (file.document,)).fetchone()
    return row is not None and row[0] in OPEN_STATES and row[1] == file.id
