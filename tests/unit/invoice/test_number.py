from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.number import read_number
from tests.unit.invoice.printed_page import printed


def number(text: str) -> str | None:
    found = read_number(printed(text))
    return str(found.value) if found else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Invoice No: INV-7251", "INV-7251"),
        ("Invoice # R1570076", "R1570076"),
        ("Rechnungsnummer: 2014-03", "2014-03"),
        ("Rechnung Nr. 7337/23", "7337/23"),
        ("Facture n° 2022089083", "2022089083"),
        ("Factuurnummer    VF1005193039", "VF1005193039"),
        ("Factura n.º    RE-5078", "RE-5078"),
        ("Numero fattura: 17/2023", "17/2023"),
        ("N.º da fatura: INV-5935", "INV-5935"),
        ("Faktura nr FV/2023/17", "FV/2023/17"),
        ("Receipt #: CS00082552    Date: 12/02/2018", "CS00082552"),
        ("Abono n.º    2024-5333", "2024-5333"),
    ],
)
def test_numbers_follow_their_labels(text: str, value: str) -> None:
    """The number stands after its label, in any of the languages."""
    assert number(text) == value


def test_numbers_stand_under_their_labels() -> None:
    """In a table the number stands under its label, not under its neighbour's."""
    assert number("Invoice no    Date          Customer No.\nINV-7251      17.11.2022    101344") == "INV-7251"


@pytest.mark.parametrize(
    "text",
    [
        "Order No: 4711",
        "Customer number: 101344",
        "Invoice date: 25.03.2018",
        "Invoice total: 12.00",
        "Tel. 030 1234567",
        "",
    ],
)
def test_other_numbers_are_not_the_invoices(text: str) -> None:
    """Orders, customers, days and amounts have numbers of their own."""
    assert number(text) is None


def test_an_order_beside_the_invoice_is_told_apart() -> None:
    """Of two labelled numbers the invoice's is chosen."""
    assert number("Purchase Order: 15931    Invoice Number: 3847193") == "3847193"


@given(st.lists(st.text(max_size=30), max_size=8))
def test_noise_never_raises(lines: list[str]) -> None:
    """Whatever a page says, it is read without error."""
    read_number(printed("\n".join(lines)))
