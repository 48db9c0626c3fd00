"""`batch-ocr explain`: a picture of what was read, where it was read, and the fields as a table."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from batch_ocr.errors import ExitCode, ReaderUnavailable
from batch_ocr.reader.drawing import FAIR, SURE, WEAK, WORD
from batch_ocr.reader.packages import check_packages
from benchmarks.synthetic.fonts import Face, pillow_font
from tests.process.command import batch_ocr

try:
    check_packages()
except ReaderUnavailable as missing:
    pytest.skip(str(missing), allow_module_level=True)

LINES = ("ACME Trading Ltd", "Invoice No. 4711", "Invoice date: 15 March 2024", "Thank you for your order")
TOTAL, AMOUNT = "Total amount due: ", "EUR 119.00"
FAST = ("--quality", "fast")


def drawn_invoice() -> tuple[Image.Image, dict[str, Image.Image]]:
    """A printed invoice, and masks of the ink of its amount and of a word that is no field."""
    font, size = pillow_font(Face("plex-sans"), 30), (900, 640)
    page = Image.new("L", size, 255)
    masks = {name: Image.new("L", size, 0) for name in ("amount", "word")}
    for number, line in enumerate(LINES):
        ImageDraw.Draw(page).text((80, 60 + 100 * number), line, 0, font)
    x = 80 + font.getlength(TOTAL)
    ImageDraw.Draw(page).text((80, 480), TOTAL, 0, font)
    ImageDraw.Draw(page).text((x, 480), AMOUNT, 0, font)
    ImageDraw.Draw(masks["amount"]).text((x, 480), AMOUNT, 255, font)
    ImageDraw.Draw(masks["word"]).text((80, 360), "Thank", 255, font)
    return page, masks


def colours_around(picture: Image.Image, mask: Image.Image, colours: tuple[tuple[int, int, int], ...]) -> float:
    """Share of the rectangle around the mask's ink, 0 to 1, that is lined with one of the colours."""
    left, top, right, bottom = mask.point(lambda level: 255 if level > 100 else 0).getbbox() or (0, 0, 0, 0)
    pixels = np.asarray(picture.convert("RGB"))[max(0, top - 8) : bottom + 8, max(0, left - 8) : right + 8]
    found = np.zeros(pixels.shape[:2], np.bool_)
    for colour in colours:
        found |= (pixels == colour).all(axis=2)
    return float((found.any(axis=0).mean() + found.any(axis=1).mean()) / 2)


def names(folder: Path) -> list[str]:
    """All that lies in a folder; nothing half written may be left."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("degrees", [0, 90, 6])
def test_boxes_are_drawn_where_the_words_are(tmp_path: Path, degrees: int) -> None:
    """Upright, on its side or askew: the picture is the page as stored, each word and field framed in its place."""
    page, masks = drawn_invoice()
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    turned.save(tmp_path / "scan.png")
    run = batch_ocr("explain", "scan.png", "-o", "out.png", *FAST, cwd=tmp_path)
    assert (run.returncode, run.stderr.strip()) == (ExitCode.OK, "out.png: written")
    with Image.open(tmp_path / "out.png") as picture:
        assert picture.width == turned.width
        assert turned.height < picture.height < turned.height + 120  # the legend
        for name, colours in (("amount", (SURE, FAIR, WEAK)), ("word", (WORD,))):
            mask = masks[name].rotate(degrees, Image.Resampling.BICUBIC, expand=True)
            assert colours_around(picture, mask, colours) > 0.8, name
    header, *rows = run.stdout.splitlines()
    assert header.split() == ["FIELD", "VALUE", "CONFIDENCE", "PAGE"]
    amount = next(row.split() for row in rows if row.startswith("total_amount"))
    assert (amount[1], amount[-1]) == ("119.00", "1")
    assert names(tmp_path) == ["out.png", "scan.png"]


def test_several_pages_go_into_files_with_numbers_or_into_one_pdf(tmp_path: Path) -> None:
    """out-1.jpg, out-2.jpg; a PDF has them as its pages."""
    page, _ = drawn_invoice()
    page.save(tmp_path / "scan.tif", save_all=True, append_images=[page])
    run = batch_ocr("explain", "scan.tif", "-o", "out.jpg", *FAST, cwd=tmp_path)
    assert run.stderr.splitlines() == ["out-1.jpg: written", "out-2.jpg: written"]
    run = batch_ocr("explain", "scan.tif", "-o", "out.pdf", *FAST, cwd=tmp_path)
    assert run.stderr.splitlines() == ["out.pdf: written"]
    assert names(tmp_path) == ["out-1.jpg", "out-2.jpg", "out.pdf", "scan.tif"]
    with closing(pypdfium2.PdfDocument(tmp_path / "out.pdf")) as pages:
        assert len(pages) == 2


def test_a_page_with_a_number_is_never_written_over_the_scan(tmp_path: Path) -> None:
    """The scan may have the very name that its first page would get; nothing is written then."""
    page, _ = drawn_invoice()
    page.save(tmp_path / "out-1.png", "TIFF", save_all=True, append_images=[page])
    before = (tmp_path / "out-1.png").read_bytes()
    run = batch_ocr("explain", "out-1.png", "-o", "out.png", *FAST, cwd=tmp_path)
    assert run.returncode == ExitCode.USAGE, run.stderr
    assert "out-1.png: is the scan itself" in run.stderr
    assert (tmp_path / "out-1.png").read_bytes() == before
    assert names(tmp_path) == ["out-1.png"]


@pytest.mark.parametrize(
    ("file", "target", "code", "told"),
    [
        ("missing.png", "out.png", ExitCode.INPUT, "missing.png: cannot be read"),
        (".", "out.png", ExitCode.INPUT, "is a folder"),
        ("pipe.png", "out.png", ExitCode.INPUT, "is no regular file"),
        ("letter.txt", "out.png", ExitCode.INPUT, "neither a picture"),
        ("empty.png", "out.png", ExitCode.INPUT, "the file is empty"),
        ("scan.png", "out.gif", ExitCode.USAGE, ".png, .jpg, .jpeg, .pdf"),
        ("scan.png", "scan.png", ExitCode.USAGE, "is the scan itself"),
        ("scan.png", "nowhere/out.png", ExitCode.OUTPUT, "there is no folder nowhere"),
        ("scan.png", "taken.png", ExitCode.OUTPUT, "taken.png: is a folder"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    tmp_path: Path, file: str, target: str, code: ExitCode, told: str
) -> None:
    """A wrong file or target ends with one clear message, no traceback and no picture."""
    (tmp_path / "letter.txt").write_text("Dear Sirs")
    (tmp_path / "empty.png").touch()
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "taken.png").mkdir()
    drawn_invoice()[0].save(tmp_path / "scan.png")
    run = batch_ocr("explain", file, "-o", target, *FAST, cwd=tmp_path)
    assert run.returncode == code
    assert told in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert run.stdout == ""
    assert not (tmp_path / "out.png").exists()
