"""Nights of the real program with the embedded reader: what it says of a page that it has read before."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from batch_ocr.errors import ReaderUnavailable
from batch_ocr.reader.packages import check_packages
from tests.process.command import aged, batch_ocr, lines

try:
    check_packages()
except ReaderUnavailable as missing:
    pytest.skip(str(missing), allow_module_level=True)

from PIL import Image

from benchmarks.rescans import scanned_again

SAMPLES = Path(__file__).parents[2] / "sample_invoices"
QUICK = ("--quality", "fast", "--workers", "1")


def findings(record: dict[str, object]) -> set[tuple[str, str]]:
    """Those that name a twin."""
    checks = record["checks"]
    assert isinstance(checks, list)
    return {(check["code"], check["twin"]) for check in checks if "twin" in check}


def test_a_page_scanned_again_is_told_and_never_its_own_twin(tmp_path: Path) -> None:
    """The second scan of an invoice names the first, also when all is read once more; the first names nothing."""
    scans = tmp_path / "scans"
    scans.mkdir()
    original = (SAMPLES / "01-letter-clean-de.png").read_bytes()
    aged(scans / "first.png", original)
    aged(scans / "other.jpg", (SAMPLES / "05-facture-fr.jpg").read_bytes())
    arguments = ("run", scans, "-o", tmp_path / "out.jsonl", *QUICK)
    assert batch_ocr(*arguments).returncode == 0
    aged(scans / "again.jpg", scanned_again(Image.open(io.BytesIO(original)).convert("L"), random.Random(3)))
    assert batch_ocr(*arguments).returncode == 0
    assert batch_ocr(*arguments, "--again").returncode == 0

    told: dict[object, list[set[tuple[str, str]]]] = {}
    for record in lines(tmp_path / "out.jsonl"):
        assert record["confidence"], "the embedded reader says how sure it is"
        told.setdefault(record["file"], []).append(findings(record))
    assert told["first.png"] == told["other.jpg"] == [set(), set()]
    once, again = told["again.jpg"]
    assert ("rescanned", "first.png") in once
    assert once == again


def test_looks_are_not_compared_where_that_is_off(tmp_path: Path) -> None:
    """With find_rescans = "never" no page is hashed; what the values say is said all the same."""
    scans = tmp_path / "scans"
    scans.mkdir()
    original = (SAMPLES / "01-letter-clean-de.png").read_bytes()
    aged(scans / "a.png", original)
    aged(scans / "b.png", original + b"\0")
    out = tmp_path / "out.jsonl"
    done = batch_ocr("run", scans, "-o", out, *QUICK, env={"BATCH_OCR_FIND_RESCANS": "never"})
    assert done.returncode == 0, done.stderr
    twins = [findings(record) for record in lines(out)]
    assert {code for told in twins for code, _ in told} == {"same-invoice"}
