"""The documents under review and what has been corrected in them. Blocking, and for one thread at a time."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from batch_ocr.errors import OutputError
from batch_ocr.invoice.checks import Own
from batch_ocr.ledger.evidence import EvidenceFile
from batch_ocr.report.page import ReviewContext, render
from batch_ocr.report.rows import Record, as_record
from batch_ocr.results.corrected import checked_again, corrected
from batch_ocr.results.corrections import Applied, Correction, Corrections, Value
from batch_ocr.results.document import Document
from batch_ocr.results.latest import uncorrected
from batch_ocr.review.correction_file import CorrectionFile
from batch_ocr.review.judgement import Stamp, Unchanged, Wanted, clean_name, decide


class Unknown(Exception):
    """There is no such document in the results."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as the page is told of it."""

    document: Record
    last: str | None
    """Id of the last record about it: what a judgement must have seen."""
    history: tuple[Correction, ...]
    """Records that count, oldest first."""


class Desk:
    """What is read is kept in memory, a few kilobytes a document, as the results have it; corrections are put on top.

    `clock` gives the present moment in UTC.
    """

    def __init__(self, results: Path, ledger: Path, own: Own, clock: Callable[[], datetime]) -> None:
        self._results = results
        self._ledger = ledger
        self._own = own
        self._clock = clock
        self._file = CorrectionFile(results)
        self._documents: dict[str, Document] = {}
        self._names: dict[str, list[str]] = {}
        self._unchecked: set[str] = set()
        """Names of lines that are older than checks."""
        self._read: tuple[int, int, int] | None = None

    def __len__(self) -> int:
        return len(self._documents)

    def open(self) -> None:
        """Read everything. Raises OutputError for results that cannot be read, corrections that could not be kept."""
        self._file.check()
        self._file.news()
        self.read_results()

    def read_results(self) -> None:
        """Read the results again if a run has appended to them, or somebody has put others there."""
        signature = self.results_signature()
        if signature == self._read:
            return
        documents, names, unchecked = dict[str, Document](), dict[str, list[str]](), set[str]()
        for one, was_checked in uncorrected(self._results):
            documents[one.name] = one
            names.setdefault(one.sha256 or "", []).append(one.name)
            if not was_checked:
                unchecked.add(one.name)
        self._documents, self._names, self._unchecked, self._read = documents, names, unchecked, signature

    def results_signature(self) -> tuple[int, int, int]:
        """Return what changes whenever the results do. Raises OutputError when they are gone."""
        try:
            status = self._results.stat()
        except FileNotFoundError:
            told = "no such results file; name the one that `batch-ocr run` wrote"
            raise OutputError(f"{self._results}: {told}") from None
        except OSError as error:
            raise OutputError(f"{self._results}: cannot be read: {error.strerror}") from None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def page(self, review: ReviewContext) -> bytes:
        """Return the whole page, with what is in the files now. Raises OutputError."""
        self.read_results()
        self._file.read_on()
        page = io.BytesIO()
        with EvidenceFile(self._ledger) as evidence:
            render(
                (self._present(one) for one in self._documents.values()),
                page,
                title=f"Review of {self._results.name}",
                now=self._clock(),
                evidence=evidence.of,
                review=review,
            )
        return page.getvalue()

    def shown(self, name: str) -> Shown:
        """Return a document as it stands now. Raises Unknown, OutputError."""
        self._file.read_on()
        return self._shown(name)

    def names_of(self, sha256: str) -> tuple[str, ...]:
        """Return the names under which these bytes were read; empty for bytes that are not in the results."""
        return tuple(self._names.get(sha256, ()))

    def change(self, wanted: Wanted, who: str) -> tuple[Shown, str | None]:
        """Append what is wanted; returns the document as it is then, and the id of the record, if one was needed.

        `who` is the name for records without one. Raises Conflict, BadValue, Unknown, OutputError; then nothing is
        written.
        """
        document = self._documents.get(wanted.file)
        if document is None or document.sha256 != wanted.sha256:
            raise Unknown("this scan is not in the results any more: reload the page")
        if document.status == "duplicate":
            raise Unknown(f"this file repeats {document.duplicate_of}: correct that one")
        stamp = Stamp(str(uuid.uuid4()), self._clock(), clean_name(wanted.who or who))

        def record(corrections: Corrections) -> Correction:
            applied = corrections.of(document.name, document.sha256)
            return decide(wanted, _values(document), applied, stamp)

        try:
            appended = self._file.append(record).id
        except Unchanged:
            appended = None
        return self._shown(wanted.file), appended

    def news(self) -> list[Shown]:
        """Return each document that got records since the last call, ours included, once. Raises OutputError."""
        names: dict[str, None] = {}
        for record in self._file.news():
            known = self._names.get(record.sha256, ()) if record.sha256 else (record.file,)
            names.update((name, None) for name in known if name in self._documents)
        return [self._shown(name) for name in names]

    def _shown(self, name: str) -> Shown:
        document = self._documents.get(name)
        if document is None:
            raise Unknown("this file is not in the results any more: reload the page")
        applied = self._applied(document)
        with EvidenceFile(self._ledger) as evidence:
            proofs = evidence.of(document.sha256) if document.sha256 else None
        return Shown(as_record(self._present(document), proofs), applied.last, applied.live)

    def _applied(self, document: Document) -> Applied:
        return self._file.corrections.of(document.name, document.sha256)

    def _present(self, document: Document) -> Document:
        applied = self._applied(document)
        present = corrected(document, applied)
        checked = document.name not in self._unchecked and not applied.values
        return present if checked else checked_again(present, self._own)


def _values(document: Document) -> Mapping[str, Value]:
    return {**(document.invoice or {}), "invoice_number": document.invoice_number}


def plain(records: Iterable[Correction]) -> list[Record]:
    """Return records for JSON, amounts as text."""
    return [
        {
            "id": one.id,
            "at": one.at.isoformat(timespec="seconds"),
            "who": one.who,
            "action": one.action,
            "field": one.field,
            "old": None if one.old is None else str(one.old),
            "new": None if one.new is None else str(one.new),
        }
        for one in records
    ]
