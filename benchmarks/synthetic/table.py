"""The items: columns as the supplier likes them, ruled or not, broken over pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.synthetic.drawing import WHITE, Style, wrapped
from benchmarks.synthetic.paper import Paper
from benchmarks.synthetic.sums import Line, cents

_PALE = (238, 240, 243)
_GREY = (150, 150, 155)
_INSET = 4.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, how a line fills it, and the part of the width it takes at least."""

    heading: str
    cell: Callable[[Line], str]
    numeric: bool = True
    flexible: bool = False
    """Takes what the others leave; exactly one does."""


@dataclass(frozen=True, slots=True)
class Track:
    """A column in its place, in points."""

    column: Column
    left: float
    right: float


def items(paper: Paper) -> None:
    """Draw the table, over as many pages as it needs, and leave the pen below it."""
    tracks = _tracks(paper, _columns(paper))
    top = _head(paper, tracks)
    for index, line in enumerate(paper.bill.lines):
        height = _row_height(paper, tracks, line)
        if not paper.room_for(height + 8):
            _close(paper, tracks, top)
            paper.sheet.text(
                paper.right,
                paper.y + paper.look.body.size,
                paper.bill.words("carried"),
                paper.look.small,
                align="right",
            )
            paper.turn_page()
            top = _head(paper, tracks)
        _row(paper, tracks, line, height, shaded=paper.look.grid == "zebra" and index % 2 == 0)
    _close(paper, tracks, top)
    paper.y += 16


def _columns(paper: Paper) -> list[Column]:
    look, bill = paper.look, paper.bill
    words, money = bill.words, bill.money
    positions = {id(line): str(number) for number, line in enumerate(bill.lines, start=1)}
    in_heading = "code-in-heading" in look.asides
    amount = money.money if look.symbol_in_table and not in_heading else money.number
    amount_heading = f"{words('amount')} {bill.country.currency.upper()}" if in_heading else words("amount")
    columns = [
        (look.with_positions, Column(words("position"), lambda line: positions[id(line)], numeric=False)),
        (look.with_codes, Column(words("code"), lambda line: line.code, numeric=False)),
        (True, Column(words("description"), lambda line: line.name, numeric=False, flexible=True)),
        (
            True,
            Column(
                words("quantity"),
                lambda line: money.number(line.quantity, 0 if line.quantity == int(line.quantity) else 1),
            ),
        ),
        (look.with_units, Column(words("unit"), lambda line: line.unit, numeric=False)),
        (True, Column(words("unit_price"), lambda line: money.number(line.unit_price))),
        (
            any(line.discount for line in bill.lines),
            Column(words("discount_column"), lambda line: f"{line.discount}%" if line.discount else ""),
        ),
        (
            look.with_rates or len(bill.sums.taxes) > 1,
            Column(words("tax_rate"), lambda line: f"{money.percent(line.rate)}%"),
        ),
        (True, Column(amount_heading, lambda line: amount(line.amount))),
        (
            "gross" in look.asides,
            Column(words("gross"), lambda line: money.number(cents(line.amount * (100 + line.rate) / 100))),
        ),
    ]
    if look.symbol_in_table:
        paper.sheet.printed.add("currency")
    return [column for wanted, column in columns if wanted]


def _head_style(paper: Paper) -> Style:
    return paper.look.body.scaled(0.94).bold()


def _tracks(paper: Paper, columns: list[Column]) -> list[Track]:
    """Columns as wide as their widest cell; the flexible one takes the rest."""
    style = paper.look.body
    widths = [
        max(_head_style(paper).width(column.heading), *(style.width(column.cell(line)) for line in paper.bill.lines))
        + 2 * _INSET
        + 6
        for column in columns
    ]
    free = (
        paper.right
        - paper.left
        - sum(width for width, column in zip(widths, columns, strict=True) if not column.flexible)
    )
    tracks, x = [], paper.left
    for width, column in zip(widths, columns, strict=True):
        right = x + (free if column.flexible else width)
        tracks.append(Track(column, x, right))
        x = right
    return tracks


def _head(paper: Paper, tracks: list[Track]) -> float:
    """The row of headings. Returns its upper edge."""
    look, y = paper.look, paper.y
    style = _head_style(paper)
    top, bottom = y - style.size - 2, y + style.size * 0.6
    filled = look.grid in {"box", "zebra"}
    if filled:
        paper.sheet.fill(paper.left, top, paper.right, bottom, look.ink)
        style = style.coloured(WHITE)
    for track in tracks:
        _cell(paper, track, y, track.column.heading, style)
    if look.grid != "bare" and not filled:
        paper.sheet.rule(paper.left, bottom, paper.right, bottom, 1.0, colour=look.ink)
    paper.y = bottom + look.body.leading
    return top


def _cell(paper: Paper, track: Track, y: float, text: str, style: Style) -> None:
    if not text:
        return
    if track.column.numeric:
        paper.sheet.text(track.right - _INSET, y, text, style, align="right")
    else:
        paper.sheet.text(track.left + _INSET, y, text, style)


def _name_lines(paper: Paper, tracks: list[Track], line: Line) -> list[str]:
    track = next(track for track in tracks if track.column.flexible)
    return wrapped(line.name, paper.look.body, track.right - track.left - 2 * _INSET)


def _row_height(paper: Paper, tracks: list[Track], line: Line) -> float:
    leading = paper.look.body.leading
    return leading * len(_name_lines(paper, tracks, line)) + leading * 0.35


def _row(paper: Paper, tracks: list[Track], line: Line, height: float, *, shaded: bool) -> None:
    look, y = paper.look, paper.y
    upper = y - look.body.size * 1.05
    if shaded:
        paper.sheet.fill(paper.left, upper, paper.right, upper + height, _PALE)
    for track in tracks:
        if track.column.flexible:
            names: list[tuple[str, str | None]] = [(text, None) for text in _name_lines(paper, tracks, line)]
            paper.lines(track.left + _INSET, y, names, look.body)
        else:
            _cell(paper, track, y, track.column.cell(line), look.body)
    if look.grid in {"full", "horizontal"}:
        paper.sheet.rule(paper.left, upper + height, paper.right, upper + height, 0.4, colour=_GREY)
    paper.y += height


def _close(paper: Paper, tracks: list[Track], top: float) -> None:
    """Lines round and between the columns, where the supplier draws them."""
    look = paper.look
    bottom = paper.y - look.body.size * 1.05
    if look.grid in {"full", "box"}:
        paper.sheet.frame(paper.left, top, paper.right, bottom, 0.7)
    if look.grid == "full":
        for track in tracks[1:]:
            paper.sheet.rule(track.left, top, track.left, bottom, 0.4)
    if look.grid in {"head-only", "zebra"}:
        paper.sheet.rule(paper.left, bottom, paper.right, bottom, 0.8, colour=look.ink)
    paper.y = bottom + look.body.size * 1.3
