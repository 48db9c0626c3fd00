from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from sqlite3 import Connection

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.ledger import Claim, Submit, open_ledger
from batch_ocr.ledger.committer import Committer
from batch_ocr.ledger.copy import copied_ledger
from batch_ocr.ledger.database import APPLICATION_ID, SCHEMA_VERSION, ledger_error, open_database
from tests.ledger_cases import CLOUD, INVOICE, NOW, begin, completed, finish, image, line_of, run, sha, submit
from tests.process.command import environment, not_measured


def _opened(path: Path) -> None:
    async def scenario() -> None:
        async with open_ledger(path, CLOUD) as ledger:
            await ledger.counts()

    run(scenario())


def _filled(path: Path) -> None:
    async def scenario() -> None:
        async with open_ledger(path, CLOUD) as ledger:
            await begin(ledger, path.with_name("out"))
            for number in range(40):
                await submit(ledger, image(path.parent, str(number)), str(number))
                await finish(ledger, path.with_name("out"), completed(str(number), str(number)))

    run(scenario())


def test_operations_share_commits(tmp_path: Path) -> None:
    """What is asked while a commit runs shares the next one."""

    async def scenario() -> int:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            before = ledger.commits
            async with asyncio.TaskGroup() as group:
                for number in range(500):
                    group.create_task(ledger.claim(image(tmp_path, str(number)), sha(str(number))))
            return ledger.commits - before

    assert run(scenario()) <= 3


def test_a_failing_operation_fails_alone(tmp_path: Path) -> None:
    """An operation that raises is undone, and those that share its commit are not."""

    def remember(connection: Connection, key: str) -> None:
        connection.execute("INSERT INTO memory VALUES (?, x'00')", (key,))
        if key == "bad":
            raise ValueError(key)

    async def scenario() -> list[str]:
        committer = Committer(tmp_path / "ledger")
        await committer.open()
        queued = threading.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(committer.run(lambda _: queued.wait(10), writes=False))
            group.create_task(committer.run(partial(remember, key="one")))
            group.create_task(refused(committer))
            group.create_task(committer.run(partial(remember, key="two")))
            asyncio.get_running_loop().call_soon(queued.set)
        assert committer.commits == 1
        rows = await committer.run(lambda connection: connection.execute("SELECT key FROM memory").fetchall())
        await committer.close()
        return sorted(key for (key,) in rows)

    async def refused(committer: Committer) -> None:
        with pytest.raises(ValueError, match="bad"):
            await committer.run(partial(remember, key="bad"))

    assert run(scenario()) == ["one", "two"]


def test_a_connection_that_cannot_even_undo_is_told_to_all(tmp_path: Path) -> None:
    """Who shares the commit and who asks later get an error; nobody waits for ever, and the ledger can be closed."""

    def lose(connection: Connection) -> None:
        connection.close()

    async def scenario() -> None:
        committer = Committer(tmp_path / "ledger")
        await committer.open()
        for operation in (lose, lambda _: None):
            with pytest.raises(OutputError, match="cannot be used"):
                await committer.run(operation)
        await committer.close()

    run(scenario())


def test_an_error_that_no_future_takes_strands_nobody(tmp_path: Path) -> None:
    """StopIteration, of a bare next() say, becomes another error for who asked; the others get their answers."""

    async def scenario() -> str:
        committer = Committer(tmp_path / "ledger")
        await committer.open()
        queued = threading.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(committer.run(lambda _: queued.wait(10), writes=False))
            group.create_task(refused(committer))
            last = group.create_task(committer.run(lambda _: "last"))
            asyncio.get_running_loop().call_soon(queued.set)
        await committer.close()
        return last.result()

    async def refused(committer: Committer) -> None:
        with pytest.raises(RuntimeError, match="StopIteration"):
            await committer.run(lambda _: next(iter(())))

    assert run(scenario()) == "last"


def test_nothing_is_left_running(tmp_path: Path) -> None:
    """Closing the ledger ends its thread and leaves no write-ahead log behind."""
    before = threading.active_count()
    _filled(tmp_path / "ledger")
    assert threading.active_count() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger", "out"]


def test_a_cancelled_caller_does_not_undo(tmp_path: Path) -> None:
    """An operation whose caller was cancelled is done all the same, and the ledger goes on."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await ledger.claim(image(tmp_path, "a"), sha("A"))
            await ledger.sending(sha("A"))

    run(scenario())


def _copy_files(folder: Path, to: Path) -> None:
    for path in folder.glob("ledger*"):
        shutil.copy(path, to)


def test_a_log_left_by_a_kill_is_used(tmp_path: Path) -> None:
    """A ledger whose process was killed, with all its changes in the write-ahead log, goes on where it was."""
    copy = tmp_path / "copy"
    copy.mkdir()

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await submit(ledger, image(tmp_path, "a"), "A")
            _copy_files(tmp_path, copy)
        assert (copy / "ledger-wal").stat().st_size > 0
        async with open_ledger(copy / "ledger", CLOUD) as ledger:
            recovery = await ledger.recover(NOW, tmp_path / "out", "resubmit")
            assert [open_ticket.task_id for open_ticket in recovery.tickets] == ["id-1"]

    run(scenario())


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    """A ledger written by a newer version is refused with advice, and not changed."""
    path = tmp_path / "ledger"
    _opened(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(OutputError, match=r"newer version of batch-ocr.*update batch-ocr"):
        _opened(path)
    assert path.read_bytes() == before


def test_an_sqlite_that_is_too_old_is_told_before_anything_is_made(tmp_path: Path) -> None:
    """Python comes with whatever SQLite its system has: one clear error, not one of syntax in the middle of a night."""
    with pytest.raises(OutputError, match=r"needs SQLite 3\.33 or newer, .* comes with 3\.26\.0"):
        open_database(tmp_path / "ledger", 0, (3, 26, 0))
    assert not (tmp_path / "ledger").exists()


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """A database that is no ledger is refused."""
    path = tmp_path / "ledger"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE accounts (id)")
    with pytest.raises(OutputError, match="database of another program"):
        _opened(path)


@pytest.mark.parametrize("statements", [(), ("PRAGMA journal_mode = WAL",)], ids=["empty file", "no table yet"])
def test_a_copy_of_a_ledger_that_was_never_filled_is_a_ledger(tmp_path: Path, statements: tuple[str, ...]) -> None:
    """A run that was killed as it began, or is just beginning, leaves a file without tables: it is planned from."""
    path = tmp_path / "ledger"
    path.touch()
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    with copied_ledger(path) as copy:
        _opened(copy)


def test_the_ledger_that_was_meant_is_named_when_it_cannot_be_copied(tmp_path: Path) -> None:
    """The copy is nothing a person has ever heard of."""
    path = tmp_path / "ledger"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE accounts (id)")
    with pytest.raises(OutputError, match=f"^{path} is a database of another program"), copied_ledger(path):
        pass


def test_a_ledger_can_be_told_from_other_databases(tmp_path: Path) -> None:
    """The file's header carries the program's mark and the version of its format."""
    _opened(tmp_path / "ledger")
    with closing(sqlite3.connect(tmp_path / "ledger")) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def _no_database(path: Path) -> None:
    path.write_bytes(b"file,amount\n" * 100)


def _overwritten_pages(path: Path) -> None:
    _filled(path)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)


def _cut(path: Path) -> None:
    _filled(path)
    path.write_bytes(path.read_bytes()[:6000])


@pytest.mark.parametrize("damage", [_no_database, _overwritten_pages, _cut])
def test_a_damaged_ledger_says_what_it_costs(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """A ledger that is no database, cut or overwritten is refused with what to do and what that costs."""
    damage(tmp_path / "ledger")
    with pytest.raises(OutputError, match=r"damaged.*restore it from a backup, or move it.*paid for, once more"):
        _opened(tmp_path / "ledger")


@pytest.mark.parametrize("name", ["folder", "missing/ledger", "file/ledger"])
def test_a_place_that_cannot_hold_a_ledger(tmp_path: Path, name: str) -> None:
    """A folder, a missing folder and a file taken for one are told apart from damage."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot open the ledger .*name another with --ledger"):
        _opened(tmp_path / name)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (sqlite3.SQLITE_FULL, "no space left.*nothing is lost"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "cannot be written: check the rights"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "in use by another program"),
        (sqlite3.SQLITE_IOERR_WRITE, "check its disk; on a network share"),
        (sqlite3.SQLITE_TOOBIG, "cannot be used"),
    ],
)
def test_every_failure_of_sqlite_says_what_to_do(code: int, advice: str) -> None:
    """The kinds of SQLite's errors are told apart, whatever detail their codes carry."""
    error = sqlite3.OperationalError("reason")
    error.sqlite_errorcode = code
    with pytest.raises(OutputError, match=advice):
        raise ledger_error(error, Path("results.jsonl.ledger"))


def test_a_ledger_in_use_is_waited_for_and_then_told(tmp_path: Path) -> None:
    """Another program that holds the file for good is named as the reason."""
    path = tmp_path / "ledger"

    async def scenario() -> None:
        async with open_ledger(path, CLOUD, busy_timeout=0.05) as ledger:
            await begin(ledger, tmp_path / "out")
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                with pytest.raises(OutputError, match="in use by another program"):
                    await ledger.claim(image(tmp_path, "a"), sha("A"))
            assert await ledger.claim(image(tmp_path, "a"), sha("A")) == Submit(0)

    run(scenario())


def test_a_ledger_can_be_looked_at_while_a_run_goes_on(tmp_path: Path) -> None:
    """`status` and `failed list` read beside a run: neither waits for the other, and they see what is committed."""

    async def scenario() -> None:
        async with open_ledger(tmp_path / "ledger", CLOUD, busy_timeout=0) as ledger:
            await begin(ledger, tmp_path / "out")
            for number in range(3):
                await submit(ledger, image(tmp_path, str(number)), str(number))
                async with open_ledger(tmp_path / "ledger", "status", busy_timeout=0) as beside:
                    assert (await beside.counts()).documents == {"submitted": number + 1}

    run(scenario())


_VERSION_1 = Path(__file__).with_name("ledger_version_1.sql").read_text()


def _tables(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT type, name, tbl_name FROM sqlite_schema ORDER BY name").fetchall()


def test_a_ledger_of_the_first_version_is_upgraded(tmp_path: Path) -> None:
    """A ledger of an earlier version opens as one of the present: the same tables, and all that was in it."""
    path, new = tmp_path / "ledger", tmp_path / "new"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_VERSION_1)
        connection.execute("INSERT INTO files VALUES (1, 'a', 1, 1, 1, NULL, NULL, 0, 0, NULL, NULL, NULL)")
        connection.execute("INSERT INTO documents (id, sha256, file) VALUES (1, ?, 1)", (bytes.fromhex(sha("A")),))
        connection.commit()
    _opened(path)
    _opened(new)
    assert _tables(path) == _tables(new)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert connection.execute("SELECT name, state FROM files JOIN documents ON file = files.id").fetchall() == [
            ("a", "seen")
        ]


def test_an_upgrade_knows_what_may_be_paid_for(tmp_path: Path) -> None:
    """A document that failed after a lost answer, before the upgrade, is told when it is sent again after it."""
    path = tmp_path / "ledger"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_VERSION_1)
        columns = "INSERT INTO documents (id, sha256, file, state, attempts, possibly_paid, task_id)"
        for number, name, row in ((1, "lost", "'seen', 1, 1, NULL"), (2, "taken", "'seen', 2, 1, 'id-1'")):
            connection.execute(
                "INSERT INTO files (id, name, size_bytes, mtime_ns, document) VALUES (?, ?, 1, 1, ?)",
                (number, name, number),
            )
            connection.execute(f"{columns} VALUES (?, ?, ?, {row})", (number, bytes.fromhex(sha(name)), number))
        connection.commit()

    async def scenario() -> list[Claim]:
        async with open_ledger(path, CLOUD) as ledger:
            await begin(ledger, path.with_name("out"))
            return [await ledger.claim(image(tmp_path, name), sha(name)) for name in ("lost", "taken")]

    assert run(scenario()) == [Submit(1, maybe_paid=True), Submit(2)]


def test_an_upgrade_is_done_whole_or_not_at_all(tmp_path: Path) -> None:
    """An upgrade that fails half way leaves the ledger as it was, and the next one goes through."""
    path = tmp_path / "ledger"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_VERSION_1)
        connection.execute("CREATE TABLE history (in_the_way)")
    before = _tables(path)
    with pytest.raises(OutputError, match="cannot be used"):
        _opened(path)
    assert _tables(path) == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        connection.execute("DROP TABLE history")
    _opened(path)


def test_a_ledger_without_the_line_it_needs_is_told(tmp_path: Path) -> None:
    """A result that is to be told under another name, and whose line somebody deleted, is one clear error."""
    path = tmp_path / "ledger"
    _filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM lines WHERE file = (SELECT id FROM files WHERE name = '7')")
        connection.execute("UPDATE files SET status = NULL WHERE name = '7'")
        connection.commit()

    async def scenario() -> None:
        async with open_ledger(path, CLOUD) as ledger:
            await begin(ledger, path.with_name("out"))
            with pytest.raises(OutputError, match="no such line of it"):
                await ledger.claim(image(tmp_path, "7"), sha("7"))

    run(scenario())


def test_an_upgrade_that_stumbles_over_a_line_says_so(tmp_path: Path) -> None:
    """Whatever a step raises ends the opening with advice, and leaves the ledger as it was."""
    path = tmp_path / "ledger"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_VERSION_1)
        connection.execute("INSERT INTO lines (file, document, line) VALUES (1, 1, 'no JSON')")
        connection.commit()
    before = _tables(path)
    with pytest.raises(OutputError, match=r"cannot be brought to this version.*JSON is malformed"):
        _opened(path)
    assert _tables(path) == before


def test_any_error_of_opening_reaches_who_opens(tmp_path: Path) -> None:
    """An error that nobody foresaw is raised, and leaves neither a thread nor somebody who waits."""
    before = threading.active_count()
    with pytest.raises(ValueError, match="null byte"):
        _opened(tmp_path / "led\0ger")
    assert threading.active_count() == before


def test_an_upgrade_remembers_what_was_read(tmp_path: Path) -> None:
    """The history begins with the lines of all runs before the upgrade, and not with the next night."""
    path = tmp_path / "ledger"
    dated = INVOICE | {"issue_date": "2026-11-02", "supplier_tax_id": "DE136695976"}
    line = {"status": "completed", "invoice": dated | {"total_amount": 119}, "completed_at": "2026-11-02T02:00:00.000Z"}
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_VERSION_1)
        connection.execute("INSERT INTO files (id, name, size_bytes, mtime_ns, document) VALUES (1, 'old', 1, 1, 1)")
        connection.execute("INSERT INTO documents (id, sha256, file) VALUES (1, ?, 1)", (bytes.fromhex(sha("A")),))
        for record in (line, line, {"status": "failed"}):
            connection.execute("INSERT INTO lines (file, document, line) VALUES (1, 1, ?)", (json.dumps(record),))
        connection.execute("INSERT INTO places VALUES (3, 3, 1)")
        connection.commit()

    async def scenario() -> bytes:
        async with open_ledger(path, CLOUD) as ledger:
            reading = replace(completed("new", "B"), invoice=dated)
            ((_, line),) = await ledger.collected([reading], line_of)
            return line

    assert [check["twin"] for check in json.loads(run(scenario()))["checks"]] == ["old"]


_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from batch_ocr.errors import OutputError
from batch_ocr.ledger.database import open_database
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    open_database(Path(sys.argv[1]), 1.0)
except OutputError as error:
    print(error)
"""


@pytest.mark.parametrize("room_bytes", [1, 6000, 20_000, 40_000])
def test_a_disk_too_full_for_a_new_ledger_is_told_as_that(tmp_path: Path, room_bytes: int) -> None:
    """The advice is to free some space, wherever in the making of the tables it runs out."""
    command = [sys.executable, "-c", _ON_A_FULL_DISK, str(tmp_path / "ledger"), str(room_bytes)]
    env = not_measured(environment())
    done = subprocess.run(command, cwd=Path(__file__).parents[2], env=env, capture_output=True, text=True, check=True)
    assert "rollback" not in done.stdout
    assert "no space left" in done.stdout or "check its disk" in done.stdout
