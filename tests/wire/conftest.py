from __future__ import annotations

import asyncio
import warnings
from collections.abc import Iterator

import pytest
import uvloop

LOOPS = {"asyncio": asyncio.DefaultEventLoopPolicy, "uvloop": uvloop.EventLoopPolicy}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever holds of the client holds on both event loops: their transports differ in many small ways."""
    if metafunc.module.__name__.rpartition(".")[2].startswith("test_client"):
        metafunc.fixturenames.append("event_loop_policy")
        metafunc.parametrize("event_loop_policy", LOOPS, indirect=True)


@pytest.fixture
def event_loop_policy(request: pytest.FixtureRequest) -> Iterator[None]:
    """`asyncio.run` makes the loop that is asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # how else would `asyncio.run` be told?
        before = asyncio.get_event_loop_policy()
        asyncio.set_event_loop_policy(LOOPS[request.param]())
        yield
        asyncio.set_event_loop_policy(before)
