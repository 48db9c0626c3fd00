"""What a person types into a field → the value that is kept, or a sentence that says how to write it.

Nothing is guessed: where a text has two meanings, both are named and the person chooses.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from batch_ocr.invoice.dates import find_dates
from batch_ocr.invoice.fields import AMOUNT_FIELDS
from batch_ocr.invoice.numerals import APOSTROPHES, DASHES, SPACE
from batch_ocr.results.corrections import EDITABLE, Value

MAX_CHARACTERS: Final = 500
MAX_DIGITS: Final = 15

_DATE_FIELDS: Final = frozenset({"issue_date", "due_date"})
_AMOUNT: Final = re.compile(rf"(?P<sign>[{DASHES}+])?(?P<number>[0-9][0-9.,]*)")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
_BLANKS: Final = re.compile(rf"(?<=\d)(?:{SPACE}|[{APOSTROPHES}])(?=\d{{3}}(?!\d))")
_UNSEEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories: controls, lone surrogates, and what ends a line or paragraph."""
_HUNDRED: Final = 100


class BadValue(ValueError):
    """The text is not a value of the field; the message is one sentence for the person who typed it."""


def parse_value(field: str, text: str) -> Value:
    """Read what was typed; an empty text empties the field. Raises BadValue."""
    if field not in EDITABLE:
        raise BadValue(f"there is no field {field!r}")
    typed = unicodedata.normalize("NFC", text).strip()
    if len(typed) > MAX_CHARACTERS:
        raise BadValue(f"longer than {MAX_CHARACTERS} characters")
    lines = typed.replace("\r\n", "\n").split("\n") if field.endswith("_address") else [typed]
    if any(unicodedata.category(one) in _UNSEEN for line in lines for one in line):
        raise BadValue("holds a line break or another character that cannot be seen")
    typed = "\n".join(lines)
    if not typed:
        return None
    if field in AMOUNT_FIELDS:
        return _rate(typed) if field == "vat" else _amount(typed)
    if field in _DATE_FIELDS:
        return _day(typed)
    return _currency(typed) if field == "currency" else typed


def _rate(typed: str) -> Decimal:
    rate = _amount(typed.removesuffix("%").rstrip())
    if not 0 <= rate <= _HUNDRED:
        raise BadValue(f"{typed} is not a percentage: a rate lies between 0 and 100")
    return rate


def _amount(typed: str) -> Decimal:
    """Read 1234.5, 1234,50, 1.234,50, 1,234.50, 1 234,50 and 1'234.50; refuse 1.234, which has two meanings."""
    found = _AMOUNT.fullmatch(_BLANKS.sub("", typed))
    if not found:
        raise BadValue(f"{typed!r} is not an amount: write it like 1234,50 or 1234.50")
    number = found["number"]
    whole, mark, decimals = _parted(number, typed)
    if mark and not decimals:
        raise BadValue(f"{typed!r} ends with a {mark!r}: write the decimals, or leave it away")
    if len(whole) + len(decimals) > MAX_DIGITS:
        raise BadValue(f"more than {MAX_DIGITS} digits")
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return -value if found["sign"] and found["sign"] in DASHES and value else value


def _parted(number: str, typed: str) -> tuple[str, str, str]:
    """Return the digits before the decimal mark, the mark (empty without one), and the digits after it."""
    marks = re.findall("[.,]", number)
    if not marks:
        return number, "", ""
    only_groups = len(marks) > 1 and len(set(marks)) == 1
    whole, mark, decimals = (number, "", "") if only_groups else number.rpartition(marks[-1])
    if whole.isdigit():
        if len(decimals) == 3 and len(whole) <= 3 and whole != "0":  # noqa: PLR2004 - a group of thousands
            raise BadValue(
                f"{typed} may mean {whole}{decimals} or {whole}{mark}{decimals}0: write it in one of these two ways"
            )
        return whole, mark, decimals
    grouped = _GROUPED.fullmatch(whole)
    if not grouped or grouped["mark"] == mark:
        raise BadValue(f"{typed!r} is not an amount: its thousands are not in groups of three; write it like 1234,50")
    return re.sub(r"[.,]", "", whole), mark, decimals


def _day(typed: str) -> str:
    """Return the day in ISO 8601. A day written with dots is day.month.year; with slashes only where it is clear."""
    found = find_dates(typed)
    if len(found) != 1 or found[0].text.strip() != typed:
        raise BadValue(f"{typed!r} is not a day: write it like 2026-11-30 or 30.11.2026")
    days = found[0].by_order
    if "." in typed and "dmy" in days:
        return days["dmy"].isoformat()
    meanings = sorted({day.isoformat() for day in days.values()})
    if len(meanings) > 1:
        raise BadValue(f"{typed} may mean {' or '.join(meanings)}: write it in one of these two ways")
    return meanings[0]


def _currency(typed: str) -> str:
    if not re.fullmatch("[A-Za-z]{3}", typed):
        raise BadValue(f"{typed!r} is not a currency: write the three letters of ISO 4217, such as EUR")
    return typed.lower()
