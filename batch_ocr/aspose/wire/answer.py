"""The envelope that every GET returns.

Nothing in it can be relied on: each member may be absent, null, of a wrong type or spelled in another case, and
status words may be new. What cannot be understood reads as absent. A client decides on `taskStatus` alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import orjson

from batch_ocr.aspose.wire.errors import MalformedAnswer
from batch_ocr.aspose.wire.members import known_members

ENVELOPE_KEYS: Final = ("id", "responseStatusCode", "taskStatus", "results", "error")
MAX_MESSAGES: Final = 50
MAX_MESSAGE_LENGTH: Final = 1000
"""Characters. Messages go into result lines and logs."""


class TaskStatus(StrEnum):
    """How far a task is. Source: docs.aspose.cloud/ocr/fetch-invoice-recognition-result/."""

    PENDING = "Pending"
    PROCESSING = "Processing"
    COMPLETED = "Completed"
    ERROR = "Error"
    NOT_EXIST = "NotExist"


class ResponseStatusCode(StrEnum):
    """A second status word whose meaning is nowhere documented; for messages only."""

    OK = "Ok"
    PARTIALLY_NOT_FOUND = "PartiallyNotFound"
    NO_ANY_RESULT_DATA = "NoAnyResultData"
    RESULT_DATA_LOST = "ResultDataLost"
    TASK_NOT_FOUND = "TaskNotFound"
    NOT_READY = "NotReady"
    ERROR = "Error"


_STATUS_BY_FOLDED_WORD: Final = {status.value.casefold(): status for status in TaskStatus}


@dataclass(frozen=True, slots=True)
class ResultItem:
    """One of `results`, not yet decoded."""

    type: str | None
    """`Text` for invoices; a free string in the contract."""
    data: str | None
    """Base64 of the invoice's JSON."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one GET said about a task."""

    status: TaskStatus | None
    """None when missing or unknown: the task is to be treated as unfinished."""
    task_id: str | None = None
    response_status: str | None = None
    """As sent, for messages; normally one of ResponseStatusCode."""
    results: tuple[ResultItem, ...] = ()
    messages: tuple[str, ...] = ()
    """Of `error.messages`: notices if the task is completed, the reason if it failed."""
    warnings: tuple[str, ...] = ()
    retry_after: float | None = None
    """Seconds for which the service wants not to be asked again; of the header, not of the envelope."""

    def is_about(self, task_id: str) -> bool:
        """Whether the answer may be taken for one about this task: it names the same id in any spelling, or none."""
        named = _bare(self.task_id or "")
        return not named.strip("0") or named == _bare(task_id)  # all zeros is how .NET writes an id that was never set


def decode_answer(body: bytes, redact: Callable[[str], str] = str) -> Answer:
    """Decode an envelope, making the best of whatever stands in it.

    Args:
        body: of the answer.
        redact: masks the caller's secrets in messages, which a service may echo; before they are cut.

    Raises:
        MalformedAnswer: not JSON, or no object.
    """
    decoded = _parse(body)
    if not isinstance(decoded, dict):
        raise MalformedAnswer("the answer is no JSON object")
    envelope = known_members(decoded, ENVELOPE_KEYS)
    error = known_members(envelope.get("error"), ("messages", "warnings"))
    results = envelope.get("results")
    return Answer(
        status=_STATUS_BY_FOLDED_WORD.get((_text(envelope.get("taskStatus")) or "").strip().casefold()),
        task_id=_text(envelope.get("id")),
        response_status=_text(envelope.get("responseStatusCode")),
        results=_items(results) if isinstance(results, list) else (),
        messages=_lines(error.get("messages"), redact),
        warnings=_lines(error.get("warnings"), redact),
    )


def encode_answer(  # the envelope has no member by another name, and the official Java SDK refuses unknown ones
    task_id: str,
    status: TaskStatus,
    response_status: ResponseStatusCode,
    *,
    results: Sequence[ResultItem] | None = None,
    messages: Sequence[str] | None = None,
    warnings: Sequence[str] | None = None,
) -> bytes:
    """Return an envelope with exactly the five documented members in the documentation's order, nulls written out."""
    error = None if messages is None and warnings is None else {"messages": messages, "warnings": warnings}
    return orjson.dumps(
        {
            "id": task_id,
            "responseStatusCode": response_status,
            "taskStatus": status,
            "results": None if results is None else [{"type": item.type, "data": item.data} for item in results],
            "error": error,
        }
    )


def _parse(body: bytes) -> object:
    body = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    # The standard parser also takes lone surrogates and broken UTF-8 in a message, for which no paid result is lost.
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise MalformedAnswer("the answer is not JSON") from None


def _items(results: Iterable[object]) -> tuple[ResultItem, ...]:
    items = (known_members(item, ("type", "data")) for item in results if isinstance(item, dict))
    return tuple(ResultItem(_text(item.get("type")), _text(item.get("data"))) for item in items)


def _bare(task_id: str) -> str:
    """Return the id without what spellings of one GUID differ in: case, hyphens and braces."""
    return task_id.strip().strip("{}").replace("-", "").casefold()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _lines(value: object, redact: Callable[[str], str]) -> tuple[str, ...]:
    """Return messages as bounded single lines; a bare string counts as a list of one."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        return ()
    lines = (" ".join(printable(redact(item)).split())[:MAX_MESSAGE_LENGTH] for item in value if isinstance(item, str))
    return tuple(line for line in lines if line)[:MAX_MESSAGES]


def printable(text: str) -> str:
    """Return text that can be encoded as UTF-8: lone surrogates, which JSON can smuggle in, become U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
