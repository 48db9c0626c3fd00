"""Sheets being filled from top to bottom: margins, the pen's height, labels beside values, page breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.synthetic.bill import Bill
from benchmarks.synthetic.drawing import Align, Sheet, Style, wrapped
from benchmarks.synthetic.look import Look

Lines: TypeAlias = list[tuple[str, str | None]]
"""Texts, each with the labelled field it prints."""
GREY = (120, 120, 125)
PAPER_SIZES = {"A4": (595.0, 842.0), "Letter": (612.0, 792.0)}
"""Points."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value, and the labelled field the value is, if any."""

    label: str
    value: str
    field: str | None = None


class Paper:
    """The pages of one invoice while it is laid out. `y` is the next baseline, in points from the top."""

    def __init__(self, bill: Bill, look: Look, footer_height: float) -> None:
        self.bill, self.look = bill, look
        self.width, self.height = PAPER_SIZES[bill.country.paper]
        self.left, self.right = 54.0, self.width - 48.0
        self.top, self.bottom = 56.0, self.height - 44.0 - footer_height
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self.turn_page()

    @property
    def sheet(self) -> Sheet:
        """The page in hand."""
        return self.sheets[-1]

    @property
    def print_width(self) -> float:
        """Points between the margins."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Half way between the margins."""
        return (self.left + self.right) / 2

    def turn_page(self) -> None:
        """Start a new page."""
        self.sheets.append(Sheet(self.width, self.height))
        self.y = self.top

    def room_for(self, height: float) -> bool:
        """Whether a block of so many points still fits above the footer."""
        return self.y + height <= self.bottom

    def label(self, text: str) -> str:
        """A label as this supplier writes it."""
        return f"{text.rstrip(':')}:" if self.look.colon and not text.endswith(("#", ".")) else text

    def lines(self, x: float, y: float, texts: Lines, style: Style, align: Align = "left") -> float:
        """Texts with their fields, one below the other. Returns the baseline below the last."""
        for text, field in texts:
            self.sheet.text(x, y, text, style, align=align, field=field)
            y += style.leading
        return y

    def display(self, text: str, room: float) -> Style:
        """The display style, made smaller until the text fits into so many points."""
        style = self.look.display
        while style.width(text) > room:
            style = style.scaled(0.93)
        return style

    def fitted(self, lines: Lines, width: float) -> Lines:
        """Lines of an address, the long ones broken."""
        return [(part, field) for text, field in lines for part in wrapped(text, self.look.body, width)]

    def paragraph(self, x: float, y: float, text: str, style: Style, width: float) -> float:
        """Running text in so many points of width. Returns the baseline below it."""
        return self.lines(x, y, [(line, None) for line in wrapped(text, style, width)], style)

    def pair(self, x: float, y: float, fact: Fact, style: Style, value_style: Style | None = None) -> float:
        """`Label value` on one baseline. Returns its width."""
        label = f"{fact.label} " if fact.label else ""
        before = style.width(label) if label else 0.0
        if label:
            self.sheet.text(x, y, label.rstrip(), style)
        return before + self.sheet.text(x + before, y, fact.value, value_style or style, field=fact.field)

    def pair_width(self, fact: Fact, style: Style) -> float:
        """Points that `pair` takes."""
        return style.width(f"{fact.label} " if fact.label else "") + style.width(fact.value)

    def pairs(self, x: float, y: float, facts: list[Fact], style: Style, align: Align = "left") -> float:
        """Pairs one below the other. Returns the baseline below the last."""
        for fact in facts:
            shift = {"left": 0.0, "right": 1.0, "centre": 0.5}[align] * self.pair_width(fact, style)
            self.pair(x - shift, y, fact, style)
            y += style.leading
        return y

    def columns(self, x: float, edge: float, y: float, facts: list[Fact], style: Style) -> float:
        """Labels from `x`, values from `edge`. Returns the baseline below the last."""
        for fact in facts:
            self.sheet.text(x, y, fact.label, style)
            self.sheet.text(edge, y, fact.value, style, field=fact.field)
            y += style.leading
        return y

    def row_of_pairs(self, facts: list[Fact], y: float, style: Style, separator: str = "·") -> float:
        """Pairs side by side, centred, broken where the margin is reached. Returns the baseline below."""
        gap = style.width(f"  {separator}  ")
        for row in self._rows(facts, style, gap):
            widths = [self.pair_width(fact, style) for fact in row]
            x = self.middle - (sum(widths) + gap * (len(row) - 1)) / 2
            for index, (fact, width) in enumerate(zip(row, widths, strict=True)):
                if index:
                    self.sheet.text(x - gap / 2, y, separator, style, align="centre")
                self.pair(x, y, fact, style)
                x += width + gap
            y += style.leading
        return y

    def _rows(self, facts: list[Fact], style: Style, gap: float) -> list[list[Fact]]:
        rows: list[list[Fact]] = [[]]
        used = 0.0
        for fact in facts:
            width = self.pair_width(fact, style) + gap
            if rows[-1] and used + width > self.print_width:
                rows.append([])
                used = 0.0
            rows[-1].append(fact)
            used += width
        return rows
