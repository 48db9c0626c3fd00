"""What a person wants, held against what others have done: a record or a conflict."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest

from batch_ocr.results.corrections import Correction, Corrections, Value
from batch_ocr.review.judgement import Conflict, Stamp, Unchanged, Wanted, clean_name, decide
from batch_ocr.review.values import BadValue

SHA = "a" * 64
NOW = datetime(2026, 11, 22, tzinfo=UTC)
READ: dict[str, Value] = {"total_amount": Decimal("119.00"), "bic": None}


class Desk:
    """Records one after the other, as the file has them."""

    def __init__(self) -> None:
        self.corrections = Corrections()
        self.count = 0

    def do(self, **wanted: object) -> Correction:
        body = msgspec.convert({"file": "a.png", "sha256": SHA} | wanted, Wanted)
        self.count += 1
        record = decide(body, READ, self.corrections.of("a.png", SHA), Stamp(f"id-{self.count}", NOW, "anna"))
        self.corrections.add(record)
        return record

    @property
    def last(self) -> str | None:
        return self.corrections.of("a.png", SHA).last


def test_an_edit_is_made_against_what_was_on_the_screen() -> None:
    """The same amount with other digits is the same; another value is a conflict that names who came between."""
    desk = Desk()
    first = desk.do(action="edit", field="total_amount", old="119.0", new="120,00")
    assert (first.old, first.new) == (Decimal("119.00"), Decimal("120.00"))
    with pytest.raises(Conflict) as conflict:
        desk.do(action="edit", field="total_amount", old="119.00", new="121")
    assert conflict.value.by == first
    assert conflict.value.field == "total_amount"
    assert desk.do(action="edit", field="total_amount", old="120.00", new="121").old == Decimal("120.00")


def test_two_who_type_the_same_have_no_conflict() -> None:
    """The second one finds what was wanted done."""
    desk = Desk()
    desk.do(action="edit", field="bic", old=None, new="GENODEF1")
    with pytest.raises(Unchanged):
        desk.do(action="edit", field="bic", old=None, new="GENODEF1")


def test_only_what_was_seen_can_be_accepted() -> None:
    """Somebody changed it in between: it must be looked at again."""
    desk = Desk()
    seen = desk.last
    desk.do(action="edit", field="bic", old=None, new="GENODEF1")
    with pytest.raises(Conflict):
        desk.do(action="accept", seen=seen)
    desk.do(action="accept", seen=desk.last)
    with pytest.raises(Conflict):
        desk.do(action="reject", seen=seen)


def test_only_what_nothing_hangs_on_can_be_undone() -> None:
    """Not twice, not under a later edit of the field, not under a judgement of the values it made."""
    desk = Desk()
    first = desk.do(action="edit", field="bic", old=None, new="A")
    second = desk.do(action="edit", field="bic", old="A", new="B")
    with pytest.raises(Conflict, match="undo that first"):
        desk.do(action="undo", undoes=first.id)
    desk.do(action="undo", undoes=second.id)
    with pytest.raises(Conflict, match="undone already"):
        desk.do(action="undo", undoes=second.id)
    accepted = desk.do(action="accept", seen=desk.last)
    with pytest.raises(Conflict, match="undo that first"):
        desk.do(action="undo", undoes=first.id)
    desk.do(action="undo", undoes=accepted.id)
    desk.do(action="edit", field="total_amount", old="119.00", new="1")
    desk.do(action="undo", undoes=first.id)  # another field's edit does not keep it


@pytest.mark.parametrize(
    "wanted",
    [
        {"action": "edit", "field": "iban", "old": None, "new": "x"},
        {"action": "edit", "field": None, "new": "x"},
        {"action": "edit", "field": "total_amount", "old": "119.00", "new": "much"},
        {"action": "edit", "field": "total_amount", "old": "much", "new": "1"},
    ],
)
def test_what_makes_no_sense_is_refused(wanted: dict[str, object]) -> None:
    """Unknown fields, and values that are none."""
    with pytest.raises(BadValue):
        Desk().do(**wanted)


def test_a_name_is_one_line() -> None:
    """It stands in a file that people read."""
    assert clean_name("  Anna\n\x1b[31m Berg ") == "Anna [31m Berg"
    assert len(clean_name("x" * 500)) == 80
    with pytest.raises(BadValue):
        clean_name("\t")
