"""`python -m benchmarks.samples [results.jsonl]`: how many labelled fields of `sample_invoices/` are read right.

Without results the embedded reader reads the samples first.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from batch_ocr.reader.pool import ReaderPool
from benchmarks.judgement import Invoices, judged, print_failures, print_table, read_invoices, values
from benchmarks.synthetic.folder import TRUTH_FILE

SAMPLE_FOLDER = Path(__file__).parents[1] / "sample_invoices"


async def read_folder(folder: Path, files: list[str], workers: int) -> Invoices:
    """What the embedded reader makes of the files."""
    found: Invoices = {}
    async with ReaderPool(workers) as pool, asyncio.TaskGroup() as group:

        async def read(file: str) -> None:
            reading = await pool.read(await asyncio.to_thread((folder / file).read_bytes))
            found[file] = values(reading.invoice)

        for file in files:
            group.create_task(read(file))
    return found


def main() -> None:
    """Print every field that was not read right, then a table by field."""
    options = _parser().parse_args()
    folder = options.folder
    truth = read_invoices(folder / TRUTH_FILE)
    if options.results:
        results = read_invoices(options.results)
    else:
        results = asyncio.run(read_folder(folder, list(truth), options.workers))
    judgements = judged(truth, results, read_invoices(folder / TRUTH_FILE, "implied"))
    print_failures(judgements)
    print_table(judgements)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.samples", description=__doc__)
    parser.add_argument("results", type=Path, nargs="?", help="results.jsonl of a run over the folder")
    parser.add_argument("--folder", type=Path, default=SAMPLE_FOLDER, help="pictures with truth.jsonl")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="reader processes (default: cores)")
    return parser


if __name__ == "__main__":
    main()
