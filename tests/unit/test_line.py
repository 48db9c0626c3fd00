from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.errors import ErrorCode
from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.fields import AMOUNT_FIELDS, FIELD_NAMES
from batch_ocr.line import render
from batch_ocr.records import STATUSES, Completed, Duplicate, Failed, Rejected, Ticket
from tests.ledger_cases import NOW, completed, duplicate, failed, rejected, ticket
from tests.line_schema import SCHEMA, valid

KEYS = [
    "schema",
    "file",
    "sha256",
    "status",
    "invoice",
    "warnings",
    "invoice_number",
    "confidence",
    "checks",
    "engine",
    "task_id",
    "submitted_at",
    "completed_at",
    "attempts",
    "polls",
]
KEYS_OF_LATER_VERSIONS = {"invoice_number", "confidence", "checks"}


def test_a_completed_line_has_the_documented_keys_in_order() -> None:
    """A completed document's line has every key of the contract, in its order, and no other."""
    record = json.loads(render(completed("a.png", "A"), "aspose"))
    assert list(record) == KEYS
    assert record["schema"] == 1
    assert record["engine"] == "aspose"
    assert record["submitted_at"] == "2026-11-22T02:00:00.000Z"


def test_every_status_is_in_the_schema() -> None:
    """The outcomes name the states that the published schema lists, in its order."""
    assert list(STATUSES) == SCHEMA["properties"]["status"]["enum"]


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
    assert set(SCHEMA["required"]) == set(KEYS) - KEYS_OF_LATER_VERSIONS
    assert list(SCHEMA["properties"]) == [*KEYS[:5], "error", "duplicate_of", *KEYS[5:]]
    assert SCHEMA["properties"]["error"]["properties"]["code"]["enum"] == [code.value for code in ErrorCode]
    invoice = SCHEMA["$defs"]["invoice"]
    assert tuple(invoice["properties"]) == tuple(invoice["required"]) == FIELD_NAMES
    numbers = {name for name, field in invoice["properties"].items() if "number" in field["type"]}
    assert numbers == AMOUNT_FIELDS
    check = SCHEMA["$defs"]["check"]["properties"]
    assert tuple(check["fields"]["items"]["enum"]) == (*FIELD_NAMES, "invoice_number")
    assert check["verdict"]["enum"] == [verdict.value for verdict in Verdict]
    assert set(check) == {field.name for field in dataclasses.fields(Finding)}


@pytest.mark.parametrize("outcome", [failed("a", None), failed("a", "A"), rejected("b"), duplicate("c", "A", "a")])
def test_a_line_without_a_result_says_nothing_of_a_reading(outcome: Failed | Rejected | Duplicate) -> None:
    """Every line without a result is as the schema says, with nothing read and nothing to check."""
    record = valid(json.loads(render(outcome, "local")))
    assert (record["invoice_number"], record["confidence"], record["checks"]) == (None, None, [])


def test_what_the_reader_says_beside_the_invoice_is_in_the_line() -> None:
    """Number and confidence come after the warnings; a finding leaves out what it cannot say."""
    outcome = replace(completed("a", "A"), invoice_number="R-7", confidence={"bic": 0.25, "invoice_number": 1.0})
    bare = Finding("total-missing", Verdict.UNCLEAR, (), "The total was not read.")
    full = Finding("same-invoice", Verdict.WRONG, ("invoice_number",), "As in b.png.", expected="one", twin="b.png")
    record = valid(json.loads(render(outcome, "local", (bare, full))))
    assert (record["invoice_number"], record["confidence"]) == ("R-7", {"bic": 0.25, "invoice_number": 1.0})
    assert record["checks"] == [
        {"code": "total-missing", "verdict": "unclear", "fields": [], "message": "The total was not read."},
        {
            "code": "same-invoice",
            "verdict": "wrong",
            "fields": ["invoice_number"],
            "message": "As in b.png.",
            "expected": "one",
            "twin": "b.png",
        },
    ]


def test_a_line_of_an_earlier_version_is_still_one() -> None:
    """Results files grow over versions: a line without the later keys is as the schema says."""
    record = json.loads(render(completed("a", "A"), "local"))
    valid({key: value for key, value in record.items() if key not in KEYS_OF_LATER_VERSIONS})
