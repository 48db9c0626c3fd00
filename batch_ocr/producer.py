"""First stage: find the files that need work and pass on where their bytes are, never the bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol, TypeVar, assert_never

from batch_ocr.errors import ItemError
from batch_ocr.intake import inspect, unforeseen
from batch_ocr.media import Kind
from batch_ocr.progress import Progress
from batch_ocr.records import END, End, Image, Outcome, Rejected, mtime_ns
from batch_ocr.stop import Stop
from batch_ocr.walk import Walk

T = TypeVar("T")

BATCH = 250
"""Files looked up in the ledger at once."""

INSPECTED = 32
"""Files inspected at once: few enough that even a slow disk passes on the first ones soon."""

Found = Kind | ItemError | FileNotFoundError | None
"""Its format, why it is refused, that it no longer exists, or None: not a picture or PDF."""


class KnownFile(Protocol):
    """What an earlier run knew of a file."""

    @property
    def size_bytes(self) -> int: ...  # noqa: D102
    @property
    def mtime_ns(self) -> int: ...  # noqa: D102
    @property
    def settled(self) -> bool: ...  # noqa: D102
    @property
    def pending(self) -> bool: ...  # noqa: D102


class Ledger(Protocol):
    """What the producer asks of the ledger."""

    async def known(self, names: Sequence[str]) -> Mapping[str, KnownFile]:
        """Return what earlier runs knew of these files; unknown names are absent."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """Which files are taken."""

    max_file_bytes: int
    max_pixels: int
    quiet_period: float
    """Seconds. A file changed more recently is checked again after this time, and left alone if it still grows."""
    verify: bool = False
    """Pass on settled files, too, so that their bytes are compared."""


class Producer:
    """Walks once, puts images and rejects on the queues, ends `images` with END."""

    def __init__(
        self,
        walk: Walk,
        rules: Rules,
        ledger: Ledger,
        images: asyncio.Queue[Image | End],
        outcomes: asyncio.Queue[Outcome | End],
        *,
        stop: Stop,
        progress: Progress,
        disk: Executor,
        now: Callable[[], float],
    ) -> None:
        self._walk = walk
        self._rules = rules
        self._ledger = ledger
        self._images = images
        self._outcomes = outcomes
        self._stop = stop
        self._progress = progress
        self._disk = disk
        self._now = now
        self._young: list[Image] = []

    async def produce(self) -> None:
        """Walk to the end or until a stop. Raises InputError when the folder cannot be listed."""
        files = self._walk.files()
        while not self._stop.closed and (batch := await self._off_loop(_take, files)):
            await self._hand_on_unsettled(batch)
        if self._young and not self._stop.closed:
            await self._look_again()
        self._progress.all_found = True
        self._progress.refresh()
        await self._images.put(END)

    async def _hand_on_unsettled(self, batch: Sequence[Image]) -> None:
        known = await self._ledger.known([image.name for image in batch])
        quiet_since = self._now() - self._rules.quiet_period
        wanted: list[Image] = []
        for image in batch:
            seen = known.get(image.name)
            if seen is not None and seen.pending:
                self._progress.found += 1  # an earlier run submitted it; its line comes from the ticket
                if not _same(image, seen):
                    self._progress.growing.append(image.name)  # and the line is about its earlier bytes
            elif seen is not None and seen.settled and not self._rules.verify and _same(image, seen):
                self._progress.settled += 1
            elif image.mtime_ns / 1e9 > quiet_since:
                self._young.append(image)
            else:
                wanted.append(image)
        await self._hand_on(wanted)

    async def _look_again(self) -> None:
        """Take the recent files that stayed unchanged for a quiet period. It polls, so it works on network shares."""
        try:
            async with asyncio.timeout(self._rules.quiet_period):
                await self._stop.wait()
        except TimeoutError:
            await self._hand_on(await self._off_loop(self._quiet, self._young))

    def _quiet(self, images: Sequence[Image]) -> list[Image]:
        """Return those that are as they were; blocks on the disk."""
        return [image for image in images if self._is_quiet(image)]

    def _is_quiet(self, image: Image) -> bool:
        try:
            status = image.path.lstat()
        except OSError:
            return False  # deleted, or never meant for us
        if (status.st_size, mtime_ns(status)) == (image.size_bytes, image.mtime_ns):
            return True
        self._progress.growing.append(image.name)
        return False

    async def _hand_on(self, images: Sequence[Image]) -> None:
        """Inspect the files and put them on their queue.

        Several are inspected in one hop to a thread, because the hop costs more than the inspection. If the queue is
        full, they wait no longer for their place than the files in the queue wait for their turn.
        """
        for start in range(0, len(images), INSPECTED):
            for image, found in await self._off_loop(_inspected, images[start : start + INSPECTED], self._rules):
                if self._stop.closed:
                    return
                await self._take(image, found)

    async def _take(self, image: Image, found: Found) -> None:
        match found:
            case Kind():
                self._progress.found += 1
                await self._images.put(replace(image, kind=found))
            case ItemError():
                self._progress.found += 1
                await self._outcomes.put(_rejected(image, found))
            case FileNotFoundError():
                pass
            case None:
                self._progress.ignore(image.name)
            case _:
                assert_never(found)

    async def _off_loop(self, call: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, call, *arguments)


def _take(files: Iterator[Image]) -> list[Image]:
    return list(islice(files, BATCH))


def _inspected(images: Sequence[Image], rules: Rules) -> list[tuple[Image, Found]]:
    return [(image, _inspected_one(image, rules)) for image in images]


def _inspected_one(image: Image, rules: Rules) -> Found:
    try:
        return inspect(image, rules.max_file_bytes, rules.max_pixels)
    except (ItemError, FileNotFoundError) as error:
        return error
    except Exception as error:  # noqa: BLE001 - one unforeseen file must not end the run
        return unforeseen(image.name, error)


def _same(image: Image, seen: KnownFile) -> bool:
    return (image.size_bytes, image.mtime_ns) == (seen.size_bytes, seen.mtime_ns)


def _rejected(image: Image, error: ItemError) -> Rejected:
    return Rejected(image.name, image.size_bytes, image.mtime_ns, error.code, (str(error),), datetime.now(UTC))
