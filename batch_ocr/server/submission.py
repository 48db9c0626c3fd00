"""A submitted body turned into an image and its options, off the event loop when it is large."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from batch_ocr.aspose.wire import RecognitionOptions, decode_request
from batch_ocr.server.spool import Spooled

INLINE_BYTES = 64 * 1024
"""Bodies up to this size are decoded on the event loop: that takes less time than a change of threads."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One decoded submission."""

    image: bytes = field(repr=False)
    sha256: str
    """Of the image, hexadecimal."""
    options: RecognitionOptions


async def decode(body: Spooled, threads: ThreadPoolExecutor) -> Submission:
    """Decode a received body. Raises MalformedRequest.

    The number of threads limits how many whole bodies are in memory.
    """
    if body.in_memory and body.size_bytes <= INLINE_BYTES:
        return _decode(body)
    return await asyncio.get_running_loop().run_in_executor(threads, _decode, body)


def _decode(body: Spooled) -> Submission:
    request = decode_request(body.read())
    return Submission(request.image, hashlib.sha256(request.image).hexdigest(), request.options)
