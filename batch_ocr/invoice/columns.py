"""Segments below each other → columns: the blocks in which addresses are printed."""

from __future__ import annotations

from batch_ocr.invoice.layout import Document, Segment, horizontal_overlap

LINE_GAP = 1.3
"""White space between two lines of one block, in their mean height, at most."""
REACH_ROWS = 3
"""How many rows further down the next line of a column is searched."""


def columns(document: Document) -> list[tuple[Segment, ...]]:
    """Group all segments into columns, each from top to bottom; every segment belongs to exactly one."""
    following: dict[int, Segment] = {}
    claimed: dict[int, tuple[float, Segment]] = {}
    for segment in document.segments:
        best = _next_line(document, segment)
        if best is None:
            continue
        cost, lower = best
        rival = claimed.get(id(lower))
        if rival is None or cost < rival[0]:
            if rival is not None:
                following.pop(id(rival[1]), None)
            claimed[id(lower)] = (cost, segment)
            following[id(segment)] = lower
    return [_chain(segment, following) for segment in document.segments if id(segment) not in claimed]


def lines_below(document: Document, segment: Segment, *, gap: float = LINE_GAP, limit: int = 12) -> tuple[Segment, ...]:
    """Return the rest of the column below `segment`, excluding it, at most `limit` lines.

    `gap`: white space allowed before the first line, in its heights.
    """
    found: list[Segment] = []
    current = segment
    while len(found) < limit:
        best = _next_line(document, current, gap=gap if not found else LINE_GAP)
        if best is None:
            break
        current = best[1]
        found.append(current)
    return tuple(found)


def _chain(segment: Segment, following: dict[int, Segment]) -> tuple[Segment, ...]:
    chain = [segment]
    while (lower := following.get(id(chain[-1]))) is not None:
        chain.append(lower)
    return tuple(chain)


def _next_line(document: Document, segment: Segment, *, gap: float = LINE_GAP) -> tuple[float, Segment] | None:
    """Return the best continuation of `segment` downward with its cost, lower is better."""
    best: tuple[float, Segment] | None = None
    for other in document.below(segment, REACH_ROWS):
        cost = _misfit(segment, other, gap, document.line_scale)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, other)
    return best


def _misfit(upper: Segment, lower: Segment, gap: float, scale: float) -> float | None:
    height = (lower.height + upper.height) / 2
    space = (lower.box.y_center - upper.box.y_center) / (height * scale) - 1.0
    if space > gap or space < -0.8 or not 0.35 < lower.height / upper.height < 2.2:  # noqa: PLR2004 -- a heading over its lines
        return None
    shift = _shift(upper, lower)
    narrower = min(upper.box.width, lower.box.width)
    if shift > 1.2 and horizontal_overlap(upper.box, lower.box) < 0.5 * narrower:  # noqa: PLR2004 -- neither aligned nor above
        return None
    return max(space, 0.0) + 0.5 * min(shift, 4.0)


def _shift(upper: Segment, lower: Segment) -> float:
    """Return by how many heights the two are out of line at the best of left edge, middle and right edge."""
    left = abs(upper.box.left - lower.box.left)
    middle = abs(upper.box.x_center - lower.box.x_center)
    right = abs(upper.box.right - lower.box.right)
    return min(left, middle, right) / lower.height
