"""Starts Python in a child process so that it imports the same modules as this process would, and no others."""

from __future__ import annotations

import os
import sys


def command(program: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs `program`, Python source, with this interpreter; to be started with `environment`.

    Without -P the current folder would come first on its import path: in the folder of the scans, somebody's file
    numpy.py would be run.
    """
    return (sys.executable, "-P", "-c", program, *arguments)


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment with its import path, and `more`."""
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)  # noqa: PTH109 - text, not a Path, is needed
    return {**os.environ, "PYTHONPATH": path, **more}
