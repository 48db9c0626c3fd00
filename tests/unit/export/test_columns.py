from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.errors import SettingsError
from batch_ocr.export.columns import COLUMNS, DEFAULT_COLUMNS, Cell, Kind, chosen, printable, row
from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.results import Failure
from tests.documents import AT, document, finding


def cells(names: str, **values: str | Decimal | None) -> list[Cell]:
    return row(document("a.png", finding(), finding(), finding("rescanned"), **values), chosen(names))


def test_values_have_the_type_of_their_column() -> None:
    """A day is a date, an amount a Decimal with its digits, findings are codes without repetition."""
    assert cells("due_date,total_amount,findings,completed_at,attempts") == [
        date(2026, 12, 1),
        Decimal("119.00"),
        ("same-invoice", "rescanned"),
        AT,
        1,
    ]


def test_a_date_that_is_no_day_is_empty() -> None:
    """Half of a date is no date: the column keeps its type, and the results keep the text."""
    assert cells("issue_date,due_date", issue_date="32.1.2026", due_date="2026-02-30") == [None, None]


def test_the_lowest_confidence_is_that_of_fields_with_a_value() -> None:
    """A field that was left empty for its low confidence is no risk any more."""
    assert cells("lowest_confidence") == [0.5]


def test_a_failure_says_why_in_its_row() -> None:
    """Without an invoice the fields are empty; code and messages of the error stand in columns of their own."""
    failed = replace(
        document(), invoice=None, status="failed", error=Failure("corrupt", ("a\x1b[1mb",), retryable=False)
    )
    assert row(failed, chosen("total_amount,error_code,error_messages,retryable")) == [
        None,
        "corrupt",
        ("a\u241b[1mb",),
        False,
    ]


def test_columns_are_chosen_in_the_order_asked_for() -> None:
    """Names stand in any order, spaces around them do not matter; without names the default ones come."""
    assert [column.name for column in chosen(" sha256, file ")] == ["sha256", "file"]
    assert tuple(column.name for column in chosen(None)) == DEFAULT_COLUMNS
    assert set(FIELD_NAMES) < set(DEFAULT_COLUMNS) < set(COLUMNS)


@pytest.mark.parametrize(
    ("names", "told"),
    [("file,totl_amount", "did you mean 'total_amount'"), ("", "unknown column ''"), ("file,file", "named twice")],
)
def test_unknown_columns_are_an_error_that_lists_the_known(names: str, told: str) -> None:
    """One line says what is wrong, and which columns there are."""
    with pytest.raises(SettingsError, match=told) as raised:
        chosen(names)
    assert told == "named twice" or "there are: file, status, " in str(raised.value)


@given(st.text())
def test_no_control_character_leaves(text: str) -> None:
    """Whatever a scan says: line ends and tabs stay, all else that acts on a terminal becomes a picture of itself."""
    shown = printable(text)
    assert not {char for char in shown if ord(char) < 32 or 127 <= ord(char) < 160} - {"\n", "\t"}
    assert printable(shown) == shown


def test_every_kind_of_column_occurs() -> None:
    """The formats' tables of types are tested by exporting all columns, which must therefore be of all kinds."""
    assert {column.kind for column in COLUMNS.values()} == set(Kind)
