"""The reader behind the server, and what its findings look like on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import orjson
import pybase64

from batch_ocr.aspose.wire import RecognitionOptions, ResultItem, encode_invoice

INVOICE_TYPE = "Text"
EVIDENCE_TYPE = "JSON"
"""Type of the second results[] item, which the cloud service never sends."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader found in one document."""

    invoice: Mapping[str, str | Decimal | float | None]
    """Keyed as on the wire; a missing field is written as its sentinel."""
    warnings: tuple[str, ...] = ()
    evidence: Mapping[str, object] | None = None
    """For JSON: confidence, page, box and words of each value, and the invoice number. None for a reader without it."""


class Reader(Protocol):
    """Reads documents; called from several tasks at once, and cancelled when a task is."""

    async def read(self, data: bytes, options: RecognitionOptions) -> ReadDocument:
        """Read one document. Raises ItemError when it cannot be read."""
        ...


def results_of(document: ReadDocument, *, with_evidence: bool) -> tuple[ResultItem, ...]:
    """Return the results[] items: the one of the API, then the evidence if there is any and it is wanted."""
    invoice = _item(INVOICE_TYPE, encode_invoice(document.invoice).encode("ascii"))
    if document.evidence is None or not with_evidence:
        return (invoice,)
    return invoice, _item(EVIDENCE_TYPE, orjson.dumps(document.evidence))


def _item(kind: str, content: bytes) -> ResultItem:
    return ResultItem(kind, pybase64.b64encode(content).decode("ascii"))
