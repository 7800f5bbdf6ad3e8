"""What goes over the pipes between an ingest and the children that read: plain values as MessagePack."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from indexer.model.draft import Draft
from indexer.model.limits import Limits
from indexer.model.source import Remark


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read and the limits to read it under."""

    path: str
    name: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Read:
    """What a file said; ``code`` and ``message`` say why it was rejected, empty when it was not."""

    sha256: str
    size: int
    format: str
    drafts: tuple[Draft, ...] = ()
    remarks: tuple[Remark, ...] = ()
    code: str = ""
    message: str = ""


_ENCODER = msgspec.msgpack.Encoder()
_TASKS = msgspec.msgpack.Decoder(Task)
_READS = msgspec.msgpack.Decoder(Read)


def encode_message(message: Task | Read) -> bytes:
    """For the pipe."""
    return _ENCODER.encode(message)


def decode_task(data: bytes) -> Task:
    """What a child is asked."""
    return _TASKS.decode(data)


def decode_read(data: bytes | bytearray) -> Read:
    """What came back; msgspec.ValidationError when it is not what a child should say."""
    return _READS.decode(data)
