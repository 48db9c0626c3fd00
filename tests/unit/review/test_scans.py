"""The scans beside the results: the right bytes, from inside the folder, whatever a name says."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from batch_ocr.report.scan_file import open_below
from batch_ocr.review.scans import NoScan, Page, Scans

TESTED_LIMIT = 2_000_000


def page(
    folder: Path | None, names: Sequence[str], sha256: str, number: int = 0, max_pixels: int = TESTED_LIMIT
) -> Page:
    async def drawn() -> Page:
        scans = Scans(folder, max_file_bytes=1_000_000, max_pixels=max_pixels)
        try:
            return await scans.page(names, sha256, number)
        finally:
            scans.close()

    return asyncio.run(drawn())


def sha_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.png", "RGBA"),
        ("a.png", "1"),
        ("a.png", "I;16"),
        ("a.jpg", "CMYK"),
        ("a.tif", "F"),
        ("a.gif", "P"),
        ("a.bmp", "L"),
    ],
)
def test_every_kind_of_picture_becomes_one_that_browsers_show(name: str, mode: str, tmp_path: Path) -> None:
    """Of any depth, with transparency or without."""
    Image.new(mode, (60, 40)).save(tmp_path / name)
    drawn = page(tmp_path, [name], sha_of(tmp_path / name))
    picture = Image.open(io.BytesIO(drawn.jpeg))
    assert (picture.format, picture.size, drawn.pages) == ("JPEG", (60, 40), 1)


def test_pages_of_a_tiff_and_of_a_pdf_are_drawn_one_by_one(tmp_path: Path) -> None:
    """Large ones smaller, upright as the camera noted."""
    first, second = Image.new("L", (3000, 30), 0), Image.new("L", (10, 20), 255)
    for name in ("a.tif", "a.pdf"):
        first.save(tmp_path / name, save_all=True, append_images=[second])
        drawn = page(tmp_path, [name], sha_of(tmp_path / name), 1)
        assert drawn.pages == 2
        assert max(Image.open(io.BytesIO(page(tmp_path, [name], sha_of(tmp_path / name)).jpeg)).size) == 2000
        with pytest.raises(NoScan, match="no such page"):
            page(tmp_path, [name], sha_of(tmp_path / name), 2)


def test_a_photo_is_shown_as_the_camera_was_held(tmp_path: Path) -> None:
    """Boxes are drawn on the upright page."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (60, 40)).save(tmp_path / "a.jpg", exif=exif)
    assert Image.open(io.BytesIO(page(tmp_path, ["a.jpg"], sha_of(tmp_path / "a.jpg")).jpeg)).size == (40, 60)


def test_a_file_that_holds_other_bytes_now_is_not_shown(tmp_path: Path) -> None:
    """Corrections made beside another scan would be wrong."""
    Image.new("L", (60, 40)).save(tmp_path / "a.png")
    with pytest.raises(NoScan, match="changed since it was read"):
        page(tmp_path, ["a.png"], "0" * 64)


def test_the_first_name_that_has_the_bytes_is_taken(tmp_path: Path) -> None:
    """The other copy may have been tidied away."""
    (tmp_path / "in").mkdir()
    Image.new("L", (60, 40)).save(tmp_path / "in" / "a.png")
    assert page(tmp_path, ["gone.png", "in/a.png"], sha_of(tmp_path / "in" / "a.png")).pages == 1


@pytest.mark.parametrize(
    "name",
    ["../secret", "/etc/passwd", "a/../../secret", "", ".", "..", "a//b", "a\0b", "link", "out/secret", "\ud800"],
)
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    """Neither by dots, nor absolute, nor through a symbolic link, to a file or to a folder."""
    (tmp_path / "secret").write_bytes(b"secret")
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "out").symlink_to(tmp_path)
    with pytest.raises((ValueError, OSError)):
        os.close(open_below(folder, name))
    with pytest.raises(NoScan):
        page(folder, [name], hashlib.sha256(b"secret").hexdigest())


def test_what_is_no_regular_file_does_not_block(tmp_path: Path) -> None:
    """A pipe would wait for somebody to write into it."""
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(NoScan, match="not a regular file"):
        page(tmp_path, ["a.png"], "0" * 64)


def test_a_picture_of_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    """A few hundred bytes may claim to be gigabytes."""
    header = (60_000).to_bytes(4) * 2 + b"\x08\0\0\0\0"
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4) for kind, body in chunks
    )
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(NoScan, match="more than max_pixels"):
        page(tmp_path, ["a.png"], sha_of(tmp_path / "a.png"))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"\x89PNG\r\n\x1a\n broken", b"GIF89a", b"plain text"])
def test_what_cannot_be_drawn_says_so(data: bytes, tmp_path: Path) -> None:
    """One sentence, no traceback."""
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(NoScan, match="No scan to show: "):
        page(tmp_path, ["a"], sha_of(tmp_path / "a"))


def test_without_a_folder_it_is_said_how_to_name_one() -> None:
    """The review works without scans, but is told how it would have them."""
    with pytest.raises(NoScan, match="--images"):
        page(None, ["a"], "0" * 64)
