from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Literal

import pytest

from batch_ocr.commands.wiring import hasher_count
from batch_ocr.page_hasher import MOST_DEATHS, PROGRAM, Bounds, Outcomes, PageHasher, hash_all, packages_missing
from batch_ocr.records import END, Completed
from batch_ocr.settings import Settings
from tests.ledger_cases import completed, failed, run

SAMPLE = (Path(__file__).parents[2] / "sample_invoices" / "01-letter-clean-de.png").read_bytes()
BOUNDS = Bounds(max_file_bytes=2_000_000, max_pixels=20_000_000)
needs_packages = pytest.mark.skipif(bool(packages_missing()), reason="pages are hashed with the extra `local`")


def put(folder: Path, name: str, content: bytes) -> tuple[str, str]:
    (folder / name).write_bytes(content)
    return name, hashlib.sha256(content).hexdigest()


def hashes(folder: Path, *files: tuple[str, str], page_timeout: float = 60.0, program: str = PROGRAM) -> list[bool]:
    """Whether each file gets a hash, asked of one hasher after the other."""

    async def scenario() -> list[bool]:
        hasher = PageHasher(folder, BOUNDS, page_timeout=page_timeout, program=program)
        try:
            return [await hasher(*file) is not None for file in files]
        finally:
            await hasher.close()

    return run(scenario())


@needs_packages
def test_only_the_bytes_that_were_read_are_hashed(tmp_path: Path) -> None:
    """A file that changed, moved, or is a link or a pipe by now has no hash, and the next one has."""
    good = put(tmp_path, "good.png", SAMPLE)
    (tmp_path / "link.png").symlink_to(tmp_path / "good.png")
    os.mkfifo(tmp_path / "pipe.png")
    odd = [("link.png", good[1]), ("pipe.png", good[1]), ("missing.png", good[1]), ("good.png", "0" * 64)]
    assert hashes(tmp_path, good, *odd, good) == [True, False, False, False, False, True]


@needs_packages
def test_what_cannot_be_read_goes_on_without(tmp_path: Path) -> None:
    """Broken, hostile and oversized files have no hash and do no harm."""
    files = [
        put(tmp_path, "broken.png", SAMPLE[:2000]),
        put(tmp_path, "text.pdf", b"%PDF-1.7 nothing"),
        put(tmp_path, "empty.jpg", b""),
        put(tmp_path, "large.png", SAMPLE + bytes(BOUNDS.max_file_bytes)),
        put(tmp_path, "line\nbreak \udcff.png".encode(errors="surrogateescape").decode(errors="replace"), SAMPLE),
    ]
    assert hashes(tmp_path, *files) == [False, False, False, False, True]


def test_a_page_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """A process that does not answer in time is killed; the document goes on without a hash."""
    assert hashes(tmp_path, put(tmp_path, "good.png", SAMPLE), page_timeout=0.0) == [False]


def test_a_process_that_keeps_dying_is_not_started_for_ever(tmp_path: Path) -> None:
    """A process that dies takes one page with it; after a few in a row the check is off for the rest of the run."""
    starts = tmp_path / "starts"
    program = f"open({str(starts)!r}, 'a').write('x'); raise SystemExit(3)"
    file = put(tmp_path, "good.png", SAMPLE)
    assert hashes(tmp_path, *[file] * (MOST_DEATHS + 2), program=program) == [False] * (MOST_DEATHS + 2)
    assert starts.read_text() == "x" * MOST_DEATHS


def test_every_outcome_goes_on(tmp_path: Path) -> None:
    """All outcomes come out, only completed ones are hashed, and END comes last, however many hashers there are."""
    asked: list[str] = []

    async def hash_page(name: str, sha256: str) -> bytes:
        asked.append(name)
        await asyncio.sleep(0)
        return name.encode()

    async def scenario() -> list[object]:
        outcomes: Outcomes = asyncio.Queue()
        hashed: Outcomes = asyncio.Queue()
        for number in range(20):
            outcomes.put_nowait(completed(f"c{number}", "A"))
            outcomes.put_nowait(failed(f"f{number}", "B"))
        outcomes.put_nowait(END)
        await hash_all(outcomes, hashed, [hash_page] * 3)
        return [hashed.get_nowait() for _ in range(hashed.qsize())]

    *found, last = run(scenario())
    assert last is END
    assert len(found) == 40
    assert sorted(asked) == sorted(f"c{number}" for number in range(20))
    assert all(one.page_hash == one.ticket.name.encode() for one in found if isinstance(one, Completed))


@needs_packages
@pytest.mark.parametrize(
    ("engine", "when", "compared"),
    [("local", "local", True), ("aspose", "local", False), ("aspose", "always", True), ("local", "never", False)],
)
def test_looks_are_compared_when_the_settings_say_so(
    engine: Literal["local", "aspose"], when: Literal["local", "always", "never"], compared: bool
) -> None:
    """Beside the embedded reader unless told otherwise; beside the cloud on request."""
    assert bool(hasher_count(Settings(engine=engine, find_rescans=when))) is compared
