"""The proxy named by the environment, looked up once.

Nothing is taken from ~/.netrc, whose entry for the service would collide with the bearer token.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from batch_ocr.aspose.credentials import Secret
from batch_ocr.aspose.origin import Origin, origin_of
from batch_ocr.errors import AccessRefused, SettingsError
from batch_ocr.log import keep_secret

PROXY_REFUSES: Final = 407


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy, or none."""

    origin: Origin | None = None
    tunnel_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """For the proxy's eyes, on the CONNECT before TLS."""
    request_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """For the proxy's eyes, on each request where there is no tunnel."""
    secrets: tuple[Secret, ...] = ()
    """The password in each form in which a proxy may echo it, longest first."""

    def redact(self, text: str) -> str:
        """Return `text` without the proxy's password."""
        for secret in self.secrets:
            text = secret.redact(text)
        return text


def environment_proxy(service: Origin) -> Proxy:
    """Return what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say about the service; never a proxy for a loopback address.

    Its password is masked in all messages from now on.

    Raises:
        SettingsError: the proxy is not an HTTP proxy.
    """
    if sys.platform != "darwin" and not any(name.lower().endswith("_proxy") for name in os.environ):
        return Proxy()
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - brings half of an HTTP library along

    address = getproxies().get(service.scheme)
    if not address or _is_loopback(service.host) or proxy_bypass(service.host):
        return Proxy()
    parts, origin = _parse(address, service.scheme)
    if parts.username is None:
        return Proxy(origin)
    user, password = unquote(parts.username), parts.password or ""
    login = b64encode(f"{user}:{unquote(password)}".encode()).decode("ascii")
    headers = {"Proxy-Authorization": f"Basic {login}"}
    secrets = _kept_secret(login, password, unquote(password))
    if service.scheme == "https":
        return Proxy(origin, tunnel_headers=headers, secrets=secrets)
    return Proxy(origin, request_headers=headers, secrets=secrets)


def proxy_refused(told: str) -> AccessRefused:
    """Return the refusal of the proxy on the way, which says nothing about the account; `told` without secrets."""
    return AccessRefused(
        f"the proxy refuses us ({told}); check the user and password in the address that HTTP_PROXY or HTTPS_PROXY "
        "names, then run again"
    )


def _kept_secret(*texts: str) -> tuple[Secret, ...]:
    for text in texts:
        keep_secret(text)
    return tuple(Secret(text) for text in sorted(texts, key=len, reverse=True))


def _parse(address: str, scheme: str) -> tuple[SplitResult, Origin]:
    try:
        address.encode()  # what is no text cannot be masked either
        parts = urlsplit(address if "://" in address else f"http://{address}")
        return parts, origin_of(parts)
    except ValueError:
        raise SettingsError(
            f"{scheme.upper()}_PROXY must name an HTTP proxy, such as http://proxy.example:3128"
        ) from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
