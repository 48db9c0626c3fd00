"""Worker processes of the embedded reader: whatever happens to one, its document is told and its neighbours go on."""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import select
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from batch_ocr.errors import ExitCode, ReaderUnavailable
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.messages import Start
from batch_ocr.reader.options import ReaderSettings, ReadOptions
from batch_ocr.reader.pool import ReaderPool
from batch_ocr.reader.process import WorkerProcess
from tests.process.faulty_reader import DYING, NAME, WITHOUT_PACKAGE

Result = TypeVar("Result")
PATIENT = 60.0


def with_pool(
    use: Callable[[ReaderPool], Awaitable[Result]],
    workers: int = 1,
    *,
    page_timeout: float = PATIENT,
    reader: str = NAME,
) -> Result:
    """Run a coroutine with a pool; leaves no process behind."""

    async def run() -> Result:
        async with (
            asyncio.timeout(PATIENT),
            ReaderPool(workers, ReaderSettings(page_timeout=page_timeout), reader=reader) as pool,
        ):
            pids = pool.pids
            result = await use(pool)
        assert all(gone(pid) for pid in pids)
        return result

    return asyncio.run(run())


def gone(pid: int, timeout: float = PATIENT) -> bool:
    """Wait until a process, not necessarily a child, has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    try:
        return bool(poll.poll(timeout * 1000))
    finally:
        os.close(descriptor)


async def text_of(pool: ReaderPool, data: bytes, options: ReadOptions | None = None) -> str:
    reading = await pool.read(data, options)
    return reading.pages[-1].words[0].text


async def fault_of(pool: ReaderPool, data: bytes) -> Fault:
    with pytest.raises(UnreadableDocument) as caught:
        await pool.read(data)
    return caught.value.fault


def test_a_document_goes_out_and_its_pages_come_back() -> None:
    """Bytes and options reach the worker whole, also when they are many; pages and fields come back."""

    async def use(pool: ReaderPool) -> None:
        options = ReadOptions(language="German", rotate=90)
        assert await text_of(pool, b"x" * 20_000_000, options) == "20000000 German 90"
        reading = await pool.read(b"page")
        assert reading.pages[0].words[0].box == (1.0, 2.0, 3.0, 4.0)
        assert reading.seconds < PATIENT
        assert dict(reading.invoice.fields) == {}

    with_pool(use)


def test_what_libraries_print_does_not_disturb_the_answers() -> None:
    """Standard output belongs to the answers; whatever else is written there goes to standard error."""
    assert with_pool(lambda pool: text_of(pool, b"print it")).startswith("8 ")


def test_a_page_that_hangs_is_killed_and_told_and_its_neighbours_go_on() -> None:
    """After the time limit of a page the document fails with 'timeout'; other documents never notice."""

    async def use(pool: ReaderPool) -> None:
        async with asyncio.TaskGroup() as group:
            hung = group.create_task(fault_of(pool, b"hang"))
            spun = group.create_task(fault_of(pool, b"spin"))
            good = [group.create_task(text_of(pool, b"page %d" % number)) for number in range(10)]
        assert {hung.result(), spun.result()} == {Fault.TIMEOUT}
        assert all(task.result().startswith("6 ") for task in good)
        assert await text_of(pool, b"after") == "5 English 0"

    with_pool(use, workers=3, page_timeout=4.0)  # long enough for the good ones on a machine with other things to do


def test_the_time_limit_is_that_of_a_page_not_of_a_document() -> None:
    """Every finished page gives the next one the whole limit again."""
    assert with_pool(lambda pool: text_of(pool, b"slow 0.5"), page_timeout=1.6).startswith("8 ")


def test_a_crash_is_tried_once_more_on_a_fresh_worker(tmp_path: Path) -> None:
    """A worker may die by bad luck (out of memory): the document gets a second chance."""
    marker = os.fsencode(tmp_path / "crashed")

    async def use(pool: ReaderPool) -> None:
        before = pool.pids
        assert (await text_of(pool, b"crash-once " + marker)).endswith("English 0")
        assert pool.pids != before

    with_pool(use)


def test_a_document_that_kills_every_worker_fails_alone() -> None:
    """A file that crashes the engine is 'engine-crashed'; the file after it is read."""

    async def use(pool: ReaderPool) -> None:
        assert await fault_of(pool, b"crash") is Fault.ENGINE_CRASHED
        assert await fault_of(pool, b"bug") is Fault.ENGINE_CRASHED
        assert await text_of(pool, b"next") == "4 English 0"

    with_pool(use)


def test_a_document_s_own_fault_keeps_the_worker() -> None:
    """An unreadable document is an answer like any other: same code, same process."""

    async def use(pool: ReaderPool) -> None:
        before = pool.pids
        assert await fault_of(pool, b"broken") is Fault.ENCRYPTED
        assert pool.pids == before

    with_pool(use)


def test_a_worker_killed_from_outside_while_it_reads_is_replaced(tmp_path: Path) -> None:
    """Kill -9 in the middle of a page costs nothing but the time: the document is read by the next worker."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    async def use(pool: ReaderPool) -> str:
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(text_of(pool, b"wait " + os.fsencode(pipe)))
            (victim,) = pool.pids
            first = await asyncio.to_thread(pipe.open, "wb")  # returns when the worker has opened its end
            os.kill(victim, signal.SIGKILL)
            assert await asyncio.to_thread(gone, victim)
            first.close()
            second = await asyncio.to_thread(pipe.open, "wb")
            second.close()
        return reading.result()

    assert with_pool(use).endswith("English 0")


def test_a_worker_that_dies_idle_is_replaced_when_it_is_needed() -> None:
    """The machine may kill a worker between two documents; nobody notices, and nothing of it is left open."""

    async def use(pool: ReaderPool) -> None:
        (victim,) = pool.pids
        os.kill(victim, signal.SIGKILL)
        assert await asyncio.to_thread(gone, victim)
        assert await text_of(pool, b"next") == "4 English 0"
        assert victim not in pool.pids

    with_pool(use)
    gc.collect()  # an open file or pipe would be warned about here, and warnings are errors


def test_a_start_that_is_cancelled_leaves_nothing_open() -> None:
    """Whoever loses patience while the workers warm up leaves no process and no file behind."""

    async def run() -> None:
        for patience in (0.0, 0.001, 0.01, 0.05):
            pool = ReaderPool(2, reader=NAME)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(patience), pool:
                    await asyncio.Event().wait()
            assert pool.pids == ()

    asyncio.run(run())
    gc.collect()


@pytest.mark.parametrize("cancels", [1, 2])
def test_a_cancel_is_not_lost_in_a_start_that_fails(cancels: int) -> None:
    """Whoever asked for the end gets it, not an error about the reader that gives the run another exit code."""

    async def run() -> None:
        worker = WorkerProcess(Start(ReaderSettings(), NAME))
        async with asyncio.TaskGroup() as group:
            starting = group.create_task(worker.ensure_started())
            await asyncio.sleep(0)  # now the process is about to be started
            with no_more_files():
                for _ in range(cancels):
                    starting.cancel()
                    await asyncio.sleep(0)
        assert starting.cancelled()
        assert worker.pid is None

    asyncio.run(run())


@contextmanager
def no_more_files() -> Iterator[None]:
    """Let no file or pipe be opened: so starting a process fails."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_cancelled_read_frees_its_worker(tmp_path: Path) -> None:
    """Whoever stops waiting gets no answer, and the next document does not get the old one's."""

    async def use(pool: ReaderPool) -> None:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await pool.read(b"hang")
            assert await text_of(pool, b"next") == "4 English 0"

    with_pool(use)


def test_closing_ends_what_is_being_read() -> None:
    """A pool that is closed while workers are busy leaves no process, starts none, and fails what it was reading."""

    async def run() -> None:
        pool = await ReaderPool(2, reader=NAME).__aenter__()
        pids = pool.pids
        async with asyncio.timeout(PATIENT), asyncio.TaskGroup() as group:
            reads = [
                group.create_task(closed(pool, document)) for document in (b"hang", b"spin", b"waiting for a turn")
            ]
            await asyncio.sleep(0)
            await pool.close()
        assert all(read.done() for read in reads)
        assert pool.pids == ()
        assert all(gone(pid) for pid in pids)

    async def closed(pool: ReaderPool, document: bytes) -> None:
        with pytest.raises(ReaderUnavailable, match="closed"):
            await pool.read(document)

    asyncio.run(run())


def test_ctrl_c_is_the_parent_s_business() -> None:
    """SIGINT reaches no worker from the terminal, and one that gets it all the same goes on."""

    async def use(pool: ReaderPool) -> None:
        (worker,) = pool.pids
        assert os.getpgid(worker) != os.getpgid(0)
        os.kill(worker, signal.SIGINT)
        assert await text_of(pool, b"page") == "4 English 0"
        assert pool.pids == (worker,)

    with_pool(use)


@pytest.mark.parametrize("document", ["page", "hang", "spin"])
def test_workers_die_with_a_parent_that_was_killed(document: str) -> None:
    """No orphan is left by kill -9 of the program, idle or busy, not even one that holds the interpreter."""
    program = f"""
import asyncio
from batch_ocr.reader.pool import ReaderPool
async def main():
    async with ReaderPool(2, reader={NAME!r}) as pool:
        print(*pool.pids, flush=True)
        await pool.read({document.encode()!r})
        await asyncio.Event().wait()
asyncio.run(main())
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert len(workers) == 2
    assert all(gone(pid) for pid in workers)


@pytest.mark.parametrize(("reader", "told"), [(WITHOUT_PACKAGE, "onnxruntime.*pip install"), (DYING, "Illegal instr")])
def test_a_reader_that_cannot_work_is_told_at_once(reader: str, told: str) -> None:
    """A missing package or a runtime that does not load ends the run with exit 6, before any document."""

    async def run() -> None:
        async with ReaderPool(2, reader=reader):
            pytest.fail("the pool must not open")

    with pytest.raises(ReaderUnavailable, match=told) as caught:
        asyncio.run(run())
    assert caught.value.exit_code is ExitCode.READER


def test_the_parent_stays_light() -> None:
    """Importing the pool loads neither the runtime nor the picture libraries: only workers do."""
    program = """
import sys
import batch_ocr.reader.pool
print(sorted({"numpy", "cv2", "onnxruntime", "PIL", "pypdfium2"} & set(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
