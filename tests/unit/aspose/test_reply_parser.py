from __future__ import annotations

import gc
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.aspose.reply_parser import MAX_HEADER_BYTES, AnswerTooLong, ReplyParser

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nTrailer: t\r\n\r\n"
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\nRetry-After: 9\r\n\r\n" + PLAIN
IDENTITY = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhello"
UNTIL_CLOSED = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello"


def parsed(*pieces: bytes, max_bytes: int = 1000, closed: bool = False) -> ReplyParser:
    reply = ReplyParser(max_bytes)
    for piece in pieces:
        if not reply.over:
            reply.feed(piece)
    if closed:
        reply.end()
    return reply


def cut_at(data: bytes, places: Iterable[int]) -> list[bytes]:
    ends = sorted({place % len(data) for place in places} | {len(data)})
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False) if start < end]


@given(
    answer=st.sampled_from([PLAIN, CHUNKED, INTERIM, UNTIL_CLOSED, IDENTITY]),
    places=st.lists(st.integers(0, 500), max_size=20),
)
def test_an_answer_is_the_same_however_it_is_cut(answer: bytes, places: list[int]) -> None:
    """Packets end where they like."""
    reply = parsed(*cut_at(answer, places), closed=True)
    assert (reply.status, reply.body, reply.complete, reply.fault) == (200, b"hello", True, None)
    assert "retry-after" not in reply.headers


@given(
    answer=st.sampled_from([PLAIN, CHUNKED, INTERIM]),
    end=st.integers(0, 500),
    places=st.lists(st.integers(0, 500), max_size=5),
)
def test_an_answer_that_breaks_off_is_never_complete(answer: bytes, end: int, places: list[int]) -> None:
    """Whatever is missing at the end is missed, and what had come is kept."""
    start = answer[: end % len(answer)]
    reply = parsed(*(cut_at(start, places) if start else []), closed=True)
    assert not reply.complete
    assert isinstance(reply.fault, ConnectionResetError)
    assert b"hello".startswith(reply.body)
    assert reply.has_begun == bool(start)


@given(data=st.binary(max_size=300), places=st.lists(st.integers(0, 500), max_size=5))
def test_any_bytes_end_in_an_answer_or_in_a_fault(data: bytes, places: list[int]) -> None:
    """Nothing a server may send raises."""
    reply = parsed(*(cut_at(data, places) if data else []), closed=True)
    assert reply.over
    assert reply.complete is (reply.fault is None)


@pytest.mark.parametrize(
    ("answer", "keeps_alive"),
    [
        (PLAIN, True),
        (CHUNKED, True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", True),
        (PLAIN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), False),
        (PLAIN.replace(b"1.1", b"1.0"), False),
        (UNTIL_CLOSED, False),
        (IDENTITY, False),
        (CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 9\r\n\r\n", 1), False),
    ],
)
def test_a_connection_goes_on_when_the_server_says_so(answer: bytes, *, keeps_alive: bool) -> None:
    """By its version, its `Connection`, and an end that does not hang on closing."""
    assert parsed(answer, closed=True).keeps_alive is keeps_alive


@pytest.mark.parametrize("separate", [False, True])
def test_what_comes_behind_an_answer_is_noticed(*, separate: bool) -> None:
    """A second answer that nobody asked for changes nothing about the first, and tells that the two are out of step."""
    reply = parsed(*([PLAIN[:-1], b"o" + PLAIN] if separate else [PLAIN + PLAIN.replace(b"hello", b"other")]))
    assert (reply.body, reply.complete, reply.excess) == (b"hello", True, True)
    assert not parsed(PLAIN).excess


@pytest.mark.parametrize(
    "answer",
    [
        PLAIN.replace(b"\r\n", b"\n"),
        PLAIN.replace(b"Content-Type: text/plain", b"Server: \xff\x80"),
        CHUNKED.replace(b"2\r\n", b"2  \r\n"),
        CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 9\r\n\r\n", 1),
        b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello",
        b"\r\n" + PLAIN,
    ],
)
def test_a_sloppy_answer_is_read(answer: bytes) -> None:
    """What is understood without doubt is taken: we paid for it."""
    assert (parsed(answer).body, parsed(answer).complete) == (b"hello", True)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 20x OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        CHUNKED.replace(b"2\r\n", b"two\r\n"),
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n\0\0",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_a_fault(answer: bytes) -> None:
    """And no connection to go on with."""
    reply = parsed(answer, closed=True)
    assert reply.fault is not None
    assert not reply.complete


def test_a_header_without_end_is_given_up() -> None:
    """At its bound, interim answers included."""
    assert parsed(b"HTTP/1.1 200 OK\r\nX: ", b"x" * MAX_HEADER_BYTES).fault is not None
    assert parsed(*[b"HTTP/1.1 102 Processing\r\n\r\n"] * (MAX_HEADER_BYTES // 20)).fault is not None


@pytest.mark.parametrize(("max_bytes", "whole"), [(5, True), (4, False)])
def test_a_body_beyond_its_bound_is_given_up(max_bytes: int, *, whole: bool) -> None:
    """What came within the bound is kept."""
    for answer in (PLAIN, CHUNKED):
        assert parsed(answer, max_bytes=max_bytes).complete is whole


@pytest.mark.parametrize("endless", [b"0\r\nTrailer: ", b"2;extension="])
def test_what_stands_around_a_body_is_bounded_like_a_header(endless: bytes) -> None:
    """Fields behind the last chunk and words behind a chunk's size are no way into the memory either."""
    start = CHUNKED.partition(b"\r\n\r\n")[0] + b"\r\n\r\n2\r\nhe\r\n"
    assert isinstance(parsed(start, endless, b"x" * MAX_HEADER_BYTES).fault, AnswerTooLong)
    assert not parsed(start, *[b"1\r\nl\r\n"] * MAX_HEADER_BYTES, max_bytes=1 << 20).over


def test_what_stands_behind_a_body_is_no_header() -> None:
    """It cannot say after the fact what the body is, nor when to come back."""
    reply = parsed(CHUNKED.replace(b"Trailer: t", b"Content-Encoding: gzip"))
    assert (reply.complete, list(reply.headers)) == (True, ["transfer-encoding"])


@pytest.mark.parametrize("encoding", [b"identity", b"gzip", b"chunked, identity"])
def test_a_body_whose_encoding_has_no_end_lasts_until_the_connection_closes(encoding: bytes) -> None:
    """As one without a length. Source: RFC 9112, 6.3."""
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + encoding + b"\r\n\r\nhello"
    assert not parsed(answer).over
    reply = parsed(answer, closed=True)
    assert (reply.body, reply.complete, reply.keeps_alive) == (b"hello", True, False)


def test_the_last_encoding_tells_whether_a_body_has_an_end() -> None:
    """Also where each has a header of its own: a body that is cut is not taken for a whole one."""
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"
    assert not parsed(answer, closed=True).complete


@pytest.mark.parametrize("rest", [b"\x16\x03", b"HTTP/1.1 200 OK\r\n"])
def test_what_comes_behind_a_header_that_is_all_is_noticed(rest: bytes) -> None:
    """Behind the answer to CONNECT nobody has been asked anything yet."""
    reply = ReplyParser(0, only_head=True)
    reply.feed(b"HTTP/1.1 200 Connection established\r\n\r\n" + rest)
    assert (reply.complete, reply.excess) == (True, True)


def test_the_first_header_of_a_name_counts() -> None:
    """Names are told apart without their case; spaces around a value are none of it."""
    reply = parsed(b"HTTP/1.1 429 Slow Down\r\nRETRY-after:  7 \r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n")
    assert (reply.headers["retry-after"], reply.reason) == ("7", "Slow Down")


def test_a_reply_leaves_nothing_to_the_garbage_collector() -> None:
    """Thousands of answers a minute must not wait in circles for it."""
    gc.collect()
    gc.disable()
    try:
        for answer in (PLAIN, CHUNKED, UNTIL_CLOSED, b"no http at all\r\n"):
            parsed(answer, closed=True)
        assert gc.collect() == 0
    finally:
        gc.enable()
