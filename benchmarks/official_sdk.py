"""The official Python SDK in threads, as a peer of the clients that are measured.

    PYTHON_WITH_SDK benchmarks/official_sdk.py PORT FOLDER THREADS

submits each file of the folder and fetches its result, as the SDK's own examples do, and prints the CPU seconds at
which the work began and ended. It knows nothing of batch_ocr: it runs in an environment of its own.
"""

# ruff: noqa: PLC0415 -- the SDK is not installed where this is imported to find its environment
# mypy: disable-error-code="import-not-found, import-untyped, no-any-unimported"

from __future__ import annotations

import base64
import json
import os
import resource
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

VERSION = "24.11.0"
INSTALL_TIMEOUT = 300


def interpreter() -> Path | None:
    """Return a Python that has the SDK, made on first use and kept outside the tree; None when that cannot be done."""
    given = os.environ.get("BATCH_OCR_SDK_VENVS")
    cache = Path(given) if given else Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "batch-ocr-sdk"
    environment = cache / f"{VERSION}-python{sys.version_info.major}.{sys.version_info.minor}"
    python, ready = environment / "bin" / "python", environment / "ready"
    if ready.exists():
        return python
    cache.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", environment], check=True)
        install = [sys.executable, "-m", "pip", "--python", str(python), "install"]
        subprocess.run(
            [*install, f"aspose-ocr-cloud=={VERSION}"], check=True, capture_output=True, timeout=INSTALL_TIMEOUT
        )
    except (OSError, subprocess.SubprocessError) as error:
        print(f"without the official SDK, which cannot be installed: {error}", file=sys.stderr)
        return None
    ready.touch()
    return python


def cpu_seconds() -> float:
    """Return the CPU time of this process, user and system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(port: str, folder: str, threads: str) -> None:
    """Put all files through the service."""
    import aspose_ocr_cloud
    from aspose_ocr_cloud.api.recognize_and_parse_invoice_api import RecognizeAndParseInvoiceApi
    from aspose_ocr_cloud.models.language import Language
    from aspose_ocr_cloud.models.ocr_recognize_and_parse_invoice_body import OCRRecognizeAndParseInvoiceBody
    from aspose_ocr_cloud.models.ocr_settings_recognize_and_parse_invoice import OCRSettingsRecognizeAndParseInvoice
    from aspose_ocr_cloud.models.result_type import ResultType

    configuration = aspose_ocr_cloud.Configuration(host=f"http://127.0.0.1:{port}", access_token="token")
    settings = OCRSettingsRecognizeAndParseInvoice(
        language=Language("English"), makeSkewCorrect=True, rotate=0, resultType=ResultType("Text"), regions=None
    )
    of_thread = threading.local()

    def one(file: Path) -> None:
        if not hasattr(of_thread, "api"):
            of_thread.api = RecognizeAndParseInvoiceApi(aspose_ocr_cloud.ApiClient(configuration))
        image = base64.b64encode(file.read_bytes()).decode()
        task_id = of_thread.api.post_recognize_and_parse_invoice(
            OCRRecognizeAndParseInvoiceBody(image=image, settings=settings)
        )
        answer = of_thread.api.get_recognize_and_parse_invoice(id=task_id)
        json.loads(base64.b64decode(answer.results[0].data))

    started = cpu_seconds()
    with ThreadPoolExecutor(int(threads)) as pool:
        for _ in pool.map(one, sorted(Path(folder).iterdir())):
            pass
    print(started, cpu_seconds())


if __name__ == "__main__":
    main(*sys.argv[1:])
