"""Second stage: files are hashed and the ledger is asked what is to be done with them; a pool of workers submits.

Hashing and asking is done for all files that wait at once: a thread's turn and a commit cost more than what is done in
them for one file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from os import fsdecode
from pathlib import Path
from typing import Final, Protocol, TypeVar, assert_never

from batch_ocr.convert import SENT_AS_THEY_ARE
from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.intake import content, digest, unforeseen
from batch_ocr.ledger import Claim, DuplicateOf, Held, Pending, Restored, Settled, Submit
from batch_ocr.media import SMALL_BYTES
from batch_ocr.names import path_bytes
from batch_ocr.progress import Progress
from batch_ocr.records import END, Duplicate, End, Image, Outcome, Rejected, Ticket, mtime_ns
from batch_ocr.stop import Stop
from batch_ocr.submission import Submission, failure

T = TypeVar("T")

FILES_AT_ONCE: Final = 16
"""Most files that are hashed, and looked up in the ledger, at once."""

BYTES_AT_ONCE: Final = 8 << 20
"""Byte limit of one batch (the last file may exceed it); files behind it wait."""

NotSubmitted = DuplicateOf | Restored | Held | Pending | Settled


@dataclass(frozen=True, slots=True)
class Hashed:
    """A file that was read."""

    image: Image
    sha256: str
    content: bytes | None = field(repr=False)
    """As in `Claimed`."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A document that is to be submitted."""

    image: Image
    sha256: str
    attempts: int
    """Earlier submissions."""
    maybe_paid: bool
    """As in `Submit`."""
    content: bytes | None = field(repr=False)
    """Of a small file that is sent as it is: what was hashed is what is sent, and read only once."""


class Ledger(Protocol):
    """What the submitter asks of the ledger."""

    async def claim_all(self, files: Sequence[tuple[Image, str]]) -> Sequence[Claim]:
        """Return for each file, whose bytes have this hash, what is to be done with it."""
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
        self._submission.given_out.know(resumed)
        for ticket in resumed:
            await tickets.put(ticket)
        claimed: asyncio.Queue[Claimed | End] = asyncio.Queue(min(workers, FILES_AT_ONCE))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._claim_all(images, claimed), name="submitter-claims")
            for number in range(workers):
                group.create_task(self._work(claimed, tickets), name=f"submitter-{number}")
        await tickets.put(END)

    async def _claim_all(self, images: asyncio.Queue[Image | End], claimed: asyncio.Queue[Claimed | End]) -> None:
        """Hash what waits, ask the ledger about it in one go, and hand on what is to be submitted."""
        going = True
        while going:
            batch, going = await _next_batch(images)
            if self._stop.closed or not batch:
                continue  # after a stop the queue is drained, so that END can arrive
            hashed: list[Hashed] = []
            for image, found in await self._off_loop(_read_all, batch):
                if isinstance(found, Hashed):
                    hashed.append(found)
                else:
                    await self._tell(self._unreadable(image, found, None))
            claims = await self._ledger.claim_all([(one.image, one.sha256) for one in hashed])
            for one, claim in zip(hashed, claims, strict=True):
                if isinstance(claim, Submit):
                    await claimed.put(Claimed(one.image, one.sha256, claim.attempts, claim.maybe_paid, one.content))
                else:
                    await self._tell(self._not_submitted(one.image, one.sha256, claim))
        await claimed.put(END)

    async def _work(self, claimed: asyncio.Queue[Claimed | End], tickets: asyncio.Queue[Ticket | End]) -> None:
        while (document := await claimed.get()) is not END:
            if self._stop.closed:
                continue
            result: Ticket | Outcome | None
            try:
                result = await self._submission.submit(
                    document.image,
                    document.sha256,
                    document.attempts,
                    document.content,
                    maybe_paid=document.maybe_paid,
                )
            except (ItemError, FileNotFoundError) as error:
                result = self._unreadable(document.image, error, document.sha256)
            if isinstance(result, Ticket):
                self._progress.submitted += 1
                await tickets.put(result)
            else:
                await self._tell(result)
        await claimed.put(END)

    async def _tell(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            await self._outcomes.put(outcome)

    def _not_submitted(self, image: Image, sha256: str, claim: NotSubmitted) -> Outcome | None:
        match claim:
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

    def _unreadable(self, image: Image, error: ItemError | FileNotFoundError, sha256: str | None) -> Rejected | None:
        if isinstance(error, FileNotFoundError):
            self._progress.found -= 1  # gone since the walk
            return None
        if error.code is ErrorCode.CHANGED:
            self._progress.found -= 1
            self._progress.growing.append(image.name)
            return None
        now = datetime.now(UTC)
        return Rejected(image.name, image.size_bytes, image.mtime_ns, error.code, (str(error),), now, sha256)

    @property
    def in_doubt(self) -> Container[str]:
        """Ids of tasks whose results may be another document's; grows during the run."""
        return self._submission.given_out.in_doubt

    async def resubmit(self, ticket: Ticket) -> Ticket | Outcome | None:
        """Submit once more a document whose result the service no longer has; None when the run stops first."""
        path = self._folder / fsdecode(path_bytes(ticket.name))
        try:
            status = path.lstat()
            image = Image(ticket.name, path, status.st_size, mtime_ns(status))
            ((_, found),) = await self._off_loop(_read_all, [image])
            if isinstance(found, Hashed) and found.sha256 == ticket.sha256:
                return await self._submission.submit_anew(image, ticket)
        except (OSError, ItemError):
            pass
        message = "the result is no longer available, and the file has gone or changed"
        return failure(ticket.name, ticket.sha256, ErrorCode.EXPIRED, message, ticket.attempts)

    async def _off_loop(self, call: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, call, *arguments)


async def _next_batch(images: asyncio.Queue[Image | End]) -> tuple[list[Image], bool]:
    """All that waits, at least one, within bounds; and whether there may be more to come."""
    batch: list[Image] = []
    size_bytes = 0
    image = await images.get()
    while image is not END:
        batch.append(image)
        size_bytes += image.size_bytes
        if images.empty() or len(batch) == FILES_AT_ONCE or size_bytes >= BYTES_AT_ONCE:
            return batch, True
        image = images.get_nowait()
    return batch, False


def _read_all(images: Sequence[Image]) -> list[tuple[Image, Hashed | ItemError | FileNotFoundError]]:
    return [(image, _read(image)) for image in images]


def _read(image: Image) -> Hashed | ItemError | FileNotFoundError:
    try:
        if image.size_bytes > SMALL_BYTES or image.kind not in SENT_AS_THEY_ARE:
            return Hashed(image, digest(image), None)
        data = content(image)
        return Hashed(image, sha256(data).hexdigest(), data)
    except (ItemError, FileNotFoundError) as error:
        return error
    except Exception as error:  # noqa: BLE001 - one file that nobody foresaw must not end the night
        return unforeseen(image.name, error)
