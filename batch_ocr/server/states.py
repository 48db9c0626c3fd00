"""A task as the API shows it: status words, results, messages.

Source: the words of both statuses are documented, their combinations are not; the pairs here follow their names.
"""

from __future__ import annotations

from batch_ocr.aspose.wire import ResponseStatusCode, TaskStatus, encode_answer
from batch_ocr.server.tasks import Stage, Task


def encode_state(task_id: str, task: Task | None, *, with_results: bool) -> bytes:
    """Return the envelope of a task, or of an id that is not known."""
    if task is None:
        return encode_answer(task_id, TaskStatus.NOT_EXIST, ResponseStatusCode.TASK_NOT_FOUND)
    match task.stage:
        case Stage.QUEUED:
            return encode_answer(task.id, TaskStatus.PENDING, ResponseStatusCode.NOT_READY)
        case Stage.RUNNING:
            return encode_answer(task.id, TaskStatus.PROCESSING, ResponseStatusCode.NOT_READY)
        case Stage.COMPLETED:
            results = task.results if with_results else None
            warnings = list(task.warnings) or None
            return encode_answer(
                task.id, TaskStatus.COMPLETED, ResponseStatusCode.OK, results=results, warnings=warnings
            )
        case Stage.FAILED:
            messages = list(task.messages)
            return encode_answer(task.id, TaskStatus.ERROR, ResponseStatusCode.ERROR, messages=messages)
        case Stage.DROPPED:
            messages = ["the result had to make room for newer ones"]
            lost = ResponseStatusCode.RESULT_DATA_LOST
            return encode_answer(task.id, TaskStatus.NOT_EXIST, lost, messages=messages)
