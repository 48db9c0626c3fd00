"""Labels of money and days and where they stand: words that announce a value, even if spaces were lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from batch_ocr.invoice.labels import Label, Phrases, find_labels
from batch_ocr.invoice.layout import Row, enclosing_box
from batch_ocr.page import Box, Word

LABEL_BREAK: Final = 1.6
"""A label does not extend across more white space than this, in word heights."""
HEAD_BREAK: Final = 1.0
"""The same in rows without money, which may be heads of columns."""
_INNER_CUT: Final = re.compile(
    r"(?<=[A-Za-z)])[:;=|](?=[^\s/])|(?<=[A-Za-z])\.(?=\d{3})|(?<=[A-Za-z]{3})(?=\()|(?<=[a-z])-(?=[A-Z]{3})"
)
"""Where a space got lost after punctuation: `TAX:VAT`, `No.12345`, `VAT(20%)`, `Seller-BIC`."""


@dataclass(frozen=True)
class PlacedLabel:
    """A label and where it stands."""

    label: Label
    box: Box
    row: int
    """Index into `Document.rows`."""
    alone: bool
    """Whether its segment says nothing else but numbers: a running sentence that mentions the word is not a label."""


def placed_labels(row: Row, phrases: Phrases) -> tuple[PlacedLabel, ...]:
    """Find the labels of one row, from left to right; none reaches over a column gap."""
    found: list[PlacedLabel] = []
    limit = LABEL_BREAK if re.search(r"\d[.,]\d\d(?!\d)", row.text) else HEAD_BREAK
    for segment in row.segments:
        for run in _runs(limit, tuple(piece for word in segment.words for piece in _pieces(word))):
            labels = find_labels(run, phrases)
            covered = sum(label.end - label.start for label in labels)
            wordy = sum(any(c.isalpha() for c in word.text) for word in run)
            for label in labels:
                named = _as_rate(run, label)
                box = enclosing_box(word.box for word in run[named.start : named.end])
                found.append(PlacedLabel(named, box, row.index, alone=wordy - covered <= 1))
    return tuple(found)


def _as_rate(run: Sequence[Word], label: Label) -> Label:
    """Make a tax label that heads a column of rates, `VAT %` or `VAT [%]` but not `VAT 20%`, the label of the rate."""
    own = "".join(word.text for word in run[label.start : label.end])
    after = run[label.end].text.strip("[]()") if label.end < len(run) else ""
    if label.role == "tax" and after == "%":
        return replace(label, role="tax_rate", end=label.end + 1)
    in_percent = "%" in own and not any(c.isdigit() for c in own)
    return replace(label, role="tax_rate") if label.role == "tax" and in_percent else label


def _pieces(word: Word) -> Iterator[Word]:
    """Cut `TAX:VAT` and the like, where a space after the punctuation got lost; boxes in proportion."""
    cuts = [match.end() for match in _INNER_CUT.finditer(word.text)]
    if not cuts:
        yield word
        return
    unit = word.box.width / len(word.text)
    for start, end in pairwise([0, *cuts, len(word.text)]):
        box = word.box._replace(left=word.box.left + start * unit, right=word.box.left + end * unit)
        yield replace(word, text=word.text[start:end], box=box)


def _runs(limit: float, words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Cut words where the space is too wide for one label."""
    start = 0
    for i in range(1, len(words)):
        gap = words[i].box.left - words[i - 1].box.right
        if gap > limit * max(words[i].box.height, words[i - 1].box.height):
            yield tuple(words[start:i])
            start = i
    yield tuple(words[start:])
