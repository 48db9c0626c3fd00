from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.amounts import decimal_mark, find_amounts, fold_digits, parse_amount

FORMS = {
    "1.234,56": "1234.56",
    "1,234.56": "1234.56",
    "1 234,56": "1234.56",
    "1\u00a0234,56": "1234.56",
    "1'234.56": "1234.56",
    "1\u2019234.56": "1234.56",
    "1,23,456.00": "123456.00",
    "1.234.567,89": "1234567.89",
    "12,50-": "-12.50",
    "(12.50)": "-12.50",
    "-20,48 €": "-20.48",
    "$-12.00": "-12.00",
    "12.50 CR": "-12.50",
    "12,-": "12",
    "RM12.00": "12.00",
    "€717,97": "717.97",
    "EUR 1.005,55": "1005.55",
    "27946 ,00": "27946.00",
    "12. 00": "12.00",
    "1, 234.56": "1234.56",
    "0.500": "0.500",
    "5": "5",
}


@pytest.mark.parametrize(("text", "value"), FORMS.items())
def test_every_usual_form_is_read(text: str, value: str) -> None:
    """A printed form of money has one value."""
    assert parse_amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    {
        "1O.5O": "10.50",
        "l2.00": "12.00",
        "RM1O.OO": "10.00",
        "12,B0": "12.80",
        "15.0C": "15.00",
        "0.0l": "0.01",
    }.items(),
)
def test_letters_for_digits_are_forgiven(text: str, value: str) -> None:
    """What a recogniser makes of a digit is read as the digit."""
    assert [a.value for a in find_amounts(text)] == [Decimal(value)]


@pytest.mark.parametrize(
    "text", ["25/12/2018", "8:13:39", "1.2.3.4", "KB12.5", "lOO.OO", "************7186", "#7186", "Rechnung"]
)
def test_what_is_no_amount_is_left_alone(text: str) -> None:
    """Times, days, codes and masked cards are no money."""
    assert find_amounts(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    {
        "Total:12.00": ["12.00"],
        "TOTAL12.00": ["12.00"],
        "Grand TotalRM21 .85": ["21.85"],
        "S11,525.26": ["11525.26"],
        "20% 27 946,00 5 589,20 33 535,20": ["20", "27946.00", "5589.20", "33535.20"],
        "GST@6%0.50": ["6", "0.50"],
        "12.00SR": ["12.00"],
        "12.00S": ["12.00"],
        "2 x 3.50": ["2", "3.50"],
        "1.00*12.00": ["1.00", "12.00"],
        "Delivery - 12.00": ["12.00"],
    }.items(),
)
def test_amounts_are_found_in_running_text(text: str, values: list[str]) -> None:
    """Labels, rates and tax codes around an amount are no part of it."""
    assert [str(a.value) for a in find_amounts(text)] == values


def test_thousands_are_assumed_unless_the_document_says_otherwise() -> None:
    """1.234 is a thousand and more, but 1.234 where the point is the decimal mark."""
    lone = find_amounts("1.234")[0]
    assert (lone.value, lone.ambiguous) == (Decimal(1234), True)
    told = find_amounts("1.234", mark=".")[0]
    assert (told.value, told.ambiguous) == (Decimal("1.234"), False)


def test_the_decimal_mark_is_that_of_the_majority() -> None:
    """A single slip does not change a document's decimal mark, an even split leaves it open."""
    assert decimal_mark(find_amounts("1,00 2,00 3.00 4,00")) == ","
    assert decimal_mark(find_amounts("1,00 2.00")) is None
    assert decimal_mark([]) is None


def test_percent_signs_mark_rates() -> None:
    """A percentage is found but never taken for money."""
    (rate,) = find_amounts("19 %")
    assert rate.percent
    assert parse_amount("19%") is None


CENTS = st.integers(min_value=-99_999_999, max_value=99_999_999)
STYLES = st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("", "."), ("", ","), ("\u00a0", ",")])
MARKS = st.sampled_from(
    [("", ""), ("€ ", ""), ("", " €"), ("RM", ""), ("$", ""), ("USD ", ""), ("", " zł"), ("CHF ", "")]
)


@given(CENTS, STYLES, MARKS)
def test_formatting_and_reading_back_is_the_identity(cents: int, style: tuple[str, str], mark: tuple[str, str]) -> None:
    """Whatever the thousands separator, the decimal mark and the currency, the value comes back."""
    group, point = style
    whole, rest = divmod(abs(cents), 100)
    number = f"{whole:,}".replace(",", group) + point + f"{rest:02d}"
    text = ("-" if cents < 0 else "") + mark[0] + number + mark[1]
    assert parse_amount(text) == Decimal(cents) / 100


@given(st.text(max_size=60))
def test_noise_never_raises_and_offsets_stay_inside(text: str) -> None:
    """Any text can be searched; what is found lies in it, in order and without overlap."""
    end = 0
    for amount in find_amounts(text):
        assert end <= amount.start < amount.end <= len(text)
        end = amount.end


@given(st.text(alphabet="0123456789OlISB.,' RM€-", max_size=30))
def test_folding_keeps_the_length(text: str) -> None:
    """Offsets into the folded text are offsets into the text."""
    assert len(fold_digits(text)) == len(text)


@pytest.mark.parametrize(("text", "rate"), [("VAT25%", "25"), ("MwSt7 %", "7"), ("TAX8.875%", "8.875"), ("(7%)", "7")])
def test_a_rate_may_follow_its_label_without_a_space(text: str, rate: str) -> None:
    """Three digits after the mark are no thousands in a percentage."""
    assert [(str(found.value), found.percent) for found in find_amounts(text)] == [(rate, True)]


@pytest.mark.parametrize(
    ("text", "value"), [("£14,893. 43", "14893.43"), ("2.934, 36 €", "2934.36"), ("1,234,567. 89", "1234567.89")]
)
def test_cents_may_stand_apart_after_thousands(text: str, value: str) -> None:
    """A space after the decimal mark takes nothing from the amount."""
    assert [str(found.value) for found in find_amounts(text)] == [value]


def test_a_rate_after_an_amount_is_no_cents() -> None:
    """What a per cent sign follows belongs to it."""
    assert [str(found.value) for found in find_amounts("1.234, 19 % MwSt")] == ["1234", "19"]


def test_a_letter_read_for_a_digit_makes_no_smaller_rate() -> None:
    """In l9% the letter is a one: nine per cent would be wrong."""
    assert find_amounts("MwSt l9%") == []
