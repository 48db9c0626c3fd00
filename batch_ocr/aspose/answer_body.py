"""Undoing the compression of an answer's body, without being blown up by it."""

from __future__ import annotations

import zlib
from typing import Final

from batch_ocr.aspose.reply_parser import AnswerTooLong

GZIP_MAGIC: Final = b"\x1f\x8b"


def decompressed(raw: bytes, encoding: str, max_bytes: int) -> bytes:
    """Undo gzip or deflate, which we do not ask for but some gateways apply.

    Raises:
        ValueError: it is not that; AnswerTooLong, one of them, if it is cut or longer than `max_bytes`.
    """
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
