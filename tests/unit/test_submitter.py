from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from batch_ocr.aspose.upload import Document, UploadBytes
from batch_ocr.errors import ErrorCode
from batch_ocr.ledger import Claim, Submit
from batch_ocr.media import SMALL_BYTES, Kind
from batch_ocr.progress import Progress
from batch_ocr.records import END, End, Image, Outcome, Rejected, Ticket
from batch_ocr.stop import Stop
from batch_ocr.submission import Policy, Submission
from batch_ocr.submitter import BYTES_AT_ONCE, FILES_AT_ONCE, Submitter
from tests.ledger_cases import run, ticket

T = TypeVar("T")


class Shop:
    """A ledger that has seen nothing, an open gate and a service that takes everything: what came, in its order."""

    served = 0

    def __init__(self, claim: Submit) -> None:
        self._claim = claim
        self._posts = 0
        self.asked: list[list[str]] = []
        self.sent: dict[str, Document] = {}

    async def claim_all(self, files: Sequence[tuple[Image, str]]) -> Sequence[Claim]:
        self.asked.append([image.name for image, _ in files])
        return [self._claim] * len(files)

    async def sending(self, sha256: str) -> None:
        self._latest = sha256

    async def not_sent(self, sha256: str) -> None: ...
    async def ambiguous(self, sha256: str) -> None: ...
    async def doubt(self, task_id: str) -> None: ...
    async def submitted(self, ticket: Ticket) -> None: ...

    async def submit(self, call: Callable[[], Awaitable[T]]) -> T:
        return await call()

    async def post(self, document: Document) -> str:
        self.sent[self._latest] = document
        self._posts += 1
        return f"task {self._posts}"


NEW = Submit(0)


def submit(
    folder: Path,
    images: Sequence[Image],
    stop: Stop | None = None,
    *,
    claim: Submit = NEW,
    rejected: Sequence[tuple[str, ErrorCode]] = (),
    resumed: Sequence[Ticket] = (),
) -> tuple[Shop, list[Ticket], Progress]:
    """Put images through one worker; `rejected`, and no others, become outcomes."""

    async def scenario() -> tuple[Shop, list[Ticket], Progress]:
        shop, progress, halt = Shop(claim), Progress(found=len(images)), stop or Stop()
        waiting: asyncio.Queue[Image | End] = asyncio.Queue()
        tickets: asyncio.Queue[Ticket | End] = asyncio.Queue()
        outcomes: asyncio.Queue[Outcome | End] = asyncio.Queue()
        for image in images:
            waiting.put_nowait(image)
        waiting.put_nowait(END)
        submission = Submission(shop.post, shop, shop, Policy("resubmit", 10**9), stop=halt, progress=progress)
        with ThreadPoolExecutor(1) as disk:
            submitter = Submitter(folder, shop, submission, outcomes, stop=halt, progress=progress, disk=disk)
            await submitter.submit_all(waiting, tickets, resumed, 1)
        given = [tickets.get_nowait() for _ in range(tickets.qsize())]
        assert given.pop() is END
        assert tickets.empty()
        told = [outcomes.get_nowait() for _ in range(outcomes.qsize())]
        assert [(one.name, one.code) for one in told if isinstance(one, Rejected)] == list(rejected)
        assert len(told) == len(rejected)
        return shop, [ticket for ticket in given if ticket is not END], progress

    return run(scenario())


def put(folder: Path, name: str, content: bytes, kind: Kind = Kind.PNG) -> Image:
    path = folder / name
    path.write_bytes(content)
    status = path.stat()
    return Image(name, path, status.st_size, status.st_mtime_ns, kind)


def test_only_a_small_file_that_is_sent_as_it_is_stays_in_memory(tmp_path: Path) -> None:
    """What was hashed is what is sent; large files are streamed, and those to be converted are read later."""
    small = put(tmp_path, "small", b"s" * SMALL_BYTES)
    large = put(tmp_path, "large", b"l" * (SMALL_BYTES + 1))
    pages = put(tmp_path, "pages", b"p", Kind.TIFF)
    shop, tickets, _ = submit(tmp_path, [small, large, pages])
    sent = [shop.sent[ticket.sha256] for ticket in tickets]
    assert [ticket.name for ticket in tickets] == ["small", "large", "pages"]
    assert sent[0] == UploadBytes(small.path.read_bytes())
    assert not any(isinstance(document, UploadBytes) for document in sent[1:])
    assert tickets[0].sha256 == sha256(small.path.read_bytes()).hexdigest()


def test_files_that_wait_are_asked_for_together_and_in_order(tmp_path: Path) -> None:
    """The ledger is asked once for all that wait, up to a bound."""
    images = [put(tmp_path, f"{number:03}", b"%d" % number) for number in range(FILES_AT_ONCE + 1)]
    shop, tickets, _ = submit(tmp_path, images)
    names = [image.name for image in images]
    assert shop.asked == [names[:FILES_AT_ONCE], names[FILES_AT_ONCE:]]
    assert [ticket.name for ticket in tickets] == names


def test_large_files_are_hashed_a_few_at_a_time(tmp_path: Path) -> None:
    """A batch ends with the file that reaches the limit of bytes; what waits behind it comes with the next."""
    images = [put(tmp_path, name, name.encode() + bytes(BYTES_AT_ONCE // 2)) for name in "abc"]
    shop, tickets, _ = submit(tmp_path, images)
    assert shop.asked == [["a", "b"], ["c"]]
    assert len(tickets) == 3


def test_a_file_that_went_or_changed_since_the_walk_costs_nothing(tmp_path: Path) -> None:
    """It is asked for neither in the ledger nor at the service, and the others go on."""
    gone, grown, sound = (put(tmp_path, name, name.encode()) for name in ("gone", "grown", "sound"))
    gone.path.unlink()
    grown.path.write_bytes(b"more than before")
    shop, tickets, progress = submit(tmp_path, [gone, grown, sound])
    assert shop.asked == [["sound"]]
    assert [ticket.name for ticket in tickets] == ["sound"]
    assert (progress.found, progress.growing) == (1, ["grown"])


def test_what_the_ledger_knows_of_earlier_submissions_goes_with_the_document(tmp_path: Path) -> None:
    """How often it was sent, and that the last answer was lost: what may be paid twice is counted."""
    claim = Submit(2, maybe_paid=True)
    _, (ticket,), progress = submit(tmp_path, [put(tmp_path, "a", b"a")], claim=claim)
    assert ticket.attempts == 3
    assert progress.possibly_paid_twice == 1


def test_a_file_that_nobody_foresaw_is_rejected_alone(tmp_path: Path) -> None:
    """A bad sector, or a bug: the file gets a line that says so, and the others are sent."""
    bad = [Image("bad", Path("/proc/self/mem"), 10, 1), Image("odd", Path("nul\0byte"), 10, 1)]
    rejected = [("bad", ErrorCode.UNREADABLE), ("odd", ErrorCode.UNREADABLE)]
    _, tickets, _ = submit(tmp_path, [*bad, put(tmp_path, "sound", b"sound")], rejected=rejected)
    assert [ticket.name for ticket in tickets] == ["sound"]


def test_an_id_of_an_earlier_run_is_not_believed(tmp_path: Path) -> None:
    """Under it lies the result of the document that is still waited for; the new one is sent again, and counted."""
    earlier = ticket("earlier", "earlier", task_id="task 1")
    _, tickets, progress = submit(tmp_path, [put(tmp_path, "new", b"new")], resumed=[earlier])
    assert [(one.name, one.task_id) for one in tickets] == [("earlier", "task 1"), ("new", "task 2")]
    assert progress.possibly_paid_twice == 1
