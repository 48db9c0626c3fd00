"""One worker process as its pool sees it: started when needed, killed when it must be."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from asyncio.subprocess import PIPE
from typing import IO, TYPE_CHECKING

import msgspec

from batch_ocr import child_python
from batch_ocr.errors import ReaderUnavailable
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.messages import HEADER_BYTES, Done, Failed, Message, PageRead, Request, Start, Unavailable, framed

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from batch_ocr.reader.options import ReadOptions

_START_TIMEOUT = 120.0
_LAST_WORDS_BYTES = 2000
_THREAD_COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_MESSAGES: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)
_PROGRAM = "from batch_ocr.reader.worker import main; main()"


class WorkerDied(Exception):
    """The process ended while it was needed."""


class WorkerProcess:
    """Reads one document at a time; not to be used by two tasks at once."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._process: Process | None = None
        self._errors: IO[bytes] | None = None
        self._killed = False

    @property
    def pid(self) -> int | None:
        """Of the running process; None when there is none."""
        if self._process is None or self._killed or self._process.returncode is not None:
            return None
        return self._process.pid

    async def ensure_started(self) -> None:
        """Start the process unless it runs; return when it is warm. Raises ReaderUnavailable."""
        if self.pid is not None:
            return
        try:
            async with asyncio.timeout(_START_TIMEOUT):
                await self._spawn()
                await self._write(msgspec.msgpack.encode(self._start))
                message = await self._receive()
        except (WorkerDied, TimeoutError, OSError) as error:
            await self.kill()
            raise ReaderUnavailable(f"the embedded reader does not start: {error or 'no answer'}") from error
        except BaseException:
            await self.kill()
            raise
        if isinstance(message, Unavailable):
            await self.kill()
            raise ReaderUnavailable(message.message)

    async def read(self, data: bytes, options: ReadOptions) -> Done:
        """Read one document.

        Raises UnreadableDocument, and WorkerDied; after anything but a document's own fault the process is gone.
        """
        limit = self._start.settings.page_timeout
        try:
            async with asyncio.timeout(limit) as timer:
                await self._write(msgspec.msgpack.encode(Request(options)), data)
                while isinstance(message := await self._receive(), PageRead):
                    timer.reschedule(asyncio.get_running_loop().time() + limit)
        except TimeoutError as error:
            await self.kill()
            raise UnreadableDocument(Fault.TIMEOUT, f"a page took longer than {limit:g} s to read") from error
        except BaseException:  # also when cancelled: the rest of the conversation would be taken for the next one's
            await self.kill()
            raise
        if isinstance(message, Failed):
            raise UnreadableDocument(message.fault, message.message)
        assert isinstance(message, Done), message
        return message

    async def kill(self) -> None:
        """End the process at once, if there is one, and wait until it is gone."""
        self._killed = True
        if self._process is not None:
            if self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    self._process.kill()
            if self._process.stdin is not None:
                self._process.stdin.close()
            await self._process.wait()
            self._process = None  # only now: whoever is cancelled while waiting leaves the rest to the next call
        if self._errors is not None:  # also when the start was cancelled before there was a process
            self._errors.close()
            self._errors = None

    async def _spawn(self) -> None:
        await self.kill()  # what is left of one that died
        self._killed = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        starting = asyncio.create_subprocess_exec(
            *child_python.command(_PROGRAM),
            stdin=PIPE,
            stdout=PIPE,
            stderr=self._errors,
            env=child_python.environment(**dict.fromkeys(_THREAD_COUNTS, "1")),
            start_new_session=True,  # Ctrl-C on the terminal is the parent's business
        )
        # No task of a TaskGroup, which would pass a cancel on: a process that is half started could not be ended.
        started = asyncio.get_running_loop().create_task(starting, name="starting a worker")
        try:
            self._process = await asyncio.shield(started)
        except asyncio.CancelledError:
            while not started.done():
                with contextlib.suppress(asyncio.CancelledError):  # one more; the first goes on below
                    await asyncio.wait((started,))
            if not started.cancelled() and started.exception() is None:
                self._process = started.result()
            raise

    async def _write(self, *frames: bytes) -> None:
        stream = self._running().stdin
        assert stream is not None
        try:
            for frame in frames:
                stream.write(framed(frame))
            await stream.drain()
        except (ConnectionError, RuntimeError) as error:  # RuntimeError: the transport is closed already
            raise WorkerDied(self._last_words()) from error

    async def _receive(self) -> Message:
        process = self._running()
        assert process.stdout is not None
        try:
            header = await process.stdout.readexactly(HEADER_BYTES)
            content = await process.stdout.readexactly(int.from_bytes(header, "big"))
        except asyncio.IncompleteReadError as error:
            await process.wait()
            raise WorkerDied(self._last_words()) from error
        return _MESSAGES.decode(content)

    def _running(self) -> Process:
        if self._process is None or self._killed:
            raise WorkerDied("ended by the pool")
        return self._process

    def _last_words(self) -> str:
        """Return how the process ended and the line it wrote to standard error that says most."""
        status = "" if self._process is None else f"exit status {self._process.returncode}"
        if self._errors is None:
            return status
        size_bytes = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size_bytes - _LAST_WORDS_BYTES))
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        fatal = [line for line in lines if line.startswith("Fatal Python error")]
        return f"{status}: {(fatal or lines)[-1]}" if lines else status
