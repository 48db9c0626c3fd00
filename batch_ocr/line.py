"""One outcome as one line of results.jsonl; `line.schema.json` beside this file describes it. No I/O, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, Literal, assert_never

import orjson

from batch_ocr.errors import ErrorCode
from batch_ocr.findings import Finding
from batch_ocr.records import Completed, Duplicate, Failed, Outcome, Rejected, Ticket

SCHEMA_VERSION: Final = 1
"""Raised when a key changes its meaning or is removed, not when one is added."""

RETRYABLE_REJECTIONS: Final = frozenset({ErrorCode.UNREADABLE})
"""A rejected file is tried again when it changes; these also when it does not (permissions are not part of a file)."""

Engine = Literal["local", "aspose"]

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_UNICODE_LINE_ENDS: Final = ((b"\xc2\x85", rb"\u0085"), (b"\xe2\x80\xa8", rb"\u2028"), (b"\xe2\x80\xa9", rb"\u2029"))
"""Legal inside a JSON string, but readers that split text by Unicode's rules take it for a line's end."""


def render(outcome: Outcome, engine: Engine, findings: Iterable[Finding] = ()) -> bytes:
    r"""The line of `outcome`, UTF-8, with its closing `\n` and no other line end of any kind.

    `findings` are those of its checks. Raises ValueError for an amount that is not a finite number.
    """
    record = _record(outcome, engine, findings)
    try:
        line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # lone surrogates: the service's JSON may hold them, UTF-8 cannot
        line = orjson.dumps(_without_surrogates(record), option=orjson.OPT_APPEND_NEWLINE)
    for character, escape in _UNICODE_LINE_ENDS:
        line = line.replace(character, escape)
    return line


def _record(outcome: Outcome, engine: Engine, findings: Iterable[Finding]) -> dict[str, object]:
    ticket: Ticket | None
    sha256: str | None
    attempts = polls = 0
    match outcome:
        case Completed():
            name, sha256, ticket = outcome.ticket.name, outcome.ticket.sha256, outcome.ticket
            attempts, polls = ticket.attempts, outcome.polls
            result: dict[str, object] = {"invoice": {key: _json(value) for key, value in outcome.invoice.items()}}
        case Failed():
            name, sha256, ticket = outcome.name, outcome.sha256, outcome.ticket
            attempts, polls = max(outcome.attempts, ticket.attempts if ticket else 0), outcome.polls
            result = _no_result(outcome.code, outcome.messages, retryable=outcome.retryable)
        case Rejected():
            name, sha256, ticket = outcome.name, outcome.sha256, None
            result = _no_result(outcome.code, outcome.messages, retryable=outcome.code in RETRYABLE_REJECTIONS)
        case Duplicate():
            name, sha256, ticket = outcome.name, outcome.sha256, None
            result = {"invoice": None, "duplicate_of": outcome.duplicate_of}
        case _:
            assert_never(outcome)
    return {
        "schema": SCHEMA_VERSION,
        "file": name,
        "sha256": sha256,
        "status": outcome.status,
        **result,
        **_reading(outcome),
        "checks": tuple(_check(finding) for finding in findings),
        "engine": engine,
        "task_id": ticket.task_id if ticket else None,
        "submitted_at": _timestamp(ticket.submitted_at) if ticket else None,
        "completed_at": _timestamp(outcome.completed_at),
        "attempts": attempts,
        "polls": polls,
    }


def _reading(outcome: Outcome) -> dict[str, object]:
    """What a reader returns in addition to the invoice."""
    if not isinstance(outcome, Completed):
        return {"warnings": (), "invoice_number": None, "confidence": None}
    confidence = None if outcome.confidence is None else dict(outcome.confidence)
    return {"warnings": outcome.warnings, "invoice_number": outcome.invoice_number, "confidence": confidence}


def _check(finding: Finding) -> dict[str, object]:
    """A finding; empty members are left out."""
    check: dict[str, object] = {
        "code": finding.code,
        "verdict": str(finding.verdict),
        "fields": finding.fields,
        "message": finding.message,
    }
    if finding.expected is not None:
        check["expected"] = finding.expected
    if finding.twin is not None:
        check["twin"] = finding.twin
    return check


def _no_result(code: ErrorCode, messages: tuple[str, ...], *, retryable: bool) -> dict[str, object]:
    return {"invoice": None, "error": {"code": code, "messages": messages, "retryable": retryable}}


def _json(value: str | Decimal | None) -> object:
    """Amounts keep their digits: 119.00 stays 119.00, which a float cannot promise."""
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite():
        raise ValueError(f"an amount must be a finite number, not {value}")
    return orjson.Fragment(str(value))


def _timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _without_surrogates(value: object) -> object:
    match value:
        case str():
            return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
        case tuple():
            return tuple(_without_surrogates(item) for item in value)
        case _:
            return value
