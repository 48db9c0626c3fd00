"""The bearer token: one call for all who need it, ahead of its expiry and once after a refusal.

Five refused calls (HTTP 400) in a row ban the credentials for ten minutes, and the service may ban longer one day; so a
refusal is final for the run. Source: docs.aspose.cloud/ocr/authorization/ and docs.aspose.cloud/total/rate-limits/.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

from batch_ocr.aspose.credentials import Credentials, Secret
from batch_ocr.aspose.wire import AccessToken, encode_token_request
from batch_ocr.errors import AccessRefused, CallError, NotSent, Throttled

MARGIN_SHARE: Final = 0.1
"""Share of a token's life before its end in which it is renewed."""
MAX_MARGIN: Final = 120.0
"""Seconds; the margin of a long-lived token."""
MIN_LIFE: Final = 1.0
"""Seconds. A shorter `expires_in` is taken for nonsense: the token is used until it is refused."""
TOKENS_REMEMBERED: Final = 8
"""Of those given last, to mask them: an answer may still echo one that has been replaced."""
RETRY_PAUSE: Final = 5.0
"""Seconds between attempts to renew a token that still works."""

Fetch = Callable[[bytes], Awaitable[AccessToken]]
"""Sends the form to the token endpoint. Raises a RunError, Throttled or NotSent, nothing else."""


class TokenSource(Protocol):
    """What the client asks for before each request."""

    async def token(self, fetch: Fetch) -> str:
        """Return a token that should work now."""
        ...

    async def renewed(self, fetch: Fetch, refused: str) -> str:
        """Return another token than the one the service has just refused."""
        ...

    def redact(self, text: str) -> str:
        """Return `text` without the secrets known here."""
        ...


class StaticToken:
    """One token given once: that of the server in this process."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    async def token(self, fetch: Fetch) -> str:  # noqa: ARG002  nothing to fetch
        """Return the token."""
        return self._token.reveal()

    async def renewed(self, fetch: Fetch, refused: str) -> str:  # noqa: ARG002  as above
        """Refuse: there is no other token.

        Raises:
            AccessRefused: always.
        """
        raise AccessRefused("the server refuses the token it was given (HTTP 401)")

    def redact(self, text: str) -> str:
        """Return `text` without the token."""
        return self._token.redact(text)


@dataclass(frozen=True, slots=True)
class _Current:
    token: Secret
    renew_at: float
    """By the source's clock, as `expires_at`; infinity if the service did not say."""
    expires_at: float


class ClientCredentials:
    """Tokens of the OAuth2 client credentials flow, shared by all tasks of one event loop."""

    def __init__(
        self,
        credentials: Credentials,
        on_token: Callable[[str], None] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`on_token` is told each new token before its first use, so that logs can mask it; `now` is in seconds."""
        self._credentials = credentials
        self._on_token = on_token
        self._now = now
        self._lock = asyncio.Lock()
        self._current: _Current | None = None
        self._issued: deque[Secret] = deque(maxlen=TOKENS_REMEMBERED)
        self._calls = 0
        """Finished calls: whoever waited while it grew shares what came of the call."""
        self._failure: CallError | None = None
        """What the last call brought instead of a token."""
        self._quiet_until = float("-inf")
        self._refusal: str | None = None

    async def token(self, fetch: Fetch) -> str:
        """Return the current token, renewed ahead of its expiry.

        Raises:
            AccessRefused: the credentials are wrong; said once, remembered for the run.
            Throttled: the token endpoint asks to wait.
            NotSent: it cannot be reached or does not answer sensibly.
        """
        current = self._current
        if current is None or self._now() >= current.renew_at:
            return await self._fetched(fetch, current)
        return current.token.reveal()

    async def renewed(self, fetch: Fetch, refused: str) -> str:
        """Return a token in place of `refused`, asking for one only if no other task already did.

        Raises:
            AccessRefused, Throttled, NotSent: as `token`.
        """
        current = self._current
        if current is None or current.token.reveal() == refused:
            self._current = None
            return await self._fetched(fetch, None)
        return current.token.reveal()

    def redact(self, text: str) -> str:
        """Return `text` without the client secret and the tokens, which error pages may echo."""
        for secret in (self._credentials.client_secret, *self._issued):
            text = secret.redact(text)
        return text

    async def _fetched(self, fetch: Fetch, outdated: _Current | None) -> str:
        """Return a new token: by a call of our own, or by the one that was under way when we came."""
        calls = self._calls
        async with self._lock:
            if self._calls == calls or not self._settled:
                await self._call(fetch)
            if self._current is not None and self._current is not outdated:
                return self._current.token.reveal()
            if self._refusal is not None:
                raise AccessRefused(self._refusal)
            if outdated is not None and self._now() < outdated.expires_at:
                return outdated.token.reveal()  # renewing ahead failed, but the old one still works
            raise self._repeated_failure()

    @property
    def _settled(self) -> bool:
        """Whether the last call's outcome still stands; a token refused in the meantime does not."""
        return self._current is not None or self._failure is not None or self._refusal is not None

    def _repeated_failure(self) -> CallError:
        """Return what the last call brought, for one of several tasks; a pause is told as what is left of it."""
        failure = self._failure
        told = failure is not None and failure.retry_after is not None
        left = max(0.0, self._quiet_until - self._now()) if told else None
        if isinstance(failure, Throttled):
            return Throttled(failure.status, left)
        repeated = NotSent(str(failure))
        repeated.retry_after = left
        return repeated

    async def _call(self, fetch: Fetch) -> None:
        """Try once, unless that is pointless now, and note what came of it. A cancelled call leaves no note."""
        if self._refusal is not None or self._now() < self._quiet_until:
            return
        form = encode_token_request(self._credentials.client_id, self._credentials.client_secret.reveal())
        self._failure = None
        try:
            self._note(await fetch(form))
        except AccessRefused as error:
            self._refusal, self._current = str(error), None
        except CallError as error:
            self._failure = error
            self._quiet_until = self._now() + self._pause_after(error)
        self._calls += 1

    def _pause_after(self, failure: CallError) -> float:
        if failure.retry_after is not None:
            return failure.retry_after
        return RETRY_PAUSE if self._current is not None else 0.0

    def _note(self, answer: AccessToken) -> None:
        if self._on_token is not None:
            self._on_token(answer.value)
        token = Secret(answer.value)
        self._issued.append(token)
        now, life = self._now(), answer.expires_in
        if life is None or life < MIN_LIFE:
            self._current = _Current(token, float("inf"), float("inf"))
        else:
            margin = min(life * MARGIN_SHARE, MAX_MARGIN)
            self._current = _Current(token, now + life - margin, now + life)
