from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.report.page import SCRIPTS, Picture
from batch_ocr.report.rows import BLOCK_DOCUMENTS, SHOWN_FIELDS, as_record, blocks
from batch_ocr.results import Document
from tests.report_cases import NOW, document, failed, invoice, page_of, proofs

ASSETS = Path(__file__).parents[3] / "batch_ocr" / "report" / "assets"


class Elements(HTMLParser):
    """Collects what a browser would see: every element with its attributes, and the text of scripts."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.found:
            tag, attributes, text = self.found[-1]
            self.found[-1] = (tag, attributes, text + data)

    def data(self, name: str) -> dict[str, Any]:
        (text,) = [text for tag, given, text in self.found if tag == "script" and given.get("id") == name]
        return dict(json.loads(text))

    def rows(self) -> list[Any]:
        return [json.loads(text) for tag, given, text in self.found if given.get("class") == "rows"]


HOSTILE = st.text() | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "<img src=x onerror=alert(1)>",
        "\u2028\u2029",
        "]]>",
        "{{SCRIPT}}",
    ]
)


@given(HOSTILE)
def test_no_text_of_a_scan_becomes_markup(text: str) -> None:
    """Whatever stands in a field, a name or the title: the page has the elements it has without it, and the text."""
    hostile = document(text or "a", invoice=invoice(supplier_name=text), warnings=(text,))
    plain, page = Elements(page_of([document()])), Elements(page_of([hostile], title=text))
    assert [tag for tag, _, _ in page.found] == [tag for tag, _, _ in plain.found]
    (block,) = page.rows()
    assert block["strings"][block["columns"].get("supplier_name", [0])[0]] == (text or None)


def test_the_page_refers_to_nothing_outside() -> None:
    """No address of anything, in markup or style, that a browser would fetch."""
    page = page_of([document()])
    for _, attributes, _ in Elements(page).found:
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            assert (attributes.get(name) or "#").startswith(("#", "data:"))
    style = "".join(path.read_text() for path in ASSETS.glob("*.css"))
    assert "url(" not in style
    assert "@import" not in style


def test_only_the_scripts_and_styles_of_the_page_may_run() -> None:
    """The policy names them by their hashes, and allows no connection."""
    page = page_of([document()]).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    style = page.partition("<style>")[2].partition("</style>")[0]
    for text in (script, style):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_columns_hold_what_the_records_hold(kinds: list[bool]) -> None:
    """A block read column by column gives back each record; a column of nothing is left out."""
    records = [as_record(document(f"{at}") if kind else failed(f"{at}")) for at, kind in enumerate(kinds)]
    (block,) = blocks(records)
    columns: Any = block["columns"]
    for at, record in enumerate(records):
        assert columns["name"][at] == record["name"]
        strings: Any = block["strings"]
        assert strings[columns["status"][at]] == record["status"]
    assert "supplier_email" not in columns
    assert ("supplier_name" in columns) == any(kinds)


def test_documents_come_in_blocks() -> None:
    """No more of them than one block are held while the page is written."""
    sizes = [block["count"] for block in blocks(as_record(document()) for _ in range(BLOCK_DOCUMENTS + 1))]
    assert sizes == [BLOCK_DOCUMENTS, 1]


def test_a_record_says_amounts_as_text_and_shares_as_whole_numbers() -> None:
    """119.10 keeps its zero; confidences are thousandths, boxes ten-thousandths, cut to the page."""
    one = document(
        invoice=invoice(total_amount=Decimal("119.10"), net_amount=Decimal("1E+2")),
        confidence={"total_amount": 0.9876, "invoice_number": 0.5},
    )
    record: Any = as_record(one, proofs(total_amount=(1, (0.1, 0.25, 1.5, -0.2))), 2)
    assert record["invoice"]["total_amount"] == "119.10"
    assert record["invoice"]["net_amount"] == "100"
    assert record["confidence"] == [
        988 if name == "total_amount" else 500 if name == "invoice_number" else -1 for name in SHOWN_FIELDS
    ]
    assert record["boxes"] == {"total_amount": [[1, 1000, 2500, 10000, 0]]}
    assert record["completed_at"] == NOW.timestamp() * 1000


class OnePicture:
    """A picture for each document that is called so."""

    def of(self, one: Document) -> tuple[Picture, ...]:
        return (Picture(b"RIFF", "image/webp"),) if one.name.startswith("with") else ()

    def note(self) -> str | None:
        return "one picture"


def test_pictures_lie_in_the_page_under_the_number_of_their_document() -> None:
    """Each in an element of its own, as text that is no picture until it is asked for; boxes only where one is."""
    evidence = proofs(total_amount=(0, (0, 0, 1, 1)))
    page = Elements(page_of([document("none"), document("with")], scans=OnePicture(), evidence=lambda _: evidence))
    assert ["data:image/webp;base64,UklGRg=="] in [
        json.loads(text) for tag, _, text in page.found if tag == "script" and text[0] == "["
    ]
    (block,) = page.rows()
    assert block["columns"]["pages"] == [None, 1]
    assert block["columns"]["boxes"] == [None, {"total_amount": [[0, 0, 0, 10000, 10000]]}]
    assert page.data("figures")["scans"] == "one picture"


def test_the_page_of_no_documents_is_a_page() -> None:
    """It has figures of nothing and no rows."""
    page = Elements(page_of([]))
    assert page.data("figures")["documents"] == 0
    assert page.rows() == []


def test_every_script_is_part_of_the_page() -> None:
    """No file of the assets is forgotten, none is long, none assigns markup."""
    scripts = {path.name for path in ASSETS.glob("*.js") if not path.name.startswith("review")}
    assert scripts == set(SCRIPTS)
    for path in ASSETS.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 300
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text), (
            path.name
        )


def test_the_assets_are_in_the_wheel(tmp_path: Path) -> None:
    """What a build installs holds the page's scripts, styles and frame."""
    builder = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    (wheel,) = builder.WheelBuilder(str(ASSETS.parents[2])).build(directory=str(tmp_path), versions=["standard"])
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (*SCRIPTS, "page.html", "page.css", "print.css"):
        assert f"batch_ocr/report/assets/{name}" in names
