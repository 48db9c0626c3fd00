"""Scheme, host and port: where HTTP goes to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult

_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"[\w.:%~!$&'()*+,;=-]+", re.ASCII)
"""Source: RFC 3986, 3.2.2; the colon is in IPv6 only."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Of a service or a proxy."""

    scheme: str
    """http or https."""
    host: str
    """Lower case, ASCII (IDNA); an IPv6 address without its brackets."""
    port: int

    @property
    def address(self) -> str:
        """Host and port, as a proxy is asked for them."""
        return f"{self._bracketed}:{self.port}"

    @property
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own, as the header `Host` has them."""
        return self._bracketed if self.port == _PORTS[self.scheme] else self.address

    @property
    def certified_name(self) -> str:
        """Host as a certificate has it: without the dot that may stand at the end of a full name."""
        return self.host.rstrip(".")

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def origin_of(parts: SplitResult) -> Origin:
    """Return the origin of an address that was split.

    Raises:
        ValueError: it is not of http or https, or host or port are missing or none.
    """
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("not an http or https address")
    host = parts.hostname if parts.hostname.isascii() else _in_ascii(parts.hostname)
    if not _HOST.fullmatch(host):
        raise ValueError("not the name of a host")
    return Origin(parts.scheme, host, _PORTS[parts.scheme] if parts.port is None else parts.port)


def _in_ascii(host: str) -> str:
    """Return what browsers make of a name, too; Python's own codec still makes another host of one with ß in it."""
    import idna  # noqa: PLC0415 - few names need it

    return idna.encode(host, uts46=True).decode("ascii")
