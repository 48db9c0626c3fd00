"""What is to be done with a file: what is known of its name, and what its bytes say once they have been hashed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, Final, Literal

import orjson

from batch_ocr.ledger.answers import Claim, DuplicateOf, Held, KnownFile, Pending, Restored, Settled, Submit
from batch_ocr.ledger.bulk import flat, values
from batch_ocr.ledger.results import stored_outcome
from batch_ocr.ledger.rows import (
    OPEN_STATES,
    Document,
    File,
    add_document,
    find_document,
    find_file,
    is_open,
    move_file,
    note_file,
    take_over,
)
from batch_ocr.names import path_bytes
from batch_ocr.records import Image, mtime_ns

_KNOWN: Final = (
    "SELECT f.name, f.size_bytes, f.mtime_ns, d.sha256, f.status, f.retryable, f.dismissed, f.run, d.state, d.failures,"
    " d.file = f.id, d.retryable, d.dismissed"
    " FROM files f LEFT JOIN documents d ON d.id = f.document"
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


def known_files(connection: Connection, names: Sequence[str], rules: Rules) -> dict[str, KnownFile]:
    """What is known of each of `names`; unknown ones are missing from the answer."""
    rows = connection.execute(_KNOWN, (orjson.dumps(names).decode(),))
    return {name: _known_file(row, rules) for name, *row in rows}


def _known_file(row: Sequence[Any], rules: Rules) -> KnownFile:
    size_bytes, mtime_ns, sha256, status, retryable, dismissed, run, state, failures, owns, *of_document = row
    with_service = state in OPEN_STATES
    if state == "failed":
        retryable, dismissed = of_document
    given_up = rules.gives_up(retryable=retryable, dismissed=dismissed, failures=failures or 0)
    match status:
        case "completed":
            settled = True
        case "rejected":
            settled = bool(dismissed) or not retryable
        case "failed":
            settled = given_up
        case "duplicate" if not owns:
            settled = with_service or state in {"completed", "rejected"} or (state == "failed" and given_up)
        case _:
            settled = False
    pending = run == rules.run or bool(with_service and owns)
    return KnownFile(size_bytes, mtime_ns, sha256 and sha256.hex(), settled or pending, pending)


@dataclass(frozen=True, slots=True)
class Hashed:
    """A file whose bytes have just been hashed."""

    image: Image
    sha256: str
    rules: Rules


def claim(connection: Connection, files: Sequence[Hashed]) -> list[Claim]:
    """Decide what is to be done with these files, in their order, and note that they were seen."""
    new = _new_files(connection, files) if files else []
    if new:
        _add_all(connection, new)
    fresh = set(map(id, new))
    return [Submit(0) if id(one) in fresh else _claim(connection, one.image, one.sha256, one.rules) for one in files]


def _new_files(connection: Connection, files: Sequence[Hashed]) -> list[Hashed]:
    """Those of which neither the name nor the bytes are known, nor come twice: nearly all of most nights."""
    names, hashes = [(one.image.name,) for one in files], [(bytes.fromhex(one.sha256),) for one in files]
    known_names = f"SELECT name FROM files WHERE name IN ({values(names)})"  # noqa: S608 - question marks
    known_hashes = f"SELECT sha256 FROM documents WHERE sha256 IN ({values(hashes)})"  # noqa: S608 - question marks
    known = {name for (name,) in connection.execute(known_names, flat(names))}
    known |= {sha256 for (sha256,) in connection.execute(known_hashes, flat(hashes))}
    new: list[Hashed] = []
    for one, names_and_hash in zip(files, zip(names, hashes, strict=True), strict=True):
        (name,), (sha256,) = names_and_hash
        if name not in known and sha256 not in known:
            new.append(one)
        known |= {name, sha256}  # another file of the same bytes is judged after this one
    return new


def _add_all(connection: Connection, new: Sequence[Hashed]) -> None:
    """Files and documents, each standing for the other, handed out to be sent: as `_claim` would leave them."""
    last_file, last_document = connection.execute(
        "SELECT (SELECT coalesce(max(id), 0) FROM files), (SELECT coalesce(max(id), 0) FROM documents)"
    ).fetchone()
    files, documents = [], []
    for number, one in enumerate(new, start=1):
        file, document, image = last_file + number, last_document + number, one.image
        files.append((file, image.name, image.size_bytes, image.mtime_ns, document))
        documents.append((document, bytes.fromhex(one.sha256), file, one.rules.run))
    add_files = f"INSERT INTO files (id, name, size_bytes, mtime_ns, document) SELECT * FROM ({values(files)})"  # noqa: S608 - question marks
    connection.execute(f"{add_files} WHERE column1 NOT NULL", flat(files))
    add_documents = f"INSERT INTO documents (id, sha256, file, claimed) SELECT * FROM ({values(documents)})"  # noqa: S608 - question marks
    connection.execute(f"{add_documents} WHERE column1 NOT NULL", flat(documents))


def _claim(connection: Connection, image: Image, sha256: str, rules: Rules) -> Claim:
    file = find_file(connection, image.name)
    document = find_document(connection, sha256)
    same_bytes = file is not None and document is not None and file.document == document.id
    if file is not None and not same_bytes and (file.run == rules.run or is_open(connection, file)):
        return Pending()  # the line of its earlier bytes comes first; the new ones wait for the next run
    file = note_file(connection, image, file)
    document = document or add_document(connection, sha256, file)
    if not same_bytes:
        file = move_file(connection, file, document)
    if file.run == rules.run:
        return Settled()
    return _decide(connection, image, file, document, rules)


def _decide(connection: Connection, image: Image, file: File, document: Document, rules: Rules) -> Claim:
    if document.state == "completed":
        return _decide_completed(connection, image, file, document)
    given_up = document.state == "failed" and rules.gives_up(
        retryable=document.retryable, dismissed=document.dismissed, failures=document.failures
    )
    if document.owner != file.id:
        if _stays(image, document, rules, given_up=given_up):
            return _duplicate(file, document)
        take_over(connection, file, document)
    elif document.state in OPEN_STATES:
        return Pending()
    elif _has_last_word(file, given_up=given_up):
        return Settled()
    if given_up:
        return Restored(stored_outcome(connection, document.id, image.name, "failed"))
    return _hand_out(connection, document, rules)


def _hand_out(connection: Connection, document: Document, rules: Rules) -> Submit | Held:
    if document.state == "ambiguous":
        return Held(document.attempts)
    connection.execute("UPDATE documents SET state = 'seen', claimed = ? WHERE id = ?", (rules.run, document.id))
    return Submit(document.attempts, document.unanswered)


def _stays(image: Image, document: Document, rules: Rules, *, given_up: bool) -> bool:
    """Whether a document without a result stays with its owner when the same bytes turn up under another name."""
    if document.state in OPEN_STATES or document.claimed == rules.run:
        return True  # somebody has it in hand, even if its file has gone since
    on_disk = _owner_on_disk(image, document)
    return on_disk == "same" or (on_disk == "gone" and given_up and document.owner_status == "failed")


def _has_last_word(file: File, *, given_up: bool) -> bool:
    """Whether the file's own last line, which is about these bytes, is not to be followed by another."""
    match file.status:
        case "failed":
            return given_up
        case "rejected":
            return file.dismissed or not file.retryable
        case _:
            return False


def _decide_completed(connection: Connection, image: Image, file: File, document: Document) -> Claim:
    if document.owner == file.id:
        if file.status == "completed":
            return Settled()
    else:
        on_disk = _owner_on_disk(image, document)
        # An owner that is gone was renamed: a result that was told under its name is not told again.
        if on_disk == "same" or (on_disk == "gone" and document.owner_status == "completed"):
            return _duplicate(file, document)
    take_over(connection, file, document)
    return Restored(stored_outcome(connection, document.id, image.name, "completed"))


def _duplicate(file: File, document: Document) -> Claim:
    return Settled() if file.status in {"duplicate", "completed"} else DuplicateOf(document.owner_name)


def _owner_on_disk(image: Image, document: Document) -> Literal["same", "changed", "gone"]:
    """What has become of the owner's file, in the folder that `image` was found in, since its bytes were hashed."""
    if not document.owner_has_it:
        return "changed"
    # Within the transaction, because no other claim may come between this look and what follows from it; and only for
    # bytes that are known under another name, so that a slow share delays few nights.
    folder = os.fsencode(image.path).removesuffix(path_bytes(image.name))
    try:
        found = os.lstat(folder + path_bytes(document.owner_name))
    except OSError:
        return "gone"
    if document.owner_size_bytes < 0:  # made so by `reset` or `retry`: nothing to compare with
        return "same"
    same = (found.st_size, mtime_ns(found)) == (document.owner_size_bytes, document.owner_mtime_ns)
    return "same" if same else "changed"
