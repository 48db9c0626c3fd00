from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Awaitable, Sequence
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from sqlite3 import Connection, connect
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_ocr.ledger import Claim, open_ledger
from batch_ocr.ledger.bulk import flat, values
from batch_ocr.ledger.committer import Committer
from batch_ocr.records import FieldProof, Outcome
from tests.ledger_cases import CLOUD, INVOICE, begin, completed, failed, image, line_of, run, sha, ticket

FILES = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("WXYZ")), max_size=7)


@settings(max_examples=25, deadline=None)
@given(before=FILES, at_once=FILES)
def test_claims_at_once_are_those_one_by_one(before: list[tuple[str, str]], at_once: list[tuple[str, str]]) -> None:
    """Whoever asks for many files gets the same answers as for each in turn, and leaves the same behind."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert run(claimed(Path(one), before, at_once, singly=True)) == run(
            claimed(Path(other), before, at_once, singly=False)
        )


async def claimed(
    folder: Path, before: Sequence[tuple[str, str]], files: Sequence[tuple[str, str]], *, singly: bool
) -> tuple[list[Claim], list[tuple[object, ...]]]:
    """The claims of `files` in a second run, and what the ledger then holds."""
    nowhere = Path("/nowhere")
    async with open_ledger(folder / "ledger", CLOUD) as ledger:
        await begin(ledger, folder / "out")
        for name, content in before:
            await ledger.claim(image(nowhere, name), sha(content))
        await begin(ledger, folder / "out")
        asked = [(image(nowhere, name, mtime_ns=2), sha(content)) for name, content in files]
        claims = [await ledger.claim(*one) for one in asked] if singly else list(await ledger.claim_all(asked))
    return claims, rows_of(
        folder / "ledger",
        "SELECT f.name, f.size_bytes, f.mtime_ns, f.status, d.sha256, d.state, d.claimed, o.name FROM files f"
        " LEFT JOIN documents d ON d.id = f.document LEFT JOIN files o ON o.id = d.file ORDER BY f.name",
    )


READINGS = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from("ABCDEFGH"),
        st.fixed_dictionaries(
            {
                "supplier_name": st.sampled_from([None, "Nordlicht GmbH", "Südwind AG"]),
                "issue_date": st.sampled_from([None, "2026-11-02", "2026-11-03"]),
                "total_amount": st.sampled_from([None, Decimal("119.00"), Decimal(20)]),
                "account": st.sampled_from([None, "DE02120300000000202051", "DE02500105170137075030", "12345678"]),
            }
        ),
        st.sampled_from([None, bytes(range(128)) * 3, bytes(range(127, -1, -1)) * 3]),
        st.sampled_from([None, {"total_amount": FieldProof("119.00", 0.9, ())}]),
        st.sampled_from(["read", "read", "read", "failed"]),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(before=READINGS, at_once=READINGS)
def test_readings_at_once_are_stored_as_one_by_one(before: list[Any], at_once: list[Any]) -> None:
    """Lines, findings about twins within the batch, evidence, history and states are those of each in turn."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert run(read(Path(one), before, at_once, singly=True)) == run(
            read(Path(other), before, at_once, singly=False)
        )


async def read(
    folder: Path, before: Sequence[Any], readings: Sequence[Any], *, singly: bool
) -> tuple[list[bytes], list[list[tuple[object, ...]]]]:
    """The lines of `readings` in a second run, and what the ledger then holds."""
    async with open_ledger(folder / "ledger", CLOUD) as ledger:
        for outcomes, step in ((before, 1), (readings, 1 if singly else len(readings) or 1)):
            await begin(ledger, folder / "out")
            for name, content, *_ in outcomes:
                await ledger.claim(image(Path("/nowhere"), name), sha(content))
            lines: list[bytes] = []
            for start in range(0, len(outcomes), step):
                batch = [outcome(*one) for one in outcomes[start : start + step]]
                lines += [line for _, line in await ledger.collected(batch, line_of)]
    tables = ("documents", "files", "lines", "history", "accounts", "evidence", "page_hashes")
    return lines, [rows_of(folder / "ledger", f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]


def outcome(
    name: str,
    content: str,
    values_read: dict[str, str | Decimal | None],
    page_hash: bytes | None,
    proofs: dict[str, FieldProof] | None,
    kind: str,
) -> Outcome:
    if kind == "failed":
        return failed(name, content)
    return replace(completed(name, content), invoice=INVOICE | values_read, page_hash=page_hash, proofs=proofs)


def rows_of(ledger: Path, query: str, given: Sequence[object] = ()) -> list[tuple[object, ...]]:
    with closing(connect(ledger)) as connection:
        return connection.execute(query, given).fetchall()


def test_of_many_changes_at_once_only_the_impossible_one_fails(tmp_path: Path) -> None:
    """Documents that share a statement share no fate: the one that was never sent is refused, the others move."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            for name in "abc":
                await ledger.claim(image(tmp_path, name), sha(name))
            async with asyncio.TaskGroup() as group:
                for name in "ab":
                    group.create_task(ledger.sending(sha(name)))
            async with asyncio.TaskGroup() as group:
                group.create_task(ledger.submitted(ticket("a", "a", task_id="1")))
                group.create_task(refused(ledger.submitted(ticket("c", "c", task_id="3"))))
                group.create_task(ledger.submitted(ticket("b", "b", task_id="2")))

    async def refused(step: Awaitable[None]) -> None:
        with pytest.raises(RuntimeError, match="not in a state"):
            await step

    run(scenario())
    rows = rows_of(tmp_path / "ledger", "SELECT state, task_id FROM documents ORDER BY id")
    assert rows == [("submitted", "1"), ("submitted", "2"), ("seen", None)]


def test_items_that_wait_share_one_call(tmp_path: Path) -> None:
    """What is asked for while the thread is busy is done in one go, each with its own result."""
    seen: list[list[int]] = []

    def doubled(_: Connection, numbers: Sequence[int]) -> list[int]:
        seen.append(list(numbers))
        return [2 * number for number in numbers]

    async def scenario() -> list[int]:
        committer = Committer(tmp_path / "ledger")
        await committer.open()
        queued = threading.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(committer.run(lambda _: queued.wait(10), writes=False))
            tasks = [group.create_task(committer.run_in_bulk(doubled, number)) for number in range(5)]
            asyncio.get_running_loop().call_soon(queued.set)
        await committer.close()
        return [task.result() for task in tasks]

    assert run(scenario()) == [0, 2, 4, 6, 8]
    assert seen == [[0, 1, 2, 3, 4]]


@given(rows=st.lists(st.tuples(st.integers(), st.text(max_size=3)), min_size=1, max_size=40))
def test_a_table_of_values_holds_the_rows_and_nothing_that_equals_any(rows: list[tuple[int, str]]) -> None:
    """Rows of NULL fill the table up; the rows themselves come first, as they were given."""
    rows = [(number % 2**62, text.replace("\0", "").encode(errors="replace").decode()) for number, text in rows]
    table = rows_of(Path(":memory:"), f"SELECT * FROM ({values(rows)})", flat(rows))
    assert table[: len(rows)] == rows
    assert set(table[len(rows) :]) <= {(None, None)}
