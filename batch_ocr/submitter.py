"""Second stage: a bounded pool of workers that hash, claim and submit; each POST is on disk before and after.

Order that survives any crash: `sending` committed → POST → `submitted` committed with the task id → the ticket travels on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from os import fsdecode
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from batch_ocr.errors import AnswerLost, ErrorCode, ItemError, NotSent, RequestRefused, RunError, ServiceFailed, Throttled
from batch_ocr.gate import SubmissionsClosed
from batch_ocr.intake import digest
from batch_ocr.ledger import Claim, DuplicateOf, Held, Pending, Restored, Settled, Submit
from batch_ocr.names import path_bytes
from batch_ocr.progress import Progress
from batch_ocr.records import END, Duplicate, End, Failed, Image, Outcome, Rejected, Ticket
from batch_ocr.stop import Stop

T = TypeVar("T")

TRIES = 3
"""Submissions of one document in one run whose answer may be lost, at most: each may be paid for."""


class Ledger(Protocol):
    """What the submitter asks of the ledger; each call returns after its commit."""

    async def claim(self, image: Image, sha256: str) -> Claim: ...  # noqa: D102
    async def sending(self, sha256: str) -> None: ...  # noqa: D102
    async def not_sent(self, sha256: str) -> None: ...  # noqa: D102
    async def ambiguous(self, sha256: str) -> None: ...  # noqa: D102
    async def submitted(self, ticket: Ticket) -> None: ...  # noqa: D102


class Gate(Protocol):
    """What the submitter asks of the gate."""

    async def submit(self, call: Callable[[], Awaitable[T]]) -> T:
        """Run `call` when its turn comes; raises what it raises, or a RunError, or SubmissionsClosed."""
        ...


Post = Callable[[Image], Awaitable[str]]
"""Submits the file and returns the task id, or raises a CallError, an ItemError or a RunError."""


class UploadBudget:
    """Bounds the bytes of files under way at once; one file always passes, however large."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._used = 0
        self._freed = asyncio.Condition()

    @asynccontextmanager
    async def of(self, size_bytes: int) -> AsyncIterator[None]:
        """Hold `size_bytes` of the budget."""
        async with self._freed:
            await self._freed.wait_for(lambda: not self._used or self._used + size_bytes <= self._limit)
            self._used += size_bytes
        try:
            yield
        finally:
            async with self._freed:
                self._used -= size_bytes
                self._freed.notify_all()


@dataclass(frozen=True, slots=True)
class Policy:
    """What to do about documents that may have been paid for."""

    ambiguous: Literal["resubmit", "hold"]
    max_upload_bytes: int


class Submitter:
    """Takes images from one queue, puts tickets on the next; what never becomes a ticket is an outcome."""

    def __init__(
        self,
        folder: Path,
        post: Post,
        ledger: Ledger,
        gate: Gate,
        policy: Policy,
        outcomes: asyncio.Queue[Outcome | End],
        *,
        stop: Stop,
        progress: Progress,
        disk: Executor,
    ) -> None:
        self._folder = folder
        self._post_file = post
        self._ledger = ledger
        self._gate = gate
        self._policy = policy
        self._outcomes = outcomes
        self._stop = stop
        self._progress = progress
        self._disk = disk
        self._uploads = UploadBudget(policy.max_upload_bytes)

    async def submit_all(
        self,
        images: asyncio.Queue[Image | End],
        tickets: asyncio.Queue[Ticket | End],
        resumed: Sequence[Ticket],
        workers: int,
    ) -> None:
        """Hand on the tickets of earlier runs, then submit until END; END goes on when all workers are done."""
        for ticket in resumed:
            await tickets.put(ticket)
        async with asyncio.TaskGroup() as group:
            for number in range(workers):
                group.create_task(self._work(images, tickets), name=f"submitter-{number}")
        await tickets.put(END)

    async def _work(self, images: asyncio.Queue[Image | End], tickets: asyncio.Queue[Ticket | End]) -> None:
        while (image := await images.get()) is not END:
            if not self._stop.closed:  # after a stop the queue is drained, so that END can arrive
                match await self._take(image):
                    case Ticket() as ticket:
                        self._progress.submitted += 1
                        await tickets.put(ticket)
                    case None:
                        pass
                    case outcome:
                        await self._outcomes.put(outcome)
        await images.put(END)

    async def _take(self, image: Image) -> Ticket | Outcome | None:
        try:
            sha256 = await self._digest(image)
        except FileNotFoundError:
            self._progress.found -= 1  # gone since the walk
            return None
        except ItemError as error:
            return self._unreadable(image, error)
        match await self._ledger.claim(image, sha256):
            case Submit(attempts):
                return await self._submit(image, sha256, attempts)
            case DuplicateOf(name):
                return Duplicate(image.name, sha256, name, datetime.now(UTC))
            case Restored(outcome):
                return outcome
            case Held(attempts):
                message = "an earlier submission got no answer and may have been paid for"
                return self._failed(image.name, sha256, ErrorCode.AMBIGUOUS, message, attempts, retryable=False)
            case Pending():
                return None  # its ticket is on its way and brings the line
            case Settled():
                self._progress.settled += 1
                self._progress.found -= 1
                return None

    def _unreadable(self, image: Image, error: ItemError) -> Outcome | None:
        if error.code is ErrorCode.CHANGED:
            self._progress.found -= 1
            self._progress.growing.append(image.name)
            return None
        messages, now = (str(error),), datetime.now(UTC)
        return Rejected(image.name, image.size_bytes, image.mtime_ns, error.code, messages, now)

    async def resubmit(self, ticket: Ticket) -> Ticket | Outcome | None:
        """Submit once more a document whose result the service no longer has; None when the run stops first."""
        path = self._folder / fsdecode(path_bytes(ticket.name))
        try:
            status = await self._off_loop(path.lstat)
            image = Image(ticket.name, path, status.st_size, status.st_mtime_ns)
            same = await self._digest(image) == ticket.sha256
        except (OSError, ItemError):
            same = False
        if not same:
            message = "the result is no longer available and the file has gone or changed"
            return self._failed(ticket.name, ticket.sha256, ErrorCode.EXPIRED, message, ticket.attempts)
        return await self._submit(image, ticket.sha256, ticket.attempts)

    async def _submit(self, image: Image, sha256: str, attempts: int) -> Ticket | Outcome | None:
        for lost in range(TRIES):
            try:
                task_id = await self._accepted(image, sha256)
            except SubmissionsClosed:
                return None
            except RunError as error:
                self._stop.close(error)
                return None
            except ItemError as error:
                return self._unreadable(image, error)
            except RequestRefused as error:
                return self._failed(image.name, sha256, ErrorCode.REFUSED, str(error), attempts, retryable=False)
            except (AnswerLost, ServiceFailed) as error:
                attempts += 1
                if self._policy.ambiguous == "hold":
                    return self._failed(image.name, sha256, ErrorCode.AMBIGUOUS, str(error), attempts, retryable=False)
                if lost == TRIES - 1:
                    return self._failed(image.name, sha256, ErrorCode.UNAVAILABLE, str(error), attempts)
                self._progress.possibly_paid_twice += 1
                continue
            ticket = Ticket(image.name, sha256, task_id, datetime.now(UTC), attempts + 1)
            await self._ledger.submitted(ticket)
            return ticket
        return None

    async def _accepted(self, image: Image, sha256: str) -> str:
        """Post until the service takes it; what it surely did not take is sent again: the gate bounds the patience."""
        async with self._uploads.of(image.size_bytes):
            while True:
                try:
                    return await self._gate.submit(lambda: self._post(image, sha256))
                except (NotSent, Throttled):
                    continue

    async def _post(self, image: Image, sha256: str) -> str:
        await self._ledger.sending(sha256)
        try:
            return await self._post_file(image)
        except (AnswerLost, ServiceFailed):
            await self._ledger.ambiguous(sha256)
            raise
        except (NotSent, Throttled, RequestRefused, ItemError, RunError):
            await self._ledger.not_sent(sha256)
            raise

    async def _digest(self, image: Image) -> str:
        return await self._off_loop(digest, image)

    async def _off_loop(self, call: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, call, *arguments)

    @staticmethod
    def _failed(
        name: str, sha256: str, code: ErrorCode, message: str, attempts: int, *, retryable: bool = True
    ) -> Failed:
        return Failed(name, sha256, code, (message,), retryable, datetime.now(UTC), attempts=attempts)
