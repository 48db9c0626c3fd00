"""Whether two spellings of a name, or two tax ids, mean the same company; used by the checks and by history."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_LEGAL_FORMS_TEXT: Final = """
ab ag aps as asa bhd bv bvba co company corp corporation cv dac doo eg ek eood eu eurl ev gbr gmbh haftungsbeschrankt hb
inc incorporated jsc kb kft kg kgaa ks limited llc llp ltd mbh nv nyrt ohg ood ou oy oyj partg plc pte pty pvt sa sagl
sal sarl sas sasu sca scop sdn se sia sl slu snc soc sp spa spol spolka sprl srl sro uab ug vof zoo zrt
"""
_LEGAL_FORMS: Final = frozenset(_LEGAL_FORMS_TEXT.split())
"""Legal forms in lower case without dots and accents; a name is the same company with or without them."""
_FEWEST_LETTERS: Final = 2


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """Return a company's name for comparing: lower case, no accents, no marks, no legal form; empty for no name."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    joined = re.sub(r"(?<=\b\w)[.\s]\s?(?=\w\b)", "", bare.replace("&", " "))  # S. A. R. L. and s.a.r.l. are one word
    words = re.sub(r"[\W_]+", " ", joined).split()
    kept = [word for word in words if word not in _LEGAL_FORMS] or words
    return " ".join(kept)


def name_key(name: str) -> str:
    """Return a key that is equal for names differing only in spaces and marks: "Straßen-Bau" and "Strassenbau"."""
    return plain_name(name).replace(" ", "")


def name_keys(names: Iterable[str]) -> frozenset[str]:
    """Return the keys of names; names of which nothing is left have none."""
    return frozenset(key for key in map(name_key, names) if len(key) >= _FEWEST_LETTERS)


def compact_tax_id(printed: str) -> str:
    """Return a tax id in capitals without separators."""
    return re.sub(r"[\W_]", "", printed).upper()


def same_tax_id(one: str, other: str) -> bool:
    """Say whether two tax ids are the same; a prefix of letters or letters behind may be missing on one side."""
    first, second = compact_tax_id(one), compact_tax_id(other)
    if not first or not second:
        return False
    digits = re.sub(r"\D", "", first)
    bare = {re.sub(r"^[A-Z]{2,3}", "", number) for number in (first, second)}
    return first == second or len(bare) == 1 or (len(digits) >= 8 and digits == re.sub(r"\D", "", second))  # noqa: PLR2004 - long enough to be nobody else's
