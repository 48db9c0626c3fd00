"""The bank: a valid code, in the country of the IBAN, of the bank that the IBAN belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.accounts import iban_of
from batch_ocr.invoice.checks.bank_register import INSTITUTION, Bank, bank_of, other_bank_named
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.values import Values, text

_BIC: Final = re.compile(r"[A-Z0-9]{4}([A-Z]{2})[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
_SHARED: Final = {
    "FR": frozenset({"BL", "GF", "GP", "MC", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"}),
    "GB": frozenset({"GG", "GI", "IM", "JE"}),
    "FI": frozenset({"AX"}),
    "IT": frozenset({"SM", "VA"}),
    "CH": frozenset({"LI"}),
    "LI": frozenset({"CH"}),
    "MC": frozenset({"FR"}),
    "NO": frozenset({"SJ"}),
    "PT": frozenset({"ES"}),
}
"""Countries of BICs that occur with IBANs of another country. Source: SWIFT, IBAN Registry, "also includes"."""


def check_bank(invoice: Values) -> Iterator[Finding]:
    """Yield what is wrong with BIC and bank name, alone and beside the IBAN. Source of the form: ISO 9362."""
    printed = text(invoice, "bic")
    bic = re.sub(r"[\s-]", "", printed).upper()
    iban = iban_of(text(invoice, "account"))
    if bic and not is_bic(bic):
        expected = "8 or 11 characters: bank, country, place, branch"
        yield Finding(Code.BIC_FORM, Verdict.WRONG, ("bic",), f"bic {printed} is not a BIC", expected)
        bic = ""
    if not iban:
        return
    if bic and bic[4:6] not in {iban[:2]} | _SHARED.get(iban[:2], frozenset()):
        message = f"bic {printed} is of {bic[4:6]}, the IBAN of {iban[:2]}"
        yield Finding(Code.BIC_COUNTRY, Verdict.WRONG, ("bic", "account"), message, f"a BIC of {iban[:2]}")
    else:
        yield from _registered(iban, bic, text(invoice, "bank_name"))


def is_bic(code: str) -> bool:
    """Say whether a code in capitals without spaces has the form of a BIC, of a country that exists."""
    from stdnum import bic  # noqa: PLC0415 - only here are country codes needed, and most lines have no BIC

    match = _BIC.fullmatch(code)
    return match is not None and bic.is_valid(f"BANK{match[1]}XX")


def _registered(iban: str, bic: str, name: str) -> Iterator[Finding]:
    """Compare with the register of banks if it knows the IBAN's bank; a difference is no proof."""
    bank = bank_of(iban) if bic or name else None
    if bank is None:
        return
    if bic and bank.bics and bic[:INSTITUTION] not in bank.bics:
        message = f"bic {bic} is not that of the IBAN's bank, {_told(bank)}"
        yield Finding(Code.BIC_BANK, Verdict.UNCLEAR, ("bic", "account"), message, ", ".join(sorted(bank.bics)))
    elif not bic and name and other_bank_named(iban, name):
        message = f"the IBAN does not belong to {name} but to {_told(bank)}"
        yield Finding(Code.BANK_NAME, Verdict.UNCLEAR, ("bank_name", "account"), message, _told(bank))


def _told(bank: Bank) -> str:
    return bank.names[0] if bank.names else f"bank code {bank.code}"
