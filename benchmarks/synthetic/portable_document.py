"""PDF files: with the text as text, or with nothing but pictures of pages, as a scanner writes them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from fpdf import FPDF
from PIL import Image

from benchmarks.synthetic.drawing import Fill, Rule, Sheet, Text
from benchmarks.synthetic.fonts import Face

_WRITTEN_AT = datetime(2024, 1, 1, tzinfo=UTC)
"""Fixed, so that the same seed writes the same file."""


def with_text(sheets: Sequence[Sheet]) -> bytes:
    """A PDF whose pages carry the sheets' text, as an invoicing program writes it."""
    document = FPDF(unit="pt")
    document.set_creation_date(_WRITTEN_AT)
    document.set_auto_page_break(auto=False)
    for sheet in sheets:
        document.add_page(format=(sheet.width, sheet.height))
        for mark in sheet.marks:
            _draw(document, mark)
    return bytes(document.output())


def of_pictures(pages: Sequence[Image.Image], dots_per_inch: int, quality: int) -> bytes:
    """A PDF of JPEG pages without any text."""
    buffer = io.BytesIO()
    first, *rest = pages
    first.save(
        buffer,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=dots_per_inch,
        quality=quality,
        creationDate=_WRITTEN_AT.timetuple(),
        modDate=_WRITTEN_AT.timetuple(),
    )
    return buffer.getvalue()


def _draw(document: FPDF, mark: Text | Rule | Fill) -> None:
    match mark:
        case Text():
            document.set_font(_added(document, mark.style.face), size=mark.style.size)
            document.set_text_color(*mark.style.colour)
            document.text(mark.x, mark.y, mark.text)
        case Rule():
            document.set_draw_color(*mark.colour)
            document.set_line_width(mark.thickness)
            document.line(mark.x0, mark.y0, mark.x1, mark.y1)
        case Fill():
            document.set_fill_color(*mark.colour)
            document.rect(mark.x0, mark.y0, mark.x1 - mark.x0, mark.y1 - mark.y0, style="F")


def _added(document: FPDF, face: Face) -> str:
    name = f"{face.family}{'-bold' if face.bold else ''}"
    if name not in document.fonts:
        variations = {"": dict(face.axis_values)} if face.axis_values else None
        document.add_font(name, fname=face.path, variations=variations)
    return name
