"""What the cloud does not read is turned into what it does; what a run remembers is the person's own file."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from PIL import Image

from batch_ocr.server.journal import read_accepted
from tests.process.command import CREDENTIALS, aged, batch_ocr, lines, served


def pages(form: str, count: int = 1) -> bytes:
    file = io.BytesIO()
    sheets = [Image.effect_noise((60, 40), 50).convert("L") for _ in range(count)]
    if form == "TIFF":
        sheets[0].save(file, form, save_all=True, append_images=sheets[1:])
    else:
        sheets[0].convert("RGB").save(file, form)
    return file.getvalue()


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    aged(folder / "one.tif", pages("TIFF"))
    aged(folder / "three.tif", pages("TIFF", 3))
    aged(folder / "photo.webp", pages("WEBP"))
    return folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_several_pages_and_webp_are_sent_in_another_form(scans: Path, tmp_path: Path) -> None:
    """The line and the ledger speak of the file's own bytes; a second run, a copy and a touched file send nothing."""
    journal, output = tmp_path / "journal", tmp_path / "results.jsonl"
    with served("--journal", journal) as base_url:
        arguments: list[str | Path] = ["run", scans, "-o", output, "--engine", "aspose", "--base-url", base_url]
        assert batch_ocr(*arguments, env=CREDENTIALS).returncode == 0
        os.utime(scans / "photo.webp", (1_700_000_100, 1_700_000_100))
        aged(scans / "copy.tif", (scans / "three.tif").read_bytes())
        assert batch_ocr(*arguments, env=CREDENTIALS).returncode == 0
    sent = {one.sha256 for one in read_accepted(journal)}
    assert len(sent) == 3
    assert {path.name for path in scans.iterdir() if sha256(path) in sent} == {"one.tif"}
    written = {str(line["file"]): line for line in lines(output)}
    assert {name: line["status"] for name, line in written.items()} == {
        "one.tif": "completed",
        "three.tif": "completed",
        "photo.webp": "completed",
        "copy.tif": "duplicate",
    }
    assert written["three.tif"]["sha256"] == sha256(scans / "three.tif")


def test_without_the_optional_packages_such_files_are_rejected_with_advice(scans: Path, tmp_path: Path) -> None:
    """Nothing half is sent: the reject says what to install, and `failed retry` reads the file afterwards."""
    (tmp_path / "absent").mkdir()
    (tmp_path / "absent" / "PIL.py").write_text("raise ImportError('not installed')")
    aged(scans / "photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x10mdat" + bytes(8))
    journal, output = tmp_path / "journal", tmp_path / "results.jsonl"
    with served("--journal", journal) as base_url:
        arguments: list[str | Path] = ["run", scans, "-o", output, "--engine", "aspose", "--base-url", base_url]
        planned = batch_ocr(*arguments, "--dry-run", env={"PYTHONPATH": str(tmp_path / "absent")})
        assert planned.stdout.split()[:2] == ["1", "new"]
        assert "3 rejected" in planned.stdout
        without = batch_ocr(*arguments, env=CREDENTIALS | {"PYTHONPATH": str(tmp_path / "absent")})
        assert without.returncode == 1, without.stderr
        assert [one.sha256 for one in read_accepted(journal)] == [sha256(scans / "one.tif")]
        told = {name: f"{name}: unsupported: " for name in ("three.tif", "photo.webp", "photo.heic")}
        assert all(words in without.stderr for words in told.values()), without.stderr
        assert "pip install 'batch-ocr[local]'" in without.stderr
        assert "pip install 'batch-ocr[heic]'" in without.stderr
        (scans / "photo.heic").unlink()
        assert batch_ocr("failed", "retry", "--code", "unsupported", "-o", output).returncode == 0
        assert batch_ocr(*arguments, env=CREDENTIALS).returncode == 0
    assert len(list(read_accepted(journal))) == 3


def test_a_phone_picture_is_read_by_the_embedded_reader_too(tmp_path: Path) -> None:
    """HEIC is turned into PNG whoever reads."""
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    (tmp_path / "scans").mkdir()
    aged(tmp_path / "scans" / "phone.heic", pages("HEIF"))
    run = batch_ocr("run", tmp_path / "scans", "-o", tmp_path / "results.jsonl", "--quality", "fast", "--workers", "1")
    assert run.returncode == 0, run.stderr
    (line,) = lines(tmp_path / "results.jsonl")
    assert (line["status"], line["engine"]) == ("completed", "local")
