"""Passes queued tasks to the reader, as many at a time as allowed, and can stop each of them."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from batch_ocr.aspose.wire import RecognitionOptions
from batch_ocr.errors import BatchOcrError
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.reading import Reader, results_of
from batch_ocr.server.spool import Spooled
from batch_ocr.server.tasks import Task, TaskStore

logger = logging.getLogger(__name__)


class Work:
    """Works off the queue of one store. `group` owns every read; `threads` fetch images from temporary files."""

    def __init__(
        self,
        reader: Reader,
        store: TaskStore,
        config: ServerConfig,
        group: asyncio.TaskGroup,
        threads: ThreadPoolExecutor,
    ) -> None:
        self._reader = reader
        self._store = store
        self._config = config
        self._group = group
        self._threads = threads
        self._running: dict[str, asyncio.Task[None]] = {}
        self._closing = False

    @property
    def running(self) -> int:
        """Documents being read."""
        return len(self._running)

    def submit(self, image: Spooled, options: RecognitionOptions) -> Task:
        """Queue a document. Raises QueueFull."""
        self.forget_expired()
        task = self._store.add(image, options)
        self._start_waiting()
        return task

    def find(self, task_id: str) -> Task | None:
        """Return the task; None when it is unknown, cancelled or expired."""
        self.forget_expired()
        return self._store.find(task_id)

    def cancel(self, task_id: str) -> None:
        """Forget a task whatever its stage; a read under way stops. An unknown id is not an error."""
        task = self._store.remove(task_id)
        if task is not None:
            self._stop(task)

    def forget_expired(self) -> None:
        """Forget tasks older than their life, and stop reading them."""
        for task in self._store.forget_expired():
            self._stop(task)

    def close(self) -> None:
        """Stop every read and start no more."""
        self._closing = True
        for read in self._running.values():
            read.cancel()
        self._store.clear()

    def _stop(self, task: Task) -> None:
        read = self._running.get(task.id)
        if read is not None:
            read.cancel()

    def _start_waiting(self) -> None:
        while not self._closing and len(self._running) < self._config.readers:
            task = self._store.start_next()
            if task is None:
                return
            read = self._group.create_task(self._read(task), name=f"read {task.id}")
            self._running[task.id] = read
            # Not in a `finally` of _read: a task cancelled before its first step never enters its body.
            read.add_done_callback(partial(self._on_done, task.id))

    def _on_done(self, task_id: str, _: asyncio.Task[None]) -> None:
        del self._running[task_id]
        self._start_waiting()

    async def _read(self, task: Task) -> None:
        """Read one document. Whatever goes wrong in here fails the document, never the server."""
        try:
            document = await self._reader.read(await self._image_of(task), task.options)
        except BatchOcrError as error:
            self._store.fail(task, str(error))
        except Exception:
            logger.exception("task %s: the reader failed", task.id)
            self._store.fail(task, "internal error of the reader")
        else:
            results = results_of(document, with_evidence=self._config.results_with_evidence)
            self._store.complete(task, results, document.warnings)

    async def _image_of(self, task: Task) -> bytes:
        """Fetch the bytes and free their room in the spool: from here on they belong to the reader."""
        image, task.image = task.image, None
        if image is None:  # cancelled between its start and now; the read is about to be stopped
            return b""
        with image:
            if image.in_memory:
                return image.read()
            return await asyncio.get_running_loop().run_in_executor(self._threads, image.read)
