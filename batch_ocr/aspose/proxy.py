"""The proxy named by the environment, looked up once.

The HTTP library can do this for each request, with a thread hop and a look into ~/.netrc each time, whose entry for the
service would then collide with the bearer token.
"""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.request import getproxies, proxy_bypass

from yarl import URL

from batch_ocr.aspose.credentials import Secret
from batch_ocr.errors import SettingsError
from batch_ocr.log import keep_secret


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy, or none."""

    url: URL | None = None
    """Without user and password, which would end up in error messages."""
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


def environment_proxy(base_url: URL) -> Proxy:
    """Return what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say about the service; never a proxy for a loopback address.

    Its password is masked in all messages from now on.

    Raises:
        SettingsError: the proxy is not an HTTP proxy.
    """
    host = base_url.host or ""
    address = getproxies().get(base_url.scheme)
    if not address or _is_loopback(host) or proxy_bypass(host):
        return Proxy()
    url = _parse(address, base_url.scheme)
    if url.user is None:
        return Proxy(url)
    login = b64encode(f"{url.user}:{url.password or ''}".encode()).decode("ascii")
    headers = {"Proxy-Authorization": f"Basic {login}"}
    secrets = _kept_secret(login, url.raw_password or "", url.password or "")
    if base_url.scheme == "https":
        return Proxy(url.with_user(None), tunnel_headers=headers, secrets=secrets)
    return Proxy(url.with_user(None), request_headers=headers, secrets=secrets)


def _kept_secret(*texts: str) -> tuple[Secret, ...]:
    for text in texts:
        keep_secret(text)
    return tuple(Secret(text) for text in sorted(texts, key=len, reverse=True))


def _parse(address: str, scheme: str) -> URL:
    try:
        url = URL(address if "://" in address else f"http://{address}")
    except ValueError:
        url = URL()
    if url.scheme not in {"http", "https"} or not url.host:
        raise SettingsError(f"{scheme.upper()}_PROXY must name an HTTP proxy, such as http://proxy.example:3128")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
