"""Between poller and writer: each completed document gets the hash of its first page, made in processes of their own.

A page costs 15 to 50 ms of CPU, more at 600 dpi (docs/findings.md). That is spent after the document was read, in
another process, so that no submission waits for it. A document that cannot be hashed goes on without a hash.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec

from batch_ocr import child_python
from batch_ocr.log import LOGGER
from batch_ocr.names import path_bytes
from batch_ocr.reader.page_hash_worker import HashAnswer, HashRequest
from batch_ocr.records import END, Completed, End, Outcome

PACKAGES: Final = ("cv2", "numpy", "PIL")
PAGE_TIMEOUT: Final = 20.0
"""Seconds for one page; then its process is killed and the document goes on without a hash."""
MOST_DEATHS: Final = 5
"""After so many processes in a row that died without an answer something is wrong with all: hashing is switched off."""

PROGRAM: Final = "from batch_ocr.reader.page_hash_worker import main; main()"
_ANSWERS: Final = msgspec.json.Decoder(HashAnswer)

Outcomes = asyncio.Queue[Outcome | End]

HashPage = Callable[[str, str], Awaitable[bytes | None]]
"""Returns the hash of the first page of a file by its name, if it still has the bytes of this SHA-256."""


def packages_missing() -> tuple[str, ...]:
    """Names of the packages without which no page can be hashed; they come with the extra `local`."""
    return tuple(name for name in PACKAGES if find_spec(name) is None)


async def hash_on_the_way(
    outcomes: Outcomes, hashers: Sequence[PageHasher], write: Callable[[Outcomes], Awaitable[None]]
) -> None:
    """Hash completed documents with all hashers at once; `write` gets the queue that receives the outcomes.

    At most one outcome per hasher is between the two queues. The hashers' processes end before this returns.
    """
    hashed: Outcomes = asyncio.Queue(len(hashers))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(hash_all(outcomes, hashed, hashers), name="page-hashers")
            group.create_task(_named(write, hashed), name="hashed-writer")
    finally:
        for hasher in hashers:
            await hasher.close()


async def _named(write: Callable[[Outcomes], Awaitable[None]], hashed: Outcomes) -> None:
    await write(hashed)


async def hash_all(outcomes: Outcomes, hashed: Outcomes, hashers: Sequence[HashPage]) -> None:
    """Pass on all outcomes, completed ones with their hashes; END follows the last."""
    async with asyncio.TaskGroup() as group:
        for number, hash_page in enumerate(hashers):
            group.create_task(_hash_some(outcomes, hashed, hash_page), name=f"page-hasher-{number}")
    await hashed.put(END)


async def _hash_some(outcomes: Outcomes, hashed: Outcomes, hash_page: HashPage) -> None:
    while not isinstance(outcome := await outcomes.get(), End):
        if isinstance(outcome, Completed):
            outcome = replace(outcome, page_hash=await hash_page(outcome.ticket.name, outcome.ticket.sha256))
        await hashed.put(outcome)
    await outcomes.put(END)  # for the others


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which files are hashed."""

    max_file_bytes: int
    max_pixels: int


class PageHasher:
    """One process, started when it is first needed; called by one task at a time, and to be closed."""

    def __init__(
        self, folder: Path, bounds: Bounds, *, page_timeout: float = PAGE_TIMEOUT, program: str = PROGRAM
    ) -> None:
        self._folder = os.fsencode(folder)
        self._bounds = bounds
        self._page_timeout = page_timeout
        self._program = program
        self._process: Process | None = None
        self._deaths = 0

    async def __call__(self, name: str, sha256: str) -> bytes | None:
        """Return the hash of the file's first page; None if there is none."""
        if self._deaths >= MOST_DEATHS:
            return None
        path = os.path.join(self._folder, path_bytes(name))  # noqa: PTH118 - bytes
        request = HashRequest(path, sha256, self._bounds.max_file_bytes, self._bounds.max_pixels)
        try:
            async with asyncio.timeout(self._page_timeout):
                answer = await self._asked(msgspec.json.encode(request))
        except TimeoutError:
            await self.close()
            return None
        except (OSError, EOFError, msgspec.DecodeError):
            await self._died()
            return None
        except BaseException:  # also when cancelled: its late answer would be taken for the next file's
            await self.close()
            raise
        self._deaths = 0
        return answer.page_hash

    async def _asked(self, request: bytes) -> HashAnswer:
        process = self._process or await self._spawned()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(request + b"\n")
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            raise EOFError
        return _ANSWERS.decode(line)

    async def _spawned(self) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *child_python.command(self._program),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=child_python.environment(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"),
            start_new_session=True,  # Ctrl-C on the terminal is the parent's business
        )
        return self._process

    async def _died(self) -> None:
        await self.close()
        self._deaths += 1
        if self._deaths == MOST_DEATHS:
            LOGGER.warning("pages cannot be compared by their looks in this run: the process that does it keeps dying")

    async def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
