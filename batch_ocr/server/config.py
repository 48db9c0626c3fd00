"""The configuration of a server: who may use it, how much it accepts at once, how long it waits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from batch_ocr.aspose.wire import RESULT_LIFE


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Limits and credentials. The table in `app` says how the server answers when a limit is reached."""

    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    """client_id → client_secret of those who may ask for a token."""
    static_token: str | None = field(default=None, repr=False)
    """A bearer token that is always valid; the in-process server and its client share it."""

    readers: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Documents being read at the same time."""
    max_queue: int = 1000
    """Documents waiting to be read; one more is answered 503 with Retry-After."""
    max_body_bytes: int = 40_000_000
    """Longest request body; base64 makes a file a third longer. Longer ones are answered 413, before they are read."""
    max_spool_bytes: int = 2_000_000_000
    """Request bodies being received and images waiting, in memory or in temporary files; beyond that 503."""
    max_spool_memory_bytes: int = 64_000_000
    """The part of them that is kept in memory; the rest goes to temporary files."""
    max_result_bytes: int = 256_000_000
    """Results kept until they are fetched; beyond that the oldest are dropped and their tasks answer ResultDataLost."""
    max_tasks: int = 200_000
    """Tasks remembered, including finished ones; beyond that the oldest finished ones are forgotten."""
    result_life: float = RESULT_LIFE.total_seconds()
    """Seconds a task is known, counted from its submission."""
    result_wait: float = 0.0
    """Seconds a GET waits for a task that is not finished yet before it answers Pending or Processing."""
    queue_retry_after: int = 2
    """Seconds named in Retry-After when the queue is full."""

    token_life: float = 3600.0
    """Seconds; what `expires_in` says."""
    max_tokens: int = 10_000
    """Valid tokens at once; beyond that the oldest is dropped."""
    max_token_failures: int | None = 5
    """Wrong attempts with one (client_id, client_secret) pair before it is banned; None never bans."""
    ban_period: float = 600.0
    """Seconds a pair stays banned; what Retry-After says then."""

    header_timeout: float = 30.0
    """Seconds until the headers of a request are complete, and that an idle connection is kept."""
    body_timeout: float = 30.0
    """Seconds of silence within a request body before the connection is dropped."""
    min_body_rate: float = 8_000.0
    """Bytes per second at which a body must arrive on average, after one `body_timeout` of grace."""

    results_with_evidence: bool = True
    """Add a second results[] item of type JSON when the reader knows where each value stood."""
