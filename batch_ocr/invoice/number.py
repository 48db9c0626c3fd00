"""The invoice's own number: every reference of a document as a scored candidate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from batch_ocr.invoice.amounts_cells import PlacedLabel, placed_labels
from batch_ocr.invoice.dates import find_dates
from batch_ocr.invoice.fields import FieldValue
from batch_ocr.invoice.labels import REFERENCE_PHRASES
from batch_ocr.invoice.layout import Document, Segment, horizontal_overlap

_VALUE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9/._-]*[0-9])[A-Za-z0-9](?:[A-Za-z0-9/._-]*[A-Za-z0-9])?(?: ?- ?[0-9]{2,})?"
)
_NOT_A_NUMBER: Final = re.compile(r"^(?:[A-Z]{2}\d{8,}|\d{1,2}:\d{2}.*|\d+[.,]\d{2}|.*\d%)$")
_EXPLICIT: Final = re.compile(r"no\.?|nr|num|nº|n°|#|id\b|nummer|number", re.IGNORECASE)
_ABOVE_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class _Found:
    value: str
    score: float
    segment: Segment


def read_number(document: Document) -> FieldValue | None:
    """Return the invoice number as printed, None when nothing is labelled as one."""
    labels = [placed_labels(row, REFERENCE_PHRASES) for row in document.rows]
    best = max(_candidates(document, labels), key=lambda found: found.score, default=None)
    return FieldValue(best.value, round(min(best.score, 0.97), 4), (best.segment.evidence(),)) if best else None


def _candidates(document: Document, labels: Sequence[Sequence[PlacedLabel]]) -> Iterator[_Found]:
    rows = max(1, len(document.rows))
    for row in document.rows:
        for label in labels[row.index]:
            if label.label.role != "number":
                continue
            position = 0.08 * (1 - row.index / rows) - 0.1 * (row.page > 0)
            strength = (
                0.55 + 0.03 * min(label.label.letters, 12) * label.label.similarity - (0.2 if not label.alone else 0.0)
            )
            for segment, offset, cost in _places(document, label, labels):
                found = _value(segment, offset, strength + position - cost)
                if found:
                    yield found
                    break


def _places(
    document: Document, label: PlacedLabel, labels: Sequence[Sequence[PlacedLabel]]
) -> Iterator[tuple[Segment, int, float]]:
    """Where the value of a label may stand: after it in its segment, in the next segment, below it."""
    row = document.rows[label.row]
    after = [s for s in row.segments if s.box.right > label.box.right]
    for position, segment in enumerate(after[:2]):
        words = [w for w in segment.words if w.box.right > label.box.right + 1]
        others = [
            o
            for o in labels[label.row]
            if o.label.role != "number"
            and o.box.left >= label.box.right
            and o.box.left <= (words[0].box.left if words else 0)
        ]
        if words and not others:
            gap = max(0.0, words[0].box.left - label.box.right) / label.box.height
            yield (
                segment,
                len(segment.text) - len(" ".join(w.text for w in words)),
                0.12 * position + min(0.3, 0.01 * gap),
            )
    own = next((s for s in row.segments if s.box.left <= label.box.left < s.box.right), None)
    if own is None:
        return
    for below in document.below(own, rows=_ABOVE_ROWS):
        if horizontal_overlap(below.box, label.box) > 0 and not any(
            horizontal_overlap(o.box, label.box) > 0 for o in labels[below.row]
        ):
            yield below, 0, 0.1
            return


def _place(text: str, match: re.Match[str]) -> bool:
    """Whether a post code with its town rather than a number was found."""
    return bool(re.fullmatch(r"[0-9-]{4,8}", match[0]) and re.match(r" [A-Z][a-z]{2,}", text[match.end() :]))


def _value(segment: Segment, offset: int, score: float) -> _Found | None:
    text = segment.text[max(0, offset) :]
    explicit = _EXPLICIT.search(segment.text[: max(0, offset)]) or text.lstrip().startswith("#")
    days = find_dates(text)
    for match in _VALUE.finditer(text):
        if match.start() > 25 or any(match.start() < d.end and match.end() > d.start for d in days):  # noqa: PLR2004 - too far from its label
            continue
        value = re.sub(r"^(?:nr|no|n)[.:]", "", match[0].strip("./-_ "), flags=re.IGNORECASE)
        if (
            _NOT_A_NUMBER.match(value)
            or re.match(r"[.,]\d", text[match.end() :])
            or sum(c.isdigit() for c in value) < 2
            or len(value) > 30
        ):  # noqa: PLR2004
            continue
        return _Found(
            value,
            score + (0.05 if explicit else 0.0) + (0.05 if len(value) >= 4 else -0.2) - 0.15 * _place(text, match),
            segment,
        )  # noqa: PLR2004
    return None
