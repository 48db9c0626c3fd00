from __future__ import annotations

import asyncio
import errno
import json
import os
import resource
import stat
import subprocess
import sys
import threading
from asyncio import Queue
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from batch_ocr.errors import ErrorCode, OutputError
from batch_ocr.findings import Finding, Verdict
from batch_ocr.ledger import LineOf, Recovery, open_ledger
from batch_ocr.ledger.output import append, open_results, output_error
from batch_ocr.records import END, Completed, End, Outcome, Rejected
from batch_ocr.writer import LARGEST_BATCH, WriteSummary, rewrite, write_all
from tests.ledger_cases import CLOUD, NOW, begin, completed, duplicate, failed, rejected, run


class Steps:
    """A ledger that notes what it is asked, and how long the output was then."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.steps: list[tuple[str, int, int]] = []

    async def collected(self, outcomes: Sequence[Outcome], line_of: LineOf) -> Sequence[tuple[Outcome, bytes]]:
        self.steps.append(("collected", len(outcomes), self.output.stat().st_size))
        return [(outcome, line_of(outcome, ())) for outcome in outcomes]

    async def written(self, lines: int, output_bytes: int) -> None:
        assert output_bytes == self.output.stat().st_size
        self.steps.append(("written", lines, output_bytes))


def _queue(*outcomes: Outcome) -> Queue[Outcome | End]:
    queue: Queue[Outcome | End] = Queue()
    for outcome in outcomes:
        queue.put_nowait(outcome)
    queue.put_nowait(END)
    return queue


def test_outcomes_become_lines_in_order(tmp_path: Path) -> None:
    """Every outcome becomes one line, in the order it came, and is reported once it is durable."""
    outcomes: list[Outcome] = [completed("a", "A"), failed("b", "B"), rejected("c"), duplicate("d", "A", "a")]
    output = tmp_path / "out"
    told: list[Outcome] = []

    async def scenario() -> WriteSummary:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            summary = await write_all(_queue(*outcomes), output, ledger, "aspose", told.append)
            assert (await ledger.counts()).unwritten == 0
            return summary

    summary = run(scenario())
    records = [json.loads(line) for line in output.read_bytes().splitlines()]
    assert [(record["file"], record["status"]) for record in records] == [
        ("a", "completed"),
        ("b", "failed"),
        ("c", "rejected"),
        ("d", "duplicate"),
    ]
    assert told == outcomes
    assert summary.by_status == {"completed": 1, "failed": 1, "rejected": 1, "duplicate": 1}
    assert summary.output_bytes == output.stat().st_size


class Renamed(Rejected):
    """An outcome whose class is called otherwise."""


def test_the_name_of_a_class_is_not_in_the_format(tmp_path: Path) -> None:
    """Lines and figures bear the status of the format, however the code calls its outcomes."""
    outcome = Renamed("a", 1, 1, ErrorCode.EMPTY, (), NOW)
    summary = run(write_all(_queue(outcome), tmp_path / "out", Steps(tmp_path / "out"), "local"))
    assert summary.by_status == {"rejected": 1}
    assert json.loads((tmp_path / "out").read_bytes())["status"] == "rejected"


def test_a_line_is_in_the_ledger_before_it_is_in_the_file(tmp_path: Path) -> None:
    """What waits is written as one batch: stored, appended, made durable, and only then called written."""
    output = tmp_path / "out"
    ledger = Steps(output)
    run(write_all(_queue(*(rejected(str(number)) for number in range(LARGEST_BATCH + 1))), output, ledger, "local"))
    size = output.stat().st_size
    (_, _, first), *_ = [step for step in ledger.steps if step[0] == "written"]
    assert ledger.steps == [
        ("collected", LARGEST_BATCH, 0),
        ("collected", 1, first),
        ("written", LARGEST_BATCH, first),  # by the commit of the one before
        ("written", 1, size),
    ]


@pytest.mark.parametrize("lines", [1, LARGEST_BATCH, LARGEST_BATCH + 1, 2 * LARGEST_BATCH])
def test_at_the_end_nothing_is_left_to_be_marked(tmp_path: Path, lines: int) -> None:
    """Whether the last batch is full or not: a ledger that thinks a line is missing appends it again elsewhere."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await write_all(
                _queue(*(rejected(str(number)) for number in range(lines))), tmp_path / "out", ledger, "local"
            )
            assert (await ledger.counts()).unwritten == 0

    run(scenario())


def test_a_line_does_not_wait_for_the_next(tmp_path: Path) -> None:
    """A lone outcome is written at once, not when a batch is full."""
    output = tmp_path / "out"
    written = asyncio.Event()

    async def scenario() -> None:
        queue: Queue[Outcome | End] = Queue()
        async with asyncio.TaskGroup() as group:
            group.create_task(write_all(queue, output, Steps(output), "local", lambda _: written.set()))
            await queue.put(rejected("a"))
            await written.wait()
            assert output.read_bytes().count(b"\n") == 1
            await queue.put(END)

    run(scenario())


def test_a_second_outcome_in_a_run_is_not_written(tmp_path: Path) -> None:
    """What the ledger leaves out reaches neither the file nor the summary."""
    output = tmp_path / "out"

    async def scenario() -> WriteSummary:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await write_all(_queue(rejected("a")), output, ledger, "local")
            return await write_all(_queue(rejected("a")), output, ledger, "local")

    assert run(scenario()).by_status == {}
    assert output.read_bytes().count(b"\n") == 1


def test_a_new_output_obeys_the_umask(tmp_path: Path) -> None:
    """Results are made readable for others only as far as the umask lets them."""
    before = os.umask(0o027)
    try:
        run(write_all(_queue(rejected("a")), tmp_path / "out", Steps(tmp_path / "out"), "local"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def test_nothing_is_left_open(tmp_path: Path) -> None:
    """The writer's thread and file end with it."""
    threads, files = threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
    run(write_all(_queue(rejected("a")), tmp_path / "out", Steps(tmp_path / "out"), "local"))
    assert (threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))) == (threads, files)


@pytest.mark.parametrize("kind", ["folder", "pipe", "/dev/null", "/dev/full"])
def test_only_a_regular_file_will_do(tmp_path: Path, kind: str) -> None:
    """A folder, a pipe and a device are refused with what to do instead, and nobody waits for a pipe's reader."""
    output = tmp_path / kind
    if kind == "folder":
        output.mkdir()
    if kind == "pipe":
        os.mkfifo(output)
    with pytest.raises(OutputError, match=r"must be a regular file.*name a file with --output"):
        run(write_all(_queue(rejected("a")), output, Steps(output), "local"))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The output's folder is not made: a mistyped path would make one in the wrong place."""
    with pytest.raises(OutputError, match="make its folder first"):
        run(write_all(_queue(rejected("a")), tmp_path / "missing" / "out", Steps(tmp_path), "local"))


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "free some space and run again; no result is lost"),
        (errno.EDQUOT, "free some space and run again; no result is lost"),
        (errno.EIO, "check its disk and run again; no result is lost"),
        (errno.EPIPE, "check its disk and run again; no result is lost"),
        (errno.EACCES, "check the rights of the file and of its folder"),
        (errno.EROFS, "check the rights of the file and of its folder"),
    ],
)
def test_every_failure_of_the_disk_says_what_to_do(number: int, advice: str) -> None:
    """Each kind of I/O error becomes one line with the system's reason and the next step."""
    error = output_error(OSError(number, os.strerror(number)), Path("results.jsonl"))
    assert str(error).startswith(f"cannot write the results file results.jsonl: {os.strerror(number)}; ")
    assert advice in str(error)


# Runs the writer with a limit on the size of files it may make: what a full disk looks like, without needing one.
_FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from batch_ocr.errors import ErrorCode, OutputError
from batch_ocr.findings import Finding, Verdict
from batch_ocr.ledger import open_ledger
from batch_ocr.writer import write_all
from tests.ledger_cases import CLOUD, begin, completed
from tests.unit.test_writer import LARGEST_BATCH, _queue

OUTCOMES = [completed(f"{number}" + 400 * "x", str(number)) for number in range(LARGEST_BATCH)]

async def scenario(folder):
    output = folder / "out"
    output.write_bytes(b"x" * int(sys.argv[3]) + b"\\n")
    async with open_ledger(folder / "ledger", CLOUD) as ledger:
        await begin(ledger, output)
        await write_all(_queue(completed("first", "first")), output, ledger, "aspose")
        before = output.stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
        try:
            await write_all(_queue(*OUTCOMES), output, ledger, "aspose")
        except OutputError as error:
            print(error)
            print(output.stat().st_size - before)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

asyncio.run(scenario(Path(sys.argv[1])))
"""


@pytest.mark.parametrize(("limit", "size", "what"), [(20_000, 0, "the ledger"), (900_000, 890_000, "results file")])
def test_a_full_disk_loses_nothing(tmp_path: Path, limit: int, size: int, what: str) -> None:
    """When the disk runs full the run ends with one message and whole lines; the next one writes the rest."""
    done = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(tmp_path), str(limit), str(size)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    message, grown = done.stdout.splitlines()
    assert what in message
    assert grown == "0"

    async def scenario() -> Recovery:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            return await ledger.recover(NOW, tmp_path / "out", "resubmit")

    recovery = run(scenario())
    _, *lines = (tmp_path / "out").read_bytes().splitlines()
    assert len(lines) == 1 + recovery.unwritten
    assert recovery.unwritten == (0 if what == "the ledger" else LARGEST_BATCH)
    assert len({json.loads(line)["file"] for line in lines}) == len(lines)


def test_a_partial_append_is_taken_back(tmp_path: Path) -> None:
    """A repair that hits the end of the disk leaves the file as it was."""
    script = (
        "import os, resource, sys\n"
        "from pathlib import Path\n"
        "from batch_ocr.ledger.output import append, open_results\n"
        "file = open_results(Path(sys.argv[1]))\n"
        "append(file, b'one\\n')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try:\n"
        "    append(file, b'x' * 100)\n"
        "except OSError as error:\n"
        "    print(os.fstat(file).st_size)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "out")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "4\n"
    assert (tmp_path / "out").read_bytes() == b"one\n"


def test_an_append_says_where_it_ends(tmp_path: Path) -> None:
    """The length after an append counts what others have appended before it."""
    descriptor = open_results(tmp_path / "out")
    try:
        assert append(descriptor, b"one\n") == 4
        (tmp_path / "out").write_bytes(b"one\ntwo\n")
        assert append(descriptor, b"three\n") == 14
    finally:
        os.close(descriptor)


def test_a_rewrite_makes_the_file_anew(tmp_path: Path) -> None:
    """All lines of all runs come back in their order, without the lines of others, and runs go on from there."""
    output = tmp_path / "out"

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            for number in range(3):
                await begin(ledger, output)
                await write_all(_queue(completed(f"{number}" + 600 * "x", "A"), rejected("b")), output, ledger, "local")
            whole = output.read_bytes()
            output.write_bytes(b"something else\n")
            await begin(ledger, output)
            assert await rewrite(output, ledger) == 6
            assert output.read_bytes() == whole
            assert await ledger.recover(NOW, output, "resubmit") == Recovery()
            output.write_bytes(whole[:-2])
            assert (await ledger.recover(NOW, output, "resubmit")).unwritten == 1
            assert output.read_bytes() == whole

    run(scenario())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger", "out"]


def test_a_rewrite_opens_the_results_to_nobody(tmp_path: Path) -> None:
    """Results that only their owner may read, for the bank accounts in them, are as private when made anew."""
    output = tmp_path / "out"

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await write_all(_queue(rejected("a")), output, ledger, "local")
            output.chmod(0o600)
            assert await rewrite(output, ledger) == 1

    run(scenario())
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


def test_a_rewrite_of_nothing_is_an_empty_file(tmp_path: Path) -> None:
    """A ledger without lines makes an empty file, and a linked output stays a link."""
    (tmp_path / "out").symlink_to(tmp_path / "real")

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            assert await rewrite(tmp_path / "out", ledger) == 0
            await begin(ledger, tmp_path / "out")

    run(scenario())
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real").read_bytes() == b""


class Lines:
    """A ledger of long lines."""

    async def lines(self) -> AsyncIterator[bytes]:
        for _ in range(3):
            yield bytes(5_000)

    async def rewritten(self, lines: int, output_bytes: int) -> None:
        raise AssertionError((lines, output_bytes))


def test_a_rewrite_on_a_full_disk_names_the_results(tmp_path: Path) -> None:
    """A person knows nothing of the file beside them in which the new ones grow; the old ones stay."""
    output = tmp_path / "results.jsonl"
    output.write_text("{}\n")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(OutputError, match=f"cannot write the results file {output}: ") as caught:
            asyncio.run(rewrite(output, Lines()))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert ".part" not in str(caught.value)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["{}\n"]


def test_a_check_that_breaks_costs_no_result(tmp_path: Path) -> None:
    """A bug in a check is told, and the line of the paid result is written without its findings."""
    output = tmp_path / "out"

    def check(reading: Completed) -> tuple[Finding, ...]:
        if reading.ticket.name == "a":
            raise ZeroDivisionError
        return (Finding("total-missing", Verdict.UNCLEAR, ("total_amount",), "no total"),)

    run(write_all(_queue(completed("a", "A"), completed("b", "B")), output, Steps(output), "local", check=check))
    assert [len(json.loads(line)["checks"]) for line in output.read_bytes().splitlines()] == [0, 1]
