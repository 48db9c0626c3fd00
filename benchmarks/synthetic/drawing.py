"""A sheet of paper as a list of marks in points, so that one layout becomes a picture, a PDF, or words with boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from benchmarks.synthetic.fonts import Face, text_width

Colour: TypeAlias = tuple[int, int, int]
Align: TypeAlias = Literal["left", "right", "centre"]

BLACK: Colour = (20, 20, 20)
WHITE: Colour = (255, 255, 255)
ASCENT = 0.76
DESCENT = 0.22
"""Parts of the em above and below the baseline that a line of text is taken to fill."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; size in points."""

    face: Face
    size: float
    colour: Colour = BLACK

    @property
    def leading(self) -> float:
        """Distance from one baseline to the next, in points."""
        return self.size * 1.28

    def bold(self) -> Style:
        """The same in bold."""
        return Style(Face(self.face.family, bold=True), self.size, self.colour)

    def scaled(self, factor: float) -> Style:
        """The same, larger or smaller."""
        return Style(self.face, self.size * factor, self.colour)

    def coloured(self, colour: Colour) -> Style:
        """The same in another colour."""
        return Style(self.face, self.size, colour)

    def width(self, text: str) -> float:
        """Points."""
        return text_width(text, self.face, self.size)


@dataclass(frozen=True, slots=True)
class Text:
    """One run of text; x is its left edge, y its baseline, in points from the top left corner."""

    x: float
    y: float
    text: str
    style: Style
    field: str | None
    """The labelled field this text prints, or a part of."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in points."""
        size = self.style.size
        return self.x, self.y - size * ASCENT, self.x + self.style.width(self.text), self.y + size * DESCENT

    def words(self) -> Iterator[tuple[str, float]]:
        """The words between the spaces, each with its left edge in points."""
        start = 0
        for word in self.text.split():
            start = self.text.index(word, start)
            yield word, self.x + self.style.width(self.text[:start])
            start += len(word)

    def letters(self) -> Iterator[tuple[str, float]]:
        """The letters, each with its left edge in points, kerned within their word."""
        for word, x in self.words():
            for end, letter in enumerate(word, start=1):
                yield letter, x + self.style.width(word[:end]) - self.style.width(letter)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle, in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: Colour


@dataclass(slots=True)
class Sheet:
    """One page while it is being laid out."""

    width: float
    height: float
    marks: list[Text | Rule | Fill] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)
    """Names of the labelled fields that stand on the page."""

    def text(
        self, x: float, y: float, text: str, style: Style, *, align: Align = "left", field: str | None = None
    ) -> float:
        """Set one line with its baseline at `y`; `x` is the edge named by `align`. Returns the line's width."""
        width = style.width(text)
        left = {"left": x, "right": x - width, "centre": x - width / 2}[align]
        self.marks.append(Text(left, y, text, style, field))
        if field is not None:
            self.printed.add(field)
        return width

    def rule(
        self, x0: float, y0: float, x1: float, y1: float, thickness: float = 0.6, *, colour: Colour = BLACK
    ) -> None:
        """Draw a line."""
        self.marks.append(Rule(x0, y0, x1, y1, thickness, colour))

    def frame(
        self, x0: float, y0: float, x1: float, y1: float, thickness: float = 0.6, *, colour: Colour = BLACK
    ) -> None:
        """Draw the outline of a rectangle."""
        for line in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.rule(*line, thickness, colour=colour)

    def fill(self, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        """Fill a rectangle; draw it before what stands on it."""
        self.marks.append(Fill(x0, y0, x1, y1, colour))

    def texts(self) -> Iterator[Text]:
        """The runs of text in drawing order."""
        return (mark for mark in self.marks if isinstance(mark, Text))


def wrapped(text: str, style: Style, width: float) -> list[str]:
    """`text` broken at spaces into lines of at most `width` points; a longer word stays whole."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and style.width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def overlaps(sheet: Sheet) -> list[tuple[str, str]]:
    """Pairs of texts that print over each other, for the tests: a layout that makes one is wrong."""
    found = []
    texts = list(sheet.texts())
    for index, first in enumerate(texts):
        found += [(first.text, second.text) for second in texts[index + 1 :] if _overlap(first, second)]
    return found


def _overlap(first: Text, second: Text) -> bool:
    a, b, slack = first.box, second.box, 0.8
    return min(a[2], b[2]) - max(a[0], b[0]) > slack and min(a[3], b[3]) - max(a[1], b[1]) > slack


def outside(sheet: Sheet, margin: float = 8.0) -> list[str]:
    """Texts that come nearer to the paper's edge than `margin` points, for the tests."""
    boxes = ((text.text, text.box) for text in sheet.texts())
    return [
        text
        for text, (left, top, right, bottom) in boxes
        if left < margin or top < margin or right > sheet.width - margin or bottom > sheet.height - margin
    ]
