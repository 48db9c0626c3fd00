"""Find out by a file's bytes what it is, and refuse what cannot be an invoice before anybody pays for it.

Only structure is examined (magic numbers, sizes in headers, end marks); nothing is decoded. Sources: PNG (ISO/IEC
15948), JPEG (ITU-T T.81 annex B), GIF89a, TIFF 6.0, BMP, WebP (RFC 9649), HEIC (ISO/IEC 23008-12, boxes of
14496-12), PDF (ISO 32000-1 7.5).
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from batch_ocr.errors import ErrorCode, ItemError

SMALL_BYTES: Final = 48 * 1024
"""Files up to this size are read at once, and kept in memory from hashing to sending."""

_WINDOW_BYTES: Final = 4096


class Pieces:
    """A file read a piece at a time: never as a whole, never mapped (a mapped file that shrinks kills the process)."""

    def __init__(self, descriptor: int, size_bytes: int) -> None:
        self._descriptor = descriptor
        self.size_bytes = size_bytes
        self._window, self._window_at = b"", 0

    def at(self, place: int, length: int) -> bytes:
        """Return exactly `length` bytes from `place` (0-based). Raises IndexError where the file ends before."""
        start = place - self._window_at
        if start < 0 or start + length > len(self._window):
            if not 0 <= place <= self.size_bytes - length:
                raise IndexError(place)
            self._look_at(place, length)
            start = 0
            if length > len(self._window):
                raise IndexError(place)  # the file has become shorter
        return self._window[start : start + length]

    def _look_at(self, place: int, length: int) -> None:
        """Read what is behind the piece as well, and a small file as a whole: calls cost more than bytes."""
        most = self.size_bytes if self.size_bytes <= SMALL_BYTES else max(length, _WINDOW_BYTES)
        self._window, self._window_at = os.pread(self._descriptor, most, place), place

    def head(self, length: int) -> bytes:
        """Return the first `length` bytes, or all of a shorter file."""
        self._look_at(0, length)
        return self._window[:length]

    def numbers(self, form: str, place: int) -> tuple[int, ...]:
        """Unpack integers as the `struct` module describes them."""
        return struct.unpack(form, self.at(place, struct.calcsize(form)))

    def tail(self, length: int) -> bytes:
        """Return the last `length` bytes, or all of a shorter file."""
        length = min(length, self.size_bytes)
        return self.at(self.size_bytes - length, length)

    def contains(self, needle: bytes) -> bool:
        """Search the whole file."""
        piece_bytes, keep, place = 1 << 20, b"", 0
        while piece := os.pread(self._descriptor, piece_bytes, place):
            if needle in keep + piece:
                return True
            keep, place = piece[-len(needle) :], place + len(piece)
        return False


class Kind(StrEnum):
    """Formats that are read; all but HEIC need no conversion."""

    PNG = "PNG"
    JPEG = "JPEG"
    TIFF = "TIFF"
    BMP = "BMP"
    GIF = "GIF"
    WEBP = "WebP"
    HEIC = "HEIC"
    """Converted before it is sent: neither the service nor the embedded reader takes it."""
    PDF = "PDF"


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels of the (first) picture."""

    width: int
    height: int


SUFFIXES: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".bmp", ".dib", ".gif", ".webp", ".pdf"}
    | {".heic", ".heif", ".svg", ".djvu", ".jp2", ".avif"}
)
"""Endings of names of pictures and PDFs, lower case. A file with such a name that has none of the formats above is
rejected; with any other name it is not meant to be read and is passed over."""


def kind_of(head: bytes) -> Kind | None:
    """Return the format that the first 1,024 bytes show, or None."""
    for kind, magic in _MAGIC.items():
        if magic.match(head):
            return kind
    return None


def examine(file: Pieces, kind: Kind, max_pixels: int) -> None:
    """Raise ItemError when a file of this kind is cut short, too large to decode safely, or locked by a password.

    Damage that only decoding shows is left to the reader, which then answers with a failure.
    """
    try:
        size = _EXAMINERS[kind](file)
    except IndexError:
        raise ItemError(ErrorCode.CORRUPT, f"the {kind} is cut short") from None
    if size is not None and size.width * size.height > max_pixels:
        raise ItemError(
            ErrorCode.TOO_LARGE,
            f"the {kind} is {size.width} x {size.height} pixels, more than max_pixels = {max_pixels}",
        )


def _png(file: Pieces) -> Size:
    width, height = file.numbers(">II", 16)
    place = 8
    while True:
        length, name = struct.unpack(">I4s", file.at(place, 8))
        if name == b"IEND":
            return Size(width, height)
        place += 12 + length


def _jpeg(file: Pieces) -> Size:
    size: Size | None = None
    place, code = 2, 0
    while code != _START_OF_SCAN:
        mark, code, length = file.numbers(">BBH", place)
        if mark != _MARK:
            raise ItemError(ErrorCode.CORRUPT, "the JPEG has a broken header")
        if code == _MARK:  # a fill byte
            place += 1
            continue
        if code in _FRAMES:
            height, width = file.numbers(">HH", place + 5)
            size = Size(width, height)
        place += 2 + length
    pixels = file.tail(min(1 << 16, max(file.size_bytes - place, 0)))
    if size is None or b"\xff\xd9" not in pixels:  # some devices write data of their own after the end mark
        raise IndexError
    return size


def _gif(file: Pieces) -> Size:
    width, height, flags = file.numbers("<HHB", 6)
    place = 13 + _colours(flags)
    while (block := file.at(place, 1)) != b";":
        if block == b",":  # a picture: its frame, perhaps its own colours, then one byte before its data
            place += 11 + _colours(file.at(place + 9, 1)[0])
        elif block == b"!":
            place += 2
        else:
            raise ItemError(ErrorCode.CORRUPT, "the GIF is broken")
        while length := file.at(place, 1)[0]:
            place += 1 + length
        place += 1
    return Size(width, height)


def _colours(flags: int) -> int:
    """Return the bytes of the table of colours that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _bmp(file: Pieces) -> Size:
    (length,) = file.numbers("<I", 2)
    (header,) = file.numbers("<I", 14)
    width, height = file.numbers("<HH" if header == _OS2_HEADER_BYTES else "<ii", 18)
    if length > file.size_bytes:
        raise IndexError
    return Size(abs(width), abs(height))


def _webp(file: Pieces) -> Size | None:
    (length,) = file.numbers("<I", 4)
    if length + 8 > file.size_bytes:
        raise IndexError
    if file.at(12, 4) == b"VP8X":
        return Size(*(int.from_bytes(file.at(place, 3), "little") + 1 for place in (24, 27)))
    return None  # the older forms hold at most 16,383 x 16,383 pixels


def _tiff(file: Pieces) -> Size:
    order = "<" if file.at(0, 1) == b"I" else ">"
    (directory,) = file.numbers(order + "I", 4)
    (entries,) = file.numbers(order + "H", directory)
    found: dict[int, int] = {}
    for place in range(directory + 2, directory + 2 + 12 * entries, 12):
        tag, form, count, value = file.numbers(order + "HHII", place)
        if form == _SHORT and count == 1:  # a 16-bit value stands at the start of its four bytes
            (value,) = file.numbers(order + "H", place + 8)
        found[tag] = value if count == 1 else -1
    if found.get(_STRIP_OFFSETS, -1) >= 0 and found[_STRIP_OFFSETS] + found.get(_STRIP_BYTES, 0) > file.size_bytes:
        raise IndexError
    return Size(found.get(_IMAGE_WIDTH, 0), found.get(_IMAGE_LENGTH, 0))


def tiff_pages(file: Pieces) -> int:
    """Count the pages of a TIFF, without smaller copies of a page and masks. A broken chain ends where it breaks."""
    order = "<" if file.at(0, 1) == b"I" else ">"
    pages, seen, link = 0, set[int](), 4
    try:
        while (directory := file.numbers(order + "I", link)[0]) and directory not in seen:
            seen.add(directory)
            (entries,) = file.numbers(order + "H", directory)
            link = directory + 2 + 12 * entries
            tags = struct.iter_unpack(order + "HHII", file.at(directory + 2, 12 * entries))
            pages += not any(tag == _NEW_SUBFILE_TYPE and value & _REDUCED_OR_MASK for tag, _, _, value in tags)
    except IndexError:
        pass
    return pages


def _heic(file: Pieces) -> None:
    place = 0
    while place < file.size_bytes:
        (length,) = file.numbers(">I", place)
        if length == 1:
            (length,) = file.numbers(">Q", place + 8)
        place += length or file.size_bytes  # 0: to the end of the file
        if place > file.size_bytes and length:
            raise IndexError


def _pdf(file: Pieces) -> None:
    end = file.tail(4096)
    if b"%%EOF" not in end and b"startxref" not in end:
        raise IndexError
    if file.contains(b"/Encrypt") and not _opens_without_password(file):
        raise ItemError(ErrorCode.ENCRYPTED, "the PDF is protected by a password; save it without one")


def _opens_without_password(file: Pieces) -> bool:
    """Many bills are encrypted only against editing and open with an empty password."""
    try:
        import pypdfium2  # noqa: PLC0415 - an extra; without it every encrypted PDF is refused
    except ImportError:
        return False
    try:
        pypdfium2.PdfDocument(file.at(0, file.size_bytes)).close()
    except pypdfium2.PdfiumError:
        return False
    return True


_MAGIC: Final = {
    Kind.PNG: re.compile(rb"\x89PNG\r\n\x1a\n"),
    Kind.JPEG: re.compile(rb"\xff\xd8\xff"),
    Kind.TIFF: re.compile(rb"II\*\0|MM\0\*"),
    Kind.GIF: re.compile(rb"GIF8[79]a"),
    Kind.WEBP: re.compile(rb"RIFF....WEBP", re.DOTALL),
    Kind.BMP: re.compile(rb"BM....\0\0\0\0", re.DOTALL),
    Kind.HEIC: re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1)", re.DOTALL),
    Kind.PDF: re.compile(rb".{0,1019}?%PDF-", re.DOTALL),
}
_MARK: Final = 0xFF
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers that start a frame and carry its size."""
_START_OF_SCAN: Final = 0xDA
_OS2_HEADER_BYTES: Final = 12
_SHORT: Final = 3
_NEW_SUBFILE_TYPE: Final = 254
_REDUCED_OR_MASK: Final = 0b101
_IMAGE_WIDTH, _IMAGE_LENGTH, _STRIP_OFFSETS, _STRIP_BYTES = 256, 257, 273, 279

_EXAMINERS: Final[dict[Kind, Callable[[Pieces], Size | None]]] = {
    Kind.PNG: _png,
    Kind.JPEG: _jpeg,
    Kind.GIF: _gif,
    Kind.BMP: _bmp,
    Kind.WEBP: _webp,
    Kind.TIFF: _tiff,
    Kind.HEIC: _heic,
    Kind.PDF: _pdf,
}
