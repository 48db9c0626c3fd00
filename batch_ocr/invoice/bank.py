"""Where to pay: IBAN or account number, BIC and bank name of the supplier."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from batch_ocr.invoice.amounts_cells import PlacedLabel, placed_labels
from batch_ocr.invoice.bank_iban import find_bics, find_ibans
from batch_ocr.invoice.fields import Evidence, FieldValue
from batch_ocr.invoice.labels import BANK_PHRASES
from batch_ocr.invoice.layout import Document, Segment, enclosing_box
from batch_ocr.page import Word

NEAR_ROWS: Final = 6
"""Rows around an account within which a bank's name or code belongs to it."""
_CUSTOMERS: Final = re.compile(
    r"von ihrem konto|ihrem konto|ihr konto|your account|will be debited|lastschrift|debited from|votre compte|prélev|su cuenta|vostro conto|uw rekening|abgebucht|eingezogen|(?<!ver)käufer|buyer|debit",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(r"(?<![A-Za-z0-9])(?=(?:[ -]?[0-9]){5})([0-9][0-9 -]{3,30}[0-9])(?![A-Za-z0-9])")
_BANK_WORD: Final = re.compile(
    r"\b\w*(?:bank|banque|banco|banca|sparkasse|kasse|caixa|caisse|crédit|credit|raiffeisen|cassa|barclays|hsbc|lloyds|natwest|santander|paribas|unicredit|bancorp|savings)\w*",
    re.IGNORECASE,
)
_NOT_A_NAME: Final = re.compile(
    r"^(?:bank|bankverbindung(?:en)?|bank details|banking details|bankers|bank account|our bank|bank name|bank transfer|bank code|bankleitzahl|banque|banco|banca|bank informationen|"
    r"bank-/steuerinformationen|bank information|credit card|credit|credit note|domiciliation|bankdaten|bank charges|bankname|banküberweisung|kasse|bankgiro|online banking|credit terms?|"
    r"bank address|bank account number|bank swift code|coordonnées bancaires|dati bancari|datos bancarios|bankgegevens)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    value: str
    score: float
    row: int
    evidence: Evidence


def read_bank(document: Document) -> dict[str, FieldValue]:
    """Return `account`, `bic` and `bank_name` where found, keyed by wire name."""
    labels = [placed_labels(row, BANK_PHRASES) for row in document.rows]
    fields: dict[str, FieldValue] = {}
    account = _best([*_ibans(document, labels), *_domestic(document, labels)])
    if account:
        fields["account"] = _field(account)
    anchor = account.row if account else None
    country = account.value[:2] if account and account.value[:2].isalpha() else ""
    bic = _best(_bics(document, labels, anchor, country))
    if bic:
        fields["bic"] = _field(bic)
    name = _best(_names(document, labels, anchor if anchor is not None else (bic.row if bic else None)))
    if name:
        fields["bank_name"] = _field(name)
    return fields


def _field(found: _Found) -> FieldValue:
    return FieldValue(found.value, found.score, (found.evidence,))


def _best(found: Iterable[_Found]) -> _Found | None:
    return max(found, key=lambda f: f.score, default=None)


def _ibans(document: Document, labels: Sequence[Sequence[PlacedLabel]]) -> Iterator[_Found]:
    for segment in document.segments:
        text, words = _with_continuation(document, segment)
        starts = [0, *accumulate(len(word.text) + 1 for word in words)]
        for iban in find_ibans(text):
            if iban.start >= len(segment.text):
                continue
            labelled = _labelled(document, labels, segment, "iban", iban.start) or _says_iban(
                document, segment, text[: iban.start]
            )
            score = (0.93 if iban.repaired else 0.97) if iban.valid else (0.84 if labelled else 0.65)
            context = document.rows[segment.row].text + (document.rows[segment.row - 1].text if segment.row else "")
            if _CUSTOMERS.search(context):
                score -= 0.45
            covered = words[bisect_right(starts, iban.start) - 1 : bisect_right(starts, iban.end - 1)]
            yield _Found(
                iban.number,
                round(score + (0.01 if labelled else 0.0), 4),
                segment.row,
                _evidence(segment.page, covered),
            )


def _says_iban(document: Document, segment: Segment, before: str) -> bool:
    """Whether the word stands before it in its segment, or ends the row above, as where a sentence goes on."""
    above = document.rows[segment.row - 1].text if segment.row and not before else ""
    return "iban" in before.casefold() or bool(re.search(r"iban\W*$", above, re.IGNORECASE))


def _with_continuation(document: Document, segment: Segment) -> tuple[str, tuple[Word, ...]]:
    """A segment, and the one below it where a long number was broken over two lines of a column."""
    words = segment.words
    for below in document.below(segment, rows=1):
        close = below.box.top - segment.box.bottom < segment.height
        if (
            close
            and abs(below.box.left - segment.box.left) < 2 * segment.height
            and re.match(r"[0-9 ]{2,}$", below.text)
        ):
            words = words + below.words
    for right in document.right_of(segment)[:1]:
        if (
            len(words) == len(segment.words)
            and re.match(r"[A-Z]{2}[0-9]{2}", segment.text)
            and re.match(r"[0-9A-Z ]+$", right.text)
        ):
            words = words + right.words
    return " ".join(word.text for word in words), words


def _labelled(
    document: Document, labels: Sequence[Sequence[PlacedLabel]], segment: Segment, role: str, offset: int = 0
) -> bool:
    """Whether the nearest label left of a place in `segment`, or right over the segment, has `role`."""
    left = segment.box.left + offset / max(1, len(segment.text)) * segment.box.width
    before = [label for label in labels[segment.row] if label.box.left <= left]
    if before:
        return before[-1].label.role == role and left - before[-1].box.right < 20 * segment.height
    for above in document.above(segment, rows=2):
        over = [
            label
            for label in labels[above.row]
            if label.box.right > segment.box.left and label.box.left < segment.box.right
        ]
        if over:
            return over[0].label.role == role
    return False


def _domestic(document: Document, labels: Sequence[Sequence[PlacedLabel]]) -> Iterator[_Found]:
    """Numbers labelled as an account, where the document speaks of a bank close by."""
    for segment in document.segments:
        for match in _ACCOUNT.finditer(segment.text):
            broken_iban = re.search(r"(?<![A-Za-z])[A-Z]{2} ?$", segment.text[: match.start()])
            if broken_iban or not _labelled(document, labels, segment, "account", match.start()):
                continue
            near = [label for row in labels[max(0, segment.row - 3) : segment.row + 4] for label in row]
            roles = {label.label.role for label in near} - {"account"}
            banked = bool(roles & {"bank", "bic", "iban", "other_bank"}) or _says_bank(document, labels, segment)
            if banked and not _CUSTOMERS.search(document.rows[segment.row].text):
                yield _Found(re.sub(r"\s", "", match[1]), 0.82, segment.row, segment.evidence())


def _says_bank(document: Document, labels: Sequence[Sequence[PlacedLabel]], segment: Segment) -> bool:
    said = [label for label in labels[segment.row] if label.label.role == "account"]
    return any("bank" in label.label.phrase for label in said) or bool(
        _BANK_WORD.search(document.rows[segment.row].text)
    )


def _bics(
    document: Document, labels: Sequence[Sequence[PlacedLabel]], anchor: int | None, country: str
) -> Iterator[_Found]:
    for segment in document.segments:
        for start, end, code in find_bics(segment.text.upper()):
            before = segment.text[:start].casefold()
            labelled = _labelled(document, labels, segment, "bic", start) or bool(
                re.search(r"\b(?:bic|swift)\W*(?:code)?\W*$", before)
            )
            agrees = bool(country) and code[4:6] == country
            near = anchor is not None and abs(segment.row - anchor) <= NEAR_ROWS
            if not labelled and not (
                agrees and near and segment.text[start:end].isupper() and re.search(r"\d|XXX$", code)
            ):
                continue
            score = 0.93 if labelled else 0.6
            score += 0.05 if agrees and near else 0.0
            if _CUSTOMERS.search(document.rows[segment.row].text):
                score -= 0.45
            yield _Found(code, round(score, 4), segment.row, segment.evidence())


def _names(document: Document, labels: Sequence[Sequence[PlacedLabel]], anchor: int | None) -> Iterator[_Found]:
    for segment in document.segments:
        for label in labels[segment.row]:
            inside = [i for i, word in enumerate(segment.words) if word.box.left >= label.box.right - 1]
            if label.label.role != "bank" or not segment.box.left <= label.box.left < segment.box.right:
                continue
            said = segment.part(inside[0]) if inside else next(iter(document.right_of(segment)), None)
            if said is not None:
                yield from _name_in(said, 0.9 if label.label.phrase != "bank" else 0.8, firm=True)
        if anchor is not None and abs(segment.row - anchor) <= NEAR_ROWS:
            yield from _name_in(segment, 0.7 - 0.02 * abs(segment.row - anchor), firm=False)


def _name_in(segment: Segment, score: float, *, firm: bool) -> Iterator[_Found]:
    """Yield the part of `segment` between two punctuation marks that reads like a bank; any part when a label is firm about it."""
    parts = re.split(r"[,;:|()·•]|\s[-–]\s|\.\s|\.$|\b(?:IBAN|BIC|SWIFT|Konto|Kto|BLZ)\b", segment.text)
    for part in parts[:1] if firm else parts:
        name = part.strip(" .:-")
        if not 3 <= len(name) <= 60 or _NOT_A_NAME.match(name) or not name[0].isupper() or len(name.split()) > 7:  # noqa: PLR2004
            continue
        if (
            firm
            and sum(c.isalpha() for c in name) >= 3
            or (_BANK_WORD.search(name) and not re.search(r"\d{3}", name) and len(name.split()) > 1)
        ):  # noqa: PLR2004
            yield _Found(name, round(score, 4), segment.row, segment.evidence())


def _evidence(page: int, words: Sequence[Word]) -> Evidence:
    return Evidence(page, enclosing_box(word.box for word in words), tuple(word.text for word in words))
