from __future__ import annotations

from dataclasses import dataclass, replace

from batch_ocr.server.auth import Access, Banned, Granted, WrongCredentials
from batch_ocr.server.config import ServerConfig

CONFIG = ServerConfig(credentials={"id": "secret"}, token_life=3600.0)


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def granted(access: Access) -> str:
    answer = access.grant("id", "secret")
    assert isinstance(answer, Granted)
    return answer.token


def test_right_pair_gets_a_token_that_is_good_until_it_expires() -> None:
    """A token is worth what `expires_in` says, to the second."""
    clock = Clock()
    access = Access(CONFIG, clock)
    answer = access.grant("id", "secret")
    assert isinstance(answer, Granted)
    assert answer.expires_in == 3600
    clock.seconds = 3599.9
    assert access.is_good(answer.token)
    clock.seconds = 3600.0
    assert not access.is_good(answer.token)


def test_tokens_are_random() -> None:
    """No token can be told from another one."""
    access = Access(CONFIG, Clock())
    tokens = {granted(access) for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 40


def test_a_made_up_token_is_refused() -> None:
    """Only what was granted opens the door: not nothing, not odd characters, not the static token of another server."""
    access = Access(CONFIG, Clock())
    assert not any(map(access.is_good, ("", "token", "é\udcff", "None")))


def test_static_token_is_good_for_ever() -> None:
    """The in-process server and its client share one token that never expires."""
    clock = Clock()
    access = Access(replace(CONFIG, static_token="shared"), clock)
    clock.seconds = 1e9
    access.revoke_all()
    assert access.is_good("shared")
    assert not access.is_good("shared2")


def test_unknown_id_and_wrong_secret_are_refused_alike() -> None:
    """The answer does not tell which half was wrong; an empty secret is no way in."""
    access = Access(CONFIG, Clock())
    for pair in (("id", "wrong"), ("other", "secret"), ("other", ""), ("", ""), ("id", "")):
        assert access.grant(*pair) == WrongCredentials()


def test_more_than_five_failures_ban_the_pair_for_ten_minutes() -> None:
    """Five wrong attempts are refused plainly, the sixth and all within 600 s of it say how long to wait."""
    clock = Clock()
    access = Access(CONFIG, clock)
    assert [access.grant("id", "wrong") for _ in range(5)] == [WrongCredentials()] * 5
    assert access.grant("id", "wrong") == Banned(600)
    clock.seconds = 599.0
    assert access.grant("id", "wrong") == Banned(1)
    clock.seconds = 600.0
    assert access.grant("id", "wrong") == WrongCredentials()


def test_a_ban_is_for_the_pair_alone() -> None:
    """Another secret is another pair: the right one works while a wrong one is banned."""
    access = Access(CONFIG, Clock())
    for _ in range(6):
        access.grant("id", "wrong")
    assert isinstance(access.grant("id", "secret"), Granted)


def test_ban_can_be_switched_off() -> None:
    """Without a limit, wrong attempts are only ever wrong."""
    access = Access(replace(CONFIG, max_token_failures=None), Clock())
    assert {access.grant("id", "wrong") for _ in range(50)} == {WrongCredentials()}


def test_tokens_are_bounded() -> None:
    """Asking for tokens without end drops the oldest instead of filling the memory."""
    access = Access(replace(CONFIG, max_tokens=3), Clock())
    tokens = [granted(access) for _ in range(5)]
    assert [access.is_good(token) for token in tokens] == [False, False, True, True, True]


def test_neither_tokens_nor_secrets_are_shown() -> None:
    """A configuration in a log line gives nothing away."""
    shown = repr(replace(CONFIG, static_token="shared"))
    assert "secret" not in shown.replace("client_secret", "")
    assert "shared" not in shown
