from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.results.counted import Twins, standing
from tests.report_cases import document, failed, wrong

NAMES = st.sampled_from("abcdefgh")


def counted(copies: Mapping[str, Sequence[str]], out: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """`copies` and what they name; `out` is rejected."""
    twins = Twins()
    for name, others in copies.items():
        twins.add(name, others, standing="twin")
    for name, others in (out or {}).items():
        twins.add(name, others, standing="rejected")
    return twins.counted()


def test_a_copy_of_an_invoice_that_counts_does_not() -> None:
    """`b` names `a`, and `a` stands for both."""
    assert counted({"b": "a"}) == {"b": "a"}


def test_two_that_name_each_other_count_once() -> None:
    """A ring of twins has one member that counts: the first."""
    assert counted({"a": "b", "b": "a"}) == {"a": "a", "b": "a"}
    assert counted({"c": "a", "a": "b", "b": "a"}) == {"c": "c", "a": "c", "b": "c"}


def test_a_copy_counts_when_its_original_was_rejected() -> None:
    """The person who rejects the first scan does not lose the invoice; of two copies one counts."""
    assert counted({"b": "a", "c": "a"}, {"a": ""}) == {"b": "b", "c": "b"}


def test_a_copy_of_what_is_not_in_the_results_does_not_count() -> None:
    """Its original was counted in another file, such as last month's."""
    assert counted({"b": ["last-month.png"]}) == {"b": "last-month.png"}


def test_a_copy_of_a_rejected_copy_is_one_of_the_original() -> None:
    """Who rejects the second scan because the first is there does not make the third one an invoice."""
    assert counted({"c": "b"}, {"b": "a"}) == {"c": "a"}


def test_a_copy_of_two_is_held_by_the_one_that_is_left() -> None:
    """It looks like `a`, which was rejected, and has the number of `b`, which counts."""
    assert counted({"c": "ab"}, {"a": ""}) == {"c": "b"}


@given(st.dictionaries(NAMES, st.lists(NAMES, min_size=1, max_size=3)), st.sets(NAMES))
def test_each_group_of_twins_counts_at_most_once(copies: dict[str, list[str]], out: Collection[str]) -> None:
    """Whatever names what: a copy and all it names have the same document counted, which nobody rejected."""
    out = set(out) - set(copies)
    found = counted(copies, dict.fromkeys(out, ""))
    assert set(found) == set(copies)
    for name, others in copies.items():
        assert found[name] not in out
        assert found[found[name]] == found[name] if found[name] in found else True
        assert {found[other] for other in others if other in found} <= {found[name]}


def test_a_person_decides_what_counts() -> None:
    """Accepted: an invoice of its own, whatever the finding says. Rejected: in no sum."""
    twin = wrong("same-invoice", twin="a.png")
    assert standing(document(findings=(twin,))) == "twin"
    assert standing(document(findings=(twin,), review="accepted")) == "counts"
    assert standing(document(review="rejected")) == "rejected"
    assert standing(failed("f.png")) == "no-result"
