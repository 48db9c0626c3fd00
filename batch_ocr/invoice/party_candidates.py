"""All candidates for the two parties of a document, from columns, labels, letterheads and sender lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from batch_ocr.invoice.addresses import join_address, split_sender_line
from batch_ocr.invoice.columns import columns
from batch_ocr.invoice.item_rows import item_rows
from batch_ocr.invoice.layout import Document, Segment
from batch_ocr.invoice.letterheads import letterheads, parties_of_strips
from batch_ocr.invoice.party_blocks import Party, unlabelled_parties
from batch_ocr.invoice.party_labels import Attribute, Role, find_party_label
from batch_ocr.invoice.party_lines import Kind, Line
from batch_ocr.invoice.party_names import clean_name
from batch_ocr.invoice.party_sections import parties_of_role_label, party_of_address_label, role_of


def party_candidates(document: Document) -> list[Party]:
    """Return all candidates of `document`, in no particular order."""
    found: list[Party] = []
    for column in columns(document):
        found += _of_column([Line.of(segment) for segment in column])
    items = item_rows(document)
    for segment in document.segments:
        if segment.row not in items:
            found += _of_segment(document, segment)
    found = [party for party in found if not any(line.segment.row in items for line in _lines(party))]
    strips = list(parties_of_strips(document))
    rows = {party.anchor.row for party in strips}
    found = [party for party in found if party.name or (party.address and party.anchor.row not in rows)] + strips
    return found + letterheads(document, found)


def _lines(party: Party) -> tuple[Line, ...]:
    return (*party.name_lines, *party.address_lines)


def _of_segment(document: Document, segment: Segment) -> Iterator[Party]:
    sender = split_sender_line(segment.text)
    if sender is not None:
        name, address = sender
        line = (Line(segment, segment.text, Kind.ADDRESS),)
        yield Party(clean_name(name), line, join_address(address), line, "sender")
    label = find_party_label(segment.text)
    if label is not None and isinstance(label.meaning, Role):
        yield from parties_of_role_label(document, segment, label.meaning, label.rest)
    elif label is not None and label.meaning is Attribute.ADDRESS:
        yield from party_of_address_label(document, segment, label.rest)


def _of_column(lines: Sequence[Line]) -> Iterator[Party]:
    """Read the parties of one column; a role label inside starts a new one and is read by its own rule."""
    start = 0
    for position, line in enumerate([*lines, None]):
        if line is not None and line.kind is not Kind.ROLE_LABEL:
            continue
        role = role_of(lines[start - 1]) if start else None
        part = lines[start:position]
        start = position + 1
        if role is None:
            yield from unlabelled_parties(part)
