"""`python -m benchmarks.accuracy [--dumps FOLDER] [--pdf] [--folds]`: how many fields of real invoices are read right.

The invoices are those of the folder named by BATCH_OCR_LABELLED (see `labelled_invoices`). `--dumps` takes the words
from an earlier OCR run instead of reading the pictures again; `--pdf` reads the PDFs of those documents that have one;
`--set` and `--limit` choose some of them. `--folds` judges each document by weights that never saw its supplier.
`--xml` takes the e-invoices that PDFs carry too; without it, the figures are those of the printed page.
`--drawn` takes generated invoices or receipts in unfamiliar layouts instead, as words that no OCR has touched.
A field without a label is not judged. A wrong value counts as one too many and one missing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import get_args

from batch_ocr.invoice import read_invoice
from batch_ocr.invoice.fields import FIELD_NAMES, Invoice
from batch_ocr.invoice.party_scores import LEARNED, PartyWeights
from batch_ocr.page import Page
from batch_ocr.reader.options import Quality
from benchmarks.field_agreement import agrees
from benchmarks.labelled_invoices import NEW_LAYOUTS, Labelled, cached_pages, labelled_folder, labelled_invoices
from benchmarks.synthetic.unfamiliar.drawn import FLOOR_SET, RECEIPT_FLOOR_SET, unfamiliar, unfamiliar_receipts
from benchmarks.synthetic.unfamiliar.wording import Half

BANDS = (0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
"""Edges of the reliability table's confidence bands."""
PagesOf = Callable[[Labelled], Sequence[Page]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field of one document, labelled or read or both."""

    document: Labelled
    field: str
    read: str | float | None
    confidence: float
    """0.0 when nothing was read."""

    @property
    def printed(self) -> bool:
        """Whether the field carries a label."""
        return self.field in self.document.fields

    @property
    def right(self) -> bool:
        """Whether what was read is one of the accepted values."""
        return self.read is not None and any(
            agrees(self.field, self.read, wanted) for wanted in self.document.accepted(self.field)
        )


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one field, or of many."""

    right: int
    read: int
    printed: int

    @property
    def precision(self) -> float:
        """Right ones among the read, 0 to 1."""
        return self.right / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """Right ones among the printed, 0 to 1."""
        return self.right / self.printed if self.printed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def judge(document: Labelled, pages: Sequence[Page], weights: PartyWeights = LEARNED) -> list[Verdict]:
    """Read one document and judge every field that has a label or is known to be absent."""
    return judge_reading(document, read_invoice(pages, weights))


def judge_reading(document: Labelled, reading: Invoice) -> list[Verdict]:
    """Judge what was read from one document, every field that has a label or is known to be absent."""
    found = reading.fields
    verdicts = []
    for field in FIELD_NAMES:
        if field in document.fields or field in document.known_absent:
            value = found.get(field)
            read = None if value is None else float(value.value) if isinstance(value.value, Decimal) else value.value
            verdicts.append(Verdict(document, field, read, value.confidence if value is not None else 0.0))
    return verdicts


def score(verdicts: Iterable[Verdict]) -> Score:
    """Count."""
    right = read = printed = 0
    for verdict in verdicts:
        right += verdict.right
        read += verdict.read is not None
        printed += verdict.printed
    return Score(right, read, printed)


def reliability(verdicts: Iterable[Verdict]) -> list[tuple[float, float, int, float]]:
    """Return (from, to, fields read, share right) for each band of confidence."""
    given = [verdict for verdict in verdicts if verdict.read is not None]
    rows = []
    for low, high in pairwise(BANDS):
        band = [verdict for verdict in given if low <= verdict.confidence < high]
        rows.append((low, min(high, 1.0), len(band), sum(one.right for one in band) / len(band) if band else 0.0))
    return rows


def tables(verdicts: Sequence[Verdict]) -> dict[str, dict[str, Score]]:
    """Scores by field and "micro", for each set, all of them, and the new layouts together."""
    sets: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        names = ["all", verdict.document.dataset]
        if verdict.document.dataset in NEW_LAYOUTS:
            names.append("new layouts")
        for name in names:
            sets[name].append(verdict)
    return {name: _by_field(chosen) for name, chosen in sorted(sets.items())}


def _by_field(verdicts: Sequence[Verdict]) -> dict[str, Score]:
    fields = Counter(verdict.field for verdict in verdicts)
    scores = {field: score(one for one in verdicts if one.field == field) for field in FIELD_NAMES if fields[field]}
    return scores | {"micro": score(verdicts)}


def pages_from_pictures(quality: Quality, *, pdf: bool) -> PagesOf:
    """Return what reads a document's pictures, or its PDF, with the embedded reader."""
    # Imported late: with cached words no OCR engine is needed.
    from batch_ocr.reader.document import open_reader  # noqa: PLC0415 -- see above
    from batch_ocr.reader.options import ReaderSettings, ReadOptions  # noqa: PLC0415 -- see above

    read, options = open_reader(ReaderSettings(quality)), ReadOptions()

    def pages(document: Labelled) -> Sequence[Page]:
        files = [document.pdf] if pdf and document.pdf is not None else list(document.pictures)
        found = [page for file in files for page in read(file.read_bytes(), options)]
        return [replace(page, number=number) for number, page in enumerate(found)]

    return pages


def pages_from_dumps(dumps: Path) -> PagesOf:
    """Return what takes the words of an earlier run from `dumps`; a document without a dump has no pages."""
    return lambda document: cached_pages(dumps, document.name) or []


def main() -> None:
    """Read, print the tables, the reliability of confidences and the errors by field, and write JSON."""
    options = _parser().parse_args()
    weights = weights_without(options.dumps) if options.folds else {}
    read = stated_and_printed if options.xml else printed_only
    verdicts = [
        verdict
        for document, pages in _documents(options)
        for verdict in judge_reading(document, read(document, pages, weights.get(document.group, LEARNED)))
    ]
    found = tables(verdicts)
    for name, scores in found.items():
        _print_scores(name, scores)
    _print_reliability(reliability(verdicts))
    _print_errors(verdicts, options.errors)
    if options.json:
        options.json.write_text(json.dumps(_as_json(found, verdicts), indent=1) + "\n", encoding="utf-8")


def _documents(options: argparse.Namespace) -> Iterator[tuple[Labelled, Sequence[Page]]]:
    if options.drawn:
        yield from drawn_documents(options.drawn, options.half)
        return
    read = pages_from_dumps(options.dumps) if options.dumps else pages_from_pictures(options.quality, pdf=options.pdf)
    for document in chosen(labelled_invoices(labelled_folder()), options):
        yield document, read(document)


def drawn_documents(kind: str, half: Half) -> Iterator[tuple[Labelled, Sequence[Page]]]:
    """The frozen sets of generated documents: "invoices" or "receipts" in layouts that no rule was written for."""
    return unfamiliar_receipts(*RECEIPT_FLOOR_SET, half) if kind == "receipts" else unfamiliar(*FLOOR_SET, half)


def printed_only(_: Labelled, pages: Sequence[Page], weights: PartyWeights) -> Invoice:
    """Read the pages, whatever the file carries beside them."""
    return read_invoice(pages, weights)


def stated_and_printed(document: Labelled, pages: Sequence[Page], weights: PartyWeights) -> Invoice:
    """Read the pages, and the e-invoice that the document's PDF may carry."""
    from batch_ocr.reader.fields import with_e_invoice  # noqa: PLC0415 -- needs the PDF library

    printed = read_invoice(pages, weights)
    file = document.pdf
    return with_e_invoice(printed, file.read_bytes(), pages) if file is not None and file.exists() else printed


def chosen(documents: Iterable[Labelled], options: argparse.Namespace) -> list[Labelled]:
    """Keep the sets asked for and, of each, as many documents as asked for, spread over the set."""
    sets: dict[str, list[Labelled]] = defaultdict(list)
    for one in documents:
        if (not options.set or one.dataset in options.set) and (not options.pdf or one.pdf is not None):
            sets[one.dataset].append(one)
    return [one for members in sets.values() for one in members[:: _stride(len(members), options.limit)]]


def _stride(count: int, limit: int | None) -> int:
    return -(-count // limit) if limit else 1


def weights_without(dumps: Path | None) -> dict[str, PartyWeights]:
    """Return, for each group of documents, party weights learned from the others. Raises SystemExit without dumps."""
    if dumps is None:
        raise SystemExit("--folds learns anew for each fold and needs the words of all documents: add --dumps FOLDER")
    # Imported late: only folds need the trainer and numpy.
    from benchmarks.train_party_weights import weights_by_fold  # noqa: PLC0415 -- see above

    return weights_by_fold(dumps)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--set", action="append", default=[], help="only this set of invoices; may be repeated")
    parser.add_argument("--drawn", choices=("invoices", "receipts"), help="generated documents in unfamiliar layouts")
    parser.add_argument("--half", choices=("seen", "unseen"), default="unseen", help="of their wordings")
    parser.add_argument("--limit", type=int, help="documents of each set, at most (default: all)")
    parser.add_argument(
        "--quality", choices=get_args(Quality), default="best", help="of reading pictures (default: best)"
    )
    parser.add_argument("--folds", action="store_true", help="judge with suppliers left out of learning; needs --dumps")
    parser.add_argument("--dumps", type=Path, help="folder of words cached by an earlier OCR run")
    parser.add_argument("--pdf", action="store_true", help="read PDFs instead of pictures, where there are any")
    parser.add_argument("--xml", action="store_true", help="take e-invoices embedded in PDFs too: not the headline")
    parser.add_argument("--errors", type=int, default=5, help="wrong values to list for each field (default: 5)")
    parser.add_argument("--json", type=Path, help="write the figures there")
    return parser


def _print_scores(name: str, scores: dict[str, Score]) -> None:
    print(f"\n{name}\n{'field':18}{'labels':>7}{'P':>8}{'R':>8}{'F1':>8}")
    for field, one in scores.items():
        print(f"{field:18}{one.printed:7}{one.precision:8.3f}{one.recall:8.3f}{one.f1:8.3f}")


def _print_reliability(rows: list[tuple[float, float, int, float]]) -> None:
    print("\nconfidence    fields   right")
    for low, high, count, share in rows:
        print(f"{low:.2f} - {high:.2f} {count:9} {share:7.3f}")


def _print_errors(verdicts: Sequence[Verdict], limit: int) -> None:
    for field in FIELD_NAMES:
        wrong = [one for one in verdicts if one.field == field and one.read is not None and not one.right]
        for one in sorted(wrong, key=lambda verdict: -verdict.confidence)[:limit]:
            print(
                f"{field:17} {one.document.name:40} {one.confidence:.2f} {one.read!r}: {one.document.accepted(field)}"
            )


def _as_json(found: dict[str, dict[str, Score]], verdicts: Sequence[Verdict]) -> dict[str, object]:
    figures = {
        name: {
            field: {
                "labels": one.printed,
                "p": round(one.precision, 4),
                "r": round(one.recall, 4),
                "f1": round(one.f1, 4),
            }
            for field, one in scores.items()
        }
        for name, scores in found.items()
    }
    bands = [{"from": low, "to": high, "fields": n, "right": round(p, 4)} for low, high, n, p in reliability(verdicts)]
    return {"sets": figures, "reliability": bands}


if __name__ == "__main__":
    main()
