"""The rate of tax: a percentage, and one that the law of the supplier's country knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.amounts import is_fraction, is_tax_amount, tolerance
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.country import country_of
from batch_ocr.invoice.checks.values import Values, amount, plain, text
from batch_ocr.invoice.checks.vat_rates import rates_around

_VAT: Final = ("vat",)
_HUNDRED: Final = Decimal(100)


def check_vat(invoice: Values) -> Iterator[Finding]:
    """Yield what is wrong with the rate; it is per cent, 19 for 19 %."""
    rate = amount(invoice, "vat")
    if rate is None:
        return
    misplaced = _misplaced(invoice, rate)
    if misplaced:
        yield misplaced
    elif not 0 <= rate <= _HUNDRED:
        message = f"vat {plain(rate)} is not a percentage"
        yield Finding(Code.VAT_RANGE, Verdict.WRONG, _VAT, message, "0 to 100")
    else:
        yield from _known(invoice, rate)


def _misplaced(invoice: Values, rate: Decimal) -> Finding | None:
    net, total = amount(invoice, "net_amount"), amount(invoice, "total_amount")
    if not net or total is None:
        return None
    allowed = tolerance(text(invoice, "currency"))
    if is_tax_amount(net, rate, total, allowed):
        per_cent = (rate / net * _HUNDRED).quantize(Decimal("0.1"))
        message = f"vat {plain(rate)} is the tax itself, not its rate"
        return Finding(Code.VAT_NO_PERCENTAGE, Verdict.WRONG, _VAT, message, f"about {plain(per_cent)}")
    if is_fraction(net, rate, total, allowed):
        message = f"vat {plain(rate)} is a fraction, not a percentage"
        return Finding(Code.VAT_NO_PERCENTAGE, Verdict.WRONG, _VAT, message, plain(rate * _HUNDRED))
    return None


def _known(invoice: Values, rate: Decimal) -> Iterator[Finding]:
    """Yield nothing if no country is known, or its rates are not: a finding about every such invoice would be noise.

    The receiver's country counts as well: a supplier registered there charges its tax. A rate outside the list is never
    WRONG: taxes other than VAT, on insurance for example, are charged in the same way.
    """
    country, issued = country_of(invoice, "supplier"), _issued(invoice)
    usual = rates_around(country, issued)
    if rate == 0 or not usual or rate in usual | rates_around(country_of(invoice, "receiver"), issued):
        return
    expected = ", ".join(plain(known) for known in sorted(usual, reverse=True))
    message = f"vat {plain(rate)} is not a VAT rate of {country} at that time"
    yield Finding(Code.VAT_RATE, Verdict.UNCLEAR, _VAT, message, expected)


def _issued(invoice: Values) -> date | None:
    try:
        return date.fromisoformat(text(invoice, "issue_date")[:10])
    except ValueError:
        return None
