from __future__ import annotations

from collections import Counter

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_ocr.page import Box
from batch_ocr.reader.detect import Grey
from batch_ocr.reader.document import open_reader
from batch_ocr.reader.options import ReaderSettings, ReadOptions
from batch_ocr.reader.sheet import find_sheet, flattened
from batch_ocr.transform import IDENTITY
from tests.unit.reader.drawn import grey, saved, sheet, words

JITTER = st.floats(-20, 20)
SIZE = (900, 1200)


def photo(
    page: Grey, corners: list[tuple[float, float]], ground: int = 90, size: tuple[int, int] = SIZE
) -> tuple[Grey, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """The page with its corners at those points of a picture, and the map that put it there."""
    height, width = page.shape
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    bend = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    desk = np.full(size[::-1], ground, np.uint8)
    picture = cv2.warpPerspective(page, bend, size, dst=desk, borderMode=cv2.BORDER_TRANSPARENT)
    return np.asarray(picture, dtype=np.uint8), np.asarray(bend, dtype=np.float64)


TILTED = [(150.0, 90.0), (760.0, 130.0), (850.0, 1130.0), (60.0, 1090.0)]
PAGE = sheet(size=24)


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.tuples(JITTER, JITTER)] * 4), st.integers(0, 3))
def test_a_sheet_on_a_dark_table_is_found_to_a_few_pixels(
    jitter: tuple[tuple[float, float], ...], quarters: int
) -> None:
    """Whichever way it lies and however the camera was held, its four corners are found, clockwise."""
    corners = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(TILTED, jitter, strict=True)]
    picture, _ = photo(np.rot90(grey(PAGE), quarters).copy(), corners)
    found = find_sheet(picture)
    assert found is not None
    assert np.abs(found - np.array(corners)).max() < 8


def test_the_way_back_leads_to_the_photo() -> None:
    """A point of the flattened sheet is where the photo has it."""
    page = np.full((1000, 700), 255, np.uint8)
    cv2.circle(page, (500, 300), 12, (0,), -1)
    picture, bend = photo(page, TILTED)
    flat, back = flattened(picture)
    y, x = (float(axis.mean()) for axis in np.nonzero(flat < 100))
    there = back.point(x / flat.shape[1], y / flat.shape[0])
    expected = cv2.perspectiveTransform(np.array([[(500.0, 300.0)]]), bend)[0, 0] / SIZE
    assert np.abs(there - expected).max() < 0.01


def test_words_of_a_photo_are_read_and_placed_on_it() -> None:
    """Reading in perspective loses no line, and boxes lie on the photo's own ink."""
    picture, bend = photo(grey(PAGE), TILTED)
    (page,) = open_reader(ReaderSettings("best"))(saved_grey(picture), ReadOptions())
    missed = Counter(words()) - Counter(word.text for word in page.words)
    assert missed.total() <= 1, missed  # an accent may drown in the blur
    upright = next(word for word in page.words if word.text == "Total")
    box = page.box_as_shown(upright.box)
    flat = cv2.perspectiveTransform(
        np.array([[(box.left * SIZE[0], box.top * SIZE[1]), (box.right * SIZE[0], box.bottom * SIZE[1])]]),
        np.linalg.inv(bend),
    )[0]
    reference = ink_of_total()
    assert abs(flat[:, 0].mean() - reference.x_center) < 12
    assert abs(flat[:, 1].mean() - reference.y_center) < 12


def ink_of_total() -> Box:
    """Where the word "Total" has its ink on the flat page."""
    rows = np.flatnonzero((grey(PAGE) < 128).any(axis=1))
    last = np.split(rows, np.flatnonzero(np.diff(rows) > 6) + 1)[-1]
    columns = np.flatnonzero((grey(PAGE)[last[0] : last[-1] + 1] < 128).any(axis=0))
    first = np.split(columns, np.flatnonzero(np.diff(columns) > 5) + 1)[0]
    return Box(float(first[0]), float(last[0]), float(first[-1]), float(last[-1]))


def saved_grey(picture: Grey) -> bytes:
    """The picture as a file."""
    from PIL import Image  # noqa: PLC0415 - only here

    return saved(Image.fromarray(picture), "PNG")


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("a flat scan", grey(PAGE)),
        ("a blank page", np.full((1200, 900), 255, np.uint8)),
        ("a black picture", np.zeros((1200, 900), np.uint8)),
        ("a scan askew on a grey lid", grey(PAGE.rotate(4, expand=True, fillcolor=90))),
        ("a table as light as paper", photo(grey(PAGE), TILTED, ground=250)[0]),
        ("a sheet half out of the picture", photo(grey(PAGE), [(x - 300, y) for x, y in TILTED])[0]),
        ("a small card", photo(grey(PAGE), [(x / 3, y / 3) for x, y in TILTED])[0]),
        ("a thumbnail", np.full((200, 150), 255, np.uint8)),
        ("a single pixel", np.zeros((1, 1), np.uint8)),
    ],
)
def test_what_is_no_photo_of_a_sheet_stays_as_it_is(name: str, picture: Grey) -> None:
    """In doubt nothing is cut or bent: the same picture comes back, not even copied."""
    same, back = flattened(picture)
    assert same is picture, name
    assert back == IDENTITY


@pytest.mark.parametrize("quarters", range(4))
def test_a_dark_band_at_an_edge_is_kept_with_its_print(quarters: int) -> None:
    """White letters on a band as dark as the table are part of the sheet, at whichever edge it lies."""
    page = np.full((1000, 700), 255, np.uint8)
    page[:120] = 60
    cv2.putText(page, "Letterhead", (80, 80), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (255,), 5)
    picture, _ = photo(np.rot90(page, quarters).copy(), TILTED, ground=60)
    flat, back = flattened(picture)
    assert back != IDENTITY
    light = np.rot90(flat, -quarters)
    inked = np.flatnonzero((light[:140] < 120).mean(axis=1) > 0.5)
    assert inked.size > 60, "the band is cut off"


def test_a_plain_table_is_cut_away() -> None:
    """Beyond an edge without print nothing is kept."""
    picture, _ = photo(np.full((1000, 700), 255, np.uint8), TILTED)
    flat, _ = flattened(picture)
    assert (flat > 200).mean() > 0.97
