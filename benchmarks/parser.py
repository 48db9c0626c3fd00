"""`python -m benchmarks.parser --seed 1 --count 200`: the field parser alone, on words that no OCR has touched.

A hundred generated invoices take about five seconds, so it can be run after every change of a rule. Add
`--field supplier_name` to see each failure of a field.
"""

from __future__ import annotations

import argparse

from batch_ocr.invoice import read_invoice
from batch_ocr.invoice.fields import FIELD_NAMES
from benchmarks.judgement import Judgement, judged, print_failures, print_table, values
from benchmarks.synthetic.document import document
from benchmarks.synthetic.recipes import drawn_recipes
from benchmarks.synthetic.words import pages


def judged_set(seed: int, count: int) -> list[Judgement]:
    """The parser on the generated set of that seed."""
    truth, results, implied = {}, {}, {}
    for recipe in drawn_recipes(seed, count):
        made = document(recipe)
        name = f"{recipe.name} ({made.look.heading}, {made.look.facts}, {made.look.totals}, {made.look.payment})"
        truth[name], implied[name] = made.truth, made.implied
        results[name] = values(read_invoice(pages(made.sheets)))
    return judged(truth, results, implied)


def main() -> None:
    """Print the failures of the fields asked for, then a table by field."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parser", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same invoices (default: 1)")
    parser.add_argument("--count", type=int, default=200, help="how many invoices (default: 200)")
    parser.add_argument(
        "--field", choices=FIELD_NAMES, action="append", default=[], help="list the failures of a field"
    )
    options = parser.parse_args()
    judgements = judged_set(options.seed, options.count)
    print_failures(judgement for judgement in judgements if judgement.field in options.field)
    print_table(judgements)


if __name__ == "__main__":
    main()
