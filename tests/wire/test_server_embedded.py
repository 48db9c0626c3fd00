"""The server with the embedded reader behind it: documents made to harm, and a good one among them."""

from __future__ import annotations

import base64
import io
import resource
import struct
import zlib
from dataclasses import replace

import orjson
import pytest

from batch_ocr.errors import ReaderUnavailable
from batch_ocr.reader.options import Limits, ReaderSettings
from batch_ocr.reader.packages import check_packages
from batch_ocr.reader.pool import ReaderPool
from batch_ocr.server.embedded import embedded_reader
from tests.wire.server_under_test import CONFIG, run, serving

try:
    check_packages()
except ReaderUnavailable as missing:
    pytest.skip(str(missing), allow_module_level=True)

from PIL import Image, ImageDraw

SETTINGS = ReaderSettings("fast", Limits(max_pixels=20_000_000), page_timeout=6.0)
MAX_WORKER_BYTES = 2_000_000_000
"""The engine that draws PDF pages keeps what it draws until the time limit ends it."""


def png_bomb(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks to so many black pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(100 * (1 + width // 8))) for _ in range(height // 100)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(media_box: str, stream: bytes, dictionary: str = "") -> bytes:
    """Return a PDF of one page with these contents."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {media_box} /Contents 4 0 R >>".encode(),
        f"<< /Length {len(stream)} {dictionary} >>".encode() + b"\nstream\n" + stream + b"\nendstream",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, one in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n" % number + one + b"\nendobj\n")
    start = out.tell()
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"xref\n0 5\n0000000000 65535 f \n" + table)
    out.write(b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def invoice_picture() -> bytes:
    """Return a plain printed invoice."""
    page = Image.new("L", (1240, 900), 255)
    draw = ImageDraw.Draw(page)
    lines = ["ACME Trading Ltd", "Invoice No. 4711", "Invoice date: 2024-03-15", "Total amount due: 119.00 EUR"]
    for number, line in enumerate(lines):
        draw.text((100, 100 + number * 120), line, fill=0, font_size=44)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


STROKES = zlib.compress(b"0 0 1 1 re f\n" * 23_000_000, 9)
HARMFUL = {
    "PNG of 3.6 gigapixels": png_bomb(60_000, 60_000),
    "truncated PNG": invoice_picture()[:3000],
    "PDF page of 400 square metres": pdf("[0 0 1000000 1000000]", b"0 0 999999 999999 re f"),
    "PDF stream of 300 MB": pdf(
        "[0 0 600 800]", zlib.compress(b"0 0 1 1 re f\n" * 23_000_000, 9), "/Filter /FlateDecode"
    ),
    "text": b"Dear Sirs, please find enclosed",
}


def test_harmful_documents_end_as_errors_and_good_ones_among_them_are_read() -> None:
    """Bombs cost their worker bounded memory, each gets a message or nothing found, and neighbours come out right."""

    async def scenario() -> None:
        unavailable: list[ReaderUnavailable] = []
        async with (
            embedded_reader(ReaderPool(1, SETTINGS), 0.3, unavailable.append) as reader,
            serving(reader, replace(CONFIG, result_wait=30.0)) as caller,
        ):
            tasks = {name: await caller.submit(data) for name, data in HARMFUL.items()}
            good = await caller.submit(invoice_picture())
            for name, task_id in tasks.items():
                answer = await caller.end_of(task_id)
                if answer["taskStatus"] == "Error":
                    assert answer["error"]["messages"][0], name
            answer = await caller.end_of(good)
            assert answer["error"] is None
            invoice = orjson.loads(base64.b64decode(answer["results"][0]["data"]))
            assert invoice["total_amount"] == 119.0
            assert [item["type"] for item in answer["results"]] == ["Text", "JSON"]
            ends = {name: (await caller.state(task_id))["taskStatus"] for name, task_id in tasks.items()}
            assert ends["PNG of 3.6 gigapixels"] == ends["truncated PNG"] == ends["text"] == "Error"
        assert unavailable == []

    run(scenario())
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MAX_WORKER_BYTES
