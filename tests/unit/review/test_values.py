"""What a person types → the value that is kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.results.corrections import EDITABLE
from batch_ocr.review.values import BadValue, parse_value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(("12,50", "12.50"), ("12.50", "12.50"), ("1234", "1234"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56")),
        *(("1 234,56", "1234.56"), ("1\u202f234,5", "1234.5"), ("1'234.50", "1234.50"), ("1.234.567", "1234567")),
        *(("-5", "-5"), ("\u22125,00", "-5.00"), ("0.125", "0.125"), ("1234.567", "1234.567"), ("0", "0")),
    ],
)
def test_amounts_are_read_in_every_decimal_form(typed: str, value: str) -> None:
    """Comma or point, with thousands set apart or not; the digits stay as they were typed."""
    read = parse_value("total_amount", f" {typed} ")
    assert isinstance(read, Decimal)
    assert str(read) == value


@pytest.mark.parametrize("typed", ["1.234", "1,234"])
def test_an_amount_with_two_meanings_is_refused_with_both(typed: str) -> None:
    """A thousand or one and a bit: guessing would be a factor of a thousand."""
    with pytest.raises(BadValue, match=r"may mean 1234 or 1[.,]2340"):
        parse_value("net_amount", typed)


@pytest.mark.parametrize("typed", ["abc", "12.", "1.23.4", "1,2,3", "1 23", "1e5", "NaN", "\u0661\u0662", "9" * 16])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    """With an example of what would be one."""
    with pytest.raises(BadValue):
        parse_value("total_amount", typed)


def test_a_rate_may_have_its_sign_and_lies_between_0_and_100() -> None:
    """19 and 19 % are the same."""
    assert parse_value("vat", "19 %") == parse_value("vat", "19") == Decimal(19)
    assert parse_value("vat", "5,5") == Decimal("5.5")
    with pytest.raises(BadValue, match="between 0 and 100"):
        parse_value("vat", "190")


@pytest.mark.parametrize(
    "typed", ["2026-04-03", "03.04.2026", "3.4.2026", "3.4.26", "3 Apr 2026", "April 3, 2026", "3. April 2026"]
)
def test_dates_become_iso(typed: str) -> None:
    """However the person writes days at home."""
    assert parse_value("due_date", typed) == "2026-04-03"


def test_a_day_with_two_meanings_is_refused_with_both() -> None:
    """With slashes, day and month stand in either order; where only one is a day, it is that."""
    with pytest.raises(BadValue, match="2026-03-04 or 2026-04-03"):
        parse_value("due_date", "03/04/2026")
    assert parse_value("due_date", "13/04/2026") == "2026-04-13"


@pytest.mark.parametrize("typed", ["tomorrow", "31.02.2026", "2026-02-30", "2026-04-03 or so"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    """Also days no calendar has."""
    with pytest.raises(BadValue, match="is not a day"):
        parse_value("issue_date", typed)


def test_other_fields_are_text_without_what_cannot_be_seen() -> None:
    """Ends are trimmed, nothing empties the field, only addresses have lines."""
    assert parse_value("supplier_name", "  Søn & Co ") == "Søn & Co"
    assert parse_value("bic", "  ") is None
    assert parse_value("currency", "EUR") == "eur"
    assert parse_value("supplier_address", "Kai 1\r\nHamburg") == "Kai 1\nHamburg"
    for field, typed in (("bic", "a\nb"), ("bic", "\ud800"), ("bank_name", "x" * 501), ("currency", "€"), ("foo", "x")):
        with pytest.raises(BadValue):
            parse_value(field, typed)


@given(st.sampled_from(EDITABLE), st.text(max_size=30))
def test_anything_typed_is_a_value_or_refused(field: str, typed: str) -> None:
    """Nothing else ever happens, and what was kept can be typed again."""
    try:
        value = parse_value(field, typed)
    except BadValue:
        return
    has_two_meanings = isinstance(value, Decimal) and value.as_tuple().exponent == -3
    if value is not None and not has_two_meanings:
        assert parse_value(field, str(value)) == value


@given(
    st.decimals(-(10**9), 10**9, places=2), st.sampled_from([("", "."), ("", ","), (".", ","), (",", "."), (" ", ",")])
)
def test_every_amount_can_be_typed_in_every_form(value: Decimal, form: tuple[str, str]) -> None:
    """Whatever stands between thousands and before cents."""
    thousands, mark = form
    typed = f"{value:,.2f}".replace(".", "#").replace(",", thousands).replace("#", mark)
    assert parse_value("total_amount", typed) == value
