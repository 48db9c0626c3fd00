"""Every option of the program, once: name, type, default, unit, range. Flags, environment and TOML are derived from it.

Precedence: defaults < config.toml < environment (`BATCH_OCR_<OPTION>`) < flags. `config.example.toml` is checked against
this module. All durations are seconds; in TOML, environment and flags they may also be written "90s", "10m", "6h", "1d".
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

PositiveInt = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
Rate = Annotated[float, Meta(gt=0)]
Seconds = Annotated[float, Meta(ge=0, extra={"unit": "seconds"})]
Price = Annotated[Decimal, Meta(extra={"unit": "money"})]


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All options. A field's comment in OPTION_HELP is its help text everywhere."""

    # what to read and where the results go
    output: str = "results.jsonl"
    ledger: str | None = None
    engine: Literal["local", "aspose"] = "local"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    quiet_period: Seconds = 2.0
    max_file_bytes: PositiveInt = 20_000_000
    max_pixels: PositiveInt = 100_000_000
    allow_empty: bool = False

    # how the documents are read
    language: str = "English"
    skew_correct: bool = True
    rotate: Annotated[int, Meta(ge=-359, le=359)] = 0
    binarize: bool = False
    upsample: bool = False
    spell_check: bool = False
    quality: Literal["best", "balanced", "fast"] = "best"
    workers: Count = 0
    page_timeout: Seconds = 60.0
    min_confidence: Annotated[float, Meta(ge=0, le=1)] = 0.5

    # the service
    base_url: str = "https://api.aspose.cloud"
    client_id_file: str | None = None
    client_secret_file: str | None = None
    ca_file: str | None = None
    connect_timeout: Seconds = 10.0
    read_timeout: Seconds = 60.0
    outage_patience: Seconds = 120.0

    # pace
    concurrency: PositiveInt = 16
    max_pending: PositiveInt = 1000
    max_upload_bytes: PositiveInt = 128_000_000
    submit_rate: Rate | None = None
    poll_rate: Rate | None = None
    first_poll: Seconds | None = None
    poll_ceiling: Seconds = 30.0
    task_timeout: Seconds = 1800.0
    not_exist_grace: Seconds = 30.0

    # limits
    max_duration: Seconds | None = None
    max_submissions: Count | None = None
    max_monthly_calls: Count | None = None
    max_monthly_cost: Price | None = None
    price_per_submission: Price = Decimal(0)
    price_per_poll: Price = Decimal(0)
    max_attempts: PositiveInt = 3
    ambiguous: Literal["resubmit", "hold"] = "resubmit"
    stop_grace: Seconds = 20.0
    wait_lock: Seconds = 0.0

    # telling
    quiet: bool = False
    verbose: bool = False
    log_format: Literal["text", "json"] = "text"
    no_progress: bool = False
    ping_url: str | None = None
    metrics_file: str | None = None

    # batch-ocr serve
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8765
    max_queue: PositiveInt = 1000
    max_body_bytes: PositiveInt = 40_000_000
