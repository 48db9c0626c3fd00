"""`python -m batch_ocr`."""

from batch_ocr.cli import main

if __name__ == "__main__":
    main()
