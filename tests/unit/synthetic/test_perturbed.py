from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.accuracy import drawn_documents
from benchmarks.perturbations import PERTURBATIONS, perturbed
from benchmarks.perturbed import changes

DOCUMENTS = 14
"""Of each kind: enough to see a rule that leans on how words happen to be cut."""
MOST_LOST = {"jittered": 0.005, "scaled": 0.0, "reordered": 0.0, "relined": 0.005, "tight": 0.01, "loose": 0.01}
"""Share of the fields, 0 to 1, that may be lost though all the words they were read from are still there."""


@pytest.mark.parametrize("kind", ["invoices", "receipts"])
def test_fields_survive_what_scanners_do_not_promise(kind: str) -> None:
    """Where nothing that a field was read from has changed but places, lines and spaces, it is read again."""
    found = changes(list(islice(drawn_documents(kind, "unseen"), DOCUMENTS)), MOST_LOST, seed=1)
    for name, collected in found.items():
        could = [one for one in collected if one.kept and one.before.right]
        lost = [(one.after.document.name, one.after.field) for one in could if one.lost_without_cause]
        assert len(lost) <= MOST_LOST[name] * len(could), (name, lost)


@pytest.mark.parametrize("name", sorted(PERTURBATIONS))
def test_perturbations_are_repeatable(name: str) -> None:
    """The same seed makes the same pages, another one others where chance has a part."""
    _, pages = next(drawn_documents("invoices", "unseen"))
    assert perturbed(name, pages, "7") == perturbed(name, pages, "7")
    if name != "capitals":
        assert any(perturbed(name, pages, str(seed)) != pages for seed in range(20))
