from __future__ import annotations

from dataclasses import replace

from batch_ocr.invoice.party_addresses import choose_address
from batch_ocr.invoice.party_blocks import Party
from batch_ocr.invoice.party_labels import Role
from batch_ocr.invoice.party_lines import Line
from batch_ocr.invoice.party_scores import Scored
from tests.unit.invoice.printed_page import printed

PAGE = printed("""
Quastel & Sohn OHG
Ringweg 17, 04109 Leipzig

07-722 Hosting of the website, business plan
Frau Ostholt
Am Anger 4, 10115 Berlin
""")
NAME, OWN, ITEM, BUYER, THEIRS = (Line.of(segment) for segment in PAGE.segments)


def party(name: Line, address: Line, origin: str = "block") -> Party:
    return Party(name.text, (name,), address.text, (address,), origin)


def test_a_party_keeps_its_blocks_address_though_its_score_was_raised() -> None:
    """An address joined to the same name from further down is the longer one, and no match for the block's own."""
    block, joined = Scored(party(NAME, OWN), 0.3, 4.9), Scored(party(NAME, ITEM, "letterhead"), 2.7, 3.8)
    chosen = replace(block, receiver=block.receiver + 1.2)
    found = choose_address(Role.RECEIVER, chosen, [joined, block], None)
    assert found is not None
    assert found[0].address == OWN.text


def test_a_party_keeps_its_blocks_address_beside_another_party_at_the_same_one() -> None:
    """Two firms may share an address, each printing it in a block of its own."""
    block, other = Scored(party(NAME, OWN), 3.0, -2.0), Scored(party(BUYER, OWN), -2.0, 3.0)
    found = choose_address(Role.SUPPLIER, replace(block, supplier=3.8), [block, other], other)
    assert found is not None
    assert found[0].address == OWN.text


def test_an_address_joined_to_a_name_is_not_taken_from_the_block_it_stands_in() -> None:
    """A letterhead without an address has none, rather than the receiver's."""
    joined, receiver = Scored(party(NAME, THEIRS, "letterhead"), 2.9, 0.9), Scored(party(BUYER, THEIRS), -0.7, 3.9)
    assert choose_address(Role.SUPPLIER, replace(joined, supplier=3.7), [joined, receiver], receiver) is None
