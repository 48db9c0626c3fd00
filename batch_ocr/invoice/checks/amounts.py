"""Net, tax and total: amounts of their currency that fit together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.country import country_of
from batch_ocr.invoice.checks.currencies import CASH_STEP, decimals_of
from batch_ocr.invoice.checks.values import Values, amount, plain, text
from batch_ocr.invoice.checks.vat_rates import highest_rate

ROUNDED_LINES: Final = 10
"""Lines whose tax may have been rounded separately: each adds half the smallest unit to the tolerance."""
SURCHARGE: Final = Decimal("0.05")
"""Share of the taxed total that may be added to it untaxed: postage, a deposit on bottles, a stamp duty."""
DISCOUNT: Final = Decimal("0.5")
"""Share of the net amount: a total below it is not explained by a discount or a prepayment."""
_NOISE: Final = Decimal("1e-6")
"""Error that binary floating point adds to a service's amounts, such as 917.5999999999999."""

_THOUSANDS: Final = -3
_HUNDRED: Final = Decimal(100)
_MONEY: Final = ("net_amount", "total_amount")
_FIELDS: Final = (*_MONEY, "vat")
"""Fields of a finding, the net amount first: of several sums on a page it is the one most often misread."""


def tolerance(currency: str) -> Decimal:
    """Return by how much net plus tax may differ from the total without a finding, in the currency's main unit.

    Tax may be rounded on each of ROUNDED_LINES lines, by half of the smallest unit, and the total to what coins can
    pay, by half of the smallest coin. For euro that is 0.05 + 0.025, for yen 5, for Swedish crowns 0.05 + 0.50.
    """
    smallest = Decimal(1).scaleb(-decimals_of(currency))
    return (smallest * ROUNDED_LINES + CASH_STEP.get(currency.upper(), Decimal(0))) / 2


def fits(net: Decimal, rate: Decimal, total: Decimal, allowed: Decimal) -> bool:
    """Say whether net × (1 + rate / 100) is the total, within `allowed`."""
    return abs(net * (_HUNDRED + rate) / _HUNDRED - total) <= allowed


def check_amounts(invoice: Values) -> Iterator[Finding]:
    """Yield what is wrong with net amount and total, each alone and together with the rate of tax."""
    for field in _MONEY:
        yield from _decimals(invoice, field)
    total, net = amount(invoice, "total_amount"), amount(invoice, "net_amount")
    if total == 0:
        message = "total_amount is 0: nothing is to be paid, or the wrong amount was read"
        yield Finding(Code.AMOUNT_ZERO, Verdict.UNCLEAR, ("total_amount",), message)
    elif total is not None and net is not None:
        yield from _together(invoice, net, total)


def _decimals(invoice: Values, field: str) -> Iterator[Finding]:
    """A total with too many decimals cannot be paid; net amounts are sometimes printed with more."""
    value, currency = amount(invoice, field), text(invoice, "currency")
    if value is None or not currency:
        return
    digits = decimals_of(currency)
    smallest = Decimal(1).scaleb(-digits)
    if abs(value - value.quantize(smallest)) > _NOISE:
        verdict = Verdict.WRONG if field == "total_amount" else Verdict.UNCLEAR
        message = f"{field} {plain(value)} has more decimals than {currency.upper()} has: {digits}"
        yield Finding(Code.AMOUNT_DECIMALS, verdict, (field,), message, _readings(value, smallest))


def _readings(value: Decimal, smallest: Decimal) -> str:
    """Three decimals may have been thousands: 12.345 is 12345 or 12.35."""
    rounded = f"{value.quantize(smallest):f}"
    return f"{rounded} or {value.scaleb(3):f}" if value.as_tuple().exponent == _THOUSANDS else rounded


def _together(invoice: Values, net: Decimal, total: Decimal) -> Iterator[Finding]:
    if net and (net > 0) != (total > 0):
        message = f"net_amount {plain(net)} and total_amount {plain(total)} have different signs"
        yield Finding(Code.AMOUNT_SIGNS, Verdict.WRONG, _MONEY, message, "both positive, or both negative")
        return
    rate, allowed = amount(invoice, "vat"), tolerance(text(invoice, "currency"))
    if rate is not None and (_is_no_rate(rate) or _holds_other(net, rate, total, allowed)):
        return  # the finding is about the rate, see vat.py
    if rate is not None and not fits(net, rate, total, allowed):
        yield _disagreement(invoice, net, total, rate, allowed)
    elif rate is None:
        below = abs(total) < abs(net) - allowed
        if below or not _explicable(invoice, net, total, Decimal(0), allowed):
            yield _disagreement(invoice, net, total, None, allowed)


def _disagreement(invoice: Values, net: Decimal, total: Decimal, rate: Decimal | None, allowed: Decimal) -> Finding:
    explicable = _explicable(invoice, net, total, rate or Decimal(0), allowed)
    expected = net if rate is None else net * (_HUNDRED + rate) / _HUNDRED
    shown = expected.quantize(Decimal(1).scaleb(-decimals_of(text(invoice, "currency"))), ROUND_HALF_UP)
    tax = "" if rate is None else f" plus {plain(rate)} % tax"
    message = f"net_amount {plain(net)}{tax} does not add up to total_amount {plain(total)}"
    if explicable:
        message += "; a second rate, a discount or a charge would explain it"
    verdict = Verdict.UNCLEAR if explicable else Verdict.WRONG
    fields = _MONEY if rate is None else _FIELDS
    least = "" if rate is not None else "at least "
    return Finding(Code.TOTALS_DISAGREE, verdict, fields, message, f"total_amount {least}{shown:f}")


def _explicable(invoice: Values, net: Decimal, total: Decimal, rate: Decimal, allowed: Decimal) -> bool:
    """Say whether other tax rates of the country, a discount, or something untaxed on top can explain the total."""
    highest = max(rate, highest_rate(country_of(invoice, "supplier"), country_of(invoice, "receiver")))
    most = abs(net) * (_HUNDRED + highest) / _HUNDRED * (1 + SURCHARGE) + allowed
    return abs(net) * DISCOUNT <= abs(total) <= most


def _is_no_rate(rate: Decimal) -> bool:
    return not 0 <= rate <= _HUNDRED


def _holds_other(net: Decimal, rate: Decimal, total: Decimal, allowed: Decimal) -> bool:
    return is_tax_amount(net, rate, total, allowed) or is_fraction(net, rate, total, allowed)


def is_tax_amount(net: Decimal, rate: Decimal, total: Decimal, allowed: Decimal) -> bool:
    """Say whether the tax itself stands where its rate should: 190 of 1000, not 19. Tax never exceeds the net."""
    smallest = allowed / ROUNDED_LINES  # one tax, added once: there is no room for many roundings
    return 0 < abs(rate) <= abs(net) and not fits(net, rate, total, allowed) and abs(net + rate - total) <= smallest


def is_fraction(net: Decimal, rate: Decimal, total: Decimal, allowed: Decimal) -> bool:
    """Say whether the rate is given as a fraction instead of a percentage: 0.19, not 19."""
    return 0 < rate < 1 and not fits(net, rate, total, allowed) and fits(net, rate * 100, total, allowed)
