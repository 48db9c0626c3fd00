"""The scans of the results: found by name, verified by their bytes, drawn in other processes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import stat
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from batch_ocr import child_python
from batch_ocr.report.scan_file import open_below
from batch_ocr.review.draw_page import PROGRAM

DRAWING_PATIENCE: Final = 30.0
"""Seconds until a page is given up and its process killed."""
MAX_KEPT_BYTES: Final = 64 << 20
MAX_AT_ONCE: Final = 2
_PIECE_BYTES: Final = 1 << 18


class NoScan(Exception):
    """There is no picture to show; the message is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, drawn."""

    jpeg: bytes
    pages: int
    """Of the whole document."""


class Scans:
    """The folder that was read. Drawn pages are kept up to MAX_KEPT_BYTES."""

    def __init__(self, folder: Path | None, *, max_file_bytes: int, max_pixels: int) -> None:
        self._folder = folder
        self._max_file_bytes = max_file_bytes
        self._max_pixels = max_pixels
        self._threads = ThreadPoolExecutor(MAX_AT_ONCE, "review-scans")
        self._turn = asyncio.Semaphore(MAX_AT_ONCE)
        self._kept: OrderedDict[tuple[str, int], Page] = OrderedDict()

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def page(self, names: Sequence[str], sha256: str, number: int) -> Page:
        """Return a page (from 0) of the file with these bytes, under the first of `names` with them. Raises NoScan."""
        kept = self._kept.get((sha256, number))
        if kept is None:
            async with self._turn:
                kept = self._kept.get((sha256, number)) or await self._drawn(names, sha256, number)
            self._kept[sha256, number] = kept
            while sum(len(one.jpeg) for one in self._kept.values()) > MAX_KEPT_BYTES:
                self._kept.popitem(last=False)
        self._kept.move_to_end((sha256, number))
        return kept

    async def _drawn(self, names: Sequence[str], sha256: str, number: int) -> Page:
        descriptor = await asyncio.get_running_loop().run_in_executor(self._threads, self._open, names, sha256)
        try:
            return await _draw(descriptor, number, self._max_pixels)
        finally:
            os.close(descriptor)

    def _open(self, names: Sequence[str], sha256: str) -> int:
        if self._folder is None:
            raise NoScan("To see the scan, start the review with --images and the folder that was read.")
        told = "the file is not in the folder"
        for name in names:
            try:
                return _open_same(self._folder, name, sha256, self._max_file_bytes)
            except NoScan as error:
                told = str(error)
            except OSError as error:
                told = f"the file is not in the folder: {error.strerror}"
            except ValueError:
                told = "its name is not a file name"
        raise NoScan(f"No scan to show: {told}.")


def _open_same(folder: Path, name: str, sha256: str, max_file_bytes: int) -> int:
    """Open the file if it still holds the bytes that were read: next to another scan, people would correct wrongly.

    Raises NoScan, and what `open_below` does.
    """
    descriptor = open_below(folder, name)
    try:
        refusal = _refusal(descriptor, sha256, max_file_bytes)
    except OSError as error:
        refusal = f"the file cannot be read: {error.strerror}"
    if refusal:
        os.close(descriptor)
        raise NoScan(refusal)
    return descriptor


def _refusal(descriptor: int, sha256: str, max_file_bytes: int) -> str | None:
    """Return why the file must not be shown; None if it may be, and then its position is at the start."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if status.st_size > max_file_bytes:
        return f"it has {status.st_size} bytes, more than max_file_bytes = {max_file_bytes}"
    digest = hashlib.sha256()
    while piece := os.read(descriptor, _PIECE_BYTES):
        digest.update(piece)
    if digest.hexdigest() != sha256:
        return "the file has changed since it was read, so it would show something else"
    os.lseek(descriptor, 0, os.SEEK_SET)
    return None


async def _draw(descriptor: int, number: int, max_pixels: int) -> Page:
    process = await asyncio.create_subprocess_exec(
        *child_python.command(PROGRAM, str(number), str(max_pixels)),
        env=child_python.environment(),
        stdin=descriptor,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(DRAWING_PATIENCE):
            answer, _ = await process.communicate()
    except TimeoutError:
        raise NoScan(f"No scan to show: drawing it took longer than {DRAWING_PATIENCE:g} s.") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    head, _, jpeg = answer.partition(b"\n")
    told: dict[str, Any] = json.loads(head) if head else {"error": "its decoder crashed"}
    if "error" in told:
        raise NoScan(f"No scan to show: {told['error']}.")
    return Page(jpeg, told["pages"])
