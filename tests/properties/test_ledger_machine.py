"""The ledger through random runs, with a crash after any step, against a service that remembers what it cost."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from batch_ocr.errors import ErrorCode
from batch_ocr.ledger import (
    DuplicateOf,
    Held,
    Ledger,
    Pending,
    Recovery,
    Restored,
    Settled,
    Submit,
    open_ledger,
)
from batch_ocr.records import Completed, Duplicate, Failed, Image, Outcome, Ticket
from tests.ledger_cases import CLOUD, INVOICE, NOW, line_of, put, sha

T = TypeVar("T")

NAMES = ("a", "b", "c")
CONTENTS = ("A", "B", "C")
DATED = INVOICE | {"issue_date": "2026-11-02"}
ROOMY = Path("/dev/shm")


@dataclass
class Service:
    """Accepts documents, and counts what each has cost."""

    accepted: Counter[str] = field(default_factory=Counter)
    excused: Counter[str] = field(default_factory=Counter)
    """Reasons to submit a document again: it failed, or an answer got lost."""
    unanswered: set[str] = field(default_factory=set)
    """Documents whose last submission nobody heard of."""
    ids: itertools.count[int] = field(default_factory=itertools.count)

    def accept(self, document: str) -> str:
        self.accepted[document] += 1
        return f"id-{next(self.ids)}"


@dataclass
class Flight:
    """A document between its claim and its ticket."""

    name: str
    attempts: int
    stage: str = "claimed"
    task_id: str = ""


class LedgerMachine(RuleBasedStateMachine):
    """One folder, many nights; each step of the line is a rule, so that a crash can come between any two."""

    policy: Literal["resubmit", "hold"] = "resubmit"

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.root = Path(tempfile.mkdtemp(dir=ROOMY if ROOMY.is_dir() else None))
        self.folder = self.root / "scans"
        self.folder.mkdir()
        self.home = self.root / "0"
        self.home.mkdir()
        self.service = Service()
        self.files: dict[str, tuple[str, int]] = {}
        self.ticks = itertools.count(1)
        self.now = NOW
        self.lines: list[tuple[int, str]] = []
        self.collected: list[str] = []
        """Documents with a result, in the order in which they got their first."""
        self.run = 0
        self.opened: AbstractAsyncContextManager[Ledger] | None = None
        self._forget_process()

    def _forget_process(self) -> None:
        """What a process knows and a crash loses."""
        self.walked: set[str] = set()
        self.flights: dict[str, Flight] = {}
        self.tickets: list[Ticket] = []
        self.outcomes: list[Outcome] = []
        self.in_hand: list[tuple[Outcome, bytes]] = []
        self.appended = False

    @property
    def output(self) -> Path:
        return self.home / "results.jsonl"

    def _do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.get_loop().run_until_complete(coroutine)

    def _time(self) -> datetime:
        return self.now + timedelta(milliseconds=next(self.ticks))

    @initialize()
    def first_night(self) -> None:
        self._begin(open_ids=set(), ambiguous=0)

    def _begin(self, *, open_ids: set[str], ambiguous: int) -> None:
        self.run += 1
        self.opened = open_ledger(self.home / "ledger", CLOUD, max_attempts=2)
        self.ledger: Ledger = self._do(self.opened.__aenter__())
        recovery: Recovery = self._do(self.ledger.recover(self.now, self.output, self.policy))
        assert {ticket.task_id for ticket in recovery.tickets} == open_ids, "an accepted document was lost or made up"
        assert (recovery.ambiguous, recovery.expired, recovery.messages) == (ambiguous, 0, ())
        self.tickets = list(recovery.tickets)
        self.durable = self.output.stat().st_size if self.output.exists() else 0
        self._check_output()

    def _check_output(self) -> None:
        """After recovery the output holds every line ever collected, each once, in order."""
        content = self.output.read_bytes() if self.output.exists() else b""
        assert content == b"".join(self._do(_all_lines(self.ledger)))
        assert content.count(b"\n") == len(self.lines)
        assert max(Counter(self.lines).values(), default=1) == 1, "two lines of one file in one run"

    # the folder

    @rule(name=st.sampled_from(NAMES), content=st.sampled_from(CONTENTS))
    def save(self, name: str, content: str) -> None:
        self.files[name] = (content, next(self.ticks))
        put(self.folder, name, *self.files[name])

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        del self.files[name]
        (self.folder / name).unlink()

    # the line

    @precondition(lambda self: set(self.files) - self.walked)
    @rule(data=st.data())
    def walk(self, data: st.DataObject) -> None:
        self._walk(data.draw(st.sampled_from(sorted(set(self.files) - self.walked))))

    def _walk(self, name: str) -> None:
        self.walked.add(name)
        content, mtime_ns = self.files[name]
        known = self._do(self.ledger.known([name])).get(name)
        if known and (known.pending or (known.settled and (known.size_bytes, known.mtime_ns) == (1, mtime_ns))):
            return
        document = sha(content)
        match self._do(self.ledger.claim(Image(name, self.folder / name, 1, mtime_ns), document)):
            case Submit(attempts=attempts, maybe_paid=maybe_paid):
                assert maybe_paid == (document in self.service.unanswered), "what may be paid twice is told"
                assert document not in self.flights, "one document in two hands"
                self.flights[document] = Flight(name, attempts)
            case DuplicateOf(name=first):
                self.outcomes.append(Duplicate(name, document, first, self._time()))
            case Restored(outcome=outcome):
                self.outcomes.append(outcome)
            case Held(attempts=attempts):
                self.outcomes.append(self._failure(name, document, ErrorCode.AMBIGUOUS, retryable=False))
            case Settled() | Pending():
                pass

    def _failure(self, name: str, document: str, code: ErrorCode, *, retryable: bool) -> Failed:
        return Failed(name, document, code, ("reason",), retryable, self._time())

    def _in_stage(self, stage: str) -> list[str]:
        return sorted(document for document, flight in self.flights.items() if flight.stage == stage)

    @precondition(lambda self: self._in_stage("claimed"))
    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        self._send(data.draw(st.sampled_from(self._in_stage("claimed"))))

    def _send(self, document: str) -> None:
        self._do(self.ledger.sending(document))
        self.flights[document].stage = "sending"

    @precondition(lambda self: self._in_stage("sending"))
    @rule(data=st.data())
    def refuse(self, data: st.DataObject) -> None:
        document = data.draw(st.sampled_from(self._in_stage("sending")))
        self._do(self.ledger.not_sent(document))
        self.flights[document].stage = "claimed"

    @precondition(lambda self: self._in_stage("sending"))
    @rule(data=st.data(), accepted=st.booleans())
    def lose_answer(self, data: st.DataObject, accepted: bool) -> None:
        document = data.draw(st.sampled_from(self._in_stage("sending")))
        if accepted:
            self.service.accept(document)
        self.service.excused[document] += accepted
        self.service.unanswered.add(document)
        self._do(self.ledger.ambiguous(document))
        flight = self.flights[document]
        flight.stage, flight.attempts = "claimed", flight.attempts + 1
        if self.policy == "hold":
            del self.flights[document]
            self.outcomes.append(self._failure(flight.name, document, ErrorCode.AMBIGUOUS, retryable=False))

    @precondition(lambda self: self._in_stage("sending"))
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        self._accept(data.draw(st.sampled_from(self._in_stage("sending"))))

    def _accept(self, document: str) -> None:
        flight = self.flights[document]
        flight.stage, flight.task_id = "accepted", self.service.accept(document)

    @precondition(lambda self: self._in_stage("accepted"))
    @rule(data=st.data())
    def note_ticket(self, data: st.DataObject) -> None:
        self._note_ticket(data.draw(st.sampled_from(self._in_stage("accepted"))))

    def _note_ticket(self, document: str) -> None:
        flight = self.flights.pop(document)
        ticket = Ticket(flight.name, document, flight.task_id, self.now, flight.attempts + 1)
        self._do(self.ledger.submitted(ticket))
        self.service.unanswered.discard(document)
        self.tickets.append(ticket)

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), result=st.sampled_from(["completed", "completed", "retryable", "final"]))
    def fetch(self, data: st.DataObject, result: str) -> None:
        self._fetch(data.draw(st.integers(0, len(self.tickets) - 1)), result)

    def _fetch(self, index: int, result: str) -> None:
        ticket = self.tickets.pop(index)
        if result == "completed":
            self.outcomes.append(Completed(ticket, DATED, (), self._time(), 1))
        else:
            failure = self._failure(ticket.name, ticket.sha256, ErrorCode.RECOGNITION, retryable=result == "retryable")
            self.outcomes.append(replace(failure, ticket=ticket))

    @precondition(lambda self: self.outcomes and not self.in_hand)
    @rule()
    def collect(self) -> None:
        self.in_hand = list(self._do(self.ledger.collected(self.outcomes, line_of)))
        self.outcomes = []
        self.appended = False
        for outcome, line in self.in_hand:
            record = json.loads(line)
            self.lines.append((self.run, record["file"]))
            if isinstance(outcome, Completed):
                self._check_twins(record)
            if isinstance(outcome, Failed) and outcome.sha256:
                # It may be sent again: by the next run, or for a file whose bytes were changed and changed back.
                self.service.excused[outcome.sha256] += 1

    def _check_twins(self, record: dict[str, Any]) -> None:
        """All documents of this folder are one invoice: each has an earlier one as its twin, and never itself."""
        told = [(check["code"], check["twin"]) for check in record["checks"]]
        assert len(told) <= 1
        document = record["sha256"]
        earlier = self.collected[: self.collected.index(document)] if document in self.collected else self.collected
        if told:
            assert earlier, "the first of all has a twin"
            assert told[0][0] == "same-invoice"
            assert told[0][1] != record["file"], "a file is its own twin"
        if document not in self.collected:
            self.collected.append(document)

    @precondition(lambda self: self.in_hand and not self.appended)
    @rule()
    def append(self) -> None:
        with self.output.open("ab") as file:
            file.write(b"".join(line for _, line in self.in_hand))
        self.appended = True

    @precondition(lambda self: self.in_hand and self.appended)
    @rule()
    def mark_written(self) -> None:
        self.durable = self.output.stat().st_size
        self._do(self.ledger.written(len(self.in_hand), self.durable))
        self.in_hand = []

    # the nights

    @rule(data=st.data(), hours=st.sampled_from([1, 1, 25]))
    def crash(self, data: st.DataObject, hours: int) -> None:
        """The process dies here and now; what it had not made durable is lost from any byte on."""
        size = self.output.stat().st_size if self.output.exists() else 0
        self._restart(data.draw(st.integers(self.durable, size)), hours)

    def _restart(self, output_bytes: int, hours: int) -> None:
        cut_off = [*self._in_stage("sending"), *self._in_stage("accepted")]
        self.service.unanswered.update(cut_off)
        for document in self._in_stage("accepted"):
            self.service.excused[document] += 1
        collected = {ticket.task_id for ticket in self.tickets}
        collected |= {ticket.task_id for outcome in self.outcomes if (ticket := _ticket_of(outcome))}
        open_ids = {task_id for task_id in collected if task_id not in self._restored_ids()}
        self._move_home(output_bytes)
        self._forget_process()
        self.now += timedelta(hours=hours)
        self._begin(open_ids=open_ids, ambiguous=len(cut_off))

    def _restored_ids(self) -> set[str]:
        """Ids of results that were stored long ago and only wait to be written under another name."""
        content = b"".join(self._do(_all_lines(self.ledger)))
        return {json.loads(line)["task_id"] for line in content.splitlines()} - {None}

    def _move_home(self, output_bytes: int) -> None:
        """Go on with copies of the files as they are on disk now, as after a kill."""
        new = self.root / str(self.run)
        new.mkdir()
        for path in self.home.iterdir():
            if not path.name.endswith("-shm"):
                shutil.copy(path, new)
        assert self.opened is not None
        self._do(self.opened.__aexit__(None, None, None))
        shutil.rmtree(self.home)
        self.home = new
        if self.output.exists():
            with self.output.open("r+b") as file:
                file.truncate(output_bytes)

    @invariant()
    def nothing_is_paid_for_twice(self) -> None:
        for document, accepted in self.service.accepted.items():
            assert accepted <= 1 + self.service.excused[document], "paid for twice without a reason"

    # the last nights, on which nothing goes wrong

    def teardown(self) -> None:
        try:
            if self.opened is not None:
                for _ in range(4):
                    self._undisturbed_night()
                self._check_every_file_has_its_line()
                self._do(self.opened.__aexit__(None, None, None))
        finally:
            self.runner.close()
            shutil.rmtree(self.root)

    def _undisturbed_night(self) -> None:
        size = self.output.stat().st_size if self.output.exists() else 0
        self._restart(size, 1)
        for name in sorted(self.files):
            self._walk(name)
        for document in list(self.flights):
            self._send(document)
            self._accept(document)
            self._note_ticket(document)
        while self.tickets:
            self._fetch(0, "completed")
        if self.outcomes:
            self.collect()
        if self.in_hand:
            self.append()
            self.mark_written()

    def _check_every_file_has_its_line(self) -> None:
        records = [json.loads(line) for line in self.output.read_bytes().splitlines()] if self.output.exists() else []
        last = {record["file"]: record for record in records}
        told = {record["sha256"] for record in last.values() if record["status"] in {"completed", "failed"}}
        for name, (content, _) in self.files.items():
            record = last[name]
            assert record["sha256"] == sha(content), "the last line is not about the file as it is"
            if record["status"] == "duplicate":
                first = last[record["duplicate_of"]]
                assert first["sha256"] == sha(content), "a duplicate of something else"
            assert sha(content) in told, "neither this file nor one with its bytes has a result or a failure"
        assert not self.flights


def _ticket_of(outcome: Outcome) -> Ticket | None:
    return outcome.ticket if isinstance(outcome, Completed | Failed) else None


async def _all_lines(ledger: Ledger) -> list[bytes]:
    return [line async for line in ledger.lines()]


class HoldingLedgerMachine(LedgerMachine):
    """The same under the policy that leaves ambiguous submissions to a person."""

    policy = "hold"


_SETTINGS = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # Not shrunk: a hundred steps on a disk take minutes to shrink, and the steps of a failure are printed as they are.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

TestLedger = LedgerMachine.TestCase
TestLedger.settings = _SETTINGS
TestHoldingLedger = HoldingLedgerMachine.TestCase
TestHoldingLedger.settings = _SETTINGS
