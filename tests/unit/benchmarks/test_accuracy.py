from __future__ import annotations

import json
from pathlib import Path

import pytest

from batch_ocr.invoice.party_weights import RECEIVER_WEIGHTS, SUPPLIER_WEIGHTS
from batch_ocr.page import Box, Page, Word
from benchmarks.accuracy import judge, reliability, score, tables
from benchmarks.labelled_invoices import cached_pages, labelled_invoices
from benchmarks.party_prior import RECEIVER_PRIOR, SUPPLIER_PRIOR
from benchmarks.train_party_weights import Learned, written


def labelled_folder_with(folder: Path, fields: dict[str, object], absent: list[str]) -> Path:
    (folder / "truth").mkdir()
    truth = {
        "id": "one",
        "dataset": "sroie",
        "group": "co:kestrel",
        "template_shared": False,
        "pages": ["one.png"],
        "fields": fields,
        "known_absent": absent,
    }
    (folder / "truth" / "one.json").write_text(json.dumps(truth), encoding="utf-8")
    return folder


def receipt() -> list[Page]:
    lines = ["KESTREL TRADING LTD", "7 Kestrel Way", "Leeds LS1 5AB"]
    words = [
        Word(text, Box(100.0 + 90 * place, 20.0 * row, 180.0 + 90 * place, 20.0 * row + 14), 1.0, row)
        for row, line in enumerate(lines)
        for place, text in enumerate(line.split())
    ]
    return [Page(600.0, 900.0, tuple(words), "text-layer")]


def test_right_wrong_and_missing_are_counted(tmp_path: Path) -> None:
    """A right value counts for both, a missing one against recall, one known to be absent against precision."""
    fields: dict[str, object] = {"supplier_name": "Kestrel Trading Ltd", "total_amount": 12.0}
    (document,) = labelled_invoices(labelled_folder_with(tmp_path, fields, ["supplier_address"]))
    verdicts = judge(document, receipt())
    found = score(verdicts)
    assert (found.right, found.read, found.printed) == (1, 2, 2)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert tables(verdicts)["new layouts"]["supplier_name"].f1 == 1.0
    assert sum(count for _, _, count, _ in reliability(verdicts)) == 2


def test_words_come_back_from_a_dump(tmp_path: Path) -> None:
    """A dump gives the pages it was made of; without a dump there are none."""
    dump = {"pages": [{"width": 9, "height": 9, "source": "ocr", "number": 0, "words": [["a", [1, 2, 3, 4], 0.5, 7]]}]}
    (tmp_path / "one.json").write_text(json.dumps(dump), encoding="utf-8")
    assert cached_pages(tmp_path, "one") == [Page(9, 9, (Word("a", Box(1, 2, 3, 4), 0.5, 7),), "ocr", 0)]
    assert cached_pages(tmp_path, "two") is None


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    """Without labelled invoices the benchmark names the variable that points to them."""
    with pytest.raises(FileNotFoundError, match="BATCH_OCR_LABELLED"):
        labelled_invoices(tmp_path)


def test_learned_weights_have_the_features_of_the_hand_set_ones() -> None:
    """The module of weights is what the trainer writes: the same features, no other."""
    assert SUPPLIER_WEIGHTS.keys() == SUPPLIER_PRIOR.keys()
    assert RECEIVER_WEIGHTS.keys() == RECEIVER_PRIOR.keys()
    assert '    "bias": -1.5,' in written({"SUPPLIER_WEIGHTS": Learned({"bias": -1.5}, ("supplier 302",))})
