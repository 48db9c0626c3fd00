"""`batch-ocr review` as a person meets it on the command line: it starts, says where it is, and ends."""

from __future__ import annotations

import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.process.command import TIMEOUT, batch_ocr
from tests.review_cases import folder, reviewing


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_address_is_all_of_stdout_and_a_signal_the_usual_end(how: signal.Signals, tmp_path: Path) -> None:
    """Exit code 0, with pages open; the token is in the address and in no message."""
    results = folder(tmp_path)
    with reviewing(results, "--images", tmp_path / "scans", "--port", "0") as (process, address):
        base_url, _, token = address.partition("/?token=")
        assert base_url.startswith("http://127.0.0.1:")
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(address) as page:
            assert b"Nordlicht GmbH" in page.read()
        stream = opener.open(f"{base_url}/api/events")
        assert stream.readline() == b"retry: 1000\n"
        process.send_signal(how)
        out, err = process.communicate(timeout=TIMEOUT)
        stream.close()
    assert (process.returncode, out) == (0, "")
    assert len(token) >= 32
    assert token not in err
    assert "Traceback" not in err
    assert "3 documents" in err


def test_the_token_is_another_one_each_time(tmp_path: Path) -> None:
    """An address in the browser's history opens nothing tomorrow."""
    results = folder(tmp_path)
    with reviewing(results, "--port", "0") as (_, first), reviewing(results, "--port", "0") as (_, second):
        tokens = [one.partition("token=")[2] for one in (first, second)]
        assert tokens[0] != tokens[1]
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(second.replace(tokens[1], tokens[0]))


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    """One line that names --port, exit code 2, nothing on stdout."""
    results = folder(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        review = batch_ocr("review", results, "--port", str(port), "--images", tmp_path / "scans")
    assert (review.returncode, review.stdout) == (2, "")
    assert len(review.stderr.splitlines()) == 1
    assert "--port" in review.stderr


def test_another_host_is_warned_about(tmp_path: Path) -> None:
    """Who opens it to the network is told what that means."""
    results = folder(tmp_path)
    with reviewing(results, "--port", "0", "--host", "0.0.0.0") as (process, _):
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=TIMEOUT)
    assert "warning: anyone on the network" in err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nothing.jsonl"], 5, "no such results file"),
        (["results.jsonl", "--images", "nowhere"], 3, "no such folder"),
        (["results.jsonl", "--name", " "], 2, "--name"),
    ],
)
def test_what_cannot_be_reviewed_is_one_line(arguments: list[str], code: int, told: str, tmp_path: Path) -> None:
    """Said before anything is served."""
    folder(tmp_path)
    review = batch_ocr("review", *arguments, "--port", "0", cwd=tmp_path, env={"PYTHONPATH": str(Path.cwd())})
    assert (review.returncode, review.stdout) == (code, "")
    assert told in review.stderr.splitlines()[-1]
