"""`python -m benchmarks.synthetic make --count 100 --seed 7 --output DIR` and `… samples`."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.synthetic.folder import write_folder
from benchmarks.synthetic.recipes import drawn_recipes
from benchmarks.synthetic.samples import SAMPLES


def main() -> None:
    """Write a folder of invoices and say how many."""
    options = _parser().parse_args()
    recipes = SAMPLES if options.command == "samples" else drawn_recipes(options.seed, options.count)
    print(f"{write_folder(recipes, options.output)} invoices in {options.output}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.synthetic", description="Make invoices with the truth beside them."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="any number of random invoices")
    make.add_argument("--count", type=int, default=100, help="how many (default: %(default)s)")
    make.add_argument(
        "--seed", type=int, default=7, help="the same seed makes the same invoices (default: %(default)s)"
    )
    make.add_argument("--output", type=Path, required=True, help="folder for pictures and truth.jsonl")
    samples = commands.add_parser("samples", help="the files of sample_invoices/")
    samples.add_argument("--output", type=Path, default=Path("sample_invoices"), help="(default: %(default)s)")
    return parser


if __name__ == "__main__":
    main()
