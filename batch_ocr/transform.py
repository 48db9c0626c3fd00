"""Maps of the plane onto itself: from the page as it is read to the page as its file shows it."""

from __future__ import annotations

import math
from typing import NamedTuple


class Transform(NamedTuple):
    """A projective map: the rows of its 3 x 3 matrix. It keeps lines straight, though not parallel.

    Pages are mapped in shares of their width and height, 0 to 1, so that enlarging one changes nothing.
    """

    xx: float = 1.0
    xy: float = 0.0
    x0: float = 0.0
    yx: float = 0.0
    yy: float = 1.0
    y0: float = 0.0
    wx: float = 0.0
    wy: float = 0.0
    w0: float = 1.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point comes to lie."""
        depth = self.wx * x + self.wy * y + self.w0
        return (self.xx * x + self.xy * y + self.x0) / depth, (self.yx * x + self.yy * y + self.y0) / depth

    def bounds(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """Return the upright rectangle around where an upright rectangle comes to lie."""
        corners = [self.point(x, y) for x in (left, right) for y in (top, bottom)]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def then(self, after: Transform) -> Transform:
        """Return this map followed by another."""
        rows, columns = (after[:3], after[3:6], after[6:]), (self[::3], self[1::3], self[2::3])
        return Transform(*(_product(row, column) for row in rows for column in columns))

    def inverse(self) -> Transform:
        """Return the inverse map. Raises ZeroDivisionError for a map that makes the plane a line."""
        (a, b, c), (d, e, f), (g, h, i) = self[:3], self[3:6], self[6:]
        size = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
        adjugate = (
            *(e * i - f * h, c * h - b * i, b * f - c * e),
            *(f * g - d * i, a * i - c * g, c * d - a * f),
            *(d * h - e * g, b * g - a * h, a * e - b * d),
        )
        return Transform(*(entry / size for entry in adjugate))


IDENTITY = Transform()


def scaling(x: float, y: float) -> Transform:
    """Return the map that multiplies coordinates."""
    return Transform(xx=x, yy=y)


def quarter_turns(quarters: int) -> Transform:
    """Return the map, in shares, of a page that is turned clockwise by so many quarters."""
    turned = IDENTITY
    for _ in range(quarters % 4):
        turned = turned.then(Transform(0.0, -1.0, 1.0, 1.0, 0.0, 0.0))
    return turned


def rotation(degrees: float, size: tuple[float, float], onto: tuple[float, float]) -> Transform:
    """Return the map, in shares, of a page of one size turned clockwise about its middle onto one of another size.

    Their centres coincide; the sizes are widths and heights in the same unit.
    """
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    (width, height), (new_width, new_height) = size, onto
    x0 = new_width / 2 - cos * width / 2 + sin * height / 2
    y0 = new_height / 2 - sin * width / 2 - cos * height / 2
    turned = Transform(cos, -sin, x0, sin, cos, y0)
    return scaling(width, height).then(turned).then(scaling(1 / new_width, 1 / new_height))


def _product(row: tuple[float, ...], column: tuple[float, ...]) -> float:
    return sum(a * b for a, b in zip(row, column, strict=True))
