"""Numbers with check digits: VAT ids, IBANs, BICs. The digits are right; the banks and the businesses do not exist.

Source: the rules are those of python-stdnum and schwifty; this module only draws candidates until one is valid.
"""

from __future__ import annotations

import random
import string

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from stdnum import get_cc_module
from stdnum.fr import siren
from stdnum.us import ein

_VAT_PATTERNS = {
    "AT": "U########",
    "BE": "0#########",
    "CH": "E#########",
    "DE": "#########",
    "ES": "B########",
    "FR": "###########",
    "GB": "#########",
    "IE": "#######A",
    "IT": "0##########",
    "NL": "#########B01",
    "PL": "##########",
    "PT": "5########",
    "SE": "##########01",
}
"""What follows the country's letters; # is a digit, A a letter."""

_BANK_CODE_PATTERNS = {
    "AT": "#####",
    "BE": "###",
    "CH": "#####",
    "DE": "9#######",
    "ES": "9###",
    "FR": "9####",
    "GB": "AAAA",
    "IE": "AAAA",
    "IT": "9####",
    "NL": "AAAA",
    "PL": "9##",
    "PT": "9###",
    "SE": "9##",
}
_BRANCH_DIGITS = {"ES": 4, "FR": 5, "GB": 6, "IE": 6, "IT": 5, "PL": 4, "PT": 4}
_ACCOUNT_DIGITS = {"AT": 11, "BE": 7, "CH": 12, "FR": 11, "GB": 8, "IE": 8, "IT": 12, "PL": 16, "PT": 11, "SE": 16}
_WITHOUT_NATIONAL_DIGITS = frozenset({"SE"})
_TRIES = 5000


def filled(pattern: str, rng: random.Random) -> str:
    """The pattern with a random digit for each # and a random capital for each A."""
    choices = {"#": string.digits, "A": string.ascii_uppercase}
    return "".join(rng.choice(choices[sign]) if sign in choices else sign for sign in pattern)


def vat_id(country: str, rng: random.Random) -> str:
    """A VAT id whose check digits are right, without separators, led by the country's letters (`CHE` if Swiss)."""
    if country == "FR":
        return _french_vat_id(rng)
    rule = get_cc_module(country.lower(), "vat")
    assert rule is not None, f"no rule for VAT ids of {country}"
    for _ in range(_TRIES):
        candidate = country + filled(_VAT_PATTERNS[country], rng)
        if rule.is_valid(candidate + "MWST" if country == "CH" else candidate):
            return candidate
    raise AssertionError(f"no valid VAT id for {country} in {_TRIES} tries")


def _french_vat_id(rng: random.Random) -> str:
    """Two check digits over a SIREN, itself with one: too rare to be met by drawing."""
    while not siren.is_valid(number := filled("#########", rng)):
        pass
    return f"FR{(12 + 3 * int(number)) % 97:02}{number}"


def employer_number(rng: random.Random) -> str:
    """An EIN of the United States, NN-NNNNNNN, with a prefix that is in use."""
    while not ein.is_valid(number := filled("##-#######", rng)):
        pass
    return number


def iban(country: str, rng: random.Random) -> str:
    """An IBAN whose check digits, the national ones included, are right, without spaces."""
    for _ in range(_TRIES):
        try:
            made = IBAN.generate(
                country,
                bank_code=filled(_BANK_CODE_PATTERNS[country], rng),
                branch_code=filled("#" * _BRANCH_DIGITS.get(country, 0), rng),
                account_code=filled("#" * _ACCOUNT_DIGITS.get(country, 10), rng),
            )
            made.validate(validate_bban=country not in _WITHOUT_NATIONAL_DIGITS)
        except SchwiftyException:
            continue
        return str(made)
    raise AssertionError(f"no valid IBAN for {country} in {_TRIES} tries")


def bic(country: str, rng: random.Random) -> str:
    """A BIC of the right form for a bank in `country`, eight or eleven characters long."""
    # X at the end of the party prefix keeps clear of codes that banks hold
    made = filled("AAA", rng) + "X" + country + rng.choice(("2L", "22", "2A", "33")) + rng.choice(("", "", "XXX"))
    return str(BIC(made))


def spaced(number: str, size: int = 4) -> str:
    """`DE12345…` as printed: `DE12 345…`."""
    return " ".join(number[start : start + size] for start in range(0, len(number), size))
