"""The review server on a real socket: who may come in, what is answered, what is appended."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.invoice.checks import Own
from batch_ocr.results import latest
from batch_ocr.review.desk import Desk
from batch_ocr.review.door import TOKEN_HEADER, Door, is_loopback
from tests.review_cases import HOSTILE, NOW, TOKEN, Served, folder, line, records, served


def review(results: Path, scenario: Callable[[Served], Awaitable[None]]) -> None:
    """Run a scenario against a server of its own; a hang becomes a TimeoutError."""

    async def bounded() -> None:
        async with asyncio.timeout(30), served(results) as server:
            await scenario(server)

    asyncio.run(bounded())


def sha_of(results: Path, name: str) -> str | None:
    return next(one.sha256 for one in latest(results) if one.name == name)


def state_of(body: dict[str, Any], field: str) -> object:
    return body["document"]["invoice"][field]


def test_an_edit_is_appended_and_the_checks_run_anew(tmp_path: Path) -> None:
    """The results stay as they are; every reader of them sees the new value and findings that hold for it."""
    results = folder(tmp_path)
    before, sha256 = results.read_bytes(), sha_of(results, "a.png")

    async def scenario(server: Served) -> None:
        edit = {"file": "a.png", "sha256": sha256, "action": "edit", "field": "total_amount"}
        status, body = await server.correct(**edit, old="119.0", new="191,00")
        assert (status, state_of(body, "total_amount")) == (200, "191.00")
        wrong = [one["code"] for one in body["document"]["findings"]]  # type: ignore[index]  # JSON
        assert wrong
        assert await server.correct(**edit, old="191.00", new="119") == (200, body | await state(server, "a.png"))

    async def state(server: Served, name: str) -> dict[str, object]:
        async with server.client.get(f"{server.base_url}/api/document", params={"file": name}) as answer:
            told: dict[str, object] = await answer.json()
            return told | {"record": records(results)[-1]["id"]}

    review(results, scenario)
    assert results.read_bytes() == before
    first, second = records(results)
    assert (first["who"], first["field"], first["old"], first["new"]) == ("anna", "total_amount", 119.0, 191.0)
    assert (second["old"], second["new"]) == (191.0, 119)
    corrected = next(one for one in latest(results) if one.name == "a.png")
    assert str(corrected.amount("total_amount")) == "119"
    assert "total_amount" in corrected.corrected


def test_who_was_slower_is_told_and_may_insist(tmp_path: Path) -> None:
    """409 has the present state and who made it; nothing is written until the person has seen it."""
    results = folder(tmp_path)
    sha256 = sha_of(results, "a.png")

    async def scenario(server: Served) -> None:
        edit = {"file": "a.png", "sha256": sha256, "action": "edit", "field": "bic"}
        await server.correct(**edit, old=None, new="BENDEFF1", who="ben")
        status, body = await server.correct(**edit, old=None, new="GENODEF1")
        assert (status, state_of(body, "bic")) == (409, "BENDEFF1")
        assert body["by"]["who"] == "ben"  # type: ignore[index]  # JSON
        assert len(records(results)) == 1
        status, body = await server.correct(**edit, old="BENDEFF1", new="GENODEF1")
        assert (status, state_of(body, "bic")) == (200, "GENODEF1")

    review(results, scenario)


def test_two_servers_on_one_file_see_each_other(tmp_path: Path) -> None:
    """What the other one appends counts at once, and its pages hear of it."""
    results = folder(tmp_path)
    sha256 = sha_of(results, "a.png")

    async def scenario(here: Served) -> None:
        async with served(results) as there, here.client.get(f"{here.base_url}/api/events") as events:
            accept = {"file": "a.png", "sha256": sha256, "action": "accept"}
            _, first = await there.correct(**accept, seen=None)
            assert (await here.correct(**accept, seen=None))[0] == 409
            assert (await here.correct(file="a.png", sha256=sha256, action="undo", undoes=first["record"]))[0] == 200
            heard = [json.loads(piece[6:]) async for piece in _events(events, 2)]
            assert {one["document"]["name"] for one in heard} == {"a.png"}
            assert heard[-1]["document"]["review"] is None

    async def _events(answer: Any, most: int) -> Any:  # noqa: ANN401 - a stream of the client's
        async for piece in answer.content:
            if piece.startswith(b"data: "):
                yield piece
                most -= 1
                if not most or json.loads(piece[6:])["document"]["review"] is None:
                    return

    review(results, scenario)
    assert [one["action"] for one in records(results)] == ["accept", "undo"]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"action": "edit", "field": "total_amount", "old": "119.0", "new": "1.234"}, 422),
        ({"action": "edit", "field": "iban", "old": None, "new": "x"}, 422),
        ({"action": "edit", "field": "due_date", "old": "2026-10-31", "new": "soon"}, 422),
        ({"action": "approve"}, 400),
        ({"action": "accept", "why": "because"}, 400),
        ({"action": "accept", "file": "nobody.png"}, 404),
        ({"action": "accept", "sha256": "0" * 64}, 404),
        ({"action": "accept", "who": "\n"}, 422),
        ({"action": "undo", "undoes": "nothing"}, 409),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(wanted: dict[str, object], status: int, tmp_path: Path) -> None:
    """And leaves no record."""
    results = folder(tmp_path)
    sha256 = sha_of(results, "a.png")

    async def scenario(server: Served) -> None:
        told, body = await server.correct(**({"file": "a.png", "sha256": sha256, "seen": None} | wanted))
        assert (told, bool(body["error"])) == (status, True)

    review(results, scenario)
    assert records(results) == []


def test_a_run_may_append_while_people_review(tmp_path: Path) -> None:
    """Open pages are told; a reload shows the new invoices, and they can be corrected."""
    results = folder(tmp_path)

    async def scenario(server: Served) -> None:
        async with server.client.get(f"{server.base_url}/api/events") as events:
            with results.open("ab") as file:
                file.write(line("d.png", "d" * 64, supplier_name="Spätling KG") + b'{"schema":1,"file":"torn')
            async for piece in events.content:
                if piece == b'data: {"results":true}\n':
                    break
        async with server.client.get(server.base_url) as page:
            assert "Spätling KG" in await page.text()
        status, _ = await server.correct(file="d.png", sha256="d" * 64, action="accept", seen=None)
        assert status == 200

    review(results, scenario)


def test_a_failed_file_can_be_typed_in_and_a_repeated_one_judged_only_once(tmp_path: Path) -> None:
    """The copy leads to its original."""
    results = tmp_path / "results.jsonl"
    failed, copy = line("f.png", "f" * 64, status="failed"), line("g.png", "e" * 64, status="duplicate")
    results.write_bytes(failed + line("a.png", "e" * 64) + copy)

    async def scenario(server: Served) -> None:
        edit = {"file": "f.png", "sha256": "f" * 64, "action": "edit", "field": "total_amount", "old": None}
        status, body = await server.correct(**edit, new="12,50")
        assert (status, state_of(body, "total_amount")) == (200, "12.50")
        status, body = await server.correct(file="g.png", sha256="e" * 64, action="accept", seen=None)
        assert status == 404
        assert "a.png" in str(body["error"])

    review(results, scenario)


def test_nothing_is_shown_without_the_token(tmp_path: Path) -> None:
    """No page, no picture, no document, no stream; the address with the token leads in, and the token out of it."""
    results = folder(tmp_path)
    sha256 = sha_of(results, "a.png")

    async def scenario(server: Served) -> None:
        cookie = next(iter(server.client.cookie_jar))
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
        server.client.cookie_jar.clear()
        for path in ("/", "/api/document?file=a.png", "/api/events", f"/image/{sha256}/0", "/?token=wrong", "/nothing"):
            async with server.client.get(server.base_url + path) as answer:
                assert answer.status in {401, 403}
                assert answer.headers["Cache-Control"] == "no-store"
                assert TOKEN not in await answer.text()
        async with server.client.get(f"{server.base_url}/?token={TOKEN}", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/")

    review(results, scenario)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:80"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({TOKEN_HEADER: "wrong"}, 401),
        ({TOKEN_HEADER: ""}, 401),
        ({"Content-Type": "text/plain"}, 415),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_other_pages_cannot_change_anything(headers: dict[str, str], status: int, tmp_path: Path) -> None:
    """Not from another site, not from another port of this machine, not by another name for it."""
    results = folder(tmp_path)
    body = json.dumps({"file": "a.png", "sha256": sha_of(results, "a.png"), "action": "accept", "seen": None})

    async def scenario(server: Served) -> None:
        good = {"Origin": server.base_url, TOKEN_HEADER: TOKEN, "Content-Type": "application/json"}
        address = f"{server.base_url}/api/correction"
        async with server.client.post(address, data=body, headers=good | headers) as answer:
            assert answer.status == status
        async with server.client.post(address, data=body, headers=good) as answer:
            assert answer.status == 200

    review(results, scenario)
    assert len(records(results)) == 1


def test_only_a_post_changes_and_its_body_is_bounded(tmp_path: Path) -> None:
    """A link or a picture on another page is a GET."""
    results = folder(tmp_path)

    async def scenario(server: Served) -> None:
        headers = {"Origin": server.base_url, TOKEN_HEADER: TOKEN, "Content-Type": "application/json"}
        for method in ("GET", "PUT", "DELETE", "HEAD"):
            async with server.client.request(method, f"{server.base_url}/api/correction", headers=headers) as answer:
                assert answer.status == 405
        async with server.client.post(f"{server.base_url}/api/correction", data=b" " * 20_000, headers=headers) as one:
            assert one.status == 413

    review(results, scenario)
    assert records(results) == []


def test_the_page_allows_its_own_scripts_only(tmp_path: Path) -> None:
    """By their hashes; nobody may frame it; a hostile supplier's name is data."""
    results = folder(tmp_path)

    async def scenario(server: Served) -> None:
        async with server.client.get(server.base_url) as page:
            policy, text = page.headers["Content-Security-Policy"], await page.text()
        assert "script-src 'sha256-" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert HOSTILE not in text
        async with server.client.get(f"{server.base_url}/api/document", params={"file": "sub/c.png"}) as answer:
            assert answer.content_type == "application/json"
            assert (await answer.json())["document"]["invoice"]["supplier_name"] == HOSTILE
            assert answer.headers["X-Content-Type-Options"] == "nosniff"

    review(results, scenario)


def test_scans_are_found_by_their_bytes(tmp_path: Path) -> None:
    """Only those of the results; anything else is no path at all."""
    results = folder(tmp_path)
    sha256 = sha_of(results, "sub/c.png")

    async def scenario(server: Served) -> None:
        async with server.client.get(f"{server.base_url}/image/{sha256}/0") as answer:
            assert (answer.status, answer.content_type) == (200, "image/jpeg")
            assert answer.headers["Batch-Ocr-Pages"] == "1"
        for path in (f"{'0' * 64}/0", f"{sha256}/1", f"{sha256}/-1", "..%2f..%2fetc%2fpasswd/0", f"{sha256}/99999"):
            async with server.client.get(f"{server.base_url}/image/{path}") as answer:
                assert answer.status == 404

    review(results, scenario)


def test_the_token_is_in_no_message(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is asked for, right or broken."""
    results = folder(tmp_path)

    async def scenario(server: Served) -> None:
        for path in (f"/?token={TOKEN}", f"/nothing?token={TOKEN}", f"/image/{TOKEN}/0"):
            async with server.client.get(server.base_url + path) as answer:
                await answer.read()

    with caplog.at_level(logging.DEBUG):
        review(results, scenario)
    assert TOKEN not in caplog.text


def test_a_broken_corrections_file_is_told_and_nothing_is_overwritten(tmp_path: Path) -> None:
    """Its line is named; when it is mended, the review goes on."""
    results = folder(tmp_path)
    sha256 = sha_of(results, "a.png")
    broken = results.with_name("results.corrections.jsonl")

    async def scenario(server: Served) -> None:
        broken.write_bytes(b"oops\n")
        accept = {"file": "a.png", "sha256": sha256, "action": "accept", "seen": None}
        status, body = await server.correct(**accept)
        assert status == 500
        assert "line 1" in str(body["error"])
        assert broken.read_bytes() == b"oops\n"
        broken.write_bytes(b"")
        assert (await server.correct(**accept))[0] == 200

    review(results, scenario)


def test_results_that_are_not_there_are_an_error(tmp_path: Path) -> None:
    """Before anything is served."""
    with pytest.raises(OutputError, match="no such"):
        Desk(tmp_path / "r.jsonl", tmp_path / "l", Own(), lambda: NOW).open()


def test_names_of_this_machine_count_only_where_others_may_come() -> None:
    """On loopback an address of the network is foreign; on the network every address is this one's, but no name is."""
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("books.example")
    alone, open_to_all = Door("t", "127.0.0.1"), Door("t", "0.0.0.0")
    assert all(alone.is_here(host) for host in ("127.0.0.1:8765", "localhost:8765", "[::1]:8765", "127.0.0.1"))
    assert not any(alone.is_here(host) for host in ("192.168.0.7:8765", "books.example:8765", "", ":8765"))
    assert open_to_all.is_here("192.168.0.7:8765")
    assert not open_to_all.is_here("books.example:8765")
