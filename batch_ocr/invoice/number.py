"""The invoice's own number: every reference of a document as a scored candidate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from batch_ocr.invoice.dates import find_dates
from batch_ocr.invoice.fields import FieldValue
from batch_ocr.invoice.labels import REFERENCE_PHRASES
from batch_ocr.invoice.layout import Document, Segment, horizontal_overlap
from batch_ocr.invoice.placed_labels import PlacedLabel, placed_labels

_VALUE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9/._-]*[0-9])[A-Za-z0-9](?:[A-Za-z0-9/._-]*[A-Za-z0-9])?(?: ?- ?[0-9]{2,})?"
)
_NOT_A_NUMBER: Final = re.compile(
    r"^(?:(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[A-Z]?\d{8,}|"
    r"\d{1,2}:\d{2}.*|\d+[.,]\d{2}|.*\d%)$"
)
"""Tax ids, times, amounts and rates."""
_EXPLICIT: Final = re.compile(r"no\.?|nr|num|nº|n°|#|id\b|nummer|number", re.IGNORECASE)
_ABOVE_ROWS: Final = 2
_FAR: Final = 25
"""A number further than this many characters after a label is not what the label names."""
_SHORT: Final = 4
"""Digits and letters below which a number is rarely an invoice's."""
_LEAST_DIGITS: Final = 2
_LONGEST: Final = 30


@dataclass(frozen=True, slots=True)
class _Found:
    value: str
    score: float
    segment: Segment


@dataclass(frozen=True, slots=True)
class _Place:
    segment: Segment
    offset: int
    """Where in the segment's text to begin."""
    cost: float


def read_number(document: Document) -> FieldValue | None:
    """Return the invoice number as printed, None when nothing is labelled as one."""
    labels = [placed_labels(row, REFERENCE_PHRASES) for row in document.rows]
    best = max(_candidates(document, labels), key=lambda found: found.score, default=None)
    if best is None:
        return None
    confidence = min(best.score, 0.97) * best.segment.confidence
    return FieldValue(best.value, round(confidence, 4), (best.segment.evidence(),))


def _candidates(document: Document, labels: Sequence[Sequence[PlacedLabel]]) -> Iterator[_Found]:
    for row in document.rows:
        position = 0.08 * (1 - row.index / len(document.rows)) - 0.1 * (row.page > 0)
        for label in labels[row.index]:
            if label.label.role == "number":
                yield from _after(document, label, labels, _strength(label) + position)


def _strength(label: PlacedLabel) -> float:
    return 0.55 + 0.03 * min(label.label.letters, 12) * label.label.similarity - (0.0 if label.alone else 0.2)


def _after(
    document: Document, label: PlacedLabel, labels: Sequence[Sequence[PlacedLabel]], strength: float
) -> Iterator[_Found]:
    """Yield the number in the first of a label's places that holds one."""
    for place in (*_right(document, label, labels), *_below(document, label, labels)):
        found = _value(place, strength - place.cost)
        if found:
            yield found
            return


def _right(document: Document, label: PlacedLabel, labels: Sequence[Sequence[PlacedLabel]]) -> Iterator[_Place]:
    """The rest of the label's segment and the next one, unless another label comes first."""
    others = [o for o in labels[label.row] if o.label.role != "number" and o.box.left >= label.box.right]
    after = [segment for segment in document.rows[label.row].segments if segment.box.right > label.box.right]
    for position, segment in enumerate(after[:2]):
        words = [word for word in segment.words if word.box.right > label.box.right + 1]
        if words and not any(other.box.left <= words[0].box.left for other in others):
            gap = max(0.0, words[0].box.left - label.box.right) / label.box.height
            offset = len(segment.text) - len(" ".join(word.text for word in words))
            yield _Place(segment, offset, 0.12 * position + min(0.3, 0.01 * gap))


def _below(document: Document, label: PlacedLabel, labels: Sequence[Sequence[PlacedLabel]]) -> Iterator[_Place]:
    segments = document.rows[label.row].segments
    own = next((s for s in segments if s.box.left <= label.box.left < s.box.right), None)
    for below in document.below(own, rows=_ABOVE_ROWS) if own else ():
        labelled = any(horizontal_overlap(other.box, label.box) > 0 for other in labels[below.row])
        if horizontal_overlap(below.box, label.box) > 0 and not labelled:
            yield _Place(below, 0, 0.1)
            return


def _value(place: _Place, score: float) -> _Found | None:
    before, text = place.segment.text[: place.offset], place.segment.text[place.offset :]
    explicit = _EXPLICIT.search(before) or text.lstrip().startswith("#")
    days = find_dates(text)
    for match in _VALUE.finditer(text[:_FAR] + text[_FAR:].split(" ")[0]):
        value = re.sub(r"^(?:nr|no|n)[.:]", "", match[0].strip("./-_ "), flags=re.IGNORECASE)
        dated = any(match.start() < day.end and match.end() > day.start for day in days)
        dated = dated and not (explicit and "/" in match[0] and not text[: match.start()].strip(" :.#"))
        if dated or not _is_number(value) or re.match(r"[.,]\d", text[match.end() :]):
            continue
        score += (0.05 if explicit else 0.0) + (0.05 if len(value) >= _SHORT else -0.2)
        return _Found(value, score - 0.15 * _is_post_code(text, match), place.segment)
    return None


def _is_number(value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    return digits >= _LEAST_DIGITS and len(value) <= _LONGEST and not _NOT_A_NUMBER.match(value)


def _is_post_code(text: str, match: re.Match[str]) -> bool:
    """Whether what was found is a postcode with its town, not an invoice number."""
    return bool(re.fullmatch(r"[0-9-]{4,8}", match[0]) and re.match(r" [A-Z][a-z]{2,}", text[match.end() :]))
