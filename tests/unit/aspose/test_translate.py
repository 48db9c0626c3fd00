from __future__ import annotations

import asyncio
import errno
import inspect
import socket
import ssl

import aiohttp
import pytest
from aiohttp import client_exceptions, http_exceptions

from batch_ocr.aspose.credentials import Secret
from batch_ocr.aspose.translate import CANNOT_OCCUR, FOREIGN, JUDGED_BY_PROGRESS, NEVER_CONNECTED, translate
from batch_ocr.errors import AnswerLost, NotSent


def public_exceptions() -> dict[str, type[BaseException]]:
    """Every exception aiohttp offers to clients, by name."""
    names = {*client_exceptions.__all__, *aiohttp.__all__, *vars(client_exceptions)}
    found = {name: getattr(client_exceptions, name, None) or getattr(aiohttp, name, None) for name in names}
    return {
        name: kind
        for name, kind in found.items()
        if inspect.isclass(kind) and issubclass(kind, BaseException) and kind.__module__ == client_exceptions.__name__
    }


@pytest.mark.parametrize("name", sorted(public_exceptions()))
def test_every_exception_of_the_library_has_its_place(name: str) -> None:
    """A new exception of aiohttp fails this test until somebody has decided whether it means that nothing was sent."""
    never_connected = issubclass(public_exceptions()[name], NEVER_CONNECTED) and name not in CANNOT_OCCUR
    assert [never_connected, name in JUDGED_BY_PROGRESS, name in CANNOT_OCCUR].count(True) == 1


@pytest.mark.parametrize("name", sorted(set(public_exceptions()) - {"WSMessageTypeError"}))
def test_every_exception_of_the_library_is_caught(name: str) -> None:
    """What the library may raise at a request is translated; a web socket's TypeError would be a bug."""
    assert issubclass(public_exceptions()[name], FOREIGN)


def test_no_name_outlives_its_exception() -> None:
    """The names that are placed are names the library has, or had in the oldest version that is supported."""
    assert (JUDGED_BY_PROGRESS | CANNOT_OCCUR) - set(public_exceptions()) <= {"UploadAbortedError"}


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(errno.ECONNRESET, "reset"),
        BrokenPipeError(),
        OSError(errno.ENETUNREACH, "unreachable"),
        socket.gaierror(-2, "unknown name"),
        ssl.SSLError(1, "bad record"),
        ssl.SSLCertVerificationError(1, "self-signed"),
        TimeoutError(),
        asyncio.IncompleteReadError(b"", 1),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"),
        ValueError("bad header"),
        http_exceptions.BadHttpMessage("bad"),
        http_exceptions.BadStatusLine("x"),
        http_exceptions.LineTooLong(b"x", 1),
        http_exceptions.InvalidHeader("x"),
        http_exceptions.ContentLengthError("x"),
        aiohttp.ServerDisconnectedError(),
        aiohttp.SocketTimeoutError(),
        aiohttp.ClientPayloadError("cut"),
        aiohttp.ClientConnectionResetError("closing"),
        aiohttp.ClientOSError(errno.EPIPE, "broken"),
    ],
)
def test_with_a_connection_the_progress_of_the_body_decides(error: Exception) -> None:
    """Before the last byte is out nobody has the request; afterwards somebody may have it."""
    assert isinstance(error, FOREIGN)
    assert isinstance(translate(error, handed_over=False), NotSent)
    assert isinstance(translate(error, handed_over=True), AnswerLost)


@pytest.mark.parametrize(
    "error", [aiohttp.ConnectionTimeoutError("connect"), aiohttp.InvalidURL("x"), aiohttp.NonHttpUrlClientError("x")]
)
def test_without_a_connection_nothing_was_sent(error: Exception) -> None:
    """However far the caller believes to be."""
    assert isinstance(translate(error, handed_over=True), NotSent)


def test_the_kind_of_an_error_without_text_is_told() -> None:
    """A bare TimeoutError or ServerDisconnectedError still says what happened."""
    assert "timed out" in str(translate(TimeoutError(), handed_over=True))
    assert "ServerDisconnected" in str(translate(aiohttp.ServerDisconnectedError(), handed_over=False))


def test_a_secret_that_is_cut_off_is_still_masked() -> None:
    """A parser quotes the line it stumbled over; the line is cut after its secrets are gone."""
    told = translate(ValueError("x" * 295 + "s3cret-token"), handed_over=True, redact=Secret("s3cret-token").redact)
    assert "s3" not in str(told)


@pytest.mark.parametrize("error", [TypeError(), RuntimeError("Session is closed"), KeyError(), AssertionError()])
def test_bugs_are_not_caught(error: Exception) -> None:
    """A mistake of this program must not pass for an unreachable service."""
    assert not isinstance(error, FOREIGN)
