"""E-mail address and telephone number of the supplier: only their form can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.values import Values, text

MOST_DIGITS: Final = 15
"""Digits of a telephone number with its country. Source: ITU-T E.164, 6.1."""
FEWEST_DIGITS: Final = 5
"""Fewest digits: shorter ones are service numbers within one country."""

_LOCAL: Final = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}")
_LABEL: Final = re.compile(r"(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?")
_TOP: Final = re.compile(r"[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59}", re.IGNORECASE)
_LONGEST_ADDRESS: Final = 254
_SEVERAL: Final = re.compile(r"\s*[,;/|]\s*|\s+(?:or|oder|ou|o|und|and|et|y|e)\s+|\s+", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"\s*(?:ext(?:ension)?|x|durchwahl|dw|poste)\.?\s*\d{1,6}$", re.IGNORECASE)
_TWO_NUMBERS: Final = re.compile(r"\s*(?:[,;|]|\s/\s|/(?=\s*\+)|\bor\b|\boder\b|\bou\b)\s*(?=[+(\d])", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\+?[\d\s()\[\]./\u2010-\u2015\u00b7-]+")


def check_contacts(invoice: Values) -> Iterator[Finding]:
    """Yield what is wrong with the form of supplier_email and supplier_phone."""
    address, number = text(invoice, "supplier_email"), text(invoice, "supplier_phone")
    if address and not all(is_address(part) for part in _SEVERAL.split(address)):
        joined = re.sub(r"\s", "", address)
        message = f"supplier_email {address} is not an e-mail address"
        expected = joined if is_address(joined) else "name@domain"
        yield Finding(Code.EMAIL_FORM, Verdict.WRONG, ("supplier_email",), message, expected)
    if number:
        yield from _phone(number)


def is_address(address: str) -> bool:
    """Say whether an e-mail address has the form that mail is delivered to; scripts other than Latin are fine.

    Source: RFC 5321, 4.1.2 and 4.5.3.1, without quoted names and address literals; RFC 6531 for other scripts.
    """
    local, at, domain = address.removeprefix("mailto:").rpartition("@")
    labels = domain.split(".")
    return (
        bool(at)
        and len(address) <= _LONGEST_ADDRESS
        and _LOCAL.fullmatch(local) is not None
        and not (local.startswith(".") or local.endswith(".") or ".." in local)
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels[:-1])
        and _TOP.fullmatch(labels[-1]) is not None
    )


def _phone(printed: str) -> Iterator[Finding]:
    """Numbers are kept as printed, with brackets, slashes and extensions; several may stand in one field."""
    reasons = [reason for part in _TWO_NUMBERS.split(printed) if (reason := _reason(_EXTENSION.sub("", part)))]
    if reasons:
        message = f"supplier_phone {printed} {reasons[0]}"
        expected = f"{FEWEST_DIGITS} to {MOST_DIGITS} digits"
        yield Finding(Code.PHONE_FORM, Verdict.UNCLEAR, ("supplier_phone",), message, expected)


def _reason(number: str) -> str | None:
    digits = sum(character.isdecimal() for character in number)
    if not _NUMBER.fullmatch(number.strip()):
        return "contains characters not allowed in a telephone number"
    if digits < FEWEST_DIGITS:
        return f"has only {digits} digits"
    if digits > MOST_DIGITS + (2 if number.strip().startswith("00") else 0) + (1 if "(0)" in number else 0):
        return f"has {digits} digits"
    if re.match(r"\s*\+[\s(]*0", number):
        return "has a country code that begins with 0"
    return None
