"""Turn the fields of Settings into command-line flags: names, choices, defaults and help come from one place."""

from __future__ import annotations

import argparse
from typing import Any, Final, Literal, get_args, get_origin

import msgspec

from batch_ocr.settings import OPTION_HELP, PATHS, Settings

SHORT: Final = {"output": "-o", "quiet": "-q", "verbose": "-v"}
SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "what is read, and where the results go": (
        *("output", "ledger", "engine", "include", "exclude", "quiet_period", "max_file_bytes", "max_pixels"),
        *("allow_empty", "again", "dry_run", "rewrite", "verify"),
    ),
    "how a document is read": (
        *("language", "skew_correct", "rotate", "binarize", "upsample", "spell_check"),
        *("quality", "workers", "page_timeout", "min_confidence"),
    ),
    "how results are checked": ("own_names", "own_tax_ids", "find_rescans"),
    "the service": (
        *("base_url", "client_id_file", "client_secret_file", "ca_file"),
        *("connect_timeout", "read_timeout", "outage_patience"),
    ),
    "pace": (
        *("concurrency", "max_pending", "max_upload_bytes", "submit_rate", "poll_rate"),
        *("first_poll", "poll_ceiling", "task_timeout", "not_exist_grace"),
    ),
    "limits": (
        *("max_duration", "max_submissions", "max_monthly_calls", "max_monthly_cost", "price_per_submission"),
        *("price_per_poll", "max_attempts", "ambiguous", "stop_grace", "wait_lock"),
    ),
    "messages": ("quiet", "verbose", "log_format", "no_progress", "ping_url", "metrics_file"),
    "listening": ("host", "port", "max_queue", "max_body_bytes"),
}
"""The order of the options, in `--help` and in config.example.toml."""

OF_COMMAND: Final[dict[str, frozenset[str]]] = {
    "run": frozenset(OPTION_HELP) - set(SECTIONS["listening"]),
    "serve": frozenset(SECTIONS["listening"])
    | {"quality", "workers", "page_timeout", "max_pixels", "min_confidence", "stop_grace", "quiet"}
    | {"verbose", "log_format"},
    "status": frozenset({"output", "ledger"}),
    "failed": frozenset({"output", "ledger", "max_attempts", "wait_lock", "quiet", "log_format"}),
    "check": frozenset({"own_names", "own_tax_ids", "quiet", "log_format"}),
    "export": frozenset({"own_names", "own_tax_ids", "quiet", "log_format"}),
    "due": frozenset({"own_names", "own_tax_ids", "quiet", "log_format"}),
    "report": frozenset({"ledger", "own_names", "own_tax_ids", "quiet", "log_format"}),
    "review": frozenset({"ledger", "own_names", "own_tax_ids", "host", "port", "quiet", "log_format"}),
    "schema": frozenset(),
    "explain": (frozenset(SECTIONS["how a document is read"]) - {"workers"}) | {"max_pixels", "quiet", "log_format"},
    "config": frozenset(OPTION_HELP),
}
"""Which options a command takes as flags."""

FIELDS: Final = {field.name: field for field in msgspec.structs.fields(Settings)}


def add_flags(parser: argparse.ArgumentParser, command: str) -> None:
    """Add a flag for each option of `command`. Flags that are not given leave no trace in the namespace."""
    for title, names in SECTIONS.items():
        chosen = [name for name in names if name in OF_COMMAND[command]]
        if chosen:
            group = parser.add_argument_group(title)
            for name in chosen:
                _add_flag(group, name)


def default_text(name: str) -> str:
    """The default as people write it; empty when there is none to tell."""
    default = FIELDS[name].default
    if default is None or default is False or default == ():
        return ""
    return "yes" if default is True else f"{default:g}" if isinstance(default, float) else str(default)


def _add_flag(group: argparse._ArgumentGroup, name: str) -> None:
    dashed, kind = name.replace("_", "-"), FIELDS[name].type
    default = default_text(name)
    told = OPTION_HELP[name].replace("%", "%%") + (f" (default: {default})" if default else "")
    common: dict[str, Any] = {"dest": name, "default": argparse.SUPPRESS, "help": told}
    if kind is bool and FIELDS[name].default is True:
        group.add_argument(f"--no-{dashed}", action="store_false", **common)
    elif kind is bool:
        group.add_argument(*_flags(name, dashed), action="store_true", **common)
    elif get_origin(kind) is Literal:
        group.add_argument(*_flags(name, dashed), metavar="|".join(get_args(kind)), **common)
    else:
        repeated = get_origin(kind) is tuple
        action = "append" if repeated else "store"
        group.add_argument(*_flags(name, dashed), action=action, metavar=_metavar(name), **common)


def _flags(name: str, dashed: str) -> tuple[str, ...]:
    return (SHORT[name], f"--{dashed}") if name in SHORT else (f"--{dashed}",)


def _metavar(name: str) -> str:
    if name in PATHS:
        return "FILE"
    if name in {"include", "exclude"}:
        return "GLOB"
    return {
        "own_names": "NAME",
        "own_tax_ids": "ID",
        "base_url": "URL",
        "ping_url": "URL",
        "language": "NAME",
        "host": "ADDRESS",
    }.get(name, "N")
