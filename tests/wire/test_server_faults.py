from __future__ import annotations

import asyncio
import base64
import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import orjson
import pytest

from batch_ocr.aspose.wire import (
    INVOICE_PATH,
    MalformedAnswer,
    TaskStatus,
    Unreadable,
    decode_answer,
    decode_results,
    parse_retry_after,
    parse_task_id,
)
from batch_ocr.errors import SettingsError
from batch_ocr.server.app import create_app
from batch_ocr.server.faults import FAULTS, fault_middleware
from batch_ocr.server.journal import Journal, read_accepted, read_events
from batch_ocr.server.running import running_app
from batch_ocr.server.stand_in import StandInReader, invoice_of, restore
from tests.wire.server_under_test import BEARER, CONFIG, LIMIT, Caller, run


@dataclass
class Bad(Caller):
    """A caller of a server with faults, and what happened inside."""

    accepted: list[tuple[str, str]] = field(default_factory=list)
    events: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    async def status(self, method: str = "GET", task_id: str = "x") -> int:
        if method == "POST":
            return (await self.post(b"image"))[0]
        return (await self.call(method, INVOICE_PATH, params={"id": task_id}))[0]


@asynccontextmanager
async def misbehaving(*faults: str, seed: int = 1) -> AsyncIterator[Bad]:
    async with asyncio.timeout(LIMIT), aiohttp.ClientSession(headers=BEARER) as session:
        bad = Bad("", session)
        app = create_app(
            StandInReader(),
            CONFIG,
            middlewares=[fault_middleware(faults, seed, lambda name, members: bad.events.append((name, members)))],
            on_accepted=[lambda task_id, sha256: bad.accepted.append((task_id, sha256))],
        )
        async with running_app(app) as bad.base_url:
            yield bad


def test_every_fault_describes_itself_in_one_line() -> None:
    """The list of faults can be shown as it is."""
    for fault in FAULTS.values():
        description = fault.described(fault.default)
        assert description
        assert "\n" not in description
        assert "{" not in description


@pytest.mark.parametrize("given", ["nonsense", "slow=fast", ""])
def test_unknown_fault_is_a_settings_error(given: str) -> None:
    """A misspelt fault must not pass for a quiet night."""
    with pytest.raises(SettingsError, match="fault"):
        fault_middleware([given], seed=1)


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ("throttle=1", {429}),
        ("throttle-date=1", {429}),
        ("unavailable=1", {503}),
        ("server-error=1", {500, 502, 504}),
    ],
)
def test_refusals_accept_nothing(fault: str, statuses: set[int]) -> None:
    """Whatever is refused with a status can be sent again: no task has come of it, and tokens are still given."""

    async def scenario() -> None:
        async with misbehaving(fault) as bad:
            seen = {await bad.status(method) for method in ("POST", "GET", "DELETE") * 2}
            assert seen == statuses
            assert bad.accepted == []
            assert (await bad.call("POST", "/connect/token"))[0] == 400

    run(scenario())


def test_both_forms_of_retry_after_say_what_they_mean() -> None:
    """Seconds, or a date that is ahead by one to two of them."""

    async def scenario() -> None:
        for fault, low, high in (("throttle=1", 1.0, 1.0), ("throttle-date=1", 0.5, 2.0)):
            async with misbehaving(fault) as bad:
                _, _, headers = await bad.post(b"image")
                seconds = parse_retry_after(headers["Retry-After"], datetime.now(UTC))
                assert seconds is not None
                assert low <= seconds <= high

    run(scenario())


def test_share_is_kept_and_seed_repeats_the_night() -> None:
    """About the share of calls is hit, the same ones for the same seed."""

    async def night(seed: int) -> list[int]:
        async with misbehaving("server-error=0.3", seed=seed) as bad:
            return [await bad.status() for _ in range(60)]

    async def scenario() -> None:
        first, again, other = await night(1), await night(1), await night(2)
        assert first == again != other
        assert 6 <= sum(status != 200 for status in first) <= 30

    run(scenario())


def test_rate_limit_counts_and_bans_who_does_not_wait() -> None:
    """So many calls within a second and no more; a call within the pause is told of and makes it longer."""

    async def scenario() -> None:
        async with misbehaving("rate-limit=5") as bad:
            assert [await bad.status() for _ in range(7)] == [200] * 5 + [429] * 2
            assert bad.events == [], "what is in flight when the limit is reached is forgiven"
            while not bad.events:
                assert await bad.status() == 429
            _, _, headers = await bad.call("GET", INVOICE_PATH, params={"id": "x"})
            assert int(headers["Retry-After"]) == 5
            assert bad.events[0][0] == "early"

    run(scenario())


def test_resets_before_acceptance_leave_no_task_and_those_after_do() -> None:
    """The client sees the same in both cases; the server's books tell them apart."""

    async def scenario() -> None:
        for fault, accepted in (("reset-before=1", 0), ("reset-after=1", 1), ("cut-answer=1", 1)):
            async with misbehaving(fault) as bad:
                with pytest.raises(aiohttp.ClientError):
                    await bad.post(b"image")
                assert len(bad.accepted) == accepted
                assert await bad.status("GET") == 200

    run(scenario())


def test_reset_polls_spare_the_task() -> None:
    """Only polls are hit."""

    async def scenario() -> None:
        async with misbehaving("reset-poll=0.5") as bad:
            task_id = await bad.submit()
            outcomes = []
            for _ in range(20):
                try:
                    outcomes.append(await bad.status("GET", task_id))
                except aiohttp.ClientError:
                    outcomes.append(0)
            assert set(outcomes) == {0, 200}

    run(scenario())


@pytest.mark.parametrize("fault", ["outage=0.2", "outage-503=0.2"])
def test_outage_begins_with_the_fifth_submission_and_ends(fault: str) -> None:
    """Everything fails for its time, tokens included, and then goes on as if nothing had been."""

    async def scenario() -> None:
        async with misbehaving(fault) as bad:
            assert [await accepts(bad) for _ in range(6)] == [True] * 4 + [False] * 2
            while not await accepts(bad):
                pass
            assert [await accepts(bad) for _ in range(6)] == [True] * 6

    async def accepts(bad: Bad) -> bool:
        try:
            return await bad.status("POST") == 200
        except aiohttp.ClientError:
            return False

    run(scenario())


def test_slow_answers_come_in_the_end() -> None:
    """Every answer is held back for its time."""

    async def scenario() -> None:
        async with misbehaving("slow=0.05") as bad:
            clock = asyncio.get_running_loop().time
            started = clock()
            await bad.submit()
            assert clock() - started >= 0.05

    run(scenario())


def test_late_task_is_denied_at_first() -> None:
    """The first polls of each task say NotExist, all others the truth."""

    async def scenario() -> None:
        async with misbehaving("late=2") as bad:
            task_id = await bad.submit()
            seen = [(await bad.state(task_id))["taskStatus"] for _ in range(4)]
            assert seen == ["NotExist", "NotExist", "Completed", "Completed"]

    run(scenario())


@pytest.mark.parametrize(("fault", "status"), [("lost=0.5", "NotExist"), ("endless=0.5", "Processing")])
def test_some_tasks_are_hit_for_ever_and_the_others_never(fault: str, status: str) -> None:
    """The choice is by task, whoever asks how often."""

    async def scenario() -> None:
        async with misbehaving(fault) as bad:
            tasks = [await bad.submit(b"%d" % number) for number in range(30)]
            first = [(await bad.state(task_id))["taskStatus"] for task_id in tasks]
            assert [(await bad.state(task_id))["taskStatus"] for task_id in tasks] == first
            assert set(first) == {status, "Completed"}

    run(scenario())


def test_unreadable_results_are_unreadable_in_every_way() -> None:
    """No kind of them can be decoded, and all say Completed."""

    async def scenario() -> None:
        async with misbehaving("unreadable=1") as bad:
            kinds = set()
            for number in range(60):
                _, body, _ = await bad.call("GET", INVOICE_PATH, params={"id": await bad.submit(b"%d" % number)})
                answer = decode_answer(body)
                assert answer.status is TaskStatus.COMPLETED
                outcome = decode_results(answer.results)
                assert isinstance(outcome, Unreadable)
                kinds.add(str(orjson.loads(body)["results"]))
            assert len(kinds) == 8

    run(scenario())


def test_odd_status_words_are_no_status() -> None:
    """Null, missing, a number or a word that means nothing; the next poll may be sound."""

    async def scenario() -> None:
        async with misbehaving("odd-status=0.8") as bad:
            task_id = await bad.submit()
            answers = [await bad.state(task_id) for _ in range(40)]
            words = {repr(answer.get("taskStatus", "missing")) for answer in answers}
            assert words == {"'missing'", "None", "'Resting'", "3", "'Completed'"}

    run(scenario())


def test_several_results_merge_into_the_one_invoice() -> None:
    """The first value of each key is the true one."""

    async def scenario() -> None:
        async with misbehaving("several-results=1") as bad:
            task_id = await bad.submit()
            _, body, _ = await bad.call("GET", INVOICE_PATH, params={"id": task_id})
            answer = decode_answer(body)
            assert len(answer.results) == 3
            reading = decode_results(answer.results)
            assert not isinstance(reading, Unreadable)
            assert reading.invoice["account"] == bad.accepted[0][1]
            assert reading.invoice["supplier_name"] == invoice_of(bad.accepted[0][1])["supplier_name"]

    run(scenario())


def test_warnings_do_not_spoil_a_success() -> None:
    """Completed, with results, and notices beside them."""

    async def scenario() -> None:
        async with misbehaving("warnings=1") as bad:
            answer = await bad.state(await bad.submit())
            assert answer["taskStatus"] == "Completed"
            assert answer["results"]
            assert answer["error"]["messages"]
            assert answer["error"]["warnings"]

    run(scenario())


def test_odd_ids_are_still_ids() -> None:
    """Quoted, with white space or a BOM: what is inside is the task."""

    async def scenario() -> None:
        async with misbehaving("odd-id=1") as bad:
            bodies = [(await bad.post(b"%d" % number))[1] for number in range(20)]
            assert [parse_task_id(body) for body in bodies] == [task_id for task_id, _ in bad.accepted]
            assert {len(body) for body in bodies} == {38, 39}

    run(scenario())


def test_html_pages_come_with_status_200() -> None:
    """A page is no id and no envelope; what was answered with it was not accepted."""

    async def scenario() -> None:
        async with misbehaving("html=1") as bad:
            status, body, _ = await bad.post(b"image")
            assert status == 200
            with pytest.raises(MalformedAnswer):
                parse_task_id(body)
            assert bad.accepted == []
        async with misbehaving("html-poll=1") as bad:
            _, body, headers = await bad.call("GET", INVOICE_PATH, params={"id": await bad.submit()})
            assert headers["Content-Type"].startswith("text/html")
            with pytest.raises(MalformedAnswer):
                decode_answer(body)

    run(scenario())


def test_tokens_become_worthless_in_mid_run() -> None:
    """Every so many calls all tokens granted so far answer 401, and a new one is good again."""

    async def scenario() -> None:
        async with misbehaving("token-expiry=3") as bad:
            form = {"grant_type": "client_credentials", "client_id": "id", "client_secret": "secret"}

            async def token() -> dict[str, str]:
                _, body, _ = await bad.call("POST", "/connect/token", data=form)
                return {"Authorization": f"Bearer {orjson.loads(body)['access_token']}"}

            headers = await token()
            statuses = []
            for _ in range(7):
                status, _, _ = await bad.call("GET", INVOICE_PATH, params={"id": "x"}, headers=headers)
                statuses.append(status)
                if status == 401:
                    headers = await token()
            assert statuses == [200, 200, 401, 200, 200, 401, 200]

    run(scenario())


@pytest.mark.parametrize("given", ["nosuch", "throttle=often", "throttle=-1", "slow=nan", "token-expiry=inf"])
def test_a_fault_that_cannot_be_is_refused(given: str) -> None:
    """A slip is told by its name before the server starts, and does not break its calls."""
    with pytest.raises(SettingsError, match=given.partition("=")[0]):
        fault_middleware([given], seed=1)


def test_faults_add_up() -> None:
    """Several faults make one bad night in which every document still gets through to the patient."""

    async def scenario() -> None:
        async with misbehaving("throttle=0.2", "reset-before", "odd-id", "late=1", "server-error", "html-poll") as bad:
            for number in range(10):
                assert await persistent(bad, b"%d" % number) == number

    async def persistent(bad: Bad, image: bytes) -> int:
        task_id = ""
        for _ in range(200):
            try:
                if not task_id:
                    status, body, _ = await bad.post(image)
                    task_id = parse_task_id(body) if status == 200 else ""
                else:
                    _, body, _ = await bad.call("GET", INVOICE_PATH, params={"id": task_id})
                    if (answer := decode_answer(body)).results:
                        account = orjson.loads(base64.b64decode(answer.results[0].data or ""))["account"]
                        assert (task_id, account) in bad.accepted
                        return int(image)
            except (aiohttp.ClientError, MalformedAnswer):
                continue
        return -1

    run(scenario())


def test_journal_outlives_the_server_and_the_next_one_goes_on_with_its_tasks(tmp_path: Path) -> None:
    """What was accepted is on disk before its answer, and a server that restores it answers for the old ids."""
    path = tmp_path / "journal.jsonl"

    async def scenario() -> None:
        with Journal(path) as journal:
            app = create_app(StandInReader(math.inf), CONFIG, on_accepted=[journal.accepted])
            async with running_app(app) as url, aiohttp.ClientSession(headers=BEARER) as session:
                task_id = await Caller(url, session).submit(b"image")
                assert [one.task_id for one in read_accepted(path)] == [task_id]
            journal.write("early", {"call": "poll"})
        with path.open("ab") as file:
            file.write(b'{"event": "acc')  # a full disk may cut a line; a killed process does not
        assert [event["call"] for event in read_events(path, "early")] == ["poll"]
        app = create_app(StandInReader(), CONFIG)
        restore(app, read_accepted(path))
        async with running_app(app) as url, aiohttp.ClientSession(headers=BEARER) as session:
            answer = await Caller(url, session).state(task_id)
            account = orjson.loads(base64.b64decode(answer["results"][0]["data"]))["account"]
            assert [account] == [one.sha256 for one in read_accepted(path)]

    run(scenario())
    assert list(read_accepted(tmp_path / "no such file")) == []
