"""What the server accepted, one JSON line each, on disk before the answer is sent.

With it a test can count how often each document was accepted, across servers that were killed and started again, and a
server can go on with the tasks of the one before it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import orjson


@dataclass(frozen=True, slots=True)
class Accepted:
    """One submission that got a task id."""

    task_id: str
    sha256: str
    """Of the image, hexadecimal."""
    at: datetime
    """UTC."""


class Journal:
    """Appends to one file. Each line is a single write, so killing the process never leaves half a line."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def accepted(self, task_id: str, sha256: str) -> None:
        """Record a submission."""
        self.write("accepted", {"task_id": task_id, "sha256": sha256})

    def write(self, event: str, members: Mapping[str, object]) -> None:
        """Record any event, with its time."""
        line = {"event": event, "at": datetime.now(UTC), **members}
        os.write(self._file, orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_events(path: Path, event: str) -> Iterator[dict[str, object]]:
    """Yield the lines of one kind of event, oldest first; none when there is no such file."""
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            try:
                members = orjson.loads(line)
            except orjson.JSONDecodeError:  # cut by a full disk
                continue
            if members["event"] == event:
                yield members


def read_accepted(path: Path) -> Iterator[Accepted]:
    """Yield the submissions recorded, oldest first."""
    for members in read_events(path, "accepted"):
        at = datetime.fromisoformat(str(members["at"]))
        yield Accepted(str(members["task_id"]), str(members["sha256"]), at)
