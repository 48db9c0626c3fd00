"""What an answer means for its document."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from batch_ocr.aspose.wire.answer import Answer, ResultItem, TaskStatus
from batch_ocr.errors import ErrorCode
from batch_ocr.records import Completed, Failed, Ticket
from batch_ocr.verdict import Wait, verdict

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TICKET = Ticket("a.png", "00ff", "id-00001", NOW)


def of(payload: str, status: TaskStatus | None = TaskStatus.COMPLETED) -> Completed | Failed | Wait:
    results = (ResultItem("Text", base64.b64encode(payload.encode()).decode()),)
    return verdict(Answer(status, results=results, messages=("a notice",)), TICKET, 3, NOW)


def test_a_notice_of_the_service_and_of_the_reading_become_warnings() -> None:
    """A person sees on the line what the service said and what could not be used."""
    outcome = of('{"bic": "X", "total_amount": "1_000"}')
    assert isinstance(outcome, Completed)
    assert outcome.invoice["bic"] == "X"
    assert outcome.warnings == ("a notice", "total_amount has a value that cannot be used and is left out")


def test_an_invoice_without_any_value_is_completed_with_a_warning() -> None:
    """It was read and paid for; another submission would bring the same."""
    outcome = of('{"bic": "", "vat": -1}')
    assert isinstance(outcome, Completed)
    assert "the service found nothing on this document" in outcome.warnings


@pytest.mark.parametrize("payload", ["{}", '{"Total": 5}', "[]", "no"])
def test_what_is_no_invoice_is_a_result_that_cannot_be_read(payload: str) -> None:
    """Seventeen nulls would look like a document on which there is nothing; the failure is final and says why."""
    outcome = of(payload)
    assert isinstance(outcome, Failed)
    assert (outcome.code, outcome.retryable) == (ErrorCode.RESULT_UNREADABLE, False)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (TaskStatus.PENDING, Wait.QUEUED),
        (TaskStatus.PROCESSING, Wait.WORKING),
        (None, Wait.WORKING),
        (TaskStatus.NOT_EXIST, Wait.NOT_FOUND),
    ],
)
def test_results_of_an_unfinished_task_are_not_looked_at(status: TaskStatus | None, expected: Wait) -> None:
    """The status alone decides whether there is a result."""
    assert of('{"bic": "X"}', status) is expected
