"""The review server: its routes, and what they answer.

| request | answer |
|---|---|
| GET /?token=… | sets the cookie and redirects to / |
| GET / | the page, with results and corrections as they are now |
| GET /image/SHA256/PAGE | a page (from 0) of the scan as JPEG; header Batch-Ocr-Pages says how many there are |
| GET /api/document?file=… | one document: `document`, `last`, `history` |
| POST /api/correction | `judgement.Wanted` → 200, 409 with the present state, 422 with what is wrong with the value |
| GET /api/events | the same for every document that changes, as server-sent events |
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from typing import Final, ParamSpec, TypeVar

import msgspec
import orjson
from aiohttp import hdrs, web

from batch_ocr.errors import OutputError
from batch_ocr.log import LOGGER
from batch_ocr.report.page import ReviewContext
from batch_ocr.review.desk import Desk, Shown, Unknown, plain
from batch_ocr.review.door import TOKEN_PARAMETER, Door
from batch_ocr.review.judgement import Conflict, Wanted
from batch_ocr.review.live import Listeners
from batch_ocr.review.scans import NoScan, Scans
from batch_ocr.review.values import BadValue

MAX_BODY_BYTES: Final = 16 * 1024
LOOK_EVERY: Final = 0.5
"""Seconds between two checks whether others have appended to the files."""
PAGES_HEADER: Final = "Batch-Ocr-Pages"

_SHA256: Final = re.compile("[0-9a-f]{64}")
_META_POLICY: Final = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_WANTED: Final = msgspec.json.Decoder(Wanted)

P = ParamSpec("P")
R = TypeVar("R")


class ReviewServer:
    """The handlers and what they share. All work on the desk runs on one thread, in the order of arrival."""

    def __init__(self, desk: Desk, scans: Scans, door: Door, review: ReviewContext) -> None:
        self._desk = desk
        self._scans = scans
        self._door = door
        self._review = review
        self._thread = ThreadPoolExecutor(1, "review-desk")
        self._listeners = Listeners()
        self._look = asyncio.Event()

    def app(self) -> web.Application:
        """Return the application. Start and clean it up from one and the same task."""
        app = web.Application(middlewares=[self._door.guard], client_max_size=MAX_BODY_BYTES)
        app.on_response_prepare.append(self._door.sign)
        app.router.add_get("/", self.page)
        app.router.add_get(r"/image/{sha256}/{page:\d{1,4}}", self.image)
        app.router.add_get("/api/document", self.document)
        app.router.add_post("/api/correction", self.correct)
        app.router.add_get("/api/events", self.events)
        app.cleanup_ctx.append(self._watching)
        app.on_shutdown.append(self._close)
        return app

    async def page(self, request: web.Request) -> web.StreamResponse:
        """GET /."""
        if TOKEN_PARAMETER in request.query:
            return self._enter(request, request.query[TOKEN_PARAMETER])
        try:
            body = await self._at_desk(self._desk.page, self._review)
        except OutputError as error:
            raise web.HTTPInternalServerError(text=str(error)) from None
        response = web.Response(body=body, content_type="text/html", charset="utf-8")
        if policy := _META_POLICY.search(body[:4096]):
            response.headers["Content-Security-Policy"] = f"{policy[1].decode('ascii')}; frame-ancestors 'none'"
        return response

    def _enter(self, request: web.Request, token: str) -> web.StreamResponse:
        """Redirect to an address without the token, which would otherwise stay in the browser's history."""
        if not self._door.admits(token):
            raise web.HTTPForbidden(text="that token is from another review: open the address printed by this one")
        response = web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: "/"})
        response.set_cookie(self._door.cookie(request), token, path="/", httponly=True, samesite="Strict")
        return response

    async def image(self, request: web.Request) -> web.StreamResponse:
        """GET /image/SHA256/PAGE."""
        sha256 = request.match_info["sha256"]
        names = self._desk.names_of(sha256) if _SHA256.fullmatch(sha256) else ()
        if not names:
            raise web.HTTPNotFound(text="No scan to show: these bytes are not in the results.")
        try:
            page = await self._scans.page(names, sha256, int(request.match_info["page"]))
        except NoScan as error:
            raise web.HTTPNotFound(text=str(error)) from None
        return web.Response(body=page.jpeg, content_type="image/jpeg", headers={PAGES_HEADER: str(page.pages)})

    async def document(self, request: web.Request) -> web.StreamResponse:
        """GET /api/document."""
        try:
            shown = await self._at_desk(self._desk.shown, request.query.get("file", ""))
        except Unknown as error:
            return _answer({"error": str(error)}, HTTPStatus.NOT_FOUND)
        except OutputError as error:
            return _answer({"error": str(error)}, HTTPStatus.INTERNAL_SERVER_ERROR)
        return _answer(_state(shown))

    async def correct(self, request: web.Request) -> web.StreamResponse:
        """POST /api/correction."""
        try:
            wanted = _WANTED.decode(await request.read())
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return _answer({"error": f"no correction: {error}"}, HTTPStatus.BAD_REQUEST)
        try:
            shown, appended = await self._at_desk(self._desk.change, wanted, self._review.name)
        except Conflict as conflict:
            return await self._conflict(wanted, conflict)
        except BadValue as error:
            return _answer({"error": str(error), "field": wanted.field}, HTTPStatus.UNPROCESSABLE_ENTITY)
        except Unknown as error:
            return _answer({"error": str(error)}, HTTPStatus.NOT_FOUND)
        except OutputError as error:
            LOGGER.error("%s", error)
            return _answer({"error": str(error)}, HTTPStatus.INTERNAL_SERVER_ERROR)
        self._look.set()
        return _answer(_state(shown) | {"record": appended})

    async def _conflict(self, wanted: Wanted, conflict: Conflict) -> web.StreamResponse:
        state = _state(await self._at_desk(self._desk.shown, wanted.file))
        told = {"error": str(conflict), "field": conflict.field, "by": plain([conflict.by])[0] if conflict.by else None}
        return _answer(told | state, HTTPStatus.CONFLICT)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET /api/events."""
        try:
            with self._listeners.listening() as stream:
                response = web.StreamResponse(headers={hdrs.CONTENT_TYPE: "text/event-stream"})
                await response.prepare(request)
                async for piece in stream:
                    await response.write(piece)
                return response
        except OverflowError:
            return _answer({"error": "too many pages are open"}, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _watching(self, _: web.Application) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(self._watch())
            yield
            watch.cancel()
        self._thread.shutdown()
        self._desk.close()
        self._scans.close()

    async def _close(self, _: web.Application) -> None:
        self._listeners.close()

    async def _watch(self) -> None:
        """Notify the pages of new records, and when the results have grown."""
        results, trouble = self._desk.results_read, ""
        while True:
            try:
                for shown in await self._at_desk(self._desk.news):
                    self._listeners.tell(orjson.dumps(_state(shown)))
                now = await self._at_desk(self._desk.results_signature)
                if now != results:
                    self._listeners.tell(b'{"results":true}')
                results, trouble = now, ""
            except OutputError as error:
                if str(error) != trouble:
                    trouble = str(error)
                    LOGGER.error("%s", error)
                    self._listeners.tell(orjson.dumps({"error": trouble}))
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._look.wait()
            self._look.clear()

    async def _at_desk(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(*args, **kwargs))


def _state(shown: Shown) -> dict[str, object]:
    return {"document": shown.document, "last": shown.last, "history": plain(shown.history)}


def _answer(body: dict[str, object], status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
