"""Two people correct at once: whatever they do in whatever order, nothing is lost and all see the same."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from batch_ocr.results.corrections import Applied, Correction, Corrections, Value, read_corrections, render
from batch_ocr.review.correction_file import CorrectionFile

SCANS = {"a.png": "a" * 64, "b.png": "b" * 64}
START = datetime(2026, 11, 22, tzinfo=UTC)

people = st.sampled_from(["anna", "ben"])
names = st.sampled_from(sorted(SCANS))
edits = st.one_of(
    st.tuples(st.just("vat"), st.one_of(st.none(), st.decimals(0, 100, places=2))),
    st.tuples(st.sampled_from(["bic", "supplier_name"]), st.one_of(st.none(), st.text(min_size=1, max_size=5))),
)


class TwoWriters(RuleBasedStateMachine):
    """Each has a view of the file; the model is the list of records in the order they were appended."""

    @initialize()
    def begin(self) -> None:
        """An empty folder."""
        self.folder = Path(tempfile.mkdtemp())
        self.results = self.folder / "results.jsonl"
        self.views = {who: CorrectionFile(self.results) for who in ("anna", "ben")}
        self.records: list[Correction] = []
        self.told: dict[str, Counter[str]] = {who: Counter() for who in self.views}

    @rule(who=people, name=names, edit=edits)
    def correct(self, who: str, name: str, edit: tuple[str, Value]) -> None:
        """One of them edits a field."""
        self._append(replace(self._record(who, name), action="edit", field=edit[0], new=edit[1]))

    @rule(who=people, name=names, accepted=st.booleans())
    def judge(self, who: str, name: str, accepted: bool) -> None:
        """One of them accepts or rejects."""
        self._append(replace(self._record(who, name), action="accept" if accepted else "reject"))

    @rule(who=people, data=st.data())
    def undo(self, who: str, data: st.DataObject) -> None:
        """One of them undoes any record, an undo included."""
        if self.records:
            target = data.draw(st.sampled_from(self.records))
            self._append(replace(self._record(who, target.file), action="undo", undoes=target.id))

    @rule(cut=st.floats(0, 1))
    def killed(self, cut: float) -> None:
        """A third writer dies in the middle of a record, the last byte of which never comes."""
        line = render(replace(self._record("carl", "a.png"), action="reject"))[:-2]
        with self.views["anna"].path.open("ab") as file:
            file.write(line[: int(len(line) * cut)])
        self._append(self._record("ben", "b.png"))  # cuts it off, so that the next torn one has its place

    @rule(who=people)
    def look(self, who: str) -> None:
        """One of them asks what is new: every record is told once."""
        self.told[who].update(one.id for one in self.views[who].news())
        assert self.told[who] == Counter(one.id for one in self.records)

    @invariant()
    def all_read_the_same(self) -> None:
        """Both writers after looking, and a reader that comes fresh."""
        if not hasattr(self, "records"):
            return
        for who in self.views:
            self.look(who)
        expected = self._states(Corrections(self.records))
        for corrections in (read_corrections(self.results), *(view.corrections for view in self.views.values())):
            assert self._states(corrections) == expected

    @invariant()
    def no_other_scan_is_touched(self) -> None:
        """A new scan under an old name has no corrections."""
        if hasattr(self, "records"):
            assert read_corrections(self.results).of("a.png", "c" * 64) == Applied()

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def _record(self, who: str, name: str) -> Correction:
        number = len(self.records)
        return Correction(f"{number}", START + timedelta(seconds=number), who, name, SCANS[name], "accept")

    def _append(self, record: Correction) -> None:
        def decide(present: Corrections) -> Correction:
            assert self._states(present) == self._states(Corrections(self.records)), "decided on old records"
            return record

        assert self.views[record.who if record.who in self.views else "anna"].append(decide) == record
        self.records.append(record)

    @staticmethod
    def _states(corrections: Corrections) -> dict[str, Applied]:
        return {name: corrections.of(name, sha256) for name, sha256 in SCANS.items()}


TwoWriters.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
test_two_writers = TwoWriters.TestCase
