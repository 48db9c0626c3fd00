"""Labels such as "Bill to", "Verkäufer:" or "Address:" → the party that stands behind, beside or below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from batch_ocr.invoice.addresses import join_address
from batch_ocr.invoice.columns import lines_below
from batch_ocr.invoice.layout import Document, Segment
from batch_ocr.invoice.party_blocks import Party, joined_name, read_block
from batch_ocr.invoice.party_labels import Attribute, Role, find_party_label
from batch_ocr.invoice.party_lines import Kind, Line, is_name_like, kind_of
from batch_ocr.invoice.party_names import name_quality

PARTY_ROLES = (Role.SUPPLIER, Role.RECEIVER, Role.DELIVERY)
REACH_RIGHT = 45
"""White space between a label and the value right of it, in heights of the label, at most: a third of a page."""
SECTION_ROWS = 9
"""How many rows below its heading a section of labelled attributes (Name:, Address:) may reach."""


def parties_of_role_label(document: Document, segment: Segment, role: Role, rest: str) -> Iterator[Party]:
    """Read the block a label such as "Bill to" opens: behind it, right of it, or below it."""
    below = [Line.of(lower) for lower in lines_below(document, segment, gap=2.2)]
    if not rest and not (below and below[0].kind in (Kind.OTHER, Kind.ADDRESS)):
        section = _labelled_section(document, segment, role)
        if section is not None:
            yield section
            return
    if rest:
        start = Line(segment, rest, kind_of(rest))
        yield from _opened_by(role, [start, *below])
        return
    right = [other for other in document.right_of(segment)[:1] if _near(segment, other)]
    beside = [Line.of(right[0]), *map(Line.of, lines_below(document, right[0]))] if right else []
    readings = [party for lines in (below, beside) for party in _opened_by(role, lines)][:2]
    if readings:
        yield max(readings, key=lambda party: _completeness(party, prefer_right=segment.text.rstrip().endswith(":")))


def _near(label: Segment, other: Segment) -> bool:
    return other.box.left - label.box.right < REACH_RIGHT * label.height


def _completeness(party: Party, *, prefer_right: bool) -> float:
    """Rate a reading of a labelled block: a name and an address with street and city are what a label promises."""
    beside = party.origin == "label" and prefer_right
    return name_quality(party.name or "-") + 2.0 * bool(party.name) + 1.5 * bool(party.address) + 0.3 * beside


def _opened_by(role: Role, lines: Sequence[Line]) -> Iterator[Party]:
    """Read one party from the lines a label has opened: name lines first, then the address."""
    lines = list(takewhile(lambda line: line.kind is not Kind.ROLE_LABEL, lines))
    party = read_block(lines, labelled=True)
    if party is not None and (party.name or party.address):
        yield replace(party, role=role, origin="label")


def _labelled_section(document: Document, heading: Segment, role: Role) -> Party | None:
    """Read rows such as "Name: …", "Address: …" below a role's heading, or beside it in the same row."""
    name: tuple[Line, ...] = ()
    address: tuple[Line, ...] = ()
    tail: list[Line] = []
    for row in document.rows[heading.row : heading.row + SECTION_ROWS]:
        if row.page != heading.page:
            break
        for segment in row.segments:
            if segment is heading or segment.box.left < heading.box.left - 3 * heading.height:
                continue
            label = find_party_label(segment.text)
            if label is not None and label.meaning in PARTY_ROLES and segment.row > heading.row:
                return _section_party(name, address, tail, role)
            if label is None or isinstance(label.meaning, Role) or segment.row == heading.row:
                kind = kind_of(segment.text)
                if kind in (Kind.TAX, Kind.CONTACT) and (name or address):
                    tail.append(Line.of(segment))
                continue
            value = _value_lines(document, segment, label.rest)
            if label.meaning is Attribute.NAME and not name:
                name = tuple(
                    line for line in value[:1] if is_name_like(line.text) or kind_of(line.text) is Kind.ADDRESS
                )
            elif label.meaning is Attribute.ADDRESS and not address:
                address = tuple(_address_run(value))
    return _section_party(name, address, tail, role)


def _section_party(name: tuple[Line, ...], address: tuple[Line, ...], tail: Sequence[Line], role: Role) -> Party | None:
    if not name:
        return None
    text = join_address(line.text for line in address)
    return Party(joined_name(name), name, text, address, "label", role, tuple(tail))


def _value_lines(document: Document, label: Segment, rest: str) -> list[Line]:
    """Return the lines of a labelled value: behind the label, else right of it, and on below."""
    if rest:
        return [Line(label, rest, kind_of(rest)), *map(Line.of, lines_below(document, label, limit=4))]
    for other in document.right_of(label)[:1]:
        if _near(label, other):
            return [Line.of(other), *map(Line.of, lines_below(document, other, limit=4))]
    return [Line.of(lower) for lower in lines_below(document, label, gap=2.2, limit=5)]


def _address_run(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the leading lines that can be an address: the first one in any case, then only what looks like one."""
    for position, line in enumerate(lines):
        looks = line.kind is Kind.ADDRESS or (
            line.kind is Kind.OTHER and any(map(_is_address, lines[position + 1 :][:2]))
        )
        if line.kind not in (Kind.ADDRESS, Kind.OTHER) or (position and not looks):
            return
        yield line


def _is_address(line: Line) -> bool:
    return line.kind is Kind.ADDRESS


def party_of_address_label(document: Document, label: Segment, rest: str) -> Iterator[Party]:
    """Read "Address: …" on its own; the name, if any, stands in the line above or left of it."""
    lines = tuple(_address_run(_value_lines(document, label, rest)))
    if not any(line.kind is Kind.ADDRESS for line in lines):
        return
    role = _role_nearby(document, label)
    yield Party("", (), join_address(line.text for line in lines), lines, "label", role)


def _role_nearby(document: Document, segment: Segment) -> Role | None:
    """Return the role of the last role label left of `segment` in its row or in the rows just above it."""
    for other in document.left_of(segment):
        role = role_of(Line(other, other.text, Kind.OTHER))
        if role is not None:
            return role
    for other in document.above(segment, 3):
        role = role_of(Line(other, other.text, Kind.OTHER))
        if role is not None:
            return role
    return None


def role_of(line: Line) -> Role | None:
    """Return the role that the label at the beginning of a line names, or None."""
    label = find_party_label(line.text)
    return label.meaning if label is not None and isinstance(label.meaning, Role) else None
