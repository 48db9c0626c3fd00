"""One document's way through the ledger: claimed, sent, accepted. Functions of an open transaction."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from sqlite3 import Connection
from typing import Any, Final

import orjson

from batch_ocr.ledger.answers import Claim, DuplicateOf, Held, KnownFile, Pending, Restored, Settled, Submit
from batch_ocr.ledger.results import stored_result
from batch_ocr.names import path_bytes
from batch_ocr.records import Image, Ticket

OPEN_STATES: Final = frozenset({"sending", "submitted"})

_KNOWN: Final = (
    "SELECT f.name, f.size_bytes, f.mtime_ns, d.sha256, f.status, f.retryable, f.dismissed, f.run, d.state, d.failures,"
    " d.file = f.id, o.retryable, o.dismissed"
    " FROM files f LEFT JOIN documents d ON d.id = f.document LEFT JOIN files o ON o.id = d.file"
    " WHERE f.name IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides whether a document has had its chance."""

    max_attempts: int
    run: int
    """The present run; its lines are not made twice."""

    def gives_up(self, *, retryable: bool, dismissed: bool, failures: int) -> bool:
        """Whether a failed document is left to a person."""
        return dismissed or not retryable or failures >= self.max_attempts


@dataclass(frozen=True, slots=True)
class _File:
    id: int
    document: int | None
    status: str | None
    retryable: bool
    dismissed: bool
    run: int | None


@dataclass(frozen=True, slots=True)
class _Document:
    id: int
    state: str
    attempts: int
    failures: int
    owner: int
    """The file that stands for these bytes."""
    owner_name: str
    owner_has_it: bool
    """Its owner still holds these bytes, as far as the ledger knows."""
    retryable: bool
    dismissed: bool


def known_files(connection: Connection, names: Sequence[str], rules: Rules) -> dict[str, KnownFile]:
    """What is known of each of `names`; unknown ones are missing from the answer."""
    rows = connection.execute(_KNOWN, (orjson.dumps(names).decode(),))
    return {name: _known_file(row, rules) for name, *row in rows}


def _known_file(row: Sequence[Any], rules: Rules) -> KnownFile:
    size_bytes, mtime_ns, sha256, status, retryable, dismissed, run, state, failures, owns, *owner = row
    is_open = state in OPEN_STATES
    match status:
        case "completed":
            settled = True
        case "rejected":
            settled = bool(dismissed) or not retryable
        case "failed":
            settled = rules.gives_up(retryable=retryable, dismissed=dismissed, failures=failures or 0)
        case "duplicate" if state == "failed":
            settled = rules.gives_up(retryable=owner[0], dismissed=owner[1], failures=failures)
        case "duplicate":
            settled = is_open or state in {"completed", "rejected"}
        case _:
            settled = False
    pending = run == rules.run or bool(is_open and owns)
    return KnownFile(size_bytes, mtime_ns, sha256 and sha256.hex(), settled or pending, pending)


def claim(connection: Connection, image: Image, sha256: str, rules: Rules) -> Claim:
    """Decide what is to be done with a file whose bytes have just been hashed, and note that they were seen."""
    file = _find_file(connection, image.name)
    document = _find_document(connection, sha256)
    same_bytes = file is not None and document is not None and file.document == document.id
    if file is not None and not same_bytes and (file.run == rules.run or _is_open(connection, file)):
        return Pending()  # the line of its earlier bytes comes first; the new ones wait for the next run
    file = _note_file(connection, image, file)
    document = document or _add_document(connection, sha256, file)
    if not same_bytes:
        connection.execute(
            "UPDATE files SET document = ?, status = NULL, code = NULL, retryable = 0, dismissed = 0 WHERE id = ?",
            (document.id, file.id),
        )
        file = _File(file.id, document.id, status=None, retryable=False, dismissed=False, run=file.run)
    if file.run == rules.run:
        return Settled()
    return _decide(connection, image, file, document, rules)


def _decide(connection: Connection, image: Image, file: _File, document: _Document, rules: Rules) -> Claim:
    if document.state == "completed":
        return _decide_completed(connection, image, file, document)
    if document.owner != file.id:
        if _stays(image, document, rules):
            return _duplicate(file, document)
        _take_over(connection, file, document)
    elif document.state in OPEN_STATES:
        return Pending()
    elif _had_its_chance(file, document, rules):
        return Settled()
    if document.state == "ambiguous":
        return Held(document.attempts)
    connection.execute("UPDATE documents SET state = 'seen' WHERE id = ?", (document.id,))
    return Submit(document.attempts)


def _stays(image: Image, document: _Document, rules: Rules) -> bool:
    """Whether a document without a result stays with its owner when the same bytes turn up under another name."""
    if document.state in OPEN_STATES:
        return True
    if document.state == "failed" and rules.gives_up(
        retryable=document.retryable, dismissed=document.dismissed, failures=document.failures
    ):
        return True
    return document.owner_has_it and _is_there(image, document.owner_name)


def _had_its_chance(file: _File, document: _Document, rules: Rules) -> bool:
    """Whether the file's own last line, which is about these bytes, is the last word on them."""
    match file.status:
        case "failed":
            return rules.gives_up(retryable=file.retryable, dismissed=file.dismissed, failures=document.failures)
        case "rejected":
            return file.dismissed or not file.retryable
        case _:
            return False


def _decide_completed(connection: Connection, image: Image, file: _File, document: _Document) -> Claim:
    if document.owner == file.id:
        if file.status == "completed":
            return Settled()
    elif document.owner_has_it:
        return _duplicate(file, document)
    _take_over(connection, file, document)
    return Restored(stored_result(connection, document.id, image.name))


def _duplicate(file: _File, document: _Document) -> Claim:
    return Settled() if file.status == "duplicate" else DuplicateOf(document.owner_name)


def _take_over(connection: Connection, file: _File, document: _Document) -> None:
    """The file becomes the one that stands for the document's bytes."""
    connection.execute("UPDATE documents SET file = ? WHERE id = ?", (file.id, document.id))


def _is_there(image: Image, owner_name: str) -> bool:
    """Whether the other name still exists in the folder that `image` was found in."""
    folder = os.fsencode(image.path).removesuffix(path_bytes(image.name))
    return os.path.lexists(folder + path_bytes(owner_name))


def _find_file(connection: Connection, name: str) -> _File | None:
    row = connection.execute(
        "SELECT id, document, status, retryable, dismissed, run FROM files WHERE name = ?", (name,)
    ).fetchone()
    return row and _File(row[0], row[1], row[2], bool(row[3]), bool(row[4]), row[5])


def _find_document(connection: Connection, sha256: str) -> _Document | None:
    row = connection.execute(
        "SELECT d.id, d.state, d.attempts, d.failures, o.id, o.name, o.document = d.id, o.retryable, o.dismissed"
        " FROM documents d JOIN files o ON o.id = d.file WHERE d.sha256 = ?",
        (bytes.fromhex(sha256),),
    ).fetchone()
    if row is None:
        return None
    document, state, attempts, failures, owner, owner_name, has_it, retryable, dismissed = row
    return _Document(
        document, state, attempts, failures, owner, owner_name, bool(has_it), bool(retryable), bool(dismissed)
    )


def _is_open(connection: Connection, file: _File) -> bool:
    """Whether the file's present document is with a service, in the file's name."""
    row = connection.execute("SELECT state, file FROM documents WHERE id = ?", (file.document,)).fetchone()
    return row is not None and row[0] in OPEN_STATES and row[1] == file.id


def _note_file(connection: Connection, image: Image, file: _File | None) -> _File:
    if file is None:
        cursor = connection.execute(
            "INSERT INTO files (name, size_bytes, mtime_ns) VALUES (?, ?, ?)",
            (image.name, image.size_bytes, image.mtime_ns),
        )
        return _File(cursor.lastrowid or 0, None, status=None, retryable=False, dismissed=False, run=None)
    connection.execute(
        "UPDATE files SET size_bytes = ?, mtime_ns = ? WHERE id = ?", (image.size_bytes, image.mtime_ns, file.id)
    )
    return file


def _add_document(connection: Connection, sha256: str, file: _File) -> _Document:
    cursor = connection.execute("INSERT INTO documents (sha256, file) VALUES (?, ?)", (bytes.fromhex(sha256), file.id))
    return _Document(
        cursor.lastrowid or 0, "seen", 0, 0, file.id, "", owner_has_it=True, retryable=False, dismissed=False
    )


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
