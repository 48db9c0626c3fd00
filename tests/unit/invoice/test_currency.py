from __future__ import annotations

import pytest

from batch_ocr.invoice.amounts_cells import MoneyTable
from batch_ocr.invoice.currency import currency_of_mark
from batch_ocr.invoice.currency_choice import read_currency
from batch_ocr.invoice.totals import read_totals
from tests.unit.invoice.printed_page import printed


def currency(text: str) -> str | None:
    document = printed(text)
    table = MoneyTable.of(document)
    found = read_currency(document, table, read_totals(document, table).total)
    return str(found.value) if found else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Total    €12.00", "eur"),
        ("Total    12.00 EUR", "eur"),
        ("Total    RM 12.00", "myr"),
        ("Total    £12.00", "gbp"),
        ("Total    12,00 zł", "pln"),
        ("Total    CHF 12.00", "chf"),
        ("Total    $12.00", "usd"),
        ("Total    $12.00\n\nSydney NSW 2077", "aud"),
        ("Total    $12.00\n\nMontreal, QC H2X 6T8", "cad"),
        ("Total    $12.00\n\nExample Trading Sdn Bhd", "myr"),
        ("Beträge in EUR\n\nTotal    12,00", "eur"),
        ("All charges are in US Dollars\n\nTotal    12.00", "usd"),
        ("Währung: GBP\n\nGesamt    12,00", "gbp"),
        ("Total    12,00\n\nMusterweg 1, Deutschland    USt-IdNr. DE123456789", "eur"),
        ("Total    12.00", None),
    ],
)
def test_marks_words_and_countries(text: str, code: str | None) -> None:
    """A mark beside an amount decides, then a word, then the country; without any sign nothing is claimed."""
    assert currency(text) == code


def test_the_total_outweighs_the_lines() -> None:
    """Where items and total carry different marks, the total's is the invoice's."""
    assert currency("Item    $57.80\nItem    $24.70\nItem    $10.00\n\nTotal    92.50 EUR") == "eur"


@pytest.mark.parametrize("mark", ["", "x", "Total", "12"])
def test_what_is_no_mark_has_no_currency(mark: str) -> None:
    """Only symbols and codes name a currency."""
    assert currency_of_mark(mark) is None
