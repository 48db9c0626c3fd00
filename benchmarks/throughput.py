"""How long a run takes beside the shortest one possible, and what its polling costs. Real sockets, real processes.

    python -m benchmarks.throughput [--only PATTERN]

Each row is one client in a process of its own against the project's own server in another, which reads nothing but
takes a set service time on a set number of processors and adds 50 ms to every answer. Images of 20 KB.

- `batch-ocr run`: the command itself, with intake, hashing, ledger, gate and results file, on its first night.
- `asyncio`: what is written first: 32 coroutines at once, each submits, then asks every 2 s until there is a result.
- `threads`: the same with 32 threads and blocking requests.

"span" is the time from the first request to the last result; "ideal" the time the service needs for the documents in
the order in which they were submitted, and three latencies, or what its rate limit allows if that is longer. "lag" is
the time between a result being there and its arrival, in seconds. "CPU" is milliseconds for each invoice of the whole
process, start-up included. Writes benchmarks/throughput.json.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import http.client
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from heapq import heapreplace
from pathlib import Path
from urllib.parse import urlsplit

from batch_ocr.aspose.wire import INVOICE_PATH
from benchmarks.cpu import compile_package, write_images
from benchmarks.timed_service import CREDENTIALS, TOKEN, Load, Seen, Task

CONCURRENCY = 32
INTERVAL = 2.0
"""Seconds between the polls of the usual clients."""
IMAGE_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class Scenario:
    """Documents, the service they are sent to, and the clients that send them."""

    documents: int
    load: Load
    clients: tuple[str, ...] = ("batch-ocr run", "asyncio", "threads")
    options: tuple[str, ...] = ()
    """Further options of `batch-ocr run`."""


LIMITED = Load(64, 1.0, rate=20.0, burst=20)
SCENARIOS = {
    "200 x 2 s, 32 processors": Scenario(200, Load(32, 2.0)),
    "200 x lognormal 2 s, 32 processors": Scenario(200, Load(32, 2.0, sigma=0.5)),
    "400 x 0.5 s, 8 processors": Scenario(400, Load(8, 0.5)),
    "1000 x 0.25 s, 8 processors": Scenario(1000, Load(8, 0.25), ("batch-ocr run",)),
    "1000 x 0.25 s, 64 processors": Scenario(1000, Load(64, 0.25), ("batch-ocr run",)),
    "400 x 1 s, 20 a second, told": Scenario(400, LIMITED, ("batch-ocr run",), ("--submit-rate", "20")),
    "400 x 1 s, 20 a second, not told": Scenario(400, LIMITED, ("batch-ocr run",)),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One client in one scenario."""

    scenario: str
    client: str
    span: float
    span_to_ideal: float
    polls: float
    """GETs for each document."""
    mean_lag: float
    longest_lag: float
    refused: float
    """429s for each submission that was made."""
    cpu_ms: float
    peak_rss_mib: float
    wall: float
    """Seconds of the whole process, start-up included."""


def ideal(tasks: list[Task], load: Load) -> float:
    """Return the shortest possible span: queue or rate, whichever binds, and three latencies."""
    free = [0.0] * load.processors
    last = 0.0
    for task in tasks:
        end = free[0] + task.service_time
        heapreplace(free, end)
        last = max(last, end)
    if load.rate is not None:
        shortest = min(task.service_time for task in tasks)
        last = max(last, (len(tasks) - load.burst) / load.rate + shortest)
    return last + 3 * load.latency


def in_asyncio(url: str, files: list[Path]) -> None:
    """Submit and poll with a bound on coroutines, each of which keeps its place until its result is there."""
    import aiohttp  # noqa: PLC0415  each client pays for its own imports

    async def one(session: aiohttp.ClientSession, bound: asyncio.Semaphore, file: Path) -> None:
        async with bound:
            image = file.read_bytes()  # noqa: ASYNC240  as naive code does
            body = {"image": base64.b64encode(image).decode(), "settings": {}}
            async with session.post(url, json=body) as response:
                task_id = await response.text()
            while True:
                await asyncio.sleep(INTERVAL)
                async with session.get(url, params={"id": task_id}) as response:
                    if (await response.json())["taskStatus"] == "Completed":
                        return

    async def all_of_them() -> None:
        bound = asyncio.Semaphore(CONCURRENCY)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with aiohttp.ClientSession(headers=headers) as session, asyncio.TaskGroup() as group:
            for file in files:
                group.create_task(one(session, bound, file))

    asyncio.run(all_of_them())


def in_threads(url: str, files: list[Path]) -> None:
    """Submit and poll with blocking requests, a thread for each document under way."""
    place = urlsplit(url)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}

    def call(connection: http.client.HTTPConnection, method: str, path: str, body: str | None = None) -> bytes:
        connection.request(method, path, body, headers)
        return connection.getresponse().read()

    def one(file: Path) -> None:
        connection = http.client.HTTPConnection(place.hostname or "", place.port)
        body = json.dumps({"image": base64.b64encode(file.read_bytes()).decode(), "settings": {}})
        task_id = call(connection, "POST", place.path, body).decode()
        while True:
            time.sleep(INTERVAL)
            if json.loads(call(connection, "GET", f"{place.path}?id={task_id}"))["taskStatus"] == "Completed":
                connection.close()
                return

    with ThreadPoolExecutor(CONCURRENCY) as pool:
        list(pool.map(one, files))


def command(client: str, base_url: str, folder: Path, scratch: Path, options: tuple[str, ...]) -> list[str]:
    """Return the command line of a client."""
    if client != "batch-ocr run":
        return [sys.executable, "-m", "benchmarks.throughput", "--child", client, base_url, str(folder)]
    return [
        *(sys.executable, "-m", "batch_ocr", "run", str(folder), "-o", str(scratch / "results.jsonl"), "-q"),
        *("--engine", "aspose", "--base-url", base_url, "--concurrency", str(CONCURRENCY), *options),
    ]


def measure(name: str, client: str, folder: Path) -> Row:
    """Run one client through one scenario."""
    scenario = SCENARIOS[name]
    environment = {**os.environ, "ASPOSE_CLIENT_ID": CREDENTIALS[0], "ASPOSE_CLIENT_SECRET": CREDENTIALS[1]}
    server_command = [sys.executable, "-m", "benchmarks.timed_service", json.dumps(asdict(scenario.load))]
    with (
        tempfile.TemporaryDirectory() as scratch,
        subprocess.Popen(server_command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        base_url = server.stdout.readline().strip()
        began = time.monotonic()
        process = subprocess.Popen(command(client, base_url, folder, Path(scratch), scenario.options), env=environment)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{client} ended with status {process.returncode}")
        seen = json.loads(server.communicate()[0])
    tasks = [Task(**task) for task in seen.pop("tasks").values()]
    return row_of(name, client, Seen(**seen), tasks, used, wall)


def row_of(name: str, client: str, seen: Seen, tasks: list[Task], used: resource.struct_rusage, wall: float) -> Row:
    """Turn what the server saw and the kernel counted into figures."""
    load = SCENARIOS[name].load
    assert seen.first_request is not None
    lags = [task.collected - task.ended - load.latency / 2 for task in tasks if task.collected and task.ended]
    assert len(lags) == len(tasks) == SCENARIOS[name].documents, "a document was lost or paid for twice"
    span = max(task.collected or 0.0 for task in tasks) - seen.first_request
    return Row(
        scenario=name,
        client=client,
        span=span,
        span_to_ideal=span / ideal(tasks, load),
        polls=sum(task.gets for task in tasks) / len(tasks),
        mean_lag=sum(lags) / len(lags),
        longest_lag=max(lags),
        refused=seen.refused / seen.submissions,
        cpu_ms=(used.ru_utime + used.ru_stime) * 1000 / len(tasks),
        peak_rss_mib=used.ru_maxrss / 1024,
        wall=wall,
    )


def show(row: Row | None) -> None:
    """Print one line of the table; the heading without a row."""
    if row is None:
        print(f"{'':36}{'':14}  span s   /ideal    polls  lag s      max     429s   CPU ms  peak MiB")
        return
    figures = f"{row.span:8.2f}{row.span_to_ideal:9.3f}{row.polls:9.2f}{row.mean_lag:7.2f}{row.longest_lag:9.2f}"
    costs = f"{row.refused:9.1%}{row.cpu_ms:9.2f}{row.peak_rss_mib:10.0f}"
    print(f"{row.scenario:36}{row.client:14}{figures}{costs}", flush=True)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="part of the names of the scenarios to run")
    parser.add_argument("--child", nargs=3, metavar=("CLIENT", "URL", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        client, base_url, folder = options.child
        peer = in_asyncio if client == "asyncio" else in_threads
        peer(base_url + INVOICE_PATH, sorted(Path(folder).iterdir()))
        return
    compile_package()
    rows = []
    show(None)
    with tempfile.TemporaryDirectory() as scratch:
        for name, scenario in SCENARIOS.items():
            if options.only not in name:
                continue
            folder = Path(scratch) / str(scenario.documents)
            if not folder.exists():
                write_images(folder, IMAGE_BYTES, scenario.documents)
            for client in scenario.clients:
                rows.append(measure(name, client, folder))
                show(rows[-1])
    Path(__file__).with_suffix(".json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
