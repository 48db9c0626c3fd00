"""A currency that exists, on the day of the invoice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.currencies import DECIMALS, WITHDRAWN, withdrawn_before
from batch_ocr.invoice.checks.values import Values, text
from batch_ocr.invoice.currency import currency_of_mark

_FIELD = ("currency",)


def check_currency(invoice: Values) -> Iterator[Finding]:
    """Yield what is wrong with the currency; upper and lower case are the same. Source: ISO 4217."""
    printed = text(invoice, "currency")
    code = printed.upper()
    if not printed or (code in DECIMALS):
        return
    if code in WITHDRAWN:
        yield from _withdrawn(code, text(invoice, "issue_date"))
        return
    meant = currency_of_mark(printed)
    if meant:
        message = f"currency {printed} is a sign or a word, not a code, and several countries may use it"
        yield Finding(Code.CURRENCY_FORM, Verdict.UNCLEAR, _FIELD, message, meant)
    else:
        message = f"currency {printed} is not known"
        yield Finding(Code.CURRENCY_UNKNOWN, Verdict.WRONG, _FIELD, message, "a code of ISO 4217, such as eur")


def _withdrawn(code: str, issued: str) -> Iterator[Finding]:
    try:
        day = date.fromisoformat(issued[:10])
    except ValueError:
        return
    if withdrawn_before(code, day):
        message = f"currency {code} was withdrawn in {WITHDRAWN[code]}, the invoice is of {day}"
        yield Finding(Code.CURRENCY_WITHDRAWN, Verdict.UNCLEAR, ("currency", "issue_date"), message)
