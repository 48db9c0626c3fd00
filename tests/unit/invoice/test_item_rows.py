from __future__ import annotations

from batch_ocr.invoice.item_rows import item_rows
from batch_ocr.invoice.parties import read_party_fields
from tests.unit.invoice.printed_page import printed

ITEMS = """
Quastel Garden Services Ltd
quastel@example.com

Code       Description                      Quantity       Price       Amount
07-722     07-722 Hosting of one site       12             37.70       452.40
94098      12 Kestrel Way, tools            4              69.51       278.04

Total                                                                  730.44
"""


def test_rows_of_items_and_their_head_are_known() -> None:
    """Two amounts make an item, words for columns right above it a head; a sum is neither."""
    page = printed(ITEMS)
    rows = item_rows(page)
    assert [row.text.split()[0] for row in page.rows if row.index in rows] == ["Code", "07-722", "94098"]


def test_an_item_is_no_address() -> None:
    """An article's number and name may look like a postcode and a town; beside prices they are none."""
    found = read_party_fields(printed(ITEMS))
    assert found["supplier_name"].value == "Quastel Garden Services Ltd"
    assert "supplier_address" not in found
    assert "receiver_address" not in found


def test_a_columns_heading_is_no_party() -> None:
    """A label right above a table does not make its heading a name."""
    page = printed("""
Quastel Garden Services Ltd
9 Ringweg Road
Leeds LS1 5AB
                                            Customer
Code       Item             Quantity        Unit cost       Amount
07-722     Hosting          12              37.70           452.40

Total                                                       452.40
""")
    assert "receiver_name" not in read_party_fields(page)
