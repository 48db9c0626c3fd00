"""Group commit: one SQLite file, one thread, one fsync for all changes that came while the last one ran."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, TypeVar

from batch_ocr.errors import OutputError
from batch_ocr.ledger.database import ledger_error, open_database

Result = TypeVar("Result")
Operation = Callable[[sqlite3.Connection], Result]
"""Runs on the committer's thread, inside a transaction it neither begins nor ends."""

LARGEST_BATCH: Final = 1000
"""Operations in one transaction: bounds how long the first of them waits for the last."""


_Answer = tuple[asyncio.Future[Any], object, Exception | None]
"""Who asked, what came out, what went wrong."""


@dataclass(frozen=True, slots=True)
class _Request:
    operation: Operation[Any]
    answer: asyncio.Future[Any]
    writes: bool


class Committer:
    """Owns the connection and its thread. `run` returns when the operation's changes are on disk."""

    def __init__(self, path: Path, busy_timeout: float = 5.0) -> None:
        self._path = path
        self._busy_timeout = busy_timeout
        self._loop = asyncio.get_running_loop()
        self._requests: SimpleQueue[_Request | None] = SimpleQueue()
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self._closed: asyncio.Future[None] = self._loop.create_future()
        self._thread = Thread(target=self._work, name="batch-ocr-ledger", daemon=True)
        self.commits = 0
        """Transactions committed so far."""

    async def open(self) -> None:
        """Start the thread and open the file. Raises OutputError."""
        self._thread.start()
        try:
            await self._opened
        except BaseException:
            await self.close()
            raise

    async def run(self, operation: Operation[Result], *, writes: bool = True) -> Result:
        """Do `operation` and wait for its commit. Raises OutputError when it could not be committed.

        A caller that is cancelled while it waits does not undo the operation.
        """
        answer: asyncio.Future[Result] = self._loop.create_future()
        self._requests.put(_Request(operation, answer, writes))
        return await answer

    def post(self, operation: Operation[None]) -> None:
        """Do `operation` some time before the next one that is asked for; nobody waits for it."""
        answer: asyncio.Future[None] = self._loop.create_future()
        # A failure of the file is told to the next one who waits.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._requests.put(_Request(operation, answer, writes=True))

    async def close(self) -> None:
        """Do what was asked before, close the file and end the thread."""
        self._requests.put(None)
        try:
            await asyncio.shield(self._closed)
        finally:
            self._thread.join()  # at most one commit away, also when this coroutine was cancelled

    def _work(self) -> None:
        try:
            connection = open_database(self._path, self._busy_timeout)
        except OutputError as error:
            self._deliver([(self._opened, None, error), (self._closed, None, None)])
            return
        self._deliver([(self._opened, None, None)])
        going = True
        while going:
            batch, going = self._next_batch()
            if batch:
                self._deliver(self._commit(connection, batch))
        try:
            connection.close()
        finally:
            self._deliver([(self._closed, None, None)])

    def _next_batch(self) -> tuple[list[_Request], bool]:
        """All that waits, and whether there may be more to come."""
        batch: list[_Request] = []
        request = self._requests.get()
        while request is not None:
            batch.append(request)
            if len(batch) == LARGEST_BATCH:
                return batch, True
            try:
                request = self._requests.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _commit(self, connection: sqlite3.Connection, batch: list[_Request]) -> list[_Answer]:
        answers: list[_Answer] = []
        try:
            if any(request.writes for request in batch):
                connection.execute("BEGIN IMMEDIATE")
            answers = [self._apply(connection, request) for request in batch]
            if connection.in_transaction:
                connection.execute("COMMIT")
                self.commits += 1
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            reason = ledger_error(error, self._path)
            return [(request.answer, None, reason) for request in batch]
        return answers

    def _apply(self, connection: sqlite3.Connection, request: _Request) -> _Answer:
        """One operation; its own failure undoes it alone, a failure of the database undoes the batch."""
        if request.writes:
            connection.execute("SAVEPOINT operation")
        error: Exception | None = None
        result: object = None
        try:
            result = request.operation(connection)
        except sqlite3.Error:
            raise
        except Exception as failure:  # noqa: BLE001 - handed to the coroutine that asked
            error = failure
            if request.writes:
                connection.execute("ROLLBACK TO operation")
        if request.writes:
            connection.execute("RELEASE operation")
        return request.answer, result, error

    def _deliver(self, answers: list[_Answer]) -> None:
        self._loop.call_soon_threadsafe(_settle, answers)


def _settle(answers: list[_Answer]) -> None:
    for future, result, error in answers:
        if future.done():  # the one who asked was cancelled
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
