"""Documents whose result the service no longer has: when that is believed, and when to submit them once more. Pure.

Each submission is paid for again, and the clock on the wall, by which a task has an age, may have been set: it is not
believed without a word of the service.

A service that has lost accepted documents may lose the next ones, too. So until a submission of this run has brought a
result, a single document is submitted as a scout; the others follow once its result has come. After some scouts in a
row were forgotten as well, the others are given up for this run.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import Final

from batch_ocr.aspose.wire.routes import RESULT_LIFE
from batch_ocr.watch import Watch

DENIALS: Final = 3
"""Answers in a row that a task does not exist, beside the grace, before that is believed: it costs a submission. As
many without meaning will do about a task that is older than results are kept."""

SCOUTS: Final = 3
"""Scouts forgotten in a row after which the others are not submitted in this run."""


def is_believable(watch: Watch, age: timedelta, grace: float) -> bool:
    """Whether the service, which says that it does not know the task, will not know it any more.

    `grace` are the seconds after its submission for which it may not know it yet.
    """
    return age >= RESULT_LIFE or (watch.denials >= DENIALS and age >= timedelta(seconds=grace))


def is_past_answering(watch: Watch, age: timedelta) -> bool:
    """Whether the service has no answer about a task, and should not keep it any longer either."""
    return watch.failures >= DENIALS and age >= RESULT_LIFE


class Forgotten:
    """The documents that wait to be submitted once more, each at most once per run."""

    def __init__(self) -> None:
        self._waiting: deque[Watch] = deque()
        self._taken: set[str] = set()
        self._scout: str | None = None
        self._scouts_lost = 0
        self._results_come = False

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def add(self, watch: Watch) -> bool:
        """Add a document; returns False if it was already submitted once more in this run and is forgotten again."""
        sha256 = watch.ticket.sha256
        if sha256 not in self._taken:
            self._waiting.append(watch)
            return True
        if sha256 == self._scout:
            self._scout = None
            self._scouts_lost += 1
        return False

    def take(self) -> Watch | None:
        """Return a document to submit now, if there is one."""
        if not self._waiting or self._hopeless or (self._scout is not None and not self._results_come):
            return None
        watch = self._waiting.popleft()
        self._scout = watch.ticket.sha256
        self._taken.add(self._scout)
        return watch

    def give_up(self) -> Watch | None:
        """Return a document to give up for this run, because the service forgets everything; None if there is none."""
        return self._waiting.popleft() if self._waiting and self._hopeless else None

    def has_result(self) -> None:
        """Note that a submission of this run has its result."""
        self._results_come = True

    def is_gone(self, sha256: str) -> None:
        """Note that a document will bring no result in this run, for whatever reason: it is no longer a scout."""
        if sha256 == self._scout:
            self._scout = None

    @property
    def _hopeless(self) -> bool:
        return self._scouts_lost >= SCOUTS and not self._results_come
