from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from batch_ocr.aspose.wire import RecognitionOptions, ResultItem
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.spool import Spool
from batch_ocr.server.tasks import QueueFull, Stage, Task, TaskStore

DAY = 24 * 3600.0
CONFIG = ServerConfig()
OPTIONS = RecognitionOptions()


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


class Fixture:
    def __init__(self, config: ServerConfig = CONFIG) -> None:
        self.clock = Clock()
        self.spool = Spool(10_000, 10_000)
        self.store = TaskStore(config, self.clock)

    def add(self, image: bytes = b"image") -> Task:
        spooled = self.spool.open()
        spooled.append(image)
        try:
            return self.store.add(spooled, OPTIONS)
        except QueueFull:
            spooled.close()
            raise

    def run(self, data: str = "data") -> Task:
        self.add()
        task = self.store.start_next()
        assert task is not None
        self.store.complete(task, (ResultItem("Text", data),))
        return task


def test_ids_are_lower_case_guids_that_are_found_in_any_case() -> None:
    """An id is a random GUID in its canonical spelling; whoever upper-cases it still finds the task."""
    fixture = Fixture()
    task = fixture.add()
    assert str(uuid.UUID(task.id)) == task.id
    assert fixture.store.find(task.id.upper()) is task


def test_a_task_is_settled_once_somebody_was_told_how_it_ended() -> None:
    """One that ended long ago and was not asked for since is not waited for: its client is gone."""
    fixture = Fixture()
    told, abandoned = fixture.run(), fixture.run()
    assert fixture.store.unsettled(60) == 2
    fixture.store.mark_fetched(told)
    assert fixture.store.unsettled(60) == 1
    fixture.clock.seconds += 60
    assert fixture.store.unsettled(60) == 0
    fixture.add()
    assert fixture.store.unsettled(60) == 1
    fixture.store.clear()
    assert fixture.store.unsettled(120) == 0
    assert abandoned.ended_at == 0.0


def test_documents_are_read_in_the_order_of_submission() -> None:
    """First come, first served; what was cancelled meanwhile is passed over."""
    fixture = Fixture()
    first, second, third = (fixture.add() for _ in range(3))
    fixture.store.remove(second.id)
    assert [fixture.store.start_next() for _ in range(3)] == [first, third, None]


def test_task_lives_24_hours_from_its_submission() -> None:
    """The life counts from the submission, not from the result, and ends for queued and finished tasks alike."""
    fixture = Fixture()
    task, queued = fixture.run(), fixture.add()
    fixture.clock.seconds = DAY - 1
    assert fixture.store.forget_expired() == []
    assert fixture.store.find(task.id) is task
    fixture.clock.seconds = DAY
    assert fixture.store.forget_expired() == [task, queued]
    assert fixture.store.find(task.id) is None
    assert fixture.spool.used_bytes == 0


def test_full_queue_refuses() -> None:
    """Only waiting documents count: as soon as one is being read there is room again."""
    fixture = Fixture(replace(CONFIG, max_queue=2))
    fixture.add()
    fixture.add()
    with pytest.raises(QueueFull):
        fixture.add()
    fixture.store.start_next()
    fixture.add()


def test_results_that_fill_the_memory_make_the_oldest_go() -> None:
    """The dropped task is still known, so that its owner learns that the result is gone and not that it never was."""
    fixture = Fixture(replace(CONFIG, max_result_bytes=25))
    first, second, third = (fixture.run("x" * 10) for _ in range(3))
    assert (first.stage, first.results) == (Stage.DROPPED, ())
    assert second.stage is third.stage is Stage.COMPLETED
    assert fixture.store.result_bytes == 20


def test_finished_tasks_are_bounded_in_number() -> None:
    """The oldest finished ones are forgotten; those that wait or run never are."""
    fixture = Fixture(replace(CONFIG, max_tasks=3))
    running = fixture.add()
    fixture.store.start_next()
    finished = [fixture.run() for _ in range(5)]
    known = [task for task in (running, *finished) if fixture.store.find(task.id)]
    assert known == [running, *finished[-2:]]


def test_result_of_a_cancelled_task_is_thrown_away() -> None:
    """A reader that finishes after a cancel brings nothing back."""
    fixture = Fixture()
    fixture.add()
    task = fixture.store.start_next()
    assert task is not None
    fixture.store.remove(task.id)
    fixture.store.complete(task, (ResultItem("Text", "data"),))
    fixture.store.fail(task, "message")
    assert fixture.store.find(task.id) is None
    assert fixture.store.result_bytes == 0


class TaskLife(RuleBasedStateMachine):
    """Any order of submissions, reads, cancels and passing time keeps the store's bounds and its books right."""

    tasks = Bundle("tasks")

    def __init__(self) -> None:
        super().__init__()
        self.fixture = Fixture(replace(CONFIG, max_queue=4, max_tasks=8, max_result_bytes=60, result_life=100.0))
        self.store = self.fixture.store
        self.running: list[Task] = []
        self.gone: set[str] = set()

    @rule(target=tasks)
    def submit(self) -> Task | None:
        try:
            return self.fixture.add()
        except QueueFull:
            assert self.store.queued == 4
            return None

    @rule()
    def start(self) -> None:
        task = self.store.start_next()
        if task is not None:
            assert task.id not in self.gone
            self.running.append(task)

    @rule(size=st.integers(1, 40))
    def complete(self, size: int) -> None:
        if self.running:
            self.store.complete(self.running.pop(0), (ResultItem("Text", "x" * size),))

    @rule()
    def fail(self) -> None:
        if self.running:
            self.store.fail(self.running.pop(), "message")

    @rule(task=consumes(tasks))
    def cancel(self, task: Task | None) -> None:
        if task is not None:
            self.store.remove(task.id)
            self.gone.add(task.id)

    @rule(seconds=st.floats(0, 60))
    def wait(self, seconds: float) -> None:
        self.fixture.clock.seconds += seconds
        self.gone |= {task.id for task in self.store.forget_expired()}

    @invariant()
    def nothing_that_is_gone_is_found(self) -> None:
        assert not any(self.store.find(task_id) for task_id in self.gone)

    @invariant()
    def bounds_hold(self) -> None:
        assert self.store.queued <= 4
        assert self.store.result_bytes <= 60
        assert len(self.store) <= 8 + 4 + len(self.running)

    @invariant()
    def waiting_images_are_all_that_is_held(self) -> None:
        held = self.store.queued + sum(task.image is not None for task in self.running)
        assert self.fixture.spool.used_bytes == held * len(b"image")


TestTaskLife = TaskLife.TestCase
TestTaskLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
