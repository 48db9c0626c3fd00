"""The name of the bank: after its label, or beside the account where something reads like a bank."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    for label in labels.rows[segment.row]:
        if label.label.role != "bank" or not segment.box.left <= label.box.left < segment.box.right:
            continue
        after = [i for i, word in enumerate(segment.words) if word.box.left >= label.box.right - 1]
        said = segment.part(after[0]) if after else next(iter(labels.document.right_of(segment)), None)
        if said is not None and _is_name(_CUT.split(said.text)[0]):
            yield _finding(_CUT.split(said.text)[0], said, 0.8 if label.label.phrase == "bank" else 0.9)


def _finding(part: str, segment: Segment, score: float) -> BankFinding:
    return BankFinding(part.strip(" .:-"), round(score * segment.confidence, 4), segment.row, segment.evidence())


def _is_name(part: str) -> bool:
    name = part.strip(" .:-")
    fitting = len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS and name[:1].isupper()
    return fitting and sum(c.isalpha() for c in name) >= _LEAST_LETTERS and not _NOT_A_NAME.match(name)


def _reads_like_a_bank(part: str) -> bool:
    several = len(part.split()) > 1
    return several and _is_name(part) and bool(BANK_WORD.search(part)) and not re.search(r"\d{3}", part)
