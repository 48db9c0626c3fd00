"""The bank data of a document: which words are labelled as what, and which account is the customer's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from batch_ocr.invoice.fields import Evidence
from batch_ocr.invoice.labels import BANK_PHRASES
from batch_ocr.invoice.layout import Document, Segment, horizontal_overlap
from batch_ocr.invoice.placed_labels import PlacedLabel, placed_labels

NEAR_ROWS: Final = 6
"""Rows around an account within which a bank's name or code belongs to it."""
LABEL_REACH: Final = 60.0
"""Word heights between a label and what it names in its row, at most."""
OVER_ROWS: Final = 2
"""Rows over a value in which its label may stand."""
LONGEST_SIGN: Final = 3
"""Longest word, in letters, that is not taken for a value: No. and Nr only stand beside a label."""
BANK_WORD: Final = re.compile(
    r"\b\w*(?:bank|banque|banco|banca|sparkasse|kasse|caixa|caja|caisse|crédit|credit|raiffeisen|cassa|savings)\w*",
    re.IGNORECASE,
)
"""What names of banks are made of."""
_CUSTOMERS: Final = re.compile(
    r"ihrem konto|ihr konto|your account|will be debited|lastschrift|debited from|votre compte|prélev|su cuenta|"
    r"vostro conto|uw rekening|abgebucht|eingezogen|(?<!ver)käufer|buyer|debit",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BankFinding:
    """One candidate for a field of bank data."""

    value: str
    score: float
    """Estimated probability that it is the supplier's, 0 to 1."""
    row: int
    """Index into `Document.rows`."""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class BankLabels:
    """The labels of bank data in one document."""

    document: Document
    rows: tuple[tuple[PlacedLabel, ...], ...]
    """By row index."""

    @classmethod
    def of(cls, document: Document) -> Self:
        """Find the labels of every row."""
        return cls(document, tuple(placed_labels(row, BANK_PHRASES) for row in document.rows))

    def names(self, role: str, segment: Segment, offset: int = 0) -> bool:
        """Whether the nearest label left of a place in `segment`, or else right over the segment, has `role`."""
        left = segment.box.left + offset / max(1, len(segment.text)) * segment.box.width
        before = [label for label in self.rows[segment.row] if label.box.left <= left and self._governs(label, segment)]
        if before:
            reaches = left - before[-1].box.right < LABEL_REACH * segment.height
            return reaches and before[-1].label.role == role
        for above in self.document.above(segment, rows=OVER_ROWS):
            over = _over(self.rows[above.row], segment)
            if over:
                return over[0].label.role == role
        return False

    def _governs(self, label: PlacedLabel, segment: Segment) -> bool:
        """Whether a label left of `segment` may belong to it: it has a cell of its own and is not the end of a name."""
        row = self.document.rows[label.row]
        cell = next((one for one in row.segments if one.box.left <= label.box.x_center <= one.box.right), segment)
        if cell is segment:
            return True
        covered = [other.box for other in self.rows[label.row]]
        own = [word for word in cell.words if not any(horizontal_overlap(box, word.box) > 0 for box in covered)]
        return not any(sum(c.isalpha() for c in word.text) > LONGEST_SIGN for word in own)

    def roles_near(self, row: int, reach: int = 3) -> set[str]:
        """Return the roles of all labels up to `reach` rows away."""
        return {label.label.role for labels in self.rows[max(0, row - reach) : row + reach + 1] for label in labels}

    def is_customers(self, row: int) -> bool:
        """Whether the row, or the one before it, speaks of the customer's account."""
        return any(_CUSTOMERS.search(r.text) for r in self.document.rows[max(0, row - 1) : row + 1])


def _over(labels: Sequence[PlacedLabel], segment: Segment) -> list[PlacedLabel]:
    return [label for label in labels if label.box.right > segment.box.left and label.box.left < segment.box.right]
