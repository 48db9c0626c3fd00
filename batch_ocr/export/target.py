"""Where an export goes, and in which format: told by the ending of a file's name, or by a database's URL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from batch_ocr.errors import SettingsError
from batch_ocr.export.columns import Column
from batch_ocr.export.counts import Counts
from batch_ocr.export.csv_file import write_csv
from batch_ocr.export.extras import needed
from batch_ocr.export.parquet_file import write_parquet
from batch_ocr.export.postgresql import shown, write_postgresql
from batch_ocr.export.sqlite_file import write_sqlite
from batch_ocr.export.xlsx_file import write_xlsx
from batch_ocr.log import LOGGER
from batch_ocr.results import Document

Write = Callable[[Iterable[Document], Sequence[Column]], Counts]
"""Writes all documents, or nothing and raises RunError."""

STDOUT: Final = "-"
FROM_ENVIRONMENT: Final = "env:"
_FILES: Final[Mapping[str, Callable[[Iterable[Document], Sequence[Column], Path], Counts]]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".parquet": write_parquet,
    ".sqlite": write_sqlite,
    ".sqlite3": write_sqlite,
    ".db": write_sqlite,
}
_SCHEMES: Final = ("postgresql", "postgres", "postgresql+psycopg")
_ADVICE: Final = f"give FILE with one of {', '.join(_FILES)}, or postgresql://…, env:VARIABLE, or - for CSV on stdout"


def target(told: str, environment: Mapping[str, str], check: Callable[[Path], None]) -> tuple[Write, str]:
    """Return how to write to the target of `--to`, and its name for messages, without a password. Raises SettingsError.

    `check` raises SettingsError for a file that must not be replaced.
    """
    hidden = told.startswith(FROM_ENVIRONMENT)
    if hidden:
        variable = told.removeprefix(FROM_ENVIRONMENT)
        told = environment.get(variable, "")
        if not told:
            raise SettingsError(f"--to: there is no environment variable {variable}")
    if "://" in told:
        return _database(told, hidden=hidden)
    return _file(Path(told), check)


def _file(path: Path, check: Callable[[Path], None]) -> tuple[Write, str]:
    write = _FILES.get(path.suffix.lower())
    if write is None:
        raise SettingsError(f"--to {path}: unknown format; {_ADVICE}")
    check(path)
    return partial(_write_file, write, path), str(path)


def _write_file(
    write: Callable[[Iterable[Document], Sequence[Column], Path], Counts],
    path: Path,
    documents: Iterable[Document],
    columns: Sequence[Column],
) -> Counts:
    return write(documents, columns, path)


def _database(told: str, *, hidden: bool) -> tuple[Write, str]:
    if told.partition("://")[0] not in _SCHEMES:
        raise SettingsError(f"--to: unknown kind of database; {_ADVICE}")
    sqlalchemy = needed("sqlalchemy", "PostgreSQL", "postgresql")
    try:
        url: Any = sqlalchemy.make_url(told)
    except (sqlalchemy.exc.ArgumentError, ValueError):  # either may repeat the URL with its password
        raise SettingsError("--to: cannot read the URL; its form is postgresql://USER@HOST:PORT/DATABASE") from None
    if not hidden and (url.password or "password" in url.query):
        LOGGER.warning(
            "a password on the command line can be seen by every user of this machine: "
            "put it into ~/.pgpass or PGPASSWORD, or the URL into a variable and give --to env:VARIABLE"
        )
    return partial(_write_database, url), shown(url)


def _write_database(url: Any, documents: Iterable[Document], columns: Sequence[Column]) -> Counts:  # noqa: ANN401 - its package may be missing
    return write_postgresql(documents, columns, url)
