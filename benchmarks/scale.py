"""Many files in one run: time for each at the start and at the end, memory, and the night after.

    python -m benchmarks.scale [--files 100000] [--known 1000000] [--among 20000]

`batch-ocr run` as a process of its own against a stub service in another one, which answers at once, over a folder of
small files, without comparing the looks of pages. "first tenth" and "last tenth" are CPU milliseconds for each line of
results, by what the process had used when the file had grown by a tenth (Linux): a busy machine does not change them as
it does the clock's. The same folder once more shows what settled files cost; then again beside a ledger that knows many
documents of other nights. Writes benchmarks/scale.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from benchmarks.cpu import CONCURRENCY, stub_service, write_images
from benchmarks.ledger import fill
from benchmarks.startup import cpu_of

SMALL_BYTES = 2000
USUAL_BYTES = 20_000
USUAL_FILES = 10_000
SAMPLE = 0.2
"""Seconds between two looks at a run."""
WIDTHS = (9, 9, 9, 13, 12, 7, 10)
"""Of the table's columns."""


@dataclass(frozen=True, slots=True)
class Night:
    """One run."""

    what: str
    files: int
    seconds: float
    cpu_ms: float
    """For each file, of the whole process."""
    first_tenth_ms: float | None
    """CPU for each line; None when no line was written."""
    last_tenth_ms: float | None
    peak_rss_mib: float


def night(what: str, port: int, folder: Path, results: Path) -> Night:
    """Run once over the folder; `results` holds results file and ledger."""
    output = results / "results.jsonl"
    written = size_of(output)
    command = [sys.executable, "-m", "batch_ocr", "run", str(folder), "-o", str(output), "-q"]
    command += ["--ledger", str(results / "ledger"), "--engine", "aspose", "--base-url", f"http://127.0.0.1:{port}"]
    command += ["--concurrency", str(CONCURRENCY)]
    environment = {**os.environ, "ASPOSE_CLIENT_ID": "id", "ASPOSE_CLIENT_SECRET": "secret"}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    samples: list[tuple[int, float]] = []
    peak_rss_mib = 0.0
    ended, status, used = os.wait4(process.pid, os.WNOHANG)
    while not ended:
        time.sleep(SAMPLE)
        samples.append((size_of(output) - written, cpu_of(process.pid)))
        peak_rss_mib = max(peak_rss_mib, peak_of(process.pid))
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{what}: the run ended with status {process.returncode}")
    files = sum(1 for _ in os.scandir(folder))
    first, last = tenths(samples, files)
    cpu_ms = (used.ru_utime + used.ru_stime) * 1000 / files
    return Night(what, files, seconds, cpu_ms, first, last, peak_rss_mib)


def peak_of(pid: int) -> float:
    """Return the most memory in MiB that a program has held; 0 once it has ended.

    What `wait4` says counts this process's own, too, as it was when the program was started: it had drawn all images.
    """
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return max((float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), default=0.0)


def size_of(output: Path) -> int:
    """Return the size in bytes, 0 if there is no such file."""
    return output.stat().st_size if output.exists() else 0


def tenths(samples: Sequence[tuple[int, float]], lines: int) -> tuple[float | None, float | None]:
    """Return CPU milliseconds for each line in the first and in the last tenth, from (bytes written, CPU) by time.

    Lines are of about one length, so that a tenth of the bytes is a tenth of the lines.
    """
    whole = samples[-1][0] if samples else 0
    if not whole:
        return None, None
    start, first, last, end = (used_at(samples, share * whole) for share in (0.0, 0.1, 0.9, 1.0))
    return (first - start) * 10 / lines, (end - last) * 10 / lines


def used_at(samples: Sequence[tuple[int, float]], size: float) -> float:
    """Return the CPU used when so many bytes were written, between the samples before and after."""
    after = next(index for index, (written, _) in enumerate(samples) if written >= size and written)
    before = max(after - 1, 0)
    (less, used_before), (more, used_after) = samples[before], samples[after]
    share = (size - less) / (more - less) if more > less else 1.0
    return used_before + share * (used_after - used_before)


def nights(files: int, known: int, among: int) -> list[Night]:
    """Measure all; prints each as it ends."""
    rows: list[Night] = []

    def add(row: Night) -> None:
        rows.append(row)
        show(row)

    with tempfile.TemporaryDirectory() as scratch, stub_service() as port:
        few, many, usual = (Path(scratch) / name for name in ("few", "many", "usual"))
        one, two, three = (Path(scratch) / name for name in ("one", "two", "three"))
        for folder in (one, two, three):
            folder.mkdir()
        write_images(usual, USUAL_BYTES, min(USUAL_FILES, files))
        add(night("files of 20 KB", port, usual, one))
        write_images(many, SMALL_BYTES, files)
        add(night("small files", port, many, two))
        add(night("the same, settled", port, many, two))
        if known:
            asyncio.run(fill(three, known))
            few.mkdir()
            for file in islice(sorted(many.iterdir()), among):
                (few / file.name).hardlink_to(file)
            add(night(f"beside {known:,} known", port, few, three))
            add(night("the same, settled", port, few, three))
    return rows


def show(row: Night) -> None:
    """Print one line of the table."""
    told = [f"{row.what:24}{row.files:>9,}{row.seconds:>9.1f}{row.cpu_ms:>9.2f}"]
    if row.first_tenth_ms is None or row.last_tenth_ms is None:
        told.append(f"{'-':>13}{'-':>12}{'-':>7}")
    else:
        ratio = row.last_tenth_ms / row.first_tenth_ms
        told.append(f"{row.first_tenth_ms:>13.2f}{row.last_tenth_ms:>12.2f}{ratio:>7.2f}")
    print("".join(told) + f"{row.peak_rss_mib:>10.0f}", flush=True)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--known", type=int, default=1_000_000, help="documents of other nights; 0 leaves that out")
    parser.add_argument("--among", type=int, default=20_000, help="files read beside those")
    given = parser.parse_args()
    titles = ("files", "seconds", "CPU ms", "first tenth", "last tenth", "ratio", "peak MiB")
    print(" " * 24 + "".join(f"{title:>{width}}" for title, width in zip(titles, WIDTHS, strict=True)))
    rows = nights(given.files, given.known, given.among)
    Path(__file__).with_suffix(".json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
