from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from batch_ocr.page import Box
from batch_ocr.reader.label_places import Label, is_apart, place_labels

CROWD = 9
SIZE = (1200.0, 1700.0)
BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    *(st.floats(0, 1000), st.floats(0, 1600), st.floats(10, 200), st.floats(10, 60)),
)
LABELS = st.lists(st.builds(Label, BOXES, st.floats(40, 200), st.just(20.0)), max_size=CROWD)


def shared(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height)


@given(LABELS, st.lists(BOXES, max_size=60))
@settings(max_examples=50, deadline=None)
def test_every_label_is_on_the_page_in_its_own_size(labels: list[Label], words: list[Box]) -> None:
    """Nothing is cut off at an edge, however close to it the field stands."""
    places = place_labels(labels, words, SIZE)
    assert len(places) == len(labels)
    for label, place in zip(labels, places, strict=True):
        assert 0 <= place.left <= place.right <= SIZE[0] + 1e-6
        assert 0 <= place.top <= place.bottom <= SIZE[1] + 1e-6
        assert abs(place.width - label.width) < 1e-6


@given(LABELS)
@settings(max_examples=50, deadline=None)
def test_labels_do_not_hide_each_other(labels: list[Label]) -> None:
    """Even where a crowd of fields shares one corner, none of their labels lies on another."""
    places = place_labels(labels, [], SIZE)
    assert all(shared(one, other) < 1e-6 for one, other in combinations(places, 2))


def test_a_label_keeps_off_words_when_there_is_room_beside_them() -> None:
    """Text above and below, white paper to the right: the label goes to the right."""
    box = Box(100, 500, 300, 530)
    words = [Box(0, 0, 1200, 498), Box(0, 532, 1200, 1700)]
    (place,) = place_labels([Label(box, 150, 20)], words, SIZE)
    assert place.left > box.right
    assert not is_apart(place, box)


def test_fields_of_one_box_are_named_side_by_side() -> None:
    """Amount and currency are often read from the same words: both names can be read, near them."""
    box = Box(500, 500, 700, 530)
    places = place_labels([Label(box, 150, 20)] * 4, [], SIZE)
    assert len(set(places)) == 4
    assert not any(is_apart(place, box) for place in places)
    assert is_apart(Box(500, 600, 650, 620), box)
