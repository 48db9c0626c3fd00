"""The token on a real socket: one call for all, one renewal after a refusal, and no secret in any error."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qs

import pytest

from batch_ocr.aspose.client import AsposeClient, CallKind
from batch_ocr.aspose.credentials import Credentials, Secret
from batch_ocr.aspose.token import ClientCredentials, StaticToken
from batch_ocr.aspose.wire import encode_token
from batch_ocr.errors import AccessRefused, BatchOcrError, NotSent, ServiceUnreachable, Throttled
from batch_ocr.submission import SAFE_TRIES
from tests.wire.misbehaving import GUID, OPTIONS, SMALL, Peer, Served, client_of, serving

SECRET = "s3cret-of-the-account"
CREDENTIALS = Credentials("client-of-the-tests", Secret(SECRET))
COMPLETED = b'{"taskStatus":"Completed"}'


class Service:
    """Issues tokens and takes those it has not revoked; `refuse` replaces the answers of one of its ends."""

    def __init__(self) -> None:
        self.issued = 0
        self.valid: set[str] = set()
        self.forms: list[dict[str, list[str]]] = []
        self.heads: list[str] = []
        self.token_answer: tuple[bytes, str, str] | None = None
        self.api_answer: Callable[[str], tuple[bytes, str]] | None = None

    async def __call__(self, peer: Peer) -> None:
        while head := await peer.head():
            length = next(
                (int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:")), 0
            )
            body = await peer.reader.readexactly(length)
            self.heads.append(head)
            if "/connect/token" in head:
                self.forms.append(parse_qs(body.decode()))
                await peer.answer(*(self.token_answer or self._issue()))
            else:
                await peer.answer(*self._serve(head))

    def _issue(self) -> tuple[bytes, str, str]:
        self.issued += 1
        self.valid = {f"token-{self.issued}"}
        return encode_token(f"token-{self.issued}", 3600), "200 OK", "Content-Type: application/json"

    def _serve(self, head: str) -> tuple[bytes, str]:
        token = next(line[22:] for line in head.splitlines() if line.startswith("Authorization: Bearer"))
        if self.api_answer is not None:
            return self.api_answer(token)
        if token not in self.valid:
            return b"{}", "401 Unauthorized"
        return (GUID.encode() if "POST" in head else COMPLETED), "200 OK"


def auth() -> ClientCredentials:
    return ClientCredentials(CREDENTIALS)


def test_fifty_calls_make_one_token_call() -> None:
    """The token is fetched once, as a form, however many calls start together."""

    async def scenario(service: Service) -> None:
        calls: list[CallKind] = []
        async with (
            serving(service) as served,
            client_of(served.url, auth(), calls=calls) as client,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(25):
                group.create_task(client.submit(SMALL, OPTIONS))
                group.create_task(client.result(GUID))
        assert (calls.count("token"), calls.count("submit"), calls.count("poll")) == (1, 25, 25)
        form = {"grant_type": ["client_credentials"], "client_id": ["client-of-the-tests"], "client_secret": [SECRET]}
        assert service.forms == [form]
        assert "content-type: application/x-www-form-urlencoded" in service.heads[0].lower()

    asyncio.run(scenario(Service()))


def test_a_token_that_expires_in_the_middle_is_renewed_once() -> None:
    """Fifty calls refused with the old token lead to one new one, and all succeed."""

    async def scenario(service: Service) -> None:
        calls: list[CallKind] = []
        async with serving(service) as served, client_of(served.url, auth(), calls=calls) as client:
            await client.submit(SMALL, OPTIONS)
            service.valid.clear()
            async with asyncio.TaskGroup() as group:
                submissions = [group.create_task(client.submit(SMALL, OPTIONS)) for _ in range(50)]
            assert [task.result() for task in submissions] == [GUID] * 50
        assert calls.count("token") == 2

    asyncio.run(scenario(Service()))


def test_tokens_that_die_young_refuse_nobody_for_good() -> None:
    """Whose second token is worthless too, because others were faster, is told to ask again while those get through."""

    async def scenario(service: Service) -> None:
        served_with: Counter[str] = Counter()

        def api_answer(token: str) -> tuple[bytes, str]:
            served_with[token] += 1
            if served_with[token] > 3 or token not in service.valid:
                return b"{}", "401 Unauthorized"
            return GUID.encode(), "200 OK"

        async def submitted(client: AsposeClient) -> str:
            for _ in range(SAFE_TRIES):
                with suppress(NotSent):
                    return await client.submit(SMALL, OPTIONS)
            raise AssertionError("never admitted")

        service.api_answer = api_answer
        async with serving(service) as served, client_of(served.url, auth()) as client:
            async with asyncio.TaskGroup() as group:
                submissions = [group.create_task(submitted(client)) for _ in range(30)]
            assert [task.result() for task in submissions] == [GUID] * 30

    asyncio.run(scenario(Service()))


def test_those_admitted_while_the_first_token_was_tried_count() -> None:
    """Two refusals in a row end nothing when another call got through during the first of them."""

    async def scenario() -> None:
        cursed, admitted = asyncio.Event(), asyncio.Event()

        async def serve(peer: Peer) -> None:
            while head := await peer.request():
                if "/connect/token" in head:
                    await peer.answer(encode_token(f"token-{time.monotonic_ns()}", 3600))
                elif "cursed" in head:
                    cursed.set()
                    await admitted.wait()
                    await peer.answer(b"{}", "401 Unauthorized")
                else:
                    await peer.answer(COMPLETED)

        async with serving(serve) as served, client_of(served.url, auth()) as client, asyncio.TaskGroup() as group:
            task = group.create_task(ending(client))
            await cursed.wait()
            await client.result(GUID)
            admitted.set()
            assert isinstance(await task, NotSent)

    async def ending(client: AsposeClient) -> BatchOcrError:
        with pytest.raises(BatchOcrError) as caught:
            await client.cancel("cursed")
        return caught.value

    asyncio.run(scenario())


def test_a_token_endpoint_that_drips_is_given_up() -> None:
    """A header that never ends keeps no run waiting; no document was sent, and the call counts."""

    async def drip(peer: Peer) -> None:
        await peer.request()
        while not peer.writer.is_closing():
            await peer.send(b"HTTP/1.1 102 Processing\r\n\r\n")
            await asyncio.get_running_loop().run_in_executor(None, threading.Event().wait, 0.005)

    async def scenario() -> None:
        calls: list[CallKind] = []
        async with serving(drip) as served, client_of(served.url, auth(), calls=calls, read_timeout=0.1) as client:
            with pytest.raises(NotSent, match="timed out"):
                await client.submit(SMALL, OPTIONS)
        assert calls == ["token"]

    asyncio.run(scenario())


def test_a_call_that_is_always_refused_comes_back_to_its_caller() -> None:
    """While others are admitted, a call makes two requests at most; its repeats are for the gate to admit."""

    async def serve(peer: Peer) -> None:
        while head := await peer.request():
            if "/connect/token" in head:
                await peer.answer(encode_token(f"token-{time.monotonic_ns()}", 3600))
            else:
                await peer.answer(*((b"{}", "401 Unauthorized") if "cursed" in head else (COMPLETED, "200 OK")))

    async def scenario() -> None:
        calls: list[CallKind] = []
        async with serving(serve) as served, client_of(served.url, auth(), calls=calls) as client:

            async def others() -> None:
                while True:
                    await client.result(GUID)

            async with asyncio.timeout(10), asyncio.TaskGroup() as group:
                going = group.create_task(others())
                await client.result(GUID)
                with pytest.raises(NotSent, match="HTTP 401 to two tokens"):
                    await client.cancel("cursed")
                going.cancel()
        assert (calls.count("cancel"), calls.count("token")) == (2, 2)

    asyncio.run(scenario())


def test_a_service_that_refuses_every_token_ends_the_run() -> None:
    """After one renewal the refusal is believed; the message names the status."""

    async def scenario(service: Service) -> None:
        service.api_answer = lambda _: (b'{"title":"Unauthorized"}', "401 Unauthorized")
        calls: list[CallKind] = []
        async with serving(service) as served, client_of(served.url, auth(), calls=calls) as client:
            with pytest.raises(AccessRefused, match="HTTP 401"):
                await client.submit(SMALL, OPTIONS)
        assert calls == ["token", "submit", "token", "submit"]

    asyncio.run(scenario(Service()))


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "403 Forbidden"])
def test_wrong_credentials_are_tried_once(status: str) -> None:
    """The service counts wrong credentials and bans them; one answer is enough for the whole run."""

    async def scenario(service: Service) -> None:
        service.token_answer = (b'{"error":"invalid_client"}', status, "Content-Type: application/json")
        async with serving(service) as served, client_of(served.url, auth()) as client:
            for _ in range(10):
                with pytest.raises(AccessRefused, match=r"invalid_client.*ASPOSE_CLIENT_SECRET"):
                    await client.submit(SMALL, OPTIONS)
        assert len(service.forms) == 1

    asyncio.run(scenario(Service()))


def test_a_ban_is_told_with_its_end() -> None:
    """The 429 of the token endpoint pauses everybody; nobody asks again before its Retry-After."""

    async def scenario(service: Service) -> None:
        service.token_answer = (b"", "429 Too Many Requests", "Retry-After: 600")
        async with serving(service) as served, client_of(served.url, auth()) as client:
            for _ in range(5):
                with pytest.raises(Throttled) as caught:
                    await client.submit(SMALL, OPTIONS)
                assert caught.value.retry_after == pytest.approx(600, abs=5)
        assert len(service.forms) == 1

    asyncio.run(scenario(Service()))


@pytest.mark.parametrize(
    "answer",
    [
        (b"", "500 Oops", "X: x"),
        (b"", "502 Bad Gateway", "X: x"),
        (b"<html>login</html>", "200 OK", "Content-Type: text/html"),
        (b"{}", "200 OK", "X: x"),
        (b'{"access_token":"a b"}', "200 OK", "X: x"),
    ],
)
def test_without_a_token_nothing_was_sent(answer: tuple[bytes, str, str]) -> None:
    """Whatever is wrong with the token call, the document itself has not been touched: no ambiguity."""

    async def scenario(service: Service) -> None:
        service.token_answer = answer
        async with serving(service) as served, client_of(served.url, auth()) as client:
            with pytest.raises(NotSent, match="no token"):
                await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario(Service()))


@pytest.mark.parametrize("status", ["302 Found", "404 Not Found", "405 Not Allowed"])
def test_an_address_without_a_token_endpoint_is_told_at_once(status: str) -> None:
    """Where neither tokens nor the API were ever seen, base_url is wrong; later it is an outage like others."""

    async def scenario(service: Service) -> None:
        async with serving(service) as served:
            service.token_answer = (b"", status, "X: x")
            async with client_of(served.url, auth()) as client:
                with pytest.raises(ServiceUnreachable, match="check base_url"):
                    await client.submit(SMALL, OPTIONS)
            service.token_answer = None
            async with client_of(served.url, auth()) as client:
                await client.submit(SMALL, OPTIONS)
                service.token_answer = (b"", status, "X: x")
                service.valid.clear()
                with pytest.raises(NotSent, match=r"no token.*check base_url"):
                    await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario(Service()))


@pytest.mark.parametrize("status", ["302 Found", "404 Not Found", "405 Not Allowed"])
def test_an_address_that_issues_a_token_is_the_right_one(status: str) -> None:
    """A stray redirect or 404 to the first document is sent again: the run's address was right for the token."""

    async def scenario(service: Service) -> None:
        async with serving(service) as served, client_of(served.url, auth()) as client:
            service.api_answer = lambda _: (b"", status)
            with pytest.raises(NotSent, match="check base_url"):
                await client.submit(SMALL, OPTIONS)
            service.api_answer = None
            assert await client.submit(SMALL, OPTIONS) == GUID

    asyncio.run(scenario(Service()))


@pytest.mark.parametrize("begun", [b"", b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"access_token":"half'])
def test_a_token_answer_that_is_lost_is_not_a_lost_document(begun: bytes) -> None:
    """The connection breaks after the credentials went out: the submission is surely not sent."""

    async def hang_up(peer: Peer) -> None:
        await peer.request()
        await peer.send(begun)

    async def scenario() -> None:
        async with serving(hang_up) as served, client_of(served.url, auth()) as client:
            with pytest.raises(NotSent):
                await client.submit(SMALL, OPTIONS)

    asyncio.run(scenario())


async def _refused(served: Served) -> BatchOcrError:
    async with client_of(served.url, auth()) as client:
        with pytest.raises(BatchOcrError) as caught:
            await client.submit(SMALL, OPTIONS)
        return caught.value


@pytest.mark.parametrize(
    "status", ["400 Bad", "401 Unauthorized", "403 Forbidden", "413 Large", "500 Oops", "503 Busy", "404 No"]
)
@pytest.mark.parametrize("end", ["token", "api"])
def test_no_error_shows_a_secret(caplog: pytest.LogCaptureFixture, status: str, end: str) -> None:
    """A service that echoes the secret and the token in its error page does not get them into messages or logs."""
    caplog.set_level(logging.DEBUG)
    echo = json.dumps({"title": "refused", "detail": f"you sent {SECRET} and token-1 and token-2"}).encode()

    async def scenario(service: Service) -> BatchOcrError:
        if end == "token":
            service.token_answer = (echo, status, "Content-Type: application/json")
        else:
            service.api_answer = lambda _: (echo, status)
        async with serving(service) as served:
            return await _refused(served)

    error = asyncio.run(scenario(Service()), debug=True)
    shown = "".join(traceback.format_exception(error)) + repr(error) + caplog.text
    assert SECRET not in shown
    if end == "api":
        issued = "token-2" if status.startswith("401") else "token-1"
        assert issued not in shown


def test_a_token_cannot_add_to_the_header() -> None:
    """A line end in it would begin another field, or another request: nothing is sent, and the token is not shown."""

    async def scenario() -> None:
        service = Service()
        async with serving(service) as served:
            for end in ("\r\n", "\n", "\r"):
                async with client_of(served.url, StaticToken(Secret(f"abc{end}X-Injected: 1"))) as client:
                    with pytest.raises(NotSent, match="token") as caught:
                        await client.submit(SMALL, OPTIONS)
                    assert "abc" not in str(caught.value)
        assert service.heads == []

    asyncio.run(scenario())
