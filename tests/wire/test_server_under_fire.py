from __future__ import annotations

import asyncio
import gzip
import re
import resource
from dataclasses import replace

import orjson
import pytest

from batch_ocr.aspose.wire import INVOICE_PATH, TOKEN_PATH
from batch_ocr.server.stand_in import StandInReader
from tests.wire.server_under_test import CONFIG, Caller, GatedReader, connect, post_head, raw, run, serving, submission

IMPATIENT = replace(CONFIG, header_timeout=0.1, body_timeout=0.1)


async def is_served(caller: Caller) -> None:
    """Assert that somebody else gets a document read from end to end."""
    assert (await caller.end_of(await caller.submit()))["taskStatus"] == "Completed"


@pytest.mark.parametrize(
    "head",
    [b"", b"GET / HTTP/1.1\r\nHost:", b"POST " + INVOICE_PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nX-One: 1\r\n"],
    ids=["nothing", "half a header", "no end of headers"],
)
def test_client_that_never_ends_its_headers_is_dropped(head: bytes) -> None:
    """After `header_timeout` the connection is closed, whatever part of a request came."""

    async def scenario() -> None:
        async with serving(StandInReader(), IMPATIENT) as caller:
            assert await raw(caller.base_url, head) == b""
            await is_served(caller)

    run(scenario())


def test_body_that_falls_silent_is_a_408() -> None:
    """A declared body that does not come ends with an answer and the connection closed; nothing is kept of it."""

    async def scenario() -> None:
        async with serving(StandInReader(), IMPATIENT) as caller:
            answer = await raw(caller.base_url, post_head(1000), b'{"image": "aGk')
            assert answer.startswith(b"HTTP/1.1 408")
            await is_served(caller)

    run(scenario())


def test_body_that_drips_is_a_408_too() -> None:
    """A byte now and then keeps no connection alive: the whole body has a deadline by its length."""

    async def scenario() -> None:
        config = replace(IMPATIENT, min_body_rate=1e9)
        async with serving(StandInReader(), config) as caller:
            reader, writer = await connect(caller.base_url)
            writer.write(post_head(1000))
            answer = b""
            while not answer:
                writer.write(b" ")
                try:
                    async with asyncio.timeout(0.02):
                        answer = await reader.read(100)
                except TimeoutError:
                    continue
            assert answer.startswith(b"HTTP/1.1 408")
            writer.close()

    run(scenario())


def test_token_request_that_falls_silent_is_dropped() -> None:
    """The token endpoint is as impatient as the rest."""

    async def scenario() -> None:
        async with serving(StandInReader(), IMPATIENT) as caller:
            head = f"POST {TOKEN_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
            form = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
            assert (await raw(caller.base_url, (head + form).encode())).startswith(b"HTTP/1.1 400")

    run(scenario())


def test_declared_length_over_the_limit_is_a_413_before_the_body() -> None:
    """The refusal does not wait for 100 GB."""

    async def scenario() -> None:
        async with serving(StandInReader(), IMPATIENT) as caller:
            for length in (CONFIG.max_body_bytes + 1, 10**11):
                answer = await raw(caller.base_url, post_head(length))
                assert answer.startswith(b"HTTP/1.1 413")
                assert b"Connection: close" in answer

    run(scenario())


def test_413_reaches_a_client_that_is_still_sending() -> None:
    """What is still coming is read and thrown away for a while, so that the answer is not lost to a reset."""

    async def scenario() -> None:
        async with serving(StandInReader(), replace(CONFIG, max_body_bytes=1000, body_timeout=0.3)) as caller:
            status, body, _ = await caller.post(bytes(3_000_000))
            assert (status, orjson.loads(body)["status"]) == (413, 413)

    run(scenario())


def test_expect_100_continue_spares_the_body() -> None:
    """Whoever asks first is told 413 or 401 at once, and 100 only when the body is welcome."""

    async def scenario() -> None:
        async with serving(StandInReader(), IMPATIENT) as caller:
            expect = "Expect: 100-continue"
            assert (await raw(caller.base_url, post_head(10**9, expect))).startswith(b"HTTP/1.1 413")
            unknown = post_head(10, expect).replace(b"let-me-in", b"wrong")
            assert (await raw(caller.base_url, unknown)).startswith(b"HTTP/1.1 401")
            body = orjson.dumps(submission(b"image"))
            answer = await raw(caller.base_url, post_head(len(body), expect, "Connection: close"), body)
            assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")

    run(scenario())


def test_chunked_body_is_counted_as_it_comes() -> None:
    """A body without a declared length is taken, and refused once it is too long."""

    async def scenario() -> None:
        async with serving(StandInReader(), replace(CONFIG, max_body_bytes=1000)) as caller:
            head = post_head(0, "Transfer-Encoding: chunked", "Connection: close").replace(
                b"Content-Length: 0\r\n", b""
            )
            body = orjson.dumps(submission(b"image"))
            good = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
            assert (await raw(caller.base_url, head, good)).startswith(b"HTTP/1.1 200")
            endless = b"".join(b"100\r\n" + bytes(0x100) + b"\r\n" for _ in range(5))
            assert (await raw(caller.base_url, head, endless + b"0\r\n\r\n")).startswith(b"HTTP/1.1 413")

    run(scenario())


def test_compressed_bomb_is_counted_unpacked() -> None:
    """100 MB of spaces in 100 KB of gzip is a 413, and the memory never sees them."""

    async def scenario() -> None:
        async with serving(StandInReader(), replace(CONFIG, max_body_bytes=1_000_000)) as caller:
            bomb = gzip.compress(b" " * 100_000_000, 1)
            before = peak_bytes()
            headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
            status, _, _ = await caller.call("POST", INVOICE_PATH, data=bomb, headers=headers)
            assert status == 413
            assert peak_bytes() - before < 30_000_000
            await is_served(caller)

    run(scenario())


@pytest.mark.parametrize(
    ("length", "body", "statuses"),
    [
        (20, b'{"image": "aGk=", "settings": {}}', [400]),
        (50, b'{"image": "aGk=", "settings": {}}', []),
        ("-1", b"{}", [400]),
        ("1e3", b"{}", [400]),
    ],
    ids=["too short", "too long, then closed", "negative", "not a number"],
)
def test_length_that_lies_harms_only_the_liar(length: int | str, body: bytes, statuses: list[int]) -> None:
    """Too short: the rest is no request. Too long: nobody waits for it. Nonsense: 400."""

    async def scenario() -> None:
        async with serving(StandInReader(), IMPATIENT) as caller:
            if statuses:
                answer = await raw(caller.base_url, post_head(length), body)
                assert [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d+)", answer)] == statuses
            else:
                await raw(caller.base_url, post_head(length), body, read_all=False)
            await is_served(caller)

    run(scenario())


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(5000)) + b"\r\n",
        b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        b"\0" * 10_000,
    ],
    ids=["long header", "many headers", "long path", "TLS", "zeros"],
)
def test_garbage_instead_of_headers_is_a_400(request_bytes: bytes) -> None:
    """Headers are bounded in length and number, and what is no HTTP at all gets an answer and a closed connection."""

    async def scenario() -> None:
        async with serving(StandInReader(), IMPATIENT) as caller:
            try:
                answer = await raw(caller.base_url, request_bytes)
            except ConnectionError:  # closed while we were still sending
                answer = b""
            assert re.match(rb"$|HTTP/1\.[01] 400 ", answer)
            await is_served(caller)

    run(scenario())


def test_thousand_idle_connections_keep_nobody_out() -> None:
    """Others are served beside them though the process began with room for few, and their time ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))

    async def scenario() -> None:
        async with serving(StandInReader(), replace(CONFIG, header_timeout=1.0)) as caller:
            idle = [await connect(caller.base_url) for _ in range(1000)]
            await is_served(caller)
            for reader, writer in idle:
                assert await reader.read() == b""
                writer.close()

    try:
        run(scenario())
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (256, hard), "the limit is given back"
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_25_mb_of_bad_base64_are_refused_while_others_are_served() -> None:
    """Decoding happens off the loop: another client's calls go through meanwhile, and the memory is given back."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller:
            body = b'{"image": "' + b"A" * 25_000_000 + b'!", "settings": {}}'
            async with asyncio.TaskGroup() as group:
                bad = [group.create_task(caller.post_body(body)) for _ in range(3)]
                while not all(one.done() for one in bad):
                    await is_served(caller)
            assert [one.result()[0] for one in bad] == [400] * 3

    run(scenario())


def test_waiting_images_are_bounded_in_memory_and_on_disk() -> None:
    """Large images wait in files; when the bound on all of them is reached the next one is a 503, not a full disk."""

    async def scenario() -> None:
        config = replace(
            CONFIG, readers=1, body_timeout=0.5, max_spool_memory_bytes=1_000_000, max_spool_bytes=20_000_000
        )
        reader = GatedReader()
        async with serving(reader, config) as caller:
            before = peak_bytes()
            image = bytes(3_000_000)
            statuses = [(await caller.post(image))[0] for _ in range(8)]
            assert statuses == [200] * 7 + [503], "one is being read, six wait; a body of 4 MB needs room beside them"
            assert peak_bytes() - before < 60_000_000
            reader.gate.set()
            while (await caller.call("GET", "/healthz"))[1] != b'{"queued": 0, "running": 0}':
                pass
            assert (await caller.post(image))[0] == 200

    run(scenario())


def test_abandoned_uploads_give_their_room_back() -> None:
    """Clients that vanish in the middle of a body leave nothing behind."""

    async def scenario() -> None:
        config = replace(CONFIG, max_spool_bytes=300_000)
        async with serving(StandInReader(), config) as caller:
            for _ in range(20):
                await raw(caller.base_url, post_head(200_000), b'{"image": "' + b"A" * 100_000, read_all=False)
            while (await caller.post(bytes(100_000)))[0] == 503:
                pass

    run(scenario())


def peak_bytes() -> int:
    """Return the most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
