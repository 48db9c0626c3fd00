"""Undoing the compression of an answer's body, without being blown up by it."""

from __future__ import annotations

import zlib

from batch_ocr.aspose.reply_parser import AnswerTooLong


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
    decompressor = zlib.decompressobj(window_bits)
    content = decompressor.decompress(raw, max_bytes)
    if not decompressor.eof:
        raise AnswerTooLong(f"the answer is cut, or longer than {max_bytes} bytes")
    return content
