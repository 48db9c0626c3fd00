from __future__ import annotations

from decimal import Decimal

import orjson

from batch_ocr.invoice.fields import Evidence, FieldValue, Invoice
from batch_ocr.page import Box, Page
from batch_ocr.server.embedded import read_document
from batch_ocr.transform import quarter_turns

SIDEWAYS = Page(1000.0, 500.0, (), "ocr", number=1, shown=quarter_turns(1))
PAGES = (Page(200.0, 400.0, (), "ocr"), SIDEWAYS)


def test_boxes_leave_as_shares_of_the_page_as_the_file_shows_it() -> None:
    """Whatever size and turn a page was read in, any picture of it can be drawn on."""
    places = (
        Evidence(0, Box(20.0, 40.0, 100.0, 60.0), ("Total",)),
        Evidence(1, Box(0.0, 0.0, 250.0, 100.0), ("119.00",)),
    )
    invoice = Invoice({"total_amount": FieldValue(Decimal("119.00"), 0.87654, places)})
    document = read_document(invoice, PAGES, 0.5)
    assert document.invoice == {"total_amount": Decimal("119.00")}
    assert orjson.loads(orjson.dumps(document.evidence))["evidence"]["total_amount"] == {
        "value": "119.00",
        "confidence": 0.877,
        "evidence": [
            {"page": 0, "box": [0.1, 0.1, 0.5, 0.15], "words": ["Total"]},
            {"page": 1, "box": [0.8, 0.0, 1.0, 0.25], "words": ["119.00"]},
        ],
    }


def test_doubtful_values_stay_in_the_evidence() -> None:
    """What is less certain than the threshold is left out of the invoice, not out of sight; the number is told too."""
    doubtful = FieldValue("Acme", 0.4, (Evidence(0, Box(0, 0, 100, 40), ("Acme",)),))
    document = read_document(Invoice({"supplier_name": doubtful}, FieldValue("4711", 0.9)), PAGES, 0.5)
    assert document.invoice == {}
    assert list(orjson.loads(orjson.dumps(document.evidence))["evidence"]) == ["supplier_name", "invoice_number"]
