"""The routes: what each request means and how it is answered.

| limit reached | answer |
|---|---|
| body too long (`max_body_bytes`) | 413, before the body is read when its length is declared |
| body too slow (`body_timeout`, `min_body_rate`) | 408 |
| queue or spool full | 503 with Retry-After |
| results too many (`max_result_bytes`) | the oldest one answers NotExist / ResultDataLost |
| too many wrong credentials | 429 with Retry-After |

Paths are matched in any case and with doubled slashes, as the API's own host does.
Source: Aspose.OCR Cloud v5.0 OpenAPI file and documentation; where both are silent, the usual behaviour of ASP.NET.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from batch_ocr.aspose.wire import (
    ID_PARAMETER,
    INVOICE_PATH,
    JSON_TYPE,
    STATUS_PATH,
    TEXT_TYPE,
    TOKEN_PATH,
    MalformedRequest,
    RecognitionOptions,
)
from batch_ocr.server.auth import Access
from batch_ocr.server.bodies import no_room, receive, refuse_early
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.problems import Refusal, problem
from batch_ocr.server.reading import Reader
from batch_ocr.server.spool import Spool, SpoolFull
from batch_ocr.server.states import encode_state
from batch_ocr.server.submission import decode
from batch_ocr.server.tasks import QueueFull, Task, TaskStore
from batch_ocr.server.token_endpoint import MAX_FORM_BYTES, token
from batch_ocr.server.work import Work

logger = logging.getLogger(__name__)

HEALTH_PATH = "/healthz"
DECODING_THREADS = 2

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
OnAccepted = Callable[[str, str], None]
"""Called with (task id, SHA-256 of the image) before the submission is answered."""


class Service:
    """The handlers and what they share."""

    def __init__(
        self, config: ServerConfig, clock: Callable[[], float], on_accepted: Sequence[OnAccepted] = ()
    ) -> None:
        self.config = config
        self.access = Access(config, clock)
        self.store = TaskStore(config, clock)
        self.spool = Spool(config.max_spool_bytes, config.max_spool_memory_bytes)
        self.threads = ThreadPoolExecutor(DECODING_THREADS, "server-bodies")
        self.work: Work | None = None
        self.draining = False
        self._on_accepted = on_accepted
        self._routes: dict[str, dict[str, Handler]] = {
            TOKEN_PATH.lower(): {hdrs.METH_POST: self.token},
            INVOICE_PATH.lower(): {
                hdrs.METH_GET: self.result,
                hdrs.METH_POST: self.submit,
                hdrs.METH_DELETE: self.cancel,
            },
            STATUS_PATH.lower(): {hdrs.METH_GET: self.status},
            HEALTH_PATH: {hdrs.METH_GET: self.health},
        }
        self._open_to_all = {TOKEN_PATH.lower(), HEALTH_PATH}

    @asynccontextmanager
    async def reading(self, reader: Reader) -> AsyncIterator[None]:
        """Run the reads while the context is open; all have ended when it closes."""
        async with asyncio.TaskGroup() as group:
            self.work = Work(reader, self.store, self.config, group, self.threads)
            try:
                yield
            finally:
                self.work.close()
                self.threads.shutdown(wait=False, cancel_futures=True)

    async def dispatch(self, request: web.Request) -> web.StreamResponse:
        """Answer any request; no exception but a cancellation gets out."""
        try:
            return await self._handler_for(request)(request)
        except Refusal as refusal:
            return refusal.response()
        except ConnectionError:
            raise
        except Exception:
            logger.exception("%s %s failed", request.method, request.path)
            return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the server has a bug; see its log", close=True)

    async def expect(self, request: web.Request) -> web.StreamResponse | None:
        """Answer `Expect: 100-continue`: a request that will be refused anyway is refused before its body is sent."""
        try:
            self._handler_for(request)
            refuse_early(request, self.config)
        except Refusal as refusal:
            return refusal.response()
        if request.headers.get(hdrs.EXPECT, "").lower() != "100-continue":
            return problem(HTTPStatus.EXPECTATION_FAILED, "only 100-continue can be expected", close=True)
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        # The interim response is not part of the answer; without this aiohttp would take the answer for begun.
        request.writer.output_size = 0
        return None

    def _handler_for(self, request: web.Request) -> Handler:
        """Return the handler of the path and method; the order of the refusals is that of ASP.NET."""
        path = re.sub("/{2,}", "/", request.path).lower()
        methods = self._routes.get(path)
        if methods is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "no such path", close=request.can_read_body)
        method = hdrs.METH_GET if request.method == hdrs.METH_HEAD else request.method
        handler = methods.get(method)
        if handler is None:
            allowed = {"Allow": ", ".join(_with_head(methods))}
            if request.method == hdrs.METH_OPTIONS:
                return _options(allowed)
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "not with this method", headers=allowed, close=True)
        if path not in self._open_to_all:
            self._authorise(request)
        return handler

    def _authorise(self, request: web.Request) -> None:
        scheme, _, value = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if scheme.lower() == "bearer" and self.access.is_good(value.strip()):
            return
        challenge = 'Bearer error="invalid_token"' if scheme else "Bearer"
        raise Refusal(
            HTTPStatus.UNAUTHORIZED,
            "a valid bearer token is needed",
            headers={hdrs.WWW_AUTHENTICATE: challenge},
            close=request.can_read_body,
        )

    async def token(self, request: web.Request) -> web.StreamResponse:
        """POST /connect/token."""
        return await token(request, self.access, self.config)

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """POST: accept an image and answer with its task id."""
        if self.draining or self.store.is_full():
            raise no_room(self.config)
        if not _is_json(request):
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json", close=True)
        with await receive(request, self.spool, self.config) as body:
            try:
                submission = await decode(body, self.threads)
            except MalformedRequest as error:
                raise Refusal(HTTPStatus.BAD_REQUEST, str(error)) from error
        task = self._queue(submission.image, submission.options)
        for tell in self._on_accepted:
            tell(task.id, submission.sha256)
        return web.Response(body=task.id.encode("ascii"), headers={hdrs.CONTENT_TYPE: TEXT_TYPE})

    def _queue(self, image: bytes, options: RecognitionOptions) -> Task:
        kept = self.spool.open()
        try:
            kept.append(image)
            return self._working.submit(kept, options)
        except (QueueFull, SpoolFull) as error:
            kept.close()
            raise no_room(self.config) from error

    async def result(self, request: web.Request) -> web.StreamResponse:
        """GET: the task's state, with its results once it is completed."""
        return await self._state(request, with_results=True)

    async def status(self, request: web.Request) -> web.StreamResponse:
        """GET Utilities/GetTaskStatus: the same without results."""
        return await self._state(request, with_results=False)

    async def _state(self, request: web.Request, *, with_results: bool) -> web.StreamResponse:
        task_id = _task_id(request)
        task = await self._find(task_id)
        if task is not None and with_results:
            self.store.mark_fetched(task)
        body = encode_state(task_id, task, with_results=with_results)
        return web.Response(body=body, headers={hdrs.CONTENT_TYPE: JSON_TYPE})

    async def _find(self, task_id: str) -> Task | None:
        """Return the task when it is over, or after `result_wait` seconds as it is then."""
        task = self._working.find(task_id)
        if task is None or task.is_over or not self.config.result_wait:
            return task
        try:
            async with asyncio.timeout(self.config.result_wait):
                while task is not None and not task.is_over:
                    await self.store.change()
                    task = self._working.find(task_id)
        except TimeoutError:
            pass
        return task

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        """DELETE: forget the task and stop its work; an unknown id is not an error."""
        self._working.cancel(_task_id(request))
        return web.Response()

    async def health(self, _: web.Request) -> web.StreamResponse:
        """GET /healthz: alive, and how much there is to do."""
        return web.json_response({"queued": self.store.queued, "running": self._working.running})

    @property
    def _working(self) -> Work:
        if self.work is None:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "the server is starting", close=True)
        return self.work


SERVICE = web.AppKey("service", Service)


def create_app(
    reader: Reader,
    config: ServerConfig,
    *,
    clock: Callable[[], float] = time.monotonic,
    middlewares: Sequence[Middleware] = (),
    on_accepted: Sequence[OnAccepted] = (),
) -> web.Application:
    """Return the application over a reader.

    `clock` returns seconds and never runs backwards. `middlewares` see every request before anything else does.
    Start the application and clean it up from the same task, as web.run_app and `running` do.
    """
    service = Service(config, clock, on_accepted)
    app = web.Application(middlewares=middlewares, client_max_size=MAX_FORM_BYTES)
    app[SERVICE] = service

    async def reads(_: web.Application) -> AsyncIterator[None]:
        async with service.reading(reader):
            yield

    app.cleanup_ctx.append(reads)
    app.on_response_prepare.append(_sign)
    app.router.add_route("*", "/{path:.*}", service.dispatch, expect_handler=service.expect)
    return app


async def _sign(_: web.Request, response: web.StreamResponse) -> None:
    """Set a Server header that does not show the versions of its components."""
    response.headers[hdrs.SERVER] = "batch-ocr"


def _task_id(request: web.Request) -> str:
    for name, value in request.query.items():
        if name.lower() == ID_PARAMETER:
            return value
    raise Refusal(HTTPStatus.BAD_REQUEST, "the query parameter `id` is missing")


def _is_json(request: web.Request) -> bool:
    """A missing type is taken for JSON; parameters such as a charset change nothing."""
    if hdrs.CONTENT_TYPE not in request.headers:
        return True
    kind = request.content_type
    return kind in {"application/json", "text/json"} or (kind.startswith("application/") and kind.endswith("+json"))


def _options(allowed: dict[str, str]) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=allowed)

    return answer


def _with_head(methods: dict[str, Handler]) -> list[str]:
    head = [hdrs.METH_HEAD] if hdrs.METH_GET in methods else []
    return [*methods, *head, hdrs.METH_OPTIONS]
