"""The second result of a reader that shows its work: value, confidence and place of each field, and the invoice number.

    {"evidence": {"total_amount": {"value": "119.00", "confidence": 0.98,
                                   "evidence": [{"page": 0, "box": [0.71, 0.62, 0.8, 0.64], "words": ["119,00"]}]}, …}}

The API itself sends no item of this type. It is an extra: whatever is not of this form is left out and hurts nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

import orjson

from batch_ocr.aspose.wire.answer import ResultItem, printable
from batch_ocr.aspose.wire.payload import INVOICE_KEYS, decode_base64
from batch_ocr.records import FieldProof, Place

EVIDENCE_TYPE: Final = "JSON"
INVOICE_NUMBER: Final = "invoice_number"

MAX_PLACES: Final = 20
MAX_WORDS: Final = 100
MAX_TEXT_LENGTH: Final = 500
"""Characters of a value or a word. The three bound what a foreign host can put into the ledger."""

_BOX_EDGES: Final = 4


def decode_proofs(results: Iterable[ResultItem]) -> dict[str, FieldProof] | None:
    """Return the proofs by field, in the order of the wire's keys, the invoice number last; None if there are none."""
    for item in results:
        if item.data and item.type is not None and item.type.strip().casefold() == EVIDENCE_TYPE.casefold():
            proofs = _decode_item(item.data)
            if proofs:
                return proofs
    return None


def _decode_item(data: str) -> dict[str, FieldProof]:
    try:
        decoded = orjson.loads(decode_base64(data))
    except ValueError:
        return {}
    evidence = decoded.get("evidence") if isinstance(decoded, dict) else None
    if not isinstance(evidence, dict):
        return {}
    found = ((key, _proof(evidence.get(key))) for key in (*INVOICE_KEYS, INVOICE_NUMBER))
    return {key: proof for key, proof in found if proof is not None}


def _proof(decoded: object) -> FieldProof | None:
    if not isinstance(decoded, Mapping):
        return None
    value, confidence, places = decoded.get("value"), _number(decoded.get("confidence")), decoded.get("evidence")
    if not isinstance(value, str) or not value.strip() or confidence is None:
        return None
    found = map(_place, places[:MAX_PLACES] if isinstance(places, list) else ())
    return FieldProof(_text(value), min(max(confidence, 0.0), 1.0), tuple(place for place in found if place))


def _place(decoded: object) -> Place | None:
    if not isinstance(decoded, Mapping):
        return None
    page, box, words = decoded.get("page"), decoded.get("box"), decoded.get("words")
    if not isinstance(page, int) or isinstance(page, bool) or page < 0 or not isinstance(box, list):
        return None
    edges = [edge for edge in map(_number, box) if edge is not None]
    if len(edges) != _BOX_EDGES or len(box) != _BOX_EDGES:
        return None
    texts = (_text(word) for word in words[:MAX_WORDS] if isinstance(word, str)) if isinstance(words, list) else ()
    return Place(page, (edges[0], edges[1], edges[2], edges[3]), tuple(texts))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _text(value: str) -> str:
    return printable(value)[:MAX_TEXT_LENGTH]
