"""The ids of the tasks of a run, to notice when the service gives one to two documents.

Under such an id lies one result, and nobody can say whose: a wrong line would be worse than a second submission.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from batch_ocr.records import Ticket


class TaskIds:
    """All ids by their hashes of 64 bits: eight bytes each, where a set takes eighty.

    With a million ids the chance of any collision is 1 in 37 million. The second document is then sent once more, and
    told as possibly paid for, or held; it is neither lost nor given the other's result.
    """

    BUCKETS: Final = 1024

    def __init__(self) -> None:
        self._sorted = [array("q") for _ in range(self.BUCKETS)]
        self.in_doubt: set[str] = set()
        """Ids that were given to two documents: nobody can say whose result lies there, the first one's or not."""

    def know(self, tickets: Iterable[Ticket]) -> None:
        """Note the ids of documents of earlier runs, before the first `add`: no other document can have them."""
        for ticket in tickets:
            self._note(ticket.task_id)

    def add(self, task_id: str) -> bool:
        """Note the id that a document was given; returns False, and puts it in doubt, when it was noted before."""
        new = self._note(task_id)
        if not new:
            self.in_doubt.add(task_id)
        return new

    def _note(self, task_id: str) -> bool:
        value = hash(task_id)
        bucket = self._sorted[value % self.BUCKETS]
        place = bisect_left(bucket, value)
        if place < len(bucket) and bucket[place] == value:
            return False
        bucket.insert(place, value)
        return True
