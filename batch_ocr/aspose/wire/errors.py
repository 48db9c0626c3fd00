"""What the decoders raise: a message that breaks the contract so badly that nothing can be made of it."""

from __future__ import annotations


class MalformedAnswer(ValueError):
    """The service's answer is not what the contract says; the text is one line and safe to log."""


class MalformedRequest(ValueError):
    """A client's request is not what the contract says; the text is meant for that client."""
