"""The checks hold for all invoices there can be: correct ones pass, and no value of any kind stops them."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

from hypothesis import example, given, settings
from hypothesis import strategies as st

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks import Code, Own, check_invoice
from batch_ocr.invoice.checks.accounts import iban_of
from batch_ocr.invoice.checks.amounts import tolerance
from batch_ocr.invoice.checks.currencies import CASH_STEP, DECIMALS
from batch_ocr.invoice.checks.vat_rates import countries, rates_around
from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.money import MAX_DIGITS

TODAY = date(2026, 11, 22)
CENT = Decimal("0.01")

currencies = st.sampled_from(sorted(DECIMALS))
amounts = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(-2000, 2000), st.integers(-MAX_DIGITS, 12)
)
percentages = st.sampled_from(
    [Decimal(rate) for rate in ("0", "2.1", "5.5", "7", "8.1", "11.11", "19", "20", "25.5", "27")]
)
days = st.dates(date(2017, 1, 1), TODAY)

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text()
    | st.from_regex(r"[A-Z]{2}[0-9 .-]{0,30}")
    | st.from_regex(r"[0-9]{1,4}[-./ ][0-9]{1,2}[-./ ][0-9]{1,4}")
    | st.sampled_from(
        ["10" * 5000, "DE" + "1" * 9000, "\ud800", "\x1b[2J", "٣٤٥", "²³", "-1", "NaN", "2026-13-45", "a@b@c"]
    )
    | st.sampled_from([Decimal("1e999999"), Decimal("-0E-999999"), Decimal("sNaN"), Decimal("1e14")])
    | st.just(5000).map(lambda digits: 10**digits),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


def money(value: Decimal, currency: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-DECIMALS[currency]), ROUND_HALF_UP)


def checked(**fields: str | Decimal | None) -> list[Finding]:
    return list(check_invoice(fields, own=Own(), today=TODAY))


def found(**fields: str | Decimal | None) -> set[str]:
    return {finding.code for finding in checked(**fields)} - {Code.MISSING_FIELD, Code.MISSING_FOR_VAT}


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELD_NAMES) | st.text(max_size=5), anything), anything, st.dates())
def test_no_value_of_any_kind_stops_the_checks(invoice: dict[str, Any], number: object, today: date) -> None:
    """Whatever a service answers, the findings are sentences about fields of the invoice, with codes of the list."""
    own = Own(("Rotbuche Verlag GmbH", ""), ("ATU13585627", "-"))
    for finding in check_invoice(invoice, own=own, today=today, invoice_number=cast("str | None", number)):
        assert finding.code in set(Code)
        assert finding.verdict in set(Verdict)
        assert set(finding.fields) <= set(FIELD_NAMES)
        assert finding.message


@settings(max_examples=400, deadline=None)
@example(net=Decimal("1e-27"), rate=Decimal(190), total=Decimal(190), currency="eur")
@given(net=amounts, rate=amounts, total=amounts, currency=currencies)
def test_no_amounts_stop_the_checks(net: Decimal, rate: Decimal, total: Decimal, currency: str) -> None:
    """However fine or large, alone and beside each other: whatever an amount can be can be reckoned with and told."""
    for finding in checked(net_amount=net, vat=rate, total_amount=total, currency=currency):
        assert len(finding.message + (finding.expected or "")) < 400


@settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(st.decimals(CENT, 10**6, places=2), min_size=1, max_size=10),
    rate=percentages,
    currency=currencies,
    credit=st.booleans(),
)
def test_a_correct_sum_of_any_currency_passes(
    lines: list[Decimal], rate: Decimal, currency: str, *, credit: bool
) -> None:
    """Tax rounded on each of ten lines or once, the total rounded to coins or not: no word about it."""
    sign = -1 if credit else 1
    rounded = [money(line, currency) * sign for line in lines]
    net = sum(rounded, Decimal(0))
    by_line = sum((money(line * rate / 100, currency) for line in rounded), Decimal(0))
    coin = CASH_STEP.get(currency, Decimal(1).scaleb(-DECIMALS[currency]))
    for total in (net + by_line, money(net * (100 + rate) / 100, currency)):
        in_coins = (total / coin).quantize(Decimal(1), ROUND_HALF_UP) * coin
        for paid in (total, money(in_coins, currency)):
            if net and paid:
                assert found(net_amount=net, vat=rate, total_amount=paid, currency=currency) == set()


@settings(max_examples=200, deadline=None)
@given(
    net=st.decimals(10, 10**7, places=2),
    rate=percentages.filter(bool),
    off=st.decimals(CENT, 10**7, places=2),
    more=st.booleans(),
)
def test_a_sum_that_is_off_is_always_told(net: Decimal, rate: Decimal, off: Decimal, *, more: bool) -> None:
    """By more than the tolerance, in either direction: there is a finding, whatever its verdict."""
    exact = net * (100 + rate) / 100
    off += tolerance("eur") + CENT
    total = money(exact + off if more else exact - off, "EUR")
    codes = found(net_amount=net, vat=rate, total_amount=total, currency="eur")
    assert codes & {Code.TOTALS_DISAGREE, Code.AMOUNT_SIGNS, Code.AMOUNT_ZERO, Code.VAT_NO_PERCENTAGE}


@settings(deadline=None)
@given(st.decimals(1, 10**6, places=2), st.integers(2, 6))
def test_a_slipped_decimal_point_is_wrong(net: Decimal, power: int) -> None:
    """A total ten or a million times too large has no innocent explanation, nor has one too small."""
    total = money(net * Decimal("1.19"), "EUR")
    for slipped in (total * 10**power, money(total / 10**power, "EUR")):
        if slipped:
            verdicts = {
                f.verdict for f in checked(net_amount=net, vat=Decimal(19), total_amount=slipped, currency="eur")
            }
            assert Verdict.WRONG in verdicts


@settings(deadline=None)
@given(days, st.integers(0, 120))
def test_plausible_dates_pass(issued: date, term: int) -> None:
    """An invoice of the last years, due within four months, is fine."""
    assert found(issue_date=str(issued), due_date=str(issued + timedelta(days=term))) == set()


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_a_due_date_before_the_issue_is_always_told(one: date, other: date) -> None:
    """Whichever day it is, and never the other way round."""
    codes = found(issue_date=str(one), due_date=str(other))
    assert (Code.DUE_BEFORE_ISSUE in codes) is (other < one)


@settings(deadline=None)
@given(days.filter(lambda day: day.day != day.month))
def test_day_and_month_are_not_guessed(day: date) -> None:
    """In digits with the year last, a day up to the twelfth is ambiguous, and a later one is not."""
    codes = found(issue_date=f"{day.day:02}/{day.month:02}/{day.year}")
    assert (Code.DATE_AMBIGUOUS in codes) is (day.day <= 12)
    assert not codes & {Code.DATE_FORM, Code.DATE_NOT_REAL}


@settings(deadline=None)
@given(st.integers(1, 9999), st.integers(0, 99), st.integers(0, 99))
def test_days_that_do_not_exist_are_told(year: int, month: int, day: int) -> None:
    """A date in the service's form is in the calendar, or it is found."""
    printed = f"{year:04}-{month:02}-{day:02}"
    try:
        date.fromisoformat(printed)
    except ValueError:
        assert found(issue_date=printed) == {Code.DATE_NOT_REAL}
    else:
        assert Code.DATE_NOT_REAL not in found(issue_date=printed)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(countries()), days)
def test_the_rates_of_a_country_pass_there(country: str, day: date) -> None:
    """Each of its rates at that time, with a supplier that sits there."""
    for rate in rates_around(country, day):
        sign = {"GR": "EL"}.get(country, country)
        address = f"{sign}-1234" if country in {"CH", "LI"} else ""
        codes = found(vat=rate, supplier_tax_id=f"{sign}123456789", supplier_address=address, issue_date=str(day))
        assert Code.VAT_RATE not in codes


@settings(deadline=None)
@given(st.integers(0, 10**18 - 1))
def test_an_iban_made_by_the_rule_is_one(bban: int) -> None:
    """Check digits by ISO 7064 over a made-up German account pass, all others do not."""
    number = f"{bban:018}"
    right = 98 - int(f"{number}131400") % 97
    for digits in range(2, 99):
        iban = f"DE{digits:02}{number}"
        assert (iban_of(iban) is not None) is (digits == right)


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2), currencies)
def test_amounts_of_two_decimals_fit_their_currency(value: Decimal, currency: str) -> None:
    """Only a currency without cents objects, and only when there are some."""
    codes = found(total_amount=value, currency=currency)
    assert (Code.AMOUNT_DECIMALS in codes) is (DECIMALS[currency] == 0 and value != value.to_integral_value())
    assert not math.isnan(float(value))
