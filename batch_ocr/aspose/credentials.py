"""Where the account's credentials come from, and how they are kept out of everything that is shown."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

from batch_ocr.errors import AccessRefused, SettingsError

ID_VARIABLE: Final = "ASPOSE_CLIENT_ID"
SECRET_VARIABLE: Final = "ASPOSE_CLIENT_SECRET"  # noqa: S105  the name of a variable, not a secret
MASK: Final = "********"


class Secret:
    """A text that no repr, str or format shows; `reveal` is the only way to it."""

    __slots__ = ("_pattern", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        forms = {text, quote(text), quote(text, safe=""), quote_plus(text), html.escape(text), json.dumps(text)[1:-1]}
        longest_first = sorted(filter(None, forms), key=len, reverse=True)  # so that no part of one is left
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or "(?!)", re.IGNORECASE)

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def redact(self, text: str) -> str:
        """Return `text` with every occurrence of the secret masked, also as a form, a page or JSON would write it."""
        return self._pattern.sub(MASK, text)

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    def __str__(self) -> str:
        return MASK


@dataclass(frozen=True, slots=True)
class Credentials:
    """An application of the service's dashboard."""

    client_id: str
    client_secret: Secret


def load_credentials(
    client_id_file: str | None = None, client_secret_file: str | None = None, environ: Mapping[str, str] = os.environ
) -> Credentials:
    """Return the credentials: of the environment, else of the files named in the settings.

    Raises:
        AccessRefused: there are none.
        SettingsError: a variable is not UTF-8, or a named file cannot be read or is empty.
    """
    client_id = _value(environ, ID_VARIABLE) or _content(client_id_file, "client_id_file")
    secret = _value(environ, SECRET_VARIABLE) or _content(client_secret_file, "client_secret_file")
    missing = [name for name, value in ((ID_VARIABLE, client_id), (SECRET_VARIABLE, secret)) if not value]
    if missing:
        raise AccessRefused(
            f"no credentials: set {' and '.join(missing)}, or name files that hold them in client_id_file and "
            "client_secret_file; `--engine local` needs none"
        )
    return Credentials(client_id, Secret(secret))


def _value(environ: Mapping[str, str], variable: str) -> str:
    value = environ.get(variable, "").strip()
    try:
        value.encode()
    except UnicodeEncodeError:  # not chained: that error quotes the value
        raise SettingsError(f"{variable} is not UTF-8; set it anew, as the service's dashboard shows it") from None
    return value


def _content(file: str | None, option: str) -> str:
    """Return what the file holds without the newline that every editor leaves at its end; "" if none is named."""
    if file is None:
        return ""
    try:
        content = Path(file).expanduser().read_text("utf-8-sig").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is not a text file"
        raise SettingsError(f"{option} = {file!r} cannot be read: {reason}") from error
    if not content:
        raise SettingsError(f"{option} = {file!r} is an empty file; write the value into it")
    return content
