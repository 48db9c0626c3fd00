from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from batch_ocr.errors import ErrorCode, LimitReached
from batch_ocr.producer import Producer, Rules
from batch_ocr.progress import Progress
from batch_ocr.records import END, End, Image, Outcome, Rejected
from batch_ocr.stop import Stop
from batch_ocr.walk import Walk
from tests.process.command import aged, picture, pictures


@dataclass
class Known:
    size_bytes: int
    mtime_ns: int
    settled: bool = True
    pending: bool = False


@dataclass
class Memory:
    """A ledger that knows some files."""

    files: dict[str, Known] = field(default_factory=dict)

    async def known(self, names: Sequence[str]) -> Mapping[str, Known]:
        return {name: self.files[name] for name in names if name in self.files}


@dataclass
class Produced:
    images: list[Image]
    outcomes: list[Outcome | End]
    progress: Progress


def produced(
    folder: Path,
    memory: Memory,
    *,
    quiet_period: float = 0.0,
    now: float = 2e9,
    verify: bool = False,
    before: Callable[[Stop], None] = lambda _: None,
    walk: Walk | None = None,
    queue: Callable[[Stop], asyncio.Queue[Image | End]] = lambda _: asyncio.Queue(),
) -> Produced:
    """Run the stage to its end and take everything off its queues."""

    async def scenario() -> Produced:
        outcomes: asyncio.Queue[Outcome | End] = asyncio.Queue()
        stop, progress = Stop(), Progress()
        before(stop)
        images = queue(stop)
        with ThreadPoolExecutor(1) as disk:
            rules = Rules(10_000, 1_000_000, quiet_period, verify=verify)
            await Producer(
                walk or Walk(folder),
                rules,
                memory,
                images,
                outcomes,
                stop=stop,
                progress=progress,
                disk=disk,
                now=lambda: now,
            ).produce()
        drained: list[Image] = []
        while (item := images.get_nowait()) is not END:
            drained.append(item)
        assert images.empty()
        return Produced(drained, [outcomes.get_nowait() for _ in range(outcomes.qsize())], progress)

    return run(scenario())


def run(scenario: Coroutine[None, None, Produced]) -> Produced:
    return asyncio.run(scenario)


def test_new_files_are_handed_on_in_order_and_ended(tmp_path: Path) -> None:
    """Each image once, then END, and the number of files is final."""
    result = produced(pictures(tmp_path / "scans", 3), Memory())
    assert [image.name for image in result.images] == ["0000.png", "0001.png", "0002.png"]
    assert result.progress.found == 3
    assert result.progress.all_found


def test_settled_files_are_skipped_by_size_and_time_alone(tmp_path: Path) -> None:
    """No byte of a settled file is read; a changed one, and with `verify` every one, is handed on."""
    folder = pictures(tmp_path / "scans", 3)
    memory = Memory()
    for path in folder.iterdir():
        status = path.stat()
        memory.files[path.name] = Known(status.st_size, status.st_mtime_ns)
    memory.files["0001.png"].mtime_ns -= 1
    result = produced(folder, memory)
    assert [image.name for image in result.images] == ["0001.png"]
    assert result.progress.settled == 2
    assert len(produced(folder, memory, verify=True).images) == 3


def test_a_file_whose_ticket_is_open_waits_for_it(tmp_path: Path) -> None:
    """It is counted, since its line will come, and not handed on; that its bytes are others by now is told."""
    folder = pictures(tmp_path / "scans", 2)
    same = (folder / "0000.png").stat()
    known = {
        "0000.png": Known(same.st_size, same.st_mtime_ns, settled=False, pending=True),
        "0001.png": Known(1, 1, settled=False, pending=True),
    }
    result = produced(folder, Memory(known))
    assert result.images == []
    assert (result.progress.found, result.progress.growing) == (2, ["0001.png"])


def test_rejects_go_to_the_writer_and_other_files_nowhere(tmp_path: Path) -> None:
    """A reject is an outcome of this run; a file that is no picture is only counted."""
    folder = pictures(tmp_path / "scans", 1)
    aged(folder / "bad.png", b"text")
    aged(folder / "notes.txt", b"text")
    result = produced(folder, Memory())
    assert [image.name for image in result.images] == ["0000.png"]
    (rejected,) = result.outcomes
    assert isinstance(rejected, Rejected)
    assert (rejected.name, rejected.code) == ("bad.png", ErrorCode.UNSUPPORTED)
    assert result.progress.ignored == ["notes.txt"]
    assert result.progress.found == 2


def test_a_young_file_is_looked_at_twice(tmp_path: Path) -> None:
    """A file that stays the same for a quiet period is taken in the same run, behind the others."""
    folder = pictures(tmp_path / "scans", 2)
    os.utime(folder / "0000.png", (3e9, 3e9))
    result = produced(folder, Memory(), quiet_period=0.01, now=3e9)
    assert [image.name for image in result.images] == ["0001.png", "0000.png"]


class Growing(Memory):
    """Lets a file grow between the two looks, as a scanner does."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    async def known(self, names: Sequence[str]) -> Mapping[str, Known]:
        self._path.write_bytes(picture(7) + picture(8))
        return {}


def test_a_file_still_being_written_is_left_for_the_next_run(tmp_path: Path) -> None:
    """Half a scan is not an invoice: it gets no line today, and the summary names it."""
    folder = pictures(tmp_path / "scans", 1)
    os.utime(folder / "0000.png", (3e9, 3e9))
    result = produced(folder, Growing(folder / "0000.png"), quiet_period=0.01, now=3e9)
    assert result.images == []
    assert result.progress.growing == ["0000.png"]


def test_after_a_stop_nothing_more_is_handed_on(tmp_path: Path) -> None:
    """END still comes, so that the line can wind down."""
    result = produced(pictures(tmp_path / "scans", 3), Memory(), before=lambda stop: stop.close(LimitReached("enough")))
    assert result.images == []


class Listed(Walk):
    """Finds what it is told."""

    def __init__(self, folder: Path, images: Sequence[Image]) -> None:
        super().__init__(folder)
        self._images = images

    def files(self) -> Iterator[Image]:
        yield from self._images


def test_a_file_that_nobody_foresaw_is_rejected_alone(tmp_path: Path) -> None:
    """A bad sector, or a bug: the file gets a line that says so, and the others go on."""
    found = list(Walk(pictures(tmp_path / "scans", 1)).files())
    bad = [Image("bad.png", Path("/proc/self/mem"), 10, 1), Image("odd.png", Path("nul\0byte"), 10, 1)]
    result = produced(tmp_path, Memory(), walk=Listed(tmp_path, bad + found))
    assert [image.name for image in result.images] == ["0000.png"]
    told = [(one.name, one.code, *one.messages) for one in result.outcomes if isinstance(one, Rejected)]
    assert told == [
        ("bad.png", ErrorCode.UNREADABLE, "cannot be read: Input/output error"),
        ("odd.png", ErrorCode.UNREADABLE, "unexpected ValueError: embedded null byte"),
    ]


class Closing(asyncio.Queue[Image | End]):
    """Its first image ends the run."""

    def __init__(self, stop: Stop) -> None:
        super().__init__()
        self._stop = stop

    async def put(self, item: Image | End) -> None:
        await super().put(item)
        self._stop.close(LimitReached("enough"))


def test_a_stop_takes_effect_in_the_middle_of_a_batch(tmp_path: Path) -> None:
    """What was looked at together with the last image is left for the next run."""
    result = produced(pictures(tmp_path / "scans", 3), Memory(), queue=Closing)
    assert [image.name for image in result.images] == ["0000.png"]
