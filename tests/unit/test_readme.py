"""What the README shows is what the program says."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from batch_ocr.arguments import parser
from batch_ocr.errors import ErrorCode, ExitCode
from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.line import render
from tests.ledger_cases import completed
from tests.line_schema import valid

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_help_in_the_readme_is_the_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The block under `batch-ocr --help` is its output on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    assert f"$ batch-ocr --help\n{parser().format_help()}```" in README


def test_the_test_command_is_the_one_of_the_ci() -> None:
    """`.ci/run` calls what the README tells a newcomer to call, in an environment of its own."""
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "install -e '.[dev]' && .venv/bin/python -m tests" in README
    assert "-e '.[dev]'" in ci
    assert 'python" -m tests' in ci
    assert "'.[local]'" in ci
    assert "run sample_invoices" in ci


def test_all_exit_codes_are_in_the_table() -> None:
    """Every code the program can end with has its row, and no row tells of another one."""
    table = README.partition("## Exit codes")[2].partition("\n## ")[0]
    told = {int(code) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for code in row.split(",")}
    assert told == {int(code) for code in ExitCode}


def test_every_error_code_is_documented() -> None:
    """The closed list of `error.code` is in the documents, each code once in its table."""
    table = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)
    assert sorted(told) == sorted(code.value for code in ErrorCode)


def test_the_example_line_has_all_fields_in_order() -> None:
    """The invoice in the README has the 17 keys, as a line has them."""
    example = README.partition('"invoice": {')[2].partition("}")[0]
    assert tuple(re.findall(r'"(\w+)":', example)) == FIELD_NAMES


def test_the_example_line_is_one_of_this_version() -> None:
    """It is valid, and no key is missing that the line of an invoice has."""
    start = README.index('{\n  "schema": 1')
    example = valid(json.loads(README[start : README.index("\n}\n", start) + 2]))
    assert list(example) == list(json.loads(render(completed("a.png", "A"), "local")))


def test_every_document_is_reached_from_the_readme() -> None:
    """What nothing leads to nobody reads."""
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)#:]+)", page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link).resolve() for link in links]
    assert set((ROOT / "docs").glob("*.md")) <= seen


def test_the_readme_is_short_and_names_real_files() -> None:
    """At most 250 lines; each link leads somewhere."""
    assert len(README.splitlines()) <= 250
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_python_versions_agree() -> None:
    """What is declared, what is checked and what is linted is the same oldest Python."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["requires-python"] == ">=3.11"
    assert project["tool"]["mypy"]["python_version"] == "3.11"
    assert project["tool"]["ruff"]["target-version"] == "py311"
