"""The real program in processes of its own: run it, watch it, kill it, and read what it left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.line_schema import valid

CREDENTIALS = {"ASPOSE_CLIENT_ID": "bookkeeper", "ASPOSE_CLIENT_SECRET": "correct-horse-battery"}
TIMEOUT = 120


def environment(**changes: str) -> dict[str, str]:
    """The tests' own environment with nothing of batch-ocr's in it but `changes`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("BATCH_OCR_", "ASPOSE_"))}
    return kept | {"COLUMNS": "80"} | changes


def not_measured(env: dict[str, str]) -> dict[str, str]:
    """Return it without coverage, whose own data file has no place on a full disk or for another user."""
    return {key: value for key, value in env.items() if not key.startswith("COVERAGE")}


def batch_ocr(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with no terminal and no credentials unless `env` has them."""
    return subprocess.run(
        [sys.executable, "-m", "batch_ocr", *map(str, arguments)],
        cwd=cwd,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=TIMEOUT,
        check=False,
    )


def started(
    *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.Popen[str]:
    """Start a command and do not wait for it."""
    return subprocess.Popen(
        [sys.executable, "-m", "batch_ocr", *map(str, arguments)],
        cwd=cwd,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def served(*arguments: str | Path, port: int = 0) -> Iterator[str]:
    """A server without recognition in a process of its own; yields its base URL, and kills it at the end."""
    server = started("serve", "--port", str(port), "--stand-in", "0.02", "--workers", "8", *arguments, env=CREDENTIALS)
    assert server.stderr is not None
    try:
        line = server.stderr.readline()
        assert line.startswith("serving on "), line + server.stderr.read()
        yield line.split()[2].rstrip(";")
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
        server.stderr.close()


def picture(number: int) -> bytes:
    """A tiny PNG, different for each number."""
    pixels = zlib.compress(b"\0" + bytes(6))
    header = b"\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0"
    parts = ((b"IHDR", header), (b"tEXt", b"n\0%d" % number), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def pictures(folder: Path, count: int) -> Path:
    """Fill a folder with that many pictures, old enough not to be looked at twice."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        aged(folder / f"{number:04}.png", picture(number))
    return folder


def aged(path: Path, content: bytes) -> Path:
    """Write a file that was last changed long ago."""
    path.write_bytes(content)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def lines(results: Path) -> list[dict[str, object]]:
    """The lines of a results file, each of which must be whole and as the schema says."""
    if not results.exists():
        return []
    return [valid(json.loads(line)) for line in results.read_text(encoding="utf-8").splitlines()]


def without_times(records: Sequence[dict[str, object]]) -> list[tuple[object, ...]]:
    """What two runs over the same folder must agree on, in an order of its own."""
    return sorted(
        (record["file"], record["sha256"], record["status"], json.dumps(record["invoice"])) for record in records
    )
