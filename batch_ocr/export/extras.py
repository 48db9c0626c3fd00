"""Optional packages for some formats: imported only for such a format, with advice if one is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from batch_ocr.errors import SettingsError


def needed(module: str, what: str, extra: str = "export") -> Any:  # noqa: ANN401 - a module; callers know which
    """Import `module`. Raises SettingsError that says how to install it, for `what` was asked for."""
    try:
        return import_module(module)
    except ImportError as error:
        raise SettingsError(
            f"{what} needs the package {module.partition('.')[0]}: pip install 'batch-ocr[{extra}]'"
        ) from error
