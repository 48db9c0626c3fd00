"""CPU and memory for each invoice: of the client, of the whole program, of a naive client, of the official SDK.

    python -m benchmarks.cpu [--repeat 3] [--factor 1.0]

Each row is a process of its own against a stub service in another process, which answers at once: one POST and one GET
for each invoice. "steady" is the CPU time of the work alone, "process" that of the whole process with its imports; the
ratios are to the naive client's. `run` is the command itself, with intake, hashing, ledger, gate and results file, but
without comparing the looks of pages, which costs 15 to 50 ms a page (benchmarks/rescans.py); its modules are compiled
first, as an installation does with those of the others. `sdk` is the official SDK in threads, left out where it cannot
be installed. Peak memory is that of 32 uploads at once. Writes benchmarks/cpu.json.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import compileall
import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import batch_ocr
from benchmarks import official_sdk

SIZES = {20_000: 2000, 200_000: 1000, 2_000_000: 200}
"""Bytes of an image: how many of them."""
CONCURRENCY = 32
CLIENTS = ("naive", "sdk", "client", "client+uvloop", "run")


@dataclass(frozen=True, slots=True)
class Row:
    """One process of one client at one size."""

    client: str
    size_bytes: int
    invoices: int
    steady_ms: float | None
    """CPU milliseconds for each invoice, imports and start-up left out; None if not known."""
    process_ms: float
    """CPU milliseconds for each invoice of the whole process."""
    peak_rss_mib: float


def cpu_seconds() -> float:
    """Return the CPU time of this process, user and system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def naive(port: int, files: list[Path]) -> float:
    """Run what is written first: base64 and json.dumps of the whole image, a task for each file."""
    import aiohttp  # noqa: PLC0415  each client pays for its own imports

    from batch_ocr.aspose.wire import INVOICE_PATH  # noqa: PLC0415  as above

    url = f"http://127.0.0.1:{port}{INVOICE_PATH}"
    bound = asyncio.Semaphore(CONCURRENCY)
    headers = {"Authorization": "Bearer token"}
    started = cpu_seconds()

    async def one(session: aiohttp.ClientSession, file: Path) -> None:
        async with bound:
            image = file.read_bytes()  # noqa: ASYNC240  as naive code does
            body = {"image": base64.b64encode(image).decode(), "settings": {"language": "English"}}
            async with session.post(url, json=body) as response:
                task_id = await response.text()
            async with session.get(url, params={"id": task_id}) as response:
                answer = await response.json()
            json.loads(base64.b64decode(answer["results"][0]["data"]))

    async with aiohttp.ClientSession(headers=headers) as session, asyncio.TaskGroup() as group:
        for file in files:
            group.create_task(one(session, file))
    return started


async def client(port: int, files: list[Path]) -> float:
    """Run the project's client with a bounded number of workers."""
    from batch_ocr.aspose.client import AsposeClient  # noqa: PLC0415  each client pays for its own imports
    from batch_ocr.aspose.credentials import Secret  # noqa: PLC0415  as above
    from batch_ocr.aspose.token import StaticToken  # noqa: PLC0415  as above
    from batch_ocr.aspose.upload import Upload  # noqa: PLC0415  as above
    from batch_ocr.aspose.wire import RecognitionOptions, decode_results  # noqa: PLC0415  as above

    left = iter(files)
    options = RecognitionOptions()
    started = cpu_seconds()

    async def work(service: AsposeClient) -> None:
        for file in left:
            status = file.stat()
            task_id = await service.submit(Upload(file, status.st_size, status.st_mtime_ns), options)
            decode_results((await service.result(task_id)).results)

    async with (
        AsposeClient(
            f"http://127.0.0.1:{port}", StaticToken(Secret("token")), connect_timeout=10, read_timeout=60
        ) as service,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(CONCURRENCY):
            group.create_task(work(service))
    return started


def measure(name: str, port: int, folder: Path) -> None:
    """Run one client in this process and print the CPU seconds at which its work began and ended."""
    files = sorted(folder.iterdir())
    run: Callable[[int, list[Path]], Awaitable[float]] = naive if name == "naive" else client
    started = _run(run, port, files, uvloop=name.endswith("uvloop"))
    print(started, cpu_seconds())


def _run(run: Callable[[int, list[Path]], Awaitable[float]], port: int, files: list[Path], *, uvloop: bool) -> float:
    async def scenario() -> float:
        return await run(port, files)

    if not uvloop:
        return asyncio.run(scenario())
    import uvloop as loop  # noqa: PLC0415  optional

    with asyncio.Runner(loop_factory=loop.new_event_loop) as runner:
        return runner.run(scenario())


@contextmanager
def stub_service() -> Iterator[int]:
    """Run the stub in a process of its own; yield its port."""
    command = [sys.executable, "-m", "benchmarks.stub_service"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield int(process.stdout.readline())
        process.stdin.close()


def in_child(name: str, port: int, folder: Path, results: Path) -> Row:
    """Measure one client in a fresh process; `run` leaves its results and its ledger in the folder `results`."""
    command = [sys.executable, "-m", "benchmarks.cpu", "--child", name, str(port), str(folder)]
    if name == "run":
        command = [sys.executable, "-m", "batch_ocr", "run", str(folder), "-o", str(results / "results.jsonl"), "-q"]
        command += ["--engine", "aspose", "--base-url", f"http://127.0.0.1:{port}", "--concurrency", str(CONCURRENCY)]
    elif name == "sdk":
        script = Path(official_sdk.__file__)
        command = [str(official_sdk.interpreter()), "-I", str(script), str(port), str(folder), str(CONCURRENCY)]
    environment = {**os.environ, "ASPOSE_CLIENT_ID": "id", "ASPOSE_CLIENT_SECRET": "secret"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        raise SystemExit(f"{name} ended with status {process.returncode}")
    files = list(folder.iterdir())
    steady = None
    if name != "run":
        started, ended = map(float, output.split())
        steady = (ended - started) * 1000 / len(files)
    whole = (used.ru_utime + used.ru_stime) * 1000 / len(files)
    return Row(name, files[0].stat().st_size, len(files), steady, whole, used.ru_maxrss / 1024)


def median_row(rows: list[Row]) -> Row:
    """Return the row with the median CPU of the whole process, and the highest memory of all."""
    middle = sorted(rows, key=lambda row: row.process_ms)[len(rows) // 2]
    return replace(middle, peak_rss_mib=max(row.peak_rss_mib for row in rows))


def compile_package() -> None:
    """Write the package's bytecode, as an installation does, whatever the environment says about that."""
    compileall.compile_dir(batch_ocr.__path__[0], quiet=1)


def write_images(folder: Path, size: int, number: int) -> None:
    """Write grey noise as PNG files of nearly `size` bytes, no two alike."""
    folder.mkdir()
    width = 100
    height = (size - 200) // (width + 1)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    for index in range(number):
        noise = os.urandom(width * height)
        rows = b"".join(b"\0" + noise[start : start + width] for start in range(0, len(noise), width))
        chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b"")]
        body = b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
        (folder / f"{index:05}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def compare(repeat: int, factor: float) -> list[Row]:
    """Measure all clients at every size, in turns."""
    compile_package()
    results: list[Row] = []
    clients = [name for name in CLIENTS if name != "sdk" or official_sdk.interpreter() is not None]
    with tempfile.TemporaryDirectory() as scratch, stub_service() as port:
        for size, invoices in SIZES.items():
            folder = Path(scratch) / str(size)
            write_images(folder, size, max(CONCURRENCY, int(invoices * factor)))
            rounds: list[list[Row]] = []
            for turn in range(repeat):
                target = Path(scratch) / f"results-{size}-{turn}"
                target.mkdir()
                rounds.append([in_child(name, port, folder, target) for name in clients])
            results += [median_row(list(rows)) for rows in zip(*rounds, strict=True)]
            shutil.rmtree(folder)
    return results


def show(rows: list[Row]) -> None:
    """Print the table."""
    print(" " * 14 + "     image invoices  steady ms  ratio  process ms  ratio  peak MiB")
    base = {row.size_bytes: row for row in rows if row.client == "naive"}
    for row in rows:
        first = base[row.size_bytes]
        steady, ratio = "-", "-"
        if row.steady_ms is not None and first.steady_ms is not None:
            steady, ratio = f"{row.steady_ms:.2f}", f"{row.steady_ms / first.steady_ms:.2f}"
        print(
            f"{row.client:14}{row.size_bytes:>10,}{row.invoices:>9,}{steady:>11}{ratio:>7}{row.process_ms:>12.2f}"
            f"{row.process_ms / first.process_ms:>7.2f}{row.peak_rss_mib:>10.0f}"
        )


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--repeat", type=int, default=3, help="processes of each client at each size; the median counts"
    )
    parser.add_argument("--factor", type=float, default=1.0, help="share of the usual number of invoices")
    parser.add_argument("--child", nargs=3, metavar=("CLIENT", "PORT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        name, port, folder = options.child
        measure(name, int(port), Path(folder))
        return
    rows = compare(options.repeat, options.factor)
    show(rows)
    Path(__file__).with_suffix(".json").write_text(json.dumps([asdict(row) for row in rows], indent=1))


if __name__ == "__main__":
    main()
