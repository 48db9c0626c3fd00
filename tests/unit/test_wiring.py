from __future__ import annotations

from datetime import UTC, datetime

import pytest

from batch_ocr.commands.wiring import on_line
from batch_ocr.errors import ErrorCode
from batch_ocr.progress import Progress
from batch_ocr.records import Completed, Duplicate, Failed, Outcome, Rejected, Ticket

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TICKET = Ticket("a.png", "00", "task-1", NOW, 1)


@pytest.mark.parametrize(
    ("outcome", "pending"),
    [
        (Completed(TICKET, {}, (), NOW, 1), 1),
        (Failed("a.png", "00", ErrorCode.RECOGNITION, ("bad",), retryable=False, completed_at=NOW, ticket=TICKET), 1),
        (Failed("b.png", "01", ErrorCode.REFUSED, ("bad",), retryable=False, completed_at=NOW), 2),
        (Rejected("b.png", 1, 1, ErrorCode.EMPTY, ("empty",), NOW), 2),
        (Duplicate("b.png", "00", "a.png", NOW), 2),
    ],
)
def test_only_what_was_accepted_is_collected(outcome: Outcome, pending: int) -> None:
    """The line of a document that the service never had takes nothing from those whose results it still has."""
    progress = Progress(submitted=1, resumed=1)
    on_line(progress)(outcome)
    assert (progress.pending, progress.done) == (pending, 1)
