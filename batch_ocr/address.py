"""Addresses: one spelling for each, how they are shown without secrets, and which parts messages mask."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from batch_ocr.log import MASK, keep_secret

_USER: Final = re.compile(r"^([A-Za-z][\w+.-]*://)?(.*)@", re.DOTALL)
"""Everything up to the last @: a password may contain a slash that should have been written %2F."""
_HOST: Final = re.compile(r"^([A-Za-z][\w+.-]*://[^/?#]*)(.+)$", re.DOTALL)


def normal_address(base_url: str) -> str:
    """Return one spelling for all of an address: scheme and host in lower case, no slash at the end. Checks nothing."""
    scheme, separator, rest = base_url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{separator}{host.lower()}{slash}{path}".rstrip("/") if separator else base_url


def shown_address(address: str, *, secret_path: bool = False) -> str:
    """Return the address for people, without user and password, query and fragment, and without its path if that is a
    key.
    """  # noqa: D205 - one sentence
    shown = _USER.sub(lambda match: f"{match[1] or ''}{MASK}@", address)
    if secret_path:
        return _HOST.sub(lambda match: match[0] if match[2] == "/" else f"{match[1]}/{MASK}", shown)
    return re.sub(r"([?#]).+$", lambda match: match[1] + MASK, shown, flags=re.DOTALL)


def keep_address_secret(address: str) -> None:
    """Mask the address's user:password, and the password (or else the user) alone, in every message from now on."""
    if match := _USER.match(address):
        user, _, password = match[2].partition(":")
        for text in (match[2], password or user):
            keep_secret(text)
            keep_secret(unquote(text))
