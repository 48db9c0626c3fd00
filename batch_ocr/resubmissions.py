"""What becomes of documents for which there is no result at the service: each is submitted once more, or has failed.

`forgotten.py` says whose turn it is. Here that is done, beside the polls: a submission may wait long at the gate, and a
failure until the writer has room for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from batch_ocr.errors import ErrorCode, ServiceUnreachable
from batch_ocr.forgotten import Forgotten
from batch_ocr.poll_terms import PollSummary, Terms
from batch_ocr.records import Outcome, Ticket
from batch_ocr.verdict import failed
from batch_ocr.watch import Watch

FORGETFUL: Final = (
    "the service accepts documents and then does not know their tasks: nothing more is submitted, for it would be paid"
    " for in vain; ask its support, and run again"
)


class Resubmissions:
    """The documents that wait to be submitted once more, and those with which that is being done."""

    def __init__(
        self,
        terms: Terms,
        summary: PollSummary,
        group: asyncio.TaskGroup,
        *,
        poll: Callable[[Ticket], None],
        settle: Callable[[Outcome], Awaitable[None]],
        changed: Callable[[], None],
    ) -> None:
        """`poll` takes a new ticket, `settle` an outcome; `changed` is called when there is less to be done here."""
        self._terms = terms
        self._summary = summary
        self._group = group
        self._poll = poll
        self._settle = settle
        self._changed = changed
        self._forgotten = Forgotten()
        self._under_way = 0

    def __len__(self) -> int:
        """Return how many wait for their turn."""
        return len(self._forgotten)

    @property
    def at_work(self) -> bool:
        """Whether something has been begun that is still to bring a ticket or an outcome."""
        return self._under_way > 0

    def expired(self, watch: Watch) -> None:
        """The service has forgotten a document; when it has done so for the second time in one run, it is a failure."""
        if not self._forgotten.add(watch):
            self.fail(watch, "the service does not know the task, and did not know the one before")
        self._go_on()

    def has_result(self) -> None:
        """Note that a submission of this run has its result."""
        self._forgotten.has_result()
        self._go_on()

    def is_gone(self, ticket: Ticket) -> None:
        """Note that a document will bring no result in this run, for whatever reason."""
        self._forgotten.is_gone(ticket.sha256)
        self._go_on()

    def fail(self, watch: Watch, message: str) -> None:
        """Let a document fail for this run."""
        self._begin(self._fail(watch, message))

    def _go_on(self) -> None:
        while (watch := self._forgotten.take()) is not None:
            self._begin(self._submit(watch.ticket))
        while (watch := self._forgotten.give_up()) is not None:
            self._terms.stop.close(ServiceUnreachable(FORGETFUL))
            self.fail(watch, "the service does not know the task, and forgets what it is given anew")

    def _begin(self, step: Coroutine[Any, Any, None]) -> None:
        async def counted() -> None:
            try:
                await step
            finally:
                self._under_way -= 1
                self._changed()

        self._under_way += 1
        self._group.create_task(counted(), name="resubmission")

    async def _fail(self, watch: Watch, message: str) -> None:
        now = self._terms.clock()
        await self._settle(failed(watch.ticket, ErrorCode.EXPIRED, (message,), watch.polls, now, retryable=True))

    async def _submit(self, ticket: Ticket) -> None:
        result = None if self._terms.stop.closed else await self._terms.resubmit(ticket)
        if isinstance(result, Ticket):
            self._summary.resubmitted += ticket.task_id not in self._terms.in_doubt  # told as possibly paid twice
            self._poll(result)
            return
        self.is_gone(ticket)
        if result is None:
            self._summary.left += 1
        else:
            await self._settle(result)
