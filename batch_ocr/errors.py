"""What can go wrong, and how a run ends.

BatchOcrError
├── RunError                the run cannot go on; carries an exit code and says what to do next
│   ├── SettingsError       2  usage or settings
│   ├── InputError          3  the input folder
│   ├── AccessRefused       4  credentials or quota: the service refuses us, not a document
│   ├── ServiceUnreachable  4  nothing answers at the service's address
│   ├── OutputError         5  results file or ledger cannot be read or written
│   ├── ReaderUnavailable   6  the embedded reader is missing or broken
│   ├── LimitReached        7  duration or budget; resumable
│   └── AlreadyRunning      8  another run holds the lock
├── ItemError               one document; becomes a line of results.jsonl, never ends the run
└── CallError               one request to the service; the caller decides what it means
    ├── NotSent             surely not accepted: refused, unreachable, or broken before the body was out
    ├── Throttled           429 or 503: surely not accepted, come back later
    ├── AnswerLost          the body was out (or may have been) and no answer came: a POST may be paid for
    ├── ServiceFailed       an answer that is no answer, such as another 5xx, or 2xx without a task id
    └── RequestRefused      a 4xx about this one request
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """Exit status of the command; part of the public interface."""

    OK = 0
    """All documents are settled."""
    SOME_FAILED = 1
    """Finished; some documents failed or were rejected."""
    USAGE = 2
    INPUT = 3
    REFUSED = 4
    """The service refused our credentials or quota, or cannot be reached."""
    OUTPUT = 5
    READER = 6
    LIMIT = 7
    """Stopped by a limit of duration or budget; the next run goes on."""
    LOCKED = 8
    BUG = 70
    SIGINT = 130
    SIGTERM = 143


class ErrorCode(StrEnum):
    """Why a document has no result: the closed list of `error.code` in results.jsonl."""

    # never sent ("rejected")
    UNSUPPORTED = "unsupported"
    CORRUPT = "corrupt"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    """The file cannot be opened: permissions, or an I/O error of the disk."""
    # sent or tried ("failed")
    REFUSED = "request-refused"
    """The service answered 4xx to this document."""
    RECOGNITION = "recognition-failed"
    """The service took the document and reports an error for it."""
    RESULT_UNREADABLE = "result-unreadable"
    """Completed, but with nothing that can be decoded."""
    EXPIRED = "expired"
    """The result was not fetched within its 24 hours, and one more submission did not help."""
    UNAVAILABLE = "service-unavailable"
    """The service kept failing for this document."""
    AMBIGUOUS = "submission-ambiguous"
    """It may have been accepted and paid for; held for a person (setting `ambiguous = "hold"`)."""
    CHANGED = "changed-while-reading"
    """The file's size or time changed while it was being sent. It gets no line: the next run reads it."""


class BatchOcrError(Exception):
    """Base of all errors this package raises on purpose."""


class RunError(BatchOcrError):
    """The run cannot go on. The message is one line that says what to do next."""

    exit_code: ExitCode = ExitCode.BUG


class SettingsError(RunError):
    """A flag, environment variable or configuration file is wrong."""

    exit_code = ExitCode.USAGE


class InputError(RunError):
    """The input folder is missing, unreadable, or holds nothing to read."""

    exit_code = ExitCode.INPUT


class AccessRefused(RunError):
    """The service refused the credentials or the account's quota is spent; trying other documents is pointless."""

    exit_code = ExitCode.REFUSED


class ServiceUnreachable(RunError):
    """Nothing answers at the service's address, nothing useful has for `outage_patience`, or what it takes is lost."""

    exit_code = ExitCode.REFUSED


class OutputError(RunError):
    """The results file or the ledger cannot be read or written."""

    exit_code = ExitCode.OUTPUT


class ReaderUnavailable(RunError):
    """The embedded reader's packages or models are missing or broken."""

    exit_code = ExitCode.READER


class LimitReached(RunError):
    """A limit of duration, submissions or money stopped the run; the next run goes on where this one stopped."""

    exit_code = ExitCode.LIMIT


class AlreadyRunning(RunError):
    """Another process holds the lock of this results file."""

    exit_code = ExitCode.LOCKED


class ItemError(BatchOcrError):
    """One document cannot be read; `code` is one of ErrorCode."""

    def __init__(self, code: ErrorCode, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable


class CallError(BatchOcrError):
    """One request to the service did not bring what was asked for."""

    retry_after: float | None = None
    """Seconds from the moment of the answer that the service asks to wait, whichever form its header had; None if it
    does not ask."""


class NotSent(CallError):
    """The service surely did not accept the request: sending it again is safe."""


class Throttled(CallError):
    """429, or 503: not accepted, come back later."""

    def __init__(self, status: int, retry_after: float | None) -> None:
        super().__init__(f"HTTP {status}" + ("" if retry_after is None else f", Retry-After {retry_after:g} s"))
        self.status = status
        self.retry_after = retry_after


class AnswerLost(CallError):
    """The request may have been accepted, but its answer never arrived."""


class ServiceFailed(CallError):
    """An answer without meaning, such as a 5xx other than 503, or a 2xx that carries nothing usable."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"HTTP {status}: {detail}" if detail else f"HTTP {status}")
        self.status = status


class RequestRefused(CallError):
    """A 4xx about this one request (400, 403, 413, 415, 422 …)."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"HTTP {status}: {detail}" if detail else f"HTTP {status}")
        self.status = status
