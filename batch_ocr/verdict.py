"""What an answer about a task means for its document. Pure.

`taskStatus` alone decides. Source: docs.aspose.cloud/ocr/fetch-invoice-recognition-result/.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Final

from batch_ocr.aspose.wire.answer import Answer, TaskStatus
from batch_ocr.aspose.wire.evidence import INVOICE_NUMBER, decode_proofs
from batch_ocr.aspose.wire.payload import Reading, Unreadable, decode_results
from batch_ocr.errors import ErrorCode
from batch_ocr.records import Completed, Failed, FieldProof, Ticket

LOWEST_NUMBER_CONFIDENCE: Final = 0.5
"""An invoice number with less confidence is not put on the line: it stays only in the evidence."""


class Wait(Enum):
    """There is no result yet."""

    QUEUED = "queued"
    """The service has not begun."""
    WORKING = "working"
    """It has begun, or does not say: an unknown or missing status is neither result nor failure."""
    NOT_FOUND = "not found"
    """The service does not know the task: not yet, or no longer."""


def verdict(answer: Answer, ticket: Ticket, polls: int, now: datetime) -> Completed | Failed | Wait:
    """Return the outcome that the answer brings, or how to go on waiting. `now` is UTC."""
    match answer.status:
        case TaskStatus.PENDING:
            return Wait.QUEUED
        case TaskStatus.PROCESSING | None:
            return Wait.WORKING
        case TaskStatus.NOT_EXIST:
            return Wait.NOT_FOUND
        case TaskStatus.ERROR:
            messages = answer.messages + answer.warnings or ("the service gives no reason",)
            return failed(ticket, ErrorCode.RECOGNITION, messages, polls, now, retryable=True)
        case TaskStatus.COMPLETED:
            return _read(answer, ticket, polls, now)


def failed(
    ticket: Ticket, code: ErrorCode, messages: tuple[str, ...], polls: int, now: datetime, *, retryable: bool
) -> Failed:
    """Return the failure of a document that was accepted."""
    return Failed(
        ticket.name, ticket.sha256, code, messages, retryable, now, ticket=ticket, attempts=ticket.attempts, polls=polls
    )


def _read(answer: Answer, ticket: Ticket, polls: int, now: datetime) -> Completed | Failed:
    notices = answer.messages + answer.warnings
    match decode_results(answer.results):
        case Reading(invoice, warnings):
            proofs = decode_proofs(answer.results)
            return Completed(
                ticket,
                invoice,
                notices + warnings,
                now,
                polls,
                invoice_number=_number(proofs),
                confidence={name: proof.confidence for name, proof in proofs.items()} if proofs else None,
                proofs=proofs,
            )
        case Unreadable(reason):
            # Another try would be paid for and would most likely read the same: a person decides.
            return failed(ticket, ErrorCode.RESULT_UNREADABLE, (reason, *notices), polls, now, retryable=False)


def _number(proofs: Mapping[str, FieldProof] | None) -> str | None:
    proof = proofs.get(INVOICE_NUMBER) if proofs else None
    return proof.value if proof is not None and proof.confidence >= LOWEST_NUMBER_CONFIDENCE else None
