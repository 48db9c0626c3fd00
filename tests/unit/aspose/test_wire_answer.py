from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.aspose.wire import (
    Answer,
    MalformedAnswer,
    ResponseStatusCode,
    ResultItem,
    TaskStatus,
    decode_answer,
    encode_answer,
)

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
ANYTHING = JSON_VALUES | st.sampled_from(list(TaskStatus))
ENVELOPES = st.fixed_dictionaries(
    {},
    optional={
        "id": ANYTHING,
        "taskStatus": ANYTHING,
        "responseStatusCode": ANYTHING,
        "results": ANYTHING | st.lists(st.fixed_dictionaries({}, optional={"type": ANYTHING, "data": ANYTHING})),
        "error": ANYTHING | st.fixed_dictionaries({}, optional={"messages": ANYTHING, "warnings": ANYTHING}),
    },
)


def decoded(**members: object) -> Answer:
    return decode_answer(json.dumps(members).encode())


def test_the_documented_sample_is_understood() -> None:
    """A completed task with its result decodes member by member."""
    answer = decoded(
        id="3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        responseStatusCode="Ok",
        taskStatus="Completed",
        results=[{"type": "Text", "data": "e30="}],
        error=None,
    )
    expected = Answer(
        TaskStatus.COMPLETED, "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "Ok", (ResultItem("Text", "e30="),), (), ()
    )
    assert answer == expected


def test_an_envelope_in_another_case_is_understood() -> None:
    """Servers of this family differ in how they spell keys, and so do their status words."""
    answer = decoded(
        Id="id-00001",
        ResponseStatusCode="OK",
        TaskStatus=" completed",
        Results=[{"Type": "Text", "Data": "e30="}],
        Error={"Messages": ["a"], "WARNINGS": ["b"]},
    )
    assert answer == Answer(TaskStatus.COMPLETED, "id-00001", "OK", (ResultItem("Text", "e30="),), ("a",), ("b",))


def test_the_contracts_own_spelling_wins() -> None:
    """An envelope with both spellings is read by the documented one."""
    answer = decoded(TASKSTATUS="Error", taskStatus="Completed", TaskStatus="Pending")
    assert answer.status is TaskStatus.COMPLETED


def test_the_envelope_has_the_five_documented_members_in_order() -> None:
    """Official SDKs refuse unknown members, so there are none; what is absent is written as null."""
    sent = encode_answer("an-id-1", TaskStatus.PENDING, ResponseStatusCode.NOT_READY)
    expected = {
        "id": "an-id-1",
        "responseStatusCode": "NotReady",
        "taskStatus": "Pending",
        "results": None,
        "error": None,
    }
    assert json.loads(sent) == expected
    assert list(json.loads(sent)) == list(expected)


@given(
    st.sampled_from(TaskStatus),
    st.lists(st.builds(ResultItem, st.none() | st.text(), st.none() | st.text())),
    st.lists(st.from_regex(r"[a-z]{1,9}( [a-z]{1,9}){0,3}", fullmatch=True), max_size=5),
)
def test_what_the_server_encodes_the_client_decodes(
    status: TaskStatus, results: list[ResultItem], messages: list[str]
) -> None:
    """Encoder and decoder are inverse for everything a server says."""
    sent = encode_answer("id-00001", status, ResponseStatusCode.OK, results=results, messages=messages, warnings=[])
    expected = Answer(status, "id-00001", "Ok", tuple(results), tuple(messages), ())
    assert decode_answer(sent) == expected


@pytest.mark.parametrize("status", [None, "Quantum", 7, True, [], "", "Not Exist"])
def test_an_unknown_status_is_no_status(status: object) -> None:
    """What cannot be understood leaves the task unfinished instead of failing it."""
    assert decoded(taskStatus=status).status is None


def test_the_task_status_alone_decides() -> None:
    """A response status that contradicts the task status changes nothing; it is kept for messages."""
    answer = decoded(taskStatus="Completed", responseStatusCode="NotReady")
    assert (answer.status, answer.response_status) == (TaskStatus.COMPLETED, "NotReady")


def test_a_completed_task_may_carry_messages() -> None:
    """Messages and warnings come through beside results; null lists, blanks and members of wrong types do not."""
    answer = decoded(taskStatus="Completed", error={"messages": ["low  contrast\n", "", None, 5], "warnings": "cut"})
    assert (answer.messages, answer.warnings) == (("low contrast",), ("cut",))
    assert decoded(error={"messages": None, "warnings": None}) == decoded(error=None)


def test_messages_are_bounded() -> None:
    """A service that floods us with messages cannot fill results and logs."""
    answer = decoded(error={"messages": ["x" * 10**5] * 1000})
    assert sum(map(len, answer.messages)) <= 50_000


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"taskStatus":"Completed"}',
        b'{"taskStatus":"Completed","error":{"messages":["\\ud800"]}}',
        b'{"taskStatus":"Completed","error":{"messages":["caf\xe9"]}}',
    ],
)
def test_broken_text_does_not_hide_a_result(body: bytes) -> None:
    """A byte order mark, a lone surrogate or Latin-1 in a message is no reason to lose what was paid for."""
    answer = decode_answer(body)
    assert answer.status is TaskStatus.COMPLETED
    assert all(message.encode() for message in answer.messages)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'"Completed"', b"[" * 100_000, b'{"taskStatus":'])
def test_what_is_no_object_is_malformed(body: bytes) -> None:
    """A page, a cut body or another JSON value says nothing about the task."""
    with pytest.raises(MalformedAnswer):
        decode_answer(body)


@given(st.binary() | (JSON_VALUES | ENVELOPES).map(lambda value: json.dumps(value).encode()))
def test_no_answer_breaks_the_decoder(body: bytes) -> None:
    """Whatever arrives, the decoder makes an Answer of it that can be written as UTF-8, or raises MalformedAnswer."""
    try:
        answer = decode_answer(body)
    except MalformedAnswer:
        return
    assert " ".join(answer.messages + answer.warnings).encode() is not None
