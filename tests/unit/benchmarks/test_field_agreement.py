"""When a reading counts as right."""

from __future__ import annotations

import pytest

from benchmarks.field_agreement import agrees, word_overlap
from benchmarks.judgement import judged, share_right


@pytest.mark.parametrize(
    ("field", "read", "printed"),
    [
        ("total_amount", 119.0, 119.01),
        ("supplier_name", "MÜLLER GMBH", "Müller GmbH"),
        ("receiver_address", "ul. Zrodlana 3, 00-100 Lodz", "ul. Źródlana 3, 00-100 Łódź"),
        ("supplier_tax_id", "DE130715144", "130 715 144"),
        ("supplier_tax_id", "CHE-699.709.932", "CHE-699.709.932 MWST"),
        ("supplier_phone", "+49 (0)30 23125 123", "030 23125-123"),
        ("account", "DE28955647780171271691", "DE28 9556 4778 0171 2716 91"),
    ],
)
def test_other_spellings_of_the_same_value_agree(field: str, read: str | float, printed: str | float) -> None:
    """Spacing, case, accents, separators and a cent of rounding make no difference."""
    assert agrees(field, read, printed)


@pytest.mark.parametrize(
    ("field", "read", "printed"),
    [
        ("total_amount", 119.0, 100.0),
        ("issue_date", "2024-01-02", "2024-02-01"),
        ("supplier_name", "Quellmoos Logistik", "Zinnhuber Logistik GmbH"),
        ("account", "DE28955647780171271692", "DE28955647780171271691"),
        ("bic", "VTSXDE22", "VTSXDE23"),
    ],
)
def test_other_values_do_not_agree(field: str, read: str | float, printed: str | float) -> None:
    """One wrong digit of an account, a date or an amount is wrong."""
    assert not agrees(field, read, printed)


def test_word_order_does_not_matter_but_words_do() -> None:
    """The overlap is the F1 of the words."""
    assert word_overlap("12345 Berlin, Weg 1", "Weg 1, 12345 Berlin") == 1.0
    assert word_overlap("a b", "a b c d") == pytest.approx(2 / 3)


def test_every_field_gets_one_verdict() -> None:
    """Right, wrong, missing, invented and implied are told apart; the last two leave the share as it is."""
    truth = {"a": {"currency": "eur", "vat": 19.0, "bic": "VTSXDE22"}}
    results = {"a": {"currency": "eur", "vat": 7.0, "due_date": "2024-01-01", "net_amount": 100.0}}
    judgements = judged(truth, results, implied={"a": {"net_amount": 100.0, "due_date": "2024-01-02"}})
    assert {one.field: one.verdict for one in judgements} == {
        "currency": "right",
        "vat": "wrong",
        "bic": "missing",
        "due_date": "invented",
        "net_amount": "implied",
    }
    assert share_right(judgements) == pytest.approx(1 / 3)
