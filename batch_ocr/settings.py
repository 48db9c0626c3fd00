"""Every option of the program, declared once: type, range, default, help, and the commands that take it.

Flags, environment variables, TOML keys and `config show` are derived from the fields of Settings. To add an option, add
a field to its section, use it, and copy what `python -m batch_ocr config show` prints about it to config.example.toml.

Precedence: defaults < config.toml < environment (`BATCH_OCR_<OPTION>`) < flags; `batch_ocr.configuration` merges them.
All durations are seconds; wherever they are set they may also be written "90s", "10m", "6h", "1d".
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta, Struct
from msgspec.structs import fields


class Kind(Enum):
    """What a value is when its Python type does not say it."""

    DURATION = auto()
    """Seconds; text may have a unit, such as "10m"."""
    FILE = auto()
    """The name of a file; an empty one is refused."""
    ADDRESS = auto()
    """An address. It may hold a password, though it should not; that is masked in messages and not shown."""
    KEY_ADDRESS = auto()
    """An address whose path is a secret key: neither is the path shown."""
    MONEY = auto()
    """Finite and not negative; msgspec has no bounds for it, so `batch_ocr.configuration` checks."""


PositiveInt = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
Rate = Annotated[float, Meta(gt=0)]
Seconds = Annotated[float, Meta(ge=0), Kind.DURATION]
File = Annotated[str, Kind.FILE]
Address = Annotated[str, Kind.ADDRESS]
KeyAddress = Annotated[str, Kind.KEY_ADDRESS]
Money = Annotated[Decimal, Kind.MONEY]

RUN: Final = frozenset({"run"})
READERS: Final = RUN | {"serve", "explain"}
"""The commands that read documents with the embedded reader."""
ON_RESULTS: Final = frozenset({"check", "export", "due", "report", "review"})
"""The commands that work on a results file."""


@dataclass(frozen=True, slots=True)
class Option:
    """What the annotation of a field says beside its type: help, and where the option can be set."""

    help: str
    """One sentence, with the unit; shown by `--help` and in config.example.toml."""
    section: str | None = None
    """Title of the section that begins with this option; the options below it belong to it as well."""
    commands: AbstractSet[str] = RUN
    """Which commands take it as a flag; `config` takes every option."""
    short: str | None = None
    """The short flag, such as "-o"."""
    metavar: str | None = None
    """What stands for a value in `--help`; by default "FILE", "URL" or "N"."""
    flag_only: bool = False
    """Refused in a file or the environment, where it would act every night."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All options, in the order of `--help` and config.example.toml."""

    output: Annotated[
        File,
        Option(
            "file that one line of JSON is appended to for each document",
            section="what is read, and where the results go",
            commands=RUN | {"failed", "status"},
            short="-o",
        ),
    ] = "results.jsonl"
    ledger: Annotated[
        File | None,
        Option(
            "file that remembers what is paid for, pending and written (default: <output>.ledger)",
            commands=RUN | {"failed", "report", "review", "status"},
        ),
    ] = None
    engine: Annotated[
        Literal["local", "aspose"],
        Option("who reads: the embedded reader, or the cloud service"),
    ] = "local"
    include: Annotated[
        tuple[str, ...],
        Option("read only files whose relative path matches this glob; may be repeated", metavar="GLOB"),
    ] = ()
    exclude: Annotated[
        tuple[str, ...], Option("skip files whose relative path matches this glob; may be repeated", metavar="GLOB")
    ] = ()
    quiet_period: Annotated[
        Seconds, Option("seconds; a file changed more recently than this is looked at twice before it is read")
    ] = 2.0
    max_file_bytes: Annotated[PositiveInt, Option("bytes; a larger file is rejected")] = 20_000_000
    max_pixels: Annotated[
        PositiveInt, Option("pixels of one page; a larger picture is rejected before it is decoded", commands=READERS)
    ] = 100_000_000
    allow_empty: Annotated[
        bool,
        Option("a folder without invoices is fine (exit 0) instead of an error (exit 3)"),
    ] = False
    again: Annotated[bool, Option("read and pay for everything once more, settled or not", flag_only=True)] = False
    dry_run: Annotated[
        bool, Option("list what would be done and what it would cost; send and write nothing", flag_only=True)
    ] = False
    rewrite: Annotated[
        bool, Option("rebuild the output from the ledger, without any call, before the run", flag_only=True)
    ] = False
    verify: Annotated[
        bool, Option("compare the bytes of settled files, not only their size and time", flag_only=True)
    ] = False

    language: Annotated[
        str,
        Option(
            "language of the documents, one of the service's 154 names",
            section="how a document is read",
            commands=RUN | {"explain"},
            metavar="NAME",
        ),
    ] = "English"
    skew_correct: Annotated[bool, Option("straighten tilts up to 15 degrees", commands=RUN | {"explain"})] = True
    rotate: Annotated[
        int,
        Meta(ge=-359, le=359),
        Option("degrees to turn every page by before it is read", commands=RUN | {"explain"}),
    ] = 0
    binarize: Annotated[
        bool, Option("convert pages to black and white before they are read", commands=RUN | {"explain"})
    ] = False
    upsample: Annotated[
        bool, Option("enlarge pages before they are read, for small print", commands=RUN | {"explain"})
    ] = False
    spell_check: Annotated[bool, Option("correct words by dictionary", commands=RUN | {"explain"})] = False
    quality: Annotated[
        Literal["best", "balanced", "fast"], Option("embedded reader: accuracy against speed", commands=READERS)
    ] = "best"
    workers: Annotated[
        Count, Option("embedded reader: worker processes; 0 = one for each core", commands=RUN | {"serve"})
    ] = 0
    page_timeout: Annotated[Seconds, Option("embedded reader: seconds one page may take", commands=READERS)] = 60.0
    min_confidence: Annotated[
        float,
        Meta(ge=0, le=1),
        Option("embedded reader: a field less certain than this (0 to 1) is left empty", commands=READERS),
    ] = 0.5

    own_names: Annotated[
        tuple[str, ...],
        Option(
            "name of the company that receives the invoices; may be repeated",
            section="how results are checked",
            commands=RUN | ON_RESULTS,
            metavar="NAME",
        ),
    ] = ()
    own_tax_ids: Annotated[
        tuple[str, ...],
        Option(
            "tax id of the company that receives the invoices; may be repeated", commands=RUN | ON_RESULTS, metavar="ID"
        ),
    ] = ()
    find_rescans: Annotated[
        Literal["local", "always", "never"],
        Option("detect pages scanned twice by comparing images: with the embedded reader only, always, never"),
    ] = "local"

    base_url: Annotated[
        Address, Option("address of the service, or of any host with the same API", section="the service")
    ] = "https://api.aspose.cloud"
    client_id_file: Annotated[File | None, Option("file with the client id, instead of ASPOSE_CLIENT_ID")] = None
    client_secret_file: Annotated[
        File | None, Option("file with the client secret, instead of ASPOSE_CLIENT_SECRET")
    ] = None
    ca_file: Annotated[
        File | None, Option("PEM file of the certificate authority to trust, instead of the system's")
    ] = None
    connect_timeout: Annotated[Seconds, Option("seconds to wait for a connection")] = 10.0
    read_timeout: Annotated[Seconds, Option("seconds to wait for the next bytes of an answer")] = 60.0
    outage_patience: Annotated[Seconds, Option("seconds without any success after which the run gives up")] = 120.0

    concurrency: Annotated[PositiveInt, Option("submissions under way at once, at most", section="pace")] = 32
    max_pending: Annotated[PositiveInt, Option("submitted documents waiting for their result, at most")] = 1000
    max_upload_bytes: Annotated[
        PositiveInt, Option("bytes of files being uploaded at once, at most (one file always passes)")
    ] = 128_000_000
    submit_rate: Annotated[
        Rate | None, Option("submissions per second, at most (default: learned from the service's answers)")
    ] = None
    poll_rate: Annotated[Rate | None, Option("polls per second, at most (default: no limit)")] = None
    first_poll: Annotated[Seconds | None, Option("seconds from submission to the first poll (default: learned)")] = None
    poll_ceiling: Annotated[
        float, Meta(ge=0.05), Kind.DURATION, Option("seconds between two polls of one document, at most")
    ] = 30.0
    task_timeout: Annotated[Seconds, Option("seconds after which a pending document is left to the next run")] = 1800.0
    not_exist_grace: Annotated[
        Seconds, Option("seconds after submission during which the service may not know the id yet")
    ] = 30.0

    max_duration: Annotated[
        Seconds | None,
        Option("seconds after which the run stops; the next run goes on (default: no limit)", section="limits"),
    ] = None
    max_submissions: Annotated[Count | None, Option("submissions of this run, at most (default: no limit)")] = None
    max_monthly_calls: Annotated[
        Count | None, Option("submissions and polls of a calendar month (UTC), at most (default: no limit)")
    ] = None
    max_monthly_cost: Annotated[
        Money | None, Option("money a calendar month (UTC) may cost by the prices below (default: no limit)")
    ] = None
    price_per_submission: Annotated[Money, Option("money one submission costs")] = Decimal(0)
    price_per_poll: Annotated[
        Money,
        Option("money one poll costs; whether polls are billed is not documented"),
    ] = Decimal(0)
    max_attempts: Annotated[
        PositiveInt, Option("runs in which a document may fail before it waits for a person", commands=RUN | {"failed"})
    ] = 3
    ambiguous: Annotated[
        Literal["resubmit", "hold"], Option("what to do when an answer was lost and a document may have been paid for")
    ] = "resubmit"
    stop_grace: Annotated[
        Seconds, Option("seconds to wait for what is under way after a stop was requested", commands=RUN | {"serve"})
    ] = 20.0
    wait_lock: Annotated[
        Seconds, Option("seconds to wait for another run on the same output to end", commands=RUN | {"failed"})
    ] = 0.0

    quiet: Annotated[
        bool,
        Option(
            "say nothing unless something is wrong",
            section="messages",
            commands=READERS | ON_RESULTS | {"failed"},
            short="-q",
        ),
    ] = False
    verbose: Annotated[bool, Option("log debug messages", commands=RUN | {"serve"}, short="-v")] = False
    log_format: Annotated[
        Literal["text", "json"], Option("form of the messages on stderr", commands=READERS | ON_RESULTS | {"failed"})
    ] = "text"
    no_progress: Annotated[bool, Option("no progress bar, even on a terminal")] = False
    ping_url: Annotated[
        KeyAddress | None,
        Option("monitor to notify of start, success and failure, by healthchecks.io's API (POST, /start, /fail)"),
    ] = None
    metrics_file: Annotated[
        File | None,
        Option("file for the figures of the last run, in the format of Prometheus' textfile collector (*.prom)"),
    ] = None

    host: Annotated[
        str, Option("address to listen on", section="listening", commands={"review", "serve"}, metavar="ADDRESS")
    ] = "127.0.0.1"
    port: Annotated[
        int, Meta(ge=0, le=65535), Option("port to listen on; 0 = any free one", commands={"review", "serve"})
    ] = 8765
    max_queue: Annotated[
        PositiveInt, Option("documents waiting to be read, at most; more are answered 503", commands={"serve"})
    ] = 1000
    max_body_bytes: Annotated[
        PositiveInt, Option("bytes of a request body; more is answered 413", commands={"serve"})
    ] = 40_000_000


def _marks(annotation: object) -> Iterator[object]:
    """Yield the metadata of all `Annotated` in a type, including those inside `… | None`."""
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _marks(inner)


FIELDS: Final = {field.name: field for field in fields(Settings)}
MARKS: Final = {name: tuple(_marks(field.type)) for name, field in FIELDS.items()}
OPTIONS: Final = {name: mark for name, marks in MARKS.items() for mark in marks if isinstance(mark, Option)}
KINDS: Final = {name: mark for name, marks in MARKS.items() for mark in marks if isinstance(mark, Kind)}
"""Only of options whose Python type does not say it all."""
