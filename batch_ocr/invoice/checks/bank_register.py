"""Which bank an IBAN belongs to, by the register of banks that schwifty carries. It knows many banks, never all.

Read when the first IBAN of a country is looked up, and kept in a compact form for the few countries that a folder of
invoices has: the register's own records of one large country take more memory than all else the checks need.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

INSTITUTION: Final = 6
"""Characters of a BIC that name bank and country; the rest, place and branch, may differ."""
COUNTRIES_KEPT: Final = 4

_GENERIC_TEXT: Final = """
ag and as bank banca banco banka banque bcc bv caisse caixa caja cie co company cooperative corp credit credito de del
della der des di die eg et filiale for gmbh group hausbank int international kg la le limited ltd national nv of oy plc
plus public raiffeisenbank sa spa sparkasse spk the und van volksbank vr zweigniederlassung
"""
_GENERIC: Final = frozenset(_GENERIC_TEXT.split())
"""Words that many banks have in their names, in lower case without accents; they tell no bank from another."""


@dataclass(frozen=True, slots=True)
class Bank:
    """One bank as the register knows it."""

    code: str
    """National code, as it stands in an IBAN."""
    bics: frozenset[str]
    """Its BICs, only the characters of INSTITUTION."""
    names: tuple[str, ...]


def bank_of(iban: str) -> Bank | None:
    """Return the bank of a valid IBAN in electronic form; None where the register does not know it."""
    from schwifty import IBAN  # noqa: PLC0415 - costs 20 ms and memory, and only where an IBAN is compared

    parsed = IBAN(iban, allow_invalid=True)
    try:
        parts = [getattr(parsed, part) for part in parsed.spec.bic_lookup_components] or [parsed.bank_code]
    except ValueError:  # a country without a layout in the register
        return None
    return _banks(iban[:2]).get("".join(parts))


def other_bank_named(iban: str, name: str) -> bool:
    """Say whether a name means a bank of the country, and not the IBAN's.

    True only when the words that tell banks apart are all words of another bank's name, and none of this one's: trade
    names and abbreviations that the register does not have say nothing.
    """
    bank, words = bank_of(iban), telling_words(name)
    if bank is None or not words or words & _words_of(bank):
        return False
    return any(words <= _words_of(other) for other in _banks(iban[:2]).values() if other.code != bank.code)


def telling_words(name: str) -> frozenset[str]:
    """Return the words of a bank's name that other banks do not have, in lower case without accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    words = "".join(c if c.isalnum() else " " for c in bare).split()
    return frozenset(word for word in words if len(word) > 2 and word not in _GENERIC)  # noqa: PLR2004 - initials tell nothing


def _words_of(bank: Bank) -> frozenset[str]:
    return frozenset(word for name in bank.names for word in telling_words(name))


@lru_cache(maxsize=COUNTRIES_KEPT)
def _banks(country: str) -> Mapping[str, Bank]:
    """Read a country's banks, by their national codes. A registry of its own is used, and dropped at once."""
    from schwifty.registry import Registry  # noqa: PLC0415 - as above

    grouped: dict[str, list[Any]] = {}
    for entry in Registry().get_banks_by_country(country):
        grouped.setdefault(entry.bank_code, []).append(entry)
    return {code: _bank(code, entries) for code, entries in grouped.items() if code}


def _bank(code: str, entries: Iterable[Any]) -> Bank:
    bics, names = set(), {}
    for entry in entries:
        bics.add(str(entry.bic or "")[:INSTITUTION])
        names.update(dict.fromkeys((entry.name, entry.short_name)))
    return Bank(code, frozenset(bics - {""}), tuple(str(name) for name in names if name))
