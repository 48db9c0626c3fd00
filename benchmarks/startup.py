"""What it costs to start: CPU of `--help`, of a settings error, and until the first request of a run leaves.

    python -m benchmarks.startup [--repeat 5]

Each is a process of its own; the median counts. For the last one this process plays the service: when a connection
arrives, it reads the other one's CPU time from /proc (Linux). Importing what the peers import stands beside it. Writes
benchmarks/startup.json.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from benchmarks import official_sdk
from benchmarks.cpu import compile_package, write_images

PROGRAM = (sys.executable, "-m", "batch_ocr")
PATIENCE = 30.0
"""Seconds until the first request must have come."""


@dataclass(frozen=True, slots=True)
class Start:
    """One way to start."""

    what: str
    cpu_ms: float
    """User and system."""


def ended(command: Sequence[str]) -> float:
    """Run to the end; return the CPU milliseconds."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return (used.ru_utime + used.ru_stime) * 1000


def until_first_request() -> float:
    """Start a run over one file; return its CPU milliseconds when it connects to the service."""
    environment = {**os.environ, "ASPOSE_CLIENT_ID": "id", "ASPOSE_CLIENT_SECRET": "secret"}
    with tempfile.TemporaryDirectory() as scratch, socket.create_server(("127.0.0.1", 0)) as service:
        service.settimeout(PATIENCE)
        folder = Path(scratch) / "scans"
        write_images(folder, 2000, 1)
        port = service.getsockname()[1]
        flags = ["-q", "--quiet-period", "0", "--engine", "aspose", "--base-url", f"http://127.0.0.1:{port}"]
        command = [*PROGRAM, "run", str(folder), "-o", f"{scratch}/results.jsonl", *flags]
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            service.accept()[0].close()
            cpu = cpu_of(process.pid)
            process.kill()
    return cpu


def cpu_of(pid: int) -> float:
    """Return the CPU milliseconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def starts() -> dict[str, Callable[[], float]]:
    """Return what is measured, by name."""
    commands = {
        "python": [sys.executable, "-c", ""],
        "import asyncio": [sys.executable, "-c", "import asyncio"],
        "import aiohttp": [sys.executable, "-c", "import aiohttp"],
        "--help": [*PROGRAM, "--help"],
        "run --help": [*PROGRAM, "run", "--help"],
        "settings error": [*PROGRAM, "run", ".", "--concurrency", "none"],
    }
    measured: dict[str, Callable[[], float]] = {name: partial(ended, command) for name, command in commands.items()}
    measured["to the first request"] = until_first_request
    if (python := official_sdk.interpreter()) is not None:
        measured["import the official SDK"] = partial(ended, [str(python), "-c", "import aspose_ocr_cloud"])
    return measured


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    compile_package()
    rows: list[Start] = []
    print(f"{'':26}{'CPU ms':>8}")
    for what, start in starts().items():
        rows.append(Start(what, statistics.median(start() for _ in range(repeat))))
        print(f"{what:26}{rows[-1].cpu_ms:>8.0f}", flush=True)
    Path(__file__).with_suffix(".json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
