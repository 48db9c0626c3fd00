"""The client of the service: submit, result, status, cancel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import TracebackType
from typing import Final, Literal, Self
from urllib.parse import quote

from batch_ocr.aspose.connection import Connection, Reply
from batch_ocr.aspose.statuses import (
    ELSEWHERE,
    FORBIDDEN,
    NOT_FOUND,
    REDIRECTS,
    UNAUTHORIZED,
    credentials_refused,
    failure_of,
    retry_after,
)
from batch_ocr.aspose.token import TokenSource
from batch_ocr.aspose.upload import Document, UploadBody, opened
from batch_ocr.aspose.wire import (
    FORM_TYPE,
    ID_PARAMETER,
    INVOICE_PATH,
    STATUS_PATH,
    TOKEN_PATH,
    AccessToken,
    Answer,
    MalformedAnswer,
    RecognitionOptions,
    TaskStatus,
    decode_answer,
    parse_task_id,
    parse_token,
    problem_detail,
    request_frame,
)
from batch_ocr.errors import CallError, NotSent, RequestRefused, ServiceFailed, ServiceUnreachable, Throttled

CallKind = Literal["token", "submit", "poll", "cancel"]

MAX_SMALL_ANSWER_BYTES: Final = 64 * 1024
"""Of answers that carry a task id, a token or nothing."""
MAX_RESULT_BYTES: Final = 32 * 1024 * 1024
FORBIDDEN_IN_A_ROW: Final = 5
"""Documents refused with 403, with none accepted in between, after which it is taken for a refusal of the account: each
is a document that gets no second chance by itself."""


class AsposeClient:
    """Calls one service over kept-alive connections; safe to share by all tasks of one event loop."""

    def __init__(
        self,
        base_url: str,
        auth: TokenSource,
        *,
        connect_timeout: float,
        read_timeout: float,
        ca_file: str | None = None,
        on_call: Callable[[CallKind], None] = lambda _: None,
    ) -> None:
        """`on_call` is told each call that the service may have seen, and may charge for.

        Raises:
            SettingsError: the address, the proxy of the environment or the CA file cannot be used.
        """
        self._connection = Connection(
            base_url,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            ca_file=ca_file,
            redact=auth.redact,
        )
        self._auth = auth
        self._on_call = on_call
        self._base_url = base_url
        self._admitted = 0
        """Calls that were not refused for their token."""
        self._succeeded = False
        """Whether an OCR call has ever brought success."""
        self._forbidden = 0
        """Submissions refused with 403 since the last one that was accepted."""
        self._seen = False
        """Whether the service is at this address: an OCR call was answered as an API would, or a token issued. Where a
        redirect or a 404 comes then, a maintenance page stands, or something stumbled."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connection.close()

    async def submit(self, upload: Document, options: RecognitionOptions) -> str:
        """Submit a document and return its task id.

        Raises:
            NotSent, Throttled, RequestRefused: surely not accepted.
            AnswerLost, ServiceFailed: perhaps accepted.
            AccessRefused, ServiceUnreachable: surely not accepted, nor would be any other document.
            ItemError, FileNotFoundError: the file changed, cannot be read, or has gone; surely not accepted.
        """
        frame = request_frame(options)

        async def attempt(token: str) -> Reply:
            with opened(upload) as source:
                return await self._call("submit", "POST", INVOICE_PATH, token, UploadBody(source, frame))

        reply = await self._authorized(attempt)
        self._forbidden = 0 if reply.is_success else self._forbidden + (reply.status == FORBIDDEN)
        if self._forbidden_here(reply) and self._forbidden < FORBIDDEN_IN_A_ROW:
            raise RequestRefused(reply.status, self._detail(reply))
        if not reply.is_success:
            raise self._failure_of_post(reply)
        try:
            return parse_task_id(reply.body, cut=reply.cut is not None)
        except MalformedAnswer as error:
            if reply.cut is not None:
                raise reply.cut from error
            raise ServiceFailed(reply.status, str(error)) from error

    async def result(self, task_id: str) -> Answer:
        """Fetch what the service has to say about a task, with its results once it is completed.

        Raises:
            CallError: nothing was learned; the task is as it was.
            AccessRefused, ServiceUnreachable: the service does not let us ask, or is not at this address.
        """
        return await self._poll(INVOICE_PATH, task_id)

    async def status(self, task_id: str) -> Answer:
        """Fetch the state of a task without its results.

        Raises:
            CallError, AccessRefused, ServiceUnreachable: as `result`.
        """
        return await self._poll(STATUS_PATH, task_id)

    async def cancel(self, task_id: str) -> None:
        """Tell the service that nobody wants the result; a task it does not know is no error.

        Raises:
            CallError, AccessRefused, ServiceUnreachable: as `result`.
        """
        reply = await self._authorized(
            lambda token: self._call("cancel", "DELETE", _with_id(INVOICE_PATH, task_id), token)
        )
        if self._forbidden_here(reply):
            raise ServiceFailed(reply.status, self._detail(reply))
        if not reply.is_success and reply.status != NOT_FOUND:
            raise failure_of(reply, self._detail(reply))

    async def _poll(self, path: str, task_id: str) -> Answer:
        target = _with_id(path, task_id)
        reply = await self._authorized(lambda token: self._call("poll", "GET", target, token))
        if reply.status == NOT_FOUND and reply.is_page:
            raise ServiceFailed(reply.status, f"{self._detail(reply)}: not the service's own answer; check base_url")
        if reply.status == NOT_FOUND:
            return Answer(TaskStatus.NOT_EXIST, messages=tuple(filter(None, [self._detail(reply)])))
        if self._forbidden_here(reply):
            raise ServiceFailed(reply.status, self._detail(reply))
        if not reply.is_success:
            raise failure_of(reply, self._detail(reply))
        if reply.cut is not None:
            raise reply.cut
        try:
            answer = decode_answer(reply.body, self._connection.redact)
        except MalformedAnswer as error:
            raise ServiceFailed(reply.status, str(error)) from error
        if not answer.is_about(task_id):  # a cache or a mixed-up service: this must not become the document's result
            raise ServiceFailed(reply.status, f"asked for task {task_id}, answered about another one")
        return replace(answer, retry_after=retry_after(reply)) if "retry-after" in reply.headers else answer

    async def _authorized(self, attempt: Callable[[str], Awaitable[Reply]]) -> Reply:
        """Run `attempt` with a token, and once more with another one if the service refuses the first.

        Raises:
            NotSent: the other one is refused as well, but calls of others were admitted meanwhile, so it is not we who
                are refused. Tokens die young there, or it is about this call; who repeats it goes by the gate again.
        """
        admitted = self._admitted
        token = await self._auth.token(self._fetch_token)
        reply = await attempt(token)
        if reply.status == UNAUTHORIZED:
            reply = await attempt(await self._auth.renewed(self._fetch_token, token))
            if reply.status == UNAUTHORIZED and self._admitted > admitted:
                raise NotSent("HTTP 401 to two tokens in a row, while other requests are admitted")
        self._admitted += reply.status != UNAUTHORIZED
        return reply

    async def _call(
        self, kind: CallKind, method: str, target: str, token: str, body: UploadBody | None = None
    ) -> Reply:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if body is not None:
            headers |= {"Accept": "text/plain, */*;q=0.5", "Content-Type": "application/json"}
        limit = MAX_RESULT_BYTES if kind == "poll" else MAX_SMALL_ANSWER_BYTES
        exchange = self._connection.exchange(
            method, target, headers, body, max_bytes=limit, on_unanswered=lambda: self._on_call(kind)
        )
        reply = await self._counted(kind, exchange)
        self._seen = self._seen or reply.status not in ELSEWHERE
        self._succeeded = self._succeeded or reply.is_success
        return reply

    async def _counted(self, kind: CallKind, exchange: Awaitable[Reply]) -> Reply:
        """Count the call unless the service surely saw nothing of it."""
        try:
            reply = await exchange
        except NotSent:
            raise
        except CallError:
            self._on_call(kind)
            raise
        self._on_call(kind)
        return reply

    async def _fetch_token(self, form: bytes) -> AccessToken:
        """Ask for a token. Whatever goes wrong here, no document has been sent."""
        headers = {"Content-Type": FORM_TYPE, "Accept": "application/json"}
        exchange = self._connection.exchange(
            "POST",
            TOKEN_PATH,
            headers,
            form,
            max_bytes=MAX_SMALL_ANSWER_BYTES,
            on_unanswered=lambda: self._on_call("token"),
        )
        try:
            reply = await self._counted("token", exchange)
            if reply.is_success and reply.cut is not None:
                raise reply.cut
            if reply.is_success:
                token = parse_token(reply.body)
                self._seen = True
                return token
        except (CallError, MalformedAnswer) as error:
            raise NotSent(f"no token: {error}") from error
        detail = self._detail(reply)
        if (refusal := credentials_refused(reply, detail)) is not None:
            raise refusal
        failure = self._failure_of_post(reply)
        if isinstance(failure, Throttled):
            raise failure
        no_token = NotSent(f"no token: {failure}")
        no_token.retry_after = failure.retry_after
        raise no_token

    def _forbidden_here(self, reply: Reply) -> bool:
        """Whether it is a 403 about one document or task: a gateway's page, or while the service lets us do others."""
        return reply.status == FORBIDDEN and (reply.is_page or self._succeeded)

    def _failure_of_post(self, reply: Reply) -> CallError:
        """Return what the reply means.

        Raises:
            AccessRefused: the status is about us.
            ServiceUnreachable: the service has never been seen at this address, which waiting will not change.
        """
        failure = failure_of(reply, self._detail(reply))
        if reply.status in ELSEWHERE and not self._seen:
            raise ServiceUnreachable(f"{failure} ({self._base_url})")
        return failure

    def _detail(self, reply: Reply) -> str:
        """Return what an answer says besides its status: where a redirect points, else the words of the body."""
        location = reply.headers.get("location", "") if reply.status in REDIRECTS else ""
        return problem_detail(location.encode(errors="replace") or reply.body, self._connection.redact)


def _with_id(path: str, task_id: str) -> str:
    return f"{path}?{ID_PARAMETER}={quote(task_id, safe='')}"
