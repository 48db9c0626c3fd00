"""Money as printed: every usual form of an amount, found in running text and tolerant of a recogniser's slips."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from batch_ocr.invoice.currency import SYMBOL_PATTERN, currency_of_mark
from batch_ocr.invoice.numerals import APOSTROPHES, DASHES, DIGIT_SLIPS, SPACE

Mark = Literal[".", ","]
"""A decimal mark."""

MAX_DIGITS = 12
"""Longer runs are account, telephone or article numbers, never money."""

_DIGIT = "0-9OoQDlI|!i"
_SLIP = f"{_DIGIT}SsBZz"
_SLIP_TOKEN = re.compile(
    rf"(?:(?<![A-Za-z])|(?<=RM)|(?<=EUR)|(?<=USD))[{_DIGIT}][{_SLIP}]*(?:[.,{APOSTROPHES}][{_SLIP}]+)*"
    rf"[.,](?:[{_SLIP}][{_SLIP}Cc]|[{_DIGIT}]+)(?![0-9])"
)
"""A number with cents in which letters may stand for digits, though not one that merely follows the cents."""

_NUMBER = re.compile(
    rf"""(?<![0-9.,/{APOSTROPHES}])(?<!\d:)(?<!\*\*)(?<!\#)  # no part of a longer number, a time, a masked card
    (?:(?<![A-Za-z])|(?=[\d.,]*\d{SPACE}?[.,]{SPACE}?\d{{2}}(?!\d))
        |(?<=[A-Za-z]{{2}})(?=\d{{1,2}}(?:[.,]\d{{1,3}})?{SPACE}?%))
    # after a letter only with cents, or after a word as a rate: `VAT25%`, but not `l9%`
    (?P<sign>[{DASHES}]{SPACE}?)?
    (?P<open>\({SPACE}?)?
    (?P<before>(?:{SYMBOL_PATTERN}){SPACE}?:?{SPACE}?)?
    (?P<inner>[{DASHES}]{SPACE}?)?
    (?P<number>
        \d{{1,3}}(?:(?:{SPACE}|[{APOSTROPHES}])\d{{3}})+(?:{SPACE}?[.,]{SPACE}?\d{{1,2}})?(?![0-9])
      | \d{{1,3}}(?:,{SPACE}\d{{3}})+\.\d{{2}}(?![0-9])
      | \d{{1,3}}(?:[.,]\d{{3}})+{SPACE}?[.,]{SPACE}\d{{2}}(?![0-9.,/]|{SPACE}?%)
      | \d{{1,3}}(?:[.,]\d{{3}})+(?:{SPACE}?[.,]\d{{1,2}})?(?![0-9])
      | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d{{1,2}})?(?![0-9])
      | \d+{SPACE}?[.,]{SPACE}?\d{{2}}(?![0-9])
      | \d+[.,]\d{{1,6}}(?![0-9])
      | \d+
    )
    (?P<dash>[.,][{DASHES}]{{1,2}})?
    (?P<close>{SPACE}?\))?
    (?P<after>{SPACE}?(?:{SYMBOL_PATTERN})(?![A-Za-z]))?
    (?P<minus>[{DASHES}](?![0-9A-Za-z]))?
    (?P<credit>{SPACE}?CR\b)?
    (?:(?P<percent>{SPACE}?%)|(?![0-9]|[.,:/]\d))
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One number that may be money."""

    start: int
    """Offset of the first character in the text it was found in."""
    end: int
    value: Decimal
    decimals: int
    """Digits after the decimal mark as printed; 0 for whole numbers and for `12,-`."""
    mark: Mark | None
    """Decimal mark seen, None where there is none."""
    ambiguous: bool
    """One separator before exactly three digits, as in 1.234: read as thousands, but may mean thousandths."""
    currency: str | None
    """Lower-case ISO 4217 of a symbol or code that touches the number."""
    percent: bool


def fold_digits(text: str) -> str:
    """Replace letters that recognisers write for digits, inside tokens that are mostly digits; length is kept."""

    def fold(match: re.Match[str]) -> str:
        token = match[0]
        return token.translate(DIGIT_SLIPS) if any(c.isdigit() for c in token) else token

    return _SLIP_TOKEN.sub(fold, text)


def find_amounts(text: str, mark: Mark | None = None) -> list[Amount]:
    """Find the numbers of `text` that have a form of money, from left to right, none overlapping.

    `mark` is the document's decimal mark where known; it settles 1.234 and 1,234.
    """
    folded = fold_digits(text)
    found = (_amount(match, mark) for match in _NUMBER.finditer(folded))
    return [amount for amount in found if amount is not None]


def parse_amount(text: str, mark: Mark | None = None) -> Decimal | None:
    """Read `text` as one amount and nothing else; None when it is anything more or less."""
    stripped = text.strip()
    for amount in find_amounts(stripped, mark):
        if amount.start == 0 and amount.end == len(stripped) and not amount.percent:
            return amount.value
    return None


def decimal_mark(amounts: Iterable[Amount]) -> Mark | None:
    """Return the mark that the unambiguous amounts of a document agree on; None without a clear majority."""
    votes = Counter(a.mark for a in amounts if a.mark and a.decimals == 2 and not a.ambiguous)  # noqa: PLR2004 - cents
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return ranked[0][0]


def _amount(match: re.Match[str], mark: Mark | None) -> Amount | None:
    rate = match["percent"] is not None
    read = _read_number(match["number"], mark, rate=rate)
    if read is None:
        return None
    value, decimals, seen, ambiguous = read
    start, end = match.span()
    in_parentheses = bool(match["open"] and match["close"])
    if match["open"] and not in_parentheses:
        start = match.end("open")
    if match["close"] and not in_parentheses and end == match.end("close"):
        end = match.start("close")
    negative = in_parentheses or _is_minus(match) or bool(match["inner"] or match["minus"] or match["credit"])
    currency = match["before"] or match["after"]
    return Amount(
        start=start,
        end=end,
        value=-value if negative and value else value,
        decimals=decimals,
        mark=seen,
        ambiguous=ambiguous,
        currency=currency_of_mark(currency) if currency else None,
        percent=rate,
    )


def _is_minus(match: re.Match[str]) -> bool:
    """Whether the dash before a number is its sign: one between spaces after a word only sets the number off."""
    sign = match["sign"]
    before = match.string[: match.start()].rstrip()
    return bool(sign) and (len(sign) == 1 or not before[-1:].isalnum())


def _read_number(printed: str, mark: Mark | None, *, rate: bool) -> tuple[Decimal, int, Mark | None, bool] | None:
    """Return value, decimals, decimal mark and whether the grouping was a guess. A `rate` never has thousands."""
    compact = re.sub(r"[^0-9.,]", "", printed)
    digits = re.sub(r"[.,]", "", compact)
    if not 0 < len(digits) <= MAX_DIGITS:
        return None
    last = max(compact.rfind("."), compact.rfind(","))
    if last < 0:
        return Decimal(digits), 0, None, False
    tail = len(compact) - last - 1
    separator: Mark = "." if compact[last] == "." else ","
    lone = len(digits) == len(compact) - 1
    grouped = tail == 3 and (not lone or 1 <= last <= 3)  # noqa: PLR2004 - digits of a thousands group
    if grouped and not (lone and (rate or mark == separator or compact.startswith("0"))):
        return Decimal(digits), 0, None, lone and mark is None
    return Decimal(f"{digits[:-tail]}.{digits[-tail:]}"), tail, separator, False
