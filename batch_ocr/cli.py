"""argv → Settings → one command → exit code. The only exit of the program, and the boundary no traceback passes."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from batch_ocr import __version__
from batch_ocr.configuration import load
from batch_ocr.errors import ErrorCode, ExitCode, RunError, SettingsError
from batch_ocr.log import LOGGER, SUMMARY_OF_TROUBLE, configure
from batch_ocr.options import add_flags
from batch_ocr.settings import Settings

Command = Callable[[Settings, argparse.Namespace], ExitCode]

EXIT_CODES = """exit codes:
  0  all documents are settled              5  output or ledger not writable
  1  some documents failed or were rejected 6  embedded reader missing or broken
  2  wrong usage or settings                7  stopped by a limit; run again to go on
  3  input folder missing or empty          8  another run works on this output
  4  service refuses us or is unreachable   70 a bug; 130, 143 stopped by a signal"""


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong, and where help is."""

    def error(self, message: str) -> NoReturn:
        """Raise SettingsError instead of printing the whole usage."""
        raise SettingsError(f"{message} (see: {self.prog} --help)")


def main() -> NoReturn:
    """Entry point of the `batch-ocr` script."""
    _open_standard_streams()
    sys.exit(run(sys.argv[1:]))


def _open_standard_streams() -> None:
    """Give 0, 1 and 2 something to be: a file opened later must not get one of these numbers, and be written to."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number is this one
            setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error is one line on stderr."""
    configure(logging.INFO, "text", run="")
    try:
        return _command(arguments)
    except RunError as error:
        LOGGER.error("%s", error)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.SIGINT
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:  # noqa: BLE001 - the last boundary: a bug is told in one line too
        LOGGER.error("internal error: %s: %s; please report it (-v shows where)", type(error).__name__, error)
        LOGGER.debug("traceback", exc_info=True)
        return ExitCode.BUG


def _command(arguments: Sequence[str]) -> int:
    namespace = parser().parse_args(arguments)
    given = vars(namespace)
    settings, origins = load(given, os.environ, Path(given["config"]) if given.get("config") else None)
    namespace.origins = origins
    level = logging.DEBUG if settings.verbose else SUMMARY_OF_TROUBLE if settings.quiet else logging.INFO
    namespace.run_id = secrets.token_hex(4)
    configure(level, settings.log_format, namespace.run_id)
    command: Command = namespace.load_command()
    return command(settings, namespace)


def parser() -> argparse.ArgumentParser:
    """Build the parser. Each command is imported only when it is the one."""
    top = Parser(
        prog="batch-ocr",
        description="Point it at a folder of scanned invoices and get one line of structured JSON for each.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"batch-ocr {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    running = _add(commands, "run", "read the invoices of a folder", _load_run)
    running.add_argument("folder", metavar="FOLDER", help="folder with scanned invoices; read recursively")
    serving = _add(commands, "serve", "offer the embedded reader to other programs, by the service's API", _load_serve)
    testing = serving.add_argument_group("for tests")
    testing.add_argument(
        "--stand-in", metavar="N", type=float, help="answer from the hash after N seconds, read nothing"
    )
    testing.add_argument("--fault", metavar="NAME", action="append", default=[], help="misbehave; may be repeated")
    testing.add_argument("--seed", metavar="N", type=int, default=0, help="seed of the faults")
    testing.add_argument("--journal", metavar="FILE", help="append a line of JSON for each accepted document")
    _add(commands, "status", "tell what the ledger of an output knows", _load_status)
    _add_failed(commands)
    configuring = _add(commands, "config", "show or check the settings in force", _load_config)
    configuring.add_argument("action", choices=["show", "check"], help="print them, or say what is wrong")
    return top


def _add_failed(commands: argparse._SubParsersAction[Parser]) -> None:
    told = "list what has no result, have it tried again, or let it go"
    failed = commands.add_parser("failed", help=told, description=told, allow_abbrev=False)
    actions = failed.add_subparsers(metavar="ACTION", required=True, parser_class=Parser)
    listing = _add(actions, "list", "show the failures that nobody has settled", _load_failed("list_failed"), "failed")
    listing.add_argument("--json", action="store_true", help="a line of JSON for each, instead of a table")
    retrying = _add(actions, "retry", "let the next run try them again", _load_failed("retry_failed"), "failed")
    forgetting = _add(actions, "forget", "settle them without a result", _load_failed("forget_failed"), "failed")
    codes = [code.value for code in ErrorCode]
    for one in (retrying, forgetting):
        one.add_argument("files", nargs="*", metavar="FILE", help='name, as "file" in the results')
        one.add_argument("--code", choices=codes, metavar="CODE", help=f"all with this code: {', '.join(codes)}")
        one.add_argument("--all", action="store_true", help="all of them")


def _add(
    commands: argparse._SubParsersAction[Parser],
    name: str,
    told: str,
    load_command: Callable[[], Command],
    flags: str | None = None,
) -> argparse.ArgumentParser:
    one = commands.add_parser(name, help=told, description=told, allow_abbrev=False)
    one.add_argument("--config", metavar="FILE", help="settings in TOML (default: ./config.toml if there)")
    add_flags(one, flags or name)
    one.set_defaults(load_command=load_command)
    return one


def _load_run() -> Command:
    from batch_ocr.commands.run import run_folder  # noqa: PLC0415 - `--help` must not pay for aiohttp

    return run_folder


def _load_serve() -> Command:
    from batch_ocr.commands.serve import serve  # noqa: PLC0415 - as above

    return serve


def _load_status() -> Command:
    from batch_ocr.commands.status import status  # noqa: PLC0415 - as above

    return status


def _load_failed(function: str) -> Callable[[], Command]:
    def load_command() -> Command:
        from batch_ocr.commands import failed  # noqa: PLC0415 - as above

        command: Command = getattr(failed, function)
        return command

    return load_command


def _load_config() -> Command:
    from batch_ocr.commands.config import config  # noqa: PLC0415 - as above

    return config
