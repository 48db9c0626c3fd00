from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from batch_ocr.cli import run
from batch_ocr.errors import ExitCode
from benchmarks.results_lines import synthetic_lines


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "results.jsonl"
    path.write_bytes(b"".join(synthetic_lines(40, 7)))
    return path


def test_results_without_a_ledger_become_a_page(results: Path) -> None:
    """Only the boxes are missing."""
    page = results.with_name("report.html")
    assert run(["report", str(results), "-o", str(page), "-q"]) == ExitCode.OK
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert sorted(path.name for path in results.parent.iterdir()) == ["report.html", "results.jsonl"]


def test_missing_results_are_one_clear_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And an old page stays as it was."""
    page = tmp_path / "report.html"
    page.write_text("old")
    assert run(["report", str(tmp_path / "none.jsonl"), "-o", str(page), "-q"]) == ExitCode.OUTPUT
    assert page.read_text() == "old"
    assert capsys.readouterr().err.count("error:") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_broken_line_leaves_the_old_page(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page is replaced whole or not at all; the error names the line."""
    page = results.with_name("report.html")
    page.write_text("old")
    lines = results.read_bytes().splitlines(keepends=True)
    results.write_bytes(b"".join([*lines[:20], b"no json\n", *lines[20:]]))
    assert run(["report", str(results), "-o", str(page), "-q"]) == ExitCode.OUTPUT
    assert page.read_text() == "old"
    assert "line 21" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["-o", "{}/results.jsonl"], ExitCode.USAGE),
        (["-o", "{}"], ExitCode.OUTPUT),
        (["-o", "{}/none/report.html"], ExitCode.OUTPUT),
        (["-o", "{}/report.html", "--images", "{}/none"], ExitCode.INPUT),
    ],
)
def test_a_page_or_folder_that_cannot_be_is_refused(results: Path, given: list[str], code: ExitCode) -> None:
    """The results file itself, a folder, a folder that is not there: nothing is written."""
    before = results.read_bytes()
    assert run(["report", str(results), *(one.format(results.parent) for one in given), "-q"]) == code
    assert results.read_bytes() == before
    assert [path.name for path in results.parent.iterdir()] == ["results.jsonl"]


def test_the_scans_are_carried(results: Path, tmp_path: Path) -> None:
    """With --images a page grows by its pictures, and says so."""
    folder = tmp_path / "scans"
    shutil.copytree(Path(__file__).parents[3] / "sample_invoices", folder)
    page = tmp_path / "report.html"
    assert run(["report", str(results), "-o", str(page), "--images", str(folder), "-q"]) == ExitCode.OK
    assert b"have no picture" in page.read_bytes()


def test_what_is_no_regular_file_is_not_replaced(results: Path) -> None:
    """A pipe, or a device such as /dev/null, would be gone for every program that needs it."""
    pipe = results.with_name("pipe")
    os.mkfifo(pipe)
    assert run(["report", str(results), "-o", str(pipe), "-q"]) == ExitCode.OUTPUT
    assert pipe.is_fifo()
    assert sorted(path.name for path in results.parent.iterdir()) == ["pipe", "results.jsonl"]


def test_a_page_behind_a_link_keeps_its_place_and_permissions(results: Path) -> None:
    """The folder of a web server has a link; the page itself is for the bookkeepers alone."""
    page, link = results.with_name("page.html"), results.with_name("link.html")
    page.touch(mode=0o600)
    link.symlink_to(page.name)
    assert run(["report", str(results), "-o", str(link), "-q"]) == ExitCode.OK
    assert link.is_symlink()
    assert page.stat().st_mode & 0o777 == 0o600
    assert page.read_bytes().startswith(b"<!doctype html>")


@pytest.mark.parametrize("command", [["report", "-o"], ["due", "--ics"], ["export", "--to"]])
@pytest.mark.parametrize("name", ["results.jsonl", "results.corrections.jsonl", "results.jsonl.ledger", "link.csv"])
def test_what_belongs_to_the_results_is_never_replaced(results: Path, command: list[str], name: str) -> None:
    """Nor under another name: the results are all there is of what was paid for."""
    for kept in ("results.corrections.jsonl", "results.jsonl.ledger"):
        results.with_name(kept).touch()
    results.with_name("link.csv").symlink_to(results.name)
    before = {path.name: path.read_bytes() for path in results.parent.iterdir()}
    verb, flag = command
    assert run([verb, str(results), flag, str(results.with_name(name)), "-q"]) == ExitCode.USAGE
    assert {path.name: path.read_bytes() for path in results.parent.iterdir()} == before


@pytest.mark.parametrize("command", [["report", "-o"], ["due", "--ics"], ["export", "--to"]])
def test_links_in_a_ring_are_replaced(results: Path, command: list[str]) -> None:
    """They hold nothing, so nothing is lost."""
    target, other = results.with_name("out.csv"), results.with_name("other.csv")
    target.symlink_to(other.name)
    other.symlink_to(target.name)
    verb, flag = command
    assert run([verb, str(results), flag, str(target), "-q"]) == ExitCode.OK
    assert target.stat().st_size > 0
