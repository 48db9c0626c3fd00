"""Who may call: grants tokens for client credentials, checks tokens, and bans after too many wrong attempts.

Source: Aspose.OCR Cloud "Authorization" and "Rate limits" pages; RFC 6749 §4.4 and §5.2; RFC 6750 §3.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from batch_ocr.server.config import ServerConfig

MAX_PAIRS_REMEMBERED = 10_000
"""Most wrong credential pairs whose failures are counted; after that the longest unused pair is forgotten."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A new token."""

    token: str
    expires_in: int
    """Seconds."""


@dataclass(frozen=True, slots=True)
class WrongCredentials:
    """The pair is not known."""


@dataclass(frozen=True, slots=True)
class Banned:
    """This wrong pair was tried too often."""

    retry_after: int
    """Seconds until it may try again."""


TokenAnswer = Granted | WrongCredentials | Banned


@dataclass(slots=True)
class _Failures:
    count: int = 0
    banned_until: float = -math.inf


class Access:
    """Grants tokens and checks them. Only digests of tokens and credentials are kept.

    `clock` returns seconds and never runs backwards: wall-clock time can jump and would end a token early or late.
    """

    def __init__(self, config: ServerConfig, clock: Callable[[], float]) -> None:
        self._config = config
        self._clock = clock
        self._tokens: OrderedDict[bytes, float] = OrderedDict()
        self._failures: OrderedDict[bytes, _Failures] = OrderedDict()
        self._static = None if config.static_token is None else _digest(config.static_token)

    def grant(self, client_id: str, client_secret: str) -> TokenAnswer:
        """Answer a token request; a banned pair stays banned even if it has become right meanwhile."""
        pair = _digest(client_id, client_secret)
        now = self._clock()
        failures = self._failures.get(pair)
        if failures is not None and failures.banned_until > now:
            return Banned(math.ceil(failures.banned_until - now))
        if self._is_known(client_id, client_secret):
            self._failures.pop(pair, None)
            return self._new_token(now)
        return self._count_failure(pair, now)

    def is_good(self, token: str) -> bool:
        """Whether a bearer token was granted here and has not expired."""
        digest = _digest(token)
        if self._static is not None and hmac.compare_digest(digest, self._static):
            return True
        expires_at = self._tokens.get(digest)
        return expires_at is not None and self._clock() < expires_at

    def revoke_all(self) -> None:
        """Invalidate every granted token at once, except the static one."""
        self._tokens.clear()

    def _is_known(self, client_id: str, client_secret: str) -> bool:
        expected = self._config.credentials.get(client_id)
        # Always compared, so that the time of the answer does not show which ids exist.
        same = hmac.compare_digest(_digest(client_secret), _digest(expected or ""))
        return same and expected is not None

    def _new_token(self, now: float) -> Granted:
        while self._tokens and (
            next(iter(self._tokens.values())) <= now or len(self._tokens) >= self._config.max_tokens
        ):
            self._tokens.popitem(last=False)
        token = secrets.token_urlsafe(32)
        self._tokens[_digest(token)] = now + self._config.token_life
        return Granted(token, max(1, int(self._config.token_life)))

    def _count_failure(self, pair: bytes, now: float) -> TokenAnswer:
        """The attempt that reaches the limit still gets a plain refusal; the ban begins with the next attempt."""
        limit = self._config.max_token_failures
        if limit is None:
            return WrongCredentials()
        failures = self._failures.setdefault(pair, _Failures())
        self._failures.move_to_end(pair)
        while len(self._failures) > MAX_PAIRS_REMEMBERED:
            self._failures.popitem(last=False)
        if failures.count >= limit:
            failures.count = 0
            failures.banned_until = now + self._config.ban_period
            return Banned(math.ceil(self._config.ban_period))
        failures.count += 1
        return WrongCredentials()


def _digest(*parts: str) -> bytes:
    """Length-prefixed, so that ("ab", "c") and ("a", "bc") differ."""
    joined = b"".join(len(part).to_bytes(8, "big") + part for part in map(_as_bytes, parts))
    return hashlib.sha256(joined).digest()


def _as_bytes(text: str) -> bytes:
    """Headers and forms may contain lone surrogates, which plain UTF-8 refuses."""
    return text.encode("utf-8", "surrogatepass")
