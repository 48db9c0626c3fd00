"""The tasks the server knows: queued, running, finished; limited in number, in bytes, and to 24 hours of life."""

from __future__ import annotations

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from batch_ocr.aspose.wire import RecognitionOptions, ResultItem
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.spool import Spooled


class QueueFull(Exception):
    """The most documents allowed are waiting; the new one was not accepted."""


class Stage(Enum):
    """The stage of a task."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    DROPPED = "dropped"
    """It was completed, but its result was dropped to make room for others."""


@dataclass(slots=True, eq=False)
class Task:
    """One submitted document."""

    id: str
    submitted_at: float
    """By the store's clock."""
    options: RecognitionOptions
    image: Spooled | None
    """None once it has been read or the task is over."""
    stage: Stage = Stage.QUEUED
    results: tuple[ResultItem, ...] = ()
    messages: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    ended_at: float | None = None
    """By the store's clock."""

    @property
    def result_bytes(self) -> int:
        """Memory that the result takes."""
        return sum(len(item.data or "") for item in self.results)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.stage not in {Stage.QUEUED, Stage.RUNNING}

    def release_image(self) -> None:
        """Free the image's room in the spool."""
        if self.image is not None:
            self.image.close()
            self.image = None


class TaskStore:
    """All tasks by id, in order of submission, with the queue of those that wait.

    `clock` gives seconds that never run backwards.
    """

    def __init__(self, config: ServerConfig, clock: Callable[[], float]) -> None:
        self._config = config
        self._clock = clock
        self._tasks: OrderedDict[str, Task] = OrderedDict()
        self._queue: OrderedDict[str, Task] = OrderedDict()
        self._finished: OrderedDict[str, Task] = OrderedDict()
        self._with_result: OrderedDict[str, Task] = OrderedDict()
        self._unfetched: dict[str, Task] = {}
        """Tasks whose end no client has seen, including those that have not ended."""
        self.result_bytes = 0
        """Bytes of all results kept."""
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def queued(self) -> int:
        """Documents that wait to be read."""
        return len(self._queue)

    def is_full(self) -> bool:
        """Whether `add` would refuse."""
        return len(self._queue) >= self._config.max_queue

    def add(self, image: Spooled, options: RecognitionOptions) -> Task:
        """Queue a document. Raises QueueFull."""
        if self.is_full():
            raise QueueFull
        task = Task(str(uuid.uuid4()), self._clock(), options, image)
        self._tasks[task.id] = self._queue[task.id] = self._unfetched[task.id] = task
        # Waiting and running tasks are never forgotten: the queue and the number of readers limit them.
        while len(self._tasks) > self._config.max_tasks and self._finished:
            self.remove(next(iter(self._finished)))
        return task

    async def change(self) -> None:
        """Return after any task has been finished, fetched or forgotten."""
        await self._changed.wait()

    def unsettled(self, patience: float) -> int:
        """How many tasks are not over, or ended in the last `patience` seconds without a client seeing it."""
        since = self._clock() - patience
        return sum(task.ended_at is None or task.ended_at > since for task in self._unfetched.values())

    def mark_fetched(self, task: Task) -> None:
        """Note that a client has seen how the task ended."""
        if task.is_over and self._unfetched.pop(task.id, None) is not None:
            self._notify()

    def find(self, task_id: str) -> Task | None:
        """Return the task; None when it is unknown, cancelled or expired."""
        return self._tasks.get(task_id.lower())

    def restore(self, task_id: str, age: float, results: tuple[ResultItem, ...]) -> None:
        """Adopt a completed task of an earlier server, submitted `age` seconds ago; call for the oldest first."""
        task = Task(task_id, self._clock() - age, RecognitionOptions(), None, Stage.RUNNING)
        self._tasks[task_id] = task
        self.complete(task, results)

    def start_next(self) -> Task | None:
        """Take the document that has waited longest; None when nothing waits."""
        if not self._queue:
            return None
        _, task = self._queue.popitem(last=False)
        task.stage = Stage.RUNNING
        return task

    def complete(self, task: Task, results: tuple[ResultItem, ...], warnings: tuple[str, ...] = ()) -> None:
        """Record what was read. A task that was cancelled or has expired meanwhile stays forgotten."""
        if task.id not in self._tasks:
            return
        task.results, task.warnings = results, warnings
        self._with_result[task.id] = task
        self.result_bytes += task.result_bytes
        self._finish(task, Stage.COMPLETED)
        while self.result_bytes > self._config.max_result_bytes and len(self._with_result) > 1:
            oldest = next(iter(self._with_result.values()))
            self._drop_result(oldest)
            oldest.stage = Stage.DROPPED

    def fail(self, task: Task, message: str) -> None:
        """Record that the document cannot be read, and why."""
        if task.id in self._tasks:
            task.messages = (message,)
            self._finish(task, Stage.FAILED)

    def remove(self, task_id: str) -> Task | None:
        """Forget a task, as after a cancel; None when it is not known."""
        task = self._tasks.pop(task_id.lower(), None)
        if task is not None:
            for known in (self._queue, self._finished, self._unfetched):
                known.pop(task.id, None)
            self._drop_result(task)
            task.release_image()
            self._notify()
        return task

    def forget_expired(self) -> list[Task]:
        """Forget what is older than its life; returns it, so that a read still running can be stopped."""
        born_before = self._clock() - self._config.result_life
        expired: list[Task] = []
        for task in self._tasks.values():
            if task.submitted_at > born_before:
                break
            expired.append(task)
        for task in expired:
            self.remove(task.id)
        return expired

    def clear(self) -> None:
        """Forget everything and free the room of waiting images."""
        for task_id in list(self._tasks):
            self.remove(task_id)

    def _finish(self, task: Task, stage: Stage) -> None:
        task.stage, task.ended_at = stage, self._clock()
        self._finished[task.id] = task
        task.release_image()
        self._notify()

    def _notify(self) -> None:
        """Wake all that wait for a change; later waits are for the next one."""
        self._changed.set()
        self._changed = asyncio.Event()

    def _drop_result(self, task: Task) -> None:
        if self._with_result.pop(task.id, None) is not None:
            self.result_bytes -= task.result_bytes
            task.results = ()
