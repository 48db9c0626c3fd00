"""argv → Settings → one command → exit code. The program's only exit; no traceback gets past it."""

from __future__ import annotations

import errno
import io
import logging
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from batch_ocr.arguments import load_command, parser
from batch_ocr.configuration import load
from batch_ocr.errors import ExitCode, RunError
from batch_ocr.interrupt import raise_again
from batch_ocr.log import LOGGER, SUMMARY_OF_TROUBLE, configure

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
"""Errors of a full or broken disk, never the program's own fault."""

BAD_NAME: Final = frozenset({errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EROFS})
"""Errors for a name that is impossible or that we may not use."""


def main() -> NoReturn:
    """Entry point of the `batch-ocr` script."""
    _open_standard_streams()
    _prepare_stdout()
    sys.exit(run(sys.argv[1:]))


def _open_standard_streams() -> None:
    """Open /dev/null for each closed standard stream: a file opened later must not get its number and our output."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number is this one
            setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))


class StdoutClosed(Exception):
    """The reader of our standard output, such as `head`, has closed it."""


class _Stdout(io.FileIO):
    """Raises StdoutClosed for its own broken pipe, unlike those of sockets and worker processes."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError as error:
            raise StdoutClosed from error


def _prepare_stdout() -> None:
    """Make stdout accept every character that was read from a scan, whatever the locale.

    A pipe or a file gets UTF-8, as JSON and CSV require; a terminal gets what it can show, and escapes for the rest.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        given = sys.stdout
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(_Stdout(given.fileno(), "wb", closefd=False)),
            encoding=given.encoding if given.isatty() else "utf-8",
            errors="backslashreplace",
            line_buffering=given.line_buffering,
            write_through=given.write_through,
        )


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error is one line on stderr."""
    configure(logging.INFO, "text", run="")
    try:
        code = _command(arguments)
        sys.stdout.flush()
    except RunError as error:
        LOGGER.error("%s", error)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.SIGINT
    except StdoutClosed:
        _drop_what_is_buffered()
        return ExitCode.OK
    except Exception as error:  # noqa: BLE001 - the last boundary: a bug is reported in one line, too
        return _unforeseen(error)
    return code


def _unforeseen(error: Exception) -> ExitCode:
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        try:
            sys.stdout.flush()
        except (OSError, StdoutClosed):
            _drop_what_is_buffered()
        LOGGER.error("cannot write all of the output: %s", error.strerror)
        return ExitCode.OUTPUT
    if isinstance(error, OSError) and error.errno in BAD_NAME and error.filename is not None:
        LOGGER.error("%s: cannot be used: %s", os.fsdecode(error.filename), error.strerror)
        return ExitCode.OUTPUT
    LOGGER.error("internal error: %s: %s; please report it (-v shows where)", type(error).__name__, error)
    LOGGER.debug("traceback", exc_info=error)
    return ExitCode.BUG


def _drop_what_is_buffered() -> None:
    """Keep the interpreter from writing it again at exit, failing, and setting another exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _command(arguments: Sequence[str]) -> int:
    namespace = parser().parse_args(arguments)
    given = vars(namespace)
    settings, origins = load(given, os.environ, Path(given["config"]) if given.get("config") else None)
    namespace.origins = origins
    level = logging.DEBUG if settings.verbose else SUMMARY_OF_TROUBLE if settings.quiet else logging.INFO
    namespace.run_id = secrets.token_hex(4)
    configure(level, settings.log_format, namespace.run_id)
    command = load_command(namespace.place)
    raise_again()
    return command(settings, namespace)
