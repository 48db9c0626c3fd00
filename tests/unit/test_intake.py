from __future__ import annotations

import hashlib
import os
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from batch_ocr.errors import ErrorCode, ItemError
from batch_ocr.intake import content, digest, inspect
from batch_ocr.records import Image
from tests.process.command import picture


def image(path: Path, content: bytes) -> Image:
    path.write_bytes(content)
    status = path.stat()
    return Image(path.name, path, status.st_size, status.st_mtime_ns)


def code_of(one: Image, max_file_bytes: int = 10_000) -> ErrorCode:
    with pytest.raises(ItemError) as caught:
        inspect(one, max_file_bytes, 1_000_000)
    return caught.value.code


def test_a_picture_is_wanted_whatever_its_name(tmp_path: Path) -> None:
    """The bytes decide, not the suffix."""
    assert inspect(image(tmp_path / "scan.dat", picture(1)), 10_000, 1_000_000)


def test_other_files_are_not_wanted(tmp_path: Path) -> None:
    """A note among the scans is not a picture or PDF, and is passed over."""
    assert not inspect(image(tmp_path / "notes.txt", b"call the bank"), 10_000, 1_000_000)
    assert not inspect(image(tmp_path / "empty.txt", b""), 10_000, 1_000_000)


def test_a_file_named_like_a_picture_is_meant_to_be_read(tmp_path: Path) -> None:
    """What calls itself a picture and is none is rejected, so that nobody waits for its line."""
    assert code_of(image(tmp_path / "a.PNG", b"text")) is ErrorCode.UNSUPPORTED
    assert code_of(image(tmp_path / "b.pdf", b"")) is ErrorCode.EMPTY
    assert code_of(image(tmp_path / "c.png", picture(1)), max_file_bytes=50) is ErrorCode.TOO_LARGE


def test_a_link_put_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    """Between the walk and the read a file may become a link; it is not opened."""
    one = image(tmp_path / "a.png", picture(1))
    (tmp_path / "a.png").rename(tmp_path / "b.png")
    (tmp_path / "a.png").symlink_to("b.png")
    assert code_of(one) is ErrorCode.UNREADABLE


def test_a_file_that_is_gone_is_nobodys_failure(tmp_path: Path) -> None:
    """Moved away since the walk: FileNotFoundError, which the caller passes over."""
    one = image(tmp_path / "a.png", picture(1))
    one.path.unlink()
    with pytest.raises(FileNotFoundError):
        inspect(one, 10_000, 1_000_000)
    with pytest.raises(FileNotFoundError):
        digest(one)


def test_the_digest_is_sha256_of_the_bytes(tmp_path: Path) -> None:
    """The key of the ledger, whatever the size of the file."""
    content = os.urandom(700_000)
    assert digest(image(tmp_path / "a.png", content)) == hashlib.sha256(content).hexdigest()


def test_a_file_that_changed_since_the_walk_has_no_digest(tmp_path: Path) -> None:
    """Half-written bytes must not become the key of a document."""
    one = image(tmp_path / "a.png", picture(1))
    for other in (replace(one, size_bytes=one.size_bytes - 1), replace(one, mtime_ns=one.mtime_ns + 1)):
        with pytest.raises(ItemError) as caught:
            digest(other)
        assert caught.value.code is ErrorCode.CHANGED
        assert caught.value.retryable


def test_of_a_file_that_grows_no_more_is_read_than_tells_so(tmp_path: Path) -> None:
    """A file that is written faster than it is read must not hold up the night, nor fill the memory."""
    one = image(tmp_path / "a.png", picture(1))
    os.truncate(one.path, 64 << 20)
    tracemalloc.start()
    try:
        with pytest.raises(ItemError) as caught:
            content(one)
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.code is ErrorCode.CHANGED
    assert most_bytes < 4 << 20


def test_a_file_on_a_bad_sector_is_rejected(tmp_path: Path) -> None:
    """A disk that fails under one file is that file's trouble, to be tried again."""
    bad = Image("a.png", Path("/proc/self/mem"), 10, 0)  # reading its first page is an I/O error
    for read in (lambda: inspect(bad, 10_000, 1_000_000), lambda: digest(bad), lambda: content(bad)):
        with pytest.raises(ItemError, match="Input/output error") as caught:
            read()
        assert (caught.value.code, caught.value.retryable) == (ErrorCode.UNREADABLE, True)
