"""Words with boxes → rows → segments (cells): the geometry every field reader stands on.

A *row* is what a person reads from left to right at one height, whatever the detector cut it into.
A *segment* is a run of words of one row without a column gap: a table cell, a label, a line of an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from batch_ocr.invoice.fields import Evidence
from batch_ocr.page import Box, Page, Word

COLUMN_GAP = 0.9
"""Two detected lines are separate cells from this much white space on, in heights of the row's words."""
COLUMN_GAP_WITHIN_LINE = 1.5
"""The same within one detected line, whose words the detector has already judged to belong together."""
SAME_ROW_OVERLAP = 0.5
"""Share of the lower box's height that two neighbours of one row have in common, at least."""
SPECK = 0.7
"""Share of the usual height below which a word of marks alone is a speck."""
_GOES_ON = re.compile(
    r"^(?:\(|&|(?:sdn|bhd|gmbh|ltd|limited|inc|llc|corp|plc|pte|pty|s\.?\s?a|s\.?\s?r\.?\s?l|s\.?\s?p\.?\s?a|sp|z|o\.?\s?o|kg|ag|"
    r"co|b\.?\s?v|n\.?\s?v|lda|s\.?\s?l)\b)",
    re.IGNORECASE,
)
"""Words that never begin a cell: brackets and legal forms continue what stands before them."""


def enclosing_box(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of `boxes`; raises ValueError for none."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


@dataclass(frozen=True)
class Segment:
    """A run of words of one row without a column gap, in reading order; never empty."""

    words: tuple[Word, ...]
    page: int
    """0-based."""
    row: int
    """Index into `Document.rows`."""

    @cached_property
    def box(self) -> Box:
        """Around all words, in the page's unit."""
        return enclosing_box(word.box for word in self.words)

    @cached_property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def height(self) -> float:
        """Median height of the words: the font size, more or less."""
        return median(word.box.height for word in self.words)

    @cached_property
    def confidence(self) -> float:
        """Mean recognition confidence of the words, 0 to 1."""
        return sum(word.confidence for word in self.words) / len(self.words)

    def part(self, start: int, end: int | None = None) -> Segment:
        """Return the words `start:end` as a segment of their own; raises ValueError when that leaves none."""
        words = self.words[start:end]
        if not words:
            raise ValueError(f"no words in {start}:{end} of {self.text!r}")
        return Segment(words, self.page, self.row)

    def evidence(self) -> Evidence:
        """Return the place of this segment for a field read from it."""
        return Evidence(self.page, self.box, tuple(word.text for word in self.words))


@dataclass(frozen=True)
class Row:
    """What stands at one height of a page, from left to right; never empty."""

    segments: tuple[Segment, ...]
    page: int
    """0-based."""
    index: int
    """Position in `Document.rows`."""

    @cached_property
    def box(self) -> Box:
        """Around all segments, in the page's unit."""
        return enclosing_box(segment.box for segment in self.segments)

    @cached_property
    def text(self) -> str:
        """The segments joined by single spaces."""
        return " ".join(segment.text for segment in self.segments)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words from left to right."""
        return tuple(word for segment in self.segments for word in segment.words)


@dataclass(frozen=True)
class Document:
    """All pages of one document as rows of segments, from the top of the first page to the foot of the last."""

    pages: tuple[Page, ...]
    rows: tuple[Row, ...]

    @classmethod
    def from_pages(cls, pages: Sequence[Page]) -> Document:
        """Lay the words of `pages` out; words without characters or without area are dropped."""
        rows: list[Row] = []
        for position, page in enumerate(pages):
            for words in _rows_of(page):
                index = len(rows)
                cells = tuple(Segment(cell, position, index) for cell in _cells_of(words))
                rows.append(Row(cells, position, index))
        return cls(tuple(pages), tuple(rows))

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """All segments in reading order."""
        return tuple(segment for row in self.rows for segment in row.segments)

    @cached_property
    def word_height(self) -> float:
        """Median height of all words: the size of running text; 1.0 for an empty document."""
        return median([word.box.height for row in self.rows for word in row.words] or [1.0])

    @cached_property
    def line_scale(self) -> float:
        """Line spacing divided by the height of the words' boxes, 1.0 to 1.7: some readers pad boxes, some do not."""
        spaces = [
            (lower.box.y_center - upper.box.y_center) / self.word_height
            for upper, lower in pairwise(self.rows)
            if upper.page == lower.page and horizontal_overlap(upper.box, lower.box) > 0
        ]
        near = sorted(space for space in spaces if 0.9 < space < 2.2)  # noqa: PLR2004 -- lines of one block
        usual = near[len(near) // 2] if near else 1.0
        return min(1.7, usual) if usual > 1.25 else 1.0  # noqa: PLR2004 -- padded boxes nearly touch

    @cached_property
    def text(self) -> str:
        """One line a row."""
        return "\n".join(row.text for row in self.rows)

    def rows_of_page(self, page: int) -> tuple[Row, ...]:
        """Return the rows of one page (0-based) from top to bottom."""
        return tuple(row for row in self.rows if row.page == page)

    def right_of(self, segment: Segment) -> tuple[Segment, ...]:
        """Return the segments of the same row that begin right of `segment`, the nearest first."""
        return tuple(other for other in self.rows[segment.row].segments if other.box.left >= segment.box.right)

    def left_of(self, segment: Segment) -> tuple[Segment, ...]:
        """Return the segments of the same row that end left of `segment`, the nearest first."""
        found = [other for other in self.rows[segment.row].segments if other.box.right <= segment.box.left]
        return tuple(reversed(found))

    def below(self, segment: Segment, rows: int = 3) -> tuple[Segment, ...]:
        """Return segments of the next `rows` rows of the page that share horizontal extent, the nearest row first.

        Segments hidden behind a nearer one are returned too: callers stop where they like.
        """
        return tuple(self._in_column(segment, range(segment.row + 1, segment.row + 1 + rows)))

    def above(self, segment: Segment, rows: int = 3) -> tuple[Segment, ...]:
        """Return segments of the previous `rows` rows of the page that share horizontal extent, the nearest first."""
        return tuple(self._in_column(segment, range(segment.row - 1, segment.row - 1 - rows, -1)))

    def _in_column(self, segment: Segment, indexes: range) -> Iterator[Segment]:
        for index in indexes:
            if not 0 <= index < len(self.rows) or self.rows[index].page != segment.page:
                return
            for other in self.rows[index].segments:
                if horizontal_overlap(segment.box, other.box) > 0:
                    yield other


def horizontal_overlap(first: Box, second: Box) -> float:
    """Return the width both boxes share; negative is the width of the gap between them."""
    return min(first.right, second.right) - max(first.left, second.left)


def vertical_overlap(first: Box, second: Box) -> float:
    """Return the height both boxes share; negative is the height of the gap between them."""
    return min(first.bottom, second.bottom) - max(first.top, second.top)


def _rows_of(page: Page) -> list[list[Word]]:
    """Group the words of a page into rows, from top to bottom, each from left to right."""
    words = [word for word in page.words if word.text.strip() and word.box.width > 0 and word.box.height > 0]
    usual = median([word.box.height for word in words] or [1.0])
    rows: list[list[Word]] = []
    # specks come last: one between two lines must not keep the words beside it apart
    for word in sorted(words, key=lambda word: (_is_speck(word, usual), word.box.y_center, word.box.left)):
        fitting = [(_fit(row, word), row) for row in (_close(rows, word) if _is_speck(word, usual) else rows[-6:])]
        best, row = max(fitting, key=lambda pair: pair[0], default=(0.0, None))
        if row is not None and best >= SAME_ROW_OVERLAP:
            row.append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda word: word.box.left)
    rows.sort(key=lambda row: median(word.box.y_center for word in row))
    return rows


def _is_speck(word: Word, usual: float) -> bool:
    """Say whether a word is a small mark without any letter or digit; `usual` is the height of the page's words."""
    return word.box.height < SPECK * usual and not any(c.isalnum() for c in word.text)


def _close(rows: list[list[Word]], word: Word) -> list[list[Word]]:
    """Return the rows with a member near the height of `word`."""
    return [row for row in rows if any(vertical_overlap(member.box, word.box) > 0 for member in row)]


def _fit(row: list[Word], word: Word) -> float:
    """Say how well `word` continues `row`: the share of height it has in common with its nearest member, 0 to 1.

    The nearest member, not the whole row, is what counts: a row may slope by more than its height over a page.
    """
    nearest = max(row, key=lambda member: min(0.0, horizontal_overlap(member.box, word.box)))
    if horizontal_overlap(nearest.box, word.box) > 0.5 * min(nearest.box.width, word.box.width):
        return 0.0
    lower = min(nearest.box.height, word.box.height)
    return vertical_overlap(nearest.box, word.box) / lower


def _cells_of(words: list[Word]) -> Iterator[tuple[Word, ...]]:
    """Cut a row where the white space is wider than any between two words of a sentence."""
    height = median(word.box.height for word in words)
    start = 0
    for position, (left, right) in enumerate(pairwise(words), start=1):
        together = left.line == right.line or _GOES_ON.match(right.text)
        limit = COLUMN_GAP_WITHIN_LINE if together else COLUMN_GAP
        own = max(height, min(left.box.height, right.box.height))
        if right.box.left - left.box.right > limit * own:
            yield tuple(words[start:position])
            start = position
    yield tuple(words[start:])
