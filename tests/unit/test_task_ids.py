"""Ids that the service gives to two documents are noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.records import Ticket
from batch_ocr.task_ids import TaskIds
from tests.virtual_time import EPOCH

IDS = st.lists(st.text(max_size=2), max_size=60)


@given(ids=IDS)
def test_an_id_is_new_once(ids: list[str]) -> None:
    """Whatever came before, an id is told apart from those that were noted."""
    seen, noted = TaskIds(), set[str]()
    for one in ids:
        assert seen.add(one) is (one not in noted)
        noted.add(one)


@given(resumed=IDS, ids=IDS)
def test_an_id_is_in_doubt_from_the_second_document_on(resumed: list[str], ids: list[str]) -> None:
    """Of an earlier run's document and a new one, or of two new ones; what only one document has is believed."""
    seen = TaskIds()
    seen.know(Ticket("name", "5a", one, EPOCH) for one in resumed)
    assert seen.in_doubt == set()
    for one in ids:
        seen.add(one)
    assert seen.in_doubt == {one for one in ids if one in resumed or ids.count(one) > 1}
