from __future__ import annotations

import asyncio
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvloop


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever holds of the client holds on both event loops: their transports differ in many small ways."""
    if metafunc.module.__name__.rpartition(".")[2].startswith("test_client"):
        metafunc.fixturenames.append("event_loop_kind")
        metafunc.parametrize("event_loop_kind", ["asyncio", "uvloop"], indirect=True)


@pytest.fixture
def event_loop_kind(request: pytest.FixtureRequest) -> Iterator[None]:
    """`asyncio.run` makes the loop that is asked for."""
    if request.param == "asyncio":
        yield
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # how else would `asyncio.run` be told?
        before = asyncio.get_event_loop_policy()
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
        yield
        asyncio.set_event_loop_policy(before)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate that only itself vouches for; its key stands in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command")
    folder = tmp_path_factory.mktemp("tls")
    request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test"
    request += " -addext subjectAltName=IP:127.0.0.1,DNS:api.example"
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([openssl, *request.split(), *files], check=True, capture_output=True)
    with (folder / "both.pem").open("wb") as both:
        both.write((folder / "certificate.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return folder / "both.pem"
