"""One page of a scan as a JPEG, drawn in a process of its own: file on stdin, a line of JSON and the JPEG on stdout.

Scans come from strangers, and decoders have bugs. What breaks, hangs or eats memory here ends this process and nothing
else. It is run by its path, with nothing of the package imported, and is given an open file instead of a name.

Usage: draw_page.py PAGE MAX_PIXELS   (PAGE from 0; pixels of the page as stored)
"""

from __future__ import annotations

import io
import json
import math
import resource
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_MEMORY_BYTES = 3 << 30
MAX_CPU = 30
"""Seconds."""
LONGEST_SIDE = 2000
"""Pixels of the page as drawn: small print can be read, and it is there at once."""
QUALITY = 85
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "DIB", "GIF", "WEBP")


def draw(data: bytes, page: int, max_pixels: int) -> tuple[int, bytes]:
    """Return how many pages there are, and this one as a JPEG. Raises ValueError, and whatever a decoder raises."""
    is_pdf = b"%PDF-" in data[:1024]
    pages, picture = _pdf_page(data, page) if is_pdf else _picture_page(data, page, max_pixels)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return pages, file.getvalue()


def _pdf_page(data: bytes, page: int) -> tuple[int, Picture]:
    import pypdfium2  # noqa: PLC0415 - only for a PDF

    document = pypdfium2.PdfDocument(data)
    if not 0 <= page < len(document):
        raise ValueError("there is no such page")
    document.init_forms()
    width, height = document[page].get_size()
    scale = LONGEST_SIDE / max(width, height, 1)
    return len(document), document[page].render(scale=scale).to_pil().convert("RGB")


def _picture_page(data: bytes, page: int, max_pixels: int) -> tuple[int, Picture]:
    from PIL import Image, ImageOps  # noqa: PLC0415 - not for a PDF

    formats: tuple[str, ...] = FORMATS
    if data[4:8] == b"ftyp":
        import pillow_heif  # noqa: PLC0415 - an extra

        pillow_heif.register_heif_opener()
        formats = ("HEIF",)
    Image.MAX_IMAGE_PIXELS = None  # `max_pixels` is checked before pixels are decoded
    picture = Image.open(io.BytesIO(data), formats=formats)
    pages = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
    if not 0 <= page < pages:
        raise ValueError("there is no such page")
    picture.seek(page)
    width, height = picture.size
    if width * height > max_pixels:
        raise ValueError(f"{width} x {height} pixels, more than max_pixels = {max_pixels}")
    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    return pages, _opaque(_small(upright))


def _small(picture: Picture) -> Picture:
    from PIL import Image  # noqa: PLC0415 - as above

    factor = min(1.0, LONGEST_SIDE / max(picture.size))
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB") if picture.mode == "P" else picture
    plain = plain.convert("L") if plain.mode == "1" else plain
    if plain.mode.startswith("I") or plain.mode == "F":
        plain = _eight_bits(plain.convert("F"))
    size = (max(1, math.floor(plain.width * factor)), max(1, math.floor(plain.height * factor)))
    return plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0) if factor < 1 else plain


def _eight_bits(picture: Picture) -> Picture:
    """Turn numbers of 16 or 32 bits, or fractions, into grey."""
    highest = float(picture.getextrema()[1])  # type: ignore[arg-type]  # one channel: a pair of numbers
    top = 65535.0 if highest > 255 else 255.0 if highest > 1 else 1.0  # noqa: PLR2004 - eight bits in a wider type
    return picture.point(lambda value: value * (255 / top)).convert("L")


def _opaque(picture: Picture) -> Picture:
    from PIL import Image  # noqa: PLC0415 - as above

    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return picture if picture.mode in {"L", "RGB"} else picture.convert("RGB")


def _bound_resources() -> None:
    for kind, limit in ((resource.RLIMIT_AS, MAX_MEMORY_BYTES), (resource.RLIMIT_CPU, MAX_CPU)):
        with suppress(ValueError, OSError):  # a tighter limit is in force already
            resource.setrlimit(kind, (limit, limit))


def main() -> None:
    """Answer on stdout: {"pages": N} or {"error": "…"}, a line end, and the JPEG."""
    _bound_resources()
    page, max_pixels = map(int, sys.argv[1:3])
    head: dict[str, object]
    try:
        pages, jpeg = draw(sys.stdin.buffer.read(), page, max_pixels)
    except ImportError as error:
        extra = "heic" if error.name == "pillow_heif" else "report"
        told = f"{error.name} is not installed: run  pip install 'batch-ocr[{extra}]'"
        head, jpeg = {"error": told}, b""
    except Exception as error:  # noqa: BLE001 - the boundary of one page: decoders raise what they like
        head, jpeg = {"error": str(error) or type(error).__name__}, b""
    else:
        head = {"pages": pages}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + jpeg)


if __name__ == "__main__":
    main()
