"""The name of the bank: after its label, or beside the account where something reads like a bank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from batch_ocr.invoice.bank_labels import BANK_WORD, NEAR_ROWS, BankFinding, BankLabels
from batch_ocr.invoice.layout import Segment

_LEAST_LETTERS: Final = 3
_LONGEST: Final = 60
_MOST_WORDS: Final = 7
_CUT: Final = re.compile(
    r"[,;:|()\u00b7\u2022]|\s[-\u2013]\s|\.\s|\.$|\b(?:IBAN|BIC|SWIFT|Konto|Kto|BLZ|(?:A/c|Account|Acc)\.? [Nn]o)\b"
)
_NOT_A_NAME: Final = re.compile(
    r"^(?:bank|banque|banco|banca|bankers|bankname|bankdaten|bankgegevens|bankleitzahl|bankverbindung(?:en)?|kasse|"
    r"banküberweisung|bankgiro|domiciliation|our bank|credit|credit (?:card|note|terms?)|online banking|"
    r"bank(?:ing)? (?:details|account|name|transfer|code|information(?:en)?|charges|address|account number|swift code)|"
    r"bank-/steuerinformationen|coordonnées bancaires|dati bancari|datos bancarios)$",
    re.IGNORECASE,
)
"""Headings and means of payment that are made of the same words."""


def name_findings(labels: BankLabels, anchor: int | None) -> Iterator[BankFinding]:
    """Yield names of banks; `anchor` is the row of the account or the BIC, None without either."""
    for segment in labels.document.segments:
        yield from _labelled(labels, segment)
        distance = NEAR_ROWS + 1 if anchor is None else abs(segment.row - anchor)
        if distance <= NEAR_ROWS:
            for part in _CUT.split(segment.text):
                if _reads_like_a_bank(part):
                    yield _finding(part, segment, 0.7 - 0.02 * distance)


def _labelled(labels: BankLabels, segment: Segment) -> Iterator[BankFinding]:
    inside = [label for label in labels.rows[segment.row] if segment.box.left <= label.box.left < segment.box.right]
    for label in [label for label in inside if label.label.role == "bank"][:1]:  # a second one belongs to the name
        after = [i for i, word in enumerate(segment.words) if word.box.left >= label.box.right - 1]
        said = segment.part(after[0]) if after else next(iter(labels.document.right_of(segment)), None)
        if said is None or not (words := _until_label(labels, said)):
            continue
        name = _CUT.split(" ".join(words).lstrip(" :"))[0]
        if after and _is_first_word(segment, after[0]) and not BANK_WORD.search(name):
            name = f"{segment.words[0].text} {name}"  # "Bank Beispielstadt" is a name, "Bank Sparkasse Xanten" is not
        if _is_name(name):
            yield _finding(name, said, 0.8 if label.label.phrase == "bank" else 0.9)


def _until_label(labels: BankLabels, segment: Segment) -> list[str]:
    """The words before the next label, which is about something else."""
    others = (label for label in labels.rows[segment.row] if label.label.role != "bank")
    starts = [label.box.left for label in others if not label.label.phrase.startswith("bank")]
    before = takewhile(lambda word: not any(abs(word.box.left - start) < 1 for start in starts), segment.words)
    return [word.text for word in before]


def _is_first_word(segment: Segment, after: int) -> bool:
    """Whether the label is one word at the head of its segment and without a colon."""
    return after == 1 and segment.words[0].text.isalpha()


def _finding(part: str, segment: Segment, score: float) -> BankFinding:
    return BankFinding(part.strip(" .:-"), round(score * segment.confidence, 4), segment.row, segment.evidence())


def _is_name(part: str) -> bool:
    name = part.strip(" .:-")
    fitting = len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS and name[:1].isupper()
    return fitting and sum(c.isalpha() for c in name) >= _LEAST_LETTERS and not _NOT_A_NAME.match(name)


def _reads_like_a_bank(part: str) -> bool:
    several = len(part.split()) > 1
    return several and _is_name(part) and bool(BANK_WORD.search(part)) and not re.search(r"\d{3}", part)
