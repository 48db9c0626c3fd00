"""What the ledger costs: documents through their whole life on a real disk, and what a run's start costs among many.

    python -m benchmarks.ledger [--documents 5000] [--known 1000000] [--folder DIR]

Each document is claimed, sent, accepted, collected, written: five changes, each on disk before the next begins, with 1,
16 and 256 documents under way at once. "commits" is transactions (each one fsync) for each document. Then a ledger
with many completed documents: what it costs to look up a folder of 100,000 names, to recover, to recover an output that
was cut in half, and to make the output anew; with the memory the process has used at most. Writes
benchmarks/ledger.json.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import resource
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from batch_ocr.findings import Finding
from batch_ocr.ledger import Ledger, Submit, open_ledger
from batch_ocr.line import render
from batch_ocr.records import END, Completed, End, Image, Outcome, Ticket
from batch_ocr.writer import rewrite, write_all

SERVICE = "aspose https://cloud.test"
UNDER_WAY = (1, 16, 256)
NAMES_LOOKED_UP = 100_000
PAGE = 1000
INVOICE: dict[str, str | Decimal | None] = {f"field_{number}": "text of a field" for number in range(16)} | {
    "total_amount": Decimal("1234.50")
}


@dataclass(frozen=True, slots=True)
class Throughput:
    """Documents through their whole life."""

    under_way: int
    documents_per_second: float
    commits_per_document: float
    milliseconds_per_document: float
    cpu_milliseconds_per_document: float
    """Of all threads; the writer's share, and what the benchmark itself does, included."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done with a large ledger."""

    what: str
    seconds: float
    peak_memory_mib: float


@asynccontextmanager
async def begun(folder: Path) -> AsyncIterator[Ledger]:
    """A ledger in the folder, with a run begun."""
    async with open_ledger(folder / "ledger", SERVICE) as ledger:
        await ledger.recover(datetime.now(UTC), folder / "results.jsonl", "resubmit")
        yield ledger


def name_of(number: int) -> str:
    """A name as scanners give them."""
    return f"2026/{number // 1000:04}/scan-{number:07}.png"


def result_of(number: int) -> Completed:
    """What the service read from a document."""
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    ticket = Ticket(name_of(number), sha256, f"task-{number}", datetime.now(UTC), 1)
    return Completed(ticket, INVOICE, (), datetime.now(UTC), 1)


async def lives(folder: Path, documents: int, under_way: int) -> Throughput:
    """Put documents through the ledger and the writer."""
    outcomes: asyncio.Queue[Outcome | End] = asyncio.Queue(1000)
    numbers = iter(range(documents))
    async with begun(folder) as ledger:
        began, cpu_began, commits = time.perf_counter(), time.process_time(), ledger.commits
        async with asyncio.TaskGroup() as line:
            line.create_task(write_all(outcomes, folder / "results.jsonl", ledger, "aspose"))
            async with asyncio.TaskGroup() as workers:
                for _ in range(under_way):
                    workers.create_task(live(ledger, numbers, outcomes))
            await outcomes.put(END)
        seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
        return Throughput(
            under_way,
            documents / seconds,
            (ledger.commits - commits) / documents,
            1000 * seconds / documents,
            1000 * cpu_seconds / documents,
        )


async def live(ledger: Ledger, numbers: Iterator[int], outcomes: asyncio.Queue[Outcome | End]) -> None:
    """One worker's documents, one after the other."""
    for number in numbers:
        result = result_of(number)
        ticket = result.ticket
        claim = await ledger.claim(Image(ticket.name, Path(ticket.name), 1, 1), ticket.sha256)
        assert isinstance(claim, Submit)
        await ledger.sending(ticket.sha256)
        ledger.count_calls("submit")
        await ledger.submitted(ticket)
        ledger.count_calls("poll")
        await outcomes.put(result)


def _line_of(outcome: Outcome, findings: tuple[Finding, ...]) -> bytes:
    return render(outcome, "aspose", findings)


async def fill(folder: Path, documents: int) -> None:
    """Make a ledger of completed documents, and its output."""
    output = folder / "results.jsonl"
    async with begun(folder) as ledger:
        for start in range(0, documents, PAGE):
            results = [result_of(number) for number in range(start, min(start + PAGE, documents))]
            kept = await ledger.collected(results, _line_of)
            await ledger.written(len(kept), add(output, b"".join(line for _, line in kept)))


def add(output: Path, data: bytes) -> int:
    """Append; returns the length of the file."""
    with output.open("ab") as file:
        file.write(data)
        return file.tell()


async def steps(folder: Path, documents: int) -> list[Step]:
    """What a large ledger is asked at the start of a run."""
    output = folder / "results.jsonl"
    names = [name_of(number) for number in range(0, documents, max(1, documents // NAMES_LOOKED_UP))]

    async def recover() -> None:
        await ledger.recover(datetime.now(UTC), output, "resubmit")

    async def recover_half() -> None:
        os.truncate(output, output.stat().st_size // 2)
        await recover()

    async with begun(folder) as ledger:
        return [
            await timed("recover", recover),
            await timed(f"look up {len(names)} names", lambda: ledger.known(names)),
            await timed("counts for status", ledger.counts),
            await timed("recover an output cut in half", recover_half),
            await timed("make the output anew", lambda: rewrite(output, ledger)),
        ]


async def timed(what: str, step: Callable[[], Awaitable[object]]) -> Step:
    """Do one thing, with the clock running."""
    began = time.perf_counter()
    await step()
    return Step(what, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


async def main(documents: int, known: int, parent: Path | None) -> None:
    """Measure, print, write."""
    throughput, start = [], []
    print(f"{'under way':>10}{'documents/s':>14}{'commits':>10}{'ms':>8}{'CPU ms':>9}")
    for under_way in UNDER_WAY:
        with tempfile.TemporaryDirectory(dir=parent) as folder:
            row = await lives(Path(folder), documents, under_way)
        throughput.append(row)
        print(
            f"{row.under_way:>10}{row.documents_per_second:>14.0f}{row.commits_per_document:>10.3f}"
            f"{row.milliseconds_per_document:>8.3f}{row.cpu_milliseconds_per_document:>9.3f}"
        )
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        await fill(Path(folder), known)
        start = await steps(Path(folder), known)
    print(f"\nwith {known} completed documents{'seconds':>20}{'MiB':>8}")
    for step in start:
        print(f"{step.what:<36}{step.seconds:>17.3f}{step.peak_memory_mib:>8.0f}")
    report = {
        "throughput": [asdict(row) for row in throughput],
        "known": known,
        "start": [asdict(row) for row in start],
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--known", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=None, help="on the disk to be measured")
    given = parser.parse_args()
    asyncio.run(main(given.documents, given.known, given.folder))
