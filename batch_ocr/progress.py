"""What is going on, in numbers, and a progress bar on terminals (tqdm is confined to this module)."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Never

if TYPE_CHECKING:
    from tqdm import tqdm

REFRESH_SECONDS = 0.2


@dataclass(slots=True)
class Progress:
    """Counters of one run: the stages write them, the bar and the summary read them."""

    found: int = 0
    """Files that will get a line in this run."""
    all_found: bool = False
    """Whether the walk is over, so that `found` is final and the time left can be estimated."""
    settled: int = 0
    """Files passed over because an earlier run settled them."""
    ignored: list[str] = field(default_factory=list)
    """The first few names of files that are no pictures or PDFs."""
    ignored_count: int = 0
    not_followed: int = 0
    """Symbolic links, pipes, sockets and devices, none of which is read."""
    growing: list[str] = field(default_factory=list)
    """Files that were still being written, or changed while their earlier bytes were read: left for the next run."""
    submitted: int = 0
    """Documents accepted by the service in this run."""
    resumed: int = 0
    """Open tickets taken over from earlier runs."""
    collected: int = 0
    """Documents among `submitted` and `resumed` whose line is written."""
    left_pending: int = 0
    overdue: int = 0
    """Of those: given up for this run after task_timeout."""
    resubmitted: int = 0
    """Documents submitted once more because the service no longer had their result."""
    elsewhere: int = 0
    """Open tickets of other services or addresses, left alone."""
    possibly_paid_twice: int = 0
    poisoned: int = 0
    """Documents, of this and of earlier runs, that failed too often and wait for a person."""
    lines: Counter[str] = field(default_factory=Counter)
    """Lines written in this run, by status."""
    calls: Counter[str] = field(default_factory=Counter)
    """Requests of this run, by kind."""
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    """(file, code, message) of the first failures and rejects, for the end of the summary."""
    _bar: tqdm[Never] | None = None

    KEPT = 20

    @property
    def done(self) -> int:
        """Lines written in this run."""
        return sum(self.lines.values())

    @property
    def pending(self) -> int:
        """Accepted documents whose result has not come yet."""
        return max(0, self.submitted + self.resumed - self.collected)

    def ignore(self, name: str) -> None:
        """Count a file that nobody meant to be read."""
        self.ignored_count += 1
        if len(self.ignored) < self.KEPT:
            self.ignored.append(name)

    def wrote(self, status: str, name: str, code: str | None = None, message: str = "") -> None:
        """Count one line of the results file."""
        self.lines[status] += 1
        if code is not None and len(self.failures) < self.KEPT:
            self.failures.append((name, code, message))
        self.refresh(1)

    def show_bar(self) -> None:
        """Draw a bar on stderr from now on."""
        from tqdm import tqdm  # noqa: PLC0415 - costs start-up time that a cron job does not need

        self._bar = tqdm(
            total=None,
            unit="file",
            file=sys.stderr,
            dynamic_ncols=True,
            mininterval=REFRESH_SECONDS,
            bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}, {remaining} left]{postfix}",
        )

    def refresh(self, lines: int = 0) -> None:
        """Update the bar; `lines` more are done. The time left is shown once all files are known."""
        if self._bar is None:
            return
        if self.all_found:
            self._bar.total = max(self.found, self.done)
        failed = self.lines["failed"] + self.lines["rejected"]
        told = f"submitted {self.submitted}, pending {self.pending}, failed {failed}"
        self._bar.set_postfix_str(told, refresh=False)
        self._bar.update(lines)

    def close_bar(self) -> None:
        """Remove the bar from the terminal."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
