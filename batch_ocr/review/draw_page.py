"""One page of a scan as a JPEG, drawn in a process of its own: file on stdin, a line of JSON and the JPEG on stdout.

A decoder that crashes, hangs or eats memory ends this process and nothing else. It gets an open file, not a name.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from contextlib import suppress
from typing import Final

PROGRAM: Final = "from batch_ocr.review.draw_page import main; main()"
"""Its arguments: the page, from 0, and the most pixels of it as stored."""
MAX_CPU: Final = 30
"""Seconds."""
LONGEST_SIDE: Final = 2000
"""Pixels of the page as drawn: enough to read small print, few enough to appear at once."""
QUALITY: Final = 85


def main() -> None:
    """Answer on stdout: {"pages": N} or {"error": "…"}, a line end, and the JPEG."""
    with suppress(ValueError, OSError):  # a tighter limit is in force already
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU, MAX_CPU))
    page, max_pixels = map(int, sys.argv[1:3])
    head: dict[str, object]
    try:
        pages, jpeg = _draw(sys.stdin.buffer.read(), page, max_pixels)
    except ImportError as error:
        extra = "heic" if error.name == "pillow_heif" else "report"
        told = f"{error.name} is not installed: run  pip install 'batch-ocr[{extra}]'"
        head, jpeg = {"error": told}, b""
    except Exception as error:  # noqa: BLE001 - the boundary of one page: decoders raise what they like
        head, jpeg = {"error": str(error) or type(error).__name__}, b""
    else:
        head = {"pages": pages}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + jpeg)


def _draw(data: bytes, page: int, max_pixels: int) -> tuple[int, bytes]:
    """Return how many pages there are, and this one as a JPEG. Raises whatever a decoder raises."""
    from batch_ocr.scan_pages import Room, bound_memory, opened_scan  # noqa: PLC0415 - needs an extra

    bound_memory()
    file = io.BytesIO()
    with opened_scan(data, max_pixels) as scan:
        scan.page(page, Room(LONGEST_SIDE, LONGEST_SIDE)).save(file, "JPEG", quality=QUALITY)
        return scan.count, file.getvalue()
