from __future__ import annotations

import contextlib
import io
import os
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.media import SMALL_BYTES, Kind, Pieces, examine, kind_of, tiff_pages

MAX_PIXELS = 1_000_000
FORMS = {"PNG": Kind.PNG, "JPEG": Kind.JPEG, "TIFF": Kind.TIFF, "BMP": Kind.BMP, "GIF": Kind.GIF, "WEBP": Kind.WEBP}


def encoded(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 80).convert("L").save(buffer, form)
    return buffer.getvalue()


def checked(data: bytes, max_pixels: int = MAX_PIXELS) -> None:
    kind = kind_of(data[:1024])
    assert kind is not None
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        examine(Pieces(file.fileno(), len(data)), kind, max_pixels)


def code_of(call: Callable[[], None]) -> ErrorCode:
    with pytest.raises(ItemError) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize("form", FORMS)
def test_whole_pictures_pass(form: str) -> None:
    """What a real encoder writes is recognised by its bytes and taken."""
    data = encoded(form)
    assert kind_of(data[:1024]) is FORMS[form]
    checked(data)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_pictures_cut_short_are_corrupt(form: str, share: float) -> None:
    """Half a file is refused before anybody pays for half an invoice."""
    data = encoded(form, (200, 150))
    assert code_of(lambda: checked(data[: int(len(data) * share)])) is ErrorCode.CORRUPT


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP", "GIF"])
def test_too_many_pixels_are_refused_by_the_header_alone(form: str) -> None:
    """A decompression bomb is never decoded."""
    assert code_of(lambda: checked(encoded(form), max_pixels=1199)) is ErrorCode.TOO_LARGE
    checked(encoded(form), max_pixels=1200)


def test_a_jpeg_with_notes_of_its_maker_behind_the_end_is_whole() -> None:
    """Phones append data of their own; that is no damage."""
    checked(encoded("JPEG") + b"SEFT" + bytes(2000))


@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_a_heic_is_recognised_and_must_be_whole(share: float) -> None:
    """Boxes that reach beyond the end of the file mean that it was cut."""
    data = b"".join(
        (len(content) + 8).to_bytes(4, "big") + name + content
        for name, content in ((b"ftyp", b"heic\0\0\0\0mif1heic"), (b"meta", bytes(100)), (b"mdat", bytes(500)))
    )
    assert kind_of(data[:1024]) is Kind.HEIC
    if share == 1.0:
        checked(data)
    else:
        assert code_of(lambda: checked(data[: int(len(data) * share)])) is ErrorCode.CORRUPT


def pages_of(data: bytes) -> int:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return tiff_pages(Pieces(file.fileno(), len(data)))


@pytest.mark.parametrize("pages", [1, 2, 7])
@pytest.mark.parametrize("order", ["<", ">"])
def test_pages_of_a_tiff_are_counted_by_its_directories(pages: int, order: str) -> None:
    """In both byte orders; smaller copies and masks are no pages."""
    assert pages_of(chain(order, [0] * pages)) == pages
    assert pages_of(chain(order, [2] * pages + [1, 4])) == pages


def test_a_chain_of_directories_that_breaks_or_bites_its_tail_ends() -> None:
    """Some scanners leave garbage behind the last page, and an attacker a circle: what was found so far counts."""
    data = chain("<", [0, 0])
    assert pages_of(data[:-4] + (8).to_bytes(4, "little")) == 2
    assert pages_of(data[:-4] + (1 << 30).to_bytes(4, "little")) == 2


def chain(order: str, kinds: list[int]) -> bytes:
    """A TIFF of nothing but directories, each with its NewSubfileType."""
    data, last = struct.pack(f"{order}2sHI", b"II" if order == "<" else b"MM", 42, 8), len(kinds) - 1
    for number, kind in enumerate(kinds):
        following = 0 if number == last else len(data) + 18
        data += struct.pack(f"{order}HHHIII", 1, 254, 4, 1, kind, following)
    return data


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"%PDF-1.4\n", Kind.PDF), (b"junk\n%PDF-1.4\n", Kind.PDF), (b"hello", None), (b"", None), (b"<svg/>", None)],
)
def test_kinds_by_their_first_bytes(head: bytes, kind: Kind | None) -> None:
    """Names do not count; a PDF may be introduced by up to a kilobyte of something else, as readers allow."""
    assert kind_of(head) is kind


@given(st.sampled_from([encoded(form)[:40] for form in FORMS]), st.binary(max_size=300))
def test_no_bytes_break_the_examiners(head: bytes, rest: bytes) -> None:
    """Whatever follows a valid start is passed or refused with a code, never a crash."""
    with contextlib.suppress(ItemError):
        checked(head + rest)


def test_a_needle_on_the_seam_of_two_pieces_is_found(tmp_path: Path) -> None:
    """The search of a large file misses nothing between two reads."""
    path = tmp_path / "large"
    path.write_bytes(bytes((1 << 20) - 4) + b"/Encrypt" + bytes(100))
    descriptor = os.open(path, os.O_RDONLY)
    try:
        assert Pieces(descriptor, path.stat().st_size).contains(b"/Encrypt")
        assert not Pieces(descriptor, path.stat().st_size).contains(b"/Absent!")
    finally:
        os.close(descriptor)


@given(
    size_bytes=st.sampled_from([0, 1, 100, SMALL_BYTES, SMALL_BYTES + 1, 3 * SMALL_BYTES]),
    looks=st.lists(st.tuples(st.integers(-5, 4 * SMALL_BYTES), st.integers(1, 9000)), max_size=20),
    kept=st.integers(0, 4 * SMALL_BYTES),
)
def test_a_piece_is_what_stands_there_or_nothing(size_bytes: int, looks: list[tuple[int, int]], kept: int) -> None:
    """In whatever order pieces are asked for, and also when the file has become shorter since it was listed."""
    data = os.urandom(size_bytes)
    with tempfile.TemporaryFile() as file:
        file.write(data[:kept])
        file.flush()
        pieces = Pieces(file.fileno(), size_bytes)
        assert pieces.head(1024) == data[:kept][:1024]
        for place, length in looks:
            if place >= 0 and place + length <= min(kept, size_bytes):
                assert pieces.at(place, length) == data[place : place + length]
            else:
                with pytest.raises(IndexError):
                    pieces.at(place, length)


def test_a_picture_of_many_parts_is_not_read_byte_by_byte(tmp_path: Path) -> None:
    """A small file is read by one call: each costs more than its bytes."""
    path = tmp_path / "a.png"
    path.write_bytes(encoded("PNG"))
    descriptor = os.open(path, os.O_RDONLY)
    try:
        pieces = Pieces(descriptor, path.stat().st_size)
        assert kind_of(pieces.head(1024)) is Kind.PNG
        os.truncate(path, 0)
        examine(pieces, Kind.PNG, MAX_PIXELS)
    finally:
        os.close(descriptor)
