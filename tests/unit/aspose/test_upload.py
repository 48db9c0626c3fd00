from __future__ import annotations

import asyncio
import base64
import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_ocr.aspose.upload import PIECE_BYTES, Upload, UploadBody, UploadBytes, opened
from batch_ocr.aspose.wire import RecognitionOptions, decode_request, request_frame
from batch_ocr.errors import ErrorCode, ItemError

FRAME = request_frame(RecognitionOptions(rotate=90))
HEAD = b"POST / HTTP/1.1\r\n\r\n"
SIZES = [0, 1, 2, 3, 4, 47, 1000]
SIZES += [PIECE_BYTES * n + d for n in (1, 2) for d in (-3, -2, -1, 0, 1, 2, 3)]
SIZES += [64 * 1024, 5_000_000]


class Wire:
    """Takes the body as a connection would; `before` is called with the number of each piece before it is taken.

    It is over after `most` pieces, as when the answer comes early or the connection breaks.
    """

    def __init__(self, before: Callable[[int], None] = lambda _: None, *, keep: bool = True, most: int = 1000) -> None:
        self.pieces: list[bytes] = []
        self.written = 0
        self.handed_over = False
        self._before = before
        self._keep = keep
        self._most = most

    @property
    def over(self) -> bool:
        return self.written >= self._most

    def write(self, data: bytes, *, last: bool) -> None:
        self.written += 1
        self._before(self.written)
        self.pieces.append(data if self._keep else b"")
        self.handed_over = last

    async def drain(self) -> None:
        await asyncio.sleep(0)


def file_of(path: Path, data: bytes) -> Upload:
    path.write_bytes(data)
    status = path.stat()
    return Upload(path, status.st_size, status.st_mtime_ns)


def send(upload: Upload | UploadBytes, wire: Wire) -> int:
    """Send the upload with HEAD before it; returns the length it announces for its body."""

    async def scenario() -> int:
        with opened(upload) as source:
            body = UploadBody(source, FRAME)
            await body.send(HEAD, wire)
            return body.size_bytes

    return asyncio.run(scenario())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("in_memory", [False, True])
def test_the_body_is_exact_at_every_size(tmp_path: Path, size: int, *, in_memory: bool) -> None:
    """Around every boundary of pieces and padding, the pieces make the announced number of bytes and the exact JSON."""
    data = os.urandom(size)
    wire = Wire()
    announced = send(UploadBytes(data) if in_memory else file_of(tmp_path / "a", data), wire)
    head, sent = b"".join(wire.pieces)[: len(HEAD)], b"".join(wire.pieces)[len(HEAD) :]
    assert (head, announced, wire.handed_over) == (HEAD, len(sent), True)
    document = json.loads(sent)
    assert base64.b64decode(document["image"], validate=True) == data
    assert list(document) == ["image", "settings"]
    if size:
        assert decode_request(sent).options == RecognitionOptions(rotate=90)


def test_a_small_file_is_one_piece(tmp_path: Path) -> None:
    """Up to 48 KB the body goes out with the header in one system call."""
    wire = Wire()
    send(file_of(tmp_path / "a", b"x" * PIECE_BYTES), wire)
    assert len(wire.pieces) == 1


def test_a_body_that_nobody_wants_any_more_is_not_read_on(tmp_path: Path) -> None:
    """After an early answer, or the end of the connection, no further piece is made, least of all the last one."""
    wire = Wire(most=2)
    send(file_of(tmp_path / "a", b"x" * PIECE_BYTES * 5), wire)
    assert (wire.written, wire.handed_over) == (2, False)


def test_memory_does_not_depend_on_the_size(tmp_path: Path) -> None:
    """A file of 20 MB costs a few pieces of memory, not a multiple of itself."""
    upload = file_of(tmp_path / "a", bytes(20_000_000))
    send(upload, Wire(keep=False))
    tracemalloc.start()
    try:
        send(upload, Wire(keep=False))
        assert tracemalloc.get_traced_memory()[1] < 10 * PIECE_BYTES
    finally:
        tracemalloc.stop()


def truncate(path: Path) -> None:
    os.truncate(path, 100)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def rewrite(path: Path) -> None:
    status = path.stat()
    path.write_bytes(b"y" * status.st_size)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def replace(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    status = path.stat()
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize("change", [truncate, grow, rewrite, replace])
@pytest.mark.parametrize("moment", [1, 2, 3])
def test_a_file_that_changes_while_it_is_sent_is_never_complete(
    tmp_path: Path, change: Callable[[Path], None], moment: int
) -> None:
    """Shorter, longer, rewritten or replaced: the last piece stays here, so that nobody can have taken the document."""
    path = tmp_path / "a"
    upload = file_of(path, os.urandom(PIECE_BYTES * 3 + 10))
    wire = Wire(lambda piece: change(path) if piece == moment else None)
    with pytest.raises(ItemError) as caught:
        send(upload, wire)
    assert (caught.value.code, wire.handed_over) == (ErrorCode.CHANGED, False)
    with pytest.raises(ValueError, match=r"."):
        json.loads(b"".join(wire.pieces)[len(HEAD) :])


@pytest.mark.parametrize("change", [truncate, grow, rewrite])
def test_a_file_that_changed_before_is_not_opened(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """The bytes that were hashed are the bytes that are sent, or none."""
    upload = file_of(tmp_path / "a", b"x" * 1000)
    change(upload.path)
    with pytest.raises(ItemError) as caught, opened(upload):
        pass
    assert caught.value.code is ErrorCode.CHANGED


def test_a_file_that_vanishes_while_it_is_sent_has_changed(tmp_path: Path) -> None:
    """Its name is gone; whether its bytes were final nobody can say any more. Under its new name it is sent again."""
    upload = file_of(tmp_path / "a", os.urandom(PIECE_BYTES * 2))
    wire = Wire(lambda _: upload.path.unlink(missing_ok=True))
    with pytest.raises(ItemError) as caught:
        send(upload, wire)
    assert (caught.value.code, wire.handed_over) == (ErrorCode.CHANGED, False)


def test_what_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    """A symbolic link and a missing file are told apart from a file that changed; who is gone needs no line."""
    upload = file_of(tmp_path / "a", b"x")
    upload.path.unlink()
    with pytest.raises(FileNotFoundError), opened(upload):
        pass
    upload.path.symlink_to(tmp_path / "b")
    with pytest.raises(ItemError) as caught, opened(upload):
        pass
    assert caught.value.code is ErrorCode.UNREADABLE


def test_a_pipe_in_place_of_the_file_does_not_hang(tmp_path: Path) -> None:
    """Opening a FIFO waits for a writer unless told otherwise; it is refused at once."""
    upload = file_of(tmp_path / "a", b"x")
    upload.path.unlink()
    os.mkfifo(upload.path)
    with pytest.raises(ItemError) as caught, opened(upload):
        pass
    assert caught.value.code is ErrorCode.CHANGED
