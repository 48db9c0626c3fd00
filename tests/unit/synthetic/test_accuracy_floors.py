"""Accuracy may rise, never fall: floors per field on the samples as pictures and on a frozen set as words."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from batch_ocr.invoice.fields import FIELD_NAMES
from benchmarks.judgement import TARGET, Judgement, judged, read_invoices, share_right
from benchmarks.parser import judged_set
from benchmarks.samples import SAMPLE_FOLDER, read_folder
from benchmarks.synthetic.folder import TRUTH_FILE
from benchmarks.synthetic.recipes import FLOOR_SET

SAMPLE_FLOORS = {"supplier_address": 0.83, "receiver_tax_id": 0.88, "default": 0.9}
"""Lowest share of the printed fields that must be read right, 0 to 1."""
WORDS_FLOORS = {"total_amount": 0.92, "net_amount": 0.9, "default": 0.93}


def share_by_field(judgements: list[Judgement]) -> dict[str, float]:
    counts = Counter((one.field, one.verdict) for one in judgements if one.printed is not None)
    printed = Counter(one.field for one in judgements if one.printed is not None)
    return {field: counts[field, "right"] / number for field, number in printed.items()}


def below(shares: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    return {field: share for field, share in shares.items() if share < floors.get(field, floors["default"])}


@pytest.fixture(scope="module")
def read_samples() -> list[Judgement]:
    truth = read_invoices(SAMPLE_FOLDER / TRUTH_FILE)
    results = asyncio.run(read_folder(SAMPLE_FOLDER, list(truth), workers=2))
    return judged(truth, results)


def test_the_samples_are_read_well(read_samples: list[Judgement]) -> None:
    """Nine of ten labelled fields of the sample scans are right, pixels to values."""
    assert share_right(read_samples) >= TARGET


def test_no_field_of_the_samples_falls_below_its_floor(read_samples: list[Judgement]) -> None:
    """A change that helps one field must not cost another."""
    assert below(share_by_field(read_samples), SAMPLE_FLOORS) == {}


def test_no_field_of_the_frozen_set_falls_below_its_floor() -> None:
    """The parser alone, on the words of generated invoices of every layout, country and language."""
    shares = share_by_field(judged_set(*FLOOR_SET))
    assert set(shares) == set(FIELD_NAMES)
    assert below(shares, WORDS_FLOORS) == {}
