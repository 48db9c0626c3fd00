"""Numbers with check digits: VAT ids, IBANs, BICs. The digits are right; the banks and the businesses do not exist.

Source: the rules are those of python-stdnum and schwifty; this module only draws candidates until one is valid.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from stdnum import get_cc_module
from stdnum.au import abn
from stdnum.ca import bn
from stdnum.ch import vat as vat_of_switzerland
from stdnum.fr import siren
from stdnum.sg import uen
from stdnum.us import ein

_VAT_PATTERNS = {
    "AT": "U########",
    "AU": "###########",
    "BE": "0#########",
    "CA": "#########",
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
    "SG": "2018#####A",
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
_WITHOUT_LETTERS = frozenset({"AU", "CA", "SG"})
_SUFFIXES = {"CA": "RT0001"}
_TRIES = 5000


def filled(pattern: str, rng: random.Random) -> str:
    """The pattern with a random digit for each # and a random capital for each A."""
    choices = {"#": string.digits, "A": string.ascii_uppercase}
    return "".join(rng.choice(choices[sign]) if sign in choices else sign for sign in pattern)


def vat_id(country: str, rng: random.Random) -> str:
    """A VAT id whose check digits are right, without separators, led by the country's letters (`CHE` if Swiss)."""
    if country == "FR":
        return _french_vat_id(rng)
    is_valid = tax_id_rule(country)
    for _ in range(_TRIES):
        candidate = filled(_VAT_PATTERNS[country], rng)
        if is_valid(candidate if country in _WITHOUT_LETTERS else country + candidate):
            return f"{country}{candidate}{_SUFFIXES.get(country, '')}"
    raise AssertionError(f"no valid VAT id for {country} in {_TRIES} tries")


def tax_id_rule(country: str) -> Callable[[str], bool]:
    """What tells a tax id of the country that is right from one that is not; separators do not matter."""
    if country == "CH":
        return lambda text: vat_of_switzerland.is_valid(text if text.endswith("MWST") else f"{text}MWST")
    known: dict[str, Callable[[str], bool]] = {
        "AU": abn.is_valid,
        "CA": bn.is_valid,
        "SG": uen.is_valid,
        "US": ein.is_valid,
    }
    if country in known:
        return known[country]
    rule = get_cc_module(country.lower(), "vat")
    assert rule is not None, f"no rule for VAT ids of {country}"
    return rule.is_valid


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
