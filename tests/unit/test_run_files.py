"""A run's files are each their own, and none is a scan."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from batch_ocr.commands.run_files import check_run_files
from batch_ocr.errors import OutputError, SettingsError
from batch_ocr.metrics import Figures, write_metrics
from batch_ocr.settings import Settings


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"\x89PNG")
    return folder


def settings(tmp_path: Path, **names: str) -> Settings:
    paths = {name: str(tmp_path / value) for name, value in ({"output": "r.jsonl"} | names).items()}
    return msgspec.convert(paths, Settings)


@pytest.mark.parametrize(
    ("names", "what"),
    [
        ({"metrics_file": "r.jsonl"}, "results"),
        ({"metrics_file": "./scans/../r.jsonl"}, "results"),
        ({"metrics_file": "r.corrections.jsonl"}, "corrections"),
        ({"metrics_file": "r.jsonl.ledger"}, "ledger"),
        ({"metrics_file": "r.jsonl.ledger-wal"}, "ledger's -wal"),
        ({"metrics_file": "r.jsonl.ledger.lock"}, "ledger's .lock"),
        ({"metrics_file": "r.jsonl.ledger.lock", "ledger": "other"}, "output's .lock"),
        ({"metrics_file": "other", "ledger": "other"}, "ledger"),
        ({"ledger": "r.jsonl"}, "results"),
        ({"ledger": "r.corrections.jsonl"}, "corrections"),
        ({"output": "ours.toml"}, "configuration"),
        ({"ledger": "ours.toml"}, "configuration"),
        ({"metrics_file": "ours.toml"}, "configuration"),
        ({"metrics_file": "key", "client_secret_file": "key"}, "client_secret_file"),
    ],
)
def test_one_file_under_two_names_is_refused(tmp_path: Path, scans: Path, names: dict[str, str], what: str) -> None:
    """Whether it is there yet or not: one would be written over by the other."""
    with pytest.raises(SettingsError, match=f"is named as .*the {what} file"):
        check_run_files(settings(tmp_path, **names), scans, str(tmp_path / "ours.toml"))


def test_a_link_to_a_file_is_that_file(tmp_path: Path, scans: Path) -> None:
    """Symbolic and hard links are seen through."""
    (tmp_path / "r.jsonl").write_text("{}\n")
    (tmp_path / "symbolic").symlink_to("r.jsonl")
    (tmp_path / "hard").hardlink_to(tmp_path / "r.jsonl")
    for name in ("symbolic", "hard"):
        with pytest.raises(SettingsError, match="is named as the results file"):
            check_run_files(settings(tmp_path, metrics_file=name), scans, None)


@pytest.mark.parametrize("option", ["output", "ledger", "metrics_file"])
def test_nothing_is_written_among_the_scans(tmp_path: Path, scans: Path, option: str) -> None:
    """Not over a scan, not beside one, not by way of a link."""
    (tmp_path / "link").symlink_to(scans / "a.png")
    for name in ("scans/a.png", "scans/new", "link"):
        with pytest.raises(SettingsError, match="lies inside the input folder"):
            check_run_files(settings(tmp_path, **{option: name}), scans, None)
    assert (scans / "a.png").read_bytes() == b"\x89PNG"


def test_figures_replace_figures_only(tmp_path: Path, scans: Path) -> None:
    """A file of last night, an empty one and none are fine; anything else is not to be lost to a slip of the pen."""
    ours = settings(tmp_path, metrics_file="batch.prom")
    place = tmp_path / "batch.prom"
    check_run_files(ours, scans, None)
    place.touch()
    check_run_files(ours, scans, None)
    write_metrics(place, Figures("r.jsonl", 0, 1.0, 1.0))
    check_run_files(ours, scans, None)
    place.write_text("dear diary")
    with pytest.raises(SettingsError, match="is not a metrics file"):
        check_run_files(ours, scans, None)


@pytest.mark.parametrize("name", ["x" * 300, "x" * 250])
def test_a_name_that_is_too_long_is_told(tmp_path: Path, scans: Path, name: str) -> None:
    """Its own or the one of what belongs to it."""
    with pytest.raises(OutputError, match="cannot be used: File name too long"):
        check_run_files(settings(tmp_path, output=name), scans, None)
