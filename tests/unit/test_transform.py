from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.page import Box, Page
from batch_ocr.transform import IDENTITY, Transform, quarter_turns, rotation, scaling

SHARES = st.floats(0, 1)
SIZES = st.tuples(st.floats(10, 5000), st.floats(10, 5000))
SLIGHT = st.floats(-0.2, 0.2)
BENT = st.builds(
    Transform,
    *(st.floats(0.5, 2), SLIGHT, SLIGHT),
    *(SLIGHT, st.floats(0.5, 2), SLIGHT),
    *(SLIGHT, SLIGHT, st.just(1.0)),
)
MAPS = st.one_of(
    BENT,
    st.builds(quarter_turns, st.integers(-8, 8)),
    st.builds(rotation, st.floats(-180, 180), SIZES, SIZES),
    st.builds(scaling, st.floats(0.1, 10), st.floats(0.1, 10)),
)


def close(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-6) for a, b in zip(one, other, strict=True))


@given(MAPS, SHARES, SHARES)
def test_the_way_back_leads_back(there: Transform, x: float, y: float) -> None:
    """A map followed by its inverse moves nothing, in either order."""
    assert close(there.then(there.inverse()).point(x, y), (x, y))
    assert close(there.inverse().then(there).point(x, y), (x, y))


@given(MAPS, MAPS, SHARES, SHARES)
def test_composing_is_doing_one_after_the_other(first: Transform, second: Transform, x: float, y: float) -> None:
    """Points, and so all that is made of them, go the same way in one step or in two."""
    halfway = first.point(x, y)
    if abs(second.wx * halfway[0] + second.wy * halfway[1] + second.w0) > 0.05:  # not about to vanish to infinity
        assert close(first.then(second).point(x, y), second.point(*halfway))


@given(BENT, BENT, BENT)
def test_composing_is_associative_and_nothing_changes_nothing(a: Transform, b: Transform, c: Transform) -> None:
    """It does not matter which two of three maps are put together first."""
    assert a.then(b).then(c) == pytest.approx(a.then(b.then(c)), abs=1e-9)
    assert a.then(IDENTITY) == IDENTITY.then(a) == a


@given(BENT, SHARES, SHARES, SHARES, SHARES)
def test_bounds_hold_every_point_of_the_box(bent: Transform, x: float, y: float, across: float, down: float) -> None:
    """Straight lines stay straight: where the corners go, everything between them goes."""
    right, bottom = x + (1 - x) * across, y + (1 - y) * down
    left, top, far, low = bent.bounds(x, y, right, bottom)
    middle = bent.point((x + right) / 2, (y + bottom) / 2)
    assert left - 1e-9 <= middle[0] <= far + 1e-9
    assert top - 1e-9 <= middle[1] <= low + 1e-9


@given(SIZES, st.integers(-4, 4))
def test_a_quarter_is_a_rotation_by_ninety_degrees(size: tuple[float, float], quarters: int) -> None:
    """Both ways to turn a page agree on where its corners come to lie, clockwise."""
    onto = size if quarters % 2 == 0 else (size[1], size[0])
    assert rotation(90.0 * quarters, size, onto) == pytest.approx(quarter_turns(quarters), abs=1e-9)
    assert quarter_turns(1).point(0.0, 0.0) == (1.0, 0.0)


@given(st.floats(-30, 30), SIZES, SHARES, SHARES)
def test_a_rotation_keeps_distances_from_the_middle(
    degrees: float, size: tuple[float, float], x: float, y: float
) -> None:
    """In pixels a turned page is as large as before: shares of two differing pages stand for the same lengths."""
    onto = size[0] * 1.5, size[1] * 1.25
    far_x, far_y = rotation(degrees, size, onto).point(x, y)
    before = math.hypot((x - 0.5) * size[0], (y - 0.5) * size[1])
    assert math.isclose(math.hypot((far_x - 0.5) * onto[0], (far_y - 0.5) * onto[1]), before, abs_tol=1e-6)


def test_a_page_shown_as_read_gives_shares_of_itself() -> None:
    """Without a turn a box is a share of width and height; what leans over the edge is cut off."""
    page = Page(200.0, 400.0, (), "ocr")
    assert page.box_as_shown(Box(20, 100, 220, 200)) == Box(0.1, 0.25, 1.0, 0.5)
