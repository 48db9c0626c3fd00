"""Pages of a scan, small enough for many of them to lie in one HTML file."""

from __future__ import annotations

import io
import warnings
from typing import Final

from batch_ocr.report.page import Picture
from batch_ocr.scan_pages import Room, opened_scan

HEIGHT: Final = 900
"""Pixels; a page of A4 is just legible."""
QUALITY: Final = 60
PAGES: Final = 3


def thumbnails(data: bytes, max_pixels: int, *, pages: int = PAGES) -> tuple[Picture, ...]:
    """Return the first `pages` pages, upright as the file shows them; empty for what cannot be drawn.

    A page of more than `max_pixels` is not decoded. A decoder may raise anything on a broken file; whatever it raises
    ends the pictures of this one scan and nothing else.
    """
    found: list[Picture] = []
    try:
        with warnings.catch_warnings(action="ignore"), opened_scan(data, max_pixels) as scan:
            for number in range(min(pages, scan.count)):
                out = io.BytesIO()
                scan.page(number, Room(2 * HEIGHT, HEIGHT)).save(out, "WEBP", quality=QUALITY, method=2)
                found.append(Picture(out.getvalue(), "image/webp"))
    except Exception:  # noqa: BLE001 - the boundary of one scan; what was drawn before a broken page stays
        return tuple(found)
    return tuple(found)
