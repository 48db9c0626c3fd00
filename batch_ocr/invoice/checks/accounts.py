"""Account numbers: a valid IBAN, or a plausible domestic number. Domestic numbers cannot be verified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.bank_iban import iban_structure, is_valid_iban
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.country import country_of
from batch_ocr.invoice.checks.values import Values, text

_FIELD: Final = ("account",)
_SEPARATORS: Final = re.compile(r"[\s.\u00b7\u2010-\u2015/-]+")
_LIKE_IBAN: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{2}[A-Z0-9]{8,}", re.ASCII)
_MASKED: Final = re.compile(r"[*\u2022#]{2}|x{2}", re.IGNORECASE)
_FEWEST_DIGITS: Final = 4
"""No bank issues shorter account numbers."""
_POLISH: Final = 26
"""Digits of a Polish account number: an IBAN without its country."""


def compact_account(printed: str) -> str:
    """Return an account in capitals without separators, and without the word IBAN before it."""
    return _SEPARATORS.sub("", printed).upper().removeprefix("IBAN").lstrip(":")


@lru_cache(maxsize=1024)
def iban_of(printed: str) -> str | None:
    """Return the IBAN in its electronic form when length, structure and check digits are right, else None.

    Source: ISO 13616 and its registry of IBAN formats; ISO 7064, MOD 97-10.
    """
    number = compact_account(printed)
    return number if _LIKE_IBAN.fullmatch(number) and is_valid_iban(number) else None


def check_account(invoice: Values) -> Iterator[Finding]:
    """Yield what is wrong with the account."""
    printed = text(invoice, "account")
    number = compact_account(printed)
    if not printed or iban_of(printed):
        return
    if _MASKED.search(printed):
        message = f"account {printed} is partly hidden: nothing can be paid to it"
        yield Finding(Code.ACCOUNT_FORM, Verdict.UNCLEAR, _FIELD, message, "an IBAN or a whole account number")
    elif _meant_as_iban(number):
        yield from _iban(printed, number)
    elif number.isdecimal() and len(number) == _POLISH and country_of(invoice, "supplier") == "PL":
        yield from _iban(printed, f"PL{number}")
    elif sum(character.isdecimal() for character in number) < _FEWEST_DIGITS:
        message = f"account {printed} is not an account number"
        yield Finding(Code.ACCOUNT_FORM, Verdict.UNCLEAR, _FIELD, message, "an IBAN or a whole account number")


def _meant_as_iban(number: str) -> bool:
    """Begins with a country that has IBANs, and is closer to their length than to a domestic number's."""
    structure = iban_structure(number[:2]) if _LIKE_IBAN.fullmatch(number) else None
    return structure is not None and len(number) * 3 >= (len(structure) + 4) * 2


def _iban(printed: str, number: str) -> Iterator[Finding]:
    country = number[:2]
    structure = "nn" + (iban_structure(country) or "")
    length = len(structure) + 2
    if len(number) != length:
        message = f"account {printed} has {len(number)} characters, an IBAN of {country} has {length}"
        yield Finding(Code.IBAN_FORM, Verdict.WRONG, _FIELD, message, f"{length} characters")
    elif not all(_is(kind, character) for kind, character in zip(structure, number[2:], strict=True)):
        message = f"account {printed} has letters where an IBAN of {country} has digits, or digits for letters"
        yield Finding(Code.IBAN_FORM, Verdict.WRONG, _FIELD, message, f"{country}{_shape(structure)}")
    elif not is_valid_iban(number):
        message = f"account {printed} is not a valid IBAN: its check digits are wrong"
        yield Finding(Code.IBAN_CHECK_DIGITS, Verdict.WRONG, _FIELD, message)


def _is(kind: str, character: str) -> bool:
    return {"n": character.isdecimal(), "a": character.isalpha(), "c": character.isalnum()}[kind]


def _shape(structure: str) -> str:
    """9 for a digit, A for a letter, ? for either."""
    return structure.translate(str.maketrans("nac", "9A?"))
