"""Outcomes to results.jsonl in batches: first in the ledger, then in the file, then known to be in the file."""

from __future__ import annotations

import asyncio
import os
from asyncio import Queue
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import aiofiles
from aiofiles.threadpool.binary import AsyncFileIO

from batch_ocr.findings import Finding
from batch_ocr.ledger import LineOf
from batch_ocr.ledger.output import open_results, output_error
from batch_ocr.line import Engine, render
from batch_ocr.log import LOGGER
from batch_ocr.records import Completed, End, Outcome
from batch_ocr.replacing import replacing

LARGEST_BATCH: Final = 64
"""Outcomes in one append; bounds the memory of a batch, and how long its first line waits."""

_REWRITE_BYTES: Final = 1 << 20

Check = Callable[[Completed], Sequence[Finding]]


class LineLedger(Protocol):
    """What the writer needs of the ledger."""

    async def collected(self, outcomes: Sequence[Outcome], line_of: LineOf) -> Sequence[tuple[Outcome, bytes]]:
        """Make and store the lines of outcomes; returns those to write."""

    async def written(self, lines: int, output_bytes: int) -> None:
        """The oldest `lines` unwritten lines are durable and end at `output_bytes`."""


class AllLines(Protocol):
    """What a rewrite needs of the ledger."""

    def lines(self) -> AsyncIterator[bytes]:
        """All lines in their order."""

    async def rewritten(self, lines: int, output_bytes: int) -> None:
        """The output consists of the first `lines` lines."""


@dataclass(slots=True)
class WriteSummary:
    """What the writer has written."""

    by_status: Counter[str] = field(default_factory=Counter)
    """Lines by `status`."""
    output_bytes: int = 0
    """Bytes appended in this run."""


async def write_all(
    outcomes: Queue[Outcome | End],
    output: Path,
    ledger: LineLedger,
    engine: Engine,
    on_line: Callable[[Outcome], None] = lambda _: None,
    check: Check = lambda _: (),
) -> WriteSummary:
    """Write outcomes until END arrives; `on_line` is told of each once its line is durable.

    `check` says what is wrong with a reading, pure and off the loop; history has been asked before.

    The order that survives any crash: 1. line in the ledger, 2. in the file, 3. file durable, 4. the ledger knows. The
    last step shares a commit with the first of the next batch where that one waits already.
    Raises OutputError, or a group of nothing else, when the file or the ledger cannot be written; what had reached the
    ledger is written next time.
    """
    summary = WriteSummary()

    def line_of(outcome: Outcome, remembered: tuple[Finding, ...]) -> bytes:
        return render(outcome, engine, (*remembered, *_checked(check, outcome)))

    async with _appending(output, output) as append:
        going, mark = True, None
        while going:
            batch, going = await _next_batch(outcomes)
            if not batch:
                break
            kept, mark = await _stored(ledger, batch, line_of, mark), None
            if kept:
                data = b"".join(line for _, line in kept)
                mark = len(kept), await append(data)
                summary.output_bytes += len(data)
            for outcome, _ in kept:
                summary.by_status[outcome.status] += 1
                on_line(outcome)
            if mark is not None and outcomes.empty():
                await ledger.written(*mark)
                mark = None
        if mark is not None:
            await ledger.written(*mark)
    return summary


async def _stored(
    ledger: LineLedger, batch: Sequence[Outcome], line_of: LineOf, mark: tuple[int, int] | None
) -> Sequence[tuple[Outcome, bytes]]:
    """Store the lines of a batch; with `mark`, what is known of the one before is stored by the same commit."""
    if mark is None:
        return await ledger.collected(batch, line_of)
    async with asyncio.TaskGroup() as group:
        group.create_task(ledger.written(*mark), name="writer-mark")
        return await ledger.collected(batch, line_of)


def _checked(check: Check, outcome: Outcome) -> Sequence[Finding]:
    """What `check` finds. One that breaks must not cost a result that is paid for."""
    if not isinstance(outcome, Completed):
        return ()
    try:
        return check(outcome)
    except Exception:  # noqa: BLE001 - whatever it is, the line is worth more
        LOGGER.exception("%s: its values could not be checked, a bug; the line is written without", outcome.ticket.name)
        return ()


async def _next_batch(outcomes: Queue[Outcome | End]) -> tuple[list[Outcome], bool]:
    """All that waits, at least one, and whether there may be more to come."""
    batch: list[Outcome] = []
    item = await outcomes.get()
    while not isinstance(item, End):
        batch.append(item)
        if len(batch) == LARGEST_BATCH or outcomes.empty():
            return batch, True
        item = outcomes.get_nowait()
    return batch, False


class _Append(Protocol):
    async def __call__(self, data: bytes) -> int:
        """Append durably; returns the length of the file."""


@asynccontextmanager
async def _appending(file_path: Path, output: Path) -> AsyncIterator[_Append]:
    """The file open for appending, on a thread of its own; errors name `output`, which it is or is to be."""
    with ThreadPoolExecutor(1, thread_name_prefix="batch-ocr-writer") as thread:
        file = await aiofiles.open(
            file_path, "ab", buffering=0, executor=thread, opener=lambda _, flags: open_results(file_path, flags)
        )

        async def append(data: bytes) -> int:
            try:
                return await _append_durably(file, data, thread)
            except OSError as error:
                raise output_error(error, output) from error

        try:
            yield append
        finally:
            await file.close()


async def _append_durably(file: AsyncFileIO, data: bytes, thread: ThreadPoolExecutor) -> int:
    left = memoryview(data)
    try:
        while left:  # a disk that runs full takes a part first
            left = left[await file.write(left) :]
        return await asyncio.get_running_loop().run_in_executor(thread, _synced, file.fileno())
    except OSError:  # also of fsync: what it could not keep must not be taken for written by the next run
        end = await file.tell()
        await file.truncate(end - (len(data) - len(left)))
        raise


def _synced(descriptor: int) -> int:
    """Make what was appended durable; returns where it ends."""
    os.fsync(descriptor)
    return os.lseek(descriptor, 0, os.SEEK_CUR)


async def rewrite(output: Path, ledger: AllLines) -> int:
    """Make the results file anew from the ledger, without any call; returns the number of its lines.

    The old file stays whole until the new one, with its permissions, is durable. Raises OutputError.
    """
    os.close(open_results(output))  # refuses what is no regular file
    with replacing(output) as (new,):
        lines, output_bytes = await _copy_lines(ledger, new, output)
    await ledger.rewritten(lines, output_bytes)
    return lines


async def _copy_lines(ledger: AllLines, new: Path, output: Path) -> tuple[int, int]:
    """Write all lines to a file that is to be `output`; returns how many, and the file's length."""
    count = size = page_bytes = 0
    page: list[bytes] = []
    async with _appending(new, output) as append:
        async for line in ledger.lines():
            page.append(line)
            page_bytes += len(line)
            count += 1
            if page_bytes >= _REWRITE_BYTES:
                size = await append(b"".join(page))
                page, page_bytes = [], 0
        if page:
            size = await append(b"".join(page))
    return count, size
