"""Turn the fields of Settings into command-line flags, with their names, choices, defaults and help."""

from __future__ import annotations

import argparse
from typing import Any, Final, Literal, get_args, get_origin

from batch_ocr.settings import FIELDS, KINDS, OPTIONS, Kind

METAVARS: Final[dict[Kind | None, str]] = {Kind.FILE: "FILE", Kind.ADDRESS: "URL", Kind.KEY_ADDRESS: "URL"}


def sections() -> dict[str, list[str]]:
    """Return the names of all options in order, by the title of their section."""
    found: dict[str, list[str]] = {}
    title = ""
    for name, option in OPTIONS.items():
        title = option.section or title
        found.setdefault(title, []).append(name)
    return found


def python_type(name: str) -> object:
    """Return the type of an option without what Annotated adds to it."""
    return get_args(FIELDS[name].type)[0]


def add_flags(parser: argparse.ArgumentParser, command: str) -> None:
    """Add a flag for each option of `command`. Flags that are not given leave no trace in the namespace."""
    for title, names in sections().items():
        chosen = [name for name in names if command in OPTIONS[name].commands or command == "config"]
        if chosen:
            group = parser.add_argument_group(title)
            for name in chosen:
                _add_flag(group, name)


def default_text(name: str) -> str:
    """The default as people write it; empty if there is nothing to show."""
    default = FIELDS[name].default
    if default is None or default is False or default == ():
        return ""
    return "yes" if default is True else f"{default:g}" if isinstance(default, float) else str(default)


def _add_flag(group: argparse._ArgumentGroup, name: str) -> None:
    option, default, kind = OPTIONS[name], default_text(name), python_type(name)
    dashed = f"--{name.replace('_', '-')}"
    flags = (option.short, dashed) if option.short else (dashed,)
    told = option.help.replace("%", "%%") + (f" (default: {default})" if default else "")
    common: dict[str, Any] = {"dest": name, "default": argparse.SUPPRESS, "help": told}
    if kind is bool and FIELDS[name].default is True:
        group.add_argument(dashed.replace("--", "--no-"), action="store_false", **common)
    elif kind is bool:
        group.add_argument(*flags, action="store_true", **common)
    elif get_origin(kind) is Literal:
        group.add_argument(*flags, metavar="|".join(get_args(kind)), **common)
    else:
        action = "append" if get_origin(kind) is tuple else "store"
        metavar = option.metavar or METAVARS.get(KINDS.get(name), "N")
        group.add_argument(*flags, action=action, metavar=metavar, **common)
