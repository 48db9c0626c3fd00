from __future__ import annotations

import io
from decimal import Decimal

import pytest

from batch_ocr.reader.attachments import MAX_BYTES, attached_xml
from batch_ocr.reader.fields import read_fields
from tests.unit.invoice.printed_page import printed

pypdfium2 = pytest.importorskip("pypdfium2")

STATED = b"""<Invoice xmlns="u"><ID>F-9</ID><IssueDate>2024-05-14</IssueDate>
<LegalMonetaryTotal><TaxInclusiveAmount>119.50</TaxInclusiveAmount></LegalMonetaryTotal></Invoice>"""


def pdf_with(*files: tuple[str, bytes]) -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    for name, content in files:
        document.new_attachment(name).set_data(content)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def test_xml_attachments_are_found_the_standards_names_first() -> None:
    """Other files beside the page are left alone."""
    data = pdf_with(("notes.xml", b"<a/>"), ("photo.png", b"\x89PNG"), ("factur-x.xml", STATED))
    assert [name for name, _ in attached_xml(data)] == ["factur-x.xml", "notes.xml"]


def test_an_attachment_too_large_is_left_alone() -> None:
    """What no e-invoice is as large as is not parsed."""
    assert attached_xml(pdf_with(("factur-x.xml", b" " * (MAX_BYTES + 1)))) == []


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"%PDF-1.7 broken", pdf_with()])
def test_files_without_attachments_have_none(data: bytes) -> None:
    """Pictures, broken PDFs and plain ones."""
    assert attached_xml(data) == []


def test_the_page_and_the_e_invoice_are_held_against_each_other() -> None:
    """The total that the attachment states is not the printed one: it is not given, and a warning says why."""
    pages = printed("Invoice date 14.05.2024\n\nTotal amount      119,00 EUR").pages
    found = read_fields(pdf_with(("factur-x.xml", STATED)), pages)
    assert found.fields["issue_date"].confidence > 0.98
    assert found.fields["total_amount"].value == Decimal("119.50")
    assert found.fields["total_amount"].confidence < 0.5
    assert [warning for warning in found.warnings if "factur-x.xml" in warning]


def test_a_pdf_without_e_invoice_is_read_as_before() -> None:
    """XML that is no invoice changes nothing."""
    pages = printed("Invoice date 14.05.2024\n\nTotal amount      119,00 EUR").pages
    assert read_fields(pdf_with(("notes.xml", b"<a/>")), pages) == read_fields(b"", pages)
