"""The tables of rates and currencies agree with what is known of them elsewhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pycountry
import pytest

from batch_ocr.invoice.checks.amounts import tolerance
from batch_ocr.invoice.checks.bank_register import bank_of, other_bank_named
from batch_ocr.invoice.checks.country import EU, address_country, prefix_country
from batch_ocr.invoice.checks.currencies import DECIMALS, WITHDRAWN
from batch_ocr.invoice.checks.vat_rates import HIGHEST_ANYWHERE, countries, highest_rate, periods_of, rates_around
from batch_ocr.invoice.companies import plain_name, same_tax_id

COMMERZBANK = "DE89370400440532013000"


def test_every_currency_is_of_the_standard() -> None:
    """The codes are those of ISO 4217, as another keeper of the list has them; it may be a year behind."""
    listed = {currency.alpha_3 for currency in pycountry.currencies}
    assert set(DECIMALS) - listed <= {"XCG", "ZWG"}
    assert not set(DECIMALS) & set(WITHDRAWN)
    metals_and_units = {code for code in listed if code.startswith("X")}
    assert listed - set(DECIMALS) - set(WITHDRAWN) - metals_and_units == set()


@pytest.mark.parametrize(
    ("code", "digits"), [("JPY", 0), ("ISK", 0), ("KWD", 3), ("TND", 3), ("CLF", 4), ("EUR", 2), ("HUF", 2)]
)
def test_currencies_have_their_decimals(code: str, digits: int) -> None:
    """Not all have two."""
    assert DECIMALS[code] == digits


@pytest.mark.parametrize(
    ("currency", "allowed"),
    [("eur", "0.075"), ("USD", "0.05"), ("jpy", "5"), ("sek", "0.55"), ("kwd", "0.005"), ("", "0.05"), ("xyz", "0.05")],
)
def test_the_tolerance_follows_from_the_currency(currency: str, allowed: str) -> None:
    """Ten roundings of half a unit, and half of the smallest coin."""
    assert tolerance(currency) == Decimal(allowed)


def test_every_member_state_has_its_rates() -> None:
    """All of the union are in the table, and no rate is above the highest or below a per cent or so."""
    assert set(countries()) > EU
    rates = {rate for country in countries() for period in periods_of(country) for rate in period.rates}
    assert max(rates) == HIGHEST_ANYWHERE
    assert min(rates) > Decimal("0.8")
    assert all(highest_rate(country, None) >= 15 for country in EU)
    assert highest_rate("DE", "FI") == Decimal("25.5")
    assert highest_rate("US", "DE") == highest_rate(None, None) == HIGHEST_ANYWHERE


@pytest.mark.parametrize(
    ("country", "day", "rate", "known"),
    [
        ("DE", date(2026, 1, 1), "19", True),
        ("DE", date(2026, 1, 1), "16", False),
        ("DE", date(2020, 9, 1), "16", True),
        ("DE", date(2021, 6, 1), "16", True),  # a late invoice for what was supplied in time
        ("DE", date(2018, 6, 1), "16", False),
        ("FI", date(2026, 1, 1), "25.5", True),
        ("FI", date(2023, 1, 1), "25.5", False),
        ("CH", date(2022, 1, 1), "7.7", True),
        ("CH", date(2026, 1, 1), "7.7", False),
        ("EE", date(2026, 6, 1), "24", True),
        ("NL", date(2018, 6, 1), "6", True),
        ("FR", date(2026, 1, 1), "5.5", True),
        ("US", date(2026, 1, 1), "8.25", False),
    ],
)
def test_rates_come_and_go(country: str, day: date, rate: str, *, known: bool) -> None:
    """A rate is known around the time it was in force, with a year's leeway."""
    assert (Decimal(rate) in rates_around(country, day)) is known
    assert known <= (Decimal(rate) in rates_around(country, None))


def test_the_register_knows_some_banks() -> None:
    """A code that is in it gives name and BIC; one that is not gives nothing."""
    bank = bank_of(COMMERZBANK)
    assert bank is not None
    assert bank.bics == {"COBADE"}
    assert bank_of("DE67961914487163203721") is None
    assert bank_of("BR1800360305000010009795493C1") is None


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Deutsche Bank AG", True),
        ("Commerzbank", False),
        ("COMMERZBANK AG Filiale Köln", False),
        ("Bank", False),
        ("DB", False),
        ("", False),
        ("Bank of Nowhere in Particular", False),
    ],
)
def test_only_the_name_of_another_known_bank_is_doubted(name: str, *, other: bool) -> None:
    """Trade names and abbreviations that the register does not have say nothing."""
    assert other_bank_named(COMMERZBANK, name) is other


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("Am Anger 3, 04109 Leipzig, Deutschland", "DE"),
        ("Gasse 1, A-1010 Wien", "AT"),
        ("CH-8001 Zürich", "CH"),
        ("110 Old Chapel Road, Leeds LS1 7KB, United Kingdom", "GB"),
        ("Am Anger 3, 04109 Leipzig", None),
        ("Suite L-1234, Boston", "LU"),  # not even a person could tell
        ("", None),
    ],
)
def test_an_address_tells_its_country(address: str, country: str | None) -> None:
    """By the name at its end, or the sign before the postal code; a town alone tells nothing."""
    assert address_country(address) == country


@pytest.mark.parametrize(
    ("tax_id", "country"),
    [
        ("DE136695976", "DE"),
        ("EL094259216", "GR"),
        ("XI 123456789", "GB"),
        ("che-107.787.577", "CH"),
        ("NO 995 525 828 MVA", "NO"),
        ("NO 1234", None),
        ("No: 123456", None),
        ("HRB 12345", None),
        ("12 345 678", None),
        ("INVOICE 1234567", None),
    ],
)
def test_a_prefix_is_known_for_what_it_is(tax_id: str, country: str | None) -> None:
    """Only before something that can be a VAT id: "NO" is also the English word."""
    assert (prefix_country(tax_id) or (None,))[0] == country


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Müller & Söhne GmbH", "MULLER + SOHNE", True),
        ("S.A.R.L. Vauclairon", "Vauclairon SARL", True),
        ("GmbH", "AG", False),
        ("Hasel Logistik GmbH", "Hasel GmbH", False),
    ],
)
def test_names_are_compared_without_legal_form_case_and_accents(one: str, other: str, *, same: bool) -> None:
    """The same company writes itself in many ways."""
    assert (plain_name(one) == plain_name(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("DE 136 695 976", "136695976", True),
        ("ATU13585627", "U13585627", True),
        ("CHE-107.787.577 MWST", "CHE107787577", True),
        ("DE136695976", "DE136695967", False),
        ("", "", False),
        ("12", "A12", False),
    ],
)
def test_tax_ids_are_compared_without_prefix_and_suffix(one: str, other: str, *, same: bool) -> None:
    """What is printed around the digits does not matter when there are enough of them."""
    assert same_tax_id(one, other) is same
    assert same_tax_id(other, one) is same
