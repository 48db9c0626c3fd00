"""Addresses show no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from batch_ocr.address import shown_address
from batch_ocr.commands.config import as_toml
from batch_ocr.configuration import load
from batch_ocr.log import redacted


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://api.aspose.cloud", "https://api.aspose.cloud"),
        ("https://host:8443/v5.0", "https://host:8443/v5.0"),
        ("https://anna:open/sesame@host/v5.0", "https://***@host/v5.0"),
        ("ftp://anna:se@same@host", "ftp://***@host"),
        ("anna:sesame@host", "***@host"),
        ("https://host/?key=sesame", "https://host/?***"),
    ],
)
def test_an_address_is_shown_without_user_and_query(address: str, shown: str) -> None:
    """Also one that is not well written: it is then that it is shown."""
    assert shown_address(address) == shown


@pytest.mark.parametrize("path", ["/short", "/b1946ac9-2f0c-4a53-9d0e", "/a/b", "?key=sesame", "/x#y"])
def test_the_path_of_a_monitor_is_its_key(path: str) -> None:
    """Whoever knows it can say that the night went well."""
    assert shown_address(f"https://hc.example{path}", secret_path=True) == "https://hc.example/***"


def test_settings_are_shown_without_secrets(tmp_path: Path) -> None:
    """What `config show` prints is sent to whoever helps."""
    given = {"base_url": "https://anna:sesame7@host", "ping_url": "https://anna:sesame8@hc.example/key-of-the-night"}
    shown = as_toml(*load(given, {}, _empty(tmp_path)))
    assert 'base_url = "https://***@host"' in shown
    assert 'ping_url = "https://***@hc.example/***"' in shown
    assert "sesame" not in shown


@pytest.mark.parametrize("user", ["anna:sesame9", "sesame9", "anna:s%65same9"])
def test_a_password_in_an_address_is_masked_in_messages(tmp_path: Path, user: str) -> None:
    """As it was written, and as whoever reads the address understands it."""
    load({"base_url": f"ftp://{user}@host"}, {}, _empty(tmp_path))
    assert "ame9" not in redacted(f"no address: 'ftp://{user}@host', sesame9, ftp://anna:sesame9@host")


def _empty(folder: Path) -> Path:
    (folder / "config.toml").touch()
    return folder / "config.toml"
