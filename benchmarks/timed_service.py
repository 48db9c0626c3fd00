"""The project's own server without recognition, with a set service time, latency and rate limit; it notes all times.

    python -m benchmarks.timed_service '{"processors": 8, "median": 0.5}'

Prints its base URL, runs until its input ends, then prints what it saw as JSON.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import sys
from dataclasses import asdict, dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from batch_ocr.aspose.wire import INVOICE_PATH, RecognitionOptions, TaskStatus, decode_answer, encode_problem
from batch_ocr.server.app import create_app
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.reading import ReadDocument
from batch_ocr.server.running import running_app
from batch_ocr.server.stand_in import StandInReader, lognormal

CREDENTIALS = ("bookkeeper", "correct-horse-battery")
TOKEN = "benchmark"


@dataclass(frozen=True, slots=True)
class Load:
    """How the service works. Times are seconds."""

    processors: int
    median: float
    """Of the service time."""
    sigma: float = 0.0
    """Standard deviation of the service time's logarithm."""
    latency: float = 0.05
    """Added to every answer."""
    rate: float | None = None
    """Submissions a second; more are answered 429 with whole seconds of Retry-After."""
    burst: int = 1
    """Submissions that may come at once."""


@dataclass(slots=True)
class Task:
    """One accepted document; times are the loop's."""

    accepted: float
    service_time: float
    ended: float | None = None
    collected: float | None = None
    """When the answer with its result had gone out."""
    gets: int = 0


@dataclass(slots=True)
class Seen:
    """What the service saw."""

    first_request: float | None = None
    submissions: int = 0
    refused: int = 0
    too_soon: int = 0
    """Submissions within the Retry-After of an earlier one."""
    tasks: dict[str, Task] = field(default_factory=dict)
    """By task id, in the order of acceptance."""


class TimedService:
    """Middleware and reader that share one record."""

    def __init__(self, load: Load) -> None:
        self.seen = Seen()
        self._load = load
        self._time_of = lognormal(load.median, load.sigma)
        self._reader = StandInReader(self._time_of)
        self._tasks_by_hash: dict[str, Task] = {}
        self._tokens, self._counted_at = float(load.burst), 0.0
        self._banned_until = 0.0

    def accepted(self, task_id: str, sha256: str) -> None:
        """Note a submission that was given an id."""
        task = Task(asyncio.get_running_loop().time(), self._time_of(sha256))
        self.seen.tasks[task_id] = self._tasks_by_hash[sha256] = task

    async def read(self, data: bytes, options: RecognitionOptions) -> ReadDocument:
        """Take the service time, and note when it is over."""
        document = await self._reader.read(data, options)
        self._tasks_by_hash[hashlib.sha256(data).hexdigest()].ended = asyncio.get_running_loop().time()
        return document

    @property
    def middleware(self) -> Middleware:
        """What stands before the server's own handlers."""

        @web.middleware
        async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self.answer(request, handler)

        return timed

    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let the network take its time on both ways, and count."""
        loop = asyncio.get_running_loop()
        if self.seen.first_request is None:
            self.seen.first_request = loop.time()
        await asyncio.sleep(self._load.latency / 2)
        submission = request.path == INVOICE_PATH and request.method == "POST"
        refusal = self._refusal(loop.time()) if submission else None
        response = refusal or await handler(request)
        await asyncio.sleep(self._load.latency / 2)
        if request.path == INVOICE_PATH and request.method == "GET":
            self._count(request.query["id"], response, loop.time())
        return response

    def _refusal(self, now: float) -> web.Response | None:
        self.seen.submissions += 1
        self.seen.too_soon += now < self._banned_until
        rate = self._load.rate
        if rate is None:
            return None
        self._tokens = min(self._tokens + (now - self._counted_at) * rate, self._load.burst)
        self._counted_at = now
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return None
        self.seen.refused += 1
        seconds = max(1, math.ceil((1.0 - self._tokens) / rate))
        # Who is told now learns of it half a round trip later, and whoever is on the way cannot know.
        self._banned_until = max(self._banned_until, now + seconds)
        body = encode_problem(429, "too many requests")
        return web.Response(status=429, body=body, headers={"Retry-After": str(seconds), "Connection": "close"})

    def _count(self, task_id: str, response: web.StreamResponse, now: float) -> None:
        task = self.seen.tasks.get(task_id)
        if task is None or not isinstance(response, web.Response) or not isinstance(response.body, bytes):
            return
        task.gets += 1
        if task.collected is None and decode_answer(response.body).status is TaskStatus.COMPLETED:
            task.collected = now


async def serve(load: Load) -> None:
    """Serve until stdin ends, then print the record."""
    service = TimedService(load)
    config = ServerConfig(
        credentials=dict([CREDENTIALS]), static_token=TOKEN, readers=load.processors, max_queue=1_000_000
    )
    app = create_app(service, config, middlewares=[service.middleware], on_accepted=[service.accepted])
    async with running_app(app) as base_url:
        print(base_url, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(json.dumps(asdict(service.seen)))


if __name__ == "__main__":
    asyncio.run(serve(Load(**json.loads(sys.argv[1]))))
