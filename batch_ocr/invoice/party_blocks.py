"""Consecutive lines of one column → a party: which lines are its name, and which its address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from batch_ocr.invoice.address_patterns import address_score, has_city, has_street
from batch_ocr.invoice.addresses import join_address
from batch_ocr.invoice.layout import Segment
from batch_ocr.invoice.name_repair import repair_name
from batch_ocr.invoice.party_labels import Attribute, Role, find_party_label
from batch_ocr.invoice.party_lines import Kind, Line, is_name_like, kind_of
from batch_ocr.invoice.party_names import (
    clean_name,
    has_legal_form,
    is_legal_form,
    is_salutation,
    name_quality,
    starts_generic,
)

SLOGAN_WORDS = 7
"""Words of the longest slogan that may stand between a letterhead's name and its address."""


@dataclass(frozen=True, slots=True)
class Party:
    """A candidate: some lines that may name a party and some that may be its address; either may be empty."""

    name: str
    name_lines: tuple[Line, ...]
    address: str
    address_lines: tuple[Line, ...]
    origin: str
    """"label", "block", "sender" (one line with name and address), "heading" (a lone name) or "mention"."""
    role: Role | None = None
    """What the label above or before says; None without a label."""
    tail: tuple[Line, ...] = ()
    """Contacts and numbers of the same block."""

    @property
    def anchor(self) -> Segment:
        """The first segment of the candidate."""
        return (self.name_lines or self.address_lines or self.tail)[0].segment


@dataclass
class _Reading:
    """What has been read of a block so far, line by line."""

    labelled: bool
    names: list[Line] = field(default_factory=list)
    address: list[Line] = field(default_factory=list)
    tail: list[Line] = field(default_factory=list)
    closed: bool = False
    """Whether the address has ended; contacts may still follow."""

    def take(self, lines: Sequence[Line], position: int) -> bool:
        """Take the line at `position` in; False when the block has ended before it."""
        line = lines[position]
        match line.kind:
            case Kind.ADDRESS if not self.closed:
                self.address.append(line)
            case Kind.OTHER if not self.address:
                self.names.append(line)
            case Kind.OTHER if not self.closed and _continues_address(lines, position):
                self.address.append(line)
            case Kind.CONTACT | Kind.TAX | Kind.REGISTRATION | Kind.BANK:
                self.tail.append(line)
                self.closed = self.closed or bool(self.address)
            case Kind.ATTENTION:
                pass
            case Kind.ATTRIBUTE_LABEL if self.labelled and (rest := _rest(line)):
                _take_attribute(Line(line.segment, rest, kind_of(rest)), line, self.names, self.address)
            case _:
                return self._pass_over(line)
        return True

    def _pass_over(self, line: Line) -> bool:
        """Handle a line outside a party: it ends the block, or shows that the lines before were no names."""
        if self.address or (self.labelled and self.names):
            return False
        slogan = line.kind is Kind.SENTENCE and len(line.text.split()) <= SLOGAN_WORDS
        breaks = line.kind is Kind.SENDER or line.kind in (Kind.TITLE, Kind.FIELD, Kind.SENTENCE)
        if line.kind is Kind.SENDER or (breaks and not self.labelled and not slogan):
            self.names.clear()
        return True


def read_block(lines: Sequence[Line], *, labelled: bool) -> Party | None:
    """Read name and address from consecutive lines of one block; None when there is neither."""
    reading = _Reading(labelled)
    for position in range(len(lines)):
        if not reading.take(lines, position):
            break
    names, address = reading.names, reading.address
    if not names and not address:
        return None
    name_lines = _name_of(names, labelled=labelled, has_address=bool(address))
    if not (labelled and names) and not _is_convincing(address):
        address = []
    text = join_address(line.text for line in address)
    return Party(joined_name(name_lines), name_lines, text, tuple(address), "block", tail=tuple(reading.tail))


def _is_convincing(lines: Sequence[Line]) -> bool:
    """Say whether lines without a label are an address: one with a street or postcode, or several weaker ones.

    A lone line must have parts: four digits and a word are an article as often as a city.
    """
    if len(lines) == 1 and "," not in lines[0].text and not has_street(lines[0].text):
        return False
    scores = sorted((address_score(line.text) for line in lines), reverse=True)
    return bool(scores) and (scores[0] >= 0.8 or sum(scores[:3]) >= 1.4)  # noqa: PLR2004 -- see _weak_score


def _rest(line: Line) -> str:
    label = find_party_label(line.text)
    return label.rest if label is not None else ""


def _take_attribute(value: Line, label_line: Line, names: list[Line], address: list[Line]) -> None:
    label = find_party_label(label_line.text)
    if label is not None and label.meaning is Attribute.NAME:
        names.append(value)
    else:
        address.append(value)


def _continues_address(lines: Sequence[Line], position: int) -> bool:
    """Say whether a line without marks of an address stands between two that have them."""
    line = lines[position]
    if has_legal_form(line.text):
        return False
    before = lines[position - 1] if position else None
    after = lines[position + 1] if position + 1 < len(lines) else None
    if before is None or before.kind is not Kind.ADDRESS:
        return False
    if before.text.rstrip().endswith(",") and len(line.text.split()) <= 4:  # noqa: PLR2004 -- a place, not a sentence
        return True
    if after is None or after.kind is not Kind.ADDRESS or has_city(before.text):
        return False
    return address_score(after.text) >= 0.7 or has_street(before.text)  # noqa: PLR2004 -- a postcode or a region


def unlabelled_parties(lines: Sequence[Line]) -> Iterator[Party]:
    """Read blocks that no label announces: an address with the names above it, and lone names."""
    position = 0
    while position < len(lines):
        end = _block_end(lines, position)
        part = lines[position:end]
        party = read_block(part, labelled=False)
        if party is not None:
            yield party
        position = max(end, position + 1)
    yield from lone_names(lines)


def _block_end(lines: Sequence[Line], start: int) -> int:
    """Return where the block that begins at `start` ends: after its address, or before a name that starts another."""
    address_seen = False
    for position in range(start, len(lines)):
        line = lines[position]
        if line.kind is Kind.ADDRESS:
            address_seen = True
        elif address_seen and line.kind is Kind.OTHER and not _continues_address(lines, position):
            return position
        elif line.kind is Kind.SENDER or (
            line.kind in (Kind.SENTENCE, Kind.TITLE, Kind.ATTRIBUTE_LABEL) and address_seen
        ):
            return position + (position == start)
    return len(lines)


def lone_names(lines: Sequence[Line]) -> Iterator[Party]:
    """Return every name-like line alone, and joined with the one or two below it, as a candidate without address."""
    for position, line in enumerate(lines):
        if line.kind is not Kind.OTHER and not is_name_like(line.text):
            continue
        for count in (1, 2, 3):
            part = tuple(lines[position : position + count])
            if len(part) < count or not _joinable(part):
                break
            yield Party(joined_name(part), part, "", (), "heading")


def _joinable(lines: Sequence[Line]) -> bool:
    """Say whether the lines can be one name: all name-like and of about one size."""
    heights = [line.segment.height for line in lines]
    return all(line.kind is Kind.OTHER or is_legal_form(line.text) for line in lines) and max(heights) < 1.7 * min(
        heights
    )


def _name_of(names: Sequence[Line], *, labelled: bool, has_address: bool) -> tuple[Line, ...]:
    """Choose which of the lines before an address are the name: the first behind a label, else the likeliest."""
    if not names:
        return ()
    greeted = next((position for position, line in enumerate(names[:-1]) if is_salutation(line.text)), None)
    if greeted is not None:
        return tuple(names[greeted : greeted + 2])
    runs = _name_runs(names if labelled or not has_address else names[-5:])
    if labelled or not has_address:
        return runs[0]
    tallest = max(line.segment.height for line in names)
    ranks = [_name_rank(run, position, tallest) for position, run in enumerate(runs)]
    return runs[ranks.index(max(ranks))]


def _name_runs(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Split lines into names: each run is a first line and those that plainly continue it."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and len(runs[-1]) < 3 and goes_on(runs[-1][-1], line, runs[-1]):  # noqa: PLR2004 -- lines of the longest name
            runs[-1].append(line)
        else:
            runs.append([line])
    return [tuple(run) for run in runs]


def _name_rank(run: Sequence[Line], position: int, tallest: float) -> float:
    size = max(line.segment.height for line in run) / tallest
    return name_quality(" ".join(line.text for line in run)) + 1.2 * size - 0.15 * position


def goes_on(upper: Line, lower: Line, so_far: Sequence[Line]) -> bool:
    """Say whether `lower` plainly continues the name whose last line is `upper` and whose lines are `so_far`."""
    ratio = lower.segment.height / upper.segment.height
    if not 0.6 < ratio < 1.6:  # noqa: PLR2004 -- another size of type is another thing
        return False
    text = upper.text.rstrip()
    if text.endswith(("&", "-", "/", " and", " und", " et", " y", " of", "(")) or text.count("(") > text.count(")"):
        return True
    if is_legal_form(lower.text) or lower.text.strip().startswith(("&", "und ", "and ")):
        return True
    return starts_generic(lower.text) and not any(has_legal_form(line.text) for line in so_far)


def joined_name(lines: Sequence[Line]) -> str:
    """Join the lines of a name; words that were recognised from pixels are mended, those of a text layer are exact."""
    name = clean_name(" ".join(clean_name(line.text) if position else line.text for position, line in enumerate(lines)))
    return name if all(line.segment.confidence == 1.0 for line in lines) else repair_name(name)
