"""One HTTP answer as its bytes come in: bounded in size, and kept as far as it came.

The syntax is the business of llhttp, the parser of Node.js, by way of httptools. Where gateways are known to be sloppy
it is told to look away: an answer to a submission that cannot be read is a document that may have been paid for.
"""

from __future__ import annotations

from typing import Final

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

MAX_HEADER_BYTES: Final = 64 * 1024
"""Of one answer, the interim ones (1xx) before it included; and of what comes around its body: sizes of chunks, fields
behind the last one."""

_INTERIM: Final = range(100, 200)
_WITHOUT_BODY: Final = frozenset({204, 304})


class AnswerTooLong(ValueError):
    """The answer is longer than any sensible one."""


class ReplyParser:
    """Takes bytes by `feed` until it is `over`: `complete`, or with a `fault`."""

    __slots__ = (
        "_chunked",
        "_length_known",
        "_max_bytes",
        "_only_head",
        "_parser",
        "_pieces",
        "_size",
        "_without_body",
        "complete",
        "early",
        "excess",
        "fault",
        "has_begun",
        "head_complete",
        "headers",
        "keeps_alive",
        "reason",
        "status",
    )

    def __init__(self, max_bytes: int, *, only_head: bool = False) -> None:
        """`max_bytes` bounds the body as it comes; of an answer to CONNECT there is `only_head`."""
        self._max_bytes = max_bytes
        self._only_head = only_head
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_chunked_length=True,
            lenient_optional_lf_after_cr=True,
            lenient_optional_cr_before_lf=True,
            lenient_optional_crlf_after_chunk=True,
            lenient_spaces_after_chunk_size=True,
        )
        self._size = self._without_body = 0
        """Bytes: of the body, and of anything else since the last piece of it."""
        self._length_known = self._chunked = False
        self._pieces: list[bytes] = []
        self.status = 0
        """0 until the header is complete."""
        self.reason = ""
        """What stands behind the status."""
        self.headers: dict[str, str] = {}
        """By names in lower case; of several with one name the first."""
        self.has_begun = False
        """Whether any byte has come."""
        self.head_complete = False
        self.complete = False
        self.early = False
        """Whether the header came before the last byte of the request was out; set by whoever sends."""
        self.keeps_alive = False
        """Whether the server means to go on with this connection."""
        self.excess = False
        """Whether more came than this answer: nobody asked for it, so the connection cannot be trusted any more."""
        self.fault: Exception | None = None
        """Why the rest will not come."""

    @property
    def over(self) -> bool:
        """Whether nothing more is expected."""
        return self.complete or self.fault is not None

    @property
    def body(self) -> bytes:
        """As far as it came, as it came: perhaps compressed."""
        return b"".join(self._pieces)

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the connection."""
        assert self._parser is not None
        self.has_begun = True
        self._without_body += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            self.excess = True
            self.fail(error)
        except HttpParserUpgrade:  # status 101
            self.fail(ValueError("the server switches to another protocol"))
        if self._without_body > MAX_HEADER_BYTES:
            self.fail(AnswerTooLong(f"more than {MAX_HEADER_BYTES} bytes in a row are not of the answer's body"))
        if self.over:
            self._parser = None  # its callbacks are ours: a circle that only the garbage collector would find

    def end(self, error: Exception | None = None) -> None:
        """Take the end of the connection: of a body without a length the regular end, otherwise a fault."""
        if self.over:
            return
        if error is None and self.head_complete and not self._length_known:
            self.complete = True
        else:
            self.fail(error or ConnectionResetError("closed before the answer was complete"))
        self._parser = None

    def fail(self, error: Exception) -> None:
        """Expect nothing more, because of `error`; what came is kept."""
        if not self.over:
            self.fault = error.with_traceback(None)  # whose frames hold this object: a circle again

    # called by the parser

    def on_message_begin(self) -> None:
        """Another answer begins; behind a complete one, nobody asked for it."""
        self.excess = self.complete

    def on_status(self, piece: bytes) -> None:
        """Keep a piece of the reason."""
        if not self.head_complete:
            self.reason += piece.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; what stands behind a body in chunks is none."""
        if self.over or self.head_complete:
            return
        key, text = name.decode("latin-1").lower(), value.decode("utf-8", "surrogateescape").strip()
        self.headers.setdefault(key, text)
        if key == "transfer-encoding":
            self._chunked = text.lower().endswith("chunked")

    def on_headers_complete(self) -> None:
        """Take the status, unless it is an interim one."""
        assert self._parser is not None
        status = self._parser.get_status_code()
        if self.over or status in _INTERIM:
            return
        self.status, self.head_complete, self._without_body = status, True, 0
        sized, encoded = (name in self.headers for name in ("content-length", "transfer-encoding"))
        # An encoding overrules a length, and without chunks it ends with the connection. Source: RFC 9112, 6.3.
        self._length_known = status in _WITHOUT_BODY or (self._chunked if encoded else sized)
        # Two lengths that contradict each other are how one answer is smuggled behind another.
        self.keeps_alive = self._length_known and not (sized and encoded) and self._parser.should_keep_alive()
        self.complete = self._only_head

    def on_body(self, piece: bytes) -> None:
        """Keep a piece of the body, within the bound. Behind a header that is all, nobody asked for it."""
        self.excess = self.excess or self._only_head
        if self.over:
            return
        self._size += len(piece)
        self._without_body = 0
        if self._size > self._max_bytes:
            self.fail(AnswerTooLong(f"the answer is longer than {self._max_bytes} bytes"))
        else:
            self._pieces.append(piece)

    def on_message_complete(self) -> None:
        """Take the end of the answer; an interim one (1xx) announces another."""
        if self.head_complete:
            self.complete = self.fault is None
        else:
            self.headers.clear()
            self.reason = ""
            self._chunked = False
