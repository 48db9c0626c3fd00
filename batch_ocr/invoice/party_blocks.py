"""Columns and labels → candidates for a party: a name with its address, and what says whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from batch_ocr.invoice.addresses import join_address, split_sender_line
from batch_ocr.invoice.address_patterns import address_score, has_city, has_street
from batch_ocr.invoice.columns import columns, lines_below
from batch_ocr.invoice.layout import Document, Segment, horizontal_overlap
from batch_ocr.invoice.name_repair import repair_name
from batch_ocr.invoice.party_labels import Attribute, Role, find_party_label
from batch_ocr.invoice.party_lines import Kind, Line, clean_name, is_name_like, kind_of, name_quality
from batch_ocr.invoice.party_names import has_legal_form, is_legal_form, is_salutation, starts_generic

SEPARATOR_SIGNS = frozenset("|·•–-*")
"""What stands alone between the cells of a strip."""
PARTY_ROLES = (Role.SUPPLIER, Role.RECEIVER, Role.DELIVERY)
SLOGAN_WORDS = 7
"""Words of the longest slogan that may stand between a letterhead's name and its address."""
SECTION_ROWS = 9
"""How many rows below its heading a section of labelled attributes (Name:, Address:) may reach."""


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


def party_candidates(document: Document) -> list[Party]:
    """Return all candidates of `document`, in no particular order."""
    found: list[Party] = []
    for column in columns(document):
        found += _of_column([Line.of(segment) for segment in column])
    for segment in document.segments:
        found += _of_segment(document, segment)
    strips = list(_of_strips(document))
    rows = {party.anchor.row for party in strips}
    found = [party for party in found if party.name or (party.address and party.anchor.row not in rows)] + strips
    return found + _letterheads(document, found)


def _of_strips(document: Document) -> Iterator[Party]:
    """Read rows whose cells are set apart by lone bars or dots: an address and contacts in one strip."""
    for row in document.rows:
        bars = sum(segment.text in SEPARATOR_SIGNS for segment in row.segments)
        if not bars:
            continue
        strip = Line.of(Segment(row.words, row.page, row.index))
        sender = split_sender_line(strip.text)
        cells = tuple(segment.text for segment in row.segments if segment.text not in SEPARATOR_SIGNS)
        name, parts = sender if sender is not None else ("", cells)
        address = [part for part in parts if address_score(part) >= 0.5]  # noqa: PLR2004 -- as likely as not
        if any(map(has_city, address)):
            yield Party(clean_name(name), (strip,) if name else (), join_address(address), (strip,), "sender" if name else "block")


def _letterheads(document: Document, found: Sequence[Party]) -> list[Party]:
    """Join a lone name at the head of the first page with the address that stands a little below it."""
    names = [party for party in found if party.name and not party.address and party.role is None and party.anchor.page == 0]
    joined = []
    for address in found:
        if address.role is not None or address.anchor.page > 0 or not address.address or address.origin == "sender":
            continue
        if address.name and (has_legal_form(address.name) or not _is_slogan(names, address)):
            continue
        own = {id(line.segment) for line in address.name_lines}
        others = [name for name in names if not any(id(line.segment) in own for line in name.name_lines)]
        above = [name for name in others if _stands_above(document, name, address)]
        if above:
            name = max(above, key=lambda party: (party.name_lines[-1].segment.box.bottom, len(party.name_lines)))
            joined.append(replace(name, address=address.address, address_lines=address.address_lines, origin="letterhead"))
    return joined


def _is_slogan(names: Sequence[Party], block: Party) -> bool:
    """Say whether a line in much larger type stands so close above the block that its first line is no name."""
    first = block.name_lines[0].segment
    return any(
        0 <= first.box.top - name.name_lines[-1].segment.box.bottom + first.height < 3 * first.height  # noqa: PLR2004
        and name.name_lines[-1].segment.height > 1.3 * first.height  # noqa: PLR2004 -- type of another size
        and horizontal_overlap(first.box, name.name_lines[-1].segment.box) > 0
        for name in names
    )


def _stands_above(document: Document, name: Party, address: Party) -> bool:
    last, first = name.name_lines[-1].segment, address.address_lines[0].segment
    space = (first.box.top - last.box.bottom) / first.height
    head = first.box.bottom < 0.25 * document.pages[0].height
    beside = horizontal_overlap(last.box, first.box) > 0 or (head and last.height > 1.2 * first.height)  # noqa: PLR2004
    return beside and -0.5 < space < 8.0  # noqa: PLR2004 -- a letterhead with a rule and a slogan


def _of_segment(document: Document, segment: Segment) -> Iterator[Party]:
    sender = split_sender_line(segment.text)
    if sender is not None:
        name, address = sender
        line = (Line(segment, segment.text, Kind.ADDRESS),)
        yield Party(clean_name(name), line, join_address(address), line, "sender")
    label = find_party_label(segment.text)
    if label is not None and isinstance(label.meaning, Role):
        yield from _of_role_label(document, segment, label.meaning, label.rest)
    elif label is not None and label.meaning is Attribute.ADDRESS:
        yield from _of_address_label(document, segment, label.rest)


def _of_role_label(document: Document, segment: Segment, role: Role, rest: str) -> Iterator[Party]:
    """Read the block a label such as "Bill to" opens: behind it, right of it, or below it."""
    below = [Line.of(lower) for lower in lines_below(document, segment, gap=2.2)]
    if not rest and not (below and below[0].kind in (Kind.OTHER, Kind.ADDRESS)):
        section = _labelled_section(document, segment, role)
        if section is not None:
            yield section
            return
    if rest:
        start = Line(segment, rest, kind_of(rest))
        yield from _opened_by(role, [start, *below])
        return
    right = [other for other in document.right_of(segment)[:1] if _near(segment, other)]
    beside = [Line.of(right[0]), *map(Line.of, lines_below(document, right[0]))] if right else []
    readings = [party for lines in (below, beside) for party in _opened_by(role, lines)][:2]
    if readings:
        yield max(readings, key=lambda party: _completeness(party, prefer_right=segment.text.rstrip().endswith(":")))


def _near(label: Segment, other: Segment) -> bool:
    return other.box.left - label.box.right < 25 * label.height  # noqa: PLR2004 -- about a third of a page


def _completeness(party: Party, *, prefer_right: bool) -> float:
    """Rate a reading of a labelled block: a name and an address with street and city are what a label promises."""
    beside = party.origin == "label" and prefer_right
    return name_quality(party.name or "-") + 2.0 * bool(party.name) + 1.5 * bool(party.address) + 0.3 * beside


def _opened_by(role: Role, lines: Sequence[Line]) -> Iterator[Party]:
    """Read one party from the lines a label has opened: name lines first, then the address."""
    lines = list(takewhile(lambda line: line.kind not in (Kind.ROLE_LABEL,), lines))
    party = _read_block(lines, labelled=True)
    if party is not None and (party.name or party.address):
        yield replace(party, role=role, origin="label")


def _of_column(lines: Sequence[Line]) -> Iterator[Party]:
    """Read the parties of one column; a role label inside starts a new one and is read by its own rule."""
    start = 0
    for position, line in enumerate([*lines, None]):
        if line is not None and line.kind is not Kind.ROLE_LABEL:
            continue
        role = _role_of(lines[start - 1]) if start else None
        part = lines[start:position]
        start = position + 1
        if role is None:
            yield from _unlabelled(part)


def _role_of(line: Line) -> Role | None:
    label = find_party_label(line.text)
    return label.meaning if label is not None and isinstance(label.meaning, Role) else None


def _unlabelled(lines: Sequence[Line]) -> Iterator[Party]:
    """Read blocks that no label announces: an address with the names above it, and lone names."""
    position = 0
    while position < len(lines):
        end = _block_end(lines, position)
        part = lines[position:end]
        party = _read_block(part, labelled=False)
        if party is not None:
            yield party
        position = max(end, position + 1)
    yield from _headings(lines)


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


def _headings(lines: Sequence[Line]) -> Iterator[Party]:
    """Return every name-like line alone, and joined with the one or two below it, as a candidate without address."""
    for position, line in enumerate(lines):
        if line.kind is not Kind.OTHER and not is_name_like(line.text):
            continue
        for count in (1, 2, 3):
            part = tuple(lines[position : position + count])
            if len(part) < count or not _joinable(part):
                break
            yield Party(_joined_name(part), part, "", (), "heading")


def _joinable(lines: Sequence[Line]) -> bool:
    """Say whether the lines can be one name: all name-like and of about one size."""
    heights = [line.segment.height for line in lines]
    return all(line.kind is Kind.OTHER or is_legal_form(line.text) for line in lines) and max(heights) < 1.7 * min(heights)


def _read_block(lines: Sequence[Line], *, labelled: bool) -> Party | None:
    """Read name and address from consecutive lines of one block; None when there is neither."""
    names: list[Line] = []
    address: list[Line] = []
    tail: list[Line] = []
    closed = False
    for position, line in enumerate(lines):
        if line.kind is Kind.ADDRESS and not closed:
            address.append(line)
        elif line.kind is Kind.OTHER and address and not closed and _continues_address(lines, position):
            address.append(line)
        elif line.kind is Kind.OTHER and not address:
            names.append(line)
        elif line.kind in (Kind.CONTACT, Kind.TAX, Kind.REGISTRATION, Kind.BANK):
            tail.append(line)
            closed = closed or bool(address)
        elif labelled and line.kind is Kind.ATTRIBUTE_LABEL and (rest := _rest(line)):
            _take_attribute(Line(line.segment, rest, kind_of(rest)), line, names, address)
        elif line.kind is Kind.ATTENTION:
            continue
        elif address or (labelled and names):
            break
        elif line.kind is Kind.SENDER or (not labelled and line.kind in (Kind.TITLE, Kind.FIELD)):
            names.clear()
        elif not labelled and line.kind is Kind.SENTENCE and len(line.text.split()) > SLOGAN_WORDS:
            names.clear()
    if not names and not address:
        return None
    name_lines = _name_of(names, labelled=labelled, has_address=bool(address))
    if not (labelled and names) and not _is_convincing(address):
        address = []
    text = join_address(line.text for line in address)
    return Party(_joined_name(name_lines), name_lines, text, tuple(address), "block", tail=tuple(tail))


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
    """Cut lines into names: each run is one line and those that plainly go on with it."""
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
    """Say whether `lower` plainly goes on with the name that `upper` is the last line of; `so_far`: all its lines."""
    ratio = lower.segment.height / upper.segment.height
    if not 0.6 < ratio < 1.6:  # noqa: PLR2004 -- another size of type is another thing
        return False
    text = upper.text.rstrip()
    if text.endswith(("&", "-", "/", " and", " und", " et", " y", " of", "(")) or text.count("(") > text.count(")"):
        return True
    if is_legal_form(lower.text) or lower.text.strip().startswith(("&", "und ", "and ")):
        return True
    return starts_generic(lower.text) and not any(has_legal_form(line.text) for line in so_far)


def _joined_name(lines: Sequence[Line]) -> str:
    """Join the lines of a name; words that were recognised from pixels are mended, those of a text layer are exact."""
    name = clean_name(" ".join(clean_name(line.text) if position else line.text for position, line in enumerate(lines)))
    return name if all(line.segment.confidence == 1.0 for line in lines) else repair_name(name)


def _labelled_section(document: Document, heading: Segment, role: Role) -> Party | None:
    """Read rows such as "Name: …", "Address: …" below a role's heading, or beside it in the same row."""
    name: tuple[Line, ...] = ()
    address: tuple[Line, ...] = ()
    tail: list[Line] = []
    for row in document.rows[heading.row : heading.row + SECTION_ROWS]:
        if row.page != heading.page:
            break
        for segment in row.segments:
            if segment is heading or segment.box.left < heading.box.left - 3 * heading.height:
                continue
            label = find_party_label(segment.text)
            if label is not None and label.meaning in PARTY_ROLES and segment.row > heading.row:
                return _section_party(name, address, tail, role)
            if label is None or isinstance(label.meaning, Role) or segment.row == heading.row:
                kind = kind_of(segment.text)
                if kind in (Kind.TAX, Kind.CONTACT) and (name or address):
                    tail.append(Line.of(segment))
                continue
            value = _value_lines(document, segment, label.rest)
            if label.meaning is Attribute.NAME and not name:
                name = tuple(line for line in value[:1] if is_name_like(line.text) or kind_of(line.text) is Kind.ADDRESS)
            elif label.meaning is Attribute.ADDRESS and not address:
                address = tuple(_address_run(value))
    return _section_party(name, address, tail, role)


def _section_party(
    name: tuple[Line, ...], address: tuple[Line, ...], tail: Sequence[Line], role: Role
) -> Party | None:
    if not name:
        return None
    text = join_address(line.text for line in address)
    return Party(_joined_name(name), name, text, address, "label", role, tuple(tail))


def _value_lines(document: Document, label: Segment, rest: str) -> list[Line]:
    """Return the lines of a labelled value: behind the label, else right of it, and on below."""
    if rest:
        return [Line(label, rest, kind_of(rest)), *map(Line.of, lines_below(document, label, limit=4))]
    for other in document.right_of(label)[:1]:
        if _near(label, other):
            return [Line.of(other), *map(Line.of, lines_below(document, other, limit=4))]
    return [Line.of(lower) for lower in lines_below(document, label, gap=2.2, limit=5)]


def _address_run(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the leading lines that can be an address: the first one in any case, then only what looks like one."""
    for position, line in enumerate(lines):
        looks = line.kind is Kind.ADDRESS or (line.kind is Kind.OTHER and any(map(_is_address, lines[position + 1 :][:2])))
        if line.kind not in (Kind.ADDRESS, Kind.OTHER) or (position and not looks):
            return
        yield line


def _is_address(line: Line) -> bool:
    return line.kind is Kind.ADDRESS


def _of_address_label(document: Document, label: Segment, rest: str) -> Iterator[Party]:
    """Read "Address: …" on its own; the name, if any, stands in the line above or left of it."""
    lines = tuple(_address_run(_value_lines(document, label, rest)))
    if not any(line.kind is Kind.ADDRESS for line in lines):
        return
    role = _role_nearby(document, label)
    yield Party("", (), join_address(line.text for line in lines), lines, "label", role)


def _role_nearby(document: Document, segment: Segment) -> Role | None:
    """Return the role of the last role label left of `segment` in its row or in the rows just above it."""
    for other in document.left_of(segment):
        role = _role_of(Line(other, other.text, Kind.OTHER))
        if role is not None:
            return role
    for other in document.above(segment, 3):
        role = _role_of(Line(other, other.text, Kind.OTHER))
        if role is not None:
            return role
    return None
