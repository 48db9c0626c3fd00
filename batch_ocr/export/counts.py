"""What an export has written, and what it had to leave out or change, for the summary at its end."""

from __future__ import annotations

from dataclasses import dataclass

from batch_ocr.results import Document


@dataclass(slots=True)
class Counts:
    """Grows while rows are written."""

    rows: int = 0
    findings: int = 0
    no_days: int = 0
    """Dates that are no day of the calendar: their cells are empty."""
    cut: int = 0
    """Texts longer than a cell of the format holds."""
    rounded: int = 0
    """Amounts with more digits than a cell of the format holds."""

    def add(self, document: Document) -> None:
        """Count a document whose rows are written."""
        self.rows += 1
        self.findings += len(document.findings)
        for key in ("issue_date", "due_date"):
            self.no_days += document.text(key) is not None and document.day(key) is None

    def notes(self) -> list[str]:
        """What a person should know beside the number of rows."""
        told = (
            (
                self.no_days,
                "dates do not exist in the calendar and are left empty; the results have them as they were read",
            ),
            (self.cut, "texts are cut: longer than a cell can be"),
            (self.rounded, "amounts have more digits than a cell can hold"),
        )
        return [f"{number} {what}" for number, what in told if number]
