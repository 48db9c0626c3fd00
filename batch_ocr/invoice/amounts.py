"""Money as printed: every usual form of an amount, found in running text and tolerant of a recogniser's slips."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from batch_ocr.invoice.currency import SYMBOL_PATTERN, currency_of_mark

Mark = Literal[".", ","]
"""A decimal mark."""

MAX_DIGITS = 12
"""Longer runs are account, telephone or article numbers, never money."""

# What recognisers make of digits inside numbers; same length, so that offsets survive.
_DIGIT_SLIPS = str.maketrans("OoQDCclI|!iSsBZz", "0000001111155822")
_SLIP_TOKEN = re.compile(
    r"(?:(?<![A-Za-z])|(?<=RM)|(?<=EUR)|(?<=USD))"
    r"[0-9OoQDlI|!i][0-9OoQDlI|!iSsBZz]*(?:[.,'’][0-9OoQDlI|!iSsBZz]+)*[.,](?:[0-9OoQDlI|!iSsBZz][0-9OoQDCclI|!iSsBZz]|[0-9OoQDlI|!i]+)(?![0-9])"
)

_GAP = "[ \\u00a0\\u202f\\u2009]"
_GROUP = f"(?:{_GAP}|['’´`])"
_NUMBER = re.compile(
    rf"""(?<![0-9.,/'’])(?<!\d:)(?<!\*\*)(?<!\#)(?:(?<![A-Za-z])|(?=[\d.,]*\d[.,]\d{{2}}(?!\d)))
    (?P<sign>[-−–]{_GAP}?)?
    (?P<open>\({_GAP}?)?
    (?P<before>(?:{SYMBOL_PATTERN}){_GAP}?:?{_GAP}?)?
    (?P<inner>[-−–]{_GAP}?)?
    (?P<number>
        \d{{1,3}}(?:{_GROUP}\d{{3}})+(?:{_GAP}?[.,]{_GAP}?\d{{1,2}})?(?![0-9])
      | \d{{1,3}}(?:,{_GAP}\d{{3}})+\.\d{{2}}(?![0-9])
      | \d{{1,3}}(?:[.,]\d{{3}})+(?:{_GAP}?[.,]\d{{1,2}})?(?![0-9])
      | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d{{1,2}})?(?![0-9])
      | \d+{_GAP}?[.,]{_GAP}?\d{{2}}(?![0-9])
      | \d+[.,]\d{{1,6}}(?![0-9])
      | \d+
    )
    (?P<dash>[.,][-−–]{{1,2}})?
    (?P<close>{_GAP}?\))?
    (?P<after>{_GAP}?(?:{SYMBOL_PATTERN})(?![A-Za-z]))?
    (?P<minus>[-−–](?![0-9A-Za-z]))?
    (?P<credit>{_GAP}?CR\b)?
    (?:(?P<percent>{_GAP}?%)|(?![0-9]|[.,:/]\d))
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
    """One separator before exactly three digits, 1.234: thousands or thousandths. Read as thousands unless told otherwise."""
    currency: str | None
    """Lower-case ISO 4217 of a symbol or code that touches the number."""
    percent: bool


def fold_digits(text: str) -> str:
    """Replace letters that recognisers write for digits, inside tokens that are mostly digits; length is kept."""

    def fold(match: re.Match[str]) -> str:
        token = match[0]
        return token.translate(_DIGIT_SLIPS) if any(c.isdigit() for c in token) else token

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
    read = _read_number(match["number"], mark)
    if read is None:
        return None
    value, decimals, seen, ambiguous = read
    in_parentheses = match["open"] and match["close"]
    negative = bool(match["sign"] or match["inner"] or match["minus"] or match["credit"] or in_parentheses)
    currency = match["before"] or match["after"]
    start, end = match.span()
    return Amount(
        start=start + (len(match["open"] or "") if not in_parentheses and not match["sign"] else 0),
        end=end
        - (len(match["close"] or "") if not in_parentheses and match["close"] and end == match.end("close") else 0),
        value=-value if negative and value else value,
        decimals=decimals,
        mark=seen,
        ambiguous=ambiguous,
        currency=currency_of_mark(currency) if currency else None,
        percent=match["percent"] is not None,
    )


def _read_number(printed: str, mark: Mark | None) -> tuple[Decimal, int, Mark | None, bool] | None:
    """Return value, decimals, decimal mark and whether the grouping was a guess."""
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
    if grouped and not (lone and (mark == separator or compact.startswith("0"))):
        return Decimal(digits), 0, None, lone and mark is None
    return Decimal(f"{digits[:-tail]}.{digits[-tail:]}"), tail, separator, False
