"""The client against a service that behaves: what goes over the wire, and what is made of each status."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from aiohttp import web

from batch_ocr import __version__
from batch_ocr.aspose.client import FORBIDDEN_IN_A_ROW, AsposeClient, CallKind
from batch_ocr.aspose.credentials import Secret
from batch_ocr.aspose.token import StaticToken
from batch_ocr.aspose.wire import INVOICE_PATH, Answer, TaskStatus, decode_request
from batch_ocr.errors import (
    AccessRefused,
    AnswerLost,
    CallError,
    NotSent,
    RequestRefused,
    ServiceFailed,
    ServiceUnreachable,
    SettingsError,
    Throttled,
)
from tests.wire.misbehaving import GUID, OPTIONS, SMALL, Peer, client_of, serving

Call = Callable[[AsposeClient], Awaitable[object]]
COMPLETED = b'{"taskStatus":"Completed"}'


def submit(client: AsposeClient) -> Awaitable[object]:
    return client.submit(SMALL, OPTIONS)


def result(client: AsposeClient) -> Awaitable[object]:
    return client.result(GUID)


def status(client: AsposeClient) -> Awaitable[object]:
    return client.status(GUID)


def cancel(client: AsposeClient) -> Awaitable[object]:
    return client.cancel(GUID)


def outcome(call: Call, *answer: bytes | str, raw: bytes | None = None) -> object:
    """Make one call to a server that gives this answer; return what comes of it, errors included."""

    async def behave(peer: Peer) -> None:
        while await peer.request():
            if raw is not None:
                await peer.send(raw)
                break
            await peer.answer(*answer)  # type: ignore[arg-type]  # body, status, headers

    async def scenario() -> object:
        async with serving(behave) as served, client_of(served.url) as client:
            try:
                return await call(client)
            except (CallError, AccessRefused, ServiceUnreachable) as error:
                return error

    return asyncio.run(scenario())


class Recorder:
    """A server that answers every request the same and remembers it."""

    def __init__(self) -> None:
        self.requests: list[web.BaseRequest] = []
        self.bodies: list[bytes] = []

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        self.requests.append(request)
        self.bodies.append(await request.read())
        text = GUID if request.method == "POST" else COMPLETED.decode()
        return web.Response(text=text, headers={"Set-Cookie": "a=b"})


def recorded(*calls: Call, prefix: str = "") -> Recorder:
    async def scenario() -> Recorder:
        recorder = Recorder()
        runner = web.ServerRunner(web.Server(recorder))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            async with client_of(f"http://127.0.0.1:{runner.addresses[0][1]}{prefix}") as client:
                for call in calls:
                    await call(client)
        finally:
            await runner.cleanup()
        return recorder

    return asyncio.run(scenario())


def test_the_calls_are_those_of_the_contract() -> None:
    """Methods, paths, the id as query, bearer token, own User-Agent, no cookies, JSON with an announced length."""
    recorder = recorded(submit, result, lambda client: client.status(GUID), cancel)
    assert [f"{request.method} {request.raw_path}" for request in recorder.requests] == [
        f"POST {INVOICE_PATH}",
        f"GET {INVOICE_PATH}?id={GUID}",
        f"GET /v5.0/ocr/Utilities/GetTaskStatus?id={GUID}",
        f"DELETE {INVOICE_PATH}?id={GUID}",
    ]
    for request in recorder.requests:
        assert request.headers["Authorization"] == "Bearer token-of-the-tests"
        assert request.headers["User-Agent"] == f"batch-ocr/{__version__}"
        assert request.headers["Accept-Encoding"] == "identity"
        assert "Cookie" not in request.headers
        assert "Expect" not in request.headers
    post = recorder.requests[0]
    assert post.headers["Content-Type"] == "application/json"
    assert int(post.headers["Content-Length"]) == len(recorder.bodies[0])
    assert decode_request(recorder.bodies[0]).image == SMALL.data
    assert [body for body in recorder.bodies[1:] if body] == []


@pytest.mark.parametrize("prefix", ["/", "/pre/fix", "/pre/fix/"])
def test_the_address_may_have_a_path(prefix: str) -> None:
    """A prefix is kept, and a trailing slash makes no double one."""
    recorder = recorded(submit, prefix=prefix)
    assert recorder.requests[0].raw_path == prefix.rstrip("/") + INVOICE_PATH


def test_an_id_is_escaped() -> None:
    """An id of an unusual service cannot become another query."""
    recorder = recorded(lambda client: client.result("a b&c=d/é#"))
    assert parse_qs(recorder.requests[0].query_string) == {"id": ["a b&c=d/é#"]}


@pytest.mark.parametrize(
    "url", ["", "aspose", "ftp://host", "http://", "http://u:p@h", "https://h/?q=1", "http://[::1"]
)
def test_an_address_that_cannot_be_is_refused_before_the_first_call(url: str) -> None:
    """The setting is named; nothing waits for a connection that cannot be."""
    with pytest.raises(SettingsError, match="base_url"):
        AsposeClient(url, StaticToken(Secret("t")), connect_timeout=1, read_timeout=1)


@pytest.mark.parametrize(
    "answer",
    [
        (GUID.encode(), "200 OK", "Content-Type: text/plain; charset=utf-8"),
        (b'"' + GUID.encode() + b'"', "200 OK", "Content-Type: application/json"),
        (b"\xef\xbb\xbf" + GUID.encode() + b"\r\n", "200 OK"),
        (GUID.encode(), "202 Accepted"),
        (gzip.compress(GUID.encode()), "200 OK", "Content-Encoding: gzip"),
        (gzip.compress(GUID[:9].encode()) + gzip.compress(GUID[9:].encode()), "200 OK", "Content-Encoding: gzip"),
        (zlib.compress(GUID.encode()), "200 OK", "Content-Encoding: deflate"),
        (zlib.compress(GUID.encode(), wbits=-15), "200 OK", "Content-Encoding: deflate"),
    ],
)
def test_a_task_id_is_taken_in_each_form(answer: tuple[bytes | str, ...]) -> None:
    """Bare, quoted, with a byte order mark, with another 2xx, compressed without being asked: we paid for it."""
    assert outcome(submit, *answer) == GUID


def test_a_task_id_is_taken_from_chunks() -> None:
    """The id may come in pieces."""
    chunks = b"10\r\n" + GUID[:16].encode() + b"\r\n14\r\n" + GUID[16:].encode() + b"\r\n0\r\n\r\n"
    assert outcome(submit, raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks) == GUID


@pytest.mark.parametrize(
    "answer",
    [
        (b"", "200 OK"),
        (b"", "204 No Content"),
        (b"<html>ok</html>", "200 OK"),
        (b"null", "200 OK"),
        (b"OK", "201 Created"),
    ],
)
def test_success_without_an_id_is_ambiguous(answer: tuple[bytes | str, ...]) -> None:
    """The service may have taken the document; no page or word becomes a task id."""
    assert isinstance(outcome(submit, *answer), ServiceFailed)


def test_an_id_that_was_cut_off_is_ambiguous() -> None:
    """Without a length nobody can see that the connection broke in the middle of the id, but the id itself shows it."""
    error = outcome(submit, raw=b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n3f2504e0-4f89-11d3")
    assert isinstance(error, ServiceFailed)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n24\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 36\r\nContent-Encoding: gzip\r\n\r\n",
    ],
)
def test_an_id_that_came_whole_is_taken_from_a_broken_answer(raw: bytes) -> None:
    """When the rest of the answer is missing or nonsense but the GUID is all there, it is not paid for again."""
    assert outcome(submit, raw=raw + GUID.encode()) == GUID


def test_an_id_of_another_form_is_not_taken_from_a_broken_answer() -> None:
    """What is no GUID may be half of something."""
    assert isinstance(outcome(submit, raw=b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\ntask-0123456"), AnswerLost)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("301 Moved", ServiceUnreachable),
        ("302 Found", ServiceUnreachable),
        ("303 See Other", ServiceFailed),
        ("307 Temporary", ServiceUnreachable),
        ("308 Permanent", ServiceUnreachable),
        ("400 Bad Request", RequestRefused),
        ("401 Unauthorized", AccessRefused),
        ("402 Payment Required", AccessRefused),
        ("403 Forbidden", AccessRefused),
        ("404 Not Found", ServiceUnreachable),
        ("405 Not Allowed", ServiceUnreachable),
        ("407 Proxy Auth", AccessRefused),
        ("408 Timeout", NotSent),
        ("409 Conflict", RequestRefused),
        ("413 Too Large", RequestRefused),
        ("415 Unsupported", RequestRefused),
        ("422 Unprocessable", RequestRefused),
        ("429 Slow Down", Throttled),
        ("500 Oops", ServiceFailed),
        ("502 Bad Gateway", ServiceFailed),
        ("503 Unavailable", Throttled),
        ("504 Timeout", ServiceFailed),
        ("599 Odd", ServiceFailed),
    ],
)
def test_each_status_of_a_submission_has_its_meaning(status: str, expected: type[Exception]) -> None:
    """Access stops the run, a refusal concerns one document, a wrong address none, the rest may be paid for."""
    error = outcome(submit, b'{"title":"because"}', status, "Location: http://elsewhere.example/")
    assert type(error) is expected
    assert status[:3] in str(error)


def refusals(*answers: tuple[bytes, str], call: Call = submit) -> list[str]:
    """Make one call for each answer; return the kinds of what comes of them."""

    async def behave(peer: Peer) -> None:
        for answer in answers:
            await peer.request()
            await peer.answer(*answer)
        await peer.until_closed()

    async def scenario() -> list[str]:
        kinds = []
        async with serving(behave) as served, client_of(served.url) as client:
            for _ in answers:
                try:
                    kinds.append(type(await call(client)).__name__)
                except (CallError, AccessRefused) as error:
                    kinds.append(type(error).__name__)
        return kinds

    return asyncio.run(scenario())


PAGE_403 = (b"<html><title>Request blocked</title></html>", "403 Forbidden")
JSON_403 = (b'{"title":"no"}', "403 Forbidden")
ACCEPTED = (GUID.encode(), "200 OK")
POLLED = (COMPLETED, "200 OK")


def test_a_403_about_one_document_refuses_that_document() -> None:
    """A firewall's page, or a 403 where others are accepted, is no reason to stop; the document gets its line."""
    assert refusals(PAGE_403, ACCEPTED) == ["RequestRefused", "str"]
    assert refusals(ACCEPTED, JSON_403, ACCEPTED) == ["str", "RequestRefused", "str"]
    assert refusals(JSON_403) == ["AccessRefused"]


@pytest.mark.parametrize("refusal", [PAGE_403, JSON_403])
def test_403_to_every_document_is_about_us(refusal: tuple[bytes, str]) -> None:
    """When one after the other is refused, the account is meant: not all of a night's documents are written off."""
    row = [refusal] * FORBIDDEN_IN_A_ROW
    kinds = ["RequestRefused"] * (FORBIDDEN_IN_A_ROW - 1)
    assert refusals(ACCEPTED, *row) == ["str", *kinds, "AccessRefused"]
    assert refusals(ACCEPTED, *row[1:], ACCEPTED, refusal) == ["str", *kinds, "str", "RequestRefused"]


@pytest.mark.parametrize("call", [result, status])
def test_a_403_about_one_task_is_a_poll_that_failed(call: Call) -> None:
    """The task stays pending, and those of others are collected."""
    assert refusals(*[PAGE_403] * 9, POLLED, JSON_403, call=call) == ["ServiceFailed"] * 9 + ["Answer", "ServiceFailed"]
    assert refusals(JSON_403, call=call) == ["AccessRefused"]


def test_a_proxy_that_refuses_is_named() -> None:
    """The account's credentials are not to blame, so the message names where the proxy's are."""
    error = outcome(submit, b"", "407 Proxy Authentication Required")
    assert isinstance(error, AccessRefused)
    assert "proxy" in str(error)
    assert "HTTP_PROXY" in str(error)
    assert "credentials" not in str(error)


def test_a_redirect_is_named_and_not_followed() -> None:
    """A document that costs money is not sent to wherever a server points; the message says where that is."""

    async def behave(peer: Peer) -> None:
        while await peer.request():
            await peer.answer(b"", "307 Temporary Redirect", "Location: /elsewhere")

    async def scenario() -> None:
        async with serving(behave) as served, client_of(served.url) as client:
            with pytest.raises(ServiceUnreachable, match=r"/elsewhere.*check base_url"):
                await client.submit(SMALL, OPTIONS)
            with pytest.raises(CallError):
                await client.result(GUID)
            assert len(served.peers) == 1

    asyncio.run(scenario())


@pytest.mark.parametrize("status", ["302 Found", "404 Not Found", "405 Not Allowed"])
def test_an_address_where_the_api_never_was_ends_the_run_and_one_where_it_was_does_not(status: str) -> None:
    """A wrong base_url is said at once, by its name; a maintenance page in the night is waited for."""

    async def scenario() -> None:
        gone = True

        async def behave(peer: Peer) -> None:
            while await peer.request():
                await peer.answer(*((b"", status) if gone else (COMPLETED, "200 OK")))

        async with serving(behave) as served, client_of(served.url) as client:
            with pytest.raises(ServiceUnreachable, match=rf"check base_url.*{served.url}"):
                await client.submit(SMALL, OPTIONS)
            gone = False
            await client.result(GUID)
            gone = True
            with pytest.raises(NotSent, match="check base_url"):
                await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((), None),
        (("Retry-After: 120",), 120.0),
        (("Retry-After: soon",), None),
        (("Date: Sun, 22 Nov 2026 02:00:00 GMT", "Retry-After: Sun, 22 Nov 2026 02:01:30 GMT"), 90.0),
        ((f"Retry-After: {formatdate(0, usegmt=True)}",), 0.0),
        (("Date: Mon, 01 Jan 2026 00:00:00 +99999999999999999999", "Retry-After: 120"), 120.0),
        (("Date: yesterday", f"Retry-After: {formatdate(0, usegmt=True)}"), 0.0),
    ],
)
@pytest.mark.parametrize(
    "status", ["408 Timeout", "413 Too Large", "429 Slow Down", "500 Oops", "502 Bad Gateway", "503 Unavailable"]
)
def test_the_wait_is_read_from_the_answer(status: str, headers: tuple[str, ...], seconds: float | None) -> None:
    """In seconds, or as a date by the service's own clock, so that a wrong clock here does no harm."""
    error = outcome(submit, b"", status, *headers)
    assert isinstance(error, CallError)
    assert error.retry_after == seconds


def test_the_wait_before_the_next_poll_is_read_from_the_answer() -> None:
    """An unfinished task may come with a Retry-After; the envelope has no such member."""
    assert outcome(result, b"{}", "200 OK", "Retry-After: 7") == Answer(None, retry_after=7.0)
    assert outcome(result, b'{"retry_after": 7}', "200 OK", "Retry-After: soon") == Answer(None)


def test_a_task_nobody_knows_is_an_answer() -> None:
    """A 404 on a poll is what the contract calls NotExist, with or without problem details of whatever type."""
    for kind in ("application/json", "application/problem+json", "text/plain"):
        answer = outcome(result, b'{"title":"no such task"}', "404 Not Found", f"Content-Type: {kind}")
        assert answer == Answer(TaskStatus.NOT_EXIST, messages=("no such task",))
    assert outcome(result, b"", "404 Not Found") == Answer(TaskStatus.NOT_EXIST)


@pytest.mark.parametrize(
    "page",
    [
        (b"<html>404</html>", "text/html"),
        (b"no route", "text/plain"),
        (b"404 page not found\n", ""),
        (b"404", "application/json"),
    ],
)
def test_a_route_nobody_knows_is_no_answer(page: tuple[bytes, str]) -> None:
    """A gateway that has lost its way says nothing about the task, which must not be paid for again."""
    body, kind = page
    error = outcome(result, body, "404 Not Found", f"Content-Type: {kind}")
    assert isinstance(error, ServiceFailed)
    assert "check base_url" in str(error)


@pytest.mark.parametrize(
    "status", ["400 Bad", "500 Oops", "502 Gateway", "503 Unavailable", "429 Slow Down", "302 Found"]
)
def test_a_poll_that_failed_is_no_answer(status: str) -> None:
    """Nothing was learned about the task, so it is an error of the call."""
    assert isinstance(outcome(result, b"{}", status), CallError)


@pytest.mark.parametrize("body", [b"", b"<html>maintenance</html>", b"[]", b"null", b'{"taskStatus":"Comp'])
def test_a_poll_without_an_envelope_is_no_answer(body: bytes) -> None:
    """A page or a cut body with status 200 does not end a task."""
    assert isinstance(outcome(result, body), ServiceFailed)


@pytest.mark.parametrize("call", [result, status])
def test_an_answer_about_another_task_is_no_answer(call: Call) -> None:
    """A result under a wrong id would be the wrong invoice on a document's line; the poll failed instead."""
    other = b'{"id":"00000000-4f89-11d3-9a0c-0305e82c3301","taskStatus":"Completed"}'
    assert isinstance(outcome(call, other), ServiceFailed)


def test_messages_never_hold_the_token() -> None:
    """A service that echoes the header does not get the token into results, not even its half by a cut."""
    echo = json.dumps(["bad Bearer token-of-the-tests", "x" * 990 + " token-of-the-tests"])
    body = f'{{"taskStatus":"Error","error":{{"messages":{echo},"warnings":{echo}}}}}'
    answer = outcome(result, body.encode())
    assert isinstance(answer, Answer)
    assert len(answer.messages) == len(answer.warnings) == 2
    assert "token-of" not in str(answer)


def test_a_broken_answer_that_quotes_the_token_is_told_without_it() -> None:
    """The parser's error quotes the line; a redirect's target is told too."""
    broken = outcome(result, raw=b"HTTP/1.1 abc Bearer token-of-the-tests\r\n\r\n")
    moved = outcome(submit, b"", "302 Found", "Location: /login?token=token-of-the-tests")
    assert isinstance(broken, AnswerLost)
    assert isinstance(moved, ServiceUnreachable)
    assert "token-of" not in f"{broken} {moved}"


@pytest.mark.parametrize("named", [GUID.upper(), f"{{{GUID}}}", GUID.replace("-", ""), "", None, str(UUID(int=0))])
def test_an_id_in_another_spelling_or_none_is_the_task_asked_for(named: str | None) -> None:
    """Case, hyphens and braces are no difference; null, nothing and the GUID of zeros name no task at all."""
    answer = outcome(result, json.dumps({"id": named, "taskStatus": "Completed"}).encode())
    assert isinstance(answer, Answer)


def test_a_large_result_is_read_to_its_end() -> None:
    """Results of several megabytes arrive in many pieces and are one answer."""
    sent = json.dumps({"taskStatus": "Completed", "results": [{"type": "Text", "data": "A" * 8_000_000}]}).encode()
    answer = outcome(result, sent)
    assert isinstance(answer, Answer)
    assert len(answer.results[0].data or "") == 8_000_000


def test_a_compressed_bomb_is_not_inflated() -> None:
    """A small answer that inflates to 50 MB is refused at the limit."""
    bomb = gzip.compress(bytes(50_000_000), 1)
    assert isinstance(outcome(result, bomb, "200 OK", "Content-Encoding: gzip"), AnswerLost)


def test_a_poll_whose_connection_breaks_is_no_answer() -> None:
    """The task is as it was."""
    assert isinstance(outcome(result, raw=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), AnswerLost)


@pytest.mark.parametrize("status", ["200 OK", "204 No Content", "404 Not Found"])
def test_a_task_that_is_gone_is_cancelled(status: str) -> None:
    """Cancelling says that nobody wants the result; whether the service still knew the task does not matter."""
    assert outcome(cancel, b"", status) is None


def test_a_cancellation_that_was_not_taken_is_told() -> None:
    """A busy service has not cancelled anything."""
    assert isinstance(outcome(cancel, b"", "503 Busy"), Throttled)


def test_a_poll_on_a_connection_that_dies_is_repeated_once_on_another() -> None:
    """The HTTP library does this for calls that change nothing: two calls in the count. Never for a submission."""

    async def behave(peer: Peer) -> None:
        if peer.number != 1:
            await peer.request()
            await peer.answer(COMPLETED)
        await peer.request()  # and no answer

    async def scenario() -> None:
        calls: list[CallKind] = []
        async with serving(behave) as served, client_of(served.url, calls=calls) as client:
            await client.result(GUID)
            with pytest.raises(AnswerLost):
                await client.result(GUID)
            await client.result(GUID)
            with pytest.raises(AnswerLost):
                await client.submit(SMALL, OPTIONS)
            assert (len(served.peers), calls) == (3, ["poll", "poll", "poll", "poll", "submit"])

    asyncio.run(scenario())


def test_calls_are_counted_by_kind() -> None:
    """What the service may have seen, and may charge for, is told by kind; a refusal is a call too."""

    async def behave(peer: Peer) -> None:
        while head := await peer.request():
            await peer.answer(*((GUID.encode(), "429 Slow Down") if "POST" in head else (COMPLETED, "200 OK")))

    async def scenario() -> None:
        calls: list[CallKind] = []
        async with serving(behave) as served, client_of(served.url, calls=calls) as client:
            with pytest.raises(Throttled):
                await client.submit(SMALL, OPTIONS)
            await client.result(GUID)
            await client.status(GUID)
            await client.cancel(GUID)
        assert calls == ["submit", "poll", "poll", "cancel"]

    asyncio.run(scenario())


def test_fifty_calls_at_once_are_fifty_connections() -> None:
    """The pool bounds nothing; how many calls run at once is decided elsewhere."""

    async def scenario() -> None:
        everyone = asyncio.Barrier(50)

        async def behave(peer: Peer) -> None:
            await peer.request()
            await everyone.wait()
            await peer.answer()

        async with serving(behave) as served, client_of(served.url) as client, asyncio.TaskGroup() as group:
            for _ in range(50):
                group.create_task(client.submit(SMALL, OPTIONS))

    asyncio.run(scenario())
