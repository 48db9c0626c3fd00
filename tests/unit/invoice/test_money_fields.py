from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.money_fields import LEAST_CONFIDENCE, read_money_fields
from batch_ocr.page import Box, Page, Word
from tests.unit.invoice.printed_page import printed

INVOICE = """
Beispiel GmbH                                   Rechnung
Musterweg 1, 12345 Musterstadt

Rechnungsnummer:   2023-0017
Rechnungsdatum:    05.02.2023
Fällig am:         07.03.2023

Pos.   Bezeichnung        Menge     Preis     Betrag
1      Schreibtisch           2    200,00     400,00
2      Lampe                  1     45,50      45,50

Nettobetrag                                   445,50 €
zzgl. 19% MwSt.                                84,65 €
Gesamtbetrag                                  530,15 €

Bankname: Sparkasse Beispielstadt     IBAN: DE89 3704 0044 0532 0130 00     BIC: DEUTDEFF500
"""


def test_a_whole_invoice_is_read() -> None:
    """Every field of money, days and bank comes from one page, with its number and without warnings."""
    fields, number, warnings = read_money_fields(printed(INVOICE))
    assert {name: field.value for name, field in fields.items()} == {
        "issue_date": "2023-02-05",
        "due_date": "2023-03-07",
        "currency": "eur",
        "total_amount": Decimal("530.15"),
        "vat": Decimal(19),
        "net_amount": Decimal("445.50"),
        "bank_name": "Sparkasse Beispielstadt",
        "bic": "DEUTDEFF500",
        "account": "DE89370400440532013000",
    }
    assert number is not None
    assert number.value == "2023-0017"
    assert warnings == ()


def test_every_field_shows_where_it_was_read() -> None:
    """Evidence is the page, a box on it and the words inside."""
    document = printed(INVOICE)
    fields, _, _ = read_money_fields(document)
    (total, *_) = fields["total_amount"].evidence
    assert total.words == ("530,15", "€")
    assert total.page == 0
    assert total.box.width > 0


def test_an_empty_document_has_no_fields() -> None:
    """Nothing printed, nothing claimed."""
    assert read_money_fields(Document.from_pages([])) == ({}, None, ())


def test_a_doubtful_field_is_left_empty() -> None:
    """A number without any sign of being the total is not given for it."""
    fields, _, _ = read_money_fields(printed("Article 17\n\n12.00\n13.00"))
    assert "total_amount" not in fields


WORDS = st.builds(
    Word,
    text=st.text(min_size=1, max_size=12)
    | st.sampled_from(["Total", "12.00", "MwSt.", "19%", "IBAN", "Date:", "05.02.23"]),
    box=st.builds(
        lambda x, y, w, h: Box(x, y, x + w, y + h),
        st.floats(0, 900),
        st.floats(0, 900),
        st.floats(0, 90),
        st.floats(0, 40),
    ),
    confidence=st.floats(0, 1),
    line=st.integers(0, 30),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=25), max_size=2))
def test_noise_never_raises_and_fields_keep_their_form(pages: list[list[Word]]) -> None:
    """Whatever stands wherever on a page: known names, probabilities, and nothing below the threshold."""
    document = Document.from_pages(
        [Page(1000, 1000, tuple(words), "ocr", number) for number, words in enumerate(pages)]
    )
    fields, _, _ = read_money_fields(document)
    for name, field in fields.items():
        assert name in FIELD_NAMES
        assert LEAST_CONFIDENCE <= field.confidence <= 1
        assert isinstance(field.value, Decimal) == (name in {"total_amount", "vat", "net_amount"})


def test_a_country_in_capitals_tells_dollars_apart() -> None:
    """Tills print all in capitals."""
    found, _, _ = read_money_fields(printed("ACME PTE LTD\nSINGAPORE 048500\nTOTAL      $12.50"))
    assert found["currency"].value == "sgd"


def test_short_signs_of_a_country_count_in_capitals_only() -> None:
    """Two small letters may be the rest of any word."""
    found, _, _ = read_money_fields(printed("Te rm s of payment\nTOTAL      $12.50"))
    assert found["currency"].value == "usd"
