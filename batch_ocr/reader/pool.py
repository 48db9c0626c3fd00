"""Warm worker processes that read documents: as many at a time as there are workers, none able to hurt another.

Importing this module loads no OCR package; only the workers do.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from batch_ocr.errors import ReaderUnavailable
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.messages import Start, invoice_of
from batch_ocr.reader.options import ReaderSettings, ReadOptions
from batch_ocr.reader.process import WorkerDied, WorkerProcess

if TYPE_CHECKING:
    from types import TracebackType

    from batch_ocr.invoice.fields import Invoice
    from batch_ocr.page import Page

_READER = "batch_ocr.reader.document:open_reader"
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as read."""

    invoice: Invoice
    pages: tuple[Page, ...]
    seconds: float
    """From the moment a worker was free for it."""


class ReaderPool:
    """Reads documents in `workers` processes. Use as an async context manager; entering it warms all workers.

    `reader` names what the workers run, as `module:function`; the function takes the settings and returns a callable
    that takes a document's bytes and its ReadOptions and yields its pages.
    """

    def __init__(self, workers: int, settings: ReaderSettings | None = None, *, reader: str = _READER) -> None:
        start = Start(settings or ReaderSettings(), reader)
        self._workers = tuple(WorkerProcess(start) for _ in range(max(1, workers)))
        self._closed = False
        self._idle: asyncio.LifoQueue[WorkerProcess] = asyncio.LifoQueue()
        for worker in self._workers:
            self._idle.put_nowait(worker)

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers that run now."""
        return tuple(worker.pid for worker in self._workers if worker.pid is not None)

    async def __aenter__(self) -> Self:
        """Start the workers. Raises ReaderUnavailable."""
        try:
            async with asyncio.TaskGroup() as group:
                for worker in self._workers:
                    group.create_task(worker.ensure_started())
        except ExceptionGroup as failures:
            await self.close()
            raise failures.exceptions[0] from None
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the workers, whatever they are doing."""
        await self.close()

    async def close(self) -> None:
        """End the workers, whatever they are doing; documents that are being read fail."""
        self._closed = True
        for worker in self._workers:
            await worker.kill()

    async def read(self, data: bytes, options: ReadOptions | None = None) -> Reading:
        """Read one document when a worker is free; a worker that dies is replaced and the document tried once more.

        Raises UnreadableDocument for the document, ReaderUnavailable when no worker can be started.
        """
        loop = asyncio.get_running_loop()
        worker = await self._idle.get()
        started = loop.time()
        try:
            for _ in range(_ATTEMPTS):
                if self._closed:
                    raise ReaderUnavailable("the embedded reader has been closed")
                await worker.ensure_started()
                try:
                    done = await worker.read(data, options or ReadOptions())
                except WorkerDied as error:
                    cause = error
                else:
                    return Reading(invoice_of(done), done.pages, loop.time() - started)
        finally:
            self._idle.put_nowait(worker)
        raise UnreadableDocument(Fault.ENGINE_CRASHED, f"the reader died twice over this document ({cause})") from cause
