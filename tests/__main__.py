"""`python -m tests`: everything that must hold before a change lands, in the order in which it fails fastest."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("mypy",),
    ("coverage", "run", "-m", "pytest", "--numprocesses=auto", "--dist=worksteal", *sys.argv[1:]),
    ("coverage", "combine", "--quiet"),
    ("coverage", "report", "--skip-covered", "--skip-empty"),
)


def main() -> int:
    """Run all checks, even behind a failed one; return 0 only when every one passed."""
    scripts = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"}
    failed: list[str] = []
    for check in CHECKS:
        began = time.monotonic()
        status = subprocess.run(check, cwd=ROOT, env=environment, check=False).returncode
        told = "ok" if status == 0 else f"FAILED ({status})"
        print(f"== {' '.join(check)}: {told} in {time.monotonic() - began:.0f} s", flush=True)
        if status:
            failed.append(" ".join(check))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
