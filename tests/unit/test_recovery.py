from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.ledger import Held, Ledger, Pending, Recovery, Submit, open_ledger
from tests.ledger_cases import (
    CLOUD,
    NOW,
    begin,
    collect,
    completed,
    failed,
    finish,
    image,
    rejected,
    run,
    sha,
    submit,
    ticket,
)

LOCAL = "local"


async def _recovered(tmp_path: Path, service: str = CLOUD, after: timedelta = timedelta(minutes=1)) -> Recovery:
    async with open_ledger(tmp_path / "ledger", service) as ledger:
        return await ledger.recover(NOW + after, tmp_path / "out", "resubmit")


# states


def test_open_tickets_are_polled_on(tmp_path: Path) -> None:
    """Tickets of this service, younger than a day, come back oldest first, with their attempts."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            late = await submit(ledger, image(tmp_path, "b"), "B", task_id="id-b", at=NOW + timedelta(seconds=1))
            early = await submit(ledger, image(tmp_path, "a"), "A", task_id="id-a")
        recovery = await _recovered(tmp_path)
        assert recovery == Recovery(tickets=(early, late))
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Pending()

    run(scenario())


def test_an_old_ticket_is_polled_all_the_same(tmp_path: Path) -> None:
    """The clock may have been set: whether a result is still there only the service can say, and a poll costs less."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            old = await submit(ledger, image(tmp_path, "a"), "A")
        recovery = await _recovered(tmp_path, after=timedelta(days=3))
        assert recovery == Recovery(tickets=(old,))

    run(scenario())


@pytest.mark.parametrize(("age", "expired"), [(timedelta(hours=23, minutes=59), 0), (timedelta(hours=24), 1)])
def test_a_ticket_of_another_service_lives_a_day(tmp_path: Path, age: timedelta, expired: int) -> None:
    """Nobody polls it; after 24 hours its document is sent to the present service."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", "aspose https://elsewhere.test") as ledger:
            await begin(ledger, tmp_path / "out")
            await submit(ledger, image(tmp_path, "a"), "A")
        recovery = await _recovered(tmp_path, after=age)
        assert (recovery.expired, recovery.elsewhere) == (expired, 1 - expired)
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await ledger.recover(NOW + age, tmp_path / "out", "resubmit")
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == (Submit(1) if expired else Pending())

    run(scenario())


def test_submissions_cut_off_count_as_calls_of_the_month(tmp_path: Path) -> None:
    """They may have been paid for: a monthly limit must not be passed by killing runs."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            for name in "ab":
                await ledger.claim(image(tmp_path, name), sha(name))
                await ledger.sending(sha(name))
        async with open_ledger(tmp_path / "ledger", CLOUD, clock=lambda: NOW) as ledger:
            await begin(ledger, tmp_path / "out")
            assert (await ledger.calls_this_month())["submit"] == 2
            assert "submit" not in await ledger.calls_this_run()

    run(scenario())


def test_tickets_of_another_service_are_left_alone(tmp_path: Path) -> None:
    """Only tickets of the same service and address are polled; the others are counted and not sent again."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", "aspose https://elsewhere.test") as ledger:
            await begin(ledger, tmp_path / "out")
            await submit(ledger, image(tmp_path, "a"), "A")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            assert await ledger.recover(NOW, tmp_path / "out", "resubmit") == Recovery(elsewhere=1)
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Pending()

    run(scenario())


def test_tasks_inside_a_process_die_with_it(tmp_path: Path) -> None:
    """What the embedded reader had not finished was free, and is simply read again, by whatever service comes next."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", LOCAL) as ledger:
            await begin(ledger, tmp_path / "out")
            await submit(ledger, image(tmp_path, "a"), "A")
            await ledger.claim(image(tmp_path, "b"), sha("B"))
            await ledger.sending(sha("B"))
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            assert await ledger.recover(NOW, tmp_path / "out", "hold") == Recovery()
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Submit(0)
            assert await ledger.claim(image(tmp_path, "b"), sha("B")) == Submit(0)

    run(scenario())


@pytest.mark.parametrize(("policy", "claim"), [("resubmit", Submit(1, maybe_paid=True)), ("hold", Held(1))])
def test_a_submission_cut_off_is_ambiguous(tmp_path: Path, policy: str, claim: Submit | Held) -> None:
    """A document whose process died between POST and id may be paid for: counted once, then sent again or held."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await ledger.claim(image(tmp_path, "a"), sha("A"))
            await ledger.sending(sha("A"))
        for ambiguous in (1, 0):
            async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
                recovery = await ledger.recover(NOW, tmp_path / "out", "hold" if policy == "hold" else "resubmit")
                assert recovery.ambiguous == ambiguous
                assert (await ledger.counts()).possibly_paid == 1
                assert not (await ledger.known(["a"]))["a"].settled
                assert await ledger.claim(image(tmp_path, "a"), sha("A")) == claim

    run(scenario())


def test_what_may_be_paid_for_stays_so_until_an_answer_comes(tmp_path: Path) -> None:
    """Over any number of runs, crashes, submissions that did not arrive and failures, until the service takes it."""

    async def scenario() -> None:
        output, item = tmp_path / "out", image(tmp_path, "a")
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            assert await ledger.claim(item, sha("A")) == Submit(0)
            await ledger.sending(sha("A"))
            await ledger.ambiguous(sha("A"))  # and the run stops before the next try
        for _ in range(2):
            async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
                await begin(ledger, output)
                assert await ledger.claim(item, sha("A")) == Submit(1, maybe_paid=True)
                await ledger.sending(sha("A"))
                await ledger.not_sent(sha("A"))
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            assert await ledger.claim(item, sha("A")) == Submit(1, maybe_paid=True)
            await ledger.sending(sha("A"))
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            assert (await ledger.recover(NOW, output, "resubmit")).ambiguous == 1
            assert await ledger.claim(item, sha("A")) == Submit(2, maybe_paid=True)
            await finish(ledger, output, failed("a", "A"))
            await begin(ledger, output)
            assert await submit(ledger, item, "A") == ticket("a", "A", attempts=3)
            await finish(ledger, output, failed("a", "A"))
            await ledger.retry()
            await begin(ledger, output)
            assert await ledger.claim(item, sha("A")) == Submit(3)

    run(scenario())


# the output


LINES = [completed(name, name) for name in ("a", "bb", "ccc", "dddd", "ee")]


async def _write_groups(ledger: Ledger, tmp_path: Path, groups: Sequence[int]) -> list[bytes]:
    """Write LINES in groups of these sizes; returns the lines."""
    await begin(ledger, tmp_path / "out")
    start = 0
    data = b""
    for size in groups:
        data += await finish(ledger, tmp_path / "out", *LINES[start : start + size])
        start += size
    return data.splitlines(keepends=True)


@pytest.mark.parametrize("groups", [[5], [1, 1, 1, 1, 1], [2, 3]])
def test_an_output_cut_anywhere_is_made_whole(tmp_path: Path, groups: list[int]) -> None:
    """Wherever the file is cut, short of to nothing, the next run appends exactly what is missing, and says so."""
    output = tmp_path / "out"

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            whole = b"".join(await _write_groups(ledger, tmp_path, groups))
            ends = [end + 1 for end, byte in enumerate(whole) if byte == 0x0A]
            for length in {1, *ends, *(end - 1 for end in ends), *(end + 1 for end in ends), *range(1, len(whole), 37)}:
                if length > len(whole):
                    continue
                output.write_bytes(whole[:length])
                recovery = await ledger.recover(NOW, output, "resubmit")
                lost = sum(end > length for end in ends)
                assert output.read_bytes() == whole, length
                assert recovery.unwritten == lost
                assert len(recovery.messages) == (lost > 0)
                if lost:
                    assert recovery.messages[0].endswith(
                        f"had been cut: {lost} lines were lost from its end and have been appended again"
                    )

    run(scenario())


@pytest.mark.parametrize("leftover", [None, b""])
def test_a_deleted_output_is_told_and_begun_anew(tmp_path: Path, leftover: bytes | None) -> None:
    """An output that is gone or empty is not filled again unasked: the person is told, once, and how to rebuild it."""
    output = tmp_path / "out"

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await _write_groups(ledger, tmp_path, [2, 2])
            output.unlink()
            if leftover is not None:
                output.write_bytes(leftover)
            recovery = await ledger.recover(NOW, output, "resubmit")
            assert recovery.unwritten == 0
            assert recovery.messages[0].startswith(f"{output} is gone or empty: 4 lines")
            assert "--rewrite" in recovery.messages[0]
            assert output.read_bytes() == b""
            fifth = await finish(ledger, output, LINES[4])
            assert (await ledger.recover(NOW, output, "resubmit")).messages == ()
            assert output.read_bytes() == fifth
            output.write_bytes(fifth[:-5])
            assert (await ledger.recover(NOW, output, "resubmit")).unwritten == 1
            assert output.read_bytes() == fifth

    run(scenario())


@pytest.mark.parametrize("other", [b'{"mine":1}\n', b"x" * 9000 + b"\n", b"no line end"])
def test_a_replaced_output_is_only_appended_to(tmp_path: Path, other: bytes) -> None:
    """A file that is not the one that was written is kept byte by byte; new lines begin on a line of their own."""
    output = tmp_path / "out"

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await _write_groups(ledger, tmp_path, [2])
            unwritten = await collect(ledger, LINES[2])
            output.write_bytes(other)
            recovery = await ledger.recover(NOW, output, "resubmit")
            assert recovery.unwritten == 1
            assert recovery.messages[0].startswith(f"{output} is not the file it was: 2 lines")
            whole = other.rstrip(b"\n") + b"\n" + unwritten
            assert output.read_bytes() == whole
            assert (await ledger.recover(NOW, output, "resubmit")) == Recovery()
            assert output.read_bytes() == whole

    run(scenario())


def test_lines_of_others_are_kept(tmp_path: Path) -> None:
    """Lines that somebody else appended between ours stay where they are, and ours are still recognised."""
    output = tmp_path / "out"

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            output.write_bytes(b"before\n")
            ours = await _write_groups(ledger, tmp_path, [1])
            with output.open("ab") as file:
                file.write(b"between\n")
            ours.append(await finish(ledger, output, LINES[1]))
            third = await collect(ledger, LINES[2])
            with output.open("ab") as file:
                file.write(b"after\n" + third + b"last\n")
            whole = output.read_bytes()
            assert await ledger.recover(NOW, output, "resubmit") == Recovery()
            assert output.read_bytes() == whole
            output.write_bytes(whole[: whole.index(third) + 3])
            assert (await ledger.recover(NOW, output, "resubmit")).unwritten == 1
            assert output.read_bytes() == b"before\n" + ours[0] + b"between\n" + ours[1] + b"after\n" + third
            output.write_bytes(b"before\n" + ours[0][:9])
            assert (await ledger.recover(NOW, output, "resubmit")).unwritten == 3
            assert output.read_bytes() == b"before\n" + ours[0] + ours[1] + third

    run(scenario())


@pytest.mark.parametrize("torn", [0, 1, 200, -1])
@pytest.mark.parametrize("kept", range(4))
def test_a_crash_between_ledger_and_output_is_repaired(tmp_path: Path, kept: int, torn: int) -> None:
    """Lines collected but not known to be written are recognised where they are and appended where they are not."""
    output = tmp_path / "out"

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            written = b"".join(await _write_groups(ledger, tmp_path, [2]))
            lines = (await collect(ledger, *LINES[2:])).splitlines(keepends=True)
            tail = b"".join(lines[:kept]) + b"".join(line[:torn] for line in lines[kept : kept + 1])
            output.write_bytes(written + tail)
        for expected in (3 - kept, 0):
            recovery = await _recovered(tmp_path)
            assert recovery == Recovery(unwritten=expected)
            assert output.read_bytes() == written + b"".join(lines)

    run(scenario())


def test_a_repair_that_was_itself_cut_off_is_repaired(tmp_path: Path) -> None:
    """Lines that a repair had appended behind other people's, before it died, are recognised too."""
    output = tmp_path / "out"

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            lines = (await collect(ledger, *LINES)).splitlines(keepends=True)
            output.write_bytes(lines[0] + b"other\n" + lines[1] + lines[2][:5])
            assert (await ledger.recover(NOW, output, "resubmit")).unwritten == 3
            whole = lines[0] + b"other\n" + b"".join(lines[1:])
            assert output.read_bytes() == whole
            output.write_bytes(whole[:-3])
            assert (await ledger.recover(NOW, output, "resubmit")).unwritten == 1
            assert output.read_bytes() == whole

    run(scenario())


def test_an_output_of_before_the_ledger_is_kept(tmp_path: Path) -> None:
    """A file that was there before the ledger is appended to, on a line of its own."""
    output = tmp_path / "out"
    output.write_bytes(b'{"schema":1,"file":"old.png"}\n{"sche')

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            line = await finish(ledger, output, rejected("a"))
            assert output.read_bytes() == b'{"schema":1,"file":"old.png"}\n{"sche\n' + line

    run(scenario())


def test_a_run_that_has_nothing_to_write_makes_no_output(tmp_path: Path) -> None:
    """With an empty ledger the output is not touched."""
    assert run(_recovered(tmp_path)) == Recovery()
    assert not (tmp_path / "out").exists()


def test_an_output_that_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder or a pipe cannot be repaired, and is refused at once, without waiting for a reader."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            for name in ("folder", "pipe", "/dev/null"):
                with pytest.raises(OutputError, match="must be a regular file"):
                    await ledger.recover(NOW, tmp_path / name, "resubmit")

    run(scenario())


def test_many_lost_lines_are_appended_in_pages(tmp_path: Path) -> None:
    """More lines than fit in memory at once are appended in order, and found again in groups of any size."""
    output = tmp_path / "out"

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            whole = await finish(
                ledger, output, *(completed(f"{number:04}" + "x" * 1000, "A") for number in range(1500))
            )
            output.write_bytes(whole[:5])
            recovery = await ledger.recover(NOW, output, "resubmit")
            assert recovery.unwritten == 1500
            assert output.read_bytes() == whole
            output.write_bytes(whole[: len(whole) // 2])
            await ledger.recover(NOW, output, "resubmit")
            assert output.read_bytes() == whole

    run(scenario())


def test_a_repair_on_a_full_disk_is_told_and_made_later(tmp_path: Path) -> None:
    """A repair that finds no space says so, leaves the output as it was, and is made once there is space again."""
    output = tmp_path / "out"
    old = b"x" * 899_000 + b"\n"
    output.write_bytes(old)

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, output)
            lines = await collect(ledger, *(completed(str(number) + 400 * "x", "A") for number in range(20)))
            unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (905_000, unlimited[1]))  # what a full disk looks like
            try:
                with pytest.raises(OutputError, match=r"cannot write the results file .*no result is lost"):
                    await ledger.recover(NOW, output, "resubmit")
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
            assert output.read_bytes() == old
            assert (await ledger.recover(NOW, output, "resubmit")).unwritten == 20
            assert output.read_bytes() == old + lines

    run(scenario())


def test_a_ticket_found_twice_is_the_same(tmp_path: Path) -> None:
    """A run that dies again before it has fetched anything loses nothing and counts nothing."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await submit(ledger, image(tmp_path, "a"), "A")
        assert await _recovered(tmp_path) == await _recovered(tmp_path) == Recovery(tickets=(ticket("a", "A"),))

    run(scenario())
