"""A monitor and Prometheus learn how a run ended, whatever ended it."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock

from tests.monitor import KEY, monitor
from tests.process.command import CREDENTIALS, aged, batch_ocr, pictures, served


def test_a_good_and_a_bad_night_are_told(tmp_path: Path) -> None:
    """Start and success with the summary; start and failure with what failed; figures of the last run in the file."""
    folder, figures = pictures(tmp_path / "scans", 3), tmp_path / "batch.prom"
    arguments: list[str | Path] = [
        "run",
        folder,
        "-o",
        tmp_path / "results.jsonl",
        "--engine",
        "aspose",
        "--metrics-file",
        figures,
    ]
    with monitor() as told, served() as base_url:
        env = CREDENTIALS | {"BATCH_OCR_PING_URL": told.url}
        good = batch_ocr(*arguments, "--base-url", base_url, "-v", env=env)
        assert good.returncode == 0, good.stderr
        after_good = figures.read_text()
        aged(folder / "bad.png", b"text")
        bad = batch_ocr(*arguments, "--base-url", base_url, env=env)
        assert bad.returncode == 1, bad.stderr
    assert [address for address, _ in told.pings] == ["/start", "", "/start", "/fail"]
    assert told.pings[1][1].startswith("3 completed in ")
    assert "bad.png: unsupported" in told.pings[3][1]
    assert KEY not in good.stderr + bad.stderr + "".join(body for _, body in told.pings)
    label = f'output="{tmp_path}/results.jsonl"'
    assert f'batch_ocr_last_run_lines{{{label},status="completed"}} 3\n' in after_good
    assert f'batch_ocr_last_run_calls{{{label},kind="submit"}} 3\n' in after_good
    assert f'batch_ocr_last_run_lines{{{label},status="rejected"}} 1\n' in figures.read_text()
    success = [line for line in after_good.splitlines() if line.startswith("batch_ocr_last_success")]
    assert success[0] in figures.read_text().splitlines()


def test_a_run_that_cannot_begin_is_told_as_a_failure(tmp_path: Path) -> None:
    """No folder, or no credentials: the monitor hears why; a monitor that is away changes nothing."""
    figures = tmp_path / "batch.prom"
    arguments: list[str | Path] = ["-o", tmp_path / "results.jsonl", "--metrics-file", figures]
    with monitor() as told:
        arguments += ["--ping-url", told.url]
        assert batch_ocr("run", tmp_path / "scnas", *arguments).returncode == 3
        folder = pictures(tmp_path / "scans", 1)
        assert batch_ocr("run", folder, *arguments, "--engine", "aspose").returncode == 4
    assert [address for address, _ in told.pings] == ["/start", "/fail"] * 2
    assert "no such folder" in told.pings[1][1]
    assert "ASPOSE_CLIENT_ID" in told.pings[3][1]
    assert "batch_ocr_last_run_exit_code" in figures.read_text()
    assert "batch_ocr_last_success" not in figures.read_text()
    alone = batch_ocr("run", folder, *arguments, "--engine", "aspose")
    assert alone.returncode == 4
    assert alone.stderr.count("could not notify the monitor") == 2


def test_a_run_that_finds_another_at_work_is_a_failure_but_leaves_the_figures_to_it(tmp_path: Path) -> None:
    """Exit 8 is told; the file belongs to the run that holds the lock."""
    folder, figures = pictures(tmp_path / "scans", 1), tmp_path / "batch.prom"
    with monitor() as told, FileLock(tmp_path / "results.jsonl.ledger.lock"):
        run = batch_ocr(
            "run", folder, "-o", tmp_path / "results.jsonl", "--ping-url", told.url, "--metrics-file", figures
        )
    assert run.returncode == 8
    assert [address for address, _ in told.pings] == ["/start", "/fail"]
    assert not figures.exists()


def test_a_figures_file_that_cannot_be_written_does_not_fail_the_run(tmp_path: Path) -> None:
    """The invoices are read; the person is told of the file."""
    folder = pictures(tmp_path / "scans", 1)
    with served() as base_url:
        run = batch_ocr(
            *("run", folder, "-o", tmp_path / "results.jsonl", "--engine", "aspose", "--base-url", base_url),
            *("--metrics-file", tmp_path / "none" / "batch.prom"),
            env=CREDENTIALS,
        )
    assert run.returncode == 0
    assert f"metrics_file: {tmp_path}/none/batch.prom: there is no folder" in run.stderr
