"""Documents of a results file, found again by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.results.lookup import Lookup
from tests.documents import document, results_of


def looked_up(tmp_path: Path) -> tuple[Path, Lookup]:
    """Three lines about two files with the same bytes."""
    first = document("ä.png", supplier_name="old")
    second, third = replace(first, name="b.png"), document("ä.png", supplier_name="new")
    earlier = results_of(tmp_path, [first, second]).read_bytes()
    results = results_of(tmp_path, [third])
    results.write_bytes(earlier + results.read_bytes())
    lookup = Lookup(results)
    lookup.read()
    return results, lookup


def test_the_last_line_of_a_file_is_found_by_its_name(tmp_path: Path) -> None:
    """Also behind names that are longer in bytes than in characters."""
    _, lookup = looked_up(tmp_path)
    assert (len(lookup), "ä.png" in lookup, "c.png" in lookup) == (2, True, False)
    assert lookup.document("ä.png")[0].text("supplier_name") == "new"
    assert [one.name for one, _ in lookup] == ["b.png", "ä.png"]


def test_names_are_found_by_the_bytes_they_stand_for(tmp_path: Path) -> None:
    """One scan may lie in the folder twice."""
    _, lookup = looked_up(tmp_path)
    sha256 = lookup.document("b.png")[0].sha256
    assert sha256 is not None
    assert set(lookup.names_of(sha256)) == {"b.png", "ä.png"}
    assert lookup.names_of("0" * 64) == ()


def test_what_was_read_stays_until_it_is_read_again(tmp_path: Path) -> None:
    """A page that is open shows the results it was made of, also when others lie under their name by now."""
    results, lookup = looked_up(tmp_path)
    (tmp_path / "other").mkdir()
    results_of(tmp_path / "other", [document("c.png")]).replace(results)
    assert lookup.document("ä.png")[0].text("supplier_name") == "new"
    lookup.read()
    assert [one.name for one, _ in lookup] == ["c.png"]


def test_what_is_changed_in_place_is_told(tmp_path: Path) -> None:
    """No line of another file is taken for this one's."""
    results, lookup = looked_up(tmp_path)
    content = results.read_bytes()
    for changed in (b"x" * len(content), content.replace(b"b.png", b"c.png"), b""):
        results.write_bytes(changed)
        with pytest.raises(OutputError, match="changed by another program: reload the page"):
            lookup.document("b.png")


def test_results_that_cannot_be_read_leave_no_file_open(tmp_path: Path) -> None:
    """The page is asked for again and again until somebody has mended them."""
    results, lookup = looked_up(tmp_path)
    before = len(list(Path("/dev/fd").iterdir()))
    results.write_bytes(results.read_bytes() + b"{}\n")
    with pytest.raises(OutputError, match="line 4"):
        lookup.read()
    assert len(list(Path("/dev/fd").iterdir())) == before
    assert lookup.document("b.png")[0].name == "b.png"
    lookup.close()
    assert (len(lookup), len(list(Path("/dev/fd").iterdir()))) == (0, before - 1)
