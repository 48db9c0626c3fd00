from __future__ import annotations

import resource
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.server.spool import Spool, Spooled, SpoolFull


@given(st.lists(st.binary(max_size=300), max_size=20), st.integers(0, 2000))
def test_what_goes_in_comes_out(pieces: list[bytes], memory_bytes: int) -> None:
    """Bytes come back whole and in order, wherever they were kept."""
    with Spool(10_000, memory_bytes).open() as spooled:
        for piece in pieces:
            spooled.append(piece)
        assert spooled.read() == b"".join(pieces)
        assert spooled.read() == b"".join(pieces)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 400), st.booleans()), max_size=60))
def test_room_is_accounted_for_exactly(steps: list[tuple[int, int, bool]]) -> None:
    """Whatever is appended, refused and closed in whatever order, the count is the sum of what is held, and bounded."""
    spool = Spool(1000, 300)
    held = [spool.open() for _ in range(5)]
    for index, size_bytes, close in steps:
        if close:
            held[index].close()
            held[index] = spool.open()
            continue
        try:
            held[index].append(bytes(size_bytes))
        except SpoolFull:
            assert spool.used_bytes + size_bytes > 1000
        assert spool.used_bytes == sum(one.size_bytes for one in held) <= 1000
        assert spool.in_memory_bytes == sum(one.size_bytes for one in held if one.in_memory) <= 300
    for one in held:
        one.close()
        one.close()
    assert spool.used_bytes == spool.in_memory_bytes == 0


def test_beyond_its_memory_it_uses_files_without_a_name() -> None:
    """Large bodies leave the memory, and no file is left behind however the process ends."""
    spool = Spool(10_000, 100)
    before = open_files()
    spooled = spool.open()
    spooled.append(bytes(101))
    assert not spooled.in_memory
    assert spool.in_memory_bytes == 0
    assert open_files() == before + 1
    spooled.close()
    assert open_files() == before


def test_full_disk_bounds_the_spool_as_a_number_does() -> None:
    """When a temporary file cannot take more, the bytes are refused and the server lives."""
    spool = Spool(1_000_000, 5_000)
    in_file, in_memory = spool.open(), spool.open()
    in_file.append(bytes(6_000))
    in_memory.append(bytes(3_000))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        for spooled in (in_file, in_memory):
            with pytest.raises(SpoolFull):
                spooled.append(bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    in_file.close()
    in_memory.close()
    assert spool.used_bytes == spool.in_memory_bytes == 0


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_full_spool_refuses_and_keeps_what_it_had() -> None:
    """A refusal changes nothing."""
    spooled = Spooled(Spool(10, 10))
    spooled.append(b"12345678")
    with pytest.raises(SpoolFull):
        spooled.append(b"abc")
    spooled.append(b"90")
    assert spooled.read() == b"1234567890"
