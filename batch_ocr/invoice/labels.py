"""Finds label phrases in rows of words, in any language of the lexicon, whatever a recogniser did to the spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from batch_ocr.invoice.currency import SYMBOL_PATTERN
from batch_ocr.invoice.labels_composed import COMPOSED_DATES, COMPOSED_SUMS
from batch_ocr.invoice.labels_dates import DATES
from batch_ocr.invoice.labels_other_amounts import OTHER_AMOUNTS
from batch_ocr.invoice.labels_references import BANKING, REFERENCES
from batch_ocr.invoice.labels_sums import SUMS
from batch_ocr.page import Word

Lexicon = Mapping[str, Mapping[str, str]]

LONGEST_LABEL: Final = 7
"""Words of a row that one label may span."""
FUZZY_FROM: Final = 5
"""Letters from which a phrase may differ from its lexicon form."""
LEAST_ASIDE: Final = 4
"""A shorter phrase of another kind occurs in any sentence and means nothing."""
LEAST_SIMILARITY: Final = 0.8
"""Normalised Levenshtein similarity from which a phrase still counts as its lexicon form."""

# One shape for letters that recognisers confuse, applied to lexicon and page alike.
_CONFUSED: Final = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "|": "l",
        "!": "l",
        "5": "s",
        "8": "b",
        "j": "l",
        "ł": "l",
        "ß": "ss",
        "đ": "d",
        "ø": "o",
    }
)

_GLUED_AMOUNT: Final = re.compile(
    rf"(?:{SYMBOL_PATTERN})?:?[-(]?[0-9][0-9.,]*[.,][0-9]{{2}}[)A-Z]?$|(?:{SYMBOL_PATTERN})[0-9][0-9.,]*$"
)
"""What is no part of the label in `TotalRM21.85`; cents or a mark of currency make the amount."""
_MONEY: Final = re.compile(r"[0-9][.,][0-9]{2}(?![0-9%])")
_AMOUNT: Final = "0"
"""Stands for a word that is an amount: no label reaches over it, and no folded label holds a digit."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label phrase found in a row."""

    role: str
    """A key of the lexicon it was looked up in."""
    start: int
    """Index of its first word in the words searched."""
    end: int
    """One past the index of its last word."""
    similarity: float
    """1.0 for an exact match after folding."""
    letters: int
    """Folded length of the lexicon's phrase: longer ones say more."""
    phrase: str
    """The lexicon's phrase, folded."""


@dataclass(frozen=True, eq=False)
class Phrases:
    """One lexicon, folded and ready to be searched; build with `Phrases.of`."""

    roles: dict[str, str]
    """Folded phrase → role."""
    by_length: dict[int, list[str]]
    by_beginning: dict[tuple[int, str], list[str]]
    """Length and first letter → phrases. There are thousands, and each word of each page is looked up."""
    over_amounts: bool
    """Whether an amount may stand inside a phrase: "pay 12.50 EUR before the" announces a day."""

    @classmethod
    def of(cls, lexicon: Lexicon, composed: Lexicon = MappingProxyType({}), *, over_amounts: bool = True) -> Phrases:
        """Fold `lexicon`, then `composed`; a phrase listed under two roles belongs to the one listed first."""
        roles: dict[str, str] = {}
        for role, languages in (*lexicon.items(), *composed.items()):
            for phrase in ",".join(languages.values()).split(","):
                roles.setdefault(fold_label(phrase), role)
        roles = {phrase: role for phrase, role in roles.items() if len(phrase) > 1}
        by_length: dict[int, list[str]] = {}
        by_beginning: dict[tuple[int, str], list[str]] = {}
        for phrase in roles:
            by_length.setdefault(len(phrase), []).append(phrase)
            by_beginning.setdefault((len(phrase), phrase[0]), []).append(phrase)
        return cls(roles, by_length, by_beginning, over_amounts)

    def look_up(self, folded: str) -> tuple[str, float] | None:
        """Return the phrase most similar to `folded`, with its similarity; None if it is not a label."""
        if folded in self.roles:
            return folded, 1.0
        if len(folded) < FUZZY_FROM:
            return None
        slack = max(1, int(len(folded) * (1 - LEAST_SIMILARITY)))
        sizes = range(max(FUZZY_FROM, len(folded) - slack), len(folded) + slack + 1)
        near = [phrase for size in sizes for phrase in self._alike(folded, size)]
        best = process.extractOne(folded, near, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST_SIMILARITY)
        return (best[0], best[1]) if best else None

    def _alike(self, folded: str, length: int) -> Sequence[str]:
        """Phrases of a length that begin alike: recognisers change a first letter, they seldom lose or add one."""
        if length == len(folded):
            return self.by_length.get(length, ())
        return self.by_beginning.get((length, folded[0]), ())


@lru_cache(maxsize=8192)
def fold_label(text: str) -> str:
    """Reduce a phrase to what survives recognition: letters only, no case, no accents, look-alikes made equal."""
    lowered = unicodedata.normalize("NFKD", _GLUED_AMOUNT.sub("", text).casefold().replace("ł", "l").replace("ß", "ss"))
    plain = "".join(c for c in lowered if not unicodedata.combining(c))
    words = (
        word.translate(_CONFUSED) if re.search("[a-z]", word) else "" for word in re.findall(r"[a-z0-9|!]+", plain)
    )
    return "".join(re.sub("[^a-z]", "", word) for word in words)


def _merged(lexicon: Lexicon) -> dict[str, str]:
    """All phrases of all roles as one role: looked up only to tell them from the rest."""
    merged: dict[str, str] = {}
    for role, languages in lexicon.items():
        phrases = ",".join(languages.values()).split(",")
        merged[role] = ",".join(phrase for phrase in phrases if len(fold_label(phrase)) >= LEAST_ASIDE)
    return merged


AMOUNT_PHRASES: Final = Phrases.of(
    {**SUMS, **OTHER_AMOUNTS, "reference": _merged(REFERENCES), "date": _merged(DATES), "banking": _merged(BANKING)},
    COMPOSED_SUMS,
    over_amounts=False,
)
DATE_PHRASES: Final = Phrases.of(DATES, COMPOSED_DATES)
REFERENCE_PHRASES: Final = Phrases.of(REFERENCES)
BANK_PHRASES: Final = Phrases.of(BANKING)


def find_labels(words: Sequence[Word], phrases: Phrases) -> list[Label]:
    """Find labels among the words of one row, none overlapping; longer and more exact ones win."""
    folded = [_folded(word.text, phrases) for word in words]
    return list(_pick(_candidates(tuple(folded), phrases)))


def _folded(text: str, phrases: Phrases) -> str:
    folded = fold_label(text) if _can_be_label(text) else ""
    return _AMOUNT if not folded and not phrases.over_amounts and _MONEY.search(text) else folded


def _can_be_label(text: str) -> bool:
    """E-mail addresses and codes such as INV-7251 contain words that are not labels."""
    bare = _GLUED_AMOUNT.sub("", text)
    digits, letters = sum(c.isdigit() for c in bare), sum(c.isalpha() for c in bare)
    return "@" not in bare and "www." not in bare and digits < max(3, letters)


def _candidates(folded: tuple[str, ...], phrases: Phrases) -> Iterable[Label]:
    for start in range(len(folded)):
        if not folded[start] or folded[start] == _AMOUNT:
            continue
        text = ""
        for end in range(start + 1, min(len(folded), start + LONGEST_LABEL) + 1):
            if folded[end - 1] == _AMOUNT:
                break  # "Total 12.50 USD" is a label, an amount and its currency
            if not folded[end - 1]:
                continue
            text += folded[end - 1]
            found = _look_up(phrases, text)
            if found:
                yield Label(phrases.roles[found[0]], start, end, found[1], len(found[0]), found[0])


@lru_cache(maxsize=50_000)
def _look_up(phrases: Phrases, text: str) -> tuple[str, float] | None:
    return phrases.look_up(text)


def _pick(candidates: Iterable[Label]) -> Iterable[Label]:
    taken: list[Label] = []
    for label in sorted(candidates, key=lambda c: (-c.letters * c.similarity**3, c.start)):
        if all(label.end <= other.start or label.start >= other.end for other in taken):
            taken.append(label)
    return sorted(taken, key=lambda c: c.start)
