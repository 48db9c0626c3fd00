"""How fast and how right the embedded reader reads, beside RapidOCR's defaults and Tesseract, on the same pages.

    python -m benchmarks.reader [--count 16] [--seed 90210] [--rounds 2] [--engines best,balanced,…] [--json FILE]
    python -m benchmarks.reader --conditions [--count 16] …

Pages are drawn from a seed with their exact words as truth; where the folder named by BATCH_OCR_LABELLED is there, the
pictures of its PDFs are read too, against the words of the PDFs' own text layers. With `--conditions` it is the same
clean pages in each of the conditions of `benchmarks.conditions`: photographed, shaded, at 72 dpi and so on.
Every engine has a process of its own, one thread, gets the files' bytes and is measured from bytes to words: the least
CPU time of the rounds for a page.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias, get_args

from batch_ocr.reader.options import Quality, ReaderSettings, ReadOptions

PageOfSet: TypeAlias = tuple[str, list[str], bytes]
"""Name of the set it belongs to, its words, and the file."""
ReadWords = Callable[[bytes], list[str]]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT"), "1")
QUALITIES: tuple[Quality, ...] = get_args(Quality)
ENGINES = (*QUALITIES, "rapidocr", "tesseract")


def main() -> None:
    """Measure, print a table, write JSON."""
    options = _parser().parse_args()
    if options.child:
        _measure_here(options.child, Path(options.pages), options.rounds)
        return
    with tempfile.TemporaryDirectory() as folder:
        made = _in_conditions if options.conditions else _as_they_come
        _write_pages(Path(folder), made(options.seed, options.count))
        results = {name: _measured(name, folder, options.rounds) for name in options.engines.split(",") if _there(name)}
    for line in _table(results):
        print(line)
    if options.json:
        Path(options.json).write_text(json.dumps({"seed": options.seed, "engines": results}, indent=1) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reader", description=__doc__)
    parser.add_argument("--count", type=int, default=16, help="drawn pages of each kind")
    parser.add_argument("--seed", type=int, default=90210)
    parser.add_argument("--conditions", action="store_true", help="clean pages with one thing wrong at a time")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--json")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--pages", help=argparse.SUPPRESS)
    return parser


def _there(engine: str) -> bool:
    if engine == "tesseract":
        return shutil.which("tesseract") is not None
    return engine != "rapidocr" or importlib.util.find_spec("rapidocr") is not None


# pages and their truth


def _write_pages(folder: Path, pages: Iterator[PageOfSet]) -> None:
    for number, (kind, words, content) in enumerate(pages):
        (folder / f"{number:04}.bin").write_bytes(content)
        (folder / f"{number:04}.json").write_text(json.dumps({"set": kind, "words": words}))


def _as_they_come(seed: int, count: int) -> Iterator[PageOfSet]:
    yield from drawn(seed, count)
    yield from _labelled()


def drawn(seed: int, count: int) -> Iterator[PageOfSet]:
    """Yield so many drawn invoices and as many receipts of one page, as scanned."""
    from benchmarks.synthetic.document import document  # noqa: PLC0415 - the processes that measure must stay small
    from benchmarks.synthetic.recipes import drawn_recipes  # noqa: PLC0415

    wanted = Counter({"drawn invoices": count, "drawn receipts": count})
    for recipe in drawn_recipes(seed, 20 * count):
        made = document(recipe)
        kind = "drawn receipts" if recipe.choices.kind == "receipt" else "drawn invoices"
        if len(made.sheets) > 1 or not wanted[kind]:
            continue
        wanted[kind] -= 1
        yield kind, [word for text in made.sheets[0].texts() for word in text.text.split()], made.encoded()


def _in_conditions(seed: int, count: int) -> Iterator[PageOfSet]:
    from benchmarks.conditions import in_conditions  # noqa: PLC0415 - as above

    return in_conditions(seed, count)


def _labelled() -> Iterator[PageOfSet]:
    root = Path(os.environ.get("BATCH_OCR_LABELLED", Path(__file__).parents[2] / "shared/invoices"))
    if not (root / "index.json").is_file():
        return
    import pypdfium2  # noqa: PLC0415

    for item in json.loads((root / "index.json").read_text()):
        path = root / "pdf" / item.get("pdf", "none")
        if not item["has_text_layer"] or not path.is_file():
            continue
        page = pypdfium2.PdfDocument(path)[0]
        words = page.get_textpage().get_text_bounded().split()
        if len(words) > 20:
            yield "labelled", words, (root / "images" / item["pages"][0]).read_bytes()


# measuring


def _measured(engine: str, folder: str, rounds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.reader", "--child", engine, "--pages", folder, "--rounds", str(rounds)]
    environment = {**os.environ, **ONE_THREAD}
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    measured: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return measured


def _measure_here(engine: str, folder: Path, rounds: int) -> None:
    read = _opened(engine)
    sets: dict[str, dict[str, float]] = {}
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text())
        content = path.with_suffix(".bin").read_bytes()
        found, cpu, wall = _timed(read, content, rounds)
        sums = sets.setdefault(truth["set"], dict.fromkeys(("pages", "cpu", "wall", "right", "read", "true"), 0.0))
        expected, seen = _bag(truth["words"]), _bag(found)
        for name, value in (
            *(("pages", 1), ("cpu", cpu), ("wall", wall)),
            *(("right", (expected & seen).total()), ("read", seen.total()), ("true", expected.total())),
        ):
            sums[name] += value
    print(json.dumps({"sets": sets, "peak_bytes": _peak_bytes()}))


def _peak_bytes() -> int:
    """Return the most memory this process or one of its children held.

    Not getrusage for the process itself: it counts what its parent held when it was forked.
    """
    status = Path("/proc/self/status").read_text()
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return 1024 * max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _timed(read: ReadWords, content: bytes, rounds: int) -> tuple[list[str], float, float]:
    words: list[str] = []
    cpu = wall = float("inf")
    for _ in range(rounds):
        begun, started = _cpu_seconds(), time.perf_counter()
        words = read(content)
        cpu, wall = min(cpu, _cpu_seconds() - begun), min(wall, time.perf_counter() - started)
    return words, cpu, wall


def _cpu_seconds() -> float:
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _bag(words: list[str]) -> Counter[str]:
    """Count words in one case; ruled lines and bullets made of characters say nothing."""
    return Counter(word.casefold() for word in words if any(map(str.isalnum, word)))


# engines


def _opened(engine: str) -> ReadWords:
    for quality in QUALITIES:
        if engine == quality:
            return _embedded(quality)
    return _rapidocr() if engine == "rapidocr" else _tesseract


def _embedded(quality: Quality) -> ReadWords:
    from batch_ocr.reader.document import open_reader  # noqa: PLC0415

    read = open_reader(ReaderSettings(quality=quality))
    return lambda content: [word.text for page in read(content, ReadOptions()) for word in page.words]


def _rapidocr() -> ReadWords:
    """All settings as they come, but one thread, so that CPU seconds are not those of waiting threads."""
    from rapidocr import RapidOCR  # noqa: PLC0415

    one = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    engine = RapidOCR(params=one)

    def read(content: bytes) -> list[str]:
        lines: tuple[str, ...] = getattr(engine(content), "txts", None) or ()
        return [word for line in lines for word in line.split()]

    return read


def _tesseract(content: bytes) -> list[str]:
    command = ["tesseract", "stdin", "stdout"]
    return subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode().split()


# the table


def _table(results: dict[str, dict[str, Any]]) -> Iterator[str]:
    heads = ("pages", "pages/CPU s", "x rapidocr", "wall s/page", "word F1", "peak MB")
    yield f"{'set':16}{'engine':10}" + "".join(f"{head:>12}" for head in heads)
    for kind in dict.fromkeys(kind for result in results.values() for kind in result["sets"]):
        for engine, result in results.items():
            sums = result["sets"].get(kind)
            if sums is None:
                continue
            speed = sums["pages"] / sums["cpu"]
            other = results.get("rapidocr", {"sets": {}})["sets"].get(kind)
            ratio = f"{speed * other['cpu'] / other['pages']:.2f}" if other else "-"
            score = 200 * sums["right"] / max(sums["read"] + sums["true"], 1)
            yield (
                f"{kind:16}{engine:10}{sums['pages']:12.0f}{speed:12.2f}{ratio:>12}{sums['wall'] / sums['pages']:12.2f}"
                f"{score:12.2f}{result['peak_bytes'] / 1e6:12.0f}"
            )


if __name__ == "__main__":
    main()
