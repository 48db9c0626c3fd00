"""IBANs, domestic account numbers and BICs of a document, each as a scored candidate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from batch_ocr.invoice.bank_iban import find_bics, find_ibans, is_valid_iban
from batch_ocr.invoice.bank_labels import BANK_WORD, NEAR_ROWS, BankFinding, BankLabels
from batch_ocr.invoice.fields import Evidence
from batch_ocr.invoice.layout import Document, Segment, enclosing_box
from batch_ocr.invoice.spans import SpannedText
from batch_ocr.page import Word

_ACCOUNT: Final = re.compile(r"(?<![A-Za-z0-9])(?=(?:[ -]?[0-9]){5})([0-9][0-9 -]{3,36}[0-9])(?![A-Za-z0-9])")
_BROKEN_IBAN: Final = re.compile(r"(?<![A-Za-z])[A-Z]{2} ?$")
_BIC_BEFORE: Final = re.compile(r"\b(?:bic|swift)\W*(?:code)?\W*$", re.IGNORECASE)
_CUSTOMERS_COST: Final = 0.45
_VALID, _REPAIRED, _LABELLED, _BARE = 0.97, 0.93, 0.84, 0.65
"""Scores of IBANs: check digits right, right after repair, wrong but labelled, wrong and without label."""
_DOMESTIC: Final = 0.82
_POLISH: Final = 26
"""Digits of a Polish account number, an IBAN without its country: the check digits prove it."""


def iban_findings(labels: BankLabels) -> Iterator[BankFinding]:
    """Yield the IBANs of a document; wrong check digits are kept as printed, since real invoices have them."""
    for segment in labels.document.segments:
        line = SpannedText.of(_with_continuation(labels.document, segment))
        for iban in find_ibans(line.text):
            if iban.start >= len(segment.text):
                continue
            labelled = labels.names("iban", segment, iban.start) or _says_iban(
                labels.document, segment, line.text[: iban.start]
            )
            score = (_REPAIRED if iban.repaired else _VALID) if iban.valid else (_LABELLED if labelled else _BARE)
            score += 0.01 * labelled - _CUSTOMERS_COST * labels.is_customers(segment.row)
            place = _evidence(segment.page, line.between(iban.start, iban.end))
            yield BankFinding(iban.number, round(score, 4), segment.row, place)


def domestic_findings(labels: BankLabels) -> Iterator[BankFinding]:
    """Yield numbers labelled as an account, if a bank is mentioned close by."""
    for segment in labels.document.segments:
        for match in _ACCOUNT.finditer(segment.text):
            if _BROKEN_IBAN.search(segment.text[: match.start()]) or not labels.names(
                "account", segment, match.start()
            ):
                continue
            number = re.sub(r"\s", "", match[1])
            if len(number) == _POLISH and is_valid_iban(f"PL{number}"):
                yield BankFinding(number, _VALID, segment.row, segment.evidence())
                continue
            banked = labels.roles_near(segment.row) & {"bank", "bic", "iban", "other_bank"} or _says_bank(
                labels, segment
            )
            if banked and not labels.is_customers(segment.row):
                yield BankFinding(number, _DOMESTIC, segment.row, segment.evidence())


def bic_findings(labels: BankLabels, account: BankFinding | None) -> Iterator[BankFinding]:
    """Yield labelled BICs, and unlabelled ones that agree with the country of an IBAN nearby."""
    country = account.value[:2] if account and account.value[:2].isalpha() else ""
    for segment in labels.document.segments:
        for start, end, code in find_bics(_upper(segment.text)):
            labelled = labels.names("bic", segment, start) or bool(_BIC_BEFORE.search(segment.text[:start]))
            near = account is not None and abs(segment.row - account.row) <= NEAR_ROWS
            agrees = near and code[4:6] == country
            coded = segment.text[start:end].isupper() and bool(re.search(r"\d|XXX$", code))
            if labelled or (agrees and coded):
                score = (0.93 if labelled else 0.6) + 0.05 * agrees - _CUSTOMERS_COST * labels.is_customers(segment.row)
                yield BankFinding(code, round(score, 4), segment.row, segment.evidence())


def _says_iban(document: Document, segment: Segment, before: str) -> bool:
    """Whether the word stands before it in its segment, or ends the row above, as when a sentence wraps."""
    above = document.rows[segment.row - 1].text if segment.row and not before else ""
    return "iban" in before.casefold() or bool(re.search(r"iban\W*$", above, re.IGNORECASE))


def _says_bank(labels: BankLabels, segment: Segment) -> bool:
    said = (label.label.phrase for label in labels.rows[segment.row] if label.label.role == "account")
    return any("bank" in phrase for phrase in said) or bool(BANK_WORD.search(labels.document.rows[segment.row].text))


def _with_continuation(document: Document, segment: Segment) -> tuple[Word, ...]:
    """A segment's words, and those below or beside it where a long number was broken."""
    for below in document.below(segment, rows=1):
        close = below.box.top - segment.box.bottom < segment.height
        aligned = abs(below.box.left - segment.box.left) < 2 * segment.height
        if close and aligned and re.match(r"[0-9 ]{2,}$", below.text):
            return segment.words + below.words
    for right in document.right_of(segment)[:1]:
        if re.match(r"[A-Z]{2}[0-9]{2}", segment.text) and re.match(r"[0-9A-Z ]+$", right.text):
            return segment.words + right.words
    return segment.words


def _upper(text: str) -> str:
    """Upper case character by character, so that offsets survive the sharp s."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def _evidence(page: int, words: Sequence[Word]) -> Evidence:
    return Evidence(page, enclosing_box(word.box for word in words), tuple(word.text for word in words))
