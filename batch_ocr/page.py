"""Words with boxes: what every reader of pixels or text layers hands to the field parser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from batch_ocr.transform import IDENTITY, Transform


class Box(NamedTuple):
    """An upright rectangle on a page; x grows to the right, y grows downward, both from the top left corner.

    Unit: pixels of the upright page the word was found on (after orientation and deskew), see `Page.width`.
    """

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Horizontal extent in page pixels, never negative."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical extent in page pixels, never negative."""
        return self.bottom - self.top

    @property
    def x_center(self) -> float:
        """Horizontal middle in page pixels."""
        return (self.left + self.right) / 2

    @property
    def y_center(self) -> float:
        """Vertical middle in page pixels."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Word:
    """One run of characters without white space."""

    text: str
    box: Box
    confidence: float
    """Mean probability of the characters, 0 to 1; exactly 1.0 for words of a text layer."""
    line: int
    """Number of the detected text line the word came from, 0-based within its page.

    A detected line is a hint only: one printed row may be cut into several, and one may span two table columns.
    """


@dataclass(frozen=True, slots=True)
class Page:
    """One upright page: its size and its words in reading order."""

    width: float
    """In the unit of the boxes: pixels for a picture; 1/72 inch times a scale for a text layer."""
    height: float
    words: tuple[Word, ...]
    source: Literal["ocr", "text-layer"]
    number: int = 0
    """0-based position in its document."""
    shown: Transform = IDENTITY
    """Maps shares of this page to shares of the page as its file shows it, which may be skewed or turned."""

    def box_as_shown(self, box: Box) -> Box:
        """Return the upright rectangle around a box of this page, as shares 0 to 1 of the page as its file shows it.

        "As its file shows it" is with a picture's EXIF orientation and a PDF page's own rotation applied.
        """
        edges = (box.left / self.width, box.top / self.height, box.right / self.width, box.bottom / self.height)
        return Box(*(min(max(edge, 0.0), 1.0) for edge in self.shown.bounds(*edges)))
