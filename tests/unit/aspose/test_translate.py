from __future__ import annotations

import errno
import socket
import ssl

import httptools
import pytest

from batch_ocr.aspose.credentials import Secret
from batch_ocr.aspose.reply_parser import AnswerTooLong
from batch_ocr.aspose.translate import FOREIGN, no_connection, translate
from batch_ocr.errors import AnswerLost, NotSent

PARSER_ERRORS = {
    kind for kind in vars(httptools).values() if isinstance(kind, type) and issubclass(kind, BaseException)
} - {httptools.HttpParserUpgrade}
"""The one that is no error to the library ends in `ReplyParser`."""


@pytest.mark.parametrize("kind", sorted(PARSER_ERRORS, key=str))
def test_every_exception_of_the_parser_is_caught(kind: type[BaseException]) -> None:
    """Also one that a newer version of the library adds."""
    assert issubclass(kind, FOREIGN)


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
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"),
        ValueError("bad header"),
        AnswerTooLong("long"),
        httptools.HttpParserInvalidStatusError("bad"),
    ],
)
def test_with_a_connection_the_progress_of_the_request_decides(error: Exception) -> None:
    """Before the last byte is out nobody has the request; afterwards somebody may have it."""
    assert isinstance(error, FOREIGN)
    assert isinstance(translate(error, handed_over=False), NotSent)
    assert isinstance(translate(error, handed_over=True), AnswerLost)


def test_without_a_connection_the_address_is_told() -> None:
    """The resolver's own words name nobody."""
    assert "service.invalid:443" in str(no_connection(socket.gaierror(-2, "unknown name"), "service.invalid:443"))


def test_the_kind_of_an_error_without_text_is_told() -> None:
    """A bare TimeoutError or BrokenPipeError still says what happened."""
    assert "timed out" in str(translate(TimeoutError(), handed_over=True))
    assert "BrokenPipe" in str(translate(BrokenPipeError(), handed_over=False))


def test_a_secret_that_is_cut_off_is_still_masked() -> None:
    """A parser quotes the line it stumbled over; the line is cut after its secrets are gone."""
    told = translate(ValueError("x" * 295 + "s3cret-token"), handed_over=True, redact=Secret("s3cret-token").redact)
    assert "s3" not in str(told)


@pytest.mark.parametrize("error", [TypeError(), RuntimeError("Session is closed"), KeyError(), AssertionError()])
def test_bugs_are_not_caught(error: Exception) -> None:
    """A mistake of this program must not pass for an unreachable service."""
    assert not isinstance(error, FOREIGN)
