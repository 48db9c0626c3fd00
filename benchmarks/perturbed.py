"""`python -m benchmarks.perturbed --dumps FOLDER`: how much the field parser depends on words being read just so.

The labelled invoices' words, from an earlier OCR run, are perturbed (see `perturbations`) and parsed again. A field is
*lost without cause* when it was right before, the words it was read from are all still there, and it is no longer
right: a rule was leaning on something that scanners do not promise. `--drawn` takes generated documents in unfamiliar
layouts instead.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from batch_ocr.invoice import read_invoice
from batch_ocr.invoice.fields import FIELD_NAMES, Invoice
from batch_ocr.page import Page
from benchmarks.accuracy import Score, Verdict, drawn_documents, judge, judge_reading, pages_from_dumps, score
from benchmarks.labelled_invoices import NEW_LAYOUTS, Labelled, labelled_folder, labelled_invoices
from benchmarks.perturbations import PERTURBATIONS, perturbed

Documents = Sequence[tuple[Labelled, Sequence[Page]]]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one document before and after a perturbation."""

    before: Verdict
    after: Verdict
    kept: bool
    """Whether all words it was read from are still there, letter by letter."""

    @property
    def lost_without_cause(self) -> bool:
        """Whether it was right, could have been right again, and is not."""
        return self.kept and self.before.right and not self.after.right


def changes(documents: Documents, names: Iterable[str], seed: int) -> dict[str, list[Change]]:
    """Every judged field of the documents under each of the perturbations."""
    found: dict[str, list[Change]] = {name: [] for name in names}
    for document, pages in documents:
        plain = read_invoice(pages)
        for name, collected in found.items():
            collected.extend(_changes(document, plain, perturbed(name, pages, f"{seed}/{document.name}")))
    return found


def _changes(document: Labelled, plain: Invoice, other: Sequence[Page]) -> Iterator[Change]:
    there = squashed(word.text for page in other for word in page.words)
    for before, after in zip(judge_reading(document, plain), judge(document, other), strict=True):
        found = plain.fields.get(before.field)
        evidence = [squashed(one.words) for one in found.evidence] if found else []
        yield Change(before, after, bool(evidence) and all(words in there for words in evidence))


def squashed(words: Iterable[str]) -> str:
    """Letters and digits without spaces or case, and the marks inside numbers."""
    return re.sub(r"[^\w.,]|[.,](?!\d)", "", "".join(words).casefold())


def new_layouts(found: Iterable[Change]) -> list[Change]:
    """Those of documents whose layouts differ; of generated ones all."""
    return [one for one in found if one.before.document.dataset in NEW_LAYOUTS or not one.before.document.pictures]


def main() -> None:
    """Print F1 and precision under each perturbation, then by field the change of F1 and what was lost."""
    options = _parser().parse_args()
    documents = _documents(options.dumps, options.drawn)
    found = changes(documents, options.only or PERTURBATIONS, options.seed)
    everything = next(iter(found.values()))
    print(f"{'':15}{'new layouts':>18}{'all':>17}{'lost without cause':>22}")
    print(f"{'perturbation':15}{'F1':>10}{'P':>8}{'F1':>9}{'P':>8}{'fields':>11}{'share':>11}")
    _print_line("(none)", [one.before for one in new_layouts(everything)], [one.before for one in everything], [])
    for name, chosen in found.items():
        _print_line(name, [one.after for one in new_layouts(chosen)], [one.after for one in chosen], chosen)
    for title, part in (("new layouts", new_layouts), ("all", list)):
        _print_fields(title, {name: part(chosen) for name, chosen in found.items()})
    for name, chosen in found.items():
        _print_lost(name, chosen, options.errors)
    if options.json:
        options.json.write_text(json.dumps(_as_json(found), indent=1) + "\n", encoding="utf-8")


def _documents(dumps: Path | None, drawn: str | None) -> Documents:
    if drawn:
        return list(drawn_documents(drawn, "unseen"))
    if dumps is None:
        raise SystemExit("the words of an OCR run are needed: add --dumps FOLDER, or --drawn for generated documents")
    pages_of = pages_from_dumps(dumps)
    return [(document, pages_of(document)) for document in labelled_invoices(labelled_folder())]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.perturbed", description=__doc__)
    parser.add_argument("--dumps", type=Path, help="folder of words cached by an OCR run")
    parser.add_argument("--drawn", choices=("invoices", "receipts"), help="generated ones instead, of unfamiliar looks")
    parser.add_argument("--only", choices=list(PERTURBATIONS), action="append", help="may be repeated (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same changes (default: 1)")
    parser.add_argument("--errors", type=int, default=0, help="fields lost without cause to list for each (default: 0)")
    parser.add_argument("--json", type=Path, help="write the figures there")
    return parser


def _print_line(name: str, new: list[Verdict], every: list[Verdict], chosen: list[Change]) -> None:
    scores = [score(new), score(every)]
    figures = "".join(f"{one.f1:10.3f}{one.precision:8.3f}" for one in scores)
    lost = sum(one.lost_without_cause for one in chosen)
    could = sum(one.kept and one.before.right for one in chosen)
    print(f"{name:15}{figures}{lost:10}{lost / could if could else 0.0:11.4f}")


def _print_fields(title: str, found: dict[str, list[Change]]) -> None:
    print(f"\n{title}: F1 and precision, least and mean over the perturbations; lost without cause, all together")
    print(
        f"{'field':18}{'F1 none':>9}{'mean':>8}{'least':>8}  {'under':15}{'P none':>8}{'mean':>8}{'lost':>6}{'of':>7}"
    )
    for field in FIELD_NAMES:
        by_name = {name: [one for one in chosen if one.before.field == field] for name, chosen in found.items()}
        flat = [one for chosen in by_name.values() for one in chosen]
        if not flat:
            continue
        before = score(one.before for one in next(iter(by_name.values())))
        after = {name: score(one.after for one in chosen) for name, chosen in by_name.items()}
        least = min(after, key=lambda name: after[name].f1)
        means = _mean(after.values())
        lost = sum(one.lost_without_cause for one in flat)
        could = sum(one.kept and one.before.right for one in flat)
        print(
            f"{field:18}{before.f1:9.3f}{means[0]:8.3f}{after[least].f1:8.3f}  {least:15}"
            f"{before.precision:8.3f}{means[1]:8.3f}{lost:6}{could:7}"
        )


def _mean(scores: Iterable[Score]) -> tuple[float, float]:
    every = list(scores)
    return sum(one.f1 for one in every) / len(every), sum(one.precision for one in every) / len(every)


def _print_lost(name: str, chosen: list[Change], limit: int) -> None:
    lost = [one for one in chosen if one.lost_without_cause]
    for one in lost[:limit]:
        print(f"{name:14} {one.after.field:17} {one.after.document.name:40} {one.before.read!r} -> {one.after.read!r}")
    if limit and lost:
        print(f"{name:14} {dict(Counter(one.after.field for one in lost))}")


def _as_json(found: dict[str, list[Change]]) -> dict[str, dict[str, float]]:
    return {
        name: {
            "f1": round(score(one.after for one in new_layouts(chosen)).f1, 4),
            "p": round(score(one.after for one in new_layouts(chosen)).precision, 4),
            "lost_without_cause": sum(one.lost_without_cause for one in chosen),
        }
        for name, chosen in found.items()
    }


if __name__ == "__main__":
    main()
