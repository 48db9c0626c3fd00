"""Reviewing in a real browser: by keyboard, beside the scan, two people at once."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from batch_ocr.ledger.evidence import keep
from batch_ocr.records import FieldProof, Place
from batch_ocr.results import latest
from tests.review_cases import HOSTILE, folder, line, records, reviewing

pytestmark = pytest.mark.browser


@contextmanager
def opened(chromium: Browser, address: str) -> Iterator[Page]:
    """A person's browser on the review; whatever goes wrong in the page's scripts fails the test."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
    try:
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        yield page
    finally:
        context.close()
    assert wrong == []


@contextmanager
def review_of(tmp_path: Path, *arguments: str) -> Iterator[tuple[Path, str]]:
    """Results of three scans and the address of their review."""
    results = folder(tmp_path)
    with reviewing(results, "--images", tmp_path / "scans", "--port", "0", "--name", "anna", *arguments) as (
        _,
        address,
    ):
        yield results, address


def field(page: Page, name: str) -> str:
    """A field's value in the drawer, as people see it."""
    return page.locator(f'[data-field="{name}"] .field-value').inner_text()


def edit(page: Page, name: str, text: str) -> None:
    """Type a new value into a field of the open drawer, without saving it."""
    page.locator(f'[data-field="{name}"]').click()
    page.keyboard.press("e")
    page.locator(".editing").fill(text)


def test_an_invoice_is_corrected_accepted_and_taken_back_by_keyboard(chromium: Browser, tmp_path: Path) -> None:
    """The key n opens what needs a look, Enter edits and saves, a accepts and goes on, u undoes and goes back."""
    with review_of(tmp_path) as (results, address), opened(chromium, address) as page:
        assert "token" not in page.url
        page.keyboard.press("n")
        expect(page.locator(".drawer-head .file")).to_have_text("a.png")
        expect(page.locator(".field-row.chosen")).to_have_attribute("data-field", "total_amount")
        page.locator(".field-row.chosen").focus()
        page.keyboard.press("Enter")
        page.keyboard.type("191,00")
        page.keyboard.press("Enter")
        expect(page.locator('[data-field="total_amount"]')).to_contain_text("191.00")
        expect(page.locator(".problems")).not_to_contain_text("the sum of last night")  # that check is made again
        expect(page.locator('[data-field="total_amount"]')).to_be_focused()
        page.keyboard.press("a")
        expect(page.locator(".drawer-head .file")).to_have_text("b.png")
        expect(page.locator(".review-left")).to_have_text("1 to look at")
        page.keyboard.press("u")
        expect(page.locator(".drawer-head .file")).to_have_text("a.png")
        expect(page.locator(".review-left")).to_have_text("2 to look at")
        expect(page.locator(".review-history")).to_contain_text("anna changed Total from 119.0 to 191.00")
        edited, accepted, undone = records(results)
        assert [one["who"] for one in (edited, accepted, undone)] == ["anna"] * 3
        assert (edited["field"], edited["old"], edited["new"]) == ("total_amount", 119.0, 191.0)
        assert (accepted["action"], undone["action"], undone["undoes"]) == ("accept", "undo", accepted["id"])
        page.keyboard.press("u")
        expect(page.locator('[data-field="total_amount"]')).to_contain_text("119.00")
        page.reload()
        expect(page.locator(".review-left")).to_have_text("2 to look at")
    assert next(latest(results)).review is None
    assert len(records(results)) == 4


def test_rejecting_goes_on_until_all_is_done(chromium: Browser, tmp_path: Path) -> None:
    """What nobody needs to look at is not asked about, but can be reached."""
    with review_of(tmp_path) as (results, address), opened(chromium, address) as page:
        page.keyboard.press("n")
        expect(page.locator(".drawer-head .file")).to_have_text("a.png")
        page.keyboard.press("r")
        expect(page.locator(".drawer-head .file")).to_have_text("b.png")
        page.keyboard.press("a")
        expect(page.locator(".review-left")).to_have_text("0 to look at")
        page.keyboard.press("n")
        expect(page.locator(".review-said")).to_contain_text("All done")
        page.keyboard.press("j")
        expect(page.locator(".drawer-head .file")).to_have_text(re.compile("png"))
    assert [one.review for one in latest(results)] == ["rejected", "accepted", None]


def test_what_the_reader_was_not_sure_of_needs_a_look_too(chromium: Browser, tmp_path: Path) -> None:
    """Low confidence in one field is enough, though all checks are content; a copy of the same bytes needs none."""
    results = tmp_path / "results.jsonl"
    sure, unsure = {"total_amount": 0.98}, {"total_amount": 0.98, "due_date": 0.6}
    copy = line("copy.png", "b" * 64, status="duplicate")
    results.write_bytes(line("a.png", "a" * 64, confidence=sure) + line("b.png", "b" * 64, confidence=unsure) + copy)
    with reviewing(results, "--port", "0") as (_, address), opened(chromium, address) as page:
        expect(page.locator(".review-left")).to_have_text("1 to look at")
        page.keyboard.press("n")
        expect(page.locator(".drawer-head .file")).to_have_text("b.png")
        expect(page.locator(".scan .nothing").first).to_contain_text("--images")


def test_a_value_that_is_none_is_explained_and_kept_nowhere(chromium: Browser, tmp_path: Path) -> None:
    """The field stays open with what was typed; Escape leaves it as it was, and the drawer open."""
    with review_of(tmp_path) as (results, address), opened(chromium, address) as page:
        page.keyboard.press("n")
        edit(page, "total_amount", "1.234")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("may mean 1234 or 1.2340")
        expect(page.locator(".editing")).to_have_value("1.234")
        page.keyboard.press("Escape")
        assert "119.00" in field(page, "total_amount")
        edit(page, "due_date", "24.12.2026")
        page.keyboard.press("Tab")
        expect(page.locator(".editing")).to_have_attribute("aria-label", "Supplier, new value")
        page.keyboard.press("Escape")
        expect(page.locator("#drawer")).to_be_visible()
        assert [(one["field"], one["new"]) for one in records(results)] == [("due_date", "2026-12-24")]


def test_two_people_at_one_field_both_see_both_values(chromium: Browser, tmp_path: Path) -> None:
    """Two servers on the same file: the slower one chooses, the faster one sees what came of it, nothing is lost."""
    results = folder(tmp_path)
    arguments = (results, "--images", tmp_path / "scans", "--port", "0", "--name")
    with (
        reviewing(*arguments, "anna") as (_, address_of_anna),
        reviewing(*arguments, "ben") as (_, address_of_ben),
        opened(chromium, address_of_anna) as anna,
        opened(chromium, address_of_ben) as ben,
    ):
        for page in (anna, ben):
            page.keyboard.press("n")
        edit(anna, "supplier_name", "Anna & Co")
        edit(ben, "supplier_name", "Ben & Co")
        anna.keyboard.press("Enter")
        expect(anna.locator('[data-field="supplier_name"]')).to_contain_text("Anna & Co")
        expect(ben.locator(".editing")).to_have_value("Ben & Co")  # what is being typed is not swept away
        ben.keyboard.press("Enter")
        expect(ben.get_by_role("alert")).to_contain_text("anna changed this while you were typing")
        expect(ben.locator(".theirs")).to_have_text("Theirs: Anna & Co")
        assert len(records(results)) == 1
        ben.locator(".mine").click()
        expect(ben.locator('[data-field="supplier_name"]')).to_contain_text("Ben & Co")
        expect(anna.locator('[data-field="supplier_name"]')).to_contain_text("Ben & Co")
        expect(anna.locator(".review-said")).to_contain_text("ben changed Supplier from Anna & Co to Ben & Co")
        expect(anna.locator(".field-row.chosen")).to_have_attribute("data-field", "supplier_name")
        edit(ben, "bic", "BENDEFF1")
        edit(anna, "bic", "ANNADEFF")
        ben.keyboard.press("Enter")
        expect(ben.locator('[data-field="bic"]')).to_contain_text("BENDEFF1")
        anna.keyboard.press("Enter")
        anna.locator(".theirs").click()
        expect(anna.locator('[data-field="bic"]')).to_contain_text("BENDEFF1")
    told = [(one["who"], one["old"], one["new"]) for one in records(results)]
    assert told == [
        ("anna", "Nordlicht GmbH", "Anna & Co"),
        ("ben", "Anna & Co", "Ben & Co"),
        ("ben", None, "BENDEFF1"),
    ]


def test_what_is_accepted_is_what_was_seen(chromium: Browser, tmp_path: Path) -> None:
    """Two tabs of one review: one accepts, the other sees it at once and need not look any more."""
    with (
        review_of(tmp_path) as (results, address),
        opened(chromium, address) as first,
        opened(chromium, address) as second,
    ):
        for page in (first, second):
            page.keyboard.press("n")
        first.keyboard.press("a")
        expect(second.locator(".review-left")).to_have_text("1 to look at")
        expect(second.locator(".drawer-head .state")).to_have_text("Accepted")
        second.keyboard.press("u")
        expect(first.locator(".review-left")).to_have_text("2 to look at")
        assert [one["action"] for one in records(results)] == ["accept", "undo"]


def test_a_hostile_name_is_text_wherever_it_comes_from(chromium: Browser, tmp_path: Path) -> None:
    """From a scan, or typed by a person; in the table, the drawer, the history and the messages."""
    with review_of(tmp_path) as (_, address), opened(chromium, address) as page:
        page.locator(".canvas .row", has_text="sub/c.png").click()
        expect(page.locator('[data-field="supplier_name"]')).to_contain_text(HOSTILE)
        edit(page, "bank_name", HOSTILE)
        page.keyboard.press("Enter")
        expect(page.locator('[data-field="bank_name"]')).to_contain_text(HOSTILE)
        expect(page.locator(".review-history")).to_contain_text(HOSTILE)
        assert page.locator("img[src=x]").count() == 0
        assert "owned" not in page.title()


def test_the_scan_is_beside_the_fields_with_the_box_of_the_chosen_one(chromium: Browser, tmp_path: Path) -> None:
    """Where the reader found the value, to a pixel or two of the picture."""
    results = folder(tmp_path)
    sha256 = next(latest(results)).sha256
    assert sha256 is not None
    with sqlite3.connect(f"{results}.ledger") as ledger:
        ledger.executescript(
            "PRAGMA user_version = 2; CREATE TABLE documents (id INTEGER PRIMARY KEY, sha256 BLOB);"
            "CREATE TABLE evidence (document INTEGER PRIMARY KEY, data BLOB)"
        )
        ledger.execute("INSERT INTO documents VALUES (1, ?)", (bytes.fromhex(sha256),))
        keep(ledger, 1, {"total_amount": FieldProof("119.00", 0.9, (Place(0, (0.25, 0.5, 0.75, 0.6), ("119",)),))})
    ledger.close()
    with (
        reviewing(results, "--images", tmp_path / "scans", "--port", "0") as (_, address),
        opened(chromium, address) as page,
    ):
        page.keyboard.press("n")
        picture, box = page.locator(".paper img"), page.locator(".boxes .box")
        expect(box).to_have_count(1)
        expect(picture).to_have_js_property("naturalWidth", 600)
        drawn, marked = picture.bounding_box(), box.bounding_box()
        assert drawn is not None
        assert marked is not None
        assert marked["x"] == pytest.approx(drawn["x"] + drawn["width"] * 0.25, abs=8)
        assert marked["width"] == pytest.approx(drawn["width"] * 0.5, abs=16)
        assert marked["y"] == pytest.approx(drawn["y"] + drawn["height"] * 0.5, abs=8)
        page.locator('[data-field="bic"]').click()
        expect(box).to_have_count(0)


def test_a_scan_that_changed_is_not_shown(chromium: Browser, tmp_path: Path) -> None:
    """The reason stands where the scan would."""
    with review_of(tmp_path) as (_, address), opened(chromium, address) as page:
        (tmp_path / "scans" / "a.png").write_bytes((tmp_path / "scans" / "b.png").read_bytes())
        page.keyboard.press("n")
        expect(page.locator(".scan .nothing").first).to_contain_text("changed since it was read")


def test_the_keys_are_shown_on_request_and_silent_while_typing(chromium: Browser, tmp_path: Path) -> None:
    """Letters in the search field or in a name are letters."""
    with review_of(tmp_path) as (results, address), opened(chromium, address) as page:
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.locator("#review-name").fill("carla")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Keys")).not_to_be_visible()
        page.locator("#filter-text").fill("")
        page.keyboard.type("nare")
        expect(page.locator("#drawer")).not_to_be_visible()
        page.locator("#filter-text").fill("")
        page.locator("h1").click()
        page.keyboard.press("n")
        edit(page, "bic", "")
        page.keyboard.type("aurDEFF1")
        page.keyboard.press("Enter")
        expect(page.locator('[data-field="bic"]')).to_contain_text("aurDEFF1")
        assert [one["who"] for one in records(results)] == ["carla"]


def test_when_the_server_is_gone_nothing_seems_saved(chromium: Browser, tmp_path: Path) -> None:
    """The page says so, and keeps what was typed."""
    results = folder(tmp_path)
    with reviewing(results, "--port", "0") as (process, address), opened(chromium, address) as page:
        page.keyboard.press("n")
        edit(page, "bic", "GENODEF1")
        process.kill()
        process.wait()
        page.keyboard.press("Enter")
        expect(page.locator(".review-said")).to_contain_text("nothing was saved")
        expect(page.locator(".editing")).to_have_value("GENODEF1")
    assert records(results) == []


def test_no_page_under_review_scrolls_sideways(chromium: Browser, tmp_path: Path) -> None:
    """On a telephone too, with the drawer open and while a value is typed."""
    with review_of(tmp_path) as (_, address), opened(chromium, address) as page:
        for width in (1400, 800, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.keyboard.press("n")
            edit(page, "supplier_name", "x" * 200)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("document.querySelector('#drawer').scrollWidth") <= width
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")


def test_a_change_says_that_the_sums_are_older(chromium: Browser, tmp_path: Path) -> None:
    """Totals are counted when the page is made; a person who has corrected one is told how to count again."""
    with review_of(tmp_path) as (_, address), opened(chromium, address) as page:
        expect(page.locator("#stale")).to_be_hidden()
        before = page.locator("#totals").inner_text()
        page.keyboard.press("n")
        edit(page, "total_amount", "191,00")
        page.keyboard.press("Enter")
        expect(page.locator("#stale")).to_be_visible()
        with page.expect_navigation():
            page.locator("#stale button").evaluate("button => button.click()")
        page.wait_for_selector("html[data-ready]")
        expect(page.locator("#stale")).to_be_hidden()
        assert page.locator("#totals").inner_text() != before
