"""The server against the official SDK, which nobody here wrote, in its two generations."""

from __future__ import annotations

import asyncio
import base64
import fcntl
import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from batch_ocr.aspose.wire import INVOICE_KEYS, RecognitionOptions
from batch_ocr.server.config import ServerConfig
from batch_ocr.server.reading import ReadDocument
from batch_ocr.server.running import running_server
from batch_ocr.server.stand_in import UNREADABLE_PREFIX, StandInReader

VERSIONS = ("24.11.0", "23.12.0")
CONFIG = ServerConfig(credentials={"id": "secret"}, static_token="let-me-in")
UNREACHABLE_SIGNS = ("Retrying", "Connection", "No matching distribution", "timed out")
INSTALL_TIMEOUT = 300
SESSION_TIMEOUT = 60

pytestmark = pytest.mark.sdk


@functools.cache
def interpreter_with(version: str) -> Path:
    """Return an interpreter that has this version of the SDK; made on first use and kept outside the tree."""
    environment = cache_folder() / f"{version}-python{sys.version_info.major}.{sys.version_info.minor}"
    python = environment / "bin" / "python"
    with locked(environment.with_suffix(".lock")):
        ready = environment / "ready"
        if not ready.exists():
            make = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(environment)]
            subprocess.run(make, check=True)
            install(python, f"aspose-ocr-cloud=={version}")
            ready.touch()
    return python


def cache_folder() -> Path:
    given = os.environ.get("BATCH_OCR_SDK_VENVS")
    folder = Path(given) if given else Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "batch-ocr-sdk"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install(python: Path, requirement: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--disable-pip-version-check",
        requirement,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_TIMEOUT, check=False)
    if done.returncode != 0:
        said = done.stdout + done.stderr
        if any(sign in said for sign in UNREACHABLE_SIGNS):
            pytest.skip(f"no package index can be reached to install {requirement}")
        pytest.fail(said)


class ProvingReader(StandInReader):
    """Answers from the bytes, with evidence beside it, and remembers the options."""

    def __init__(self) -> None:
        super().__init__()
        self.options: list[RecognitionOptions] = []

    async def read(self, data: bytes, options: RecognitionOptions) -> ReadDocument:
        self.options.append(options)
        document = await super().read(data, options)
        return ReadDocument(document.invoice, evidence={"evidence": {"supplier_name": {"confidence": 0.9}}})


def session(version: str, reader: ProvingReader) -> dict[str, Any]:
    """Let the SDK talk to a server in this process and return its report."""
    python = interpreter_with(version)
    given = {
        "token": "let-me-in",
        "client_id": "id",
        "client_secret": "secret",
        "image": base64.b64encode(b"an invoice").decode(),
        "bad_image": base64.b64encode(UNREADABLE_PREFIX).decode(),
    }

    async def talk() -> bytes:
        async with asyncio.timeout(SESSION_TIMEOUT), running_server(reader, CONFIG) as base_url:
            script = Path(__file__).with_name("session.py")
            process = await asyncio.create_subprocess_exec(
                python, "-I", script, version, base_url, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            output, _ = await process.communicate(json.dumps(given).encode())
            assert process.returncode == 0
            return output

    report: dict[str, Any] = json.loads(asyncio.run(talk()))
    return report


@pytest.mark.parametrize("version", VERSIONS)
def test_sdk_goes_through_the_life_of_a_document(version: str) -> None:
    """Submit, poll, decode, status, bad image, bad base64, wrong token, cancel: all as the SDK's own user expects."""
    reader = ProvingReader()
    report = session(version, reader)

    assert len(report["task_id"]) == 36
    assert (report["ended"]["status"], report["ended"]["code"]) == ("Completed", "Ok")
    assert [item["type"] for item in report["ended"]["results"]] == ["Text", "JSON"], "a second item disturbs no SDK"
    assert list(report["invoice"]) == list(INVOICE_KEYS)
    assert reader.options[0] == RecognitionOptions(language="German", skew_correct=True, rotate=90)

    assert report["status_only"] == {"status": "Completed", "code": "Ok", "results": None, "messages": None}
    assert report["bad_image"] == {
        "status": "Error",
        "code": "Error",
        "results": None,
        "messages": ["the image cannot be decoded"],
    }
    assert report["no_base64"]["status"] == 400
    assert report["wrong_token"]["status"] == 401
    # 23.12.0 can parse no answer to a refused submission, whatever its type, but names the status in its complaint.
    assert "401" in report["wrong_token_submission"]["text"]
    assert report["cancelled"] == {"status": "NotExist", "code": "TaskNotFound", "results": None, "messages": None}


def test_wrong_credentials_give_the_first_generation_no_token() -> None:
    """23.12.0 asks for a token itself, in multipart; when it is refused it cannot be configured."""
    python = interpreter_with("23.12.0")

    async def talk() -> str:
        async with asyncio.timeout(SESSION_TIMEOUT), running_server(StandInReader(), CONFIG) as base_url:
            folder = str(Path(__file__).parent)
            code = f"import sys; sys.path.insert(0, {folder!r}); import session; session.Sdk23(*sys.argv[1:])"
            process = await asyncio.create_subprocess_exec(
                python, "-I", "-c", code, base_url, "id", "wrong", stderr=subprocess.PIPE
            )
            return (await process.communicate())[1].decode()

    assert "KeyError: 'access_token'" in asyncio.run(talk())
