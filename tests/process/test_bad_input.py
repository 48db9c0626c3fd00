"""Whatever a person gets wrong is one clear line on stderr and the documented exit code, and nothing is lost."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.process.command import (
    CREDENTIALS,
    TIMEOUT,
    aged,
    batch_ocr,
    environment,
    lines,
    not_measured,
    picture,
    pictures,
    served,
)


def refused(folder: Path, output: Path, code: int, *told: str, arguments: tuple[str, ...] = (), **env: str) -> None:
    """The run ends with this code after one line of error that says all of `told`."""
    run = batch_ocr("run", folder, "-o", output, *arguments, env=env)
    assert (run.returncode, run.stdout) == (code, ""), run.stderr
    errors = [line for line in run.stderr.splitlines() if line.startswith("batch-ocr: error: ")]
    assert len(errors) == 1, run.stderr
    for words in told:
        assert words in errors[0]
    assert "Traceback" not in run.stderr


def cloud_run(folder: Path, output: Path, base_url: str, *more: str) -> list[str | Path]:
    """What starts a run against a server of the service's kind."""
    return ["run", folder, "-o", output, "--engine", "aspose", "--base-url", base_url, *more]


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    return pictures(tmp_path / "scans", 2)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "results.jsonl"


def test_no_such_folder(tmp_path: Path, output: Path) -> None:
    """A wrong path is exit 3, and leaves nothing behind."""
    refused(tmp_path / "scnas", output, 3, "scnas: no such folder")
    assert list(tmp_path.iterdir()) == []


def test_a_file_instead_of_a_folder(scans: Path, output: Path) -> None:
    """Giving one invoice instead of its folder is exit 3 and says what to give."""
    refused(scans / "0000.png", output, 3, "is a file; give the folder")


def test_an_empty_folder(tmp_path: Path, output: Path) -> None:
    """An empty folder is more often a share that is not mounted: exit 3, unless it is said to be fine."""
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", output, 3, "is empty; is the share mounted?", "--allow-empty")
    assert batch_ocr("run", tmp_path / "empty", "-o", output, "--allow-empty").returncode == 0


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('language = "Klingon"', "language: the service has no 'Klingon'"),
        ('language = "germn"', "did you mean 'German'?"),
        ('ca_file = "none.pem"', "ca_file = 'none.pem' cannot be loaded"),
    ],
)
def test_what_the_service_cannot_be_asked_with_is_told_by_a_check_and_by_a_run(
    scans: Path, output: Path, setting: str, message: str
) -> None:
    """A slip in the settings is exit 2 before the first document, not the failure of each."""
    config = output.with_name("settings.toml")
    config.write_text(f'engine = "aspose"\nbase_url = "http://127.0.0.1:9"\n{setting}\n')
    for command in (["config", "check"], ["run", scans, "-o", output]):
        ended = batch_ocr(*command, "--config", config, env=CREDENTIALS, cwd=output.parent)
        assert (ended.returncode, ended.stdout) == (2, ""), ended.stderr
        assert message in ended.stderr
    assert not output.exists() or not output.read_bytes()


def test_a_folder_without_invoices(tmp_path: Path, output: Path) -> None:
    """Files that are no pictures are not rejected one by one; a folder of nothing else is exit 3."""
    (tmp_path / "notes").mkdir()
    aged(tmp_path / "notes" / "readme.txt", b"nothing to pay")
    refused(tmp_path / "notes", output, 3, "holds no invoices, but 1 file that is neither a picture nor a PDF")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "scans").symlink_to(tmp_path / "notes")
    refused(tmp_path / "links", output, 3, "holds no invoices", "1 symbolic link or device, never followed")


def test_a_folder_that_is_being_filled_is_not_empty(tmp_path: Path, output: Path) -> None:
    """A scan that is still being written is left to the next run; nobody is asked whether the share is mounted."""
    scan = pictures(tmp_path / "scans", 1) / "0000.png"
    over = Event()

    def grow() -> None:
        while not over.wait(0.01):
            os.utime(scan)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(grow)
        try:
            run = batch_ocr(*cloud_run(scan.parent, output, "http://127.0.0.1:9"), env=CREDENTIALS)
        finally:
            over.set()
    assert run.returncode == 0, run.stderr
    assert "0000.png" in run.stderr


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.png", b"", "empty"),
        ("cut.png", picture(1)[:-20], "corrupt"),
        (
            "cut.jpg",
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x0b\x08\0\x10\0\x10\1\1\x11\0",
            "corrupt",
        ),
        ("text.png", b"Rechnung Nr. 7", "unsupported"),
        ("photo.avif", b"\0\0\0\x18ftypavif" + bytes(20), "unsupported"),
        ("bomb.png", picture(1)[:16] + (60_000).to_bytes(4, "big") * 2 + picture(1)[24:], "too-large"),
        ("long.pdf", b"%PDF-1.7\n" + bytes(300) + b"\n%%EOF", "too-large"),
        ("locked.pdf", b"%PDF-1.7\ntrailer\n<< /Encrypt 5 0 R >>\nstartxref\n9\n%%EOF", "encrypted"),
    ],
)
def test_a_file_that_cannot_be_an_invoice_is_rejected_with_a_reason(
    scans: Path, output: Path, name: str, content: bytes, code: str
) -> None:
    """It gets its own line with a code, is never sent, its neighbours are read, and the run ends with 1, then 0."""
    aged(scans / name, content)
    with served() as base_url:
        arguments = cloud_run(scans, output, base_url, "--max-file-bytes", "200")
        run = batch_ocr(*arguments, env=CREDENTIALS)
        assert run.returncode == 1, run.stderr
        assert f"{name}: {code}: " in run.stderr.splitlines()[-2]
        by_name = {str(line["file"]): line for line in lines(output)}
        assert [by_name[f"000{number}.png"]["status"] for number in (0, 1)] == ["completed", "completed"]
        rejected = by_name[name]
        assert rejected["status"] == "rejected"
        assert rejected["task_id"] is None
        error = rejected["error"]
        assert isinstance(error, dict)
        assert (error["code"], error["retryable"]) == (code, False)
        assert batch_ocr(*arguments, env=CREDENTIALS).returncode == 0


def test_a_file_that_cannot_be_opened_is_tried_again(scans: Path, output: Path) -> None:
    """Permissions are no property of the invoice: rejected tonight, read as soon as they are mended."""
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (scans / "0000.png").chmod(0)
    with served() as base_url:
        arguments = cloud_run(scans, output, base_url)
        assert batch_ocr(*arguments, env=CREDENTIALS).returncode == 1
        (scans / "0000.png").chmod(0o644)
        assert batch_ocr(*arguments, env=CREDENTIALS).returncode == 0
    assert [line["status"] for line in lines(output) if line["file"] == "0000.png"] == ["rejected", "completed"]


def test_an_output_inside_the_input_folder(scans: Path) -> None:
    """Results among the scans would be walked by the next run: exit 2 before anything is made."""
    refused(scans, scans / "results.jsonl", 2, "lies inside the input folder")
    assert sorted(path.name for path in scans.iterdir()) == ["0000.png", "0001.png"]


def test_an_output_that_cannot_be_written(scans: Path, tmp_path: Path) -> None:
    """A folder, a missing folder or a device as output is exit 5 and says what to give instead."""
    refused(scans, tmp_path, 5, "is a folder; give a file, such as")
    refused(scans, tmp_path / "none" / "results.jsonl", 5, "there is no folder")
    refused(scans, Path("/dev/null"), 5, "not a regular file")


def test_a_name_that_is_too_long(scans: Path, tmp_path: Path) -> None:
    """As output, ledger or folder it is one clear error, no bug."""
    long = tmp_path / ("x" * 300)
    refused(scans, long, 5, "cannot be used: File name too long")
    refused(scans, tmp_path / "r.jsonl", 5, "File name too long", arguments=("--ledger", str(long)))
    refused(long, tmp_path / "r.jsonl", 3, "cannot be used: File name too long")
    commands: tuple[list[str | Path], ...] = (
        ["status", "-o", long],
        ["export", long, "--to", tmp_path / "t.csv"],
        ["report", long, "-o", tmp_path / "report.html"],
        ["review", long],
    )
    for command in commands:
        run = batch_ocr(*command)
        assert (run.returncode, len(run.stderr.splitlines())) == (5, 1), run.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", ""],
        ["run", " "],
        ["run", "scans", "-o", ""],
        ["run", "scans", "--ledger", ""],
        ["run", "scans", "--metrics-file", ""],
        ["run", "scans", "--config", ""],
        ["export", "", "--to", "t.csv"],
        ["report", "-o", ""],
    ],
)
def test_an_empty_name_is_not_the_current_folder(scans: Path, tmp_path: Path, arguments: list[str]) -> None:
    """A variable of a script that is not set is exit 2: nobody asked to have what lies here read, or sent anywhere."""
    run = batch_ocr(*arguments, cwd=tmp_path)
    assert (run.returncode, len(run.stderr.splitlines())) == (2, 1), run.stderr
    assert "expected the name of a file or folder" in run.stderr
    assert list(tmp_path.iterdir()) == [scans]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--metrics-file", "r.jsonl"],
        ["--metrics-file", "r.jsonl.ledger"],
        ["--metrics-file", "scans/0000.png"],
        ["--ledger", "r.jsonl"],
        ["--ledger", "scans/0000.png"],
    ],
)
def test_a_file_named_twice_is_refused_before_it_is_touched(scans: Path, tmp_path: Path, arguments: list[str]) -> None:
    """Results, ledger and scans stay as they were."""
    (tmp_path / "r.jsonl").write_text("")
    (tmp_path / "r.jsonl.ledger").write_text("")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    run = batch_ocr("run", scans, "-o", "r.jsonl", *arguments, cwd=tmp_path)
    assert (run.returncode, len(run.stderr.splitlines())) == (2, 1), run.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_disk_that_fills_up(scans: Path, output: Path) -> None:
    """A full disk is exit 5; with room again, the next run writes what is missing and sends nothing twice."""

    def with_little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))

    with served() as base_url:
        arguments = ["run", str(scans), "-o", str(output), "--engine", "aspose", "--base-url", base_url]
        ledger = ["--ledger", str(output.with_name("ledger"))]
        first = batch_ocr(*arguments, *ledger, "--max-submissions", "1", env=CREDENTIALS)
        assert first.returncode == 7
        full = subprocess.run(
            [sys.executable, "-m", "batch_ocr", *arguments, *ledger],
            env=not_measured(environment(**CREDENTIALS)),
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
            preexec_fn=with_little_room,
        )
        assert full.returncode == 5, full.stderr
        assert "Traceback" not in full.stderr
        mended = batch_ocr(*arguments, *ledger, env=CREDENTIALS)
        assert mended.returncode == 0, mended.stderr
    assert sorted(str(line["file"]) for line in lines(output)) == ["0000.png", "0001.png"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("max_pendin = 3", "unknown option 'max_pendin'; did you mean 'max_pending'?"),
        ('concurrency = "many"', "concurrency: expected a whole number"),
        ("concurrency = = 3", "not valid TOML"),
    ],
)
def test_a_wrong_configuration(scans: Path, output: Path, tmp_path: Path, content: str, told: str) -> None:
    """A broken config file is exit 2 and names file, option and remedy."""
    (tmp_path / "config.toml").write_text(content)
    refused(scans, output, 2, "config.toml", told, arguments=("--config", str(tmp_path / "config.toml")))


def test_wrong_usage(scans: Path) -> None:
    """A flag, a command or an argument that does not exist is exit 2 in one line that names the help."""
    for arguments in (
        ["run"],
        ["rum", scans],
        ["run", scans, "--concurency", "3"],
        [],
        ["run", scans, "--engine", "gpu"],
    ):
        run = batch_ocr(*arguments)
        assert run.returncode == 2, run.stderr
        assert len(run.stderr.splitlines()) == 1, run.stderr


@pytest.mark.parametrize("address", ["ftp://anna:sesame-open@host", "https://anna:sesame-open@host"])
def test_an_address_with_a_password(scans: Path, output: Path, tmp_path: Path, address: str) -> None:
    """It is refused with 2 before a ledger is made, and the password is in no message."""
    run = batch_ocr("run", scans, "-o", output, "--engine", "aspose", "--base-url", address, env=CREDENTIALS)
    assert (run.returncode, len(run.stderr.splitlines())) == (2, 1), run.stderr
    assert "sesame" not in run.stderr
    assert list(tmp_path.iterdir()) == [scans]


def test_no_credentials(scans: Path, output: Path) -> None:
    """The cloud without credentials is exit 4 and names the variables and the engine that needs none."""
    refused(scans, output, 4, "ASPOSE_CLIENT_ID", "--engine local", arguments=("--engine", "aspose"))


def test_wrong_credentials(scans: Path, output: Path) -> None:
    """Refused credentials end the run with 4 after one token call; the secret is in no message and nothing failed."""
    secret = "wrong-battery-staple"
    with served() as base_url:
        run = batch_ocr(
            *cloud_run(scans, output, base_url, "-v"),
            env=CREDENTIALS | {"ASPOSE_CLIENT_SECRET": secret},
        )
    assert run.returncode == 4, run.stderr
    assert secret not in run.stderr
    assert "Traceback" not in run.stderr
    assert lines(output) == []


def test_an_unreachable_host(scans: Path, output: Path) -> None:
    """Nothing listening at the address is exit 4 within the patience, names the address, and settles nothing."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        arguments = ("--engine", "aspose", "--base-url", url, "--outage-patience", "1")
        refused(scans, output, 4, url, arguments=arguments, **CREDENTIALS)
    assert lines(output) == []


def test_a_port_in_use() -> None:
    """Serving on a taken port is exit 2 and says so."""
    with served() as base_url:
        second = batch_ocr("serve", "--port", base_url.rsplit(":", 1)[1], "--stand-in", "0", env=CREDENTIALS)
    assert second.returncode == 2, second.stderr
    assert "choose another --port" in second.stderr


def test_names_of_every_kind(tmp_path: Path, output: Path) -> None:
    """Spaces, newlines, quotes, bytes that are not UTF-8 and 250 characters: one whole line each, told apart."""
    folder = tmp_path / "scans"
    folder.mkdir()
    names = [
        b"a b.png",
        b"line\nbreak.png",
        b"'single' \"double\".png",
        b"caf\xe9.png",
        b"x" * 246 + b".png",
        "ü€.png".encode(),
    ]
    for number, name in enumerate(names):
        aged(folder / os.fsdecode(name), picture(number))
    with served() as base_url:
        arguments = cloud_run(folder, output, base_url)
        run = batch_ocr(*arguments, env=CREDENTIALS)
        assert run.returncode == 0, run.stderr
        assert batch_ocr(*arguments, env=CREDENTIALS).returncode == 0
    told = {str(line["file"]) for line in lines(output)}
    assert told == {
        "a b.png",
        "line\nbreak.png",
        "'single' \"double\".png",
        "caf\\xe9.png",
        "x" * 246 + ".png",
        "ü€.png",
    }


def test_a_file_from_the_far_future_is_read_once(tmp_path: Path) -> None:
    """A time that no database can hold ends no run, and the next night knows the file again."""
    scans, output = pictures(tmp_path / "scans", 2), tmp_path / "results.jsonl"
    os.utime(scans / "0001.png", (10**10, 10**10))
    with served() as base_url:
        arguments = cloud_run(scans, output, base_url, "--quiet-period", "0.1")
        first = batch_ocr(*arguments, env=CREDENTIALS)
        again = batch_ocr(*arguments, env=CREDENTIALS)
    assert first.returncode == 0, first.stderr
    assert "nothing new to read" in again.stderr
    assert sorted(str(line["file"]) for line in lines(output)) == ["0000.png", "0001.png"]
