"""`python -m benchmarks.rescans [--limit N]`: which scans of a page are found again, and which others are taken for it.

The pages are the first ones of the labelled invoices (see `labelled_invoices`). Each is scanned again on paper, so to
speak: tilted up to 1 degree, 5 % larger or smaller, moved by up to 1.5 % of the page, lighter or darker, with noise,
saved as JPEG of quality 50. Hits are rescans that look alike enough; false alarms are pairs of *different* documents:
by their looks alone, and with date and total as labelled, which have to agree as well. A second table says what a hash
costs by the size of its page. Writes benchmarks/rescans.json.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from batch_ocr.ledger.rescans import VERY_ALIKE
from batch_ocr.page_hash import ALIKE, likeness
from batch_ocr.reader.page_picture import first_page, page_hash
from benchmarks.labelled_invoices import Labelled, labelled_folder, labelled_invoices

MAX_PIXELS = 100_000_000
LONGEST_SIDE = 2400
"""Pixels: about 200 dots an inch on A4; larger pictures are scanned again at this size."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A document's first page."""

    document: Labelled
    looks: bytes
    again: float
    """How alike its rescan is."""


def scanned_again(page: Image.Image, chance: random.Random) -> bytes:
    """The page as another day's scan, a JPEG."""
    width, height = page.size
    scale = chance.uniform(0.95, 1.05)
    sheet = page.resize((round(width * scale), round(height * scale)), Image.Resampling.BICUBIC)
    canvas = Image.new("L", page.size, 255)
    left, top = ((length - scaled) / 2 for length, scaled in zip(page.size, sheet.size, strict=True))
    moved = (chance.uniform(-0.015, 0.015) * length for length in page.size)
    canvas.paste(sheet, (round(left + next(moved)), round(top + next(moved))))
    tilted = canvas.rotate(chance.uniform(-1, 1), Image.Resampling.BICUBIC, fillcolor=255)
    noise = np.random.default_rng(chance.randrange(1 << 30)).normal(0, chance.uniform(3, 10), (height, width))
    light = (np.asarray(tilted, np.float32) - 128) * chance.uniform(0.85, 1.1) + 128 + chance.uniform(-25, 20)
    out = io.BytesIO()
    Image.fromarray(np.clip(light + noise, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=50)
    return out.getvalue()


def scans(documents: Sequence[Labelled]) -> Iterator[Scan]:
    """Hash each first page and its rescan."""
    chance = random.Random(1)
    for document in documents:
        page = first_page(document.pictures[0].read_bytes(), MAX_PIXELS)
        looks = page_hash(page)
        picture = Image.fromarray(page)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        again = page_hash(first_page(scanned_again(picture, chance), MAX_PIXELS))
        if looks is not None:
            yield Scan(document, looks, likeness(again, [looks])[0] if again is not None else -1.0)


def agreeing(one: Labelled, other: Labelled) -> bool:
    """Whether the labels leave it possible that both are one invoice, and date or total says so."""
    pairs = [(one.fields.get(field), other.fields.get(field)) for field in ("issue_date", "total_amount")]
    known = [mine == theirs for mine, theirs in pairs if mine is not None and theirs is not None]
    return bool(known) and all(known)


def judged(found: Sequence[Scan]) -> dict[str, float]:
    """Shares and counts over some scans."""
    looks = [scan.looks for scan in found]
    alike = [
        (one.document, other.document, value)
        for number, one in enumerate(found)
        for other, value in zip(found[:number], likeness(one.looks, looks[:number]) if number else (), strict=True)
        if value >= ALIKE
    ]
    pairs = len(found) * (len(found) - 1) / 2
    return {
        "documents": len(found),
        "hits": sum(scan.again >= ALIKE for scan in found) / len(found),
        "hits_very_alike": sum(scan.again >= VERY_ALIKE for scan in found) / len(found),
        "pairs": int(pairs),
        "alike": len(alike) / pairs if pairs else 0.0,
        "very_alike": sum(value >= VERY_ALIKE for _, _, value in alike) / pairs if pairs else 0.0,
        "alike_and_agreeing": sum(agreeing(one, other) for one, other, _ in alike),
    }


def costs() -> dict[str, float]:
    """Milliseconds of CPU for a page of noise and lines, by its form."""
    chance = np.random.default_rng(1)
    found = {}
    for name, (width, height), kind in (
        ("receipt, 600 x 1,200 JPEG", (600, 1200), "JPEG"),
        ("A4 at 150 dpi, JPEG", (1240, 1754), "JPEG"),
        ("A4 at 300 dpi, JPEG", (2480, 3508), "JPEG"),
        ("A4 at 300 dpi, PNG", (2480, 3508), "PNG"),
        ("A4 at 600 dpi, PNG", (4960, 7016), "PNG"),
    ):
        page = np.full((height, width), 240, np.uint8)
        for top in range(height // 20, height - height // 20, height // 60):
            page[top : top + height // 120, width // 10 : width // 2] = chance.integers(
                0, 200, width // 2 - width // 10
            )
        out = io.BytesIO()
        Image.fromarray(page).save(out, kind)
        began = time.process_time()
        for _ in range(5):
            page_hash(first_page(out.getvalue(), MAX_PIXELS))
        found[name] = (time.process_time() - began) / 5 * 1000
    return found


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, help="documents, at most")
    limit = parser.parse_args().limit
    found = list(scans(labelled_invoices(labelled_folder())[:limit]))
    by_set = defaultdict(list)
    for scan in found:
        by_set[scan.document.dataset].append(scan)
    table = {name: judged(some) for name, some in sorted(by_set.items())} | {"all": judged(found)}
    print(
        f"{'set':10} {'pages':>5} {'hits':>6} {'>=.9':>6} {'pairs':>6} {'alike':>6} {'>=.9':>6}  alike and labels agree"
    )
    for name, row in table.items():
        print(
            f"{name:10} {row['documents']:5} {row['hits']:6.1%} {row['hits_very_alike']:6.1%} {row['pairs']:6}"
            f" {row['alike']:6.1%} {row['very_alike']:6.1%}  {row['alike_and_agreeing']}"
        )
    cost = costs()
    for name, milliseconds in cost.items():
        print(f"{name:28} {milliseconds:6.1f} ms")
    written = {"looks": table, "milliseconds": cost}
    Path(__file__).with_suffix(".json").write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
