from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from batch_ocr.errors import ErrorCode
from batch_ocr.ledger import Claim, DuplicateOf, Held, Pending, Restored, Settled, Submit, open_ledger
from batch_ocr.records import Completed, Image
from tests.ledger_cases import (
    CLOUD,
    INVOICE,
    NOW,
    begin,
    collect,
    completed,
    duplicate,
    failed,
    finish,
    image,
    put,
    rejected,
    run,
    sha,
    submit,
    ticket,
)


def test_a_document_goes_through_its_life(tmp_path: Path) -> None:
    """New, sent, accepted, collected and written: then there is nothing left to do."""

    async def scenario() -> None:
        output = tmp_path / "results.jsonl"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            assert await ledger.known(["a.png"]) == {}
            await submit(ledger, image(tmp_path, "a.png"), "A")
            known = (await ledger.known(["a.png"]))["a.png"]
            assert (known.sha256, known.pending) == (sha("A"), True)
            await finish(ledger, output, completed("a.png", "A"))
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            known = (await ledger.known(["a.png", "b.png"]))["a.png"]
            assert (known.size_bytes, known.mtime_ns, known.settled, known.pending) == (10, 1, True, False)
            assert (await ledger.counts()).documents == {"written": 1, "collected": 0}

    run(scenario())


def test_known_answers_for_many_names(tmp_path: Path) -> None:
    """More names than one query takes are all answered for, whatever characters they hold."""

    async def scenario() -> None:
        names = [f'{number} "é\n\x01\\.png' for number in range(4500)]
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await collect(ledger, *(rejected(name) for name in names))
            assert set(await ledger.known([*names, "other"])) == set(names)

    run(scenario())


def test_a_touched_file_is_settled(tmp_path: Path) -> None:
    """A new modification time on the same bytes needs no call, and is remembered."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a"), "A")
            await finish(ledger, output, completed("a", "A"))
            await begin(ledger, output)
            assert await ledger.claim(image(tmp_path, "a", mtime_ns=2), sha("A")) == Settled()
            assert (await ledger.known(["a"]))["a"].mtime_ns == 2

    run(scenario())


def test_the_same_bytes_under_another_name_are_a_duplicate(tmp_path: Path) -> None:
    """A second file with the same bytes is told once, at whatever stage the first one is."""

    async def scenario() -> None:
        output = tmp_path / "out"
        first, second, third = (put(tmp_path, name, "A") for name in "abc")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await ledger.claim(first, sha("A"))
            assert await ledger.claim(second, sha("A")) == DuplicateOf("a")
            await finish(ledger, output, duplicate("b", "A", "a"))
            await submit(ledger, first, "A")
            assert await ledger.claim(third, sha("A")) == DuplicateOf("a")
            await finish(ledger, output, duplicate("c", "A", "a"), completed("a", "A"))
            await begin(ledger, output)
            assert {name: found.settled for name, found in (await ledger.known(list("abc"))).items()} == {
                "a": True,
                "b": True,
                "c": True,
            }
            assert await ledger.claim(second, sha("A")) == Settled()
            (tmp_path / "a").rename(tmp_path / "d")
            assert await ledger.claim(image(tmp_path, "d"), sha("A")) == DuplicateOf("a")

    run(scenario())


def test_a_duplicate_takes_the_place_of_a_first_that_is_gone(tmp_path: Path) -> None:
    """When the first file has no result and is gone, the second is sent; while it is there, the second waits."""

    async def scenario() -> None:
        output = tmp_path / "out"
        first, second = put(tmp_path, "a", "A"), put(tmp_path, "b", "A")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await ledger.claim(first, sha("A"))
            await ledger.claim(second, sha("A"))
            await finish(ledger, output, duplicate("b", "A", "a"), failed("a", "A"))
            await begin(ledger, output)
            assert not (await ledger.known(["b"]))["b"].settled
            assert await ledger.claim(second, sha("A")) == Settled()
            first.path.unlink()
            assert await ledger.claim(second, sha("A")) == Submit(0)
            await ledger.sending(sha("A"))
            await ledger.submitted(ticket("b", "A"))
            await finish(ledger, output, completed("b", "A"))
            assert await ledger.failures() == []

    run(scenario())


def test_a_document_in_hand_is_not_handed_out_twice(tmp_path: Path) -> None:
    """A file that goes away while it is being sent does not make its duplicate be sent as well."""

    async def scenario() -> None:
        first, second = put(tmp_path, "a", "A"), put(tmp_path, "b", "A")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            assert await ledger.claim(first, sha("A")) == Submit(0)
            first.path.unlink()
            assert await ledger.claim(second, sha("A")) == DuplicateOf("a")

    run(scenario())


@pytest.mark.parametrize("order", ["renamed first", "old name first"])
def test_a_renamed_file_keeps_its_result_when_its_name_is_used_again(tmp_path: Path, order: str) -> None:
    """A scanner's `scan1`, renamed and scanned anew: both names end with a line of their own, and one is paid for."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, put(tmp_path, "scan1", "A"), "A")
            await finish(ledger, output, completed("scan1", "A"))
            await begin(ledger, output)
            (tmp_path / "scan1").rename(tmp_path / "acme")
            scanned = put(tmp_path, "scan1", "B", mtime_ns=2)
            if order == "old name first":
                assert await ledger.claim(scanned, sha("B")) == Submit(0)
            assert await ledger.claim(image(tmp_path, "acme"), sha("A")) == Restored(completed("acme", "A"))
            if order == "renamed first":
                assert await ledger.claim(scanned, sha("B")) == Submit(0)

    run(scenario())


def test_a_duplicate_of_a_file_that_changes_gets_another_line(tmp_path: Path) -> None:
    """When the file that a duplicate points at gets other bytes, the duplicate takes over the result."""

    async def scenario() -> None:
        output = tmp_path / "out"
        first, second, third = (put(tmp_path, name, "A") for name in "abc")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, first, "A")
            await finish(ledger, output, completed("a", "A"), duplicate("b", "A", "a"), duplicate("c", "A", "a"))
            await begin(ledger, output)
            assert await ledger.claim(put(tmp_path, "a", "B", mtime_ns=2), sha("B")) == Submit(0)
            assert not any(known.settled for known in (await ledger.known(["b", "c"])).values())
            assert await ledger.claim(second, sha("A")) == Restored(completed("b", "A"))
            assert await ledger.claim(third, sha("A")) == DuplicateOf("b")

    run(scenario())


def test_a_duplicate_told_too_late_gets_another_line(tmp_path: Path) -> None:
    """A duplicate whose first file changed between its claim and its line is looked at again by the next run."""

    async def scenario() -> None:
        output = tmp_path / "out"
        first, second = put(tmp_path, "a", "A"), put(tmp_path, "b", "A")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, first, "A")
            await finish(ledger, output, completed("a", "A"))
            await begin(ledger, output)
            assert await ledger.claim(second, sha("A")) == DuplicateOf("a")
            assert await ledger.claim(put(tmp_path, "a", "B", mtime_ns=2), sha("B")) == Submit(0)
            await finish(ledger, output, duplicate("b", "A", "a"))
            await begin(ledger, output)
            assert not (await ledger.known(["b"]))["b"].settled
            assert await ledger.claim(second, sha("A")) == Restored(completed("b", "A"))

    run(scenario())


def test_a_duplicate_whose_first_never_got_a_line_takes_over(tmp_path: Path) -> None:
    """A file that is gone and has no line of its own is not pointed at."""

    async def scenario() -> None:
        output = tmp_path / "out"
        first, second, third = (put(tmp_path, name, "A") for name in "abc")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, first, "A")
            await finish(ledger, output, completed("a", "A"))
            assert await ledger.claim(second, sha("A")) == DuplicateOf("a")
            second.path.unlink()
            await begin(ledger, output)
            assert await ledger.claim(put(tmp_path, "a", "B", mtime_ns=2), sha("B")) == Submit(0)
            assert await ledger.claim(third, sha("A")) == Restored(completed("c", "A"))

    run(scenario())


def test_a_name_that_is_not_utf8_is_looked_for_by_its_bytes(tmp_path: Path) -> None:
    """Whether the first file is gone is asked of the file system in the file's own bytes."""

    async def scenario() -> None:
        paths = [Path(os.fsdecode(os.fsencode(tmp_path) + name)) for name in (b"/caf\xe9", b"/b")]
        paths[0].write_bytes(b"A")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await ledger.claim(Image(r"caf\xe9", paths[0], 1, 1), sha("A"))
            assert await ledger.claim(Image("b", paths[1], 1, 1), sha("A")) == DuplicateOf(r"caf\xe9")
            await begin(ledger, tmp_path / "out")
            paths[0].unlink()
            assert await ledger.claim(Image("b", paths[1], 1, 1), sha("A")) == Submit(0)

    run(scenario())


def test_a_changed_file_is_a_new_document(tmp_path: Path) -> None:
    """New bytes under a known name are sent in the next run, not in the one that has told of the old ones."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a"), "A")
            assert await ledger.claim(image(tmp_path, "a", mtime_ns=2), sha("B")) == Pending()
            await finish(ledger, output, completed("a", "A"))
            assert await ledger.claim(image(tmp_path, "a", mtime_ns=2), sha("B")) == Pending()
            await begin(ledger, output)
            assert await ledger.claim(image(tmp_path, "a", mtime_ns=2), sha("B")) == Submit(0)
            assert not (await ledger.known(["a"]))["a"].settled

    run(scenario())


def test_bytes_that_come_back_are_not_paid_for_again(tmp_path: Path) -> None:
    """A file changed back, or its old bytes under a new name, gets the stored result with all its digits."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            for content in "AB":
                await begin(ledger, output)
                await submit(ledger, image(tmp_path, "a"), content)
                await finish(ledger, output, completed("a", content))
            await begin(ledger, output)
            back = await ledger.claim(image(tmp_path, "a"), sha("A"))
            assert back == Restored(completed("a", "A"))
            assert isinstance(back, Restored)
            assert isinstance(back.outcome, Completed)
            assert str(back.outcome.invoice["total_amount"]) == "119.00"
            await finish(ledger, output, back.outcome)
            await begin(ledger, output)
            assert await ledger.claim(image(tmp_path, "moved"), sha("B")) == Restored(completed("moved", "B"))

    run(scenario())


def test_a_final_failure_comes_back_with_its_bytes(tmp_path: Path) -> None:
    """Bytes that were given up are not sent again because they turn up elsewhere after their first file has changed."""

    async def scenario() -> None:
        output = tmp_path / "out"
        failure = failed("a", "A", code=ErrorCode.AMBIGUOUS, retryable=False)
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a"), "A")
            await finish(ledger, output, failure)
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a", mtime_ns=2), "B")
            assert await ledger.claim(image(tmp_path, "b"), sha("A")) == Restored(replace(failure, name="b"))
            await finish(ledger, output, completed("a", "B"), replace(failure, name="b"))
            await begin(ledger, output)
            assert await ledger.claim(image(tmp_path, "a", mtime_ns=3), sha("A")) == DuplicateOf("b")

    run(scenario())


def test_whole_amounts_are_restored_as_decimals(tmp_path: Path) -> None:
    """An amount without a decimal point comes back as Decimal too."""

    async def scenario() -> None:
        output = tmp_path / "out"
        outcome = Completed(
            ticket("a", "A"), INVOICE | {"total_amount": Decimal(7)}, (), ticket("a", "A").submitted_at, 1
        )
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a"), "A")
            await finish(ledger, output, outcome)
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a"), "B")
            back = await ledger.claim(image(tmp_path, "b"), sha("A"))
            assert isinstance(back, Restored)
            assert isinstance(back.outcome, Completed)
            assert back.outcome.invoice == INVOICE | {"total_amount": Decimal(7)}
            assert isinstance(back.outcome.invoice["total_amount"], Decimal)

    run(scenario())


def test_a_failure_is_retried_until_it_has_had_its_chances(tmp_path: Path) -> None:
    """A retryable failure is tried in each run up to `max_attempts`, then waits for a person, who may say: again."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD, max_attempts=2) as ledger:
            for night in range(2):
                await begin(ledger, output)
                assert (await ledger.known(["a"])).get("a") is None or not (await ledger.known(["a"]))["a"].settled
                await submit(ledger, image(tmp_path, "a"), "A")
                await finish(ledger, output, failed("a", "A"))
                assert (await ledger.known(["a"]))["a"].settled, "one line for each file and run"
                assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Settled()
                (failure,) = await ledger.failures()
                assert (failure.attempts, failure.failures, failure.poisoned) == (night + 1, night + 1, night == 1)
            await begin(ledger, output)
            assert (await ledger.known(["a"]))["a"].settled
            assert await ledger.claim(image(tmp_path, "a", mtime_ns=2), sha("A")) == Settled()
            assert (await ledger.counts()).poisoned == 1
            assert await ledger.retry(["a"]) == ["a"]
            assert not (await ledger.known(["a"]))["a"].settled
            assert (await ledger.counts()).poisoned == 0
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Submit(2)

    run(scenario())


def test_a_final_failure_is_settled(tmp_path: Path) -> None:
    """A failure that is not retryable stays as it is until a person says otherwise."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a"), "A")
            await finish(ledger, output, failed("a", "A", code=ErrorCode.RECOGNITION, retryable=False))
            await begin(ledger, output)
            assert (await ledger.known(["a"]))["a"].settled
            assert await ledger.retry(code="corrupt") == []
            assert await ledger.retry(code="recognition-failed") == ["a"]
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Submit(1)

    run(scenario())


def test_a_file_that_failed_before_it_was_read_is_tried_again(tmp_path: Path) -> None:
    """A failure without a hash is the file's alone, and a retryable one leaves it unsettled."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await finish(ledger, output, failed("a", None, code=ErrorCode.CHANGED))
            (failure,) = await ledger.failures()
            assert (failure.code, failure.messages, failure.sha256) == ("changed-while-reading", ("it broke",), None)
            await begin(ledger, output)
            assert not (await ledger.known(["a"]))["a"].settled
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Submit(0)

    run(scenario())


@pytest.mark.parametrize(("code", "settled"), [(ErrorCode.CORRUPT, True), (ErrorCode.UNREADABLE, False)])
def test_a_rejected_file_is_settled_until_it_changes(tmp_path: Path, code: ErrorCode, settled: bool) -> None:
    """A rejection holds for the file as it was; one about permissions is tried again in every run."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await finish(ledger, output, rejected("a", code=code))
            await begin(ledger, output)
            known = (await ledger.known(["a"]))["a"]
            assert (known.size_bytes, known.mtime_ns, known.settled) == (10, 1, settled)
            assert [failure.status for failure in await ledger.failures()] == ["rejected"]
            assert await ledger.claim(image(tmp_path, "a", mtime_ns=2), sha("A")) == Submit(0)

    run(scenario())


def test_a_forgotten_failure_is_settled_for_good(tmp_path: Path) -> None:
    """What a person lets go is neither listed nor tried again, until its bytes change."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a"), "A")
            await finish(ledger, output, failed("a", "A"), rejected("b", code=ErrorCode.UNREADABLE))
            assert await ledger.forget() == ["a", "b"]
            await begin(ledger, output)
            assert await ledger.failures() == []
            assert all(known.settled for known in (await ledger.known(["a", "b"])).values())
            assert await ledger.claim(image(tmp_path, "a", mtime_ns=2), sha("A")) == Settled()
            assert await ledger.claim(image(tmp_path, "a", mtime_ns=3), sha("B")) == Submit(0)

    run(scenario())


def test_reset_reads_a_document_again(tmp_path: Path) -> None:
    """Results that a person wants made anew are sent, and paid for, again."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a"), "A")
            await finish(ledger, output, completed("a", "A"))
            await begin(ledger, output)
            assert await ledger.reset(["a", "unknown"]) == 1
            assert not (await ledger.known(["a"]))["a"].settled
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Submit(1)

    run(scenario())


def test_a_file_has_one_line_in_a_run(tmp_path: Path) -> None:
    """A second outcome of a file in one run is left out, unless it is the paid result of other bytes."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            assert (await collect(ledger, rejected("a"), rejected("a"))).count(b"\n") == 1
            assert await collect(ledger, completed("a", "A")) != b""
            assert await collect(ledger, completed("a", "A"), failed("a", "A")) == b""
            await begin(ledger, output)
            assert await collect(ledger, rejected("a")) != b""

    run(scenario())


def test_an_answer_that_was_lost_is_counted(tmp_path: Path) -> None:
    """A document that may have been accepted counts as sent, and can be sent again or held."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await ledger.claim(image(tmp_path, "a"), sha("A"))
            await ledger.sending(sha("A"))
            await ledger.ambiguous(sha("A"))
            assert (await ledger.counts()).possibly_paid == 1
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Held(1)
            await ledger.sending(sha("A"))
            await ledger.submitted(ticket("a", "A"))
            assert (await ledger.recover(ticket("a", "A").submitted_at, output, "hold")).tickets[0].attempts == 2

    run(scenario())


def test_what_was_surely_not_sent_is_not_counted(tmp_path: Path) -> None:
    """A refused connection leaves the document as it was."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await ledger.claim(image(tmp_path, "a"), sha("A"))
            await ledger.sending(sha("A"))
            await ledger.not_sent(sha("A"))
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Submit(0)

    run(scenario())


def test_steps_out_of_order_are_bugs(tmp_path: Path) -> None:
    """A step that its state does not allow raises, instead of losing track of money."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await ledger.claim(image(tmp_path, "a"), sha("A"))
            for step in (ledger.submitted(ticket("a", "A")), ledger.ambiguous(sha("A")), ledger.written(1, 10)):
                with pytest.raises(RuntimeError):
                    await step

    run(scenario())


@pytest.mark.parametrize("policy", ["resubmit", "hold"])
def test_an_id_in_doubt_is_no_ticket_for_the_next_run(tmp_path: Path, policy: Literal["resubmit", "hold"]) -> None:
    """Under it may lie the result of the other document: the first one is sent again, as possibly paid, or held."""

    async def scenario() -> Claim:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await submit(ledger, image(tmp_path, "a"), "A", task_id="id-1")
            await submit(ledger, image(tmp_path, "b"), "B", task_id="id-2")
            await ledger.doubt("id-1")
            recovery = await ledger.recover(NOW, tmp_path / "out", policy)
            assert [one.task_id for one in recovery.tickets] == ["id-2"]
            return await ledger.claim(image(tmp_path, "a"), sha("A"))

    assert run(scenario()) == (Submit(1, maybe_paid=True) if policy == "resubmit" else Held(1))


def test_calls_are_counted_by_month_and_run(tmp_path: Path) -> None:
    """Calls add up over the runs of a calendar month, in UTC, and begin anew with the next."""
    now = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)

    async def scenario() -> None:
        clock = [now]
        async with open_ledger(tmp_path / "ledger", CLOUD, clock=lambda: clock[0]) as ledger:
            await begin(ledger, tmp_path / "out")
            ledger.count_calls("submit")
            ledger.count_calls("poll", 250)
            assert await ledger.calls_this_month() == {"submit": 1, "poll": 250}
            ledger.count_calls("token")
        async with open_ledger(tmp_path / "ledger", CLOUD, clock=lambda: clock[0]) as ledger:
            await begin(ledger, tmp_path / "out")
            ledger.count_calls("submit", 2)
            assert await ledger.calls_this_month() == {"submit": 3, "poll": 250, "token": 1}
            assert await ledger.calls_this_run() == {"submit": 2}
            clock[0] += timedelta(hours=2)
            assert await ledger.calls_this_month() == {}

    run(scenario())


def test_a_run_remembers_for_the_next(tmp_path: Path) -> None:
    """A remembered value is there in the next run, and the latest one wins."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            assert await ledger.recall("gaps") is None
            await ledger.remember("gaps", b"\x00one")
            await ledger.remember("gaps", b"\x00two")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            assert await ledger.recall("gaps") == b"\x00two"

    run(scenario())


def test_counts_tell_where_everything_is(tmp_path: Path) -> None:
    """`status` can tell documents by state, files by last line, and lines not written yet."""

    async def scenario() -> None:
        output = tmp_path / "out"
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            await submit(ledger, image(tmp_path, "a"), "A")
            await submit(ledger, image(tmp_path, "b"), "B")
            await submit(ledger, image(tmp_path, "c"), "C")
            await ledger.claim(image(tmp_path, "d"), sha("D"))
            await finish(ledger, output, completed("a", "A"))
            await collect(ledger, completed("b", "B"), rejected("e"))
            counts = await ledger.counts()
            assert counts.documents == {"seen": 1, "submitted": 1, "written": 1, "collected": 1}
            assert counts.files == {"completed": 2, "rejected": 1, "waiting": 2}
            assert (counts.lines, counts.unwritten) == (3, 2)

    run(scenario())
