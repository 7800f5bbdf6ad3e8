"""The child's side of the pool: take bytes, run the target under limits, give bytes back, until the pipe closes."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

_LENGTH: Final = struct.Struct("<q")
_PR_SET_PDEATHSIG: Final = 1
MOST_RESULT: Final = 256 * 1024 * 1024
"""What decodes to more than a machine for two readers has: said to be too much for the memory, and not sent."""


def main() -> None:
    """``python -m indexer.ingest.child module:function memory_bytes cpu_seconds nice``."""
    target_name, memory, cpu, nice = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    _die_with_parent()
    _stand_back(nice)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe_in = os.fdopen(os.dup(0), "rb")
    pipe_out = os.fdopen(os.dup(1), "wb")
    # Nothing that a reader prints may get between the results.
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(quiet, 1)
    module, _, function = target_name.partition(":")
    target: Callable[[bytes], bytes] = getattr(importlib.import_module(module), function)
    # What the interpreter and the libraries take of the address space is not the file's doing.
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory, resource.RLIM_INFINITY))
    pipe_out.write(_LENGTH.pack(0) + b"S")
    pipe_out.flush()
    _serve(target, pipe_in, pipe_out, cpu)


def _serve(target: Callable[[bytes], bytes], pipe_in: BinaryIO, pipe_out: BinaryIO, cpu: int) -> None:
    while len(head := pipe_in.read(_LENGTH.size)) == _LENGTH.size:
        payload = pipe_in.read(_LENGTH.unpack(head)[0])
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu, resource.RLIM_INFINITY))
        kind, result = _attempt(target, payload)
        if len(result) > MOST_RESULT:
            kind, result = b"M", b""
        pipe_out.write(_LENGTH.pack(len(result)) + kind)
        pipe_out.write(result)
        pipe_out.flush()
        # Not held beside what the next task needs.
        del payload, result


def _attempt(target: Callable[[bytes], bytes], payload: bytes) -> tuple[bytes, bytes]:
    try:
        return b"R", target(payload)
    except MemoryError:
        return b"M", b""
    except Exception as problem:
        return b"E", f"{type(problem).__name__}: {problem}".encode("utf-8", "replace")


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123 - a pseudo-file
        return int(stream.read().split()[0]) * resource.getpagesize()


def _stand_back(nice: int) -> None:
    if nice:
        os.nice(nice)
        # Linux shares the processor between sessions first, and a child is the leader of its own.
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(nice), encoding="ascii")


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
