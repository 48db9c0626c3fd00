"""What the ledger answers: frozen records, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from batch_ocr.records import Completed, Failed, Ticket

CallKind = Literal["token", "submit", "poll", "cancel"]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the ledger knows of a name."""

    size_bytes: int
    """-1 when the file was never measured."""
    mtime_ns: int
    sha256: str | None
    settled: bool
    """Nothing is to be done, as long as size and mtime are still the same."""
    pending: bool
    """Leave it alone in this run, even if it has changed: its ticket is open, or it has its line of this run."""


@dataclass(frozen=True, slots=True)
class Submit:
    """The document is to be sent."""

    attempts: int
    """Submissions so far, over all runs, accepted or maybe accepted."""
    maybe_paid: bool = False
    """The last of them got no answer: sending the document again may be paying for it twice."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing to do: the same bytes under the same name have their line. The new size and mtime are noted."""


@dataclass(frozen=True, slots=True)
class DuplicateOf:
    """The same bytes are known by another name; the file gets a line that says so."""

    name: str


@dataclass(frozen=True, slots=True)
class Pending:
    """Nothing to do in this run: its ticket is open, or its line of this run is already made."""


@dataclass(frozen=True, slots=True)
class Held:
    """Maybe paid for without an answer, and left to a person by policy: fails as `submission-ambiguous`."""

    attempts: int


@dataclass(frozen=True, slots=True)
class Restored:
    """The file's earlier bytes are back, or have moved here from a file that changed: their outcome, without a call."""

    outcome: Completed | Failed


Claim = Submit | Settled | DuplicateOf | Pending | Held | Restored


@dataclass(frozen=True, slots=True)
class Recovery:
    """What the run before left behind, and what has been done about it."""

    tickets: tuple[Ticket, ...] = ()
    """Accepted by this service, without a result; oldest first."""
    ambiguous: int = 0
    """Submissions during which the run before died: maybe paid for."""
    expired: int = 0
    """Tickets of other services, older than 24 hours; their documents are sent again."""
    elsewhere: int = 0
    """Open tickets of other services, left alone until they expire."""
    unwritten: int = 0
    """Lines that were missing at the end of the output and have been appended to it."""
    messages: tuple[str, ...] = ()
    """What a person should know about an output that was cut, deleted or replaced."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that has no result, as `failed list` shows it."""

    name: str
    sha256: str | None
    status: Literal["failed", "rejected"]
    code: str
    messages: tuple[str, ...]
    attempts: int
    """Submissions over all runs."""
    failures: int
    """Failed lines over all runs."""
    retryable: bool
    """The next run tries again by itself."""
    poisoned: bool
    """It would be retried, but has failed `max_attempts` times: it waits for a person."""
    completed_at: str
    """Of its last line; RFC 3339, UTC."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The ledger in figures, for `status`."""

    documents: Mapping[str, int]
    """By state; `completed` is split into `collected` (its line is not in the output yet) and `written`."""
    files: Mapping[str, int]
    """By the status of their last line; `waiting` for those without one."""
    lines: int
    unwritten: int
    poisoned: int
    possibly_paid: int
    """Submissions that got no answer, over all runs."""
