"""Heads of letters: name, address and contacts in one strip, and names that stand apart from their address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from batch_ocr.invoice.address_patterns import address_score, has_city
from batch_ocr.invoice.addresses import join_address, split_sender_line
from batch_ocr.invoice.layout import Document, Segment, horizontal_overlap
from batch_ocr.invoice.party_blocks import Party
from batch_ocr.invoice.party_lines import Line
from batch_ocr.invoice.party_names import clean_name, has_legal_form

SEPARATOR_SIGNS = frozenset("|·•–-*.")
"""What stands alone between the cells of a strip; a dot at mid-height may be read as a full stop."""


def parties_of_strips(document: Document) -> Iterator[Party]:
    """Read rows whose cells are set apart by lone bars or dots: an address and contacts in one strip."""
    for row in document.rows:
        bars = sum(segment.text in SEPARATOR_SIGNS for segment in row.segments)
        if not bars:
            continue
        strip = Line.of(Segment(row.words, row.page, row.index))
        sender = split_sender_line(strip.text)
        cells = tuple(segment.text for segment in row.segments if segment.text not in SEPARATOR_SIGNS)
        name, parts = sender if sender is not None else ("", cells)
        address = [part for part in parts if address_score(part) >= 0.5]  # noqa: PLR2004 -- as likely as not
        if any(map(has_city, address)):
            yield Party(
                clean_name(name),
                (strip,) if name else (),
                join_address(address),
                (strip,),
                "sender" if name else "block",
            )


def letterheads(document: Document, found: Sequence[Party]) -> list[Party]:
    """Join a lone name at the head of the first page with the address that stands a little below it."""
    names = [
        party for party in found if party.name and not party.address and party.role is None and party.anchor.page == 0
    ]
    joined = []
    for address in found:
        if address.role is not None or address.anchor.page > 0 or not address.address or address.origin == "sender":
            continue
        if address.name and (has_legal_form(address.name) or not _is_slogan(names, address)):
            continue
        own = {id(line.segment) for line in address.name_lines}
        others = [name for name in names if not any(id(line.segment) in own for line in name.name_lines)]
        above = [name for name in others if _stands_above(document, name, address)]
        if above:
            name = max(above, key=lambda party: (party.name_lines[-1].segment.box.bottom, len(party.name_lines)))
            joined.append(
                replace(name, address=address.address, address_lines=address.address_lines, origin="letterhead")
            )
    return joined


def _is_slogan(names: Sequence[Party], block: Party) -> bool:
    """Say whether a line in much larger type stands so close above the block that its first line is no name."""
    first = block.name_lines[0].segment
    return any(
        0 <= first.box.top - name.name_lines[-1].segment.box.bottom + first.height < 3 * first.height
        and name.name_lines[-1].segment.height > 1.3 * first.height
        and horizontal_overlap(first.box, name.name_lines[-1].segment.box) > 0
        for name in names
    )


def _stands_above(document: Document, name: Party, address: Party) -> bool:
    last, first = name.name_lines[-1].segment, address.address_lines[0].segment
    space = (first.box.top - last.box.bottom) / first.height
    head = first.box.bottom < 0.25 * document.pages[0].height
    beside = horizontal_overlap(last.box, first.box) > 0 or (head and last.height > 1.2 * first.height)
    return beside and -0.5 < space < 8.0  # noqa: PLR2004 -- a letterhead with a rule and a slogan
