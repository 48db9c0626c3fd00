"""IBANs and BICs in running text, with the repairs that their check digits prove."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

_START: Final = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})([0-9OoQDIl|SsBZ]{2})(?=[ .-]{0,2}[0-9A-Za-z|])")
_DIGIT_FOR: Final = {
    "O": "0",
    "Q": "0",
    "D": "0",
    "I": "1",
    "L": "1",
    "|": "1",
    "S": "5",
    "B": "8",
    "Z": "2",
    "G": "6",
    "T": "7",
    "A": "4",
}
_LETTER_FOR: Final = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z", "6": "G"}
_COUNTRIES: Final = frozenset(
    (  # noqa: SIM905 -- two hundred quoted codes would fill two hundred lines
        "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BW BY BZ CA CD CG CH CI "
        "CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ES ET FI FJ FR GA GB GD GE GH GI GL GM GN GR "
        "GT GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KM KR KW KZ LA LB LI LK LR LT LU LV "
        "LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK "
        "PL PT PY QA RO RS RU RW SA SC SD SE SG SI SK SN SV SY TD TG TH TJ TM TN TR TT TW TZ UA UG US UY UZ "
        "VA VE VN YE ZA ZM ZW XK "
    ).split()
)
"""Source: ISO 3166-1, and XK as banks use it."""
_MARKED: Final = str.maketrans("ÇÉÈÍÌÏÓŁŚ", "CEEIIIOLS")
"""Specks over capitals that a recogniser took for accents."""
_BIC: Final = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=SWIFT)|(?<=BIC))"
    r"([A-Z0-9]{4}) ?([A-Z0-9]{2}) ?([A-Z0-9]{2})(?: ?([A-Z0-9]{3}))?(?![A-Za-z0-9])"
)
_NO_BANK: Final = frozenset({"IBAN", "BANK", "SWIF", "RECH", "STEU", "POST", "KONT", "DATE"})
"""Beginnings of words that have the form of a bank's code."""


@dataclass(frozen=True, slots=True)
class PrintedIban:
    """One IBAN as found in a text."""

    start: int
    """Offset of the first character in the text it was found in."""
    end: int
    number: str
    """Upper case without spaces, after repair."""
    valid: bool
    """Whether the check digits are right."""
    repaired: bool
    """Whether letters and digits had to be exchanged; then `valid` is True."""


def find_ibans(text: str) -> list[PrintedIban]:
    """Find every run of characters with the length and structure of its country's IBAN, from left to right."""
    found: list[PrintedIban] = []
    text = text.translate(_MARKED)
    for match in _START.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        iban = _read_iban(text, match.start())
        if iban:
            found.append(iban)
    return found


def is_valid_iban(number: str) -> bool:
    """Whether length, structure and check digits are right. Source: ISO 13616, ISO 7064 mod 97-10."""
    from stdnum import iban  # noqa: PLC0415 -- costs 80 ms, needed for few documents

    return bool(iban.is_valid(number, check_country=False))


def find_bics(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and code of what has the form of a BIC of a country that exists. Source: ISO 9362."""
    for match in _BIC.finditer(text):
        bank, country, place, branch = (part or "" for part in match.groups())
        head = "".join(_LETTER_FOR.get(c, c) for c in bank + country)
        if head.isalpha() and head[4:] in _COUNTRIES and head[:4] not in _NO_BANK:
            yield match.start(), match.end(), head + place + branch


def iban_structure(country: str) -> str | None:
    """Return one character for each place of a country's BBAN, None for unknown countries.

    n stands for a digit, a for a letter, c for either.
    """
    from stdnum import numdb  # noqa: PLC0415 -- see above

    known = numdb.get("iban").info(country + "00")[0][1].get("bban", "")
    parts = re.findall(r"(\d+)!([nac])", known)
    return "".join(kind * int(length) for length, kind in parts) or None


def _read_iban(text: str, start: int) -> PrintedIban | None:
    country = text[start : start + 2]
    structure = iban_structure(country)
    if structure is None:
        return None
    number, end = _characters(text, start, 4 + len(structure))
    if len(number) < 4 + len(structure) or (end < len(text) and text[end].isalnum()):
        return None
    if is_valid_iban(number):
        return PrintedIban(start, end, number, valid=True, repaired=False)
    shaped = (
        country
        + _as_digits(number[2:4])
        + "".join(_shape(c, kind) for c, kind in zip(number[4:], structure, strict=True))
    )
    for variant in (shaped, *_variants(shaped, structure)):
        if is_valid_iban(variant):
            return PrintedIban(start, end, variant, valid=True, repaired=True)
    if (
        all(_fits(c, kind) for c, kind in zip("00" + number[4:], "nn" + structure, strict=True))
        and number[2:4].isdigit()
    ):
        return PrintedIban(start, end, number, valid=False, repaired=False)
    return None


def _characters(text: str, start: int, wanted: int) -> tuple[str, int]:
    """Collect `wanted` letters and digits from `start`, over single spaces, dots and hyphens."""
    collected, position, gap = "", start, 0
    while position < len(text) and len(collected) < wanted:
        if text[position].isalnum() or text[position] == "|":
            collected, gap = collected + text[position].upper(), 0
        elif text[position] in " .-\n" and gap < 2:  # noqa: PLR2004
            gap += 1
        else:
            break
        position += 1
    return collected, position


def _shape(char: str, kind: str) -> str:
    if kind == "n" and not char.isdigit():
        return _DIGIT_FOR.get(char, char)
    if kind == "a" and char.isdigit():
        return _LETTER_FOR.get(char, char)
    return char


def _variants(number: str, structure: str) -> Iterator[str]:
    """Exchange look-alikes where the structure allows both letters and digits; few such places, so all combinations."""
    places = [
        i + 4
        for i, kind in enumerate(structure)
        if kind == "c" and (number[i + 4] in _DIGIT_FOR or number[i + 4] in _LETTER_FOR)
    ]
    if not 0 < len(places) <= 4:  # noqa: PLR2004 - more would let chance prove anything
        return
    for choice in product((False, True), repeat=len(places)):
        chars = list(number)
        for place, swap in zip(places, choice, strict=True):
            if swap:
                chars[place] = _DIGIT_FOR.get(chars[place]) or _LETTER_FOR[chars[place]]
        yield "".join(chars)


def _as_digits(text: str) -> str:
    return "".join(c if c.isdigit() else _DIGIT_FOR.get(c, c) for c in text)


def _fits(char: str, kind: str) -> bool:
    return {"n": char.isdigit(), "a": char.isalpha(), "c": char.isalnum()}[kind]
