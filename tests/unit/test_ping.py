from __future__ import annotations

import logging

import pytest

from batch_ocr.errors import SettingsError
from batch_ocr.log import keep_secret, redacted
from batch_ocr.ping import Ping
from tests.monitor import KEY, monitor


def test_start_success_and_failure_have_their_addresses(caplog: pytest.LogCaptureFixture) -> None:
    """POST to /start, to the address itself and to /fail, the latter two with the summary as body."""
    with monitor() as told:
        ping = Ping(told.url)
        ping.start()
        ping.end("3 completed", success=True)
        ping.end("1 failed", success=False)
    assert told.pings == [("/start", ""), ("", "3 completed"), ("/fail", "1 failed")]
    assert caplog.messages == []


def test_a_query_stays_behind_the_path() -> None:
    """Some monitors want parameters: /start goes before them."""
    with monitor() as told:
        Ping(f"{told.url}/?rid=7").start()
    assert told.pings == [("/start?rid=7", "")]


def test_a_monitor_that_refuses_is_told_without_its_key(caplog: pytest.LogCaptureFixture) -> None:
    """An error of the monitor is a warning, nothing more, and whoever reads it cannot ping."""
    with monitor(status=404) as told:
        Ping(told.url).start()
    assert caplog.messages == ["ping_url: could not notify the monitor: HTTP 404"]
    assert KEY not in redacted(f"to {told.url}: {KEY}")


def test_a_monitor_that_is_not_there_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """A refused connection does not reach the run."""
    with monitor() as told:
        pass
    Ping(told.url).end("", success=True)
    (message,) = caplog.messages
    assert "could not notify" in message


def test_a_monitor_that_does_not_answer_is_left_after_the_timeout(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever keeps the answer, the run goes on after so many seconds."""
    with monitor(silent=True) as told:
        Ping(told.url, timeout=0.2).start()
    (message,) = caplog.messages
    assert "no answer within 0.2 s" in message or "timed out" in message


def test_secrets_do_not_travel_in_the_body() -> None:
    """The summary may quote an error that quotes a secret: it is masked as in a log."""
    keep_secret("hunter2-hunter2")
    with monitor() as told:
        Ping(told.url).end("refused: hunter2-hunter2", success=False)
    assert told.pings == [("/fail", "refused: ***")]


@pytest.mark.parametrize("url", ["", "hc-ping.com/key", "file:///etc/passwd", "ftp://example.net/key", "https:///key"])
def test_only_http_addresses_are_taken(url: str) -> None:
    """A file or an address without a host is a wrong setting, told before the run."""
    with pytest.raises(SettingsError, match="expected an http or https address"):
        Ping(url)


@pytest.fixture(autouse=True)
def _warnings_are_seen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
