"""Labels that say whose name and address follow: seller, buyer or place of delivery, in nine languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from batch_ocr.invoice.countries import plain
from batch_ocr.invoice.party_label_words import (
    ATTRIBUTES,
    BESIDE_STEMS,
    NAMES_NOBODY,
    NEEDS_COLON,
    NEIGHBOURS,
    ROLES,
    STEMS,
    Attribute,
    Role,
)

__all__ = ["Attribute", "PartyLabel", "Role", "find_party_label"]


@dataclass(frozen=True, slots=True)
class PartyLabel:
    """A label found at the beginning of a text."""

    meaning: Role | Attribute
    words: int
    """Number of leading words the label takes; a word that holds both label and value ("to:Ann") is not counted."""
    rest: str
    """What follows the label and its colon; empty when the label stands alone."""


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Role | Attribute]:
    meanings: dict[str, Role | Attribute] = {}
    sources: list[tuple[Role | Attribute, str]] = [*ROLES.items(), *ATTRIBUTES.items()]
    for meaning, phrases in sources:
        for phrase in phrases.replace("\n", " ").split("|"):
            meanings.setdefault(_squash(phrase), meaning)
    return meanings


@lru_cache(maxsize=1)
def _colon_needed() -> frozenset[str]:
    return frozenset(map(_squash, NEEDS_COLON))


def _squash(text: str) -> str:
    return plain(text).replace(" ", "")


@lru_cache(maxsize=4096)
def find_party_label(text: str) -> PartyLabel | None:
    """Return the label `text` begins with, the longest one, or None.

    Small misreadings are forgiven in labels of seven letters and more.
    """
    head, colon, tail = text.partition(":")
    if colon:
        meaning = _meaning(head)
        if meaning is not None:
            return PartyLabel(meaning, len(head.split()), tail.strip(" :"))
    words = text.split()
    for count in range(min(5, len(words)), 0, -1):
        phrase = " ".join(words[:count])
        alone = count == len(words)
        meaning = _meaning(phrase.rstrip(" :.-"))
        if meaning is None or (not alone and not _may_run_on(phrase)):
            continue
        return PartyLabel(meaning, count, " ".join(words[count:]).strip(" :-"))
    return None


def _may_run_on(phrase: str) -> bool:
    """Say whether the value may follow `phrase` without a colon: only after labels that are no ordinary words."""
    return _squash(phrase) not in _colon_needed() and " " in phrase.strip()


@lru_cache(maxsize=4096)
def _meaning(phrase: str) -> Role | Attribute | None:
    if re.search(r"\d", phrase) or len(phrase) > 48:  # noqa: PLR2004 -- longer than the longest label
        return None
    squashed = _squash(phrase)
    lexicon = _lexicon()
    if squashed in lexicon:
        return lexicon[squashed]
    parts = [_squash(part) for part in re.split(r"[/&()]| und | and | et | y ", phrase) if _squash(part)]
    known = [lexicon[part] for part in parts if part in lexicon]
    if len(parts) > 1 and len(known) == len(parts):
        return Role.RECEIVER if Role.RECEIVER in known else known[0]
    if len(squashed) < 7:  # noqa: PLR2004 -- one wrong letter in six makes another word
        return None
    misread = _misread(squashed) if len(phrase.rsplit(maxsplit=1)[-1].strip(":.")) > 1 else None
    return misread or _by_stems(plain(phrase))


def _by_stems(phrase: str) -> Role | None:
    """Return the role that some word of a short phrase names, when every other word is one that labels are made of."""
    words = phrase.split()
    if words[:1] == ["data"]:  # a day in Italian, Polish and Portuguese
        return None
    named = {role for word in words for role in _roles_of_stem(word)}
    rest = [word for word in words if not _roles_of_stem(word) and word not in BESIDE_STEMS]
    return named.pop() if len(named) == 1 and not rest and len(words) <= 4 else None  # noqa: PLR2004 -- longer is prose


@lru_cache(maxsize=4096)
def _roles_of_stem(word: str) -> frozenset[Role]:
    return frozenset(
        role
        for role, stems in STEMS.items()
        if any(word.startswith(plain(stem).replace(" ", "")) for stem in stems.replace("\n", " ").split("|"))
        and word not in NEIGHBOURS
        and not NAMES_NOBODY.search(word)
    )


def _misread(squashed: str) -> Role | Attribute | None:
    """Return the meaning of a label with one letter lost, added or mistaken in eight.

    Labels that end in a word of one or two letters must be whole: "Invoice to" is one letter from "Invoice no".
    """
    if squashed in NEIGHBOURS:
        return None
    best, meaning = 0.0, None
    for known, candidate in _lexicon().items():
        if abs(len(known) - len(squashed)) <= 1 and known[0] == squashed[0] and known not in _whole_only():
            ratio = fuzz.ratio(known, squashed)
            if ratio > best:
                best, meaning = ratio, candidate
    return meaning if best >= 87 else None  # noqa: PLR2004 -- one letter in eight


@lru_cache(maxsize=1)
def _whole_only() -> frozenset[str]:
    phrases = (plain(phrase) for text in (*ROLES.values(), *ATTRIBUTES.values()) for phrase in text.split("|"))
    return frozenset(phrase.replace(" ", "") for phrase in phrases if phrase and len(phrase.split()[-1]) <= 2)  # noqa: PLR2004
