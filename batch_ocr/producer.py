"""First stage: find the files that need work and hand on where their bytes are, never the bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol, TypeVar

from batch_ocr.errors import ItemError
from batch_ocr.intake import inspect
from batch_ocr.progress import Progress
from batch_ocr.records import END, End, Image, Outcome, Rejected
from batch_ocr.stop import Stop
from batch_ocr.walk import Walk

T = TypeVar("T")

BATCH = 500
"""Files looked up in the ledger at once."""


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
    """Seconds. A file changed more recently is looked at again after as long, and left alone if it still grows."""
    verify: bool = False
    """Hand on settled files too, so that their bytes are compared."""


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
        for image in batch:
            if self._stop.closed:
                return
            seen = known.get(image.name)
            if seen is not None and seen.pending:
                self._progress.found += 1  # an earlier run submitted it; its line comes by way of the ticket
            elif seen is not None and seen.settled and not self._rules.verify and _same(image, seen):
                self._progress.settled += 1
            elif image.mtime_ns / 1e9 > self._now() - self._rules.quiet_period:
                self._young.append(image)
            else:
                await self._hand_on(image)

    async def _look_again(self) -> None:
        """Take the young files that stayed the same for a quiet period; needs no events: works on network shares."""
        try:
            async with asyncio.timeout(self._rules.quiet_period):
                await self._stop.wait()
        except TimeoutError:
            for image in self._young:
                await self._hand_on_if_quiet(image)

    async def _hand_on_if_quiet(self, image: Image) -> None:
        try:
            status = await self._off_loop(image.path.lstat)
        except OSError:
            return  # gone, or never ours
        if (status.st_size, status.st_mtime_ns) == (image.size_bytes, image.mtime_ns):
            await self._hand_on(image)
        else:
            self._progress.growing.append(image.name)

    async def _hand_on(self, image: Image) -> None:
        try:
            wanted = await self._off_loop(inspect, image, self._rules.max_file_bytes, self._rules.max_pixels)
        except FileNotFoundError:
            return
        except ItemError as error:
            self._progress.found += 1
            await self._outcomes.put(_rejected(image, error))
            return
        if not wanted:
            self._progress.ignore(image.name)
            return
        self._progress.found += 1
        await self._images.put(image)

    async def _off_loop(self, call: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, call, *arguments)


def _take(files: Iterator[Image]) -> list[Image]:
    return list(islice(files, BATCH))


def _same(image: Image, seen: KnownFile) -> bool:
    return (image.size_bytes, image.mtime_ns) == (seen.size_bytes, seen.mtime_ns)


def _rejected(image: Image, error: ItemError) -> Rejected:
    return Rejected(image.name, image.size_bytes, image.mtime_ns, error.code, (str(error),), datetime.now(UTC))
