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
from batch_ocr.reader.sheet import flattened
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
            yield _read_picture(engine, picture, options, limits, number)
        return
    for number, page in enumerate(pdf_pages(data, limits)):
        picture = prepare(page.picture, options, limits)
        if picture is page.picture and page.words:  # a layer fits the page as it was stored
            yield read_page(engine, picture, page.words, number=number, deskew=deskew)
        else:
            yield _read_picture(engine, page.picture, options, limits, number)


def _read_picture(engine: Engine, stored: Grey, options: ReadOptions, limits: Limits, number: int) -> Page:
    """Read a page from its pixels alone; each step back to the stored picture is put behind the ones before."""
    flat, back = flattened(stored)
    page = engine.read(prepare(flat, options, limits), number=number, deskew=options.skew_correct)
    return replace(page, shown=page.shown.then(undone(flat, options)).then(back))


def _is_pdf(data: bytes) -> bool:
    return _PDF_MARK in data[:_PDF_MARK_WITHIN]
