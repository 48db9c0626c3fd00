"""What people corrected: how records are read, and what they come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.results.corrections import (
    Action,
    Correction,
    Corrections,
    Value,
    corrections_path,
    parse,
    read_corrections,
    render,
)

SHA = "a" * 64
NOW = datetime(2026, 11, 22, 8, 15, 0, 250_000, tzinfo=UTC)


def record(number: int, action: Action, undoes: int | None = None, sha256: str | None = SHA) -> Correction:
    return Correction(
        f"id-{number}", NOW, "anna", "a.png", sha256, action, undoes=None if undoes is None else f"id-{undoes}"
    )


def edit(number: int, field: str, old: Value, new: Value) -> Correction:
    return replace(record(number, "edit"), field=field, old=old, new=new)


def test_a_record_comes_back_as_it_was_written() -> None:
    """Also the digits of its amounts, names in any script, and nothing where nothing was."""
    for one in (
        edit(1, "total_amount", Decimal("119.00"), None),
        edit(2, "supplier_name", None, "Søn & Straße 商店\u2028"),
        record(3, "accept"),
        record(4, "undo", undoes=2),
        record(5, "reject", sha256=None),
    ):
        assert parse(render(one)) == one
    assert b'"old":119.00' in render(edit(1, "total_amount", Decimal("119.00"), None))


@pytest.mark.parametrize("amount", [b"1e400", b"1e99999999", b"-1e-40"])
def test_an_amount_that_no_invoice_can_have_is_no_correction(amount: bytes) -> None:
    """As in the results themselves."""
    line = render(edit(1, "total_amount", Decimal("119.00"), Decimal(7)))
    with pytest.raises(ValueError, match="larger or finer than money can be"):
        parse(line.replace(b'"new":7', b'"new":' + amount))


def test_the_last_edit_counts_and_the_first_old_value_is_kept() -> None:
    """However often a field is corrected, it is known what the reader had found."""
    applied = Corrections([edit(1, "bic", "A", "B"), edit(2, "bic", "B", "C")]).of("a.png", SHA)
    assert applied.values == {"bic": "C"}
    assert applied.old == {"bic": "A"}
    assert applied.last == "id-2"
    assert (made := applied.latest("bic")) is not None
    assert made.id == "id-2"


def test_undoing_an_edit_brings_back_the_one_before_and_undoing_that_the_edit() -> None:
    """An undo is a record that can be undone like any other."""
    records = [edit(1, "bic", "A", "B"), edit(2, "bic", "B", "C"), record(3, "undo", undoes=2)]
    assert Corrections(records).of("a.png", SHA).values == {"bic": "B"}
    records.append(record(4, "undo", undoes=1))
    assert Corrections(records).of("a.png", SHA).values == {}
    records.append(record(5, "undo", undoes=3))
    assert Corrections(records).of("a.png", SHA).values == {"bic": "C"}


def test_an_edit_after_a_judgement_ends_it() -> None:
    """Who accepted, accepted other values; when the edit is undone, the judgement stands again."""
    records = [record(1, "accept"), edit(2, "vat", Decimal(7), Decimal(19))]
    assert Corrections(records[:1]).of("a.png", SHA).review == "accepted"
    assert Corrections(records).of("a.png", SHA).review is None
    assert Corrections([*records, record(3, "undo", undoes=2)]).of("a.png", SHA).review == "accepted"
    assert Corrections([*records, record(4, "reject")]).of("a.png", SHA).review == "rejected"


def test_a_correction_belongs_to_the_bytes_it_was_made_on() -> None:
    """The same scan under another name has it, another scan under the same name has not."""
    corrections = Corrections([edit(1, "bic", "A", "B")])
    assert corrections.of("renamed.png", SHA).values == {"bic": "B"}
    assert corrections.of("a.png", "b" * 64).values == {}
    assert corrections.of("a.png", None).values == {}
    unread = Corrections([record(1, "accept", sha256=None)])
    assert unread.of("a.png", None).review == "accepted"
    assert unread.of("b.png", None).review is None


def test_an_undo_of_another_document_does_nothing() -> None:
    """A record is undone only among those about the same bytes."""
    stray = replace(record(2, "undo", undoes=1), sha256="b" * 64)
    assert Corrections([edit(1, "bic", "A", "B"), stray]).of("a.png", SHA).values == {"bic": "B"}


def test_the_corrections_lie_beside_their_results() -> None:
    """The name says whose they are, whatever the results are called."""
    assert corrections_path(Path("out/results.jsonl")) == Path("out/results.corrections.jsonl")
    assert corrections_path(Path("out/november")) == Path("out/november.corrections.jsonl")


def test_without_a_file_there_are_no_corrections(tmp_path: Path) -> None:
    """Nobody has to have made any."""
    assert len(read_corrections(tmp_path / "results.jsonl")) == 0


def test_an_unfinished_last_line_does_not_count(tmp_path: Path) -> None:
    """It is being written at this moment, or its writer was killed."""
    results = tmp_path / "results.jsonl"
    whole, torn = render(record(1, "accept")), render(record(2, "reject"))
    for cut in range(len(torn)):
        corrections_path(results).write_bytes(whole + torn[:cut])
        assert read_corrections(results).of("a.png", SHA).review == "accepted"


def test_a_record_that_stands_there_twice_counts_once(tmp_path: Path) -> None:
    """Two copies of a corrections file may be put together with `cat`."""
    results = tmp_path / "results.jsonl"
    records = [record(1, "accept"), record(2, "undo", undoes=1)]
    corrections_path(results).write_bytes(b"".join(map(render, [*records, records[0]])))
    assert read_corrections(results).of("a.png", SHA).review is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "no JSON"),
        (b"[]", "no correction"),
        (b'{"schema":2}', "no correction"),
        (b'{"schema":1,"action":"approve"}', '"action" is none of'),
        (render(record(1, "accept")).replace(b"2026-", b"26-"), "not a time"),
        (render(record(1, "accept")).replace(b"250Z", b"250"), "no time zone"),
        (render(record(1, "undo")), '"undoes" is missing'),
        (render(edit(1, "bic", "A", "B")).replace(b'"bic"', b'"bicc"'), "no field 'bicc'"),
        (render(edit(1, "bic", "A", "B")).replace(b'"B"', b"7"), '"new" must be text'),
        (render(edit(1, "vat", None, None)).replace(b'"new":null', b'"new":"7"'), '"new" must be a number'),
        (render(edit(1, "vat", None, None)).replace(b'"new":null', b'"new":NaN'), '"new" must be a number'),
        (render(record(1, "accept")).replace(b'"anna"', b'""'), '"who" is missing'),
    ],
)
def test_a_line_that_is_no_correction_is_named(line: bytes, told: str, tmp_path: Path) -> None:
    """One error with file, line and what is wrong; nothing is guessed, for money hangs on it."""
    results = tmp_path / "results.jsonl"
    corrections_path(results).write_bytes(render(record(9, "accept")) + b"\n" + line.strip() + b"\n")
    with pytest.raises(OutputError, match="line 3: ") as raised:
        read_corrections(results)
    assert told in str(raised.value)


def test_corrections_that_cannot_be_read_are_an_error(tmp_path: Path) -> None:
    """They are not treated as none: what was corrected would go out uncorrected."""
    results = tmp_path / "results.jsonl"
    corrections_path(results).mkdir()
    with pytest.raises(OutputError, match="cannot read the corrections"):
        read_corrections(results)
