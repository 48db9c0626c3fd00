from __future__ import annotations

import numpy as np
import pytest

from batch_ocr.reader.detect import Detector, Grey
from batch_ocr.reader.models import load_detector
from tests.unit.reader.drawn import LINES, grey, sheet


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(load_detector())


def as_it_is(detector: Detector, picture: Grey) -> Detector:
    """The same detector, but one that enlarges nothing."""
    return Detector(detector.session, long_side=max(picture.shape))


def test_a_small_picture_of_large_print_is_not_enlarged(detector: Detector) -> None:
    """The detector's time grows with the picture, and letters large enough are found as they are."""
    picture = grey(sheet(size=24))
    assert max(picture.shape) < detector.long_side
    found = detector.find(picture)
    assert len(found) >= len(LINES)
    assert found == as_it_is(detector, picture).find(picture)


def test_small_print_is_looked_for_on_the_picture_enlarged(detector: Detector) -> None:
    """Letters of a few pixels are found on the picture as well, but their boxes are those of the second look."""
    picture = grey(sheet(size=8))
    found = detector.find(picture)
    assert len(found) >= len(LINES)
    assert found != as_it_is(detector, picture).find(picture)
    assert all(0 < box.x < picture.shape[1] and 0 < box.y < picture.shape[0] for box in found)


def test_a_blank_picture_has_no_lines(detector: Detector) -> None:
    """A scrap of empty paper is looked at twice and found empty."""
    assert detector.find(np.full((80, 120), 255, np.uint8)) == []
