from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.ledger import Restored, open_ledger
from batch_ocr.ledger.evidence import EvidenceFile, FieldProof, Place
from batch_ocr.records import Completed
from tests.ledger_cases import CLOUD, begin, collect, completed, failed, finish, put, run, sha, submit
from tests.process.command import environment, not_measured

PROOFS = {
    "total_amount": FieldProof("119.00", 0.98, (Place(1, (0.1, 0.2, 0.3, 0.4), ("119,00", "€")),)),
    "invoice_number": FieldProof("R-7", 0.75, ()),
}


def proven(name: str, content: str) -> Completed:
    confidence = {field: proof.confidence for field, proof in PROOFS.items()}
    return replace(completed(name, content), invoice_number="R-7", confidence=confidence, proofs=PROOFS)


def test_evidence_is_kept_with_the_result(tmp_path: Path) -> None:
    """What was read where can be looked up by the document's bytes, beside a run, once its line is collected."""
    path = tmp_path / "ledger"

    async def scenario() -> None:
        async with open_ledger(path, CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await collect(ledger, proven("a", "A"), completed("b", "B"), failed("c", "C"))
            with EvidenceFile(path) as evidence:
                assert evidence.of(sha("A")) == PROOFS
                assert [evidence.of(sha(content)) for content in "BCX"] == [None, None, None]

    run(scenario())


def test_a_second_outcome_leaves_no_evidence(tmp_path: Path) -> None:
    """An outcome that gets no line, because its file has one in this run, leaves nothing else either."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await collect(ledger, completed("a", "A"))
            assert await collect(ledger, proven("a", "A")) == b""
        with EvidenceFile(tmp_path / "ledger") as evidence:
            assert evidence.of(sha("A")) is None

    run(scenario())


def test_a_restored_result_keeps_its_reading(tmp_path: Path) -> None:
    """A result told again for a file that moved has the same number, confidence and evidence."""

    async def scenario() -> bytes:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await submit(ledger, put(tmp_path, "a", "A"), "A")
            await finish(ledger, tmp_path / "out", proven("a", "A"))
            await begin(ledger, tmp_path / "out")
            put(tmp_path, "a", "other", 2)
            claim = await ledger.claim(put(tmp_path, "b", "A"), sha("A"))
            assert isinstance(claim, Restored)
            return await finish(ledger, tmp_path / "out", claim.outcome)

    record = json.loads(run(scenario()))
    assert (record["file"], record["invoice_number"]) == ("b", "R-7")
    assert record["confidence"] == {"total_amount": 0.98, "invoice_number": 0.75}
    with EvidenceFile(tmp_path / "ledger") as evidence:
        assert evidence.of(sha("A")) == PROOFS


def test_a_ledger_without_evidence_has_none(tmp_path: Path) -> None:
    """A ledger that is missing, or older than the evidence, answers with nothing, and is not made or changed."""
    with EvidenceFile(tmp_path / "missing") as evidence:
        assert evidence.of(sha("A")) is None
    assert not (tmp_path / "missing").exists()
    with closing(sqlite3.connect(tmp_path / "old")) as connection:
        connection.execute("PRAGMA user_version = 1")
    with EvidenceFile(tmp_path / "old") as evidence:
        assert evidence.of(sha("A")) is None


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    """What is no database at all is one clear error."""
    (tmp_path / "ledger").write_bytes(b"no database " * 100)
    with pytest.raises(OutputError, match="is damaged"), EvidenceFile(tmp_path / "ledger"):
        pass


_AS_A_READER = """
import os, sys
from pathlib import Path
from batch_ocr.ledger.evidence import EvidenceFile
if os.geteuid() == 0:
    os.setuid(65534)
with EvidenceFile(Path(sys.argv[1])) as evidence:
    print(sorted(evidence.of(sys.argv[2])))
"""


def test_who_may_only_read_leaves_nothing_beside_the_ledger() -> None:
    """Files of another user there would keep the next run from writing."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        path = Path(folder) / "ledger"

        async def scenario() -> None:
            async with open_ledger(path, CLOUD) as ledger:
                await begin(ledger, Path(folder) / "out")
                await collect(ledger, proven("a", "A"))

        run(scenario())
        path.chmod(0o444)
        command = [sys.executable, "-c", _AS_A_READER, str(path), sha("A")]
        env = not_measured(environment())
        done = subprocess.run(
            command, cwd=Path(__file__).parents[2], env=env, capture_output=True, text=True, check=False
        )
        assert (done.stdout, done.stderr) == (f"{sorted(PROOFS)}\n", "")
        assert [found.name for found in Path(folder).iterdir()] == ["ledger"]
