"""Merge defaults, config.toml, environment and flags into Settings, and say precisely what is wrong with one."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from batch_ocr.address import keep_address_secret
from batch_ocr.errors import SettingsError
from batch_ocr.settings import FIELDS, KINDS, OPTIONS, Kind, Settings

ENVIRONMENT_PREFIX: Final = "BATCH_OCR_"
DEFAULT_FILE: Final = Path("config.toml")
_TOML_ARRAY: Final = re.compile(r"""\s*\[\s*["']""")
_UNIT_SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_PLAIN_TYPES: Final = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "text"}


@dataclass(frozen=True, slots=True)
class Given:
    """One value somebody gave, and where."""

    value: object
    origin: str
    """For people: "config.toml", "BATCH_OCR_CONCURRENCY", "--concurrency"."""
    typed: bool = False
    """TOML has types; in the environment and in flags everything is text."""


def load(
    flags: Mapping[str, object], environment: Mapping[str, str], file: Path | None
) -> tuple[Settings, dict[str, str]]:
    """Return the settings and, for each option that is not at its default, where its value comes from.

    `file` None means ./config.toml if there is one. Passwords in addresses are masked in messages from here on.
    Raises SettingsError, one line, naming the place and the option.
    """
    given = from_file(file) | from_environment(environment) | from_flags(flags)
    for name, one in given.items():
        if KINDS.get(name) in {Kind.ADDRESS, Kind.KEY_ADDRESS}:
            keep_address_secret(str(one.value))
    values = {name: _converted(name, one) for name, one in given.items()}
    return Settings(**values), {name: one.origin for name, one in given.items()}


def from_file(file: Path | None) -> dict[str, Given]:
    """Options of a TOML file."""
    path = file or DEFAULT_FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors begin a file with a byte order mark
    except FileNotFoundError:
        if file is None:
            return {}
        raise SettingsError(f"{path}: no such configuration file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None
    for name in table:
        _refuse_flag_only(name, f"{path}: {name}")
        if name not in OPTIONS:
            raise SettingsError(f"{path}: unknown option {name!r}{_did_you_mean(name)}")
    return {name: Given(value, str(path), typed=True) for name, value in table.items()}


def from_environment(environment: Mapping[str, str]) -> dict[str, Given]:
    """Options among the environment variables. One that nearly names an option is an error; others are not ours.

    A list is written as in TOML, `["Acme, Inc.", "Acme Ltd"]`, or separated by commas: `*.png, *.pdf`.
    """
    given: dict[str, Given] = {}
    for variable, value in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX):
            continue
        name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
        _refuse_flag_only(name, variable)
        if name in OPTIONS:
            given[name] = Given(_list(value, variable) if FIELDS[name].default == () else value, variable)
        elif hint := _did_you_mean(name):
            raise SettingsError(f"environment: unknown option {variable}{hint}")
    return given


def _refuse_flag_only(name: str, place: str) -> None:
    if name in OPTIONS and OPTIONS[name].flag_only:
        raise SettingsError(f"{place} would act on every run; give it as --{_dashed(name)} when it is meant")


def _list(text: str, variable: str) -> list[object]:
    """Read several values. Only `[` and a quotation mark begin a TOML list: `[ab]*.png` is a pattern."""
    if not _TOML_ARRAY.match(text):
        return [one.strip() for one in text.split(",") if one.strip()]
    try:
        values: list[object] = tomllib.loads(f"list = {text}")["list"]
    except tomllib.TOMLDecodeError:
        raise SettingsError(f'{variable}: begins like a list of TOML, such as ["a", "b"], but is not one') from None
    return values


def from_flags(flags: Mapping[str, object]) -> dict[str, Given]:
    """Options given on the command line."""
    return {name: Given(value, f"--{_dashed(name)}") for name, value in flags.items() if name in OPTIONS}


def seconds(text: str) -> float:
    """Read a duration such as "90", "90s", "1.5h". Raises ValueError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", text.strip().lower())
    if match is None:
        raise ValueError(f'expected a duration such as 90, "90s", "10m" or "6h", got {text!r}')
    return float(match[1]) * _UNIT_SECONDS[match[2]]


def path(text: str) -> str:
    """Return the name of a file or folder. Raises ValueError for an empty one, as from a variable that is not set.

    `Path("")` would be the current folder, whose files nobody asked to have read or sent anywhere.
    """
    if not text.strip() or "\0" in text:
        raise ValueError("expected the name of a file or folder" + (", got an empty text" if not text.strip() else ""))
    return text


def _converted(name: str, given: Given) -> Any:  # noqa: ANN401 - the door where untyped values become typed
    value = given.value
    try:
        match KINDS.get(name), value:
            case Kind.DURATION, str():
                value = seconds(value)
            case Kind.MONEY, float():
                value = str(value)  # the shortest digits, not the binary fraction
            case Kind.FILE, str():
                path(value)
        return _checked(msgspec.convert(value, FIELDS[name].type, strict=given.typed))
    except (msgspec.ValidationError, ValueError) as error:
        where = given.origin if given.origin == f"--{_dashed(name)}" else f"{given.origin}: {name}"
        raise SettingsError(f"{where}: {_plain(error, given.value)}") from None


def _checked(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, Decimal) and not (value.is_finite() and value >= 0):
        raise ValueError("expected an amount of money, 0 or more")
    return value


def _plain(error: Exception, value: object) -> str:
    text = str(error).split(" - at ")[0].replace("`", "")
    for name, plain in _PLAIN_TYPES.items():
        text = re.sub(rf"\b{name}\b", plain, text)
    text = text[:1].lower() + text[1:]
    return text if repr(value) in text else f"{text}; {value!r} was given"


def _did_you_mean(name: str) -> str:
    close = difflib.get_close_matches(name, OPTIONS, n=1, cutoff=0.75)
    return f"; did you mean {close[0]!r}?" if close else ""


def _dashed(name: str) -> str:
    return name.replace("_", "-")
