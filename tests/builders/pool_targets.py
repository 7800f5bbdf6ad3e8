"""What the pool's tests let children do."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time

_KEPT: list[bytearray] = []


def act(payload: bytes) -> bytes:
    """One of the ways in which a reader can behave."""
    word, _, rest = payload.decode().partition(" ")
    if word == "echo":
        return rest.encode()
    if word == "large":
        return b"x" * 5_000_000
    if word == "say":
        return bytes(int(rest))
    if word == "pause":
        time.sleep(float(rest))
        return b"paused"
    if word == "abort":
        os.abort()
    if word == "exit":
        os._exit(3)
    if word == "raise":
        raise ValueError("示例")
    if word == "memory":
        return bytes(4 * 1024 * 1024 * 1024)[:1]
    if word == "hold":
        # Written to, so that it is held indeed.
        held = bytearray(b"x") * int(rest)
        return str(len(held)).encode()
    if word == "native":
        try:
            return str(len(bytearray(b"x") * int(rest))).encode()
        except MemoryError:
            os.abort()
    if word == "keep":
        _KEPT.append(bytearray(b"x") * int(rest))
        return str(os.getpid()).encode()
    if word == "sleep":
        time.sleep(600)
    if word == "start":
        subprocess.run(["sleep", "9987"], process_group=0, check=False)
    if word == "litter":
        with open(os.path.join(tempfile.gettempdir(), "left"), "w", encoding="utf-8") as stream:  # noqa: PTH118, PTH123
            stream.write("x")
        return b""
    if word == "pid":
        return str(os.getpid()).encode()
    print("noise on standard output")
    return b"printed"
