"""One document to the service and its ticket back: each POST is on disk before it is made and after.

Order that survives any crash: `sending` committed → POST → `submitted` with the task id committed → ticket handed on.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Literal, Protocol, TypeVar

from batch_ocr.aspose.upload import Document, Upload, UploadBytes
from batch_ocr.errors import (
    AnswerLost,
    ErrorCode,
    ItemError,
    NotSent,
    RequestRefused,
    RunError,
    ServiceFailed,
    Throttled,
)
from batch_ocr.gate import SubmissionsClosed
from batch_ocr.intake import unforeseen
from batch_ocr.log import tell_of
from batch_ocr.progress import Progress
from batch_ocr.records import Failed, Image, Ticket
from batch_ocr.stop import Stop
from batch_ocr.task_ids import TaskIds
from batch_ocr.upload_budget import UploadBudget

T = TypeVar("T")

TRIES = 3
"""Most submissions of one document per run whose answer was lost while the service answered others; each may be paid
for."""

MOST_TRIES = 8
"""Hard limit of such submissions, whether or not others were answered."""

SAFE_TRIES = 10
"""Submissions of one document that surely did not arrive while others were served: something refuses just this one."""

Prepare = Callable[[Image], Awaitable[Document]]
"""Returns what is sent for a file, or raises an ItemError."""
AtMost = Callable[[Image], int]
"""Returns how many bytes `Prepare` may make of a file, known before it does."""
Post = Callable[[Document], Awaitable[str]]
"""Submits it and returns the task id, or raises a CallError, an ItemError or a RunError."""


class Ledger(Protocol):
    """What a submission asks of the ledger; each call returns after its commit."""

    async def sending(self, sha256: str) -> None: ...  # noqa: D102
    async def not_sent(self, sha256: str) -> None: ...  # noqa: D102
    async def ambiguous(self, sha256: str) -> None: ...  # noqa: D102
    async def doubt(self, task_id: str) -> None: ...  # noqa: D102
    async def submitted(self, ticket: Ticket) -> None: ...  # noqa: D102


class Gate(Protocol):
    """What a submission asks of the gate."""

    @property
    def served(self) -> int:
        """Requests that the service has answered sensibly so far, of all documents."""
        ...

    async def submit(self, call: Callable[[], Awaitable[T]]) -> T:
        """Run `call` when its turn comes; raises what it raises, or a RunError, or SubmissionsClosed."""
        ...


async def as_it_is(image: Image) -> Document:
    """Send the file's own bytes."""
    return Upload.of(image)


def _file_size(image: Image) -> int:
    return image.size_bytes


class _Unforeseen(AnswerLost):
    """A bug while the document was on its way. It may have been accepted, and would meet the bug again."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How much is under way at once, and what becomes of documents that may have been paid for."""

    ambiguous: Literal["resubmit", "hold"]
    max_upload_bytes: int


class Submission:
    """Submits documents, one a call; shared by all workers."""

    def __init__(
        self,
        post: Post,
        ledger: Ledger,
        gate: Gate,
        policy: Policy,
        *,
        stop: Stop,
        progress: Progress,
        prepare: Prepare = as_it_is,
        at_most: AtMost = _file_size,
    ) -> None:
        self._post_document = post
        self._at_most = at_most
        self._prepare = prepare
        self._ledger = ledger
        self._gate = gate
        self._ambiguous = policy.ambiguous
        self._uploads = UploadBudget(policy.max_upload_bytes)
        self._stop = stop
        self._progress = progress
        self.given_out = TaskIds()
        self._former: dict[str, str] = {}
        """The ids that documents had which are being submitted anew, by their hashes."""

    async def submit(
        self, image: Image, sha256: str, attempts: int, content: bytes | None = None, *, maybe_paid: bool = False
    ) -> Ticket | Failed | None:
        """Return the ticket, or the failure, or None when the run stops first.

        `attempts` counts earlier submissions, the last of which may have been paid for without an answer if
        `maybe_paid`; `content`, if given, is what is sent.
        Raises ItemError when the file changed or cannot be read any more, FileNotFoundError when it has gone.
        """
        blamed = 0
        for tries in range(1, MOST_TRIES + 1):
            served = self._gate.served
            try:
                task_id = await self._accepted(image, sha256, content, maybe_paid=maybe_paid)
            except SubmissionsClosed:
                return None
            except RunError as error:
                self._stop.close(error)
                return None
            except RequestRefused as error:
                return failure(image.name, sha256, ErrorCode.REFUSED, str(error), attempts, retryable=False)
            except NotSent as error:
                return failure(image.name, sha256, ErrorCode.UNAVAILABLE, str(error), attempts)
            except (AnswerLost, ServiceFailed) as error:
                attempts += 1
                maybe_paid = True
                blamed += self._gate.served > served  # else the service is away for all, not for this document
                given_up = blamed == TRIES or tries == MOST_TRIES or isinstance(error, _Unforeseen)
                if (failed := self._lost(image, sha256, str(error), attempts, given_up=given_up)) is not None:
                    return failed
            else:
                ticket = Ticket(image.name, sha256, task_id, datetime.now(UTC), attempts + 1)
                await self._ledger.submitted(ticket)
                return ticket
        raise AssertionError("the last try gives up")

    async def submit_anew(self, image: Image, ticket: Ticket) -> Ticket | Failed | None:
        """Submit once more what has a ticket, because nothing that comes by it is this document's result."""
        doubtful = ticket.task_id in self.given_out.in_doubt
        reason = f"another document was given its task id {ticket.task_id}, too"
        if doubtful and self._ambiguous == "hold":
            return failure(ticket.name, ticket.sha256, ErrorCode.AMBIGUOUS, reason, ticket.attempts, retryable=False)
        told = reason if doubtful else "the service no longer has its result"
        tell_of(ticket.name, logging.WARNING, "%s; submitted again", told)
        self._former[ticket.sha256] = ticket.task_id
        try:
            return await self.submit(image, ticket.sha256, ticket.attempts, maybe_paid=doubtful)
        finally:
            del self._former[ticket.sha256]

    def _lost(self, image: Image, sha256: str, message: str, attempts: int, *, given_up: bool) -> Failed | None:
        if self._ambiguous == "hold":
            return failure(image.name, sha256, ErrorCode.AMBIGUOUS, message, attempts, retryable=False)
        if given_up:
            return failure(image.name, sha256, ErrorCode.UNAVAILABLE, message, attempts)
        tell_of(image.name, logging.WARNING, "an answer was lost; possibly paid for, submitted again: %s", message)
        return None

    async def _accepted(self, image: Image, sha256: str, content: bytes | None, *, maybe_paid: bool) -> str:
        """Post until the service takes it; what it surely did not take is sent again.

        Being throttled is no property of the document: the gate bounds that patience. Raises NotSent in the end.
        """
        unsent = 0
        async with self._uploads.of(self._at_most(image) if content is None else len(content)) as hold:
            # before `sending`: a crash meanwhile is no submission
            document = await self._prepared(image) if content is None else UploadBytes(content)
            hold(document.size_bytes)
            post = partial(self._post, document, image, sha256, maybe_paid=maybe_paid)
            while True:
                served = self._gate.served
                try:
                    task_id = await self._gate.submit(post)
                except Throttled:
                    continue
                except NotSent:
                    unsent += self._gate.served > served  # else the service is away for all, and the gate waits
                    if unsent == SAFE_TRIES:
                        raise
                else:
                    await self._check_new(task_id, sha256)
                    return task_id

    async def _prepared(self, image: Image) -> Document:
        try:
            return await self._prepare(image)
        except (ItemError, FileNotFoundError, RunError):
            raise
        except Exception as error:
            raise unforeseen(image.name, error) from error

    async def _check_new(self, task_id: str, sha256: str) -> None:
        """Raise ServiceFailed for an id given out before: under it lies another document's result.

        The one that this very document had before is its own: a service may make its ids from the content.
        """
        if task_id == self._former.get(sha256) and task_id not in self.given_out.in_doubt:
            return
        if not self.given_out.add(task_id):
            await self._ledger.doubt(task_id)  # of the first one, should the run end before it is sent again
            await self._ledger.ambiguous(sha256)
            raise ServiceFailed(200, f"the task id {task_id} was given to another document before")

    async def _post(self, document: Document, image: Image, sha256: str, *, maybe_paid: bool) -> str:
        await self._ledger.sending(sha256)
        self._progress.possibly_paid_twice += maybe_paid  # whatever becomes of the run from here on
        try:
            return await self._post_document(document)
        except (AnswerLost, ServiceFailed):
            await self._ledger.ambiguous(sha256)
            raise
        except (NotSent, Throttled, RequestRefused, ItemError, FileNotFoundError, RunError):
            self._progress.possibly_paid_twice -= maybe_paid
            await self._ledger.not_sent(sha256)
            raise
        except Exception as error:
            await self._ledger.ambiguous(sha256)
            raise _Unforeseen(str(unforeseen(image.name, error))) from error


def failure(name: str, sha256: str, code: ErrorCode, message: str, attempts: int, *, retryable: bool = True) -> Failed:
    """Return the outcome of a document that never became a ticket."""
    return Failed(name, sha256, code, (message,), retryable, datetime.now(UTC), attempts=attempts)
