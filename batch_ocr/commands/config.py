"""`batch-ocr config show|check`: the settings in force, as TOML that says where each value comes from."""

from __future__ import annotations

import argparse
import re
import textwrap
from decimal import Decimal
from pathlib import Path

from batch_ocr.address import shown_address
from batch_ocr.commands.paths import check_output
from batch_ocr.commands.run_files import check_run_files
from batch_ocr.errors import ExitCode
from batch_ocr.options import FIELDS, SECTIONS
from batch_ocr.ping import Ping
from batch_ocr.settings import ADDRESSES, COMMAND_LINE_ONLY, OPTION_HELP, Settings


def config(settings: Settings, given: argparse.Namespace) -> ExitCode:
    """Print the settings, or check that a run could start with them. Raises RunError for the first that could not."""
    if given.action == "show":
        print(as_toml(settings, given.origins), end="")  # noqa: T201 - asked for
        return ExitCode.OK
    check_run_files(settings, None, given.config)
    check_output(Path(settings.output))
    if settings.engine == "aspose":
        from batch_ocr.aspose.connection import parse_base_url  # noqa: PLC0415 - only when it is needed
        from batch_ocr.aspose.credentials import load_credentials  # noqa: PLC0415 - only when they are needed

        parse_base_url(settings.base_url)
        load_credentials(settings.client_id_file, settings.client_secret_file)
    if settings.ping_url is not None:
        Ping(settings.ping_url)
    if settings.metrics_file is not None:
        check_output(Path(settings.metrics_file))
    print("the settings are fine")  # noqa: T201 - asked for
    return ExitCode.OK


def as_toml(settings: Settings, origins: dict[str, str]) -> str:
    """Every option that a file may set, in order, with its help; an option without a value is commented out."""
    lines: list[str] = []
    for title, names in SECTIONS.items():
        lines += ["", f"## {title}"]
        for name in names:
            if name not in COMMAND_LINE_ONLY:
                lines += [*textwrap.wrap(_told(name), 100, initial_indent="# ", subsequent_indent="# ")]
                origin = f"  # from {origins[name]}" if name in origins else ""
                lines += [_setting(name, _shown(name, getattr(settings, name))) + origin]
    return "\n".join(lines[1:]) + "\n"


def _shown(name: str, value: object) -> object:
    """Return the value without what is secret in it: settings are shown to people who help."""
    if name in ADDRESSES and isinstance(value, str):
        return shown_address(value, secret_path=name == "ping_url")
    return value


def _told(name: str) -> str:
    return OPTION_HELP[name] + _range(name)


def _range(name: str) -> str:
    kind = str(FIELDS[name].type)
    if "Literal" in kind:
        return ": " + " | ".join(FIELDS[name].type.__args__)
    least, above = re.search(r"\bge=([\d.]+)\)", kind), re.search(r"\bgt=([\d.]+)\)", kind)
    return f" ({least[1]} or more)" if least else f" (more than {above[1]})" if above else ""


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
