"""A review of a few invoices: results, scans, and the server around them."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from PIL import Image, ImageDraw

from batch_ocr.invoice.checks import Own
from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.listening import listening
from batch_ocr.report.page import ReviewContext
from batch_ocr.review.app import ReviewServer
from batch_ocr.review.desk import Desk
from batch_ocr.review.door import TOKEN_HEADER, Door
from batch_ocr.review.scans import Scans
from tests.process.command import environment

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
TOKEN = "t0ken-of-the-test"
HOSTILE = "<img src=x onerror=\"document.title='owned'\"></script><script>document.title='owned'</script>"
INVOICE = {
    "issue_date": "2026-10-01",
    "due_date": "2026-10-31",
    "supplier_name": "Nordlicht GmbH",
    "receiver_name": "Hafen AG",
    "currency": "eur",
    "total_amount": 119.0,
    "vat": 19,
    "net_amount": 100.0,
}
WRONG_SUM = {
    "code": "totals-disagree",
    "verdict": "wrong",
    "fields": ["total_amount"],
    "message": "the sum of last night",
}


def line(
    name: str,
    sha256: str | None,
    *,
    status: str = "completed",
    checks: bool = False,
    confidence: dict[str, float] | None = None,
    **changes: object,
) -> bytes:
    """One line of results, with its end; `changes` are fields of the invoice."""
    invoice = {field: (INVOICE | changes).get(field) for field in FIELD_NAMES} if status == "completed" else None
    record = {
        "schema": 1,
        "file": name,
        "sha256": sha256,
        "status": status,
        "invoice": invoice,
        "warnings": [],
        "invoice_number": "R-1" if invoice else None,
        "confidence": confidence,
        "checks": [WRONG_SUM] if checks else [],
        "engine": "local",
        "task_id": "t" if invoice else None,
        "submitted_at": "2026-11-22T02:00:00.000Z" if invoice else None,
        "completed_at": "2026-11-22T02:00:01.000Z",
        "attempts": 1,
        "polls": 1,
    }
    if status in {"failed", "rejected"}:
        record["error"] = {"code": "corrupt", "messages": ["cut short"], "retryable": False}
    if status == "duplicate":
        record["duplicate_of"] = "a.png"
    return json.dumps(record).encode() + b"\n"


def scan(path: Path, text: str) -> str:
    """Draw a page and return its SHA-256."""
    page = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(page).text((40, 40), text, fill=0)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.save(path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def folder(tmp_path: Path) -> Path:
    """Make three scans and their results, two with findings and one of a hostile supplier; returns the latter."""
    scans = tmp_path / "scans"
    shas = [scan(scans / name, name) for name in ("a.png", "b.png", "sub/c.png")]
    results = tmp_path / "results.jsonl"
    results.write_bytes(
        line("a.png", shas[0], checks=True)
        + line("b.png", shas[1], checks=True, total_amount=238.0, net_amount=200.0)
        + line("sub/c.png", shas[2], supplier_name=HOSTILE)
    )
    return results


def records(results: Path) -> list[dict[str, object]]:
    """What has been corrected, as the file has it."""
    path = results.with_name("results.corrections.jsonl")
    return [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@dataclass(frozen=True, slots=True)
class Served:
    """A running review and a client that came in by its address."""

    base_url: str
    client: aiohttp.ClientSession

    async def correct(self, **wanted: object) -> tuple[int, dict[str, object]]:
        """Send a change as the page does; returns status and answer."""
        headers = {"Origin": self.base_url, TOKEN_HEADER: TOKEN}
        async with self.client.post(f"{self.base_url}/api/correction", json=wanted, headers=headers) as answer:
            body: dict[str, object] = await answer.json()
            return answer.status, body


@asynccontextmanager
async def served(results: Path, *, images: Path | None = None, host: str = "127.0.0.1") -> AsyncIterator[Served]:
    """Serve a review of `results` and come in."""
    desk = Desk(results, Path(f"{results}.ledger"), Own(), lambda: NOW)
    desk.open()
    scans = Scans(images or results.parent / "scans", max_file_bytes=1_000_000, max_pixels=1_000_000)
    server = ReviewServer(desk, scans, Door(TOKEN, host), ReviewContext(token=TOKEN, name="anna"))
    # Cookies of bare addresses are taken too, as browsers do.
    jar = aiohttp.CookieJar(unsafe=True)
    async with listening(server.app(), host, 0) as base_url, aiohttp.ClientSession(cookie_jar=jar) as client:
        async with client.get(f"{base_url}/?token={TOKEN}") as page:
            assert page.status == 200
        yield Served(base_url, client)


@contextmanager
def reviewing(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a review and yield it with its address; it is dead at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "batch_ocr", "review", *map(str, arguments)],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, process.communicate()[1]
        yield process, address
    finally:
        process.kill()
        process.communicate()
