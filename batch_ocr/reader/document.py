"""Bytes of one file → pages of words: the reader as one worker process runs it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from batch_ocr.reader.engine import Engine, load_engine
from batch_ocr.reader.errors import Fault, UnreadableDocument
from batch_ocr.reader.hybrid import read_page
from batch_ocr.reader.languages import Script, script_of
from batch_ocr.reader.pdf import pdf_pages
from batch_ocr.reader.pictures import pictures
from batch_ocr.reader.prepare import prepare, undone
from batch_ocr.reader.spelling import corrected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from batch_ocr.page import Page
    from batch_ocr.reader.detect import Grey
    from batch_ocr.reader.options import Limits, ReaderSettings, ReadOptions

_PDF_MARK, _PDF_MARK_WITHIN = b"%PDF-", 1024
"""Source: ISO 32000-1 annex H, implementation note 13: readers look for the header in the first 1024 bytes."""


def open_reader(settings: ReaderSettings) -> Callable[[bytes, ReadOptions], Iterator[Page]]:
    """Load the networks and return what reads one document, page by page. Raises ReaderUnavailable."""

    @cache
    def engine_for(script: Script) -> Engine:
        return load_engine(settings.quality, script)

    engine_for("latin")

    def read(data: bytes, options: ReadOptions) -> Iterator[Page]:
        script = script_of(options.language)
        if script is None:
            raise UnreadableDocument(Fault.UNSUPPORTED, f"the embedded reader cannot read {options.language}")
        for page in _read(data, engine_for(script), options, settings):
            yield corrected(page) if options.spell_check else page

    return read


def shown_pages(data: bytes, limits: Limits) -> Iterator[Grey]:
    """Yield the pages as the file shows them, PDF pages as drawn for reading. Raises UnreadableDocument."""
    return (page.picture for page in pdf_pages(data, limits)) if _is_pdf(data) else pictures(data, limits)


def _read(data: bytes, engine: Engine, options: ReadOptions, settings: ReaderSettings) -> Iterator[Page]:
    """Yield the pages. Raises UnreadableDocument."""
    limits, deskew = settings.limits, options.skew_correct
    if not data:
        raise UnreadableDocument(Fault.EMPTY, "the file is empty")
    if not _is_pdf(data):
        for number, picture in enumerate(pictures(data, limits)):
            seen = engine.read(prepare(picture, options, limits), number=number, deskew=deskew)
            yield _as_stored(seen, picture, options)
        return
    for number, page in enumerate(pdf_pages(data, limits)):
        picture = prepare(page.picture, options, limits)
        words = page.words if picture is page.picture else ()  # a layer fits the page as it was stored
        yield _as_stored(read_page(engine, picture, words, number=number, deskew=deskew), page.picture, options)


def _is_pdf(data: bytes) -> bool:
    return _PDF_MARK in data[:_PDF_MARK_WITHIN]


def _as_stored(page: Page, picture: Grey, options: ReadOptions) -> Page:
    """Return the page, read from a prepared picture, as one that knows its place on the picture itself."""
    return replace(page, shown=page.shown.then(undone(picture, options)))
