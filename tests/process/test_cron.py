"""What docs/cron.md tells people to install is what works: its lines are taken from there and run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process.command import CREDENTIALS, TIMEOUT, aged, lines, pictures, served

ROOT = Path(__file__).parents[2]
PROGRAM = "/opt/batch-ocr/bin/batch-ocr"


def code_block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", (ROOT / "docs" / "cron.md").read_text(), re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def by_sh(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run text as cron does: by sh, with next to no environment; only the places are other ones."""
    text = text.replace("/srv/invoices", str(folder)).replace(PROGRAM, f"{sys.executable} -m batch_ocr")
    env = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["/bin/sh", "-c", text], env=env, cwd="/", capture_output=True, text=True, timeout=TIMEOUT, check=False
    )


def invoices(folder: Path, base_url: str) -> Path:
    """The folder of the document, with its configuration and its secrets."""
    pictures(folder / "scans", 2)
    (folder / "secret").mkdir()
    (folder / "secret" / "client-id").write_text(CREDENTIALS["ASPOSE_CLIENT_ID"] + "\n")
    (folder / "secret" / "client-secret").write_text(CREDENTIALS["ASPOSE_CLIENT_SECRET"] + "\n")
    configuration = code_block("toml").replace("/srv/invoices", str(folder))
    (folder / "config.toml").write_text(f'{configuration}base_url = "{base_url}"\n')
    return folder


def test_the_crontab_line_reads_the_folder_and_is_silent_on_a_good_night(tmp_path: Path) -> None:
    """By sh, from /, with cron's environment: all settled, nothing to mail; a bad file is mailed with advice."""
    line = code_block("crontab").splitlines()[-1]
    schedule, command = line.split(" ", 5)[:5], line.split(" ", 5)[5]
    assert schedule == ["0", "2", "*", "*", "*"]
    assert "%" not in command
    with served() as base_url:
        folder = invoices(tmp_path, base_url)
        good = by_sh(command, folder)
        assert (good.returncode, good.stdout, good.stderr) == (0, "", "")
        assert [one["status"] for one in lines(folder / "results.jsonl")] == ["completed"] * 2
        aged(folder / "scans" / "bad.png", b"text")
        bad = by_sh(command, folder)
    assert bad.returncode == 1
    assert bad.stderr.splitlines()[-1].endswith("batch-ocr failed list -o results.jsonl")


def test_the_script_acts_on_exit_codes(tmp_path: Path) -> None:
    """Good: silent. Failures: the table. A folder that is not there: a person is needed."""
    script = code_block("sh")
    with served() as base_url:
        folder = invoices(tmp_path, base_url)
        assert by_sh(script, folder).stdout == ""
        aged(folder / "scans" / "bad.png", b"text")
        bad = by_sh(script, folder)
    assert bad.returncode == 1
    assert bad.stdout.splitlines()[1].startswith("bad.png  unsupported")
    shutil.rmtree(folder / "scans")
    away = by_sh(script, folder)
    assert (away.returncode, away.stdout) == (3, "batch-ocr needs a person: exit code 3\n")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_the_units_are_valid(tmp_path: Path) -> None:
    """There is nothing that systemd has to say about service and timer once the program is there."""
    for unit in ("batch-ocr.service", "batch-ocr.timer"):
        text = (ROOT / "docs" / "systemd" / unit).read_text()
        (tmp_path / unit).write_text(text.replace(PROGRAM, "/bin/true"))
    verified = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")


def test_the_unit_starts_a_command_that_exists(tmp_path: Path) -> None:
    """The flags of ExecStart are flags of the program, and its settings are settings: a dry run takes them all."""
    unit = (ROOT / "docs" / "systemd" / "batch-ocr.service").read_text().replace("\\\n", " ")
    (command,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    (variables,) = re.findall(r"^Environment=(.*)$", unit, re.MULTILINE)
    pictures(tmp_path / "scans", 1)
    command = command.replace("/var/lib/batch-ocr", str(tmp_path)).replace("%d", str(tmp_path))
    planned = by_sh(f"{variables.replace('%d', str(tmp_path))} {command} --dry-run", tmp_path)
    assert planned.returncode == 0, planned.stderr
