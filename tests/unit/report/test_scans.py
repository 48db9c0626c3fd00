from __future__ import annotations

import hashlib
import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from batch_ocr.report.drawing import Drawing
from batch_ocr.report.folder import ScanFolder
from batch_ocr.report.page import Picture
from batch_ocr.report.scan_file import read_scan
from batch_ocr.report.thumbnails import HEIGHT, thumbnails
from batch_ocr.results import Document
from tests.report_cases import document, failed

SAMPLES = Path(__file__).parents[3] / "sample_invoices"
ENOUGH = 100_000_000


def picture(width: int = 600, height: int = 800, mode: str = "RGB", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, kind)
    return out.getvalue()


def drawn(data: bytes) -> tuple[Picture, ...]:
    return thumbnails(data, ENOUGH)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def scan(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return document(name, sha256=hashlib.sha256(data).hexdigest())


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    """A folder of scans, beside a file that is none of its business."""
    (tmp_path / "secret.png").write_bytes(b"secret")
    folder = tmp_path / "scans"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "a.png").write_bytes(b"a")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "up").symlink_to(tmp_path)
    return folder


def test_a_scan_is_found_by_the_name_in_its_line(inside: Path) -> None:
    """Names lead down the folder, also through one that is not UTF-8."""
    (inside / os.fsdecode(b"\xe9.png")).write_bytes(b"e")
    assert read_scan(inside, "2026/a.png", 10) == b"a"
    assert read_scan(inside, "\\xe9.png", 10) == b"e"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "2026/../../secret.png",
        "/etc/hostname",
        "link.png",
        "up/secret.png",
        "",
        ".",
        "2026",
        "2026/",
        "a\0b",
        "\ud800",
    ],
)
def test_no_name_leads_out_of_the_folder(inside: Path, name: str) -> None:
    """Not by dots, not from the root, not over a link; what is no regular file is not read either."""
    assert read_scan(inside, name, 100_000) is None


@given(name=st.lists(st.sampled_from(["..", ".", "", "up", "2026", "a.png", "secret.png", "link.png"])).map("/".join))
def test_whatever_steps_a_name_has_it_stays_inside(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The only bytes that any such name brings are those of the scan."""
    base = tmp_path_factory.getbasetemp() / "steps"
    if not base.exists():
        (base / "scans" / "2026").mkdir(parents=True)
        (base / "secret.png").write_bytes(b"secret")
        (base / "scans" / "2026" / "a.png").write_bytes(b"a")
        (base / "scans" / "up").symlink_to(base)
    assert read_scan(base / "scans", name, 100) in {None, b"a"}


def test_a_pipe_or_a_file_too_large_is_no_scan(inside: Path) -> None:
    """A pipe nobody writes to does not hold us; size is checked before reading."""
    os.mkfifo(inside / "pipe.png")
    assert read_scan(inside, "pipe.png", 10) is None
    (inside / "large.png").write_bytes(b"x" * 11)
    assert read_scan(inside, "large.png", 10) is None


@pytest.mark.parametrize("name", ["2026/a.png", "2026", "2026/none.png", "a.png/below", "../secret.png"])
def test_no_file_stays_open(inside: Path, name: str) -> None:
    """A report looks for thousands of scans; a folder that is called like one must not cost a descriptor."""
    before = len(list(Path("/dev/fd").iterdir()))
    read_scan(inside, name, 10)
    assert len(list(Path("/dev/fd").iterdir())) == before


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("[0-9]*")))
def test_every_kind_of_scan_becomes_a_small_picture(sample: str) -> None:
    """Each of the sample invoices: a picture no higher than told, of some tens of kilobytes."""
    pages = thumbnails((SAMPLES / sample).read_bytes(), ENOUGH)
    assert pages
    for page in pages:
        assert opened(page.data).height <= HEIGHT + 1
        assert len(page.data) < 150_000
    assert sample != "19-two-pages-de.pdf" or len(pages) == 2


def test_a_photo_stands_as_its_camera_noted() -> None:
    """The EXIF orientation is applied, as the boxes expect."""
    image, out, exif = Image.new("RGB", (800, 600)), io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    image.save(out, "JPEG", exif=exif)
    (page,) = thumbnails(out.getvalue(), ENOUGH)
    assert opened(page.data).size == (600, 800)


@pytest.mark.parametrize(
    ("mode", "kind"), [("1", "TIFF"), ("P", "PNG"), ("LA", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG")]
)
def test_colours_of_every_kind_are_drawn(mode: str, kind: str) -> None:
    """Two colours, palettes, transparency, sixteen bits, printing inks."""
    assert len(thumbnails(picture(mode=mode, kind=kind), ENOUGH)) == 1


def test_what_is_transparent_is_paper() -> None:
    """A page whose ink alone is opaque is not black on black."""
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    (page,) = thumbnails(out.getvalue(), ENOUGH)
    assert opened(page.data).convert("L").getextrema() == (255, 255)


def test_a_picture_too_large_is_not_decoded() -> None:
    """Its size is known from its header; a bomb stays packed."""
    assert thumbnails(picture(4000, 4000), 15_999_999) == ()


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"II*\0", b"RIFF\0\0\0\0WEBP"])
)
def test_broken_bytes_are_no_picture(data: bytes, mark: bytes) -> None:
    """Whatever they begin with."""
    assert thumbnails(mark + data, ENOUGH) == ()


def test_only_the_first_pages_are_drawn() -> None:
    """A fax of ten pages does not fill the report."""
    pages, out = [Image.new("1", (100, 140))] * 10, io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    assert len(thumbnails(out.getvalue(), ENOUGH, pages=3)) == 3


def test_missing_and_changed_scans_are_told(tmp_path: Path) -> None:
    """Another picture under the name of the one that was read would lie about it, so it is not shown."""
    good, changed = scan(tmp_path, "a.png", picture()), scan(tmp_path, "b.png", picture())
    (tmp_path / "b.png").write_bytes(picture(10, 10))
    folder = ScanFolder(tmp_path, drawn, max_file_bytes=10**6)
    shown = [len(folder.of(one)) for one in (good, changed, failed("gone.png"), document("c", status="duplicate"))]
    assert shown == [1, 0, 0, 0]
    assert "Scans of 1 documents" in folder.note()
    assert "2 have no picture" in folder.note()


def test_the_page_carries_pictures_up_to_a_limit(tmp_path: Path) -> None:
    """What is beyond it is counted and told."""
    scans = [scan(tmp_path, f"{at}.png", picture(height=700 + at)) for at in range(4)]
    folder = ScanFolder(tmp_path, drawn, max_file_bytes=10**6, max_bytes=1)
    assert [len(folder.of(one)) for one in scans] == [1, 0, 0, 0]
    assert "3 more were left out" in folder.note()


def test_pictures_are_drawn_in_a_process_of_their_own() -> None:
    """It draws what this one would have drawn, scan after scan, and is gone in the end."""
    with Drawing(ENOUGH) as drawing:
        for _ in range(2):
            assert drawing.pictures(picture()) == drawn(picture())
        assert drawing.pictures(b"no picture") == ()


def test_a_drawing_that_takes_too_long_costs_one_picture() -> None:
    """Its process is killed; the next scan has a new one."""
    with Drawing(ENOUGH, patience=0) as drawing:
        assert drawing.pictures(picture(3000, 3000)) == ()
    with Drawing(ENOUGH) as drawing:
        child = drawing._running()
        child.kill()
        child.wait()
        assert drawing.pictures(picture()) == ()
        assert len(drawing.pictures(picture())) == 1


def test_a_drawing_that_wants_too_much_memory_costs_one_picture() -> None:
    """A page that claims 3,600 megapixels, and to be allowed, fails within its process."""
    small = picture(10, 10)
    header = b"IHDR" + struct.pack(">II", 60_000, 60_000) + small[24:29]
    bomb = small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]
    with Drawing(10**10) as drawing:
        assert drawing.pictures(bomb) == ()
        assert len(drawing.pictures(small)) == 1


def test_a_picture_of_a_telephone_is_drawn() -> None:
    """HEIC, where its extra is installed."""
    heif = pytest.importorskip("pillow_heif", reason="the extra heic is not installed")
    heif.register_heif_opener()
    out = io.BytesIO()
    Image.new("RGB", (300, 400)).save(out, "HEIF")
    assert len(drawn(out.getvalue())) == 1
