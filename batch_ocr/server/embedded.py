"""The embedded reader as the server's Reader: documents in, the service's fields and their evidence out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal

from batch_ocr.aspose.wire import RecognitionOptions
from batch_ocr.errors import ErrorCode, ItemError, ReaderUnavailable
from batch_ocr.invoice.fields import FIELD_NAMES, Evidence, FieldValue, Invoice
from batch_ocr.page import Page
from batch_ocr.reader.options import ReadOptions
from batch_ocr.reader.pool import ReaderPool
from batch_ocr.server.reading import ReadDocument


class EmbeddedReader:
    """Reads with a pool of workers, which start with the first document: a night without new files costs nothing."""

    def __init__(
        self, pool: ReaderPool, min_confidence: float, on_unavailable: Callable[[ReaderUnavailable], object]
    ) -> None:
        self._pool = pool
        self._min_confidence = min_confidence
        self._on_unavailable = on_unavailable

    async def read(self, data: bytes, options: RecognitionOptions) -> ReadDocument:
        """Read one document. Raises ItemError when it cannot be read."""
        try:
            reading = await self._pool.read(data, read_options(options))
        except ReaderUnavailable as error:
            self._on_unavailable(error)
            raise ItemError(ErrorCode.RECOGNITION, str(error), retryable=True) from error
        return read_document(reading.invoice, reading.pages, self._min_confidence)


@asynccontextmanager
async def embedded_reader(
    pool: ReaderPool, min_confidence: float, on_unavailable: Callable[[ReaderUnavailable], object]
) -> AsyncIterator[EmbeddedReader]:
    """Yield a reader over `pool`; its workers end with it."""
    try:
        yield EmbeddedReader(pool, min_confidence, on_unavailable)
    finally:
        await pool.close()


def read_document(invoice: Invoice, pages: Sequence[Page], min_confidence: float) -> ReadDocument:
    """Return what goes on the wire. Values less certain than `min_confidence` are left out but stay in the evidence.

    Boxes of the evidence are left, top, right, bottom as shares, 0 to 1, of the page as the file shows it.
    """
    numbered = {page.number: page for page in pages}
    values: dict[str, str | Decimal | float | None] = {
        name: found.value for name, found in invoice.fields.items() if found.confidence >= min_confidence
    }
    proofs: dict[str, object] = {
        name: _proof(invoice.fields[name], numbered) for name in FIELD_NAMES if name in invoice.fields
    }
    if invoice.invoice_number is not None:
        proofs["invoice_number"] = _proof(invoice.invoice_number, numbered)
    return ReadDocument(values, invoice.warnings, {"evidence": proofs})


def _proof(found: FieldValue, pages: Mapping[int, Page]) -> Mapping[str, object]:
    return {
        "value": str(found.value),
        "confidence": round(found.confidence, 3),
        "evidence": [_place(one, pages[one.page]) for one in found.evidence],
    }


def _place(evidence: Evidence, page: Page) -> Mapping[str, object]:
    return {
        "page": evidence.page,
        "box": [round(edge, 5) for edge in page.box_as_shown(evidence.box)],
        "words": list(evidence.words),
    }


def read_options(options: RecognitionOptions) -> ReadOptions:
    """Return the reader's options for those of the wire."""
    return ReadOptions(
        language=options.language,
        skew_correct=options.skew_correct,
        rotate=options.rotate,
        binarize=options.binarize,
        upsample=options.upsample,
        spell_check=options.spell_check,
    )
