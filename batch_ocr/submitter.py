"""Second stage: a bounded pool of workers that hash a file, ask the ledger what is to be done with it, and submit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from os import fsdecode
from pathlib import Path
from typing import Protocol, assert_never

from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.intake import digest
from batch_ocr.ledger import Claim, DuplicateOf, Held, Pending, Restored, Settled, Submit
from batch_ocr.log import tell_of
from batch_ocr.names import path_bytes
from batch_ocr.progress import Progress
from batch_ocr.records import END, Duplicate, End, Image, Outcome, Rejected, Ticket
from batch_ocr.stop import Stop
from batch_ocr.submission import Submission, failure


class Ledger(Protocol):
    """What the submitter asks of the ledger."""

    async def claim(self, image: Image, sha256: str) -> Claim:
        """Return what is to be done with a file whose bytes have this hash."""
        ...


class Submitter:
    """Takes images from one queue, puts tickets on the next; what never becomes a ticket is an outcome."""

    def __init__(
        self,
        folder: Path,
        ledger: Ledger,
        submission: Submission,
        outcomes: asyncio.Queue[Outcome | End],
        *,
        stop: Stop,
        progress: Progress,
        disk: Executor,
    ) -> None:
        self._folder = folder
        self._ledger = ledger
        self._submission = submission
        self._outcomes = outcomes
        self._stop = stop
        self._progress = progress
        self._disk = disk

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
        sha256: str | None = None
        try:
            sha256 = await self._digest(image)
            return await self._claimed(image, sha256, await self._ledger.claim(image, sha256))
        except FileNotFoundError:
            self._progress.found -= 1  # gone since the walk
            return None
        except ItemError as error:
            return self._unreadable(image, error, sha256)

    async def _claimed(self, image: Image, sha256: str, claim: Claim) -> Ticket | Outcome | None:
        match claim:
            case Submit(attempts):
                return await self._submission.submit(image, sha256, attempts)
            case DuplicateOf(name):
                return Duplicate(image.name, sha256, name, datetime.now(UTC))
            case Restored(outcome):
                return outcome
            case Held(attempts):
                message = "an earlier submission got no answer and may have been paid for"
                return failure(image.name, sha256, ErrorCode.AMBIGUOUS, message, attempts, retryable=False)
            case Pending():
                return None  # its ticket is on its way and brings the line
            case Settled():
                self._progress.settled += 1
                self._progress.found -= 1
                return None
            case _:
                assert_never(claim)

    def _unreadable(self, image: Image, error: ItemError, sha256: str | None) -> Rejected | None:
        if error.code is ErrorCode.CHANGED:
            self._progress.found -= 1
            self._progress.growing.append(image.name)
            return None
        now = datetime.now(UTC)
        return Rejected(image.name, image.size_bytes, image.mtime_ns, error.code, (str(error),), now, sha256)

    async def resubmit(self, ticket: Ticket) -> Ticket | Outcome | None:
        """Submit once more a document whose result the service no longer has; None when the run stops first."""
        path = self._folder / fsdecode(path_bytes(ticket.name))
        try:
            status = path.lstat()
            image = Image(ticket.name, path, status.st_size, status.st_mtime_ns)
            if await self._digest(image) == ticket.sha256:
                tell_of(ticket.name, logging.WARNING, "the service no longer has its result; submitted again")
                return await self._submission.submit(image, ticket.sha256, ticket.attempts)
        except (OSError, ItemError):
            pass
        message = "the result is no longer available, and the file has gone or changed"
        return failure(ticket.name, ticket.sha256, ErrorCode.EXPIRED, message, ticket.attempts)

    async def _digest(self, image: Image) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._disk, digest, image)
