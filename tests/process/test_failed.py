"""What failed can be listed, tried again and let go, each by one command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filelock import FileLock

from tests.process.command import aged, batch_ocr, lines, picture

NAMES = ["cut.png", "empty.png", "text.png"]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """The results of a run over three files that cannot be read; nothing is sent for them."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for name, content in zip(NAMES, (picture(1)[:-20], b"", b"Rechnung Nr. 7"), strict=True):
        aged(folder / name, content)
    results = tmp_path / "results.jsonl"
    run = batch_ocr("run", folder, "-o", results)
    assert run.returncode == 1, run.stderr
    assert run.stderr.splitlines()[-1] == f"to review them: batch-ocr failed list -o {results}"
    return results


def listed(output: Path) -> list[str]:
    shown = batch_ocr("failed", "list", "--json", "-o", output)
    assert shown.returncode == 0, shown.stderr
    return [json.loads(line)["name"] for line in shown.stdout.splitlines()]


def test_failures_are_listed_tried_again_and_forgotten(output: Path) -> None:
    """A table for people, lines of JSON for programs; what is retried gets a new line, what is forgotten none."""
    table = batch_ocr("failed", "list", "-o", output)
    assert [row.split()[:4] for row in table.stdout.splitlines()[1:]] == [
        ["cut.png", "corrupt", "0", "waits"],
        ["empty.png", "empty", "0", "waits"],
        ["text.png", "unsupported", "0", "waits"],
    ]
    assert listed(output) == NAMES

    forgotten = batch_ocr("failed", "forget", "-o", output, "--code", "unsupported")
    assert (forgotten.returncode, forgotten.stdout) == (0, "text.png\n"), forgotten.stderr
    retried = batch_ocr("failed", "retry", "empty.png", "-o", output)
    assert (retried.returncode, retried.stdout) == (0, "empty.png\n"), retried.stderr
    assert retried.stderr == f"{output}: 1 file will be retried by the next run\n"

    before = len(lines(output))
    batch_ocr("run", output.parent / "scans", "-o", output)
    assert [line["file"] for line in lines(output)[before:]] == ["empty.png"]
    assert listed(output) == ["cut.png", "empty.png"]

    assert batch_ocr("failed", "forget", "--all", "-o", output).returncode == 0
    nothing = batch_ocr("failed", "list", "-o", output)
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "nothing has failed" in nothing.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["retry", "cut.pgn"], "cut.pgn: not among the failures; batch-ocr failed list -o"),
        (["forget", "cut.png", "text"], "text: not among the failures"),
        (["retry"], "say which failures"),
        (["retry", "cut.png", "--all"], "say which failures"),
        (["forget", "--code", "corupt"], "invalid choice: 'corupt'"),
    ],
)
def test_a_choice_that_names_no_failure_changes_nothing(output: Path, arguments: list[str], told: str) -> None:
    """A misspelt name or code, none or two choices at once: one line, exit 2, and all failures as they were."""
    wrong = batch_ocr("failed", *arguments, "-o", output)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert told in wrong.stderr
    assert len(wrong.stderr.splitlines()) == 1
    assert listed(output) == NAMES


def test_nothing_is_changed_under_a_run(output: Path) -> None:
    """While a run works on the output, changes are refused with exit 8; looking is always possible."""
    with FileLock(f"{output}.ledger.lock"):
        assert batch_ocr("failed", "retry", "--all", "-o", output).returncode == 8
        assert batch_ocr("failed", "forget", "--all", "-o", output).returncode == 8
        assert listed(output) == NAMES


def test_an_output_without_a_ledger_is_told_and_none_is_made(tmp_path: Path) -> None:
    """A wrong --output is exit 5, and leaves nothing behind."""
    shown = batch_ocr("failed", "list", "-o", tmp_path / "resutls.jsonl")
    assert shown.returncode == 5
    assert "there is no ledger" in shown.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_name_comes_through_whatever_the_locale_knows(tmp_path: Path, encoding: str) -> None:
    """An old cron job's locale has no letters of Łódź; the name that is listed is the one that can be retried."""
    name, output = "Łódź  ä.png", tmp_path / "results.jsonl"
    (tmp_path / "scans").mkdir()
    aged(tmp_path / "scans" / name, picture(0)[:20])
    env = {"PYTHONIOENCODING": encoding}
    batch_ocr("run", tmp_path / "scans", "-o", output, env=env)
    for arguments in (["failed", "list"], ["failed", "list", "--json"], ["failed", "retry", "--all"]):
        told = batch_ocr(*arguments, "-o", output, env=env)
        assert (told.returncode, name in told.stdout) == (0, True)
    assert name in batch_ocr("run", tmp_path / "scans", "-o", output, "--dry-run", "-v", "--again", env=env).stdout


def test_no_name_breaks_a_line_or_acts_on_the_terminal(tmp_path: Path) -> None:
    """Whoever may put a file into the folder chooses its name."""
    output = tmp_path / "results.jsonl"
    (tmp_path / "scans").mkdir()
    aged(tmp_path / "scans" / "a\x1b[31m\nb.png", picture(0)[:20])
    told = [batch_ocr("run", tmp_path / "scans", "-o", output, "--dry-run", "-v").stdout]
    told += [batch_ocr("run", tmp_path / "scans", "-o", output).stderr]
    told += [batch_ocr("failed", "list", "-o", output).stdout]
    told += [batch_ocr("failed", "retry", "--all", "-o", output).stdout]
    for one in told:
        assert "a\\x1b[31m\\nb.png" in one
        assert "\x1b" not in one
