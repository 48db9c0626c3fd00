from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.aspose.wire import ResultItem
from batch_ocr.aspose.wire.evidence import MAX_PLACES, MAX_TEXT_LENGTH, MAX_WORDS, decode_proofs
from batch_ocr.records import FieldProof, Place

TOTAL = {"value": "119.00", "confidence": 0.98, "evidence": [{"page": 1, "box": [0, 0.5, 0.25, 1], "words": ["119"]}]}


def item(content: object, kind: str | None = "JSON") -> ResultItem:
    return ResultItem(kind, base64.b64encode(json.dumps(content).encode()).decode())


def test_evidence_is_read_from_the_second_result() -> None:
    """The item of type JSON says of each field what was read, how surely, and where; the number comes last."""
    evidence = {"invoice_number": {"value": "R-7", "confidence": 1, "evidence": []}, "total_amount": TOTAL}
    proofs = decode_proofs([item({"total_amount": 119}, "Text"), item({"evidence": evidence})])
    assert proofs == {
        "total_amount": FieldProof("119.00", 0.98, (Place(1, (0.0, 0.5, 0.25, 1.0), ("119",)),)),
        "invoice_number": FieldProof("R-7", 1.0, ()),
    }
    assert list(proofs) == ["total_amount", "invoice_number"]


def test_the_api_itself_sends_none() -> None:
    """Results without an item of that type have no evidence, which is not the same as an empty one."""
    assert decode_proofs([item({"evidence": {"bic": TOTAL}}, "Text"), item({"evidence": {"bic": TOTAL}}, None)]) is None
    assert decode_proofs([]) is None


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"evidence": []},
        {"evidence": {"bic": 1}},
        {"evidence": {"unknown": TOTAL}},
        {"evidence": {"bic": TOTAL | {"value": ""}}},
        {"evidence": {"bic": TOTAL | {"value": 7}}},
        {"evidence": {"bic": TOTAL | {"confidence": "high"}}},
        {"evidence": {"bic": TOTAL | {"confidence": True}}},
    ],
)
def test_what_is_no_evidence_is_left_out(content: object) -> None:
    """A field without a value, a certainty or a known name has no evidence, and no document fails for it."""
    assert decode_proofs([item(content)]) is None


@pytest.mark.parametrize(
    "place",
    [
        7,
        {},
        {"page": -1, "box": [0, 0, 1, 1]},
        {"page": True, "box": [0, 0, 1, 1]},
        {"page": 0, "box": [0, 0, 1]},
        {"page": 0, "box": [0, 0, 1, 1, "x"]},
        {"page": 0, "box": [0, 0, 1, None]},
    ],
)
def test_a_place_that_is_none_is_left_out(place: object) -> None:
    """What cannot be drawn on a page is no place; the value stays."""
    proofs = decode_proofs([item({"evidence": {"bic": TOTAL | {"evidence": [place]}}})])
    assert proofs == {"bic": FieldProof("119.00", 0.98, ())}


def test_a_foreign_host_cannot_fill_the_ledger() -> None:
    """Texts, words and places are bounded, and a confidence lies between 0 and 1."""
    places = [{"page": 0, "box": [0, 0, 1, 1], "words": ["w" * 600] * 101}] * 21
    proofs = decode_proofs([item({"evidence": {"bic": {"value": "v" * 9999, "confidence": 7, "evidence": places}}})])
    assert proofs is not None
    proof = proofs["bic"]
    assert (len(proof.value), proof.confidence, len(proof.places)) == (MAX_TEXT_LENGTH, 1.0, MAX_PLACES)
    assert (len(proof.places[0].words), len(proof.places[0].words[0])) == (MAX_WORDS, MAX_TEXT_LENGTH)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["evidence", "bic", "value", "confidence", "page", "box", "words"]), inner)
    ),
)


@given(JSON, st.binary(max_size=20))
def test_nothing_a_host_sends_breaks_it(content: object, data: bytes) -> None:
    """Whatever lies in the item, the answer is proofs or none."""
    for raw in (base64.b64encode(json.dumps(content).encode()).decode(), data.decode("latin-1"), ""):
        proofs = decode_proofs([ResultItem("JSON", raw)])
        assert proofs is None or all(0 <= proof.confidence <= 1 for proof in proofs.values())
