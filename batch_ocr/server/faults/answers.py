"""Faults of the answers: tasks that vanish, never end or end in nonsense, odd ids, odd words, pages instead of JSON."""

from __future__ import annotations

import base64
import random
from collections import Counter
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, Final

import orjson
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from batch_ocr.aspose.wire import JSON_TYPE, ResponseStatusCode, TaskStatus, encode_answer
from batch_ocr.server.faults.calls import OCR_CALLS, Call, OnEvent, call_of, task_id_of
from batch_ocr.server.faults.network import body_of

Envelope = dict[str, Any]  # any JSON: the server's own answer, to be spoilt

UNREADABLE_RESULTS: Final[tuple[object, ...]] = (
    None,
    [],
    [None],
    [{"type": "Text", "data": None}],
    [{"type": "Text", "data": ""}],
    [{"type": "Text", "data": "no base64!"}],
    [{"type": "Text", "data": base64.b64encode(b'{"issue_date": "20').decode()}],
    [{"type": "Text", "data": base64.b64encode(b'["a", "list"]').decode()}],
)
"""`results` of completed tasks that cannot be decoded into an invoice."""

PAGE: Final = "<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"


def late(polls: float, _: random.Random, __: OnEvent) -> Middleware:
    """Answer NotExist to the first polls of a task."""
    seen: Counter[str] = Counter()

    def spoil(task_id: str, envelope: Envelope) -> Envelope:
        seen[task_id] += 1
        return _not_exist(task_id) if seen[task_id] <= polls else envelope

    return _on_polls(spoil)


def lost(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Answer NotExist for some tasks for ever."""
    chosen = _choice_by_task(share, rng)
    return _on_polls(lambda task_id, envelope: _not_exist(task_id) if chosen(task_id) else envelope)


def endless(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Keep some tasks processing for ever."""
    chosen = _choice_by_task(share, rng)

    def spoil(task_id: str, envelope: Envelope) -> Envelope:
        if not chosen(task_id):
            return envelope
        return _decoded(encode_answer(task_id, TaskStatus.PROCESSING, ResponseStatusCode.NOT_READY))

    return _on_polls(spoil)


def unreadable(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Spoil the results of some tasks, each in the same way at each poll."""
    chosen = _choice_by_task(share, rng)
    salt = rng.random()

    def spoil(task_id: str, envelope: Envelope) -> Envelope:
        if chosen(task_id):
            kind = random.Random(f"{salt}:{task_id}").choice(UNREADABLE_RESULTS)  # noqa: S311 -- repeatable on purpose
            return {**envelope, "results": kind}
        return envelope

    return _on_completed(spoil)


def odd_status(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Answer with an unknown, null or missing status; the next poll may be normal again."""

    def spoil(_: str, envelope: Envelope) -> Envelope:
        if rng.random() >= share:
            return envelope
        without = {key: value for key, value in envelope.items() if key != "taskStatus"}
        return {**without, **rng.choice(({}, {"taskStatus": None}, {"taskStatus": "Resting"}, {"taskStatus": 3}))}

    return _on_polls(spoil)


def several_results(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Spread the invoice over several items, with a last one that contradicts the first."""
    chosen = _choice_by_task(share, rng)

    def spoil(task_id: str, envelope: Envelope) -> Envelope:
        if chosen(task_id) and envelope["results"]:
            invoice = orjson.loads(base64.b64decode(envelope["results"][0]["data"]))
            return {**envelope, "results": list(_spread(invoice))}
        return envelope

    return _on_completed(spoil)


def _spread(invoice: dict[str, object]) -> Iterator[dict[str, str]]:
    keys = list(invoice)
    half = len(keys) // 2
    for part in (
        {key: invoice[key] for key in keys[:half]},
        {key: invoice[key] for key in keys[half:]},
        {"supplier_name": "somebody else"},
    ):
        yield {"type": "Text", "data": base64.b64encode(orjson.dumps(part)).decode()}


def warnings(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Add notices to tasks that were completed."""
    chosen = _choice_by_task(share, rng)
    error = {"messages": ["the image was rather small"], "warnings": ["some data may be lost"]}
    return _on_completed(lambda task_id, envelope: {**envelope, "error": error} if chosen(task_id) else envelope)


def odd_id(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Put quotes, white space or a BOM around the task id of a submission."""
    dresses: tuple[Callable[[bytes], bytes], ...] = (
        lambda body: b'"' + body + b'"',
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: b" " + body + b"\r\n",
    )

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        is_id = call_of(request) is Call.SUBMIT and response.status == HTTPStatus.OK
        if is_id and rng.random() < share:
            body = rng.choice(dresses)(body_of(response))
            return web.Response(body=body, headers={hdrs.CONTENT_TYPE: response.headers[hdrs.CONTENT_TYPE]})
        return response

    return middleware


def html(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Answer with an HTML page instead of passing the call on."""
    return _page(share, rng, OCR_CALLS)


def html_poll(share: float, rng: random.Random, _: OnEvent) -> Middleware:
    """Answer polls with an HTML page."""
    return _page(share, rng, frozenset({Call.POLL}))


def _page(share: float, rng: random.Random, calls: frozenset[Call]) -> Middleware:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if call_of(request) in calls and rng.random() < share:
            return web.Response(text=PAGE, content_type="text/html")
        return await handler(request)

    return middleware


def _on_completed(spoil: Callable[[str, Envelope], Envelope]) -> Middleware:
    return _on_polls(
        lambda task_id, envelope: (
            spoil(task_id, envelope) if envelope.get("taskStatus") == TaskStatus.COMPLETED else envelope
        )
    )


def _on_polls(spoil: Callable[[str, Envelope], Envelope]) -> Middleware:
    """Pass every normal answer to a poll through `spoil`."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        is_envelope = response.status == HTTPStatus.OK and response.headers.get(hdrs.CONTENT_TYPE) == JSON_TYPE
        if call_of(request) is not Call.POLL or not is_envelope:
            return response
        spoilt = spoil(task_id_of(request), _decoded(body_of(response)))
        return web.Response(body=orjson.dumps(spoilt), headers={hdrs.CONTENT_TYPE: JSON_TYPE})

    return middleware


def _choice_by_task(share: float, rng: random.Random) -> Callable[[str], bool]:
    """Return a choice of tasks that stays the same for each of them, in whatever order they are asked about."""
    salt = rng.random()
    return lambda task_id: random.Random(f"{salt}:{task_id}").random() < share  # noqa: S311 -- repeatable on purpose


def _not_exist(task_id: str) -> Envelope:
    return _decoded(encode_answer(task_id, TaskStatus.NOT_EXIST, ResponseStatusCode.TASK_NOT_FOUND))


def _decoded(body: bytes) -> Envelope:
    envelope: Envelope = orjson.loads(body)
    return envelope
