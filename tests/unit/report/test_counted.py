from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.report.counted import Twins, standing
from tests.report_cases import document, failed, wrong


def counting(pairs: dict[str, str], out: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment] # the usual case
    twins = Twins()
    for name, twin in pairs.items():
        twins.add(name, twin)
    for name in out:
        twins.leave_out(name)
    return list(twins.counting())


def test_a_copy_of_an_invoice_that_counts_does_not() -> None:
    """`b` names `a`, and `a` stands for both."""
    assert counting({"b": "a"}) == []


def test_two_that_name_each_other_count_once() -> None:
    """A ring of twins has one member that counts: the first."""
    assert counting({"a": "b", "b": "a"}) == ["a"]
    assert counting({"c": "a", "a": "b", "b": "a"}) == ["c"]


def test_a_copy_counts_when_its_original_was_rejected() -> None:
    """The person who rejects the first scan does not lose the invoice; of two copies one counts."""
    assert counting({"b": "a", "c": "a"}, {"a"}) == ["b"]


def test_a_copy_of_what_is_not_in_the_results_does_not_count() -> None:
    """Its original was counted in another file, such as last month's."""
    assert counting({"b": "last-month.png"}) == []


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh")))
def test_each_group_of_twins_counts_at_most_once(pairs: dict[str, str], out: set[str]) -> None:
    """Whatever names what: follow the chains, and no two that count end in the same place, nor beside an original."""
    out -= set(pairs)
    counted = counting(pairs, out)
    ends = []
    for name in counted:
        way = [name]
        while way[-1] in pairs and pairs[way[-1]] not in way:
            way.append(pairs[way[-1]])
        ring = way[-1] in pairs
        ends.append(min(way[way.index(pairs[way[-1]]) :]) if ring else way[-1])
        assert ring or way[-1] in out
    assert len(ends) == len(set(ends))


def test_a_person_decides_what_counts() -> None:
    """Accepted: an invoice of its own, whatever the finding says. Rejected: in no sum."""
    twin = wrong("same-invoice", twin="a.png")
    assert standing(document(findings=(twin,))) == "twin"
    assert standing(document(findings=(twin,), review="accepted")) == "counts"
    assert standing(document(review="rejected")) == "rejected"
    assert standing(failed("f.png")) == "no-result"
