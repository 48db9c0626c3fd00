"""When a value that was read counts as the value that was printed, field by field."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TypeAlias

Value: TypeAlias = str | float | None
_AMOUNTS = frozenset({"total_amount", "net_amount", "vat"})
_PROSE = frozenset({"supplier_name", "supplier_address", "receiver_name", "receiver_address", "bank_name"})
_PROSE_AGREES = 0.8
_CENT = 0.0101


def agrees(field: str, read: Value, printed: Value) -> bool:
    """Amounts within a cent, names and addresses by most of their words, the rest by letters and digits alone."""
    if read is None or printed is None:
        return read is printed
    if field in _AMOUNTS:
        return abs(float(read) - float(printed)) <= _CENT
    if field in _PROSE:
        return word_overlap(str(read), str(printed)) >= _PROSE_AGREES
    if field.endswith("_tax_id"):
        return _without_country(_plain(str(read))) == _without_country(_plain(str(printed)))
    if field == "supplier_phone":
        # +49 (0)30 23125 and 030 23125 ring the same bell
        return _plain(str(read))[-8:] == _plain(str(printed))[-8:]
    return _plain(str(read)) == _plain(str(printed))


def word_overlap(first: str, second: str) -> float:
    """F1 of the words, 0 to 1, whatever their order; 1 if only the spacing differs."""
    if _plain(first) == _plain(second):
        return 1.0
    one, two = Counter(_words(first)), Counter(_words(second))
    return 2 * (one & two).total() / max(1, one.total() + two.total())


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ł", "l").replace("Ł", "L"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _folded(text))


def _plain(text: str) -> str:
    return "".join(_words(text))


def _without_country(number: str) -> str:
    """Without the letters before the number, and those after a Swiss one that name the tax."""
    return re.sub(r"^[a-z]{2}(?=\w{6})|(?:mwst|tva|iva)$", "", number)
