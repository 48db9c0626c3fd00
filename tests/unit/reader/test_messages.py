from __future__ import annotations

import pickle
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.errors import ErrorCode
from batch_ocr.invoice.fields import FIELD_NAMES, Evidence, FieldValue, Invoice
from batch_ocr.page import Box, Page, Word
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.messages import Done, Message, done, framed, invoice_of

NUMBERS = st.floats(0, 5000)
TEXT = st.text(max_size=30)
BOX = st.builds(Box, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
EVIDENCE = st.builds(Evidence, st.integers(0, 9), BOX, st.tuples(TEXT, TEXT))
MONEY = st.decimals(allow_nan=False, allow_infinity=False, places=2)
VALUES = st.builds(FieldValue, TEXT | MONEY, st.floats(0, 1), st.tuples(EVIDENCE))
INVOICES = st.builds(
    Invoice, st.dictionaries(st.sampled_from(FIELD_NAMES), VALUES), st.none() | VALUES, st.tuples(TEXT)
)
WORDS = st.builds(Word, TEXT, BOX, st.floats(0, 1), st.integers(0, 99))
PAGES = st.builds(
    Page, NUMBERS, NUMBERS, st.tuples(WORDS, WORDS), st.sampled_from(["ocr", "text-layer"]), st.integers(0, 9)
)


@given(INVOICES, st.tuples(PAGES))
def test_an_invoice_comes_back_as_it_was_sent(invoice: Invoice, pages: tuple[Page, ...]) -> None:
    """Money stays Decimal with all its digits, text stays text even when it looks like a number."""
    sent = msgspec.msgpack.decode(msgspec.msgpack.encode(done(invoice, pages)), type=Message)
    assert isinstance(sent, Done)
    assert invoice_of(sent) == invoice
    assert sent.pages == pages
    assert [type(value.value) for value in invoice_of(sent).fields.values()] == [
        type(value.value) for value in invoice.fields.values()
    ]


def test_digits_of_an_account_are_not_a_number() -> None:
    """An account number of digits keeps its leading zeros."""
    invoice = Invoice({"account": FieldValue("00123", 1.0), "vat": FieldValue(Decimal("19.0"), 1.0)})
    back = invoice_of(done(invoice, ()))
    assert (back.fields["account"].value, str(back.fields["vat"].value)) == ("00123", "19.0")


def test_a_frame_says_how_long_it_is() -> None:
    """Eight bytes, most significant first, then the content."""
    assert framed(b"abc") == b"\0\0\0\0\0\0\0\x03abc"


def test_every_fault_has_a_code_of_the_results_file() -> None:
    """What the reader reports is one of the documented codes; only the reader's own troubles are worth another try."""
    for fault in Fault:
        error = UnreadableDocument(fault, "why")
        assert isinstance(error.code, ErrorCode)
        assert error.retryable is (fault in {Fault.TIMEOUT, Fault.ENGINE_CRASHED})
        assert pickle.loads(pickle.dumps(error)).fault is fault
