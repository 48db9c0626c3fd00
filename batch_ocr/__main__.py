"""`python -m batch_ocr`, and the entry point of the `batch-ocr` script. Imports late: they take most of a short run."""

from __future__ import annotations

from typing import NoReturn

from batch_ocr.interrupt import end_at_once


def main() -> NoReturn:
    """Run the program."""
    end_at_once()
    from batch_ocr import cli  # noqa: PLC0415 - Ctrl-C may come meanwhile

    cli.main()


if __name__ == "__main__":
    main()
