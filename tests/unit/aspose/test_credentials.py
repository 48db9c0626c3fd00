from __future__ import annotations

import copy
import os
import traceback
from pathlib import Path

import pytest

from batch_ocr.aspose.credentials import Credentials, Secret, load_credentials
from batch_ocr.errors import AccessRefused, SettingsError


def shown(credentials: Credentials) -> tuple[str, str]:
    return credentials.client_id, credentials.client_secret.reveal()


def test_the_environment_comes_before_the_files(tmp_path: Path) -> None:
    """A secret given for one run wins over the one that lies on the disk."""
    file = tmp_path / "secret"
    file.write_text("from the file")
    environ = {"ASPOSE_CLIENT_ID": "id", "ASPOSE_CLIENT_SECRET": "of the environment"}
    assert shown(load_credentials(None, str(file), environ)) == ("id", "of the environment")


def test_files_are_read_without_their_last_newline(tmp_path: Path) -> None:
    """Editors end files with a newline, some begin them with a byte order mark; neither belongs to the secret."""
    (tmp_path / "id").write_bytes(b"\xef\xbb\xbfid\r\n")
    (tmp_path / "secret").write_text("s3cret\n")
    assert shown(load_credentials(str(tmp_path / "id"), str(tmp_path / "secret"), {})) == ("id", "s3cret")


@pytest.mark.parametrize(
    "environ", [{}, {"ASPOSE_CLIENT_ID": "id"}, {"ASPOSE_CLIENT_ID": "id", "ASPOSE_CLIENT_SECRET": " "}]
)
def test_missing_credentials_say_what_to_set(environ: dict[str, str]) -> None:
    """Without both parts the run ends with the name of the variable that is missing."""
    with pytest.raises(AccessRefused, match=r"set .*ASPOSE_CLIENT_SECRET"):
        load_credentials(environ=environ)


@pytest.mark.parametrize("variable", ["ASPOSE_CLIENT_ID", "ASPOSE_CLIENT_SECRET"])
def test_a_variable_that_is_not_utf_8_is_named_before_the_first_call(variable: str) -> None:
    """What no form can carry is an error of the settings, not one of each document; the value is not shown."""
    environ = {"ASPOSE_CLIENT_ID": "id", "ASPOSE_CLIENT_SECRET": "s", variable: os.fsdecode(b"\xffabc")}
    with pytest.raises(SettingsError, match=f"{variable} is not UTF-8") as caught:
        load_credentials(environ=environ)
    assert "abc" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    """A named file that is missing, empty or no text is an error of the settings, not a missing credential."""
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"client_secret_file = .*secret"):
        load_credentials(None, str(file), {"ASPOSE_CLIENT_ID": "id"})


def test_a_secret_is_never_shown() -> None:
    """No way of turning it into text shows it, not even inside a record or a copy."""
    secret = Secret("s3cret")
    credentials = Credentials("id", secret)
    shown = f"{secret} {secret!r} {secret!s} {credentials} {[secret]} {copy.copy(secret)!r}"
    assert "s3cret" not in shown


def test_a_secret_is_masked_in_foreign_texts() -> None:
    """Every occurrence goes; an empty secret masks nothing."""
    assert Secret("s3").redact("a s3 b s3") == "a ******** b ********"
    assert Secret("").redact("a b") == "a b"


@pytest.mark.parametrize(
    "echo",
    [
        "/x?secret=s3+cr%2Ft%26%22",
        "/x?secret=s3%20cr/t%26%22",
        "/x?secret=s3%20cr%2Ft%26%22",
        "/x?secret=s3+cr%2ft%26%22",
        '"s3 cr/t&\\""',
        "<p>s3 cr/t&amp;&quot;</p>",
    ],
)
def test_a_secret_is_masked_as_it_was_escaped(echo: str) -> None:
    """An echo of the form or of a query has it percent-encoded, in either case; JSON and pages escape it their way."""
    shown = Secret('s3 cr/t&"').redact(echo)
    assert "********" in shown
    assert "s3" not in shown
