from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.errors import OutputError
from batch_ocr.metrics import Figures, exposition, write_metrics

SAMPLE = re.compile(r'[a-z_]+\{output="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z]+="[a-z]+")?\} -?[0-9.]+')


def figures(exit_code: int, ended_at: float) -> Figures:
    return Figures("/data/results.jsonl", exit_code, 61.5, ended_at, {"completed": 3}, {"poll": 8, "submit": 3}, 2, 1)


def values(path: Path) -> dict[str, str]:
    """Samples without the label that all have."""
    found = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    label = 'output="/data/results.jsonl"'
    return dict(line.replace(f"{label},", "").replace(f"{{{label}}}", "").rsplit(" ", 1) for line in found)


def test_the_file_holds_the_run(tmp_path: Path) -> None:
    """Lines by status and calls by kind, zeros included, so that no series comes and goes."""
    write_metrics(tmp_path / "batch.prom", figures(0, 1_700_000_000.25))
    assert values(tmp_path / "batch.prom") == {
        'batch_ocr_last_run_lines{status="completed"}': "3",
        'batch_ocr_last_run_lines{status="failed"}': "0",
        'batch_ocr_last_run_lines{status="rejected"}': "0",
        'batch_ocr_last_run_lines{status="duplicate"}': "0",
        'batch_ocr_last_run_calls{kind="token"}': "0",
        'batch_ocr_last_run_calls{kind="submit"}': "3",
        'batch_ocr_last_run_calls{kind="poll"}': "8",
        'batch_ocr_last_run_calls{kind="cancel"}': "0",
        "batch_ocr_last_run_exit_code": "0",
        "batch_ocr_last_run_duration_seconds": "61.5",
        "batch_ocr_last_run_end_timestamp_seconds": "1700000000.25",
        "batch_ocr_pending_documents": "2",
        "batch_ocr_poisoned_documents": "1",
        "batch_ocr_last_success_timestamp_seconds": "1700000000.25",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["batch.prom"]


def test_the_last_success_outlives_failures(tmp_path: Path) -> None:
    """An alert on its age is what notices a machine that fails night after night."""
    path = tmp_path / "batch.prom"
    write_metrics(path, figures(4, 1000.0))
    assert "batch_ocr_last_success_timestamp_seconds" not in values(path)
    write_metrics(path, figures(0, 2000.0))
    write_metrics(path, figures(1, 3000.0))
    assert values(path)["batch_ocr_last_success_timestamp_seconds"] == "2000.0"
    assert values(path)["batch_ocr_last_run_end_timestamp_seconds"] == "3000.0"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """The collector sees the figures of one run or of another, never a part."""
    (tmp_path / "batch.prom").mkdir()
    with pytest.raises(OutputError, match=r"batch\.prom"):
        write_metrics(tmp_path / "batch.prom", figures(0, 1.0))
    assert [path.name for path in tmp_path.iterdir()] == ["batch.prom"]


def test_the_collectors_rights_are_kept(tmp_path: Path) -> None:
    """A file that its group may read can be read by it after the next run too, whatever the umask."""
    path = tmp_path / "batch.prom"
    write_metrics(path, figures(0, 1.0))
    path.chmod(0o640)
    write_metrics(path, figures(0, 2.0))
    assert path.stat().st_mode & 0o777 == 0o640


@given(st.text())
def test_any_name_of_an_output_is_a_valid_label(output: str) -> None:
    """Quotes, backslashes, line feeds and bytes that are no text are escaped as the format asks."""
    for line in exposition(Figures(output, 0, 1.0, 2.0), 2.0):
        assert line.startswith("# ") or SAMPLE.fullmatch(line), line
