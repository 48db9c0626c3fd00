"""Two edits of a stored ONNX network, made on its wire format in memory, so that no further package is needed.

The recognisers end in a layer for up to eighteen thousand characters, of which invoices in Latin script use a few
hundred: `split_at` cuts that layer off and hands out its weights. All networks expect three colours and would get
a grey picture three times over: `take_grey` sums their first layer over the colours, which is the same for grey.

Source: onnx.proto3 of the ONNX specification (field numbers); the protocol buffers encoding guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Weights = npt.NDArray[np.float32]

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5
_MODEL_GRAPH = 7
_GRAPH_NODE, _GRAPH_TENSOR, _GRAPH_INPUT, _GRAPH_OUTPUT, _GRAPH_VALUE_INFO = 1, 5, 11, 12, 13
_NODE_INPUT, _NODE_OUTPUT = 1, 2
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_RAW = 1, 2, 8, 9
_FLOAT = 1


class _Field(NamedTuple):
    number: int
    value: int | bytes
    raw: bytes
    """Key and value as stored, to be copied unchanged."""


def split_at(model: bytes, tensor: str, weights: Iterable[str]) -> tuple[bytes, dict[str, Weights]]:
    """Return the network that ends with `tensor`, and the named weights of the part that was cut off.

    Raises ValueError when the network computes no such tensor or lacks one of the weights.
    """
    wanted = set(weights)
    found: dict[str, Weights] = {}
    kept = bytearray()
    done = False
    for field in _graph_fields(model):
        if field.number == _GRAPH_NODE:
            if not done:
                kept += field.raw
                done = tensor in _strings(field.value, _NODE_OUTPUT)
        elif field.number == _GRAPH_TENSOR and (name := _name(field.value)) in wanted:
            found[name] = _weights(field.value)
        elif field.number not in {_GRAPH_OUTPUT, _GRAPH_VALUE_INFO}:
            kept += field.raw
    if not done or set(found) != wanted:
        message = f"the network has no tensor {tensor!r} or lacks one of {sorted(wanted)}"
        raise ValueError(message)
    kept += _message(_GRAPH_OUTPUT, _message(1, tensor.encode()))
    return _with_graph(model, bytes(kept)), found


def take_grey(model: bytes) -> bytes:
    """Return the network with one input channel instead of three equal ones; its input keeps its name."""
    first = next(field.value for field in _graph_fields(model) if field.number == _GRAPH_NODE)
    source, kernel = _strings(first, _NODE_INPUT)[:2]
    kept = bytearray()
    for field in _graph_fields(model):
        if field.number == _GRAPH_TENSOR and _name(field.value) == kernel:
            kept += _message(_GRAPH_TENSOR, _tensor(kernel, _weights(field.value).sum(axis=1, keepdims=True)))
        elif field.number == _GRAPH_INPUT and _strings(field.value, 1) == [source]:
            kept += _message(_GRAPH_INPUT, _grey_input(source))
        elif field.number != _GRAPH_VALUE_INFO:  # the shapes noted there are those of three channels
            kept += field.raw
    return _with_graph(model, bytes(kept))


def _graph_fields(model: bytes) -> Iterator[_Field]:
    for field in _fields(model):
        if field.number == _MODEL_GRAPH and isinstance(field.value, bytes):
            yield from _fields(field.value)


def _with_graph(model: bytes, graph: bytes) -> bytes:
    rest = b"".join(field.raw for field in _fields(model) if field.number != _MODEL_GRAPH)
    return rest + _message(_MODEL_GRAPH, graph)


def _grey_input(name: str) -> bytes:
    """A ValueInfoProto: float tensor, unknown batch size, 1 channel, unknown height and width."""
    unknown, one = _message(1, b""), _message(1, _number(1, 1))
    shape = unknown + one + unknown + unknown
    return _message(1, name.encode()) + _message(2, _message(1, _number(1, _FLOAT) + _message(2, shape)))


def _tensor(name: str, weights: Weights) -> bytes:
    dims = b"".join(_number(_TENSOR_DIMS, size) for size in weights.shape)
    raw = _message(_TENSOR_RAW, np.ascontiguousarray(weights, "<f4").tobytes())
    return dims + _number(_TENSOR_TYPE, _FLOAT) + _message(_TENSOR_NAME, name.encode()) + raw


def _weights(tensor: int | bytes) -> Weights:
    shape: list[int] = []
    raw = b""
    for field in _fields(tensor):
        if field.number == _TENSOR_DIMS:
            shape += [field.value] if isinstance(field.value, int) else _varints(field.value)
        elif field.number == _TENSOR_RAW and isinstance(field.value, bytes):
            raw = field.value
    return np.frombuffer(raw, "<f4").reshape(shape)


def _name(tensor: int | bytes) -> str:
    return "".join(_strings(tensor, _TENSOR_NAME))


def _strings(message: int | bytes, number: int) -> list[str]:
    return [f.value.decode() for f in _fields(message) if f.number == number and isinstance(f.value, bytes)]


def _fields(message: int | bytes) -> Iterator[_Field]:
    if isinstance(message, int):
        return
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        value: int | bytes
        if kind == _VARINT:
            value, at = _varint(message, at)
        else:
            size, at = _varint(message, at) if kind == _LENGTH else ({_FIXED64: 8, _FIXED32: 4}[kind], at)
            value, at = message[at : at + size], at + size
        yield _Field(number, value, message[start:at])


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:  # noqa: PLR2004 - the top bit says that another byte follows
            return value, at
        shift += 7


def _varints(packed: bytes) -> list[int]:
    values: list[int] = []
    at = 0
    while at < len(packed):
        value, at = _varint(packed, at)
        values.append(value)
    return values


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value > 127:  # noqa: PLR2004 - seven bits a byte
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(number: int, value: int) -> bytes:
    return _encoded(number << 3 | _VARINT) + _encoded(value)


def _message(number: int, content: bytes) -> bytes:
    return _encoded(number << 3 | _LENGTH) + _encoded(len(content)) + content
