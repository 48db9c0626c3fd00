"""A plain `pip install batch-ocr`, without any extra: every command works, or names what to install."""

from __future__ import annotations

import re
import socket
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.documents import document, results_of
from tests.process.command import batch_ocr

BLOCKER = "import sys\nsys.modules.update(dict.fromkeys({names!r}))\n"
"""As if they were not installed."""


def distributions(requirements: Iterator[str] | list[str]) -> set[str]:
    return {re.split(r"[\[<>=; ]", one)[0].lower() for one in requirements}


def modules_of_extras() -> set[str]:
    """What only an extra brings; `batch-ocr[…]` names other extras."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = distributions(one for given in project["optional-dependencies"].values() for one in given)
    only = extras - distributions(project["dependencies"]) - {"batch-ocr"}
    return {name for name, whose in packages_distributions().items() if {one.lower() for one in whose} <= only}


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that finds no package of an extra."""
    blocker = tmp_path / "blocker"
    blocker.mkdir()
    (blocker / "sitecustomize.py").write_text(BLOCKER.format(names=modules_of_extras()))
    return {"PYTHONPATH": f"{blocker}:{Path(__file__).parents[2]}"}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    (tmp_path / "scans").mkdir()
    return results_of(tmp_path, [document("a.png")])


@pytest.mark.parametrize("arguments", [("check",), ("due",), ("export", "--to", "-"), ("report", "-o", "report.html")])
def test_what_needs_no_extra_works_without(results: Path, plain: dict[str, str], arguments: tuple[str, ...]) -> None:
    """The exit code is about the results: what is checked has a finding."""
    verb, *flags = arguments
    done = batch_ocr(verb, results, *flags, cwd=results.parent, env=plain)
    assert done.returncode == (1 if verb == "check" else 0), done.stderr


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("export", "--to", "out.xlsx"), "export"),
        (("export", "--to", "out.parquet"), "export"),
        (("export", "--to", "postgresql://h/x"), "postgresql"),
        (("report", "-o", "report.html", "--images", "scans"), "report"),
    ],
)
def test_what_needs_one_names_it(results: Path, plain: dict[str, str], arguments: tuple[str, ...], extra: str) -> None:
    """One line, with the command that installs it."""
    verb, *flags = arguments
    done = batch_ocr(verb, results, *flags, cwd=results.parent, env=plain)
    assert done.returncode in {2, 6}
    assert len(done.stderr.splitlines()) == 1
    assert f"pip install 'batch-ocr[{extra}]'" in done.stderr


def test_a_review_begins_without_any_extra(results: Path, plain: dict[str, str]) -> None:
    """It gets as far as its port, which is taken here."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = batch_ocr("review", results, "--port", str(taken.getsockname()[1]), env=plain)
    assert done.returncode == 2, done.stderr
    assert "cannot listen" in done.stderr
