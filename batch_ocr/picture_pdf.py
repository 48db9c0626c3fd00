"""Pictures as the pages of a PDF, pixel for pixel: what a PNG holds, a PDF can hold as it is.

Source: ISO 32000-1, 7.4.4.4 (the Flate filter knows PNG's predictors), 8.9.5 (image dictionaries); ISO/IEC 15948 (PNG).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_POINTS_PER_INCH: Final = 72
_SPACES: Final = {1: "/DeviceGray", 3: "/DeviceRGB"}
"""Colour space by samples per pixel."""
_COLOURS: Final = {0: (1, _SPACES[1]), 2: (3, _SPACES[3])}
"""Samples per pixel and colour space, by the PNG's colour type. Others (palette, alpha) are not accepted."""


class PicturePdf:
    """A PDF that grows by one page for each picture."""

    def __init__(self) -> None:
        self._file = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
        self._places: dict[int, int] = {}
        self._pages = 0

    @property
    def size_bytes(self) -> int:
        """Of the file so far."""
        return len(self._file)

    def add(self, png: bytes, dots_per_inch: tuple[float, float]) -> None:
        """Append a page. `png` is grey or RGB, not interlaced. Raises ValueError for any other."""
        width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
        if colour not in _COLOURS or interlaced:
            raise ValueError(f"not a plain grey or RGB PNG: colour type {colour}, interlaced {interlaced}")
        samples, space = _COLOURS[colour]
        filtered = (
            f"/ColorSpace {space} /BitsPerComponent {bits} /Filter /FlateDecode"
            f" /DecodeParms << /Predictor 15 /Colors {samples} /BitsPerComponent {bits} /Columns {width} >>"
        )
        self._add_page((width, height), dots_per_inch, filtered, b"".join(_data(png)))

    def add_jpeg(self, jpeg: bytes, size: tuple[int, int], samples: int, dots_per_inch: tuple[float, float]) -> None:
        """Append a page from a JPEG of one (grey) or three (YCbCr) samples of eight bits, not decoded."""
        space = _SPACES[samples]
        self._add_page(size, dots_per_inch, f"/ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode", jpeg)

    def _add_page(
        self, size: tuple[int, int], dots_per_inch: tuple[float, float], filtered: str, stream: bytes
    ) -> None:
        page, content, picture = self._numbers()
        wide, high = (pixels / dots * _POINTS_PER_INCH for pixels, dots in zip(size, dots_per_inch, strict=True))
        self._put(
            page,
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.4f} {high:.4f}] /Contents {content} 0 R"
            f" /Resources << /XObject << /P {picture} 0 R >> >> >>",
        )
        self._put(content, "<<", f"{wide:.4f} 0 0 {high:.4f} 0 0 cm /P Do".encode())
        self._put(picture, f"<< /Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} {filtered}", stream)
        self._pages += 1

    def finish(self) -> bytes:
        """Return the whole file."""
        kids = " ".join(f"{3 + 3 * page} 0 R" for page in range(self._pages))
        self._put(1, "<< /Type /Catalog /Pages 2 0 R >>")
        self._put(2, f"<< /Type /Pages /Count {self._pages} /Kids [{kids}] >>")
        start, size = len(self._file), len(self._places) + 1
        table = "".join(f"{place:010} 00000 n \n" for _, place in sorted(self._places.items()))
        self._file += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
        self._file += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(self._file)

    def _numbers(self) -> range:
        """Return the numbers of the next page's three objects; 1 is the catalogue, 2 the list of pages."""
        first = 3 + 3 * self._pages
        return range(first, first + 3)

    def _put(self, number: int, dictionary: str, stream: bytes | None = None) -> None:
        """Append an object; with a stream the dictionary is left open for its length."""
        self._places[number] = len(self._file)
        self._file += f"{number} 0 obj\n{dictionary}".encode()
        if stream is not None:
            self._file += f" /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"
        self._file += b"\nendobj\n"


def _data(png: bytes) -> Iterator[bytes]:
    """Yield the contents of the IDAT chunks, which together are one zlib stream."""
    place = 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        if png[place + 4 : place + 8] == b"IDAT":
            yield png[place + 8 : place + 8 + length]
        place += 12 + length
