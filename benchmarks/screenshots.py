"""Make the pictures of the documents: the report of the sample invoices, in headless Chromium.

    python -m benchmarks.screenshots

Needs `.[dev]` and a Chromium; writes docs/report.png and docs/report-invoice.png. Run it when the page has changed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_invoices"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
COLOURS = 256
"""A page of plain surfaces needs no more, and the picture is a third of the size."""


def main() -> int:
    """Read the samples, make the report, photograph it. Return 1 where there is no Chromium."""
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is None:
        print("no Chromium on this machine: install Debian's package chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        page = _report(Path(folder))
        _photograph(browser, page)
    return 0


def _report(folder: Path) -> Path:
    """Return the report of the samples, with their scans."""
    results, page = folder / "results.jsonl", folder / "report.html"
    command = [sys.executable, "-m", "batch_ocr"]
    subprocess.run([*command, "run", str(SAMPLES), "-o", str(results), "-q"], cwd=ROOT, check=False)
    report = [*command, "report", str(results), "-o", str(page), "--images", str(SAMPLES), "-q"]
    subprocess.run(report, cwd=ROOT, check=True)
    return page


def _photograph(browser: str, page: Path) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=list(FLAGS))
        view = chromium.new_page(viewport={"width": 1360, "height": 1160}, locale="en-GB", color_scheme="light")
        view.goto(page.as_uri())
        _keep(view, "report.png")
        view.set_viewport_size({"width": 1360, "height": 860})
        _open_one(view)
        _keep(view, "report-invoice.png")
        chromium.close()


def _keep(view: Page, name: str) -> None:
    path = ROOT / "docs" / name
    view.screenshot(path=path)
    with Image.open(path) as taken:
        taken.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def _open_one(view: Page) -> None:
    """Show the table with one invoice open, its total marked on the scan."""
    view.evaluate("document.querySelector('#invoices').scrollIntoView({ behavior: 'instant' })")
    view.evaluate("BatchOcr.open(BatchOcr.documents.find((one) => one.name.startsWith('01-')).index)")
    view.locator("[data-field=total_amount]").click()
    view.locator(".box").wait_for()


if __name__ == "__main__":
    sys.exit(main())
