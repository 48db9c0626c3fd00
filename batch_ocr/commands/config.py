"""`batch-ocr config show|check`: the settings in force, as TOML that says where each value comes from."""

from __future__ import annotations

import argparse
import textwrap
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args, get_origin

from msgspec import Meta

from batch_ocr.address import shown_address
from batch_ocr.commands.paths import check_output
from batch_ocr.commands.run_files import check_run_files
from batch_ocr.errors import ExitCode
from batch_ocr.options import python_type, sections
from batch_ocr.ping import Ping
from batch_ocr.settings import KINDS, MARKS, OPTIONS, Kind, Settings


def config(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Print the settings, or check that a run could start with them. Raises RunError for the first that could not."""
    if given.action == "show":
        print(as_toml(settings, given.origins), end="")  # noqa: T201 - asked for
        return ExitCode.OK
    check_run_files(settings, None, given.config)
    check_output(Path(settings.output))
    from batch_ocr.commands.engine import check_service, recognition_options  # noqa: PLC0415 - only when it is needed

    recognition_options(settings)
    if settings.engine == "aspose":
        check_service(settings)
    if settings.ping_url is not None:
        Ping(settings.ping_url)
    if settings.metrics_file is not None:
        check_output(Path(settings.metrics_file))
    print("the settings are fine")  # noqa: T201 - asked for
    return ExitCode.OK


def as_toml(settings: Settings, origins: dict[str, str]) -> str:
    """Every option that a file may set, in order, with its help; an option without a value is commented out."""
    lines: list[str] = []
    for title, names in sections().items():
        lines += ["", f"## {title}"]
        for name in names:
            if not OPTIONS[name].flag_only:
                lines += [*textwrap.wrap(_told(name), 100, initial_indent="# ", subsequent_indent="# ")]
                origin = f"  # from {origins[name]}" if name in origins else ""
                lines += [_setting(name, _shown(name, getattr(settings, name))) + origin]
    return "\n".join(lines[1:]) + "\n"


def _shown(name: str, value: object) -> object:
    """Return the value without its secrets: people show their settings to those who help them."""
    kind = KINDS.get(name)
    if kind in {Kind.ADDRESS, Kind.KEY_ADDRESS} and isinstance(value, str):
        return shown_address(value, secret_path=kind is Kind.KEY_ADDRESS)
    return value


def _told(name: str) -> str:
    return OPTIONS[name].help + _range(name)


def _range(name: str) -> str:
    if get_origin(kind := python_type(name)) is Literal:
        return ": " + " | ".join(get_args(kind))
    for mark in MARKS[name]:
        match mark:
            case Meta(ge=int() | float() as least, le=None):
                return f" ({least:g} or more)"
            case Meta(gt=int() | float() as least):
                return f" (more than {least:g})"
    return ""  # a range with an upper end stands in the help


def _setting(name: str, value: object) -> str:
    match value:
        case None:
            return f"# {name} ="
        case bool():
            return f"{name} = {str(value).lower()}"
        case int() | float() | Decimal():
            return f"{name} = {value:g}" if isinstance(value, float) else f"{name} = {value}"
        case tuple():
            return f"{name} = [{', '.join(_quoted(str(one)) for one in value)}]"
        case _:
            return f"{name} = {_quoted(str(value))}"


def _quoted(text: str) -> str:
    """Return a basic string. Source: TOML 1.0.0, which takes no control character as it is."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in plain) + '"'
