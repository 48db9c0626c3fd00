"""Which bank an IBAN belongs to, by the register of banks that schwifty carries. It knows many banks, never all.

A country's part is read when its first IBAN is looked up, and kept as one string per bank: the register's own records
would take more memory than everything else the checks need.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

INSTITUTION: Final = 6
"""Characters of a BIC that name bank and country; the rest, place and branch, may differ."""

_GENERIC_TEXT: Final = """
ag and as bank banca banco banka banque bcc bv caisse caixa caja cie co company cooperative corp credit credito de del
della der des di die eg et filiale for gmbh group hausbank int international kg la le limited ltd national nv of oy plc
plus public raiffeisenbank sa spa sparkasse spk the und van volksbank vr zweigniederlassung
"""
_GENERIC: Final = frozenset(_GENERIC_TEXT.split())
"""Words that many banks' names share, in lower case without accents: they do not distinguish one from another."""


@dataclass(frozen=True, slots=True)
class Bank:
    """One bank as the register knows it."""

    code: str
    """National code, as it stands in an IBAN."""
    bics: frozenset[str]
    """Its BICs, cut to the characters of INSTITUTION."""
    names: tuple[str, ...]


def bank_of(iban: str) -> Bank | None:
    """Return the bank of a valid IBAN in electronic form; None where the register does not know it."""
    from schwifty import IBAN  # noqa: PLC0415 - costs 20 ms and memory, and only where an IBAN is compared

    parsed = IBAN(iban, allow_invalid=True)
    try:
        parts = [getattr(parsed, part) for part in parsed.spec.bic_lookup_components] or [parsed.bank_code]
    except ValueError:  # a country without a layout in the register
        return None
    code = "".join(parts)
    known = _banks(iban[:2]).get(code)
    return None if known is None else _unpacked(code, known)


def other_bank_named(iban: str, name: str) -> bool:
    """Say whether a name clearly means another bank of the country than the IBAN's.

    True only if its distinguishing words all occur in another bank's name and none in this one's. Trade names and
    abbreviations that the register lacks prove nothing.
    """
    bank, words = bank_of(iban), telling_words(name)
    if bank is None or not words or any(words & telling_words(known) for known in bank.names):
        return False
    codes_by_word = _codes_by_word(iban[:2])
    return bool(frozenset.intersection(*(codes_by_word.get(word, frozenset()) for word in words)))


def telling_words(name: str) -> frozenset[str]:
    """Return the words of a bank's name that other banks do not have, in lower case without accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    words = "".join(c if c.isalnum() else " " for c in bare).split()
    return frozenset(word for word in words if len(word) > 2 and word not in _GENERIC)  # noqa: PLR2004 - initials tell nothing


@cache
def _banks(country: str) -> Mapping[str, str]:
    """Read a country's banks, packed, by their national codes. It uses a registry of its own and drops it at once."""
    from schwifty.registry import Registry  # noqa: PLC0415 - as above

    bics: dict[str, set[str]] = {}
    names: dict[str, dict[str, None]] = {}
    for entry in Registry().get_banks_by_country(country):
        bics.setdefault(entry.bank_code or "", set()).add((entry.bic or "")[:INSTITUTION])
        names.setdefault(entry.bank_code or "", {}).update(dict.fromkeys((entry.name or "", entry.short_name or "")))
    return {code: _packed(bics[code], names[code]) for code in bics if code}


@cache
def _codes_by_word(country: str) -> Mapping[str, frozenset[str]]:
    """Return the codes of a country's banks by each distinguishing word of their names."""
    codes: dict[str, set[str]] = {}
    for code, packed in _banks(country).items():
        for word in telling_words(" ".join(_unpacked(code, packed).names)):
            codes.setdefault(word, set()).add(code)
    return {word: frozenset(found) for word, found in codes.items()}


def _packed(bics: Iterable[str], names: Iterable[str]) -> str:
    """Return one string: the BICs separated by spaces on the first line, then one name per line."""
    return "\n".join((" ".join(sorted(bics)), *filter(None, names)))


def _unpacked(code: str, packed: str) -> Bank:
    bics, *names = packed.split("\n")
    return Bank(code, frozenset(bics.split()), tuple(names))
