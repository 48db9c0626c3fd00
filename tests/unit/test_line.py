from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.errors import ErrorCode
from batch_ocr.invoice.fields import AMOUNT_FIELDS, FIELD_NAMES
from batch_ocr.line import render
from batch_ocr.records import Completed, Failed, Rejected, Ticket
from tests.ledger_cases import NOW, completed, duplicate, failed, rejected, ticket

KEYS = [
    "schema",
    "file",
    "sha256",
    "status",
    "invoice",
    "warnings",
    "engine",
    "task_id",
    "submitted_at",
    "completed_at",
    "attempts",
    "polls",
]
SCHEMA = json.loads(files("batch_ocr").joinpath("line.schema.json").read_text())


def test_a_completed_line_has_the_documented_keys_in_order() -> None:
    """A completed document's line has every key of the contract, in its order, and no other."""
    record = json.loads(render(completed("a.png", "A"), "aspose"))
    assert list(record) == KEYS
    assert record["schema"] == 1
    assert record["engine"] == "aspose"
    assert record["submitted_at"] == "2026-11-22T02:00:00.000Z"


def test_a_failed_line_says_why() -> None:
    """A failed document has its error after the empty invoice, and counts the submissions of its ticket."""
    outcome = Failed(
        "a.png", "0" * 64, ErrorCode.RECOGNITION, ("blurred",), False, NOW, ticket("a.png", "A", attempts=2)
    )
    record = json.loads(render(outcome, "local"))
    assert list(record) == [*KEYS[:5], "error", *KEYS[5:]]
    assert record["error"] == {"code": "recognition-failed", "messages": ["blurred"], "retryable": False}
    assert (record["invoice"], record["task_id"], record["attempts"]) == (None, "id-1", 2)


def test_a_rejected_line_was_never_sent() -> None:
    """A rejected file has an error, no task and no attempts."""
    record = json.loads(render(rejected("a.txt"), "aspose"))
    assert record["error"] == {"code": "corrupt", "messages": ["not an image"], "retryable": False}
    assert (record["sha256"], record["task_id"], record["submitted_at"], record["attempts"]) == (None, None, None, 0)


def test_an_unreadable_file_is_tried_again() -> None:
    """Permissions can be mended without changing the file, so that such a rejection is retryable."""
    assert json.loads(render(rejected("a", code=ErrorCode.UNREADABLE), "local"))["error"]["retryable"] is True


def test_a_duplicate_line_names_the_first() -> None:
    """A duplicate points at the file that has the same bytes."""
    record = json.loads(render(duplicate("b.png", "A", "a.png"), "aspose"))
    assert list(record) == [*KEYS[:5], "duplicate_of", *KEYS[5:]]
    assert (record["status"], record["duplicate_of"], record["invoice"]) == ("duplicate", "a.png", None)


@pytest.mark.parametrize("digits", ["119.00", "0", "-0.50", "12345678901234567890.123456789", "1E+3", "1E-7"])
def test_amounts_keep_their_digits(digits: str) -> None:
    """An amount is written with the digits it came with, which no float could promise."""
    line = render(Completed(ticket("a", "A"), {"total_amount": Decimal(digits)}, (), NOW, 1), "local")
    assert f'"total_amount":{digits}}}'.encode() in line


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_amounts_json_cannot_hold_are_refused(amount: str) -> None:
    """What is no number never reaches the file."""
    with pytest.raises(ValueError, match="finite"):
        render(Completed(ticket("a", "A"), {"vat": Decimal(amount)}, (), NOW, 1), "local")


def test_times_are_utc_with_milliseconds() -> None:
    """Times of any zone are written in UTC, to the millisecond, with Z."""
    at = datetime(2026, 11, 22, 1, 30, 0, 123999, tzinfo=timezone(timedelta(hours=-5)))
    record = json.loads(render(Failed("a", None, ErrorCode.CHANGED, (), True, at), "local"))
    assert record["completed_at"] == "2026-11-22T06:30:00.123Z"


def test_half_characters_of_the_service_do_not_stop_a_line() -> None:
    """A lone surrogate, which JSON can carry and UTF-8 cannot, becomes the replacement character."""
    outcome = Completed(ticket("a", "A"), {"bank_name": "\ud83dBank"}, ("w\udc00",), NOW, 1)
    record = json.loads(render(outcome, "local"))
    assert record["invoice"] == {"bank_name": "\N{REPLACEMENT CHARACTER}Bank"}
    assert record["warnings"] == ["w\N{REPLACEMENT CHARACTER}"]


@given(st.text(), st.text(), st.text(alphabet="\n\r\x0b\x0c\x1c\x85\u2028\u2029a"))
def test_a_line_is_one_line_to_every_reader(name: str, value: str, message: str) -> None:
    """Whatever text is inside, a line has one line end, its last byte, and says what went in."""
    utf8_name = name.encode(errors="replace").decode()
    outcome = Completed(Ticket(utf8_name, "0" * 64, "id", NOW), {"bank_name": value}, (message,), NOW, 1)
    line = render(outcome, "local")
    assert line.endswith(b"\n")
    assert len(line.decode().splitlines()) == 1
    record = json.loads(line)
    assert (record["file"], record["warnings"]) == (utf8_name, [message])


def test_the_schema_knows_the_code() -> None:
    """The published schema names the same keys, error codes and invoice fields as the program."""
    assert set(SCHEMA["required"]) == set(KEYS)
    assert list(SCHEMA["properties"]) == [*KEYS[:5], "error", "duplicate_of", *KEYS[5:]]
    assert SCHEMA["properties"]["error"]["properties"]["code"]["enum"] == [code.value for code in ErrorCode]
    invoice = SCHEMA["$defs"]["invoice"]
    assert tuple(invoice["properties"]) == tuple(invoice["required"]) == FIELD_NAMES
    numbers = {name for name, field in invoice["properties"].items() if "number" in field["type"]}
    assert numbers == AMOUNT_FIELDS


@pytest.mark.parametrize("outcome", [failed("a", None), failed("a", "A"), rejected("b"), duplicate("c", "A", "a")])
def test_no_line_has_a_key_the_schema_lacks(outcome: Failed | Rejected) -> None:
    """Every line without a result has the keys the schema requires and none it does not know."""
    record = json.loads(render(outcome, "local"))
    assert set(SCHEMA["required"]) <= set(record) <= set(SCHEMA["properties"])
