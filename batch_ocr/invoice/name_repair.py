"""Corrects misread letters in those words of a company's name that many companies share.

Only trade words and legal forms are corrected, and only if one letter in seven or more is wrong: the distinguishing
part of a name is never touched.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial

from rapidfuzz.distance import DamerauLevenshtein

_TRADE_WORDS = """
associates association automobile automotive bakeries building catering chemicals clothing commercial
communications community company components computer computers confectionery construction consultancy
consultants consulting corporation cosmetics departmental design development distribution distributors
electrical electronics engineering enterprise enterprises entertainment equipment fashion financial furniture
gallery garment hardware healthcare holding holdings hospital hospitality household hypermarket incorporated
industrial industries insurance international laboratories leisure library limited logistics machinery
maintenance management manufacturing marketing medical minimarket network optical organisation packaging
petroleum pharmacy pharmaceutical photography plastics plumbing printing production productions products
properties publishing resources restaurant restaurants retail services signature software solutions stationers
stationery station studios supermarket supplies suppliers systems technical technologies technology
telecommunication textile textiles trading training transport travel ventures warehouse wholesale workshop
restoran perniagaan perusahaan pasaraya syarikat kedai gesellschaft versicherung versicherungsverein
handelsgesellschaft dienstleistungen vertriebs verwaltungs apotheke bäckerei metzgerei druckerei elektrotechnik
maschinenbau industrieservice ingenieurbüro stadtwerke boulangerie pharmacie librairie fournitures société
entreprise informatique transports ferretería panadería construcciones distribuciones servicios sociedad
comercial hermanos ferramenta panificio costruzioni forniture servizi commerciale groothandel bakkerij
handelsonderneming diensten installatie spółka przedsiębiorstwo handlowe usługowe hurtownia
"""
_FORMS = (
    (re.compile(r"\bS[DBO0]N\s?\.?\s?[B8]H[DUOB0]\b\.?", re.IGNORECASE), ("SDN BHD", "Sdn Bhd")),
    (re.compile(r"(?<=\s)[S5]\s?/\s?[B8](?=\s*(?:$|\())"), ("S/B", "S/B")),
    (re.compile(r"\b[GC6]M[B8]H\b"), ("GMBH", "GmbH")),
    (re.compile(r"\b(?:[GC6]m[bh6]H|Gmb[INM1l])\b"), ("GMBH", "GmbH")),
    (re.compile(r"\b[L1I]TD\b\.?"), ("LTD", "Ltd")),
)
SHORTEST_WORD = 7
"""Letters a word must have to be mended: in shorter ones one letter makes another word."""


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    return frozenset(word for word in _TRADE_WORDS.split() if len(word) >= SHORTEST_WORD)


@lru_cache(maxsize=2048)
def repair_name(name: str) -> str:
    """Return `name` with its legal form and trade words as they are spelled, everything else as it is."""
    for pattern, (upper, mixed) in _FORMS:
        name = pattern.sub(partial(_form, upper=upper, mixed=mixed), name)
    return " ".join(_repair_word(word) for word in name.split())


def _form(match: re.Match[str], *, upper: str, mixed: str) -> str:
    """Return the legal form as it is spelled; one that is right already, or set with dots, is left alone."""
    found = match.group()
    proper = upper if found.upper() == found else mixed
    right = found.rstrip(".").casefold() == proper.casefold()
    return found if right or "." in found.rstrip(".") else proper


def _repair_word(word: str) -> str:
    bare = word.strip(".,()&'\"")
    folded = bare.casefold()
    if len(bare) < SHORTEST_WORD or folded in _vocabulary() or not bare.isalpha():
        return word
    near = [
        known
        for known in _vocabulary()
        if abs(len(known) - len(folded)) <= 1 and DamerauLevenshtein.distance(known, folded) == 1
    ]
    if len(near) != 1 or _is_inflection(folded, near[0]):
        return word
    return word.replace(bare, _in_case_of(bare, near[0]))


def _is_inflection(word: str, known: str) -> bool:
    """Say whether the difference is only an ending: "hardwares" is no misreading of "hardware"."""
    shorter, longer = sorted((word, known), key=len)
    return longer.startswith(shorter) or word[:-1] == known[:-1]


def _in_case_of(model: str, word: str) -> str:
    if model.isupper():
        return word.upper()
    return word.capitalize() if model[:1].isupper() else word
