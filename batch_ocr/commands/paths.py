"""The places a run reads from and writes to, checked before anything is begun."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from batch_ocr.errors import InputError, OutputError, RunError, SettingsError
from batch_ocr.results.corrections import corrections_path
from batch_ocr.settings import Settings


@contextmanager
def told_as(path: Path, kind: type[RunError]) -> Iterator[None]:
    """Raise `kind` for an OSError or ValueError of the block: a name that is too long, a folder without permission."""
    try:
        yield
    except (OSError, ValueError) as error:
        place = getattr(error, "filename", None) or path
        raise kind(f"{place}: cannot be used: {getattr(error, 'strerror', None) or error}") from None


def check_folder(folder: Path) -> None:
    """Raise InputError unless `folder` is a directory that can be listed."""
    with told_as(folder, InputError):
        if not folder.exists():
            raise InputError(f"{folder}: no such folder")
        if not folder.is_dir():
            raise InputError(f"{folder}: is a file; give the folder that holds the invoices")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise InputError(f"{folder}: cannot be read: permission denied")


def check_output(output: Path) -> None:
    """Raise OutputError unless lines can be appended to `output` and a ledger kept beside it."""
    with told_as(output, OutputError):
        if output.is_dir():
            raise OutputError(f"{output}: is a folder; give a file, such as {output / 'results.jsonl'}")
        if output.exists() and not output.is_file():
            raise OutputError(f"{output}: not a regular file; results need one that can be read back after a crash")
        if not output.parent.is_dir():
            raise OutputError(f"{output}: there is no folder {output.parent}; make it first, or give another --output")
        place = output if output.exists() else output.parent
    if not os.access(place, os.W_OK):
        raise OutputError(f"{place}: cannot be written: permission denied")


def check_target(target: Path, results: Path, settings: Settings) -> None:
    """Raise SettingsError when `target`, which is to be replaced, is the results or what belongs to them.

    Whatever else a person names is replaced: it is the table or the page of last night.
    """
    ledger = ledger_of(results, settings)
    kept = {"results": results, "corrections": corrections_of(results), "ledger": ledger}
    kept |= {f"ledger's {end}": Path(f"{ledger}{end}") for end in ("-wal", "-shm", ".lock")}
    with told_as(target, OutputError):
        for what, path in kept.items():
            if same_file(target, path):
                raise SettingsError(f"{target}: is the {what} file itself; give another name")


def same_file(one: Path, other: Path) -> bool:
    """Whether two names are the same file, which need not exist. Raises OSError if that cannot be found out."""
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    return one.exists() and other.exists() and one.samefile(other)


def nothing_found(folder: Path, ignored: int, not_followed: int = 0) -> InputError:
    """Return the error for a folder without invoices: mostly a wrong path or an unmounted share, not a quiet night.

    `ignored` files in it are neither pictures nor PDFs; `not_followed` are symbolic links and devices.
    """
    files = "1 file that is" if ignored == 1 else f"{ignored} files that are"
    if not_followed:
        links = "1 symbolic link or device" if not_followed == 1 else f"{not_followed} symbolic links or devices"
        return InputError(
            f"{folder}: holds no invoices, but {files} neither a picture nor a PDF, and {links}, never followed; "
            "give the folder that a link points to"
        )
    if ignored:
        return InputError(f"{folder}: holds no invoices, but {files} neither a picture nor a PDF")
    return InputError(f"{folder}: is empty; is the share mounted? (--allow-empty if that is fine)")


def corrections_of(results: Path) -> Path:
    """Where the corrections of a results file are kept. For a folder, which is refused elsewhere: inside it."""
    return corrections_path(results if results.name else results / "results.jsonl")


def ledger_path(settings: Settings) -> Path:
    """Where the ledger is kept: the setting `ledger`, or else beside the output."""
    return Path(settings.ledger) if settings.ledger else default_ledger(settings)


def ledger_of(results: Path, settings: Settings) -> Path:
    """Where the ledger of a results file is kept: the setting `ledger`, or else beside that file."""
    return Path(settings.ledger or f"{results}.ledger")


def default_ledger(settings: Settings) -> Path:
    """The ledger beside the output. A run holds its lock even if the setting `ledger` names another one."""
    return Path(f"{settings.output}.ledger")


def existing_ledger(settings: Settings) -> Path:
    """Where the ledger is. Raises OutputError if there is none: a command that only reads must not create one."""
    path = ledger_path(settings)
    with told_as(path, OutputError):
        found = path.exists()
    if not found:
        raise OutputError(f"{path}: there is no ledger; nothing has been run with --output {settings.output} from here")
    return path


def check_ledger(output: Path, ledger: Path) -> None:
    """Raise OutputError for results without their ledger: a run would read and pay for everything once more."""
    with told_as(output, OutputError):
        lost = output.exists() and output.stat().st_size and not (ledger.exists() and ledger.stat().st_size)
    if lost:
        raise OutputError(
            f"{output} holds results, but their ledger {ledger} is gone; bring it back, or give another --output "
            "(all would be read and paid for once more)"
        )
