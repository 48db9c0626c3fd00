"""Untrusted XML as a small tree: no document types, no entities, nothing beyond what an invoice needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat

MAX_BYTES: Final = 5_000_000
MAX_ELEMENTS: Final = 200_000
MAX_DEPTH: Final = 60


class NotReadable(ValueError):
    """The bytes are not XML, or use parts of XML that no invoice needs."""


@dataclass(slots=True)
class Element:
    """One element with its local name; namespaces differ between versions that mean the same."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own characters without white space at the ends and with single spaces inside."""
        return " ".join("".join(self.pieces).split())

    def all(self, path: str) -> Iterator[Element]:
        """Yield the elements at `path`, in their order: names between slashes, alternatives between bars."""
        first, _, rest = path.partition("/")
        names = first.split("|")
        for child in self.children:
            if child.name in names:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, path: str) -> Element | None:
        """Return the first element at `path`."""
        return next(self.all(path), None)

    def value(self, path: str) -> str:
        """Return the text of the first element at `path` that has any; empty without."""
        return next((one.text for one in self.all(path) if one.text), "")


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            raise NotReadable("more elements than an invoice has")
        element = Element(_local(name), {_local(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        self._open[-1].pieces.append(text)


def parsed(xml: bytes) -> Element:
    """Return the root of `xml`; raises NotReadable for what is broken, too large, or declares a document type."""
    if len(xml) > MAX_BYTES:
        raise NotReadable(f"{len(xml)} bytes of XML; the limit is {MAX_BYTES}")
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    # Without a document type there are no entities but the five of XML: nothing to expand, nothing to fetch.
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotReadable(str(error)) from error
    if builder.root is None:
        raise NotReadable("no element")
    return builder.root


def _refuse(*_: object) -> NoReturn:
    raise NotReadable("a document type")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
