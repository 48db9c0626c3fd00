"""One self-contained HTML page, written as the documents come: only the figures grow in memory with their number."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import BinaryIO, Final, Protocol

import orjson

from batch_ocr.report.figures import Figures
from batch_ocr.report.rows import Proofs, Record, as_record, blocks
from batch_ocr.results import Document

SCRIPTS: Final = (
    *("dom.js", "amounts.js", "documents.js", "words.js", "charts.js", "summary.js"),
    *("filters.js", "cells.js", "table.js", "scan.js", "drawer.js", "page.js"),
)
"""In the order in which they run, all in one scope."""
REVIEW_SCRIPTS: Final = ("review_desk.js", "review_edit.js", "review.js")
STYLES: Final = ("page.css", "print.css")
REVIEW_STYLES: Final = ("review.css",)


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """What the page needs to know to send corrections; embedded as JSON, `BatchOcr.review` in the page."""

    token: str
    name: str
    """Who corrects."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page of a scan, small."""

    data: bytes
    media_type: str

    def data_url(self) -> str:
        """Return the picture as a data URL."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode('ascii')}"


class Scans(Protocol):
    """Where the pictures of a document come from."""

    def of(self, document: Document) -> tuple[Picture, ...]:
        """Return the first pages, small; empty when there is no picture."""
        ...

    def note(self) -> str | None:
        """Say, after the last document, what a person should know about missing pictures."""
        ...


def render(
    documents: Iterable[Document],
    out: BinaryIO,
    *,
    title: str,
    now: datetime,
    scans: Scans | None = None,
    evidence: Callable[[str], Proofs | None] | None = None,
    review: ReviewContext | None = None,
) -> Figures:
    """Write the page to `out` and return its figures.

    `now` (UTC) is shown on the page and decides what is overdue. `evidence` returns the boxes of a document by its
    SHA-256.
    """
    figures = Figures(today=now.date())
    style, script = _style(reviewing=review is not None), _script(reviewing=review is not None)
    head, tail = _asset("page.html").split("<!--DATA-->")
    out.write(_filled(head, title, _policy(style, script, reviewing=review is not None), style))
    records = _records(documents, figures, out, scans, evidence, reviewing=review is not None)
    for block in blocks(records):  # noqa: FURB122 - the records write their pictures in between
        out.write(_embedded("rows", block))
    figures.settle()
    told = {"title": title, "made_at": now.astimezone(UTC).isoformat(timespec="seconds"), "scans": _note(scans)}
    out.write(_embedded("figures", figures.plain() | told))
    if review is not None:
        out.write(_embedded("review", asdict(review)))
    out.write(tail.replace("{{SCRIPT}}", script).encode())
    return figures


def _records(
    documents: Iterable[Document],
    figures: Figures,
    out: BinaryIO,
    scans: Scans | None,
    evidence: Callable[[str], Proofs | None] | None,
    *,
    reviewing: bool,
) -> Iterator[Record]:
    """Yield the documents as records; their pictures are written at once, each in an element of its own."""
    for index, document in enumerate(documents):
        figures.add(document)
        pictures = scans.of(document) if scans else ()
        if pictures:
            out.write(_embedded(f"scan-{index}", [picture.data_url() for picture in pictures]))
        shown = evidence and document.sha256 and (pictures or reviewing)
        proofs = evidence(document.sha256) if evidence and shown and document.sha256 else None
        yield as_record(document, proofs, len(pictures))


def _note(scans: Scans | None) -> str | None:
    return scans.note() if scans else None


def _embedded(name: str, value: object) -> bytes:
    """Return JSON that an HTML parser never takes for markup: it contains no <."""
    data = orjson.dumps(value).replace(b"<", b"\\u003c")
    kind = "id" if name != "rows" else "class"
    return b'<script type="application/json" %s="%s">%s</script>\n' % (kind.encode(), name.encode(), data)


def _filled(head: str, title: str, policy: str, style: str) -> bytes:
    return (
        head.replace("{{POLICY}}", policy).replace("{{STYLE}}", style).replace("{{TITLE}}", html.escape(title)).encode()
    )


def _policy(style: str, script: str, *, reviewing: bool) -> str:
    """The page loads nothing from anywhere, and only the scripts and styles written here run."""
    pictures, connections = ("'self' data: blob:", "'self'") if reviewing else ("data:", "'none'")
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src {pictures}; "
        f"connect-src {connections}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


def _style(*, reviewing: bool) -> str:
    names = (*STYLES, *REVIEW_STYLES) if reviewing else STYLES
    return "".join(_asset(name) for name in names)


def _script(*, reviewing: bool) -> str:
    names = (*SCRIPTS, *REVIEW_SCRIPTS) if reviewing else SCRIPTS
    return '(() => {\n"use strict";\n' + "".join(_asset(name) for name in names) + "})();\n"


def _asset(name: str) -> str:
    return (files("batch_ocr.report") / "assets" / name).read_text(encoding="utf-8")
