"""The files a run writes must be separate files, outside the folder of scans, and hold nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations
from pathlib import Path

from batch_ocr.commands.paths import corrections_of, default_ledger, ledger_path, same_file, told_as
from batch_ocr.configuration import DEFAULT_FILE
from batch_ocr.errors import OutputError, SettingsError
from batch_ocr.metrics import FIRST_WORDS
from batch_ocr.settings import KINDS, Kind, Settings

WRITTEN = frozenset({"output", "ledger", "metrics_file"})
"""The options whose file is written; every other one is only read."""
LEDGER_ENDS = ("-wal", "-shm", ".lock", ".pid")
"""Endings of the files beside a ledger: two belong to SQLite, two say who is using it."""


def check_run_files(settings: Settings, folder: Path | None, config: str | None) -> None:
    """Raise SettingsError, before any file is touched, if one to be written is also used for something else.

    `folder` holds the scans, `config` is the file that --config names. Raises OutputError for an impossible name.
    """
    written = dict(_written(settings))
    with told_as(Path(settings.output), OutputError):
        _check_each_its_own(written, dict(_read(settings, config)))
        if folder is not None:
            _check_outside(written, folder)
        if settings.metrics_file:
            _check_figures(Path(settings.metrics_file))


def _written(settings: Settings) -> Iterator[tuple[str, Path]]:
    output, ledger, beside = Path(settings.output), ledger_path(settings), default_ledger(settings)
    yield "results", output
    yield "corrections", corrections_of(output)
    yield "ledger", ledger
    for end in LEDGER_ENDS:
        yield f"ledger's {end}", Path(f"{ledger}{end}")
        if ledger != beside and end in {".lock", ".pid"}:
            yield f"output's {end}", Path(f"{beside}{end}")
    if settings.metrics_file:
        yield "metrics", Path(settings.metrics_file)


def _read(settings: Settings, config: str | None) -> Iterator[tuple[str, Path]]:
    yield "configuration", Path(config or DEFAULT_FILE)
    for name, kind in KINDS.items():
        if kind is Kind.FILE and name not in WRITTEN and (path := getattr(settings, name)):
            yield name, Path(path)


def _check_each_its_own(written: dict[str, Path], read: dict[str, Path]) -> None:
    pairs = [*combinations(written.items(), 2), *((one, other) for one in written.items() for other in read.items())]
    for (what, path), (other, place) in pairs:
        if same_file(path, place):
            raise SettingsError(f"{place}: is named as the {what} file and as the {other} file; give one another name")


def _check_outside(written: dict[str, Path], folder: Path) -> None:
    scans = Path(os.path.realpath(folder))
    for what, path in written.items():
        if Path(os.path.realpath(path)).is_relative_to(scans):
            raise SettingsError(f"{path}: lies inside the input folder {folder}; give a {what} file outside of it")


def _check_figures(path: Path) -> None:
    """The metrics file is replaced as a whole: a mistyped name must not cost a person another file."""
    with suppress(OSError):  # an unreadable file is reported when it is written
        if path.is_file():
            with path.open("rb") as file:
                start = file.read(len(FIRST_WORDS))
            if start and start != FIRST_WORDS:
                raise SettingsError(f"{path}: is not a metrics file and would be replaced; give another --metrics-file")
