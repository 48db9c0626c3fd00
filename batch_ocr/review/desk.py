"""The documents under review and what has been corrected in them. Blocking, and for one thread at a time."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from batch_ocr.invoice.checks import Own
from batch_ocr.ledger.evidence import EvidenceFile
from batch_ocr.report.page import ReviewContext, render
from batch_ocr.report.rows import Record, as_record
from batch_ocr.results.corrected import checked_again, corrected
from batch_ocr.results.corrections import Applied, Correction, Corrections, Value
from batch_ocr.results.document import Document
from batch_ocr.results.lookup import Lookup, Signature
from batch_ocr.review.correction_file import CorrectionFile
from batch_ocr.review.judgement import Stamp, Unchanged, Wanted, clean_name, decide


class Unknown(Exception):
    """There is no such document in the results."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document in the form that is sent to the page."""

    document: Record
    last: str | None
    """Id of the last record about it, which a person must have seen to accept or reject it."""
    history: tuple[Correction, ...]
    """Records that count, oldest first."""


class Desk:
    """The results, read from their file by name, with the corrections applied, which are kept in memory.

    `clock` returns the present moment in UTC.
    """

    def __init__(self, results: Path, ledger: Path, own: Own, clock: Callable[[], datetime]) -> None:
        self._path = results
        self._ledger = ledger
        self._own = own
        self._clock = clock
        self._file = CorrectionFile(results)
        self._results = Lookup(results)

    def __len__(self) -> int:
        return len(self._results)

    def open(self) -> None:
        """Read everything. Raises OutputError for results that cannot be read, corrections that could not be kept."""
        self._file.check()
        self._file.news()
        self._results.read()

    def close(self) -> None:
        """Let the results file go."""
        self._results.close()

    @property
    def results_read(self) -> Signature | None:
        """Signature of the results as they were read."""
        return self._results.last_read

    def results_signature(self) -> Signature:
        """Return what changes whenever the results do. Raises OutputError when they are gone."""
        return self._results.signature()

    def page(self, review: ReviewContext) -> bytes:
        """Return the whole page, with what is in the files now. Raises OutputError."""
        self._results.read()
        self._file.read_on()
        page = io.BytesIO()
        with EvidenceFile(self._ledger) as evidence:
            render(
                (self._present(one, checked=checked) for one, checked in self._results),
                page,
                title=f"Review of {self._path.name}",
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
        return self._results.names_of(sha256)

    def change(self, wanted: Wanted, who: str) -> tuple[Shown, str | None]:
        """Append the wanted change; returns the document after it, and the id of the record, if one was needed.

        `who` is the name for changes without one. Raises Conflict, BadValue, Unknown, OutputError; then nothing is
        written.
        """
        document, _ = self._document(wanted.file)
        if document.sha256 != wanted.sha256:
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
        """Return, once each, the documents with new records since the last call, ours included. Raises OutputError."""
        names: dict[str, None] = {}
        for record in self._file.news():
            known = self.names_of(record.sha256) if record.sha256 else (record.file,)
            names.update((name, None) for name in known if name in self._results)
        return [self._shown(name) for name in names]

    def _shown(self, name: str) -> Shown:
        document, checked = self._document(name)
        applied = self._applied(document)
        with EvidenceFile(self._ledger) as evidence:
            proofs = evidence.of(document.sha256) if document.sha256 else None
        return Shown(as_record(self._present(document, checked=checked), proofs), applied.last, applied.live)

    def _applied(self, document: Document) -> Applied:
        return self._file.corrections.of(document.name, document.sha256)

    def _document(self, name: str) -> tuple[Document, bool]:
        if name not in self._results:
            raise Unknown("this file is not in the results any more: reload the page")
        return self._results.document(name)

    def _present(self, document: Document, *, checked: bool) -> Document:
        """Apply corrections; findings are computed again if a value changed or the line was written without checks."""
        applied = self._applied(document)
        present = corrected(document, applied)
        return present if checked and not applied.values else checked_again(present, self._own)


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
