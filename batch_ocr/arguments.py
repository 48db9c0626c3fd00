"""The command line: the commands and their arguments. Nothing heavy is imported, so `--help` answers at once."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable
from importlib import import_module
from typing import Final, NoReturn

from batch_ocr import __version__, configuration
from batch_ocr.errors import ErrorCode, ExitCode, SettingsError
from batch_ocr.options import add_flags
from batch_ocr.settings import Settings

Command = Callable[[Settings, argparse.Namespace], ExitCode]

COLLECT_AFTER: Final = 10_000
"""New objects between two garbage collections: only hundreds of documents are under way, hardly any in a cycle."""

EXIT_CODES = """exit codes:
  0  all documents are settled              5  output or ledger not writable
  1  some documents failed or were rejected 6  embedded reader missing or broken
  2  wrong usage or settings                7  stopped by a limit; run again to go on
  3  input folder missing or empty          8  another run works on this output
  4  service refuses us or is unreachable   70 a bug; 130, 143 stopped by a signal"""


def path(text: str) -> str:
    """Take the name of a file or folder. Raises ArgumentTypeError for none."""
    try:
        return configuration.path(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; is a variable not set?") from None


class Parser(argparse.ArgumentParser):
    """Reports errors in one line that says what is wrong and where help is."""

    def error(self, message: str) -> NoReturn:
        """Raise SettingsError instead of printing the whole usage."""
        raise SettingsError(f"{message} (see: {self.prog} --help)")


def load_command(place: str) -> Command:
    """Import a command, given as `module:function` below `batch_ocr.commands`; only the chosen one is imported."""
    module, _, function = place.partition(":")
    gc.disable()  # what modules create stays: collecting garbage meanwhile is a fifth of the time
    try:
        command: Command = getattr(import_module(f"batch_ocr.commands.{module}"), function)
    finally:
        gc.freeze()
        gc.set_threshold(COLLECT_AFTER)
        gc.enable()
    return command


def parser() -> argparse.ArgumentParser:
    """Build the parser. A command's module is imported only when that command runs."""
    top = Parser(
        prog="batch-ocr",
        description="Point it at a folder of scanned invoices and get one line of structured JSON for each.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"batch-ocr {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    running = _add(commands, "run", "read the invoices of a folder", "run:run_folder")
    running.add_argument("folder", metavar="FOLDER", type=path, help="folder with scanned invoices; read recursively")
    serving = _add(
        commands, "serve", "offer the embedded reader to other programs, by the service's API", "serve:serve"
    )
    testing = serving.add_argument_group("for tests")
    testing.add_argument(
        "--stand-in", metavar="N", type=float, help="answer from the hash after N seconds, read nothing"
    )
    testing.add_argument(
        "--fault", metavar="NAME", action="append", default=[], help="inject this fault; may be repeated"
    )
    testing.add_argument("--seed", metavar="N", type=int, default=0, help="seed of the injected faults")
    testing.add_argument(
        "--journal", metavar="FILE", type=path, help="append a line of JSON for each accepted document"
    )
    _add(commands, "status", "tell what the ledger of an output knows", "status:status")
    _add_failed(commands)
    _add_results_commands(commands)
    explaining = _add(commands, "explain", "draw what the embedded reader saw and chose on a page", "explain:explain")
    explaining.add_argument("file", metavar="FILE", type=path, help="scan or PDF of an invoice")
    explaining.add_argument(
        "-o",
        "--picture",
        metavar="FILE",
        type=path,
        required=True,
        help="picture to write: .png, .jpg or .pdf; several pages become out-1.png, out-2.png, …, or pages of one PDF",
    )
    configuring = _add(commands, "config", "show or check the settings in force", "config:config")
    configuring.add_argument("action", choices=["show", "check"], help="print them, or say what is wrong")
    return top


def _add_failed(commands: argparse._SubParsersAction[Parser]) -> None:
    told = "list documents without a result, retry or dismiss them"
    failed = commands.add_parser("failed", help=told, description=told, allow_abbrev=False)
    actions = failed.add_subparsers(metavar="ACTION", required=True, parser_class=Parser)
    listing = _add(actions, "list", "show the failures that nobody has settled", "failed:list_failed", "failed")
    listing.add_argument("--json", action="store_true", help="a line of JSON for each, instead of a table")
    retrying = _add(actions, "retry", "let the next run try them again", "failed:retry_failed", "failed")
    forgetting = _add(actions, "forget", "settle them without a result", "failed:forget_failed", "failed")
    codes = [code.value for code in ErrorCode]
    for one in (retrying, forgetting):
        one.add_argument("files", nargs="*", metavar="FILE", help='name, as "file" in the results')
        one.add_argument("--code", choices=codes, metavar="CODE", help=f"all with this code: {', '.join(codes)}")
        one.add_argument("--all", action="store_true", help="all of them")


def _add_results_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands that work on an existing results file; none of them makes a paid call."""
    checking = _add_on_results(commands, "check", "check results again and list what is wrong with them")
    checking.add_argument("--json", action="store_true", help="a line of JSON for each finding, instead of a table")
    exporting = _add_on_results(commands, "export", "turn results into a table: CSV, XLSX, Parquet, SQLite, PostgreSQL")
    exporting.add_argument(
        "--to",
        metavar="TARGET",
        type=path,
        required=True,
        help="FILE.csv, .xlsx, .parquet or .sqlite; postgresql://…; env:VARIABLE that holds it; - for CSV on stdout",
    )
    exporting.add_argument("--since", metavar="DATE", help="only lines completed on this day (UTC) or later")
    exporting.add_argument("--status", metavar="STATUS", action="append", help="only lines of it; may be repeated")
    exporting.add_argument("--columns", metavar="NAMES", help="only these columns, in this order, with commas between")
    dues = _add_on_results(commands, "due", "tell what is to be paid when, overdue first")
    dues.add_argument("--by", metavar="DATE", help="leave out what is due later")
    dues.add_argument("--from", metavar="DATE", dest="first", help="leave out what was due earlier, as paid long ago")
    dues.add_argument("--json", action="store_true", help="a line of JSON for each invoice, instead of a table")
    dues.add_argument("--ics", metavar="FILE", type=path, help="write a calendar of the due dates to this file")
    reporting = _add_on_results(commands, "report", "make one HTML page of the results, for any browser, offline")
    reporting.add_argument(
        "-o", "--report", metavar="FILE", type=path, required=True, help="file to write, such as report.html"
    )
    reporting.add_argument("--images", metavar="FOLDER", type=path, help="folder that was read, to show the scans")
    reviewing = _add_on_results(commands, "review", "go through doubtful results in the browser, beside the scans")
    reviewing.add_argument("--images", metavar="FOLDER", type=path, help="folder that was read, to show the scans")
    reviewing.add_argument("--name", metavar="NAME", help="who corrects (default: the account's name)")
    reviewing.add_argument("--open", action="store_true", help="open the page in this machine's browser")
    _add(commands, "schema", "print the JSON Schema of a line of results", "schema:schema")


def _add_on_results(commands: argparse._SubParsersAction[Parser], name: str, told: str) -> argparse.ArgumentParser:
    one = _add(commands, name, told, f"{name}:{name}")
    one.add_argument("results", metavar="RESULTS", type=path, nargs="?", help="results file (default: results.jsonl)")
    return one


def _add(
    commands: argparse._SubParsersAction[Parser],
    name: str,
    told: str,
    place: str,
    flags: str | None = None,
) -> argparse.ArgumentParser:
    one = commands.add_parser(name, help=told, description=told, allow_abbrev=False)
    one.add_argument("--config", metavar="FILE", type=path, help="settings in TOML (default: ./config.toml if there)")
    add_flags(one, flags or name)
    one.set_defaults(place=place)
    return one
