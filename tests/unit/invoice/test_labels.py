from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from batch_ocr.invoice.labels import (
    AMOUNT_PHRASES,
    DATE_PHRASES,
    FUZZY_FROM,
    LEAST_SIMILARITY,
    REFERENCE_PHRASES,
    Phrases,
    find_labels,
    fold_label,
)
from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.placed_labels import placed_labels
from batch_ocr.page import Box, Word
from tests.unit.invoice.printed_page import printed


def words(text: str) -> list[Word]:
    return [Word(token, Box(i * 50.0, 0, i * 50.0 + 45, 14), 1.0, 0) for i, token in enumerate(text.split())]


def roles(text: str, phrases: Phrases = AMOUNT_PHRASES) -> list[str]:
    return [label.role for label in find_labels(words(text), phrases)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Grand Total:", "gross"),
        ("TOTAL", "total"),
        ("Total Incl. GST@6%", "gross"),
        ("Total Excl. of GST", "net"),
        ("zu zahlen", "payable"),
        ("Rechnungsbetrag", "gross"),
        ("Rechnungssumme netto", "net"),
        ("Total TTC", "gross"),
        ("Total HT", "net"),
        ("Net à payer", "payable"),
        ("Base imponible", "net"),
        ("Totale documento", "gross"),
        ("Te betalen", "payable"),
        ("Totaal excl. BTW", "net"),
        ("Total a pagar", "payable"),
        ("Do zapłaty", "payable"),
        ("Razem", "total"),
        ("Rounding Adj:", "rounding"),
        ("CASH", "paid"),
        ("Rückgeld", "change"),
        ("zuzüglich 19% MwSt.", "tax"),
        ("TVA collectée", "tax"),
    ],
)
def test_languages_and_kinds(text: str, role: str) -> None:
    """A label of any of the languages has its role, numbers and punctuation inside it notwithstanding."""
    assert roles(text)[0] == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("T0TAL", "total"),
        ("Grand Tota1", "gross"),
        ("Gesarntbetrag", "gross"),
        ("RoundIng", "rounding"),
        ("lnvoice Date", "issue_date"),
    ],
)
def test_slips_of_the_recogniser_are_forgiven(text: str, role: str) -> None:
    """Look-alike letters are equal, and long phrases may differ by a letter."""
    assert role in roles(text) + roles(text, DATE_PHRASES)


def test_lost_spaces_do_not_hide_a_label() -> None:
    """Words run together by the recogniser are still the phrase."""
    assert roles("TotalInclusiveGST:") == ["gross"]
    assert roles("TotalRM21.85") == ["total"]


def test_the_longer_label_wins() -> None:
    """Of two labels over the same words the longer one is meant."""
    assert roles("Total GST") == ["tax"]
    assert roles("Total Qty") == ["count"]


@pytest.mark.parametrize("text", ["INV-7251", "accounts@total.example", "www.total.example", "12345"])
def test_codes_and_addresses_label_nothing(text: str) -> None:
    """A word that happens to stand inside a code or an address is no label."""
    assert roles(text) + roles(text, REFERENCE_PHRASES) == []


def test_a_phrase_belongs_to_the_role_listed_first() -> None:
    """The order of the lexicon settles what is listed twice."""
    phrases = Phrases.of({"one": {"en": "some label"}, "two": {"en": "some label, other label"}})
    assert roles("some label other label", phrases) == ["one", "two"]


def test_labels_do_not_reach_over_a_column_gap() -> None:
    """The heads of two columns are two labels, even where both words make a third."""
    row = printed("GST    Total").rows[0]
    assert [p.label.role for p in placed_labels(row, AMOUNT_PHRASES)] == ["tax", "total"]


def test_labels_are_found_where_a_space_got_lost() -> None:
    """Punctuation parts what a recogniser ran together."""
    row = printed("TAX:VAT (3.88%): 28.18").rows[0]
    assert [p.label.role for p in placed_labels(row, AMOUNT_PHRASES)] == ["tax", "tax"]


def test_words_of_a_sentence_are_not_alone() -> None:
    """A label that is mentioned in a sentence is told from one that stands by itself."""
    document = printed("Wir haben den Rechnungsbetrag am gestrigen Tage dankend vereinnahmt\n\nRechnungsbetrag")
    assert [p.alone for p in placed_labels(document.rows[0], AMOUNT_PHRASES) if p.label.role == "gross"] == [False]
    assert [p.alone for p in placed_labels(document.rows[1], AMOUNT_PHRASES)] == [True]


@given(st.text(max_size=40))
def test_noise_never_raises(text: str) -> None:
    """Any words can be searched; labels lie inside them."""
    searched = words(text)
    for label in find_labels(searched, AMOUNT_PHRASES):
        assert 0 <= label.start < label.end <= len(searched)


@given(st.sampled_from(sorted(AMOUNT_PHRASES.roles)))
def test_every_folded_phrase_is_found_exactly(phrase: str) -> None:
    """Folding is stable: what the lexicon holds, it finds with full similarity."""
    assert AMOUNT_PHRASES.look_up(fold_label(phrase)) == (phrase, 1.0)


@given(phrase=st.sampled_from(sorted(AMOUNT_PHRASES.roles)), place=st.integers(0, 30), letter=st.sampled_from("aelmz"))
def test_the_index_finds_what_a_look_at_every_phrase_finds(phrase: str, place: int, letter: str) -> None:
    """A letter lost, added or misread: the best of all phrases that are as long or begin alike."""
    place = min(place, len(phrase) - 1)
    for end in (phrase[place:], letter + phrase[place:], letter + phrase[place + 1 :], phrase[place + 1 :]):
        written = phrase[:place] + end
        if len(written) < FUZZY_FROM or written in AMOUNT_PHRASES.roles:
            continue
        most = max(1, int(len(written) * (1 - LEAST_SIMILARITY)))
        alike = [
            other
            for other in sorted(AMOUNT_PHRASES.roles, key=len)
            if len(other) >= FUZZY_FROM and abs(len(other) - len(written)) <= most
            if len(other) == len(written) or other[0] == written[0]
        ]
        best = process.extractOne(
            written, alike, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST_SIMILARITY
        )
        assert AMOUNT_PHRASES.look_up(written) == (best and best[:2])


def test_an_empty_page_has_no_labels() -> None:
    """A page without words is read without complaint."""
    assert Document.from_pages([]).rows == ()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Total excl. HST", "net"),
        ("Total incl. HST", "gross"),
        ("Betrag ohne Umsatzsteuer", "net"),
        ("Totale al netto IVA", "net"),
        ("Total c/ IVA", "gross"),
        ("Total s/ IVA", "net"),
        ("Netto razem", "net"),
    ],
)
def test_labels_of_two_parts_are_known_in_every_combination(text: str, role: str) -> None:
    """With and without tax is one letter's difference: both forms are known, so that neither passes for the other."""
    assert roles(text) == [role]
