from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from batch_ocr.names import file_name, path_bytes


@pytest.mark.parametrize(
    "name",
    [
        "acme.png",
        "2024/März/Rechnung 7.pdf",
        "a b\n'\"c.png",
        "back\\slash.png",
        r"looks\x41like.png",
        r"upper\xFF.png",
    ],
)
def test_a_name_in_utf8_is_itself(name: str) -> None:
    """A name that is valid UTF-8 is not changed, whatever characters it holds."""
    assert file_name(name.encode()) == name
    assert path_bytes(name) == name.encode()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (b"caf\xe9.png", r"caf\xe9.png"),
        (b"a\\b\xff", r"a\\b\xff"),
        (rb"literal\xe9.png", r"literal\\xe9.png"),
        (rb"a\\xe9.png", r"a\\\\xe9.png"),
        (b"\xed\xa0\x80", r"\xed\xa0\x80"),
        (b"\xc3", r"\xc3"),
    ],
)
def test_what_is_not_utf8_is_readable(path: bytes, name: str) -> None:
    r"""A byte that is not UTF-8 is written \xNN, and a backslash is doubled only where it could be misread."""
    assert file_name(path) == name
    assert path_bytes(name) == path


def test_lone_surrogates_are_no_name() -> None:
    """Text that cannot be a name is refused, not guessed at."""
    with pytest.raises(ValueError, match="surrogates"):
        path_bytes("\ud800")


_PIECES = st.sampled_from(
    [b"\\", b"\\\\", b"x", b"\\xe9", b"\\xE9", b"\\x41", b"e9", b"\xe9", b"\xc3\xa9", b"\xff", b"/"]
)


@given(st.one_of(st.binary(), st.lists(_PIECES).map(b"".join)))
@example(b"\\\\xe9\xff")
def test_every_name_comes_back(path: bytes) -> None:
    """Any bytes survive the way to text and back, and the text is valid Unicode."""
    name = file_name(path)
    assert path_bytes(name) == path
    name.encode()


@given(st.lists(_PIECES).map(b"".join), st.lists(_PIECES).map(b"".join))
def test_two_names_are_never_one(one: bytes, other: bytes) -> None:
    """Different names have different texts."""
    assert (file_name(one) == file_name(other)) == (one == other)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_only_names_that_look_escaped_are_changed(name: str) -> None:
    r"""Text without a sequence \x80 to \xff is always literal."""
    if not re.search(r"\\x[89a-f][0-9a-f]", name):
        assert file_name(name.encode()) == name
