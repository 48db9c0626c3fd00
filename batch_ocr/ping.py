"""Tell a monitor that a run has begun and how it ended, so that a night without a run is noticed too.

Source: the ping API of healthchecks.io (https://healthchecks.io/docs/http_api/): POST to the address means success, to
the address + `/start` the beginning, + `/fail` a failure; the body is kept with it. Others speak the same form.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

from batch_ocr.errors import SettingsError
from batch_ocr.log import LOGGER, keep_secret, redacted

TIMEOUT: Final = 10.0
"""Seconds a ping may take in all, name look-up included."""

MAX_BODY_BYTES: Final = 100_000
_SHORTEST_KEY: Final = 16
"""A part of the path with at least so many characters is taken for a key and masked in all messages."""


class Ping:
    """One run's pings. They never fail the run, and delay it by `timeout` seconds each at most."""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        """Masks `url` in messages: whoever knows it can send pings. Raises SettingsError if it is not an address."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsError("ping_url: expected an http or https address")
        self._parts = parts
        self._timeout = timeout
        for secret in (url, *(part for part in parts.path.split("/") if len(part) >= _SHORTEST_KEY)):
            keep_secret(secret)

    def start(self) -> None:
        """Say that the run begins."""
        self._tell("/start", "")

    def end(self, body: str, *, success: bool) -> None:
        """Say how the run ended; secrets in `body` are masked."""
        self._tell("" if success else "/fail", body)

    def _tell(self, suffix: str, body: str) -> None:
        url = self._parts._replace(path=self._parts.path.rstrip("/") + suffix).geturl()
        data = redacted(body).encode(errors="backslashreplace")[-MAX_BODY_BYTES:]
        answer: SimpleQueue[str | None] = SimpleQueue()
        # On a thread that may be left behind: a socket's timeout does not limit a name look-up or a trickling answer.
        Thread(target=lambda: answer.put(_problem(url, data, self._timeout)), name="ping", daemon=True).start()
        try:
            problem = answer.get(timeout=self._timeout)
        except Empty:
            problem = f"no answer within {self._timeout:g} s"
        if problem:
            LOGGER.warning("ping_url: could not notify the monitor: %s", problem)


def _problem(url: str, data: bytes, timeout: float) -> str | None:
    """Send; returns what went wrong."""
    from urllib.error import HTTPError  # noqa: PLC0415 - only where it is set
    from urllib.request import Request, urlopen  # noqa: PLC0415 - as above

    headers = {"User-Agent": "batch-ocr", "Content-Type": "text/plain; charset=utf-8"}
    request = Request(url, data, headers)  # noqa: S310 - its scheme was checked
    try:
        with urlopen(request, timeout=timeout) as reply:  # noqa: S310 - as above
            reply.read(1)
    except HTTPError as error:
        error.close()
        return f"HTTP {error.code}"
    except Exception as error:  # noqa: BLE001 - whatever a monitor's answer breaks must not touch the run
        return str(getattr(error, "reason", None) or error) or type(error).__name__
    return None
