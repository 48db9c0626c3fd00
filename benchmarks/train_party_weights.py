"""`python -m benchmarks.train_party_weights DUMPS [--write]`: learn how much each feature of a party counts.

A conditional logit over the candidates of each document and "none of them", drawn towards the hand-set weights.
Deterministic. Prints how many names are right by hand-set weights, by weights learned on other suppliers (six folds,
grouped), and by the weights learned on all; `--write` replaces `batch_ocr/invoice/party_weights.py`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.party_candidates import party_candidates
from batch_ocr.invoice.party_features import features
from batch_ocr.invoice.party_scores import PartyWeights
from batch_ocr.invoice.party_surroundings import Surroundings
from batch_ocr.page import Page
from benchmarks.field_agreement import agrees
from benchmarks.labelled_invoices import Labelled, cached_pages, labelled_folder, labelled_invoices
from benchmarks.party_prior import RECEIVER_PRIOR, SUPPLIER_PRIOR
from benchmarks.synthetic.unfamiliar.drawn import unfamiliar

PULL = 4.0
"""Strength of the pull towards the hand-set weights; chosen by the grouped folds among 0.5, 1.5 and 4."""
DRAWN = (31, 150)
"""Seed and count of the generated documents, a layout each their group: they show what the labelled ones lack."""
DRAWN_SHARE = 0.3
"""What a generated document weighs against a labelled one: with equal weights receipts lost half a point."""
STEPS, RATE = 600, 0.05
FOLDS = 6
LARGE_GROUP = 9
"""Documents from which a group counts by the square root of its size: one layout must not outvote the others."""
WEIGHTS_FILE = Path(__file__).parents[1] / "batch_ocr" / "invoice" / "party_weights.py"
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one document."""

    document: Labelled
    measured: Vector
    """One row a candidate, one column a feature."""
    right: NDArray[np.bool_]
    """Whether the candidate's name is the labelled one."""


def examples(role: str, prior: Mapping[str, float], dumps: Path) -> list[Example]:
    """Every labelled document with that role's name, in the order of the folder, then generated ones."""
    field, found = f"{role}_name", []
    for document, pages in (*_labelled(dumps), *unfamiliar(*DRAWN, "seen")):
        if pages and document.accepted(field):
            found.append(_example(document, Document.from_pages(pages), field, sorted(prior)))
    return found


def _labelled(dumps: Path) -> Iterator[tuple[Labelled, Sequence[Page]]]:
    for document in labelled_invoices(labelled_folder()):
        yield document, cached_pages(dumps, document.name) or ()


def _example(labelled: Labelled, document: Document, field: str, names: Sequence[str]) -> Example:
    candidates = tuple(party_candidates(document))
    around = Surroundings(document, candidates)
    named = [candidate for candidate in candidates if candidate.name]
    rows = [features(candidate, around) for candidate in named]
    measured = np.array([[row.get(name, 0.0) for name in names] for row in rows], float).reshape(-1, len(names))
    accepted = labelled.accepted(field)
    right = [any(agrees(field, candidate.name, wanted) for wanted in accepted) for candidate in named]
    return Example(labelled, measured, np.array(right, bool))


def train(chosen: Sequence[Example], prior: Vector) -> Vector:
    """Return the weights that make the right candidates likeliest, by Adam with a falling rate."""
    sizes = Counter(example.document.group for example in chosen)
    shares = [
        _share(sizes[example.document.group]) * (DRAWN_SHARE if _is_drawn(example) else 1.0) for example in chosen
    ]
    weights, mean, square = prior.copy(), np.zeros_like(prior), np.zeros_like(prior)
    for step in range(STEPS):
        slope = 2 * PULL * (weights - prior)
        for example, share in zip(chosen, shares, strict=True):
            slope -= share * _pull_to_right(example, weights)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        weights = weights - RATE * 0.1 ** (step / 400) * mean / (np.sqrt(square) + 1e-8)
    return weights


def _is_drawn(example: Example) -> bool:
    return not example.document.pictures


def _share(size: int) -> float:
    return min(1.0, 3.0 / float(np.sqrt(size))) if size > LARGE_GROUP else 1.0


def _pull_to_right(example: Example, weights: Vector) -> Vector:
    """Return the slope of the log likelihood: right candidates, or "none" where none is right, against all."""
    odds = np.append(example.measured @ weights, 0.0)
    wanted = np.append(example.right, not example.right.any()).astype(float)
    likely = np.exp(odds - odds.max())
    likely /= likely.sum()
    target = likely * wanted
    target = target / target.sum() if target.sum() > 0 else wanted / wanted.sum()
    slope: Vector = example.measured.T @ (target - likely)[:-1]
    return slope


def count_right(chosen: Iterable[Example], weights: Vector) -> Counter[str]:
    """Count, by set, the documents in which the likeliest candidate is above "none" and right."""
    counts: Counter[str] = Counter()
    for example in chosen:
        odds = example.measured @ weights
        if odds.size and odds.max() > 0 and example.right[int(odds.argmax())]:
            counts[example.document.dataset] += 1
    return counts


def weights_by_fold(dumps: Path) -> dict[str, PartyWeights]:
    """Return, for each group of documents, weights learned without the fold that the group is in."""
    roles = {
        role: (examples(role, prior, dumps), prior)
        for role, prior in (("supplier", SUPPLIER_PRIOR), ("receiver", RECEIVER_PRIOR))
    }
    found: dict[str, PartyWeights] = {}
    for held in _folds({one.document.group for chosen, _ in roles.values() for one in chosen}):
        learned = {
            role: _learned([one for one in chosen if one.document.group not in held], prior)
            for role, (chosen, prior) in roles.items()
        }
        found |= dict.fromkeys(held, PartyWeights(**learned))
    return found


def _folds(groups: Iterable[str]) -> list[frozenset[str]]:
    ordered = sorted(groups)
    return [frozenset(ordered[fold::FOLDS]) for fold in range(FOLDS)]


def _learned(chosen: Sequence[Example], prior: Mapping[str, float]) -> dict[str, float]:
    names = sorted(prior)
    weights = train(chosen, np.array([prior[name] for name in names]))
    return {name: float(weight) for name, weight in zip(names, weights, strict=True)}


def cross_validated(chosen: Sequence[Example], prior: Vector) -> Counter[str]:
    """Count the right ones, each document judged by weights that never saw its supplier."""
    counts: Counter[str] = Counter()
    for held in _folds({example.document.group for example in chosen}):
        weights = train([example for example in chosen if example.document.group not in held], prior)
        counts += count_right((example for example in chosen if example.document.group in held), weights)
    return counts


@dataclass(frozen=True, slots=True)
class Learned:
    """One role's weights with how many names they and others get right."""

    weights: dict[str, float]
    figures: tuple[str, ...]
    """Rows of a table: role and kind of documents, their number, right by hand, in folds, fitted."""


def learn(role: str, prior: Mapping[str, float], dumps: Path) -> Learned:
    """Print the comparison for one role, by set, and return its weights."""
    chosen = examples(role, prior, dumps)
    start = np.array([prior[name] for name in sorted(prior)])
    weights = train(chosen, start)
    sizes = Counter(example.document.dataset for example in chosen)
    by_hand, folded, fitted = count_right(chosen, start), cross_validated(chosen, start), count_right(chosen, weights)
    print(f"\n{role:10}{'documents':>10}{'by hand':>9}{'folds':>7}{'fitted':>8}")
    for name, size in sorted(sizes.items()):
        print(f"{name:10}{size:10}{by_hand[name]:9}{folded[name]:7}{fitted[name]:8}")
    drawn = {example.document.dataset for example in chosen if _is_drawn(example)}
    rows = []
    for kind, names in (("labelled", set(sizes) - drawn), ("generated", drawn)):
        counts = (sum(one[name] for name in names) for one in (sizes, by_hand, folded, fitted))
        rows.append(f"{role + ', ' + kind:22}" + "".join(f"{count:>10}" for count in counts))
    rounded = {name: round(float(weight), 3) for name, weight in zip(sorted(prior), weights, strict=True)}
    return Learned(rounded, tuple(rows))


def written(tables: Mapping[str, Learned]) -> str:
    """Return the source of the module of weights, which tells the figures they were chosen by."""
    lines = [
        '"""Weights of the features by which a candidate is judged as supplier and as receiver.',
        "",
        "Written by `benchmarks/train_party_weights.py`, which says how they are learned. Names right, of documents:",
        "by hand-set weights, by weights learned on other suppliers (six folds), by these on what they learned from.",
        "",
        f"    {'':22}" + "".join(f"{head:>10}" for head in ("documents", "by hand", "folds", "fitted")),
        *(f"    {row}" for learned in tables.values() for row in learned.figures),
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Mapping",
        "",
    ]
    for name, table in tables.items():
        lines.append(f"{name}: Mapping[str, float] = {{")
        lines += [f'    "{feature}": {weight},' for feature, weight in table.weights.items()]
        lines.append("}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Learn both roles' weights from the words in the folder of dumps."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train_party_weights", description=__doc__)
    parser.add_argument("dumps", type=Path, help="folder of words cached by an OCR run")
    parser.add_argument("--write", action="store_true", help="replace the module of weights")
    options = parser.parse_args()
    tables: dict[str, Learned] = {}
    tables["SUPPLIER_WEIGHTS"] = learn("supplier", SUPPLIER_PRIOR, options.dumps)
    tables["RECEIVER_WEIGHTS"] = learn("receiver", RECEIVER_PRIOR, options.dumps)
    if options.write:
        WEIGHTS_FILE.write_text(written(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
