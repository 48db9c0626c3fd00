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


def test_a_tills_list_names_nobody() -> None:
    """Who served, over a list of articles with an amount each, is no receiver, and the articles are no address."""
    page = printed("""
Ribeira Quente S.A.
Largo do Poço, 9
3080-931 Coimbra
Atendido por       Benedita
1 Leite meio-gordo       0,81
3 Pão integral           4,62
1 Água com gás          24,74
Total                   30,17
""")
    found = read_party_fields(page)
    assert found["supplier_address"].value == "Largo do Poço, 9, 3080-931 Coimbra"
    assert not {"receiver_name", "receiver_address"} & set(found)


def test_a_head_may_be_broken_over_lines() -> None:
    """Rows of many short cells above an item are its head, whatever the pieces of their words are."""
    page = printed("""
No      Ref     Client    Qty     Price   Amount
line    or      EAN so    in      unit    net
1       P-1     12345     181     91.00   16471.00
""")
    assert item_rows(page) >= {0, 1, 2}
