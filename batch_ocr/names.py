r"""File names as text: readable, lossless, the same on every machine.

A name that is valid UTF-8 stays exactly as it is. A byte that is not UTF-8 is written `\xNN` (lower-case hexadecimal,
always 80 to ff). In such a name, and in one that happens to hold four characters that look like such an escape, each
backslash is doubled; so a name with `\x80` to `\xff` in it is an escaped one, every other name is literal, and either
can be turned back into its bytes.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\x[89a-f][0-9a-f]")
_ESCAPE_OR_BACKSLASH = re.compile(rb"\\\\|\\x[89a-f][0-9a-f]")


def file_name(path: bytes) -> str:
    """The text form of a file name or relative path given as the operating system's bytes."""
    try:
        literal = path.decode()
    except UnicodeDecodeError:
        return path.replace(b"\\", b"\\\\").decode(errors="backslashreplace")
    return literal.replace("\\", "\\\\") if _ESCAPE.search(literal) else literal


def path_bytes(name: str) -> bytes:
    """The operating system's bytes of a name made by `file_name`.

    Raises ValueError for text that is no file name at all: one with lone surrogates.
    """
    literal = name.encode()
    if not _ESCAPE.search(name):
        return literal
    return _ESCAPE_OR_BACKSLASH.sub(lambda found: _unescaped(found.group()), literal)


def _unescaped(escape: bytes) -> bytes:
    return b"\\" if escape == b"\\\\" else bytes.fromhex(escape[2:].decode())
