"""The memory of one results file: what is paid for, what is pending, what is written. One SQLite file, one thread.

Every awaitable below returns after its change is on disk (group commit: what is asked while one commit runs shares the
next). All raise OutputError when the ledger cannot be read or written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import Final, Literal

from batch_ocr.ledger import calls, claims, documents, failures, recovery, results
from batch_ocr.ledger.answers import (
    CallKind,
    Claim,
    Counts,
    DuplicateOf,
    Failure,
    Held,
    KnownFile,
    Pending,
    Recovery,
    Restored,
    Settled,
    Submit,
)
from batch_ocr.ledger.claims import Rules
from batch_ocr.ledger.committer import Bulk, Committer, Item, Operation, Result
from batch_ocr.ledger.results import LineOf
from batch_ocr.records import Image, Outcome, Ticket

__all__ = [
    "CallKind",
    "Claim",
    "Counts",
    "DuplicateOf",
    "Failure",
    "Held",
    "KnownFile",
    "Ledger",
    "LineOf",
    "Pending",
    "Recovery",
    "Restored",
    "Settled",
    "Submit",
    "open_ledger",
]

_NAMES_AT_A_TIME: Final = 2000
"""Names looked up before other operations get their turn."""

_LINES_AT_A_TIME: Final = 500

_CALLS_KEPT_BACK: Final = 100
"""Calls counted in memory at most; a crash may lose that many from the month's count."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_ledger(
    path: Path,
    service: str,
    *,
    max_attempts: int = 3,
    clock: Callable[[], datetime] = _utc_now,
    busy_timeout: float = 5.0,
    own: Collection[str] = frozenset(),
) -> AsyncIterator[Ledger]:
    """The ledger at `path`, made if it is not there, closed with all that was asked of it done.

    `service` is "local" for the one inside this process, else it names the service and its address: only tickets of the
    same service are polled. A document is given up after `max_attempts` failures. Another program that holds the file
    is waited for `busy_timeout` seconds. `own`, from `own_keys`, is the company that receives the invoices.
    Raises OutputError.
    """
    committer = Committer(path, busy_timeout)
    await committer.open()
    ledger = Ledger(committer, service, max_attempts, clock, own)
    try:
        yield ledger
    finally:
        try:
            await ledger.flush_calls()
        finally:
            await committer.close()


class Ledger:
    """Opened by `open_ledger`."""

    def __init__(
        self,
        committer: Committer,
        service: str,
        max_attempts: int,
        clock: Callable[[], datetime],
        own: Collection[str],
    ) -> None:
        self._committer = committer
        self._service = service
        self._clock = clock
        self._own = own
        self._rules = Rules(max_attempts, run=0)
        self._calls: Counter[CallKind] = Counter()
        self._calls_posted = False

    @property
    def commits(self) -> int:
        """Transactions committed since it was opened."""
        return self._committer.commits

    # the start of a run

    async def recover(self, now: datetime, output: Path, ambiguous: Literal["resubmit", "hold"]) -> Recovery:
        """Begin a run: settle what the run before left open and repair the output."""

        def begin(connection: Connection) -> tuple[int, Recovery]:
            recovered = recovery.recover(connection, now, output, ambiguous, self._service)
            run = connection.execute(
                "INSERT INTO runs (started_at, service) VALUES (?, ?)", (now.astimezone(UTC).isoformat(), self._service)
            ).lastrowid
            return run or 0, recovered

        run, recovered = await self._write(begin)
        self._rules = Rules(self._rules.max_attempts, run)
        return recovered

    async def known(self, names: Sequence[str]) -> Mapping[str, KnownFile]:
        """What is known of `names`; a name that is not in the answer is new."""
        known: dict[str, KnownFile] = {}
        for start in range(0, len(names), _NAMES_AT_A_TIME):
            some = names[start : start + _NAMES_AT_A_TIME]
            known |= await self._read(partial(claims.known_files, names=some, rules=self._rules))
        return known

    # a document's way

    async def claim(self, image: Image, sha256: str) -> Claim:
        """What is to be done with a file whose bytes have this hash."""
        return await self._write_in_bulk(claims.claim, claims.Hashed(image, sha256, self._rules))

    async def claim_all(self, files: Sequence[tuple[Image, str]]) -> Sequence[Claim]:
        """The same for several files with their hashes; a claim for each, in their order."""
        hashed = [claims.Hashed(image, sha256, self._rules) for image, sha256 in files]
        return await self._write(partial(claims.claim, files=hashed))

    async def sending(self, sha256: str) -> None:
        """The document is about to be sent."""
        await self._write_in_bulk(documents.sending, documents.Sending(sha256, self._service))

    async def not_sent(self, sha256: str) -> None:
        """The document was surely not accepted."""
        await self._write_in_bulk(documents.not_sent, sha256)

    async def ambiguous(self, sha256: str) -> None:
        """The document went out and no answer came. It may be sent again, or fail as `submission-ambiguous`."""
        await self._write_in_bulk(documents.ambiguous, sha256)

    async def doubt(self, task_id: str) -> None:
        """Another document was given this id, too: whoever waits for a result under it must not take it for its own."""
        await self._write(partial(documents.doubt, task_id=task_id))

    async def submitted(self, ticket: Ticket) -> None:
        """The document was accepted; return before the first poll."""
        await self._write_in_bulk(documents.submitted, ticket)

    async def collected(self, outcomes: Sequence[Outcome], line_of: LineOf) -> Sequence[tuple[Outcome, bytes]]:
        """Make and store the lines of outcomes; returns those to write, in order: all but a file's second in a run.

        `line_of` is called on the ledger's thread, within the transaction: it makes no calls of its own.
        """
        return await self._write(
            partial(results.collect, outcomes=outcomes, line_of=line_of, run=self._rules.run, own=self._own)
        )

    async def written(self, lines: int, output_bytes: int) -> None:
        """The oldest `lines` unwritten lines are durable in the output, which ends with them at `output_bytes`."""
        await self._write(partial(results.mark_written, lines=lines, output_bytes=output_bytes))

    # calls and what is learned

    def count_calls(self, kind: CallKind, n: int = 1) -> None:
        """Count calls of the service; stored with the next change."""
        self._calls[kind] += n
        if self._calls.total() >= _CALLS_KEPT_BACK:
            self._committer.post(self._take_calls())

    async def flush_calls(self) -> None:
        """Store the calls counted so far."""
        if self._calls:
            await self._committer.run(self._take_calls())

    async def calls_this_month(self) -> Mapping[CallKind, int]:
        """Calls by kind in the present calendar month (UTC), over all runs of this ledger."""
        await self.flush_calls()
        return await self._read(partial(calls.in_month, month=self._month()))

    async def calls_this_run(self) -> Mapping[CallKind, int]:
        """Calls by kind since `recover`."""
        await self.flush_calls()
        return await self._read(partial(calls.in_run, run=self._rules.run))

    async def calls_of_service(self) -> Mapping[CallKind, int]:
        """Calls by kind of all runs with this ledger's service."""
        return await self._read(partial(calls.of_service, service=self._service))

    async def remember(self, key: str, value: bytes) -> None:
        """Keep `value` for later runs."""
        await self._write(partial(calls.remember, key=key, value=value))

    def remember_soon(self, key: str, value: bytes) -> None:
        """The same, stored some time before the next change; nobody waits for it."""
        self._committer.post(partial(calls.remember, key=key, value=value))

    async def recall(self, key: str) -> bytes | None:
        """What was last remembered under `key`."""
        return await self._read(partial(calls.recall, key=key))

    # for the commands

    async def counts(self) -> Counts:
        """The ledger in figures."""
        return await self._read(partial(failures.counts, max_attempts=self._rules.max_attempts))

    async def failures(self) -> list[Failure]:
        """Files without a result that nobody has dismissed, by name."""
        return await self._read(partial(failures.failures, max_attempts=self._rules.max_attempts))

    async def retry(self, names: Sequence[str] | None = None, code: str | None = None) -> list[str]:
        """Let failures (all, or of `names`, or with `code`) be tried again by the next run; returns their names."""
        return await self._write(partial(failures.retry, names=names, code=code))

    async def forget(self, names: Sequence[str] | None = None, code: str | None = None) -> list[str]:
        """Settle failures for good, neither listed nor tried again; returns their names."""
        return await self._write(partial(failures.forget, names=names, code=code))

    async def reset(self, names: Sequence[str]) -> int:
        """Forget the results of `names`: they are read, and paid for, again. Returns how many were known."""
        return await self._write(partial(documents.reset, names=names))

    async def lines(self) -> AsyncIterator[bytes]:
        """All lines ever made, in their order."""
        number = 0
        while page := await self._read(partial(results.lines_after, number=number, limit=_LINES_AT_A_TIME)):
            for number, line in page:  # noqa: B007 - the next page goes on after the last number
                yield line

    async def rewritten(self, lines: int, output_bytes: int) -> None:
        """The output has been made anew of the first `lines` lines, and is `output_bytes` long."""
        await self._write(partial(results.rewritten, last_line=lines, output_bytes=output_bytes))

    # one way to the disk

    async def _write(self, operation: Operation[Result]) -> Result:
        self._post_calls()
        return await self._committer.run(operation)

    async def _write_in_bulk(self, operation: Bulk[Item, Result], item: Item) -> Result:
        self._post_calls()
        return await self._committer.run_in_bulk(operation, item)

    def _post_calls(self) -> None:
        """Let the calls counted so far go with the next commit, unless some are on their way already."""
        if self._calls and not self._calls_posted:
            self._calls_posted = True
            self._committer.post(self._take_calls(), done=self._calls_arrived)

    def _calls_arrived(self) -> None:
        self._calls_posted = False

    async def _read(self, operation: Operation[Result]) -> Result:
        return await self._committer.run(operation, writes=False)

    def _take_calls(self) -> Operation[None]:
        counted, self._calls = self._calls, Counter()
        return partial(calls.add, run=self._rules.run, month=self._month(), counted=counted)

    def _month(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m")
