"""Group commit: one SQLite file, one thread, one fsync for all changes that came since the last one.

Changes of one kind that share a commit also share their statements: each statement gives up the interpreter's lock and
has to get it back from the event loop, which costs more than what SQLite does.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, TypeVar

from batch_ocr.ledger.database import ledger_error, open_database

Item = TypeVar("Item")
Result = TypeVar("Result")
Operation = Callable[[sqlite3.Connection], Result]
"""Runs on the committer's thread, inside a transaction it neither begins nor ends."""
Bulk = Callable[[sqlite3.Connection, Sequence[Item]], Sequence[Result]]
"""The same for several items at once; returns a result for each, in their order."""

LARGEST_BATCH: Final = 1000
"""Operations in one transaction: bounds how long the first of them waits for the last."""

SPACING: Final = 0.005
"""Seconds from one commit to the next while several ask at once: what is asked for meanwhile shares it. Waking threads
is most of what a commit costs this process, and a document needs four of them."""

_Answer = tuple[asyncio.Future[Any], object, Exception | None]
"""Who asked, what came out, what went wrong."""


@dataclass(frozen=True, slots=True)
class _Request:
    operation: Operation[Any] | Bulk[Any, Any]
    answer: asyncio.Future[Any]
    writes: bool
    item: object = None
    """What a bulk operation is to be done with."""
    is_bulk: bool = False


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
        self._rested = 0.0
        """Monotonic time from which the next commit may begin."""
        self.commits = 0
        """Transactions committed so far."""

    async def open(self) -> None:
        """Start the thread and open the file. Raises OutputError, or what a step of an upgrade raised."""
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

    async def run_in_bulk(self, operation: Bulk[Item, Result], item: Item) -> Result:
        """Do `operation` with this item and all others that are asked for meanwhile; otherwise as `run`.

        When it raises for several items, it is done with each of them alone, so that only the one to blame fails.
        """
        answer: asyncio.Future[Result] = self._loop.create_future()
        self._requests.put(_Request(operation, answer, writes=True, item=item, is_bulk=True))
        return await answer

    def post(self, operation: Operation[None], done: Callable[[], None] = lambda: None) -> None:
        """Do `operation` some time before the next one that is asked for; nobody waits for it, `done` is told."""
        answer: asyncio.Future[None] = self._loop.create_future()

        def told(answer: asyncio.Future[None]) -> None:
            if not answer.cancelled():
                answer.exception()  # a failure of the file is told to the next one who waits
            done()

        answer.add_done_callback(told)
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
        except Exception as error:  # noqa: BLE001 - handed to the coroutine that opens
            self._deliver([(self._opened, None, error), (self._closed, None, None)])
            return
        self._deliver([(self._opened, None, None)])
        try:
            self._serve(connection)
        finally:
            self._deliver([(self._closed, None, None)])

    def _serve(self, connection: sqlite3.Connection) -> None:
        with closing(connection):
            going = True
            while going:
                batch, going = self._next_batch()
                if batch:
                    self._deliver(self._commit(connection, batch))
                if len(batch) > 1:
                    self._rested = time.monotonic() + SPACING

    def _next_batch(self) -> tuple[list[_Request], bool]:
        """All that waits, and whether there may be more to come."""
        batch: list[_Request] = []
        request = self._requests.get()
        time.sleep(max(0.0, self._rested - time.monotonic()))
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
        try:
            if connection.in_transaction:  # it could not be undone; what was told as failed must not be committed now
                connection.execute("ROLLBACK")
            if any(request.writes for request in batch):
                connection.execute("BEGIN IMMEDIATE")
            answers = [answer for group in _grouped(batch) for answer in self._apply(connection, group)]
            if connection.in_transaction:
                connection.execute("COMMIT")
                self.commits += 1
        except Exception as error:  # noqa: BLE001 - handed to all who asked: the thread lives on, or they wait for ever
            with suppress(sqlite3.Error):  # tried again before the next batch
                connection.execute("ROLLBACK")
            reason = ledger_error(error, self._path) if isinstance(error, sqlite3.Error) else error
            return [(request.answer, None, reason) for request in batch]
        return answers

    def _apply(self, connection: sqlite3.Connection, group: list[_Request]) -> list[_Answer]:
        """Requests of one kind; their own failure undoes them alone, a failure of the database undoes the batch."""
        writes = group[0].writes
        if writes:
            connection.execute("SAVEPOINT operation")
        try:
            results = _results(connection, group)
            answers: list[_Answer] = [(one.answer, result, None) for one, result in zip(group, results, strict=True)]
        except sqlite3.Error:
            raise
        except Exception as failure:  # noqa: BLE001 - handed to the coroutine that asked
            answers = [(group[0].answer, None, failure)] if len(group) == 1 else []
            if writes:
                connection.execute("ROLLBACK TO operation")
        if writes:
            connection.execute("RELEASE operation")
        return answers or [answer for one in group for answer in self._apply(connection, [one])]

    def _deliver(self, answers: list[_Answer]) -> None:
        self._loop.call_soon_threadsafe(_settle, answers)


def _grouped(batch: list[_Request]) -> Iterable[list[_Request]]:
    """Requests for the same bulk operation together, where the first of them stands.

    Who waits for one change before asking for the next cannot have both in one batch: no order is lost.
    """
    groups: dict[object, list[_Request]] = {}
    for request in batch:
        groups.setdefault(request.operation if request.is_bulk else id(request), []).append(request)
    return groups.values()


def _results(connection: sqlite3.Connection, group: list[_Request]) -> Sequence[Any]:
    operation: Any = group[0].operation
    if group[0].is_bulk:
        results: Sequence[Any] = operation(connection, [one.item for one in group])
        return results
    return [operation(connection)]


def _settle(answers: list[_Answer]) -> None:
    for future, result, error in answers:
        if future.done():  # the one who asked was cancelled
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(_that_a_future_takes(error))


def _that_a_future_takes(error: Exception) -> Exception:
    """The error itself, but for the one that would end the generator behind `await` instead of being raised there."""
    if not isinstance(error, StopIteration):
        return error
    raised = RuntimeError("an operation of the ledger raised StopIteration")
    raised.__cause__ = error
    return raised
