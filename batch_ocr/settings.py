"""Every option of the program, once: name, type, default, unit, range. Flags, environment and TOML are derived from it.

Precedence: defaults < config.toml < environment (`BATCH_OCR_<OPTION>`) < flags; `batch_ocr.configuration` merges them.
All durations are seconds; wherever they are set they may also be written "90s", "10m", "6h", "1d".
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

PositiveInt = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
Rate = Annotated[float, Meta(gt=0)]
Seconds = Annotated[float, Meta(ge=0)]
Money = Decimal
"""Finite and not negative; msgspec has no bounds for it, so `batch_ocr.configuration` checks."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All options; OPTION_HELP says what each one means."""

    # what is read, and where the results go
    output: str = "results.jsonl"
    ledger: str | None = None
    engine: Literal["local", "aspose"] = "local"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    quiet_period: Seconds = 2.0
    max_file_bytes: PositiveInt = 20_000_000
    max_pixels: PositiveInt = 100_000_000
    allow_empty: bool = False
    again: bool = False
    dry_run: bool = False
    rewrite: bool = False
    verify: bool = False

    # how a document is read
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

    # how results are checked
    own_names: tuple[str, ...] = ()
    own_tax_ids: tuple[str, ...] = ()
    find_rescans: Literal["local", "always", "never"] = "local"

    # the service
    base_url: str = "https://api.aspose.cloud"
    client_id_file: str | None = None
    client_secret_file: str | None = None
    ca_file: str | None = None
    connect_timeout: Seconds = 10.0
    read_timeout: Seconds = 60.0
    outage_patience: Seconds = 120.0

    # pace
    concurrency: PositiveInt = 32
    max_pending: PositiveInt = 1000
    max_upload_bytes: PositiveInt = 128_000_000
    submit_rate: Rate | None = None
    poll_rate: Rate | None = None
    first_poll: Seconds | None = None
    poll_ceiling: Annotated[float, Meta(ge=0.05)] = 30.0
    task_timeout: Seconds = 1800.0
    not_exist_grace: Seconds = 30.0

    # limits
    max_duration: Seconds | None = None
    max_submissions: Count | None = None
    max_monthly_calls: Count | None = None
    max_monthly_cost: Money | None = None
    price_per_submission: Money = Decimal(0)
    price_per_poll: Money = Decimal(0)
    max_attempts: PositiveInt = 3
    ambiguous: Literal["resubmit", "hold"] = "resubmit"
    stop_grace: Seconds = 20.0
    wait_lock: Seconds = 0.0

    # what is told, and to whom
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


OPTION_HELP: Final[dict[str, str]] = {
    "output": "file that one line of JSON is appended to for each document",
    "ledger": "file that remembers what is paid for, pending and written (default: <output>.ledger)",
    "engine": "who reads: the embedded reader, or the cloud service",
    "include": "read only files whose relative path matches this glob; may be repeated",
    "exclude": "skip files whose relative path matches this glob; may be repeated",
    "quiet_period": "seconds; a file changed more recently than this is looked at twice before it is read",
    "max_file_bytes": "bytes; a larger file is rejected",
    "max_pixels": "pixels of one page; a larger picture is rejected before it is decoded",
    "allow_empty": "a folder without invoices is fine (exit 0) instead of an error (exit 3)",
    "again": "read and pay for everything once more, settled or not",
    "dry_run": "list what would be done and what it would cost; send and write nothing",
    "rewrite": "rebuild the output from the ledger, without any call, before the run",
    "verify": "compare the bytes of settled files, not only their size and time",
    "language": "language of the documents, one of the service's 154 names",
    "skew_correct": "straighten tilts up to 15 degrees",
    "rotate": "degrees to turn every page by before it is read",
    "binarize": "convert pages to black and white before they are read",
    "upsample": "enlarge pages before they are read, for small print",
    "spell_check": "correct words by dictionary",
    "quality": "embedded reader: accuracy against speed",
    "workers": "embedded reader: worker processes; 0 = one for each core",
    "page_timeout": "embedded reader: seconds one page may take",
    "min_confidence": "embedded reader: a field less certain than this (0 to 1) is left empty",
    "own_names": "name of the company that receives the invoices; may be repeated",
    "own_tax_ids": "tax id of the company that receives the invoices; may be repeated",
    "find_rescans": "detect pages scanned twice by comparing images: with the embedded reader only, always, never",
    "base_url": "address of the service, or of any host with the same API",
    "client_id_file": "file with the client id, instead of ASPOSE_CLIENT_ID",
    "client_secret_file": "file with the client secret, instead of ASPOSE_CLIENT_SECRET",
    "ca_file": "PEM file of the certificate authority to trust, instead of the system's",
    "connect_timeout": "seconds to wait for a connection",
    "read_timeout": "seconds to wait for the next bytes of an answer",
    "outage_patience": "seconds without any success after which the run gives up",
    "concurrency": "submissions under way at once, at most",
    "max_pending": "submitted documents waiting for their result, at most",
    "max_upload_bytes": "bytes of files being uploaded at once, at most (one file always passes)",
    "submit_rate": "submissions per second, at most (default: learned from the service's answers)",
    "poll_rate": "polls per second, at most (default: no limit)",
    "first_poll": "seconds from submission to the first poll (default: learned)",
    "poll_ceiling": "seconds between two polls of one document, at most",
    "task_timeout": "seconds after which a pending document is left to the next run",
    "not_exist_grace": "seconds after submission during which an unknown id is believed to be on its way",
    "max_duration": "seconds after which the run stops; the next run goes on (default: no limit)",
    "max_submissions": "submissions of this run, at most (default: no limit)",
    "max_monthly_calls": "submissions and polls of a calendar month (UTC), at most (default: no limit)",
    "max_monthly_cost": "money a calendar month (UTC) may cost by the prices below (default: no limit)",
    "price_per_submission": "money one submission costs",
    "price_per_poll": "money one poll costs; whether polls are billed is not documented",
    "max_attempts": "runs in which a document may fail before it waits for a person",
    "ambiguous": "what to do when an answer was lost and a document may have been paid for",
    "stop_grace": "seconds to wait for what is under way after a stop was requested",
    "wait_lock": "seconds to wait for another run on the same output to end",
    "quiet": "say nothing unless something is wrong",
    "verbose": "log debug messages",
    "log_format": "form of the messages on stderr",
    "no_progress": "no progress bar, even on a terminal",
    "ping_url": "monitor told of start, success and failure, in the form of healthchecks.io (POST, /start, /fail)",
    "metrics_file": "file for the figures of the last run, in the form of Prometheus' textfile collector (*.prom)",
    "host": "address to listen on",
    "port": "port to listen on; 0 = any free one",
    "max_queue": "documents waiting to be read, at most; more are answered 503",
    "max_body_bytes": "bytes of a request body; more is answered 413",
}
"""One sentence for each option, with its unit; shown by `--help` and in config.example.toml."""

COMMAND_LINE_ONLY: Final = frozenset({"again", "dry_run", "rewrite", "verify"})
"""Options that must not lie in a file and act every night."""

DURATIONS: Final = frozenset(
    name for name, help_text in OPTION_HELP.items() if help_text.startswith("seconds") or ": seconds" in help_text
)
"""Options that may be written with a unit, such as "10m"."""

PATHS: Final = frozenset({"output", "ledger"} | {name for name in OPTION_HELP if name.endswith("_file")})
"""Options that name a file."""

ADDRESSES: Final = frozenset({"base_url", "ping_url"})
"""Options that may hold a secret, though they should not."""
