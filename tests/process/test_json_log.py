"""With `--log-format json` every message is one object, and what is about a document names it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.process.command import CREDENTIALS, aged, batch_ocr, pictures, served


def test_each_line_has_its_run_and_each_failure_its_file(tmp_path: Path) -> None:
    """One run id on all lines; a reject, a lost answer and, with -v, each completed document carry their file."""
    folder = pictures(tmp_path / "scans", 4)
    aged(folder / "bad.png", b"text")
    with served("--fault", "reset-after=0.5", "--seed", "3") as base_url:
        run = batch_ocr(
            *("run", folder, "-o", tmp_path / "results.jsonl", "--engine", "aspose", "--base-url", base_url),
            *("--log-format", "json", "-v"),
            env=CREDENTIALS,
        )
    assert run.returncode == 1, run.stderr
    told = [json.loads(line) for line in run.stderr.splitlines()]
    assert len({line["run"] for line in told}) == 1
    about = {(line.get("file"), line["level"], line["message"].split(":")[0]) for line in told}
    assert ("bad.png", "warning", "rejected") in about
    assert {(f"000{number}.png", "debug", "completed") for number in range(4)} <= about
    lost = {line["file"] for line in told if "possibly paid for, submitted again" in line["message"]}
    assert lost
    assert lost <= {f"000{number}.png" for number in range(4)}
