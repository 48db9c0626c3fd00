"""Extracts a page that a TIFF holds as one JPEG: decoded and compressed again it would be ten times as large.

Source: TIFF Technical Note 2 (compression 7): the strip is a JPEG without its tables, which stand in their own tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_BITS, _COMPRESSION, _PHOTOMETRIC, _STRIPS, _ORIENTATION = 258, 259, 262, 273, 274
_SAMPLES, _STRIP_BYTES, _PLANES, _TABLES = 277, 279, 284, 347
_JPEG: Final = 7
_PLAIN: Final = {(1, 1): 1, (6, 3): 3}
"""Grey and YCbCr, as (photometric interpretation, samples): the colours that every JPEG reader assumes."""
_MARK_BYTES: Final = 2
"""Of the marks that begin and end a JPEG."""


def stored_jpeg(tags: Mapping[int, Any], data: bytes) -> tuple[bytes, int] | None:
    """Return the JPEG of an upright page of one strip, and its samples per pixel; None if it is stored otherwise.

    `tags` is the page's directory by tag number, values of several numbers as tuples; `data` is the file.
    """
    samples = _PLAIN.get((tags.get(_PHOTOMETRIC, -1), tags.get(_SAMPLES, 1)))
    strips, lengths = tags.get(_STRIPS, ()), tags.get(_STRIP_BYTES, ())
    usual = tags.get(_COMPRESSION) == _JPEG and set(tags.get(_BITS, ())) == {8} and tags.get(_PLANES, 1) == 1
    if samples is None or not usual or not len(strips) == len(lengths) == 1 or tags.get(_ORIENTATION, 1) != 1:
        return None
    strip, tables = data[strips[0] : strips[0] + lengths[0]], tags.get(_TABLES, b"")
    if not strip.startswith(b"\xff\xd8"):
        return None
    return strip[:_MARK_BYTES] + tables[_MARK_BYTES:-_MARK_BYTES] + strip[_MARK_BYTES:], samples
