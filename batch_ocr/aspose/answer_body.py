"""Reading an answer's body: bounded in size and time, decompressed within the bound, and kept as far as it came."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass
from typing import Final

import aiohttp

from batch_ocr.aspose.translate import FOREIGN

GZIP_MAGIC: Final = b"\x1f\x8b"

PATIENCE: Final = 5
"""Read timeouts that one whole answer may last: each byte restarts the timeout, and a server may send one at a time."""


@dataclass(frozen=True, slots=True)
class Body:
    """What came of an answer's body."""

    content: bytes
    """Decompressed; only as far as it came if there is a `fault`."""
    fault: Exception | None = None
    """What kept the rest from coming."""


class AnswerTooLong(ValueError):
    """The answer is longer than any sensible one."""


async def read_body(response: aiohttp.ClientResponse, max_bytes: int, read_timeout: float) -> Body:
    """Read to the end, or to the first fault. `read_timeout` in seconds, for one read."""
    pieces: list[bytes] = []
    try:
        if response.content.is_eof():  # as a rule the whole answer has come with its header
            pieces.append(response.content.read_nowait())
        else:
            async with asyncio.timeout(read_timeout * PATIENCE):
                await _collect(response.content, pieces, max_bytes)
        raw = b"".join(pieces)
        return Body(_decompressed(raw, response.headers.get("Content-Encoding", ""), max_bytes))
    except FOREIGN as error:
        return Body(b"".join(pieces), error)


async def _collect(content: aiohttp.StreamReader, pieces: list[bytes], max_bytes: int) -> None:
    size = 0
    while piece := await content.readany():
        size += len(piece)
        if size > max_bytes:
            raise AnswerTooLong(f"the answer is longer than {max_bytes} bytes")
        pieces.append(piece)


def _decompressed(raw: bytes, encoding: str, max_bytes: int) -> bytes:
    """Undo gzip or deflate, which we do not ask for but some gateways apply, without being blown up by it."""
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        return raw
    try:
        return _inflated(raw, zlib.MAX_WBITS | 32, max_bytes)
    except zlib.error as error:
        if "deflate" not in encoding.lower():
            raise ValueError(f"the answer is not valid {encoding}") from error
    try:
        return _inflated(raw, -zlib.MAX_WBITS, max_bytes)  # some servers leave out the header that RFC 9110 demands
    except zlib.error as error:
        raise ValueError(f"the answer is not valid {encoding}") from error


def _inflated(raw: bytes, window_bits: int, max_bytes: int) -> bytes:
    """Inflate all members: gzip may be several one after the other. Source: RFC 1952 §2.2."""
    content = bytearray()
    while True:
        decompressor = zlib.decompressobj(window_bits)
        content += decompressor.decompress(raw, max_bytes - len(content) or 1)
        if not decompressor.eof or len(content) > max_bytes:
            raise AnswerTooLong(f"the answer is cut, or longer than {max_bytes} bytes")
        raw = decompressor.unused_data
        if not raw.startswith(GZIP_MAGIC):
            return bytes(content)
