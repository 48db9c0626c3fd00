"""The name of the bank: after its label, or beside the account where something reads like a bank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from batch_ocr.invoice.bank_labels import BANK_WORD, NEAR_ROWS, BankFinding, BankLabels
from batch_ocr.invoice.labels import BANK_PHRASES, fold_label
from batch_ocr.invoice.layout import Segment

_LEAST_LETTERS: Final = 3
_LONGEST: Final = 60
_MOST_WORDS: Final = 7
_CUT: Final = re.compile(
    r"[,;:|()\u00b7\u2022]|\s[-\u2013]\s|\.\s|\.$|\b(?:IBAN|BIC|SWIFT|Konto|Kto|BLZ|(?:A/c|Account|Acc)\.? [Nn]o)\b"
)
_OWN_WORDS: Final = frozenset(map(fold_label, ("bank", "banco", "banca", "banque")))
"""Labels that also occur inside names of banks."""
_HELD_AT: Final = re.compile(
    r"^(?:[^\W\d_]+\s){0,2}(?:at|bei|bei der|bij|bij de|chez|presso|presso la|w|no|en|auprès de)\s(?=[A-ZÉŁŚ])"
)
"""What leads to the name of a bank in a sentence."""
_NOT_A_NAME: Final = re.compile(
    r"^(?:bank|banque|banco|banca|bankers|bankname|bankdaten|bankgegevens|bankleitzahl|bankverbindung(?:en)?|kasse|"
    r"banküberweisung|bankgiro|domiciliation|our bank|credit|credit (?:card|note|terms?)|online banking|"
    r"bank(?:ing)? (?:details|account|name|transfer|code|information(?:en)?|charges|address|account number|swift code)|"
    r"bank-/steuerinformationen|coordonnées bancaires|dati bancari|datos bancarios)$",
    re.IGNORECASE,
)
"""Headings and means of payment made of the same words as names of banks."""


def name_findings(labels: BankLabels, anchor: int | None) -> Iterator[BankFinding]:
    """Yield names of banks; `anchor` is the row of the account or the BIC, None without either."""
    for segment in labels.document.segments:
        yield from _labelled(labels, segment)
        distance = NEAR_ROWS + 1 if anchor is None else abs(segment.row - anchor)
        if distance <= NEAR_ROWS:
            for part in (_HELD_AT.sub("", part.strip()) for part in _CUT.split(segment.text)):
                if _reads_like_a_bank(part):
                    yield _finding(part, segment, 0.7 - 0.02 * distance)


def _labelled(labels: BankLabels, segment: Segment) -> Iterator[BankFinding]:
    inside = [label for label in labels.rows[segment.row] if segment.box.left <= label.box.left < segment.box.right]
    for label in [label for label in inside if label.label.role == "bank"][:1]:  # a second one belongs to the name
        after = [i for i, word in enumerate(segment.words) if word.box.left >= label.box.right - 1]
        said = segment.part(after[0]) if after else next(iter(labels.document.right_of(segment)), None)
        if said is None or (not after and _is_label(labels, said)) or not (words := _until_label(labels, said)):
            continue
        name = _CUT.split(" ".join(words).lstrip(" :"))[0]
        if after and (whole := _named_with_its_label(segment, after[0], label.label.phrase)):
            name = f"{whole} {name}"
        elif after and _is_first_word(segment, after[0]) and not BANK_WORD.search(name) and name[:1].isupper():
            name = f"{segment.words[0].text} {name}"  # "Bank Beispielstadt" is a name, "Bank Sparkasse Xanten" is not
        if _is_name(name):
            yield _finding(name, said, 0.8 if label.label.phrase == "bank" else 0.9)


def _is_label(labels: BankLabels, segment: Segment) -> bool:
    """Whether a cell holds the label of something else, as when labels stand side by side above their values."""
    inside = (one for one in labels.rows[segment.row] if segment.box.left <= one.box.left < segment.box.right)
    return any(one.label.role != "bank" for one in inside)


def _until_label(labels: BankLabels, segment: Segment) -> list[str]:
    """The words before the next label, which is about something else."""
    others = (label for label in labels.rows[segment.row] if label.label.role != "bank")
    starts = [label.box.left for label in others if not label.label.phrase.startswith("bank")]
    before = takewhile(lambda word: not any(abs(word.box.left - start) < 1 for start in starts), segment.words)
    return [word.text for word in before]


def _named_with_its_label(segment: Segment, after: int, phrase: str) -> str:
    """Return the words of a name up to its word for a bank: "Freie Bank" of "Held: Freie Bank Xanten".

    Empty where that word is a label: at the head of its segment, or before a colon.
    """
    before = [word.text for word in segment.words[:after]]
    if phrase not in _OWN_WORDS or len(before) < 2 or before[-1].endswith(":"):  # noqa: PLR2004 -- the word itself and one before it
        return ""
    start = next((place + 1 for place in reversed(range(len(before))) if before[place].endswith((":", "·"))), 0)
    name = before[start:]
    return " ".join(name) if name and all(word[:1].isupper() for word in name) else ""


def _is_first_word(segment: Segment, after: int) -> bool:
    """Whether the label is one word at the head of its segment and without a colon."""
    return after == 1 and segment.words[0].text.isalpha()


def _finding(part: str, segment: Segment, score: float) -> BankFinding:
    return BankFinding(part.strip(" .:-"), round(score * segment.confidence, 4), segment.row, segment.evidence())


def _is_name(part: str) -> bool:
    name = part.strip(" .:-")
    capital = any(letter.isupper() for letter in name[:2])  # mBank is a name, "bank" is a word
    fitting = len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS and capital
    worded = sum(c.isalpha() for c in name) >= _LEAST_LETTERS and not re.search(r"\d{3}", name)
    return fitting and worded and not _NOT_A_NAME.match(name) and not _is_other_label(name)


def _is_other_label(name: str) -> bool:
    """Whether the whole text is a label of something else, such as "Bank identifier"."""
    known = BANK_PHRASES.look_up(fold_label(name))
    return known is not None and known[1] == 1.0 and BANK_PHRASES.roles[known[0]] != "bank"


def _reads_like_a_bank(part: str) -> bool:
    several = len(part.split()) > 1
    return several and _is_name(part) and bool(BANK_WORD.search(part))
