"""Where each value was read: kept beside the result, read by whatever shows it on the scan."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import msgspec

from batch_ocr.ledger.database import ledger_error
from batch_ocr.records import FieldProof, Place

__all__ = ["EvidenceFile", "FieldProof", "Place", "keep"]

_FIRST_VERSION_WITH_EVIDENCE = 2
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(dict[str, FieldProof])


def keep(connection: sqlite3.Connection, document: int, proofs: Mapping[str, FieldProof]) -> None:
    """Store the proofs of a document, in place of those of an earlier reading."""
    data = zlib.compress(_encoder.encode(dict(proofs)), 6)  # to about a third
    connection.execute("INSERT OR REPLACE INTO evidence (document, data) VALUES (?, ?)", (document, data))


class EvidenceFile:
    """The evidence in a ledger, read beside a run or without one; opened and closed as a context manager.

    A ledger that is not there, or is older than the evidence, has none. Raises OutputError when it cannot be read.
    """

    def __init__(self, ledger: Path) -> None:
        self._path = ledger
        self._log = Path(f"{ledger}-wal")
        self._connection: sqlite3.Connection | None = None
        self._immutable = False

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()

    def of(self, sha256: str) -> Mapping[str, FieldProof] | None:
        """What was found on the document with these bytes, by field; None where nothing is kept."""
        if self._immutable and self._log.exists():  # a run has begun
            self._close()
            self._open()
        if self._connection is None:
            return None
        try:
            row = self._connection.execute(
                "SELECT data FROM evidence WHERE document = (SELECT id FROM documents WHERE sha256 = ?)",
                (bytes.fromhex(sha256),),
            ).fetchone()
        except sqlite3.Error as error:
            raise ledger_error(error, self._path) from error
        return None if row is None else _decoder.decode(zlib.decompress(row[0]))

    def _open(self) -> None:
        if self._path.exists():
            # SQLite would leave files of ours beside a ledger in rest, and another user's run could not write them.
            self._immutable = not os.access(self._path, os.W_OK) and not self._log.exists()
            self._connection = self._opened("immutable=1" if self._immutable else "mode=ro")

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self, how: str) -> sqlite3.Connection | None:
        uri = f"file:{quote(str(self._path.absolute()))}?{how}"
        try:
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)  # a server reads from its own threads
            with closing(connection.execute("PRAGMA user_version")) as rows:
                if rows.fetchone()[0] >= _FIRST_VERSION_WITH_EVIDENCE:
                    return connection
        except sqlite3.Error as error:
            raise ledger_error(error, self._path) from error
        connection.close()
        return None
