from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="pages are hashed with the packages of the extra `local`")

import numpy as np
from PIL import Image

from batch_ocr.page_hash import ALIKE, COLUMNS, ROWS, likeness
from batch_ocr.reader.errors import UnreadableDocument
from batch_ocr.reader.page_picture import first_page, page_hash
from benchmarks.rescans import scanned_again

SAMPLES = Path(__file__).parents[3] / "sample_invoices"
MAX_PIXELS = 20_000_000


def looks(name: str) -> bytes:
    found = page_hash(first_page((SAMPLES / name).read_bytes(), MAX_PIXELS))
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["01-letter-clean-de.png", "05-facture-fr.jpg", "13-till-receipt-de.jpg"])
def test_a_page_scanned_again_is_recognised(name: str) -> None:
    """Tilt, noise, light, size, place and compression of another day's scan leave a page what it is."""
    again = scanned_again(Image.fromarray(first_page((SAMPLES / name).read_bytes(), MAX_PIXELS)), random.Random(3))
    hashed = page_hash(first_page(again, MAX_PIXELS))
    assert hashed is not None
    assert likeness(hashed, [looks(name)])[0] >= ALIKE


def test_pages_of_other_suppliers_are_not_alike() -> None:
    """Invoices of other layouts are told apart by their looks alone."""
    names = ["01-letter-clean-de.png", "05-facture-fr.jpg", "07-factuur-nl.gif", "13-till-receipt-de.jpg"]
    hashes = [looks(name) for name in [*names, "08-fattura-it.pdf"]]
    for number, one in enumerate(hashes):
        assert max(likeness(one, hashes[:number] + hashes[number + 1 :])) < ALIKE


def test_a_hash_is_small_and_like_itself() -> None:
    """A hash has its fixed length, and a page is wholly alike to itself."""
    one = looks("01-letter-clean-de.png")
    assert len(one) == COLUMNS * ROWS // 2
    assert likeness(one, [one])[0] == pytest.approx(1)


@pytest.mark.parametrize("shade", [0, 128, 255])
@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (700, 900)])
def test_a_page_without_print_has_no_hash(size: tuple[int, int], shade: int) -> None:
    """An empty sheet, of whatever shade and size, looks like no other."""
    assert page_hash(np.full((size[1], size[0]), shade, np.uint8)) is None


def test_a_bomb_is_not_unpacked() -> None:
    """A picture of more pixels than the setting allows is refused before it is decoded."""
    out = io.BytesIO()
    Image.new("1", (5000, 5000)).save(out, "PNG")
    with pytest.raises(UnreadableDocument, match="the limit is"):
        first_page(out.getvalue(), MAX_PIXELS)


@pytest.mark.parametrize("data", [b"", b"no picture", b"%PDF-1.4 broken", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_page_is_one_error(data: bytes) -> None:
    """Whatever a decoder thinks of broken bytes, it is told as one kind of error."""
    with pytest.raises(UnreadableDocument):
        first_page(data, MAX_PIXELS)
