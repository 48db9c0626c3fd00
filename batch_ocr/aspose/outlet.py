"""What a connection and the body of a request know of each other."""

from __future__ import annotations

from typing import Protocol


class Outlet(Protocol):
    """Where a body writes itself to."""

    @property
    def over(self) -> bool:
        """Whether the rest is wanted by nobody: the answer has come, or the connection has gone."""
        ...

    def write(self, data: bytes, *, last: bool) -> None:
        """Send a piece; `last` when nothing of the request follows."""
        ...

    async def drain(self) -> None:
        """Wait until the peer has taken enough, or it is `over`."""
        ...


class Body(Protocol):
    """The body of a request."""

    async def send(self, head: bytes, outlet: Outlet) -> None:
        """Send the header and the body; raises, before the last piece, what makes the document impossible to send."""
        ...
