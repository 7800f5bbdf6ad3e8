"""Values as bytes: MessagePack, decoded into the model's types and checked against them."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")
_ENCODER = msgspec.msgpack.Encoder()
_DECODERS: dict[type, msgspec.msgpack.Decoder[Any]] = {}


def encode(value: object) -> bytes:
    """Any value of the model."""
    return _ENCODER.encode(value)


def decode(data: bytes, kind: type[_T]) -> _T:
    """The value that ``encode`` wrote; msgspec.ValidationError when it does not fit the type."""
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
    return decoder.decode(data)  # type: ignore[no-any-return]
